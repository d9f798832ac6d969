"""`sayso type` as a person runs it, with and without an app: into real windows."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from rig import TINY_WHISPER, Rig
from screen import Screen
from targets import (
    ClipboardOwner,
    QtTarget,
    Target,
    XtermTarget,
    clipboard,
    forms,
    set_clipboard,
)
from type_command import SECONDS, Command, said

from sayso.pipeline.type_out.plain import typeable

PICTURE = b"\x89PNG\r\n\x1a\n" + random.Random(2).randbytes(400_000)


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


@pytest.fixture
def command(screen: Screen, tmp_path: Path) -> Iterator[Command]:
    command = Command(screen, tmp_path)
    yield command
    for process in command.left():
        process.terminate()
        process.wait(SECONDS)


@pytest.mark.parametrize("kind", [QtTarget, XtermTarget])
def test_the_text_goes_in_and_the_clipboard_stays(
    screen: Screen, command: Command, kind: type[Target]
) -> None:
    set_clipboard(screen, "clipboard", "copied before")
    with kind(screen) as window:
        window.focus()
        line = said(command("Größe, naïve", "façade 🙂👍🏽 你好"))
        window.wait_for("Größe, naïve façade 🙂👍🏽 你好")
        assert line.startswith("clipboard paste into ")
        assert line.endswith(", confirmed\n")
    assert clipboard(screen, "clipboard", "UTF8_STRING") == b"copied before"


def test_a_picture_is_there_until_something_else_is_copied(
    screen: Screen, command: Command
) -> None:
    content = {"clipboard": {"image/png": PICTURE, "text/html": b"<b>x</b>"}}
    with QtTarget(screen) as window:
        with ClipboardOwner(screen, content):
            before = forms(screen, "clipboard")
            window.focus()
            told = json.loads(said(command("--json", "-", data=b"\xef\xbb\xbffrom a pipe")))
            window.wait_for("from a pipe")
        assert told["way"] == "clipboard paste"
        assert told["confirmed"] is True
        assert told["copied"] is False
    # Its owner has ended, and so has the command.
    assert before["image/png"] == PICTURE
    assert forms(screen, "clipboard") == before
    (holder,) = command.left()
    assert "from a pipe" not in " ".join(holder.cmdline())
    set_clipboard(screen, "clipboard", "something else")
    assert psutil.wait_procs([holder], SECONDS)[1] == []
    assert clipboard(screen, "clipboard", "UTF8_STRING") == b"something else"


def test_nothing_stays_that_nobody_needs(screen: Screen, command: Command) -> None:
    """By keys no clipboard is touched."""
    set_clipboard(screen, "clipboard", "copied before")
    with QtTarget(screen) as window:
        window.focus()
        told = json.loads(said(command("--json", "--way", "keys", "key by key")))
        window.wait_for("key by key")
    assert told["copied"] is False
    assert psutil.wait_procs(command.left(), SECONDS)[1] == []
    assert clipboard(screen, "clipboard", "UTF8_STRING") == b"copied before"


def test_copy_only(screen: Screen, command: Command) -> None:
    with QtTarget(screen) as window:
        window.focus()
        told = json.loads(said(command("--json", "--way=copy", "only copied")))
        assert told["copied"] is True
        assert clipboard(screen, "clipboard", "UTF8_STRING") == b"only copied"
        assert window.text() == ""
    assert len(command.left()) == 1


def test_a_long_text_with_everything_in_it(screen: Screen, command: Command) -> None:
    letters = random.Random(7)
    text = "".join(letters.choices("abc ÄÖÜ éñ Привет 你好 🙂\x1b\x07\u202e", k=50_000))
    with QtTarget(screen) as window:
        window.focus()
        said(command("-", data=text.encode()))
        window.wait_for(typeable(text, breaks=True), 30)
    for file in command.home.rglob("*"):
        if file.is_file():
            assert "Привет" not in file.read_text(encoding="utf-8", errors="replace")


def test_an_application_that_the_settings_exclude(screen: Screen, command: Command) -> None:
    with XtermTarget(screen) as window:
        window.focus()
        done = command("secret", SAYSO_TYPING_FOR="xterm=never")
        assert done.returncode == 7
        assert done.stdout == b""
        assert done.stderr.startswith(b"sayso: The settings keep Sayso from typing into Xterm")
        done = command("x", SAYSO_TYPING_FOR="xterm=magic")
        assert done.returncode == 2
        assert b"typing_for has 'magic' for xterm" in done.stderr
        said(command("after"))
        window.wait_for("after")


def test_no_display(command: Command) -> None:
    done = command("hello", DISPLAY=":no-such-display")
    assert done.returncode == 7
    (line,) = done.stderr.decode().splitlines()
    assert "display" in line
    assert psutil.wait_procs(command.left(), SECONDS)[1] == []


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    with Rig(model=str(TINY_WHISPER), language="en") as rig:
        rig.start()
        yield rig


def test_the_running_app_does_it(rig: Rig) -> None:
    set_clipboard(rig.screen, "clipboard", "copied before")
    command = Command(rig.screen, rig.home)
    before = {process.pid for process in command.left()}
    with QtTarget(rig.screen) as window:
        window.focus()
        told = json.loads(said(command("--json", "Größe 🙂")))
        window.wait_for("Größe 🙂")
        assert told["way"] == "clipboard paste"
        assert told["confirmed"] is True
        # `--way` is for a process of its own, beside it.
        json.loads(said(command("--json", "--way=paste", " and more")))
        window.wait_for("Größe 🙂 and more")
    assert clipboard(rig.screen, "clipboard", "UTF8_STRING") == b"copied before"
    (holder,) = [process for process in command.left() if process.pid not in before]
    set_clipboard(rig.screen, "clipboard", "something else")
    assert psutil.wait_procs([holder], SECONDS)[1] == []


def test_what_was_typed_is_taken_back(rig: Rig) -> None:
    with QtTarget(rig.screen) as window:
        window.focus()
        said(Command(rig.screen, rig.home)("one too many"))
        window.wait_for("one too many")
        done = rig.sayso("undo")
        assert (done.stdout, done.stderr) == ("", "")
        window.wait_for("")


@pytest.mark.parametrize("word", ["again", "copy"])
def test_nothing_waits(rig: Rig, word: str) -> None:
    done = rig.sayso(word, check=False)
    assert done.returncode == 7
    assert done.stderr.startswith("sayso: No text waits to be ")
    assert done.stdout == ""
