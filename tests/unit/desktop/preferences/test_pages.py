from __future__ import annotations

from collections import Counter

import pytest

from sayso.desktop.preferences.pages import KEYS, PAGE_OF, Page
from sayso.settings.schema import all_settings


def test_each_setting_stands_on_one_page() -> None:
    standing = Counter(key for keys in KEYS.values() for key in keys)
    assert standing == Counter(setting.key for setting in all_settings())


def test_no_page_is_empty_and_they_have_the_order_of_the_pipeline() -> None:
    assert list(KEYS) == list(Page)
    assert all(KEYS.values())


@pytest.mark.parametrize(
    ("key", "page"),
    [
        ("hotkey", Page.TRIGGER),
        ("pause_seconds", Page.DETECTION),
        ("beam_size", Page.RECOGNITION),
        ("compute_type", Page.ADVANCED),
        ("model_ttl_seconds", Page.ADVANCED),
        ("update_feed", Page.ADVANCED),
    ],
)
def test_where_some_of_them_are_looked_for(key: str, page: Page) -> None:
    assert PAGE_OF[key] is page
