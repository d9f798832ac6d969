"""The journal has everything first, and once, whatever becomes of a dictation."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import numpy as np
import pytest
from fake_journal import FakeJournal

from sayso.core.errors import MicrophoneError, Overloaded, RecognitionError
from sayso.core.events import Event, Level, Notice, UtteranceHeard, UtteranceRecognized
from sayso.core.ports import AudioSource, VoiceDetector
from sayso.core.speech import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    Frame,
    Samples,
    Transcript,
    Utterance,
    Words,
)
from sayso.core.state import State
from sayso.core.target import Target
from sayso.pipeline.flow import Flow, Stages
from sayso.settings.schema import Settings
from sayso.settings.store import with_values

EDITOR = Target("1", "editor")
SETTINGS = with_values(
    Settings(),
    {
        "pause_seconds": 6 * FRAME_SECONDS,
        "pre_roll_seconds": 4 * FRAME_SECONDS,
        "longest_utterance_seconds": 60 * FRAME_SECONDS,
        "tail_seconds": 0.0,
        "trailing_space": False,
        "recognize_ahead": False,
    },
)


class LoudIsSpeech:
    def probability(self, samples: Samples) -> float:
        return 0.9 if abs(float(samples[0])) > 0.1 else 0.0


class World:
    """Stands for every stage but the listener; writes down what is done to them beside what the
    journal is told, in order."""

    def __init__(self) -> None:
        self.journal = FakeJournal()
        self.did = self.journal.calls
        self.put_error: RecognitionError | None = None
        self.open_error: BaseException | None = None
        self.source_error: Exception | None = None
        self.close_error: Exception | None = None
        self.utterances: list[Utterance] = []
        self.words: list[Words] = []
        self.through = threading.Event()
        self.looked_at = threading.Semaphore(0)
        self.flow = Flow(
            Stages(
                source=self.source,
                detector=self.detector,
                attend=lambda dictation: None,
                release=lambda dictation: None,
                recognition=cast("Any", _Recognition(self)),
                aim=lambda: EDITOR,
                delivery=cast("Any", _Delivery(self)),
                journal=self.journal,
            ),
            settings=lambda: SETTINGS,
            publish=self.publish,
        )

    @contextmanager
    def detector(self) -> Iterator[VoiceDetector]:
        yield self

    def probability(self, samples: Samples) -> float:
        self.looked_at.release()
        return LoudIsSpeech().probability(samples)

    def publish(self, event: Event) -> None:
        if isinstance(event, (Notice, UtteranceHeard, UtteranceRecognized)):
            self.did.append((type(event).__name__,))
        if isinstance(event, Notice):
            self.notice = event

    def source(self) -> AudioSource:
        if self.source_error is not None:
            raise self.source_error
        return cast("AudioSource", self)

    def open(self, deliver: Callable[[Frame], None], lost: Callable[..., None]) -> None:
        self.did.append(("open",))
        self.deliver, self.lost = deliver, lost
        if self.open_error is not None:
            raise self.open_error

    def close(self) -> None:
        self.did.append(("close",))
        if self.close_error is not None:
            raise self.close_error

    def say(self, pattern: str, dictation: int = 1) -> None:
        """Returns when all of it was looked at."""
        for index, loud in enumerate(pattern):
            samples = np.full(FRAME_SAMPLES, 0.5 if loud == "#" else 0.0, np.float32)
            self.deliver(Frame(samples, index * FRAME_SAMPLES))
            assert self.journal.frames[dictation][-1] is samples
        for _ in pattern:
            assert self.looked_at.acquire(timeout=5)

    def finish(self) -> None:
        self.flow.finish(1)
        self.lost(None)
        self.over()

    def over(self) -> None:
        """The dictation's end has come to recognition."""
        assert self.through.wait(5)
        self.flow.settle(5)
        assert self.journal.wrong == []
        assert self.journal.ended == [1]

    def states(self) -> list[State]:
        return [self.journal.states[each] for each in sorted(self.journal.states)]

    def order(self, *names: str) -> list[str]:
        """Those of these that were done, in order."""
        return [did[0] for did in self.did if did[0] in names]


class _Recognition:
    def __init__(self, world: World) -> None:
        self._world = world

    def begin(self, dictation: int) -> None:
        self._world.did.append(("recognition.begin",))

    def put(self, utterance: Utterance) -> None:
        self._world.did.append(("recognition.put",))
        if self._world.put_error is not None:
            raise self._world.put_error
        self._world.utterances.append(utterance)

    def discard(self, dictation: int) -> None:
        self._world.did.append(("recognition.discard",))

    def end(self, dictation: int) -> None:
        self._world.did.append(("recognition.end",))
        self._world.through.set()


