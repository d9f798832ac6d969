"""A microphone is tried: the real voice detection over recordings, and what ends a trial."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue

import numpy as np
import pytest

from sayso.control.trial import LEVEL_EVERY, LOOK_SECONDS, MicrophoneTrial, _Ear
from sayso.core.errors import MicrophoneError, ModelError
from sayso.core.events import Event, LoadProgress, TrialEnded, TrialLevel
from sayso.core.ports import AudioSource
from sayso.core.speech import FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples
from sayso.pipeline.capture.audio_file import AudioFileSource, read_audio
from sayso.pipeline.detect.silero import SileroNetwork
from sayso.residency.policy import Limits
from sayso.residency.registry import Registry

SPEECH = Path(__file__).parents[2] / "speech" / "good-morning-world.flac"
LIMIT = 10.0


class Mic:
    """A microphone that hears what the test gives it."""

    name = "mic"

    def __init__(self, error: str = "") -> None:
        self.opened, self.closed = threading.Event(), threading.Event()
        self.error = error

    def open(
        self, deliver: Callable[[Frame], None], lost: Callable[[MicrophoneError | None], None]
    ) -> None:
        if self.error:
            raise MicrophoneError(self.error)
        self.deliver, self.lost = deliver, lost
        self.opened.set()

    def close(self) -> None:
        self.closed.set()

    def hear(self, samples: Samples) -> None:
        assert self.opened.wait(LIMIT)
        for start in range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
            self.deliver(Frame(samples[start : start + FRAME_SAMPLES], start))


class Late:
    """The real network, loaded when the test says so. ``fault``: it never will be."""

    def __init__(self) -> None:
        self.network = SileroNetwork()
        self.go_on = threading.Event()
        self.fault = ""

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        assert self.go_on.wait(LIMIT)
        if self.fault:
            raise ModelError(self.fault)
        self.network.load(report)

    def __getattr__(self, name: str) -> object:
        return getattr(self.network, name)


class Stage:
    def __init__(self) -> None:
        self.now = 0.0
        self.events: Queue[Event] = Queue()
        self.sources: dict[str, AudioSource] = {}
        self.network = Late()
        self.network.go_on.set()
        self.registry = Registry(
            lambda key: self.network,
            Limits(max_models=1, ttl_seconds=-1, memory_limit_percent=100.0),
            clock=lambda: self.now,
        )
        self.trial = MicrophoneTrial(
            lambda name: self.sources[name],
            self.registry,
            threshold=lambda: 0.5,
            publish=self.events.put,
            clock=lambda: self.now,
        )

    def level(self) -> TrialLevel:
        event = self.events.get(timeout=LIMIT)
        assert isinstance(event, TrialLevel), event
        return event

    def all(self) -> list[Event]:
        """Until it is over by itself."""
        events = []
        while not events or not isinstance(events[-1], TrialEnded):
            events.append(self.events.get(timeout=LIMIT))
        return events


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.network.go_on.set()
    stage.trial.stop(LIMIT)
    assert stage.registry.close(LIMIT), "the network was given back"


def quiet(frames: int) -> Samples:
    return np.zeros(frames * FRAME_SAMPLES, np.float32)


def load(stage: Stage) -> None:
    from sayso.models.choosing import VOICE

    stage.registry.lease(VOICE).release()


def test_speech_is_heard_after_the_silence_before_it(stage: Stage) -> None:
    load(stage)
    silence = np.zeros(SAMPLE_RATE, np.float32)
    mic = stage.sources["mic"] = Mic()
    stage.trial.start("mic")
    mic.hear(quiet(3))
    while not stage.registry.census()[0].leases:  # the network reaches the trial
        stage.level()
        mic.hear(quiet(3))
    mic.hear(np.concatenate([silence, read_audio(SPEECH)]))
    mic.lost(None)
    levels = [event for event in stage.all() if isinstance(event, TrialLevel)]
    heard = [level.heard for level in levels]
    assert heard == sorted(heard) and not heard[0] and heard[-1]  # noqa: PT018 - one statement
    first = heard.index(True)
    assert first >= SAMPLE_RATE // FRAME_SAMPLES // 3  # not in the silence
    assert max(level.voice for level in levels[: first + 1]) >= 0.5
    assert max(level.rms for level in levels) > 0.02
    assert mic.closed.wait(LIMIT)


def test_a_noise_is_loud_and_no_speech(stage: Stage) -> None:
    load(stage)
    mic = stage.sources["mic"] = Mic()
    stage.trial.start("mic")
    noise = np.random.default_rng(1).normal(0, 0.2, SAMPLE_RATE * 2).astype(np.float32)
    mic.hear(noise)
    mic.lost(None)
    levels = [event for event in stage.all() if isinstance(event, TrialLevel)]
    assert len(levels) == SAMPLE_RATE * 2 // FRAME_SAMPLES // 3  # ten or so a second
    assert all(level.rms > 0.1 for level in levels)
    assert not any(level.heard for level in levels)


class Unsure:
    """Voice detection that says what the test wants, a frame each."""

    def __init__(self, *voices: float) -> None:
        self.voices = iter(voices)

    def probability(self, samples: Samples) -> float:
        return next(self.voices)


@pytest.mark.parametrize(
    ("voices", "heard"),
    [((0.9, 0.9, 0.0, 0.9, 0.9, 0.0), False), ((0.0, 0.5, 0.5, 0.5, 0, 0), True)],
)
def test_speech_is_what_lasts(voices: tuple[float, ...], heard: bool) -> None:
    ear = _Ear(0.5)
    ear.detector = Unsure(*voices)
    levels = [ear.hear(quiet(1)) for _ in voices]
    told = [level for level in levels if level is not None]
    assert len(told) == len(voices) // LEVEL_EVERY
    assert told[-1].heard is heard


def test_there_is_a_level_before_voice_detection_is_there(stage: Stage) -> None:
    stage.network.go_on.clear()
    mic = stage.sources["mic"] = Mic()
    stage.trial.start("mic")
    mic.hear(np.full(3 * FRAME_SAMPLES, 0.5, np.float32))
    assert stage.level() == TrialLevel(0.5, 0.0, False)
    assert stage.trial.stop(LIMIT)  # although the network is being loaded still
    assert mic.closed.is_set()
    stage.network.go_on.set()
    for thread in threading.enumerate():
        if thread.name == "trial voice detection":
            thread.join(LIMIT)
    assert not stage.registry.census()[0].leases, "what comes too late is given back"


def test_without_voice_detection_there_is_a_level(stage: Stage) -> None:
    stage.network.fault = "The network is missing; install Sayso again."
    mic = stage.sources["mic"] = Mic()
    stage.trial.start("mic")
    mic.hear(np.full(3 * FRAME_SAMPLES, 0.5, np.float32))
    assert stage.level().rms == 0.5


def test_stop_closes_it_and_nothing_more_is_told(stage: Stage) -> None:
    stage.sources["file"] = source = AudioFileSource(SPEECH, times=50)
    stage.trial.start("file")
    stage.level()
    assert stage.trial.stop(LIMIT)
    assert source._player is not None
    assert not source._player.is_alive()
    while not stage.events.empty():
        stage.events.get()
    with pytest.raises(Empty):
        stage.events.get(timeout=0.1)
    assert stage.trial.stop()


def test_another_one_is_opened_when_the_first_is_closed(stage: Stage) -> None:
    first, second = Mic(), Mic()
    stage.sources.update(first=first, second=second)
    closed_first = []
    first_open = second.open

    def open_second(deliver: object, lost: object) -> None:
        closed_first.append(first.closed.is_set())
        first_open(deliver, lost)  # type: ignore[arg-type]

    second.open = open_second  # type: ignore[assignment,method-assign]
    stage.trial.start("first")
    assert first.opened.wait(LIMIT)
    stage.trial.start("second")
    second.hear(np.full(3 * FRAME_SAMPLES, 0.25, np.float32))
    assert closed_first == [True]
    assert stage.level().rms == 0.25


def test_a_microphone_that_fails_is_told(stage: Stage) -> None:
    stage.sources["gone"] = Mic("The microphone is gone; plug it in.")
    stage.trial.start("gone")
    assert stage.all() == [TrialEnded("The microphone is gone; plug it in.")]
    mic = stage.sources["mic"] = Mic()
    stage.trial.start("mic")
    assert mic.opened.wait(LIMIT)
    mic.lost(MicrophoneError("It went away; plug it in."))
    assert stage.all() == [TrialEnded("It went away; plug it in.")]
    assert mic.closed.wait(LIMIT)


def test_a_dictation_gets_the_microphone(stage: Stage) -> None:
    mic = stage.sources["mic"] = Mic()
    stage.trial.make_way(LIMIT)
    assert stage.events.empty()  # nobody tried one
    stage.trial.start("mic")
    assert mic.opened.wait(LIMIT)
    stage.trial.make_way(LIMIT)
    assert mic.closed.is_set()
    assert stage.all() == [TrialEnded("")]


class SlowToClose(Mic):
    def __init__(self) -> None:
        super().__init__()
        self.closing, self.may_close = threading.Event(), threading.Event()

    def close(self) -> None:
        self.closing.set()
        assert self.may_close.wait(LIMIT)
        super().close()


def test_one_that_was_just_stopped_is_closed_before_the_next_is_opened(stage: Stage) -> None:
    first, second = SlowToClose(), Mic()
    stage.sources.update(first=first, second=second)
    stage.trial.start("first")
    assert first.opened.wait(LIMIT)
    assert not stage.trial.stop()
    assert first.closing.wait(LIMIT)
    stage.trial.start("second")
    assert not second.opened.wait(0.05)
    first.may_close.set()
    assert second.opened.wait(LIMIT)
    assert first.closed.is_set()


def test_a_dictation_waits_for_one_that_was_just_stopped(stage: Stage) -> None:
    mic = stage.sources["mic"] = SlowToClose()
    stage.trial.start("mic")
    assert mic.opened.wait(LIMIT)
    stage.trial.stop()
    assert mic.closing.wait(LIMIT)
    threading.Timer(0.05, mic.may_close.set).start()
    stage.trial.make_way(LIMIT)
    assert mic.closed.is_set()
    assert stage.events.empty(), "whoever stopped it knows"


def test_it_ends_when_nobody_looks(stage: Stage) -> None:
    mic = stage.sources["mic"] = Mic()
    stage.trial.start("mic")
    mic.hear(quiet(3))
    stage.level()
    stage.now = LOOK_SECONDS
    stage.trial.look()
    stage.now = 2 * LOOK_SECONDS
    mic.hear(quiet(3))
    stage.level()
    stage.now += 1
    mic.hear(quiet(1))
    assert stage.all() == [TrialEnded("")]
    assert mic.closed.wait(LIMIT)
