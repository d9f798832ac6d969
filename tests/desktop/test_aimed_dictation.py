"""The text belongs to the window that was spoken to, whatever has the keyboard when it is there; it
can be had elsewhere, too, or taken back. Everything is the real thing: key, microphone, recogniser,
windows, command line and the menu in the tray.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from panel import Panel
from rig import SECONDS, TINY_WHISPER, Clip, Rig
from targets import GtkTarget, QtTarget, Target, clipboard, set_clipboard

HELLO = Clip.named("hello-world")
FOX = Clip.named("quick-brown-fox")

WAITING = ("_Type the waiting text here", "Co_py the waiting text")
"""Lines of the menu that are there while a text waits."""

BEFORE = "copied before"


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    with Rig(model=str(TINY_WHISPER), language="en") as rig:
        rig.start()
        yield rig


class Asking:
    """An app that keeps a text until the person goes back, and the panel with its icon."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.panel = Panel(rig.screen)
        self.panel.start_panel()
        rig.start()
        self.panel.await_item()

    def wait_until_waiting(self, waiting: bool) -> None:
        """Until the menu says so."""
        lines = set(WAITING if waiting else ())
        until(lambda: lines == set(WAITING) & set(self.panel.labels()), "the menu to follow")


@pytest.fixture(scope="module")
def asking() -> Iterator[Asking]:
    with Rig(model=str(TINY_WHISPER), language="en", focus_moved="ask") as rig:
        yield Asking(rig)


@contextmanager
def two_windows(rig: Rig) -> Iterator[tuple[Target, Target]]:
    """The one that is spoken to, which has the keyboard, and another."""
    with GtkTarget(rig.screen) as other, QtTarget(rig.screen) as window:
        set_clipboard(rig.screen, "clipboard", BEFORE)
        window.focus()
        yield window, other


def until(fits: Callable[[], bool], what: str) -> None:
    look = threading.Event()
    deadline = time.monotonic() + SECONDS
    while not fits():
        assert time.monotonic() < deadline, f"it takes too long for {what}"
        look.wait(0.02)


def dictate(rig: Rig, clip: Clip, meanwhile: Callable[[], None]) -> None:
    """Hold, speak, and while one speaks something happens."""
    rig.hold()
    speaking = rig.sound.start_playing(clip.audio)
    meanwhile()
    assert speaking.wait(SECONDS) == 0
    rig.release()


def active(rig: Rig) -> int:
    return int(rig.screen.xdotool("getactivewindow"))


def on_clipboard(rig: Rig) -> str:
    return (clipboard(rig.screen, "clipboard", "UTF8_STRING") or b"").decode()


def test_the_focus_goes_away_and_is_given_back(rig: Rig) -> None:
    with two_windows(rig) as (window, other):
        dictate(rig, HELLO, meanwhile=other.focus)
        window.wait_for(f"{HELLO.words} ")
        until(lambda: active(rig) == other.window, "the other window to have the keyboard again")
        assert other.text() == ""
        until(lambda: on_clipboard(rig) == BEFORE, "the clipboard to be as before")


def test_the_window_is_killed_while_one_speaks(rig: Rig) -> None:
    with two_windows(rig) as (window, other):
        process = int(rig.screen.xdotool("getwindowpid", str(window.window)))
        dictate(rig, HELLO, meanwhile=lambda: os.kill(process, signal.SIGKILL))
        status = rig.wait(lambda status: "clipboard" in status["message"])
        assert "is gone" in status["message"]
        assert HELLO.words not in status["message"]
        assert on_clipboard(rig) == f"{HELLO.words} "
        assert other.text() == ""
        # What is offered.
        other.focus()
        assert rig.sayso("again").stdout == ""
        other.wait_for(f"{HELLO.words} ")
        assert rig.sayso("again", check=False).returncode == 7, "it waits no more"


def test_the_key_takes_the_last_dictation_back(rig: Rig) -> None:
    with two_windows(rig) as (window, other):
        rig.dictate(FOX)
        window.wait_for(f"{FOX.words} ")
        rig.dictate(HELLO)
        window.wait_for(f"{FOX.words} {HELLO.words} ")
        rig.wait_for_state("idle")
        rig.screen.xdotool("key", "ctrl+alt+z")
        window.wait_for(f"{FOX.words} ")
        # And the command line the one before.
        assert rig.sayso("undo").stderr == ""
        window.wait_for("")
        assert other.text() == ""
        until(lambda: on_clipboard(rig) == BEFORE, "the clipboard to be as before")


def test_it_waits_until_one_goes_back(asking: Asking) -> None:
    rig = asking.rig
    with two_windows(rig) as (window, other):
        assert not set(WAITING) & set(asking.panel.labels())
        dictate(rig, HELLO, meanwhile=other.focus)
        asking.wait_until_waiting(True)
        status = rig.wait_for_state("idle")
        assert status["health"] == "ready"
        assert "waits" in status["message"]
        assert HELLO.words not in str(status)
        assert rig.sayso("status").returncode == 0
        assert (window.text(), other.text()) == ("", "")
        assert on_clipboard(rig) == BEFORE
        window.focus()
        window.wait_for(f"{HELLO.words} ")
        asking.wait_until_waiting(False)
        assert other.text() == ""


def test_what_waits_is_typed_here_or_copied(asking: Asking) -> None:
    rig = asking.rig
    with two_windows(rig) as (window, other):
        dictate(rig, HELLO, meanwhile=other.focus)
        asking.wait_until_waiting(True)
        rig.sayso("again")
        other.wait_for(f"{HELLO.words} ")
        asking.wait_until_waiting(False)
        # The same by the menu, and then as a copy.
        window.focus()
        dictate(rig, FOX, meanwhile=other.focus)
        asking.wait_until_waiting(True)
        asking.panel.click(WAITING[0])
        other.wait_for(f"{HELLO.words} {FOX.words} ")
        asking.wait_until_waiting(False)
        window.focus()
        dictate(rig, HELLO, meanwhile=other.focus)
        asking.wait_until_waiting(True)
        rig.sayso("copy")
        assert on_clipboard(rig) == f"{HELLO.words} "
        asking.wait_until_waiting(False)
        window.focus()
        assert rig.sayso("again", check=False).returncode == 7, "it waits no more"
        assert window.text() == ""
