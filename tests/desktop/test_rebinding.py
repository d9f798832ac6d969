"""Another hotkey is chosen while the app runs, on a real X server: the old key is free at once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from screen import Screen
from spoken_app import SpokenApp, settings
from Xlib import X, error

from sayso.control.chord import parse
from sayso.control.hotkey_x11 import X11Hotkey
from sayso.core.errors import HotkeyError
from sayso.core.events import Activity, ActivityChanged, Notice, PausedChanged, SettingsChanged
from sayso.core.ports import HotkeySource

F8, F9, F10 = "74", "75", "76"

SECONDS = 10.0
"""How long to wait for what has to come; only ever needed on a machine that is very busy."""


def is_free(screen: Screen, keycode: str) -> bool:
    """Whether another program can grab the key; it is let go again."""
    display = screen.connect()
    try:
        refused = error.CatchError(error.BadAccess)
        mode = X.GrabModeAsync
        display.screen().root.grab_key(int(keycode), 0, False, mode, mode, onerror=refused)
        display.sync()
        return refused.get_error() is None
    finally:
        display.close()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        os.sched_yield()


def test_another_hotkey_takes_its_place_while_the_app_runs() -> None:
    with Screen() as screen:

        def hotkey(failed: Callable[[HotkeyError], None]) -> HotkeySource:
            chosen = parse(app.preferences.settings.trigger.hotkey)
            return X11Hotkey(chosen, failed, screen.display)

        app = SpokenApp(settings(model="tiny"), hotkey=hotkey)
        preferences = app.preferences
        with app:
            preferences.change({"hotkey": "F9"})
            assert not is_free(screen, F9)

            # An editor.
            preferences.file.write_text('[trigger]\nhotkey = "F10"\n')
            assert preferences.read_again() == []
            wait_until(lambda: is_free(screen, F9))
            assert not is_free(screen, F10)
            assert SettingsChanged(frozenset({"hotkey"})) in app.events

            # A key that another program has.
            other = screen.connect()
            mode = X.GrabModeAsync
            other.screen().root.grab_key(int(F8), 0, False, mode, mode)
            other.sync()
            preferences.change({"hotkey": "F8"})
            assert preferences.settings.trigger.hotkey == "F10"
            (told,) = (event.text for event in app.events if isinstance(event, Notice))
            assert told.startswith("Another program has taken F8")
            other.close()
            screen.xdotool("keydown", F10)
            app.wait(lambda: ActivityChanged(Activity.LISTENING) in app.events)

            # With the key still down.
            app.app.pause(True)
            assert PausedChanged(True) in app.events
            wait_until(lambda: is_free(screen, F10))
            screen.xdotool("keyup", F10)
            app.app.pause(False)
            assert not is_free(screen, F10)
        wait_until(lambda: is_free(screen, F10))
