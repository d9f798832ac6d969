"""Playing, with a sound system that takes what it is told to; tests/desktop hears a real one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sayso.control import playback
from sayso.control.playback import Player
from sayso.core.errors import PlaybackError
from sayso.core.speech import SAMPLE_RATE, Samples

BLOCK = 512


class FakePortAudio:
    """A fake: what is opened asks for a block each time that `run` is called.

    heard: all blocks. opened, closed: how many streams.
    """

    def __init__(self) -> None:
        self.heard: list[Samples] = []
        self.opened = threading.Semaphore(0)
        self.closed = 0
        self.error: Exception | None = None
        self._fill: Callable[[Any], bool] = lambda block: False
        self._ended: Callable[[], None] = lambda: None

    def open_output(self, *, fill: Callable[[Any], bool], ended: Callable[[], None]) -> object:
        if self.error is not None:
            raise self.error
        self._fill, self._ended = fill, ended
        self.opened.release()
        return object()

    def close(self, stream: object) -> None:
        self.closed += 1

    def give_up(self) -> None:
        raise AssertionError("nothing hangs here")

    def run(self, blocks: int) -> bool:
        """Whether there is more."""
        for _ in range(blocks):
            block = np.full((BLOCK, 1), 9.0, np.float32)
            more = self._fill(block)
            self.heard.append(block[:, 0])
            if not more:
                self._ended()
                return False
        return True


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> FakePortAudio:
    fake = FakePortAudio()
    monkeypatch.setattr(playback, "PORTAUDIO", fake)
    return fake


class Playing:
    def __init__(self, player: Player, samples: Samples, volume: float = 1.0) -> None:
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._run, args=(player, samples, volume))
        self._thread.start()

    def _run(self, player: Player, samples: Samples, volume: float) -> None:
        try:
            player.play(samples, volume)
        except PlaybackError as error:
            self.error = error

    def end(self) -> None:
        self._thread.join(10)
        assert not self._thread.is_alive()


def ramp(samples: int) -> Samples:
    return np.linspace(0.1, 0.5, samples, dtype=np.float32)


def test_all_of_it_is_played_and_then_silence(sound: FakePortAudio) -> None:
    player, samples = Player(), ramp(BLOCK + 100)
    playing = Playing(player, samples, 0.5)
    assert sound.opened.acquire(timeout=10)
    assert player.playing
    assert player.position == 0.0
    assert sound.run(1)
    assert player.position == BLOCK / SAMPLE_RATE
    assert not sound.run(1)
    playing.end()
    heard = np.concatenate(sound.heard)
    np.testing.assert_allclose(heard[: len(samples)], samples / 2)
    assert not heard[len(samples) :].any()
    assert (playing.error, sound.closed, player.playing, player.position) == (None, 1, False, 0.0)


def test_it_can_be_stopped(sound: FakePortAudio) -> None:
    player = Player()
    player.stop()
    playing = Playing(player, ramp(SAMPLE_RATE))
    assert sound.opened.acquire(timeout=10)
    sound.run(2)
    player.stop()
    playing.end()
    assert (playing.error, sound.closed, len(sound.heard)) == (None, 1, 2)


def test_another_one_takes_its_place(sound: FakePortAudio) -> None:
    player = Player()
    first = Playing(player, ramp(SAMPLE_RATE))
    assert sound.opened.acquire(timeout=10)
    second = Playing(player, ramp(BLOCK))
    first.end()
    assert sound.closed == 1
    assert sound.opened.acquire(timeout=10)
    assert player.playing
    sound.run(1)
    second.end()
    assert sound.closed == 2


def test_without_a_device_it_says_so(sound: FakePortAudio) -> None:
    sound.error = PlaybackError("Nothing can be played; choose headphones.")
    player = Player()
    with pytest.raises(PlaybackError, match="headphones"):
        player.play(ramp(100))
    assert not player.playing


def test_a_device_that_takes_nothing_is_given_up(
    sound: FakePortAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playback, "_SILENT_SECONDS", 0.01)
    with pytest.raises(PlaybackError, match="does not play any more"):
        Player().play(ramp(100))
    assert sound.closed == 1
