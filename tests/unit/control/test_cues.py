from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from sayso.control.cues import Cue, Cues, loudness, read_cue
from sayso.core.errors import PlaybackError
from sayso.core.speech import FRAME_SAMPLES, Samples
from sayso.pipeline.detect.silero import Silero, load_network


class FakePlayer:
    """A fake: the real one needs a sound device. Each sound waits for ``gate``."""

    def __init__(self) -> None:
        self.played: list[tuple[int, float]] = []
        self.threads: list[threading.Thread] = []
        self.begun = threading.Semaphore(0)
        self.gate = threading.Semaphore(0)
        self.error: Exception | None = None

    def play(self, samples: Samples, volume: float = 1.0) -> None:
        self.played.append((len(samples), volume))
        self.threads.append(threading.current_thread())
        self.begun.release()
        assert self.gate.acquire(timeout=30)
        if self.error is not None:
            raise self.error


@pytest.fixture
def player() -> FakePlayer:
    return FakePlayer()


@pytest.fixture
def cues(player: FakePlayer) -> Iterator[Cues]:
    made = Cues(lambda: player)
    yield made
    player.gate.release(10)
    made.close(30)


def test_plays_off_the_callers_thread(cues: Cues, player: FakePlayer) -> None:
    cues.play(Cue.START, 0.5)
    assert player.begun.acquire(timeout=30)
    assert player.played == [(len(read_cue(Cue.START)), 0.25)]
    assert player.threads != [threading.current_thread()]
    assert player.threads[0].daemon


def test_only_the_newest_waits(cues: Cues, player: FakePlayer) -> None:
    cues.play(Cue.START, 1.0)
    assert player.begun.acquire(timeout=30)
    for cue in (Cue.STOP, Cue.CANCEL, Cue.ERROR):
        cues.play(cue, 1.0)
    player.gate.release()
    assert player.begun.acquire(timeout=30)
    player.gate.release()
    lengths = [length for length, _ in player.played]
    assert lengths == [len(read_cue(Cue.START)), len(read_cue(Cue.ERROR))]


def test_without_volume_there_is_not_even_a_thread(cues: Cues, player: FakePlayer) -> None:
    before = threading.active_count()
    cues.play(Cue.START, 0.0)
    assert threading.active_count() == before


def test_what_cannot_be_played_is_logged_once(
    cues: Cues, player: FakePlayer, caplog: pytest.LogCaptureFixture
) -> None:
    player.error = PlaybackError("Nothing can be played (no device); choose a loudspeaker.")
    player.gate.release(3)
    for _ in range(3):
        cues.play(Cue.ERROR, 1.0)
        assert player.begun.acquire(timeout=30)
    player.error = None
    player.gate.release(2)
    cues.play(Cue.ERROR, 1.0)
    assert player.begun.acquire(timeout=30)
    cues.play(Cue.ERROR, 1.0)  # begun where the one before has ended well
    assert player.begun.acquire(timeout=30)
    assert caplog.text.count("a sound could not be played") == 1
    player.error = PlaybackError("Nothing can be played (no device); choose a loudspeaker.")
    player.gate.release()
    cues.play(Cue.ERROR, 1.0)
    assert player.begun.acquire(timeout=30)
    cues.close(30)
    assert caplog.text.count("a sound could not be played") == 2, "that is news"


def test_volume_is_as_people_hear_it() -> None:
    assert [loudness(volume) for volume in (-1.0, 0.0, 0.5, 1.0, 2.0)] == [0, 0, 0.25, 1, 1]


@pytest.mark.parametrize("cue", Cue)
def test_is_not_taken_for_speech(cue: Cue) -> None:
    """By the real network: a loudspeaker plays it into an open microphone."""
    network = load_network()
    sound = read_cue(cue)
    highest = 0.0
    for gain in (1.0, 0.3, 0.05):
        for lead in (0, 128, 256, 384):  # where in a frame it begins
            before, after = np.zeros(2 * FRAME_SAMPLES + lead), np.zeros(8 * FRAME_SAMPLES)
            heard = np.concatenate([before, sound * gain, after]).astype(np.float32)
            detector = Silero(network)
            for start in range(0, len(heard) - FRAME_SAMPLES, FRAME_SAMPLES):
                probability = detector.probability(heard[start : start + FRAME_SAMPLES])
                highest = max(highest, probability)
    assert highest < 0.25, "half of what the setting voice_threshold has as its default"
