"""What is said about a key that does something else already."""

from __future__ import annotations

from sayso.control.key_conflicts import Use
from sayso.desktop.wording import translate


def clash(what: Use, key: str) -> str:
    """``key``: as people call it."""
    return _sentence(what).format(key=key)


def _sentence(what: Use) -> str:
    match what:
        case Use.UNDO:
            return translate(
                "FirstRun",
                "{key} takes the last dictation back already: choose another one, or change that in"
                " the settings.",
            )
        case Use.EDITING:
            return translate(
                "FirstRun",
                "{key} does something in nearly every program, as copying or saving. With Sayso"
                " running it would not any more.",
            )
        case Use.HELP:
            return translate("FirstRun", "{key} shows help in many programs.")
        case Use.RELOAD:
            return translate("FirstRun", "{key} loads a page anew in browsers.")
        case Use.MENU_BAR:
            return translate("FirstRun", "{key} opens menus in many programs.")
        case Use.FULL_SCREEN:
            return translate("FirstRun", "{key} fills the screen in many programs.")
        case Use.WINDOWS:
            return translate(
                "FirstRun", "{key} may belong to your desktop, for its windows and menus."
            )
        case Use.SCREENSHOT:
            return translate("FirstRun", "{key} takes a picture of the screen on most desktops.")
        case Use.SHORTCUTS:
            return translate(
                "FirstRun",
                "{key} begins most shortcuts: each of them would open the microphone for a moment.",
            )
        case Use.CAPITALS:
            return translate(
                "FirstRun",
                "{key} is needed for capital letters: each of them would open the microphone for a"
                " moment.",
            )
        case Use.THIRD_LEVEL:
            return translate(
                "FirstRun", "On many keyboards {key} is needed to type signs such as @ and €."
            )
