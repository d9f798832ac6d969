"""The tray on a real session bus, and the windows on a real X server. The backend is a fake."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import fake_backend
import pytest
from panel import Panel
from screen import Screen, end

from sayso.control.commands import decode, encode
from sayso.desktop import once
from sayso.paths import first_run_file
from sayso.settings.schema import LANGUAGES

SECONDS = 30.0
"""How long to wait for what has to come; only ever needed on a machine that is very busy."""


class Desk(Panel):
    """The app on a screen of its own, with a panel or without."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self.path = str(screen.runtime / "control.sock")
        self.home = screen.runtime / "sayso"
        once.done(self.home / "data" / first_run_file().name)

    def start_app(self, *wishes: str) -> subprocess.Popen[bytes]:
        """Its first run is over."""
        return self.screen.start(
            [sys.executable, fake_backend.__file__, self.path, *wishes],
            env={**self.environment(), "SAYSO_HOME": str(self.home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def ask(self, request: str, **fields: str) -> dict[str, Any]:
        """As soon as it answers."""
        give_up = time.monotonic() + SECONDS
        while True:
            with socket.socket(socket.AF_UNIX) as door:
                door.settimeout(SECONDS)
                try:
                    door.connect(self.path)
                    door.sendall(encode({"command": request, **fields}))
                    return decode(door.makefile("rb").readline())
                except (FileNotFoundError, ConnectionRefusedError):
                    assert time.monotonic() < give_up, "the app did not start"
                    threading.Event().wait(0.02)

    def until(self, true: Callable[[], bool]) -> None:
        give_up = time.monotonic() + SECONDS
        while not true():
            assert time.monotonic() < give_up
            threading.Event().wait(0.02)

    def window(self) -> list[str]:
        """Visible windows called Sayso."""
        try:
            return self.screen.xdotool("search", "--onlyvisible", "--name", "^Sayso$").split()
        except subprocess.CalledProcessError:
            return []

    def focused(self) -> str:
        return self.screen.xdotool("getwindowfocus")


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Screen() as screen:
        yield Desk(screen)


def test_the_tray_tells_and_does_everything(desk: Desk) -> None:
    desk.start_panel()
    app = desk.start_app()
    desk.await_item()
    desk.until(lambda: desk.tooltip().startswith("Sayso: Ready"))
    assert desk.tooltip().splitlines()[1:] == [
        "Whisper base.en · CPU",
        "Microphone: Built-in & Audio",
    ]
    assert desk.get("Id") == "sayso"
    assert 16 in {pixmap[0] for pixmap in desk.get("IconPixmap")}
    assert desk.labels() == [
        "_Start dictation",
        "_Cancel",
        "P_ause",
        "_Undo last dictation",
        "Last te_xts",
        "_Microphone",
        "_Language",
        "_Engine and model",
        "_Device",
        "Leave no t_race",
        "Show _window",
        "_History…",
        "_Files…",
        "Settin_gs…",
        "A_bout and set-up",
        "_Quit",
    ]

    def list_of(label: str) -> list[tuple[str, bool]]:
        (line,) = (line for line in desk.menu() if line.get("label") == label)
        entries = [entry for entry in line["lines"] if entry.get("type") != "separator"]
        parts = [entry["lines"] for entry in entries if entry["lines"]]
        radios = [entry for entry in entries if not entry["lines"]] + [e for p in parts for e in p]
        assert all(entry["toggle-type"] == "radio" for entry in radios)
        return [(entry["label"], entry["toggle-state"] == 1) for entry in radios]

    # Qt marks the ampersand of a name as a key, which underlines it, and nothing worse.
    assert list_of("_Microphone") == [("Built-in _& Audio", True), ("Headset (Bluetooth)", False)]
    assert [chosen for _, chosen in list_of("_Engine and model")] == [True, False, False]
    assert [chosen for _, chosen in list_of("_Device")] == [False, True, False]
    languages = list_of("_Language")
    assert languages[0] == ("Detect (by listening)", True)
    assert ("Français (French)", False) in languages
    assert len(languages) == len(LANGUAGES) + 1

    idle = desk.get("IconPixmap")
    desk.click("_Start dictation")
    desk.until(lambda: desk.tooltip().startswith("Sayso: Listening"))
    desk.until(lambda: desk.labels()[0] == "_Stop dictation")
    desk.until(lambda: desk.get("IconPixmap") != idle)
    assert desk.ask("status")["state"] == "listening"
    desk.click("_Cancel")
    desk.until(lambda: desk.labels()[0] == "_Start dictation")
    assert desk.window() == []

    desk.click("P_ause")
    desk.until(lambda: desk.tooltip().startswith("Sayso: Paused"))
    desk.until(lambda: _checked(desk, "P_ause") and desk.get("IconPixmap") != idle)
    desk.click("P_ause")
    desk.until(lambda: not _checked(desk, "P_ause") and desk.get("IconPixmap") == idle)

    desk.click("Show _window")
    desk.until(lambda: desk.window() != [])
    desk.click("_Quit")
    assert app.wait(SECONDS) == 0
    assert app.stderr is not None
    assert app.stderr.read() == b""


def test_a_download_is_told_and_stopped_from_the_tray(desk: Desk) -> None:
    desk.start_panel()
    app = desk.start_app("download")
    desk.await_item()
    desk.until(lambda: "Downloading small · 63 of 145 MB · 50 s left" in desk.tooltip())
    assert desk.tooltip().startswith("Sayso: Downloading\n")
    desk.until(lambda: "Stop d_ownload" in desk.labels())
    desk.click("Stop d_ownload")
    desk.until(lambda: "Stop d_ownload" not in desk.labels())
    desk.until(lambda: "Downloading" not in desk.tooltip())
    assert desk.ask("check")["healthy"] is True
    app.terminate()
    assert app.wait(SECONDS) == 0


WAITING_LINES = ["_Type the waiting text here", "Co_py the waiting text"]


def test_a_text_that_waits_is_told_and_dealt_with_from_the_tray(desk: Desk) -> None:
    desk.start_panel()
    app = desk.start_app("waits")
    desk.await_item()
    # Qt gives the panel what has just been said instead of the tooltip, for ten seconds.
    desk.until(lambda: fake_backend.WHY in desk.get("ToolTip"))
    desk.until(lambda: _waiting_lines(desk) == WAITING_LINES)
    assert not _enabled(desk, "_Undo last dictation")
    (recent,) = (line for line in desk.menu() if line.get("label") == "Last te_xts")
    assert [line["label"] for line in recent["lines"]] == [fake_backend.WAITS]
    desk.click("_Type the waiting text here")
    desk.until(lambda: _waiting_lines(desk) == [])
    desk.until(lambda: _enabled(desk, "_Undo last dictation"))
    assert desk.window() == []
    app.terminate()
    assert app.wait(SECONDS) == 0


def test_what_was_not_delivered_is_told_and_leads_to_the_window(desk: Desk) -> None:
    desk.start_panel()
    app = desk.start_app("offers")
    desk.await_item()
    desk.until(lambda: "3 utterances" in str(desk.get("ToolTip")))
    desk.until(lambda: "_Not delivered: 3 utterances…" in desk.labels())
    assert desk.window() == []
    desk.click("_Not delivered: 3 utterances…")
    desk.until(lambda: desk.window() != [] and [desk.focused()] == desk.window())
    desk.screen.xdotool("key", "space")  # Recognise has the focus
    desk.until(lambda: desk.ask("status")["health"] == "ready")
    desk.screen.xdotool("key", "alt+y")  # Copy
    desk.until(lambda: "_Not delivered: 3 utterances…" not in desk.labels())
    app.terminate()
    assert app.wait(SECONDS) == 0


def test_that_no_trace_is_left_is_stated_in_the_tray(desk: Desk) -> None:
    desk.start_panel()
    app = desk.start_app()
    desk.await_item()
    desk.until(lambda: desk.tooltip().startswith("Sayso: Ready"))
    icon = desk.get("IconPixmap")

    def stated() -> set[bool]:
        told = "Leaves no trace" in desk.tooltip()
        headed = desk.labels()[0] == "Leaves no trace"
        marked = desk.get("IconPixmap") != icon
        return {told, headed, marked, _checked(desk, "Leave no t_race")}

    desk.click("Leave no t_race")
    desk.until(lambda: stated() == {True})
    assert desk.ask("status")["leaves_no_trace"] is True
    desk.click("Leave no t_race")
    desk.until(lambda: stated() == {False})
    assert desk.ask("status")["leaves_no_trace"] is False
    app.terminate()
    assert app.wait(SECONDS) == 0


def test_the_socket_types_undoes_and_copies(desk: Desk) -> None:
    desk.start_panel()
    app = desk.start_app("inserted", "waits")
    desk.await_item()
    desk.until(lambda: _waiting_lines(desk) == WAITING_LINES)
    typed = {"ok": True, "way": "clipboard paste", "confirmed": True, "copied": False}
    for text in ("Hello.\n", "word " * 200_000):
        assert desk.ask("type", text=text) == {**typed, "application": "xterm"}
    assert desk.ask("type", text="")["exit_code"] == 2
    assert desk.ask("undo") == desk.ask("copy") == {"ok": True}
    assert desk.ask("undo")["exit_code"] == 7
    desk.until(lambda: _waiting_lines(desk) == [])
    desk.until(lambda: not _enabled(desk, "_Undo last dictation"))
    app.terminate()
    assert app.wait(SECONDS) == 0


def test_what_is_meant_for_the_window_before_ours_gives_it_the_focus_back(desk: Desk) -> None:
    desk.screen.start(["xterm", "-e", "cat"])
    desk.until(lambda: "xterm" in _class_of_focused(desk).lower())
    before = desk.focused()
    desk.start_panel()
    app = desk.start_app("inserted", "waits")
    desk.await_item()
    desk.until(lambda: _waiting_lines(desk) == WAITING_LINES)

    def come_forward() -> None:
        desk.ask("show")
        desk.until(lambda: [desk.focused()] == desk.window())

    come_forward()
    desk.screen.xdotool("key", "alt+a")  # Try again
    desk.until(lambda: _waiting_lines(desk) == [])
    desk.until(lambda: desk.focused() == before)
    assert len(desk.window()) == 1, "it stays to be seen"
    come_forward()
    desk.screen.xdotool("key", "alt+u")  # Undo
    desk.until(lambda: desk.focused() == before)
    come_forward()
    desk.click("_Undo last dictation")
    desk.until(lambda: desk.focused() == before)
    app.terminate()
    assert app.wait(SECONDS) == 0


def test_without_a_tray_the_window_is_there_and_leaves_the_focus_alone(desk: Desk) -> None:
    desk.screen.start(["xterm", "-e", "cat"])
    desk.until(lambda: "xterm" in _class_of_focused(desk).lower())
    before = desk.focused()
    app = desk.start_app()
    desk.until(lambda: len(desk.window()) == 1 and desk.ask("status")["health"] == "ready")
    desk.until(lambda: _is_managed(desk, desk.window()))
    assert desk.focused() == before

    # A click on its button starts a dictation for the window that had the focus, and still has it.
    (window,) = desk.window()
    _click(desk, window, _width(desk, window) // 3, 112)
    desk.until(lambda: desk.ask("status")["state"] == "listening")
    assert desk.focused() == before
    desk.ask("stop")

    # A second start brings it forward, and then the keyboard is enough.
    second = desk.start_app()
    assert second.wait(SECONDS) == 0
    assert second.stdout is not None
    assert b"already running" in second.stdout.read()
    desk.until(lambda: desk.focused() == window)
    desk.screen.xdotool("key", "alt+l")
    desk.screen.xdotool("type", "--delay", "50", "french")
    desk.screen.xdotool("key", "Return")
    desk.until(lambda: desk.ask("status")["language"] == "fr")
    desk.screen.xdotool("key", "alt+e", "Down", "Down", "Return")
    desk.until(lambda: desk.ask("status")["model"] == "small")
    assert desk.focused() == window
    desk.screen.xdotool("key", "alt+s")
    desk.until(lambda: desk.ask("status")["state"] == "listening")
    desk.until(lambda: desk.focused() == before)  # it stepped back by itself
    assert desk.window() == [window]

    app.send_signal(signal.SIGTERM)
    assert app.wait(SECONDS) == 0


def test_a_tray_that_comes_and_goes(desk: Desk) -> None:
    desk.start_panel()
    app = desk.start_app()
    desk.await_item()
    assert desk.panel is not None
    end(desk.panel)
    desk.start_panel()  # a panel that was restarted
    desk.await_item()
    desk.until(lambda: desk.tooltip().startswith("Sayso: Ready"))
    app.terminate()
    assert app.wait(SECONDS) == 0


def test_a_splash_that_waits_takes_no_focus_and_can_be_closed(desk: Desk) -> None:
    desk.screen.start(["xterm", "-e", "cat"])
    desk.until(lambda: "xterm" in _class_of_focused(desk).lower())
    before = desk.focused()
    desk.start_panel()
    app = desk.start_app("slow-load")
    desk.until(lambda: len(desk.window()) == 1)
    assert desk.focused() == before
    (splash,) = desk.window()
    _click(desk, splash, _width(desk, splash) - 38, 30)
    desk.until(lambda: desk.window() == [])
    assert desk.focused() == before
    assert desk.ask("status")["health"] == "starting"
    app.terminate()
    assert app.wait(SECONDS) == 0


def _class_of_focused(desk: Desk) -> str:
    try:
        return desk.screen.run("xprop", "-id", desk.focused(), "WM_CLASS").decode()
    except subprocess.CalledProcessError:
        return ""  # the window with the focus has just gone


def _waiting_lines(desk: Desk) -> list[str]:
    return [label for label in desk.labels() if "waiting" in label]


def _enabled(desk: Desk, label: str) -> bool:
    (line,) = (line for line in desk.menu() if line.get("label") == label)
    return bool(line.get("enabled", True))


def _checked(desk: Desk, label: str) -> bool:
    (line,) = (line for line in desk.menu() if line.get("label") == label)
    assert line["toggle-type"] == "checkmark"
    return bool(line["toggle-state"] == 1)


def _width(desk: Desk, window: str) -> int:
    shell = desk.screen.xdotool("getwindowgeometry", "--shell", window)
    (width,) = (line for line in shell.splitlines() if line.startswith("WIDTH="))
    return int(width.removeprefix("WIDTH="))


def _click(desk: Desk, window: str, x: int, y: int) -> None:
    desk.screen.xdotool("mousemove", "--window", window, str(x), str(y), "click", "1")


def _is_managed(desk: Desk, windows: list[str]) -> bool:
    """Whether it is the window and no longer the splash, which has no window manager."""
    return bool(windows) and b"WM_STATE" in desk.screen.run("xprop", "-id", windows[0], "WM_STATE")
