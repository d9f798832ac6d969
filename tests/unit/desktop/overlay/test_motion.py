from __future__ import annotations

import ctypes
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from sayso.desktop.overlay.motion import _SETTINGS, Motion, _bare


class Variant:
    def __init__(self, value: object) -> None:
        self._value = value

    def variant(self) -> object:
        return self._value


class Reply:
    """As QDBusPendingCallWatcher; None: the desktop has no such setting."""

    def __init__(self, value: object) -> None:
        self._value = value

    def isError(self) -> bool:
        return self._value is None

    def reply(self) -> Reply:
        return self

    def arguments(self) -> list[object]:
        return [Variant(Variant(self._value))]


@pytest.mark.parametrize(
    ("answers", "less"),
    [
        ((None, None, None), False),
        ((1, True, None), True),
        ((0, True, None), False),
        ((None, False, None), True),
        ((None, None, "0"), True),
        ((None, None, "0.5"), False),
        ((None, None, "fast"), False),
    ],
)
def test_what_the_portal_says(answers: tuple[object, ...], less: bool) -> None:
    motion = Motion()
    told: dict[str, bool] = {}
    for place, ((_, key, means), answer) in enumerate(zip(_SETTINGS, answers, strict=True)):
        motion._answered(Reply(answer), key=key, told=told, means=means, last=place == 2)
    assert motion.less is less


def test_out_of_its_variants() -> None:
    assert _bare(Variant(Variant(0))) == 0


@pytest.mark.parametrize("animated", [0, 1])
def test_windows(monkeypatch: pytest.MonkeyPatch, animated: int) -> None:
    """A stand-in for user32."""

    def ask(action: Any, size: Any, answer: Any, change: Any) -> int:
        assert (action.value, size.value, change.value) == (0x1042, 0, 0)
        answer._obj.value = animated
        return 1

    library = SimpleNamespace(SystemParametersInfoW=ask)
    monkeypatch.setattr(ctypes, "WinDLL", lambda name: library, raising=False)
    motion = Motion()
    motion.ask("windows")
    assert motion.less is (animated == 0)


@pytest.mark.parametrize("less", [True, False])
def test_macos(monkeypatch: pytest.MonkeyPatch, less: bool) -> None:
    """A stand-in for AppKit."""
    kit: Any = ModuleType("AppKit")
    workspace = SimpleNamespace(accessibilityDisplayShouldReduceMotion=lambda: less)
    kit.NSWorkspace = SimpleNamespace(sharedWorkspace=lambda: workspace)
    monkeypatch.setitem(sys.modules, "AppKit", kit)
    motion = Motion()
    motion.ask("cocoa")
    assert motion.less is less


def test_where_nothing_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "AppKit", None)
    for platform in ("cocoa", "windows", "offscreen"):
        motion = Motion()
        motion.ask(platform)
        assert not motion.less
