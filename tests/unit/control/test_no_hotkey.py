from __future__ import annotations

from sayso.control.no_hotkey import NoHotkey
from sayso.core.ports import HotkeySource, Key


def test_reports_nothing_and_says_what_to_do() -> None:
    heard: list[Key] = []
    silent = NoHotkey()
    source: HotkeySource = silent
    source.start(heard.append)
    source.watch_cancel(True)
    source.stop()
    assert heard == []
    for words in ("Wayland", "sayso start", "sayso stop", "bindsym --release"):
        assert words in silent.reason
    assert NoHotkey("Why not.").reason == "Why not."
