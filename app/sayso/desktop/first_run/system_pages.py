"""Where a system asks for permissions: the page of its settings, for a button that opens it.

macOS: the anchors of the Privacy & Security pane as they have been since 10.15 (they are not
documented; the scheme x-apple.systempreferences is). Windows: "Launch Windows Settings",
learn.microsoft.com. Never tried here.
"""

from __future__ import annotations

from enum import Enum


class Page(Enum):
    MICROPHONE = "Privacy_Microphone"
    ACCESSIBILITY = "Privacy_Accessibility"
    INPUT_MONITORING = "Privacy_ListenEvent"


_MAC = "x-apple.systempreferences:com.apple.preference.security?"


def address(page: Page, system: str) -> str:
    """What to open; empty where the system has no such page. ``system``: ``linux``, ``macos`` or
    ``windows``."""
    if system == "macos":
        return _MAC + page.value
    if system == "windows" and page is Page.MICROPHONE:
        return "ms-settings:privacy-microphone"
    return ""
