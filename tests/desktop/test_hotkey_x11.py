"""The hotkey on a real X server, with openbox running and keys pressed by xdotool.

Keys are named by keycode where their name would not do: `xdotool keydown Control_R` presses the
left Ctrl key as well. (A number of one digit is a digit to it, so Escape goes by its name.)
"""

from __future__ import annotations

import gc
import logging
import os
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from screen import Screen, end, wait_for_x
from Xlib import X, Xutil

from sayso.control.chord import parse
from sayso.control.hotkey_pynput import PynputHotkey
from sayso.control.hotkey_x11 import X11Hotkey
from sayso.core.errors import HotkeyError
from sayso.core.ports import HotkeySource, Key

RIGHT_CTRL, F9, H, C, ESCAPE, CAPS_LOCK, NUM_LOCK = "105", "75", "43", "54", "9", "66", "77"

SECONDS = 10.0
"""How long to wait for what has to come; only ever needed on a machine that is very busy."""


class Heard:
    """What a source delivered, in order."""

    def __init__(self) -> None:
        self._keys: queue.Queue[Key] = queue.Queue()
        self.deliver = self._keys.put

    def next(self) -> Key:
        return self._keys.get(timeout=SECONDS)

    def expect(self, *keys: Key) -> None:
        assert [self.next() for _ in keys] == list(keys)

    def nothing(self) -> None:
        assert self._keys.empty()


class Window:
    """A plain window that has the keyboard, and the keycodes that it was sent."""

    def __init__(self, screen: Screen) -> None:
        self.display = screen.connect()
        root = self.display.screen().root
        mask = X.KeyPressMask | X.KeyReleaseMask | X.FocusChangeMask | X.StructureNotifyMask
        self._window = root.create_window(
            0, 0, 200, 100, 0, X.CopyFromParent, override_redirect=True, event_mask=mask
        )
        self._focused = False
        self._presses: list[tuple[int, int]] = []
        self._window.set_wm_hints(flags=Xutil.InputHint, input=1)
        self._window.map()
        self.display.sync()
        self._window.set_input_focus(X.RevertToParent, X.CurrentTime)
        self._wait(lambda: self._focused)

    def presses(self) -> list[tuple[int, int]]:
        """(keycode, modifiers) of what has come since the last call."""
        self.display.sync()
        self._read()
        presses, self._presses = self._presses, []
        return presses

    def wait_for_press(self, keycode: str, times: int) -> None:
        codes = self._presses
        self._wait(lambda: [code for code, _ in codes].count(int(keycode)) >= times)

    def _wait(self, until: Callable[[], bool]) -> None:
        def look() -> bool:
            self._read()
            return until()

        wait_for_x(self.display, look, SECONDS)

    def _read(self) -> None:
        while self.display.pending_events():
            event: Any = self.display.next_event()
            if event.type == X.KeyPress:
                self._presses.append((event.detail, event.state & 0xFF))
            elif event.type == X.FocusIn:
                self._focused = True


@pytest.fixture
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


@pytest.fixture
def window(screen: Screen) -> Iterator[Window]:
    window = Window(screen)
    yield window
    window.display.close()


@pytest.fixture
def listen(screen: Screen) -> Iterator[Callable[[str], tuple[X11Hotkey, Heard]]]:
    with ExitStack() as stack:

        def listen(hotkey: str) -> tuple[X11Hotkey, Heard]:
            source, heard = X11Hotkey(parse(hotkey), display=screen.display), Heard()
            checked: HotkeySource = source
            checked.start(heard.deliver)
            stack.callback(source.stop)
            return source, heard

        yield listen


Listen = Callable[[str], tuple[X11Hotkey, Heard]]


def is_free(screen: Screen, keycode: str, modifiers: int = 0) -> bool:
    """Whether somebody else can grab the key."""
    from Xlib import error

    display = screen.connect()
    try:
        refused = error.CatchError(error.BadAccess)
        mode = X.GrabModeAsync
        root = display.screen().root
        root.grab_key(int(keycode), modifiers, False, mode, mode, onerror=refused)
        display.sync()
        return refused.get_error() is None
    finally:
        display.close()


