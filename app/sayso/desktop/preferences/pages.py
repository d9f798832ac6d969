"""Which setting stands on which page. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sayso.settings.schema import Setting, all_settings


class Page(StrEnum):
    """In the order of the pipeline; then what concerns the whole of it."""

    TRIGGER = "trigger"
    MICROPHONE = "microphone"
    DETECTION = "detection"
    RECOGNITION = "recognition"
    TEXT = "text"
    TYPING = "typing"
    HISTORY = "history"
    LOOK = "look"
    ADVANCED = "advanced"


_EXPERT = frozenset(
    {"engine", "compute_type", "threads", "recognition_timeout_seconds", "residency", "updates"}
)
"""Keys, and whole sections, that stand on the last page: few people ever need them."""

_FIRST = {Page.RECOGNITION: ("language", "model", "device")}
"""What stands at the top of its page; the rest has the order of the file."""

SETTINGS: Mapping[str, Setting] = {setting.key: setting for setting in all_settings()}


def _page_of(setting: Setting) -> Page:
    expert = setting.key in _EXPERT or setting.section in _EXPERT
    return Page.ADVANCED if expert else Page(setting.section)


def _keys_on(page: Page) -> tuple[str, ...]:
    first = _FIRST.get(page, ())
    rest = (key for key, it in SETTINGS.items() if _page_of(it) is page and key not in first)
    return (*first, *rest)


KEYS: Mapping[Page, tuple[str, ...]] = {page: _keys_on(page) for page in Page}
"""The settings of each page, from top to bottom."""

PAGE_OF: Mapping[str, Page] = {key: page for page, keys in KEYS.items() for key in keys}
