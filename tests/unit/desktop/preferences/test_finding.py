from __future__ import annotations

import pytest

from sayso.desktop.preferences.finding import Index
from sayso.desktop.preferences.pages import Page
from sayso.settings.schema import all_settings


@pytest.mark.parametrize(
    ("wanted", "key"),
    [
        ("Longest tap", "tap_seconds"),
        ("tap_seconds", "tap_seconds"),
        ("hands-free", "tap_seconds"),
        ("clipboard", "typing"),
        ("KEY BY KEY", "typing"),
        ("dark", "theme"),
        ("privacy audio days", "audio_days"),
    ],
)
def test_a_setting_is_found_by_all_that_is_said_of_it(wanted: str, key: str) -> None:
    found = Index().find(wanted, {})
    assert key in [it for keys in found.values() for it in keys]


def test_each_is_found_by_its_own_title() -> None:
    index = Index()
    for setting in all_settings():
        found = index.find(setting.rule.title, {})
        assert any(setting.key in keys for keys in found.values()), setting.key


def test_pages_without_any_are_left_out() -> None:
    assert list(Index().find("volume of sounds", {})) == [Page.LOOK]
    assert Index().find("espresso", {}) == {}


def test_what_is_no_setting_is_found_as_well() -> None:
    found = Index().find("login", {"at login": "Start at login"})
    assert found == {Page.ADVANCED: ["at login"]}
