"""Hold a key, speak, release: the words stand in the window. Everything here is the real thing.

Real windows on a virtual screen, a real sound server with a virtual microphone, the app as a person
starts it, and faster-whisper with the project's own tiny model, whose words are exactly known.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jiwer
import pytest
from rig import SPEECH, TESTS, TINY_WHISPER, Clip, Rig
from targets import ChromiumTarget, QtTarget, Target, XtermTarget, clipboard, set_clipboard

HUMAN_SPEECH = TESTS.parent.parent / "shared" / "speech"

HELLO = Clip.named("hello-world")
FOX = Clip.named("quick-brown-fox")
LONG = Clip.named("dictation-20s")


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    with Rig(model=str(TINY_WHISPER), language="en") as rig:
        rig.start()
        yield rig


@pytest.fixture(params=[QtTarget, XtermTarget, ChromiumTarget])
def target(rig: Rig, request: pytest.FixtureRequest) -> Iterator[Target]:
    with request.param(rig.screen) as target:
        target.focus()
        yield target


@pytest.fixture
def window(rig: Rig) -> Iterator[Target]:
    with QtTarget(rig.screen) as target:
        target.focus()
        yield target


def test_what_was_said_stands_in_the_window(rig: Rig, target: Target) -> None:
    set_clipboard(rig.screen, "CLIPBOARD", "from before")
    rig.dictate(HELLO)
    target.wait_for(f"{HELLO.words} ")
    rig.wait_for_state("idle")
    assert clipboard(rig.screen, "CLIPBOARD", "UTF8_STRING") == b"from before"


def test_a_long_dictation_is_whole_in_order_and_once(rig: Rig, window: Target) -> None:
    rig.dictate(LONG)
    lines = LONG.words.splitlines()
    assert len(lines) == 4
    window.wait_for("".join(f"{line} " for line in lines))


def test_while_the_key_is_held_nothing_is_typed(rig: Rig, window: Target) -> None:
    rig.hold()
    rig.say(LONG)
    assert window.text() == ""
    rig.release()
    window.wait_for(" ".join(LONG.words.splitlines()) + " ")


def test_hands_free_text_comes_utterance_by_utterance(rig: Rig, window: Target) -> None:
    rig.tap()
    rig.wait(lambda status: status["state"] == "listening" and status["hands_free"])
    rig.say(LONG)
    # The first three have been followed by a pause; listening goes on.
    heard = " ".join(LONG.words.splitlines()[:3]) + " "
    window.wait_until(lambda text: text.startswith(heard))
    assert rig.status()["state"] == "listening"
    rig.tap()
    window.wait_for(" ".join(LONG.words.splitlines()) + " ")


def test_escape_discards_and_does_not_reach_the_window(rig: Rig, window: Target) -> None:
    rig.hold()
    rig.say(HELLO)
    rig.screen.xdotool("key", "Escape")
    rig.wait(lambda status: status["state"] != "listening")
    rig.release()
    rig.wait_for_state("idle")
    rig.dictate(FOX)
    window.wait_for(f"{FOX.words} ")


def test_a_shortcut_is_no_dictation(rig: Rig, window: Target) -> None:
    rig.hold()
    rig.say(HELLO)
    rig.screen.xdotool("key", "a")  # Ctrl+A
    rig.wait(lambda status: status["state"] != "listening")
    rig.release()
    rig.wait_for_state("idle")
    rig.dictate(FOX)
    window.wait_for(f"{FOX.words} ")


def test_commands_drive_it_too(rig: Rig, window: Target) -> None:
    rig.sayso("start")
    rig.wait_for_state("listening")
    rig.say(HELLO)
    rig.sayso("stop")
    window.wait_for(f"{HELLO.words} ")
    before = rig.status()["last_transcript_at"]
    assert before
    rig.sayso("toggle")
    rig.wait_for_state("listening")
    rig.say(HELLO)
    rig.sayso("cancel")
    rig.wait_for_state("idle")
    assert window.text() == f"{HELLO.words} "


def test_a_killed_engine_costs_nothing(rig: Rig, window: Target) -> None:
    rig.hold()
    rig.say(HELLO)
    rig.kill_engine()
    rig.release()
    window.wait_for(f"{HELLO.words} ")
    assert rig.process is not None
    assert rig.process.poll() is None


def test_two_dictations_at_once_keep_their_order(rig: Rig, window: Target) -> None:
    """The second begins while the first is still being recognised."""
    rig.dictate(LONG)
    rig.dictate(HELLO)
    window.wait_for(" ".join([*LONG.words.splitlines(), HELLO.words]) + " ")


def test_a_second_start_brings_the_first_one_forward(rig: Rig) -> None:
    done = rig.sayso("run")
    assert "already running" in done.stdout
    assert rig.screen.xdotool("search", "--onlyvisible", "--name", "Sayso")


def test_everything_is_written_in_one_private_folder() -> None:
    with (
        Rig(model=str(TINY_WHISPER), language="en") as rig,
        QtTarget(rig.screen) as window,
    ):
        rig.start()
        window.focus()
        rig.dictate(HELLO)
        window.wait_for(f"{HELLO.words} ")
        home = rig.screen.home
        # What the desktop itself keeps: ALSA's and openbox's files, PulseAudio's cookie, Qt's cache
        # of the test's own window.
        theirs = (".asoundrc", ".cache/openbox", ".config/pulse", ".cache/qt", "said")
        names = {file.relative_to(home).as_posix() for file in home.rglob("*") if file.is_file()}
        assert {name for name in names if not name.startswith(("sayso/", *theirs))} == set()
        for name in (name for name in names if name.startswith("sayso/")):
            folder = (home / name).parent
            assert folder.stat().st_mode & 0o077 == 0, f"{name} can be read by others"
        assert HELLO.words not in rig.log()


def test_speech_before_the_model_is_ready_is_not_lost() -> None:
    with (
        Rig(model=str(TINY_WHISPER), language="en") as rig,
        QtTarget(rig.screen) as window,
    ):
        window.focus()
        rig.start(ready=False)
        rig.sayso("start")
        assert rig.wait_for_state("listening")
        rig.say(HELLO)
        rig.sayso("stop")
        window.wait_for(f"{HELLO.words} ")


def test_a_microphone_unplugged_in_mid_sentence_keeps_what_was_heard() -> None:
    with (
        Rig(model=str(TINY_WHISPER), language="en") as rig,
        QtTarget(rig.screen) as window,
    ):
        rig.start()
        window.focus()
        rig.hold()
        rig.say(HELLO)
        rig.sound.unload_source()
        status = rig.wait(lambda status: bool(status["message"]))
        assert "microphone" in status["message"].lower()
        rig.release()
        window.wait_for(f"{HELLO.words} ")


def test_no_microphone_is_one_sentence() -> None:
    with Rig(microphones=0, model=str(TINY_WHISPER), language="en") as rig:
        rig.start()
        rig.tap()
        status = rig.wait(lambda status: bool(status["message"]))
        assert "No microphone was found" in status["message"]
        assert status["state"] == "idle"


@pytest.fixture(scope="module")
def starter() -> Iterator[Rig]:
    with Rig() as rig:
        rig.start()
        yield rig


def test_without_a_model_the_starter_does_the_job(starter: Rig) -> None:
    assert starter.status()["engine"] == "starter"
    assert "rough" in starter.status()["message"]
    assert _error_rate(starter, SPEECH / "starter") <= 0.15


@pytest.mark.skipif(not HUMAN_SPEECH.is_dir(), reason="no human speech beside this checkout")
def test_the_starter_on_human_speech(starter: Rig) -> None:
    assert _error_rate(starter, HUMAN_SPEECH) <= 0.5


def _error_rate(rig: Rig, folder: Path) -> float:
    """Word error rate over all clips of a folder, through microphone and window."""
    clips = [Clip.named(file.stem, folder) for file in sorted(folder.glob("*.flac"))]
    heard = [_dictated(rig, clip) for clip in clips]
    normal = jiwer.Compose(
        [
            jiwer.ToLowerCase(),
            jiwer.RemovePunctuation(),
            jiwer.Strip(),
            jiwer.RemoveMultipleSpaces(),
        ]
    )
    return jiwer.wer([normal(clip.words) for clip in clips], [normal(text) for text in heard])


def _dictated(rig: Rig, clip: Clip) -> str:
    with QtTarget(rig.screen) as window:
        window.focus()
        rig.dictate(clip)
        # How many texts there will be is not known: the app says when it has done them all.
        rig.wait_for_state("idle")
        return window.text()