def wait_until(condition: Callable[[], bool]) -> None:
    """For what another program does at once, but does not tell."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        os.sched_yield()


def test_a_lone_modifier_is_reported_and_still_reaches_the_window(
    screen: Screen, window: Window, listen: Listen
) -> None:
    _, heard = listen("right_ctrl")
    screen.xdotool("keydown", RIGHT_CTRL)
    heard.expect(Key.DOWN)
    screen.xdotool("keyup", RIGHT_CTRL)
    heard.expect(Key.UP)
    assert window.presses() == [(int(RIGHT_CTRL), 0)]


def test_as_xdotool_presses_it_by_name(screen: Screen, listen: Listen) -> None:
    _, heard = listen("auto")
    screen.xdotool("keydown", "Control_R")
    heard.expect(Key.DOWN)
    screen.xdotool("keyup", "Control_R")
    heard.expect(Key.UP)
    heard.nothing()


def test_a_shortcut_with_the_lone_modifier_is_told_and_left_alone(
    screen: Screen, window: Window, listen: Listen
) -> None:
    _, heard = listen("right_ctrl")
    screen.xdotool("keydown", RIGHT_CTRL, "key", C, "keyup", RIGHT_CTRL)
    heard.expect(Key.DOWN, Key.OTHER, Key.UP)
    assert (int(C), X.ControlMask) in window.presses()
    screen.xdotool("key", C)
    screen.xdotool("key", RIGHT_CTRL)
    heard.expect(Key.DOWN, Key.UP)


@pytest.mark.parametrize("lock", [CAPS_LOCK, NUM_LOCK])
@pytest.mark.parametrize("hotkey", ["right_ctrl", "F9"])
def test_locks_do_not_matter(screen: Screen, listen: Listen, lock: str, hotkey: str) -> None:
    screen.xdotool("key", lock)
    source, heard = listen(hotkey)
    code = F9 if hotkey == "F9" else RIGHT_CTRL
    screen.xdotool("key", code)
    heard.expect(Key.DOWN, Key.UP)
    source.watch_cancel(True)
    wait_until(lambda: not is_free(screen, ESCAPE))
    screen.xdotool("key", "Escape")
    heard.expect(Key.CANCEL)
    screen.xdotool("key", code)
    heard.expect(Key.DOWN, Key.UP)


def test_a_held_chord_is_one_press_and_nothing_leaks(
    screen: Screen, window: Window, listen: Listen
) -> None:
    screen.run("xset", "r", "rate", "50", "50")
    # First without the chord taken: the server does repeat, and the window does get it.
    screen.xdotool("keydown", H)
    window.wait_for_press(H, times=3)
    screen.xdotool("keyup", H)
    _, heard = listen("ctrl+alt+h")
    window.presses()

    screen.xdotool("keydown", "ctrl", "keydown", "alt", "keydown", H)
    heard.expect(Key.DOWN)
    # Another client sees the repeats go by in the server's time: some twenty of them.
    threading.Event().wait(0.5)
    heard.nothing()
    screen.xdotool("keyup", H)
    heard.expect(Key.UP)
    screen.xdotool("keyup", "alt", "keyup", "ctrl")
    assert int(H) not in [code for code, _ in window.presses()]
    heard.nothing()


def test_any_part_of_the_chord_ends_it(screen: Screen, window: Window, listen: Listen) -> None:
    screen.run("xset", "r", "rate", "50", "50")
    _, heard = listen("ctrl+alt+h")
    screen.xdotool("keydown", "ctrl", "keydown", "alt", "keydown", H)
    heard.expect(Key.DOWN)
    window.presses()
    screen.xdotool("keyup", "alt")
    heard.expect(Key.UP)
    screen.xdotool("keyup", H, "keyup", "ctrl")
    screen.xdotool("keydown", "ctrl", "keydown", "alt", "key", H, "keyup", "alt", "keyup", "ctrl")
    heard.expect(Key.DOWN, Key.UP)
    heard.nothing()
    assert int(H) not in [code for code, _ in window.presses()]


def test_a_taken_key_is_refused_with_what_to_do(screen: Screen, listen: Listen) -> None:
    display = screen.connect()
    try:
        mode = X.GrabModeAsync
        display.screen().root.grab_key(int(F9), X.LockMask, False, mode, mode)
        display.sync()
        with pytest.raises(HotkeyError, match="Another program has taken F9; choose another"):
            listen("F9")
        assert is_free(screen, F9)  # nothing was kept of the attempt
    finally:
        display.close()
    _, heard = listen("F9")
    screen.xdotool("key", F9)
    heard.expect(Key.DOWN, Key.UP)


@pytest.mark.parametrize("hotkey", ["right_ctrl", "F9"])
def test_escape_is_ours_only_while_asked(
    screen: Screen, window: Window, listen: Listen, hotkey: str
) -> None:
    source, heard = listen(hotkey)
    screen.xdotool("key", "Escape")
    assert window.presses() == [(int(ESCAPE), 0)]

    source.watch_cancel(True)
    wait_until(lambda: not is_free(screen, ESCAPE))
    screen.xdotool("key", "Escape")
    heard.expect(Key.CANCEL)
    code = F9 if hotkey == "F9" else RIGHT_CTRL
    screen.xdotool("keydown", code, "key", "Escape", "keyup", code)
    heard.expect(Key.DOWN, Key.CANCEL, Key.UP)
    assert int(ESCAPE) not in [code for code, _ in window.presses()]

    source.watch_cancel(False)
    wait_until(lambda: is_free(screen, ESCAPE))
    screen.xdotool("key", "Escape")
    assert window.presses() == [(int(ESCAPE), 0)]
    heard.nothing()


def test_escape_held_down_cancels_once(screen: Screen, listen: Listen) -> None:
    screen.run("xset", "r", "rate", "50", "50")
    source, heard = listen("right_ctrl")
    source.watch_cancel(True)
    wait_until(lambda: not is_free(screen, ESCAPE))
    screen.xdotool("keydown", "Escape")
    heard.expect(Key.CANCEL)
    threading.Event().wait(0.3)
    # The server sends every key to us now; the hotkey must not be counted twice.
    screen.xdotool("key", RIGHT_CTRL)
    heard.expect(Key.DOWN, Key.UP)
    screen.xdotool("keyup", "Escape")
    screen.xdotool("key", RIGHT_CTRL)
    heard.expect(Key.DOWN, Key.UP)
    heard.nothing()


def test_escape_taken_by_another_program_is_logged_and_the_hotkey_goes_on(
    screen: Screen, listen: Listen, caplog: pytest.LogCaptureFixture
) -> None:
    display = screen.connect()
    try:
        mode = X.GrabModeAsync
        root = display.screen().root
        for modifiers in (X.ControlMask, 0):
            for locks in (0, X.LockMask, X.Mod2Mask, X.LockMask | X.Mod2Mask):
                root.grab_key(int(ESCAPE), modifiers | locks, False, mode, mode)
        display.sync()
        source, heard = listen("right_ctrl")
        with caplog.at_level(logging.WARNING, "sayso.control.hotkey_x11"):
            source.watch_cancel(True)
            screen.xdotool("keydown", RIGHT_CTRL, "key", "Escape", "keyup", RIGHT_CTRL)
            heard.expect(Key.DOWN, Key.OTHER, Key.UP)
        assert "Escape is taken by another program" in caplog.text
    finally:
        display.close()


def test_a_new_layout_moves_the_grab(screen: Screen, window: Window, listen: Listen) -> None:
    _, heard = listen("ctrl+alt+y")
    y_on_us, y_on_german = "29", "52"
    screen.xdotool("keydown", "ctrl", "keydown", "alt", "key", y_on_us)
    heard.expect(Key.DOWN, Key.UP)
    screen.run("setxkbmap", "de")
    control_alt = X.ControlMask | X.Mod1Mask
    wait_until(lambda: not is_free(screen, y_on_german, control_alt))
    wait_until(lambda: is_free(screen, y_on_us, control_alt))
    window.presses()
    screen.xdotool("key", y_on_german)
    heard.expect(Key.DOWN, Key.UP)
    screen.xdotool("key", y_on_us, "keyup", "alt", "keyup", "ctrl")
    assert [code for code, _ in window.presses()] == [int(y_on_us)]
    heard.nothing()


def test_the_second_of_two_layouts_does_not_hide_the_chord(screen: Screen, listen: Listen) -> None:
    screen.run("setxkbmap", "us,ru", "-option", "grp:shifts_toggle")
    _, heard = listen("ctrl+alt+h")
    screen.xdotool("keydown", "50", "keydown", "62", "keyup", "62", "keyup", "50")
    screen.xdotool("keydown", "37", "keydown", "64", "key", H, "keyup", "64", "keyup", "37")
    heard.expect(Key.DOWN, Key.UP)


def test_stop_is_prompt_and_gives_everything_back(screen: Screen, listen: Listen) -> None:
    source, _ = listen("F9")
    source.watch_cancel(True)
    wait_until(lambda: not is_free(screen, ESCAPE))
    assert not is_free(screen, F9)
    (thread,) = (thread for thread in threading.enumerate() if thread.name == "hotkey")
    source.stop()
    assert not thread.is_alive()
    wait_until(lambda: is_free(screen, F9) and is_free(screen, ESCAPE))
    source.stop()
    source.watch_cancel(False)


def test_it_can_be_stopped_from_within_and_started_again(screen: Screen) -> None:
    source, heard = X11Hotkey(parse("F9"), display=screen.display), Heard()

    def deliver(key: Key) -> None:
        source.stop()
        heard.deliver(key)

    source.start(deliver)
    (thread,) = (thread for thread in threading.enumerate() if thread.name == "hotkey")
    screen.xdotool("key", F9)
    heard.expect(Key.DOWN)
    thread.join(SECONDS)
    wait_until(lambda: is_free(screen, F9))
    source.start(heard.deliver)
    screen.xdotool("key", F9)
    heard.expect(Key.DOWN, Key.UP)
    source.stop()


@pytest.mark.parametrize("hotkey", ["right_ctrl", "F9"])
def test_waiting_costs_nothing(screen: Screen, listen: Listen, hotkey: str) -> None:
    _, heard = listen(hotkey)
    screen.xdotool("key", F9 if hotkey == "F9" else RIGHT_CTRL)
    heard.expect(Key.DOWN, Key.UP)
    (thread,) = (thread for thread in threading.enumerate() if thread.name == "hotkey")
    assert thread.ident is not None
    clock = time.pthread_getcpuclockid(thread.ident)
    screen.xdotool("getmouselocation")  # for what the last release has yet to set off
    before = time.clock_gettime(clock)
    threading.Event().wait(1.0)  # the measurement itself: an idle second
    assert time.clock_gettime(clock) - before < 0.001


@pytest.mark.parametrize("hotkey", ["right_ctrl", "F9"])
def test_a_server_that_goes_is_told_once_and_quietly(
    hotkey: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    reads, writes = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writes), "-nolisten", "tcp", "-noreset"],
        pass_fds=[writes],
        stderr=subprocess.DEVNULL,
    )
    os.close(writes)
    failed: queue.Queue[HotkeyError] = queue.Queue()
    try:
        with open(reads) as line:
            display = ":" + line.readline().strip()
        source = X11Hotkey(parse(hotkey), failed.put, display)
        source.start(Heard().deliver)
        (thread,) = (thread for thread in threading.enumerate() if thread.name == "hotkey")
        server.kill()
        assert "start Sayso again" in str(failed.get(timeout=SECONDS))
        thread.join(SECONDS)
        assert not thread.is_alive()
        source.stop()
    finally:
        end(server)
    assert failed.empty()
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert capfd.readouterr().err == ""


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_no_server_is_a_sentence() -> None:
    """python-xlib leaves the sockets it tried open until they are collected."""
    with pytest.raises(HotkeyError, match=r"cannot be reached .* check the variable DISPLAY"):
        X11Hotkey(parse("F9"), display=":9876").start(Heard().deliver)
    gc.collect()


def test_pynput_listens_the_same_way(
    screen: Screen, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its back end for X11, in place of those for macOS and Windows."""
    monkeypatch.setenv("DISPLAY", screen.display)
    # That back end only ends with the next key, so do not wait for it.
    monkeypatch.setattr("sayso.control.hotkey_pynput._STOP_SECONDS", 0.0)
    before = set(threading.enumerate())
    source, heard = PynputHotkey(parse("right_ctrl"), "linux"), Heard()
    checked: HotkeySource = source
    checked.start(heard.deliver)
    try:
        screen.xdotool("keydown", RIGHT_CTRL, "key", C, "keyup", RIGHT_CTRL)
        heard.expect(Key.DOWN, Key.OTHER, Key.UP)
        source.watch_cancel(True)
        screen.xdotool("key", "Escape")
        heard.expect(Key.CANCEL)
        assert int(ESCAPE) in [code for code, _ in window.presses()]
    finally:
        source.stop()
        screen.xdotool("key", C)
    for thread in set(threading.enumerate()) - before:
        threading.Thread.join(thread, SECONDS)
        assert not thread.is_alive()
    heard.nothing()
