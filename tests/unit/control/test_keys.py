from __future__ import annotations

from collections.abc import Callable

import pytest

from sayso.control.keys import Keys
from sayso.control.no_hotkey import NoHotkey
from sayso.core.errors import HotkeyError, SettingsError
from sayso.core.ports import HotkeySource, Key


class Source:
    def __init__(self, log: list[str], fault: str) -> None:
        self.log, self.fault = log, fault

    def start(self, deliver: Callable[[Key], None]) -> None:
        self.log.append("start")
        if self.fault:
            raise HotkeyError(self.fault)

    def watch_cancel(self, wanted: bool) -> None: ...

    def stop(self) -> None:
        self.log.append("stop")


def keys(log: list[str], fault: str = "") -> Keys:
    def make(wanted: str, failed: Callable[[HotkeyError], None]) -> HotkeySource:
        log.append(wanted)
        return Source(log, fault)

    return Keys("macos", "right_option", "ctrl+option+z", make)


def test_names() -> None:
    it = keys([])
    assert it.label("auto") == "Right Option"
    assert it.label("cmd+alt+h") == "Option+Command+H"
    assert it.undo_chord("auto") == it.chord("ctrl+alt+z")
    assert it.undo_chord("none") is None
    assert it.undo_chord("q") is None
    with pytest.raises(SettingsError):
        it.label("q")


def test_a_key_that_is_tried_is_given_back() -> None:
    log: list[str] = []
    keys(log).try_out("f9")
    assert log == ["f9", "start", "stop"]
    with pytest.raises(HotkeyError, match="taken"):
        keys([], "taken").try_out("f9")


def test_why_there_is_none() -> None:
    assert keys([]).why_none() == ""
    none = Keys(make=lambda wanted, failed: NoHotkey("Only the compositor may."))
    assert none.why_none() == "Only the compositor may."
