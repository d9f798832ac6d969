"""`sayso type` as a person runs it in a sway session, with no app running."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from rig import TINY_WHISPER
from screen import end
from sway_screen import SwayScreen, WestonScreen
from targets import Target
from type_command import SECONDS, Command, said
from wayland_targets import FootTarget, WaylandQt

from sayso.bench.startup import live_in
from sayso.pipeline.type_out.wayland.clipboard import Content, Selection
from sayso.pipeline.type_out.wayland.clipboard_thread import ClipboardThread
from sayso.pipeline.type_out.wayland.connection import Connection
from sayso.pipeline.type_out.wayland.keyboard import VirtualKeyboard

MISSING = [
    name
    for name in ("sway", "swaymsg", "wl-copy", "foot", "dbus-daemon")
    if shutil.which(name) is None
]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")

TEXT = "Größe, naïve façade 🙂👍🏽 你好"
PICTURE = b"\x89PNG\r\n\x1a\n" + random.Random(2).randbytes(400_000)


@pytest.fixture(scope="module")
def sway() -> Iterator[SwayScreen]:
    """With a keyboard, as where a person sits."""
    with SwayScreen() as screen, Connection(time.monotonic, screen.address) as connection:
        VirtualKeyboard(time.monotonic, connection)
        yield screen


@pytest.fixture
def command(sway: SwayScreen, tmp_path: Path) -> Iterator[Command]:
    yield from commands(sway, tmp_path)


def commands(screen: SwayScreen, home: Path) -> Iterator[Command]:
    command = Command(screen, home)
    yield command
    for process in command.left():
        process.terminate()
        process.wait(SECONDS)


@pytest.mark.parametrize(
    ("kind", "way"), [(WaylandQt, "input method"), (FootTarget, "clipboard paste")]
)
def test_the_text_goes_in(sway: SwayScreen, command: Command, kind: type[Target], way: str) -> None:
    sway.run("wl-copy", "copied before")
    with kind(sway) as window:
        window.focus()
        line = said(command(TEXT))
        window.wait_for(TEXT)
    assert line.startswith(f"{way} into ")
    assert line.endswith(", confirmed\n")
    assert sway.run("wl-paste", "--no-newline") == b"copied before"
    if way == "input method":
        assert psutil.wait_procs(command.left(), SECONDS)[1] == []  # nobody needs it


@pytest.mark.parametrize("kind", [WaylandQt, FootTarget])
@pytest.mark.parametrize(
    "content",
    [
        {"text/plain": "copied before, ü".encode(), "text/html": b"<b>copied</b>"},
        {"image/png": PICTURE},
    ],
    ids=["text", "picture"],
)
def test_the_clipboard_is_there_until_something_else_is_copied(
    sway: SwayScreen, command: Command, kind: type[Target], content: Content
) -> None:
    owner = ClipboardThread(time.monotonic, sway.address)
    owner.call(lambda _, clipboard: clipboard.own(Selection.CLIPBOARD, content))
    with kind(sway) as window:
        window.focus()
        told = json.loads(said(command("--json", "--way=paste", "-", data=TEXT.encode())))
        window.wait_for(TEXT)
    owner.close()
    assert (told["way"], told["confirmed"], told["copied"]) == ("clipboard paste", True, False)
    # Its owner has ended, and so has the command.
    (holder,) = command.left()
    assert TEXT not in " ".join(holder.cmdline())
    for mime, data in content.items():
        assert sway.run("wl-paste", "--no-newline", "--type", mime) == data
    sway.run("wl-copy", "something else")
    assert psutil.wait_procs([holder], SECONDS)[1] == []
    assert sway.run("wl-paste", "--no-newline") == b"something else"


def test_copy_only(sway: SwayScreen, command: Command) -> None:
    with WaylandQt(sway) as window:
        window.focus()
        assert json.loads(said(command("--json", "--way=copy", TEXT)))["copied"] is True
        assert sway.run("wl-paste", "--no-newline").decode() == TEXT
        assert window.text() == ""
    (holder,) = command.left()
    sway.run("wl-copy", "something else")
    assert psutil.wait_procs([holder], SECONDS)[1] == []


def test_the_app_gives_the_focus_back_for_what_is_done_elsewhere(
    sway: SwayScreen, tmp_path: Path
) -> None:
    """Its own window is shown again only after that: sway would give it the keyboard."""
    settings = {"SAYSO_MODEL": str(TINY_WHISPER), "SAYSO_LANGUAGE": "en"}
    command = Command(sway, tmp_path, **settings)
    live_in(tmp_path)
    app = sway.start([sys.executable, "-m", "sayso", "run"], env=command.env)
    try:
        window = own_window(sway)
        with WaylandQt(sway) as target:
            target.focus()
            assert said(command(TEXT)).startswith("input method into ")
            target.wait_for(TEXT)
            sway.run("swaymsg", f"[con_id={window}] focus")
            done = subprocess.run(
                [sys.executable, "-m", "sayso", "undo"],
                env=command.env,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
            assert (done.returncode, done.stderr) == (0, b"")
            target.wait_for("")
            own_window(sway)  # it is back
    finally:
        end(app)


def own_window(sway: SwayScreen) -> int:
    """Its con_id, as soon as it is there."""
    deadline = time.monotonic() + SECONDS
    look = threading.Event()
    while time.monotonic() < deadline:
        nodes = [json.loads(sway.run("swaymsg", "--raw", "-t", "get_tree"))]
        while nodes:
            node = nodes.pop()
            if node.get("app_id") == "sayso" and node.get("name") == "Sayso":
                return int(node["id"])
            nodes += node["nodes"]
        look.wait(0.05)
    raise TimeoutError("the window does not show")


@pytest.mark.skipif(shutil.which("weston") is None, reason="not installed: weston")
def test_a_desktop_that_offers_nothing_says_so(tmp_path: Path) -> None:
    """weston has no keyboard focus at all, lets no program type, and here has no bus either."""
    with WestonScreen() as weston:
        for command in commands(weston, tmp_path):
            for way, sentence in (
                ("auto", "The desktop's message bus cannot be reached; start Sayso inside"),
                ("keys", "The desktop's message bus cannot be reached; start Sayso inside"),
                ("paste", "This Wayland desktop lets no program look after its clipboard"),
            ):
                began = time.monotonic()
                done = command("Größe, naïve", f"--way={way}")
                assert time.monotonic() - began < 10
                assert (done.returncode, done.stdout) == (7, b"")
                (line,) = done.stderr.decode().splitlines()
                assert line.startswith(f"sayso: {sentence}")
            assert psutil.wait_procs(command.left(), SECONDS)[1] == []