class _Delivery:
    def __init__(self, world: World) -> None:
        self._world = world

    def expect(self, dictation: int, target: Target | None) -> None:
        """Nothing is looked at."""

    def put(self, dictation: int, words: Words) -> None:
        self._world.did.append(("put",))
        self._world.words.append(words)

    def scratch(self, dictation: int) -> None:
        self._world.did.append(("scratch",))

    def discard(self, dictation: int) -> bool:
        self._world.did.append(("discard",))
        return True


def transcript(text: str) -> Transcript:
    return Transcript(text, (), None, "test", "test", 1.0, 0.1)


@pytest.fixture
def world() -> World:
    return World()


def test_a_dictation_is_written_down_from_the_first_moment_to_the_last_frame(world: World) -> None:
    world.flow.begin(1, lambda error: None)
    world.say("....####......")
    world.finish()
    assert world.journal.targets == {1: EDITOR}
    assert len(world.journal.frames[1]) == 14
    assert world.order("begin", "open", "close", "end", "recognition.end") == [
        "begin", "open", "close", "end", "recognition.end",
    ]  # fmt: skip
    assert world.states() == [State.HEARD]


def test_an_utterance_is_written_down_before_it_is_used(world: World) -> None:
    world.flow.begin(1, lambda error: None)
    world.say("....####......")
    world.finish()
    world.flow.recognized(world.utterances[0], transcript(" Hello,  world. "))
    assert world.order(
        "heard", "UtteranceHeard", "recognition.put", "recognized", "UtteranceRecognized", "put"
    ) == ["heard", "UtteranceHeard", "recognition.put", "recognized", "UtteranceRecognized", "put"]
    assert world.words == [Words("Hello, world.", (world.utterances[0].id,))]
    assert world.journal.texts == {world.utterances[0].id: "Hello, world."}


@pytest.mark.parametrize("text", ["", "Scratch that."])
def test_what_is_not_to_be_typed_is_empty(world: World, text: str) -> None:
    world.flow.begin(1, lambda error: None)
    world.say("....####......")
    world.finish()
    world.flow.recognized(world.utterances[0], transcript(text))
    assert world.states() == [State.EMPTY]
    assert world.order("recognized", "scratch") == ["recognized", "scratch"][: 1 + bool(text)]
    assert not world.words


def test_what_is_not_taken_for_recognition_is_told_with_how_to_get_at_it(world: World) -> None:
    world.put_error = Overloaded("Too much waits.")
    world.flow.begin(1, lambda error: None)
    world.say("....####......")
    world.finish()
    assert world.states() == [State.FAILED]
    assert world.notice == Notice(Level.ERROR, "Too much waits. It is kept.")


def test_what_could_not_be_recognised_is_told_with_how_to_get_at_it(world: World) -> None:
    world.flow.begin(1, lambda error: None)
    world.say("....####......")
    world.finish()
    world.flow.recognized(world.utterances[0], RecognitionError("The engine failed."))
    assert world.states() == [State.FAILED]
    assert world.notice == Notice(Level.ERROR, "The engine failed. It is kept.")
    assert not world.words


def test_what_was_being_spoken_when_it_was_cancelled_was_not_meant(world: World) -> None:
    world.flow.begin(1, lambda error: None)
    world.say("....####......####")
    world.flow.discard(1)
    world.over()
    assert world.states() == [State.CANCELLED] * 2
    assert len(world.utterances) == 1
    assert world.order("UtteranceHeard", "recognition.put") == ["UtteranceHeard", "recognition.put"]
    # At once, and once more when nothing can follow.
    assert world.order("heard", "discard", "cancel", "close", "end") == [
        "heard", "discard", "cancel", "heard", "cancel", "close", "cancel", "end",
    ]  # fmt: skip
    world.flow.recognized(world.utterances[0], transcript("late"))
    assert world.states() == [State.CANCELLED] * 2


def test_one_that_is_cancelled_while_its_last_words_are_recognised(world: World) -> None:
    world.flow.begin(1, lambda error: None)
    world.say("....####......")
    world.finish()
    world.flow.discard(1)
    assert world.states() == [State.CANCELLED]
    assert world.journal.wrong == []


@pytest.mark.parametrize("error", [MicrophoneError("There is none."), KeyboardInterrupt()])
def test_one_without_a_microphone_ends_once(world: World, error: BaseException) -> None:
    world.open_error = error
    with pytest.raises(type(error)):
        world.flow.begin(1, lambda error: None)
    world.over()
    assert world.order("begin", "open", "cancel", "end") == ["begin", "open", "cancel", "end"]


def test_one_whose_microphone_is_not_found_ends_once(world: World) -> None:
    world.source_error = MicrophoneError("There is none.")
    with pytest.raises(MicrophoneError):
        world.flow.begin(1, lambda error: None)
    assert world.journal.ended == [1]
    assert world.journal.wrong == []


def test_one_whose_microphone_does_not_close_ends_once(world: World) -> None:
    world.close_error = ZeroDivisionError()
    world.flow.begin(1, lambda error: None)
    world.say("....####......")
    world.finish()
    assert world.states() == [State.HEARD]
