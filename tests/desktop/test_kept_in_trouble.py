"""The engine, the disk and the sound server fail in mid-dictation: what was said is delivered or
offered, and what was kept before stays as it was. Everything here is the real thing.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import numpy as np
import psutil
import pytest
from mortal_rig import MortalRig
from rig import SECONDS, TINY_WHISPER, Clip
from targets import QtTarget, clipboard

from sayso.archive.items import Item
from sayso.archive.recording import read
from sayso.bench.startup import live_in
from sayso.core.state import State

HELLO = Clip.named("hello-world")
MORNING = Clip.named("good-morning-world")
FILE = Clip.named("close-the-file")

DISK_MEGABYTES = 3


@pytest.fixture
def rig() -> Iterator[MortalRig]:
    with MortalRig(model=str(TINY_WHISPER), language="en") as rig:
        yield rig


@pytest.fixture
def window(rig: MortalRig) -> Iterator[QtTarget]:
    with QtTarget(rig.screen) as window:
        yield window


def _start(rig: MortalRig, window: QtTarget) -> None:
    rig.start()
    window.focus()


def _until(rig: MortalRig, *states: State) -> None:
    """What was said in this run has come so far, utterance by utterance."""
    assert rig.until(lambda: [item.state for item in rig.items(rig.run)] == [*states])


def _quit(rig: MortalRig) -> None:
    rig.sayso("quit")
    assert rig.process is not None
    assert rig.process.wait(SECONDS) == 0


def _offered(rig: MortalRig, items: int) -> None:
    rig.wait(lambda status: status["offered"] == items)


# The engine


def test_a_dead_engine_and_then_a_dead_app(rig: MortalRig, window: QtTarget) -> None:
    """The engine dies with the audio, and the app before another one has tried it."""
    _start(rig, window)
    run = rig.run
    rig.engine().suspend()
    rig.dictate(HELLO)
    _until(rig, State.HEARD)
    rig.kill_engine()
    frozen = rig.freeze_engine()
    with rig.orphans():
        rig.kill()
        frozen.resume()
    rig.start()
    _offered(rig, 1)
    rig.do("recognize_offered")
    assert [item.text for item in rig.items(run)] == [HELLO.words]
    assert window.text() == ""
    # Once: an app that has ended in order does not offer it again.
    _quit(rig)
    rig.start()
    assert rig.status()["offered"] == 0
    assert [item.text for item in rig.items(run)] == [HELLO.words]


def test_audio_that_finds_no_engine_is_offered_after_quitting(
    rig: MortalRig, window: QtTarget
) -> None:
    """Each that comes up dies, until none is tried any more."""
    _start(rig, window)
    run = rig.run
    rig.engine().suspend()
    rig.dictate(HELLO)
    _until(rig, State.HEARD)

    def given_up() -> bool:
        for engine in rig.engines():
            with suppress(psutil.NoSuchProcess):
                engine.kill()
        status = rig.status()
        return bool(status["health"] == "unavailable" and status["waiting"] == 1)

    assert rig.until(given_up)
    _quit(rig)
    rig.start()
    _offered(rig, 1)
    [item] = rig.items(run)
    assert (item.state, item.text) == (State.HEARD, None)
    assert HELLO.words in rig.sayso("history", "retry", str(item.id)).stdout
    assert [item.text for item in rig.items(run)] == [HELLO.words]
    assert window.text() == ""


# The app alone


def test_an_offer_stands_until_it_is_taken() -> None:
    """A text that waits for its window is offered after a crash, and after another one, until the
    person has it."""
    with (
        MortalRig(model=str(TINY_WHISPER), language="en", focus_moved="ask") as rig,
        QtTarget(rig.screen) as window,
        QtTarget(rig.screen) as other,
    ):
        _start(rig, window)
        run = rig.run
        rig.hold()
        rig.say(HELLO)
        other.focus()
        rig.release()
        rig.wait(lambda status: "waits until you go back" in status["message"])
        for _ in range(2):
            rig.kill()
            rig.start()
            _offered(rig, 1)
        rig.do("copy_offered")
        assert clipboard(rig.screen, "clipboard", "UTF8_STRING") == HELLO.words.encode()
        assert rig.status()["offered"] == 0
        assert [(item.state, item.offered) for item in rig.items(run)] == [(State.COPIED, True)]
        assert (window.text(), other.text()) == ("", "")


# The disk


@pytest.fixture
def disk(rig: MortalRig) -> Iterator[Path]:
    """A file system of its own under the app's data."""
    folder = rig.home / "data"
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    with ExitStack() as stack:
        _mount("-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m,mode=700", "tmpfs", str(folder))
        stack.callback(subprocess.run, ["umount", "--lazy", str(folder)], check=True)
        live_in(rig.home)
        yield folder


