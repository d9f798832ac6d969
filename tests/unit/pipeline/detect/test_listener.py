"""The listener: frames in, utterances out, the tail after the release, nothing lost on the way."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Queue

import numpy as np
import pytest

from sayso.core.events import SpeechLevel
from sayso.core.ports import VoiceDetector
from sayso.core.speech import FRAME_SAMPLES, FRAME_SECONDS, Frame, Samples, Utterance
from sayso.pipeline.detect.listener import AHEAD_FRAMES, LEVEL_EVERY, Listener
from sayso.pipeline.detect.segmenter import Rules

RULES = Rules(threshold=0.5, hangover=6, pre_roll=4, post_roll=3, longest=60)
TAIL_FRAMES = 8


class LoudIsSpeech:
    """A detector whose answer the test knows."""

    def probability(self, samples: Samples) -> float:
        return 0.9 if abs(float(samples[0])) > 0.1 else 0.0


class Heard:
    """A listener with queues at its exits."""

    def __init__(
        self,
        ready: threading.Event | None = None,
        detector: Callable[[], VoiceDetector] = LoudIsSpeech,
    ) -> None:
        self.utterances: Queue[Utterance] = Queue()
        self.dropped: Queue[Utterance] = Queue()
        self.foreseen: Queue[Utterance | None] = Queue()
        self.levels: Queue[SpeechLevel] = Queue()
        self.ended: Queue[bool] = Queue()
        self._ready, self._detector = ready, detector
        self._sent = 0
        self.lent = False
        self.listener = Listener(
            7,
            detector=self._lend,
            rules=RULES,
            tail_seconds=TAIL_FRAMES * FRAME_SECONDS,
            heard=self.utterances.put,
            dropped=self.dropped.put,
            foreseen=self.foreseen.put,
            level=self.levels.put,
            ended=self.ended.put,
        )

    @contextmanager
    def _lend(self) -> Iterator[VoiceDetector]:
        if self._ready:
            assert self._ready.wait(5)
        self.lent = True
        yield self._detector()
        self.lent = False

    def say(self, pattern: str) -> None:
        for c in pattern:
            samples = np.full(FRAME_SAMPLES, 0.5 if c == "#" else 0.0, np.float32)
            self.listener.frame(Frame(samples, self._sent * FRAME_SAMPLES))
            self._sent += 1

    def end(self) -> tuple[list[Utterance], bool]:
        discarded = self.ended.get(timeout=5)
        assert self.listener.join(5)
        return [self.utterances.get() for _ in range(self.utterances.qsize())], discarded


def frames(utterance: Utterance) -> range:
    first = utterance.start // FRAME_SAMPLES
    return range(first, first + len(utterance.samples) // FRAME_SAMPLES)


def test_an_utterance_is_out_while_the_key_is_still_held() -> None:
    h = Heard()
    h.say("....####......")
    utterance = h.utterances.get(timeout=5)
    assert (utterance.dictation, utterance.number) == (7, 0)
    h.listener.cut()
    assert h.end() == ([], False)


def test_utterances_are_numbered_in_order() -> None:
    h = Heard()
    h.say("....####......####......####")
    h.listener.cut()
    utterances, _ = h.end()
    assert [u.number for u in utterances] == [0, 1, 2]
    assert [u.start for u in utterances] == sorted(u.start for u in utterances)


def test_the_tail_catches_the_last_syllable() -> None:
    h = Heard()
    h.say("....####")
    h.listener.finish()
    h.say("##........")
    [utterance], _ = h.end()
    assert 9 in frames(utterance)


def test_the_tail_has_an_end_though_speech_goes_on() -> None:
    h = Heard()
    h.say("....####")
    h.listener.finish()
    h.say("#" * 50)
    [utterance], _ = h.end()
    assert frames(utterance).stop == 8 + TAIL_FRAMES


def test_silence_at_the_release_ends_it_after_the_latency_of_the_sound_server() -> None:
    h = Heard()
    h.say("....####......")
    h.listener.finish()
    h.say("...")
    utterances, discarded = h.end()
    assert (len(utterances), discarded) == (1, False)


def test_no_more_frames_after_the_release_is_no_hang() -> None:
    h = Heard()
    h.say("....####")
    h.listener.finish()
    h.listener.cut()
    [utterance], _ = h.end()
    assert frames(utterance) == range(8)


def test_audio_waits_for_the_detector() -> None:
    ready = threading.Event()
    h = Heard(ready)
    h.say("....####....")
    h.listener.finish()
    h.say("....")
    assert h.utterances.empty()
    ready.set()
    [utterance], _ = h.end()
    assert frames(utterance) == range(11)


def test_discard_emits_nothing_more() -> None:
    h = Heard()
    h.say("....####")
    h.listener.discard()
    assert h.end() == ([], True)


def test_what_was_being_spoken_is_dropped_and_not_lost() -> None:
    h = Heard()
    h.say("....####......####.")
    first = h.utterances.get(timeout=5)
    for _ in range(19 // LEVEL_EVERY + 1):
        h.levels.get(timeout=5)  # all of it but the last frame or two was looked at
    h.listener.discard()
    assert h.end() == ([], True)
    dropped = h.dropped.get(timeout=5)
    assert h.dropped.empty()
    assert dropped.number == first.number + 1
    assert {14, 15, 16, 17} <= set(frames(dropped))


def test_what_was_not_looked_at_when_it_was_discarded_never_is() -> None:
    ready = threading.Event()
    h = Heard(ready)
    h.say("....####......####.")
    h.listener.discard()
    ready.set()
    assert h.end() == ([], True)
    assert h.dropped.empty()
    assert h.levels.empty()


def test_what_is_complete_is_not_dropped_too() -> None:
    h = Heard()
    h.say("....####......")
    h.utterances.get(timeout=5)
    h.listener.discard()
    h.end()
    assert h.dropped.empty()


def test_discard_after_the_release_still_counts() -> None:
    h = Heard()
    h.say("....####")
    h.listener.finish()
    h.listener.discard()
    assert h.end() == ([], True)


def test_an_utterance_that_may_be_over_is_foreseen() -> None:
    h = Heard()
    h.say("....####" + "." * AHEAD_FRAMES)
    guess = h.foreseen.get(timeout=5)
    h.say("......")
    final = h.utterances.get(timeout=5)
    assert guess is not None
    assert guess.says_the_same_as(final)
    assert frames(guess) == range(8 + AHEAD_FRAMES)
    h.listener.cut()
    h.end()
    assert h.foreseen.empty()


def test_speech_that_goes_on_takes_the_guess_back() -> None:
    h = Heard()
    h.say("....####" + "." * AHEAD_FRAMES + "##")
    guess = h.foreseen.get(timeout=5)
    assert guess is not None
    assert h.foreseen.get(timeout=5) is None
    h.listener.cut()
    [final], _ = h.end()
    assert not guess.says_the_same_as(final)


def test_a_release_after_the_guess_leaves_it_right() -> None:
    h = Heard()
    h.say("....####" + "." * AHEAD_FRAMES)
    h.listener.finish()
    h.say("...")
    [final], _ = h.end()
    guess = h.foreseen.get(timeout=5)
    assert guess is not None
    assert guess.says_the_same_as(final)


class FailsAtFour(LoudIsSpeech):
    def __init__(self) -> None:
        self._left = 3

    def probability(self, samples: Samples) -> float:
        self._left -= 1
        if self._left < 0:
            raise ZeroDivisionError("surprise")
        return super().probability(samples)


def refuse() -> VoiceDetector:
    raise ZeroDivisionError("surprise")


@pytest.mark.parametrize("detector", [FailsAtFour, refuse])
def test_a_detector_that_fails_costs_no_speech(
    detector: Callable[[], VoiceDetector], caplog: pytest.LogCaptureFixture
) -> None:
    h = Heard(detector=detector)
    h.say("...####.###.")
    h.listener.cut()
    [utterance], discarded = h.end()
    assert not discarded
    assert set(range(3, 12)) <= set(frames(utterance))
    assert caplog.text.count("voice detection failed") == 1


def test_the_detector_is_given_back() -> None:
    h = Heard()
    h.say("...####.")
    assert h.levels.get(timeout=5)
    assert h.lent
    h.listener.discard()
    h.end()
    assert not h.lent


def test_what_was_discarded_is_not_kept() -> None:
    ready = threading.Event()
    h = Heard(ready)
    samples = np.full(FRAME_SAMPLES, 0.5, np.float32)
    gone = weakref.ref(samples)
    h.listener.frame(Frame(samples, 0))
    del samples
    h.listener.discard()
    ready.set()
    h.end()
    assert gone() is None


def test_levels_are_told_now_and_then() -> None:
    h = Heard()
    h.say("#" * (LEVEL_EVERY * 4))
    h.listener.cut()
    h.end()
    assert h.levels.qsize() == 4
    assert h.levels.get() == SpeechLevel(pytest.approx(0.5), 0.9)
