"""A session that leaves no trace, and then every file that was written meanwhile: none of the words
said, no audio. And the same search over a session that is kept, so that it can be seen to find.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from mortal_rig import MortalRig
from rig import SECONDS, SPEECH, TINY_WHISPER, Clip, Rig
from targets import QtTarget
from traces import Traces

STARTER = SPEECH / "starter"
WEATHER = Clip.named("weather", STARTER)
LETTER = Clip.named("letter", STARTER)

HELLO = Clip.named("hello-world")
FOX = Clip.named("quick-brown-fox")
SEVEN = Clip.named("seven-eight-nine")
MORNING = Clip.named("good-morning-world")


@contextmanager
def _searched(rig: Rig) -> Iterator[Traces]:
    """With a folder of its own for temporary files."""
    temporary = rig.screen.home.parent / "tmp"
    temporary.mkdir()
    rig.env["TMPDIR"] = str(temporary)
    yield Traces(rig.screen.home.parent)


def _crash(rig: Rig) -> None:
    os.kill(rig.engine().pid, signal.SIGSEGV)


def _quit(rig: Rig) -> None:
    assert rig.process is not None
    rig.sayso("quit")
    assert rig.process.wait(SECONDS) == 0


def _written_elsewhere(rig: Rig, root: Path) -> list[str]:
    """Files outside of ``root`` that the app and its engine have open for writing."""
    assert rig.process is not None
    open_files = [
        file
        for process in (psutil.Process(rig.process.pid), *rig.engines())
        for file in process.open_files()
    ]
    return [
        file.path
        for file in open_files
        if file.mode != "r" and not Path(file.path).is_relative_to(root)
    ]


def test_a_session_with_all_that_can_go_wrong() -> None:
    with (
        Rig(leave_no_trace="true", focus_moved="ask") as rig,
        QtTarget(rig.screen) as window,
        QtTarget(rig.screen) as other,
        _searched(rig) as traces,
    ):
        rig.start()
        assert rig.status()["leaves_no_trace"]
        window.focus()
        rig.hold()
        rig.say(WEATHER)
        assert _written_elsewhere(rig, rig.screen.home.parent) == []
        _crash(rig)
        rig.release()
        heard = [window.wait_until(bool, SECONDS)]
        rig.wait_for_state("idle")
        heard.append(window.text())
        rig.sayso("undo")
        window.wait_for("")
        rig.hold()
        rig.say(LETTER)
        rig.sayso("cancel")
        rig.wait_for_state("idle")
        rig.release()
        # Once more, and its window is left before the text comes.
        rig.hold()
        rig.say(LETTER)
        other.focus()
        rig.release()
        rig.wait(lambda status: "waits until you go back" in status["message"])
        rig.wait_for_state("idle")
        _quit(rig)
        assert (window.text(), other.text()) == ("", "")
        assert traces.files()
        assert traces.of([WEATHER.words, LETTER.words, *heard]) == {}
        assert traces.audio() == []
        assert traces.rows() == {}
        assert not (rig.home / "data" / "history").exists()


def test_it_holds_from_the_moment_it_is_wanted() -> None:
    with (
        MortalRig(model=str(TINY_WHISPER), language="en", focus_moved="ask") as rig,
        QtTarget(rig.screen) as window,
        QtTarget(rig.screen) as other,
        _searched(rig) as traces,
    ):
        rig.start()
        window.focus()
        rig.dictate(HELLO)
        window.wait_for(f"{HELLO.words} ")
        # The search finds what is kept, in the history and nowhere else.
        assert rig.until(lambda: HELLO.words in [item.text for item in rig.everything()])
        found = traces.of([HELLO.words])
        assert found.keys() == {"hello", "world"}
        assert {path.parent for paths in found.values() for path in paths} == {rig.history_folder}
        [recording] = traces.audio()
        assert [path.name for path in traces.rows()] == ["history.db"]

        # In the middle of a dictation, whose first utterance is in the history already.
        rig.tap()
        rig.wait(lambda status: bool(status["hands_free"]))
        rig.say(SEVEN)
        window.wait_for(f"{HELLO.words} {SEVEN.words} ")
        assert rig.until(lambda: traces.of([SEVEN.words]))
        rig.do("leave_no_trace", True)
        assert rig.status()["leaves_no_trace"]
        rig.tap()
        rig.wait_for_state("idle")
        assert rig.until(lambda: not traces.of([SEVEN.words]))
        assert traces.audio() == [recording]

        rig.hold()
        rig.say(MORNING)
        _crash(rig)
        rig.release()
        window.wait_for(f"{HELLO.words} {SEVEN.words} {MORNING.words} ")
        rig.sayso("undo")
        window.wait_for(f"{HELLO.words} {SEVEN.words} ")
        rig.hold()
        rig.say(FOX)
        other.focus()
        rig.release()
        rig.wait(lambda status: "waits until you go back" in status["message"])
        _quit(rig)
        said = " ".join([SEVEN.words, MORNING.words.replace("world", ""), FOX.words])
        assert traces.of([said]) == {}
        assert traces.audio() == [recording]
        assert [item.text for item in rig.everything()] == [HELLO.words]