def _mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")


def _fill(folder: Path) -> Path:
    """Until not a byte more goes in; the file to be deleted afterwards."""
    path = folder / "something else"
    with path.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return path


def _delivered(items: list[Item]) -> list[str | None]:
    assert {item.state for item in items} == {State.INSERTED}
    return [item.text for item in items]


def test_a_disk_that_fills_up_in_mid_dictation(
    disk: Path, rig: MortalRig, window: QtTarget
) -> None:
    _start(rig, window)
    rig.dictate(HELLO)
    window.wait_for(f"{HELLO.words} ")
    _until(rig, State.INSERTED)
    [before] = rig.items(rig.run)
    assert before.clip is not None
    sound = read(before.clip)

    rig.hold()
    rig.say(MORNING)
    much = _fill(disk)
    rig.say(FILE)
    rig.release()
    spoken = f"{HELLO.words} {MORNING.words} {FILE.words} "
    window.wait_for(spoken)
    rig.dictate(HELLO)
    window.wait_for(f"{spoken}{HELLO.words} ")
    [told] = rig.told()
    assert "not kept" in told
    assert rig.status()["message"] == ""  # it was told, and a new dictation is a new try

    much.unlink()
    rig.dictate(FILE)
    window.wait_for(f"{spoken}{HELLO.words} {FILE.words} ")
    words = [HELLO.words, MORNING.words, FILE.words, HELLO.words, FILE.words]
    _until(rig, *[State.INSERTED] * 5)
    items = rig.items(rig.run)
    assert _delivered(items) == words
    assert (items[0].clip, items[0].state, items[0].text) == (
        before.clip, before.state, before.text,
    )  # fmt: skip
    assert np.array_equal(read(before.clip), sound)
    last = items[-1].clip
    assert last is not None
    assert len(read(last)) == last.samples
    assert len(rig.told()) == 1

    run = rig.run
    rig.kill()
    rig.start()
    assert rig.status()["offered"] == 0
    assert _delivered(rig.items(run)) == words


def test_a_folder_that_is_read_only_for_a_while(
    disk: Path, rig: MortalRig, window: QtTarget
) -> None:
    _start(rig, window)
    earlier = rig.run
    rig.dictate(HELLO)
    window.wait_for(f"{HELLO.words} ")
    _until(rig, State.INSERTED)
    [before] = rig.items(earlier)
    rig.kill()
    _mount("-o", "remount,ro", str(disk))

    rig.start(keeps=False)
    window.focus()
    rig.dictate(MORNING)
    window.wait_for(f"{HELLO.words} {MORNING.words} ")
    rig.wait_for_state("idle")
    [told] = rig.told()
    assert "not kept" in told

    _mount("-o", "remount,rw", str(disk))
    rig.dictate(FILE)
    window.wait_for(f"{HELLO.words} {MORNING.words} {FILE.words} ")
    assert rig.until(lambda: FILE.words in [item.text for item in rig.everything()])
    assert before in rig.everything()
    assert len(rig.told()) == 1


# The sound server


def test_a_sound_server_that_hangs_for_a_while(rig: MortalRig, window: QtTarget) -> None:
    _start(rig, window)
    rig.hold()
    rig.say(HELLO)
    rig.sound.freeze()
    rig.wait(lambda status: bool(status["message"]))
    rig.release()
    window.wait_for(f"{HELLO.words} ")
    rig.sound.thaw()
    _until(rig, State.INSERTED)
    rig.dictate(MORNING)
    window.wait_for(f"{HELLO.words} {MORNING.words} ")
    _until(rig, State.INSERTED, State.INSERTED)
    assert _delivered(rig.items(rig.run)) == [HELLO.words, MORNING.words]


def test_a_sound_server_that_hangs_until_the_app_is_killed(
    rig: MortalRig, window: QtTarget
) -> None:
    _start(rig, window)
    run = rig.run
    rig.hold()
    rig.say(HELLO)
    rig.sound.freeze()
    with rig.orphans():
        rig.kill()
    rig.release()
    rig.start()  # though nothing can be heard
    _offered(rig, 1)
    rig.do("recognize_offered")
    assert [item.text for item in rig.items(run)] == [HELLO.words]
    assert window.text() == ""
