"""Text into real windows on a real compositor: sway, with wtype and wl-clipboard."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from screen import end
from sway_screen import SwayScreen
from targets import QtTarget, Target

from sayso.core.errors import InsertionError
from sayso.pipeline.type_out.clipboard_commands import WAYLAND, CommandsCopy
from sayso.pipeline.type_out.wayland_commands import WaylandKeys, wayland_paste

MISSING = [name for name in ("sway", "wtype", "wl-copy", "foot") if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")

TEXTS = ["Plain words, first of all. ", "Größe, naïve façade, señor. ", "Привет, 你好, 🙂👍 "]


class WaylandQt(QtTarget):
    def focus(self) -> None:
        """sway gives the keyboard to every new window."""
        self._wait(lambda: self._focused, 10.0, "to get the keyboard")


class FootTarget(Target):
    """A Wayland terminal whose program takes every byte as it comes."""

    name = "foot"

    def _open(self) -> None:
        path = Path(self.screen.env["XDG_RUNTIME_DIR"]) / "foot"
        os.mkfifo(path, 0o600)
        # Open for both, or opening would wait for foot and the end would come before the start.
        self._pipe = os.open(path, os.O_RDWR)
        self._listen(self._hear)
        script = f"stty raw -echo; printf ready > {path}; exec cat > {path}"
        # Asked for before foot starts, so that its coming is not missed.
        watch = ["swaymsg", "--raw", "--monitor", "--type", "subscribe", '["window"]']
        events = self.screen.start(watch, stdout=subprocess.PIPE)
        self._process: subprocess.Popen[bytes] = self.screen.start(["foot", "sh", "-c", script])
        for line in events.stdout or ():
            event = json.loads(line)
            if event["change"] == "focus" and event["container"]["app_id"] == "foot":
                self._changed(window=event["container"]["id"])
                break
        end(events)

    def _hear(self) -> None:
        held = b""
        while not held.endswith(b"\0"):
            held += os.read(self._pipe, 65536)
            _, ready, typed = held.partition(b"ready")
            self._changed(typed.decode(errors="replace"), focused=bool(ready))

    def focus(self) -> None:
        """It has the keyboard from the first; what is waited for is its program."""
        self._wait(lambda: self._focused, 10.0, "to start its program")

    def close(self) -> None:
        end(self._process)
        os.write(self._pipe, b"\0")
        super().close()
        os.close(self._pipe)


@pytest.fixture
def sway(monkeypatch: pytest.MonkeyPatch) -> Iterator[SwayScreen]:
    with SwayScreen() as screen:
        for name in ("WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"):
            monkeypatch.setenv(name, screen.env[name])
        yield screen


def clipboard(sway: SwayScreen, *options: str) -> bytes | None:
    try:
        return sway.run("wl-paste", "--no-newline", *options)
    except subprocess.CalledProcessError:
        return None


@pytest.mark.parametrize("kind", [WaylandQt, FootTarget])
def test_paste_brings_exactly_the_text_and_gives_the_clipboard_back(
    sway: SwayScreen, kind: type[Target]
) -> None:
    WAYLAND.set("copied before")
    inserter = wayland_paste()
    expected = ""
    with kind(sway) as window:
        window.focus()
        for text in TEXTS:
            inserter.insert(text)
            expected += text
            window.wait_for(expected)
    assert clipboard(sway) == b"copied before"
    assert clipboard(sway, "--primary") is None


@pytest.mark.parametrize("kind", [WaylandQt, FootTarget])
def test_keys_type_exactly_the_text(sway: SwayScreen, kind: type[Target]) -> None:
    with kind(sway) as window:
        window.focus()
        WaylandKeys().insert("".join(TEXTS))
        window.wait_for("".join(TEXTS))


def test_copy_fills_the_clipboard(sway: SwayScreen) -> None:
    CommandsCopy(WAYLAND).insert("copied ü")
    assert clipboard(sway) == "copied ü".encode()


def test_without_a_compositor_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-none")
    with pytest.raises(InsertionError, match="set typing to copy"):
        WaylandKeys().insert("text")
    with pytest.raises(InsertionError, match="set typing to keys"):
        CommandsCopy(WAYLAND).insert("text")


def test_a_missing_program_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InsertionError, match="install the package wtype"):
        wayland_paste().insert("text")
    with pytest.raises(InsertionError, match="install the package wl-clipboard"):
        CommandsCopy(WAYLAND).insert("text")
