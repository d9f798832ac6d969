"""The real microphone path: sounddevice, PortAudio, ALSA and a PulseAudio of the test's own."""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sound import SoundServer, missing_programs

from sayso.core.speech import FRAME_SAMPLES, SAMPLE_RATE

pytestmark = pytest.mark.skipif(
    bool(missing_programs()), reason=f"not installed: {', '.join(missing_programs())}"
)

PATIENCE = 30.0
"""For an event that comes at once on a machine that is not overloaded."""

Start = Callable[..., "Probe"]


class Probe:
    """microphone_probe.py, running."""

    def __init__(self, env: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("microphone_probe.py"))],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def ask(self, command: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.wait_for(command.partition(" ")[0])

    def wait_for(self, event: str, *, count: int = 0) -> dict[str, Any]:
        """The next event of that name; of ``frames``, the one that reports so many."""
        while True:
            line = self._lines.get(timeout=PATIENCE)
            assert line, f"the probe ended before it told of {event!r}"
            told: dict[str, Any] = json.loads(line)
            if told["event"] == event and told.get("count", 0) >= count:
                return told

    def hear_out(self) -> None:
        """Until what has just been played has come through: it is on its way for about 0.1 s."""
        self.wait_for("frames", count=self.ask("count")["count"] + 10)

    def end(self) -> int:
        """Ask it to go; its exit status."""
        assert self.process.stdin is not None
        self.process.stdin.write("quit\n")
        self.process.stdin.flush()
        return self.process.wait(timeout=PATIENCE)

    def clear_away(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put("")


@pytest.fixture
def probe() -> Iterator[Start]:
    """Starts probes, and ends them with the test."""
    started: list[Probe] = []

    def start(sound: SoundServer, **more: str) -> Probe:
        started.append(Probe(sound.env | more))
        return started[-1]

    yield start
    for each in started:
        each.clear_away()


@pytest.fixture
def sound() -> Iterator[SoundServer]:
    with SoundServer() as server:
        yield server


def hiss(seconds: float, seed: int) -> NDArray[np.float32]:
    """Noise below 4 kHz: it is like nothing but itself, at one place only."""
    noise = np.random.default_rng(seed).standard_normal(round(seconds * SAMPLE_RATE))
    spectrum = np.fft.rfft(noise)
    spectrum[len(spectrum) // 2 :] = 0
    smooth = np.fft.irfft(spectrum, len(noise))
    quiet: NDArray[np.float32] = (0.3 * smooth / np.abs(smooth).max()).astype(np.float32)
    return quiet


def place(piece: NDArray[np.float32], heard: NDArray[np.float32]) -> tuple[int, float]:
    """Where ``piece`` is in ``heard``, and how alike they are there (1: the same)."""
    size = len(heard) + len(piece)
    likeness = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(piece, size)), size)
    start = int(likeness[: len(heard) - len(piece) + 1].argmax())
    there = heard[start : start + len(piece)]
    return start, float(likeness[start] / np.sqrt((piece @ piece) * (there @ there)))


def heard_by(probe: Probe, tmp_path: Path) -> NDArray[np.float32]:
    file = tmp_path / "heard.f32"
    starts = probe.ask(f"save {file}")["starts"]
    assert starts == list(range(0, len(starts) * FRAME_SAMPLES, FRAME_SAMPLES))
    heard: NDArray[np.float32] = np.fromfile(file, dtype=np.float32)
    return heard


def test_five_seconds_arrive_whole_and_in_order(
    sound: SoundServer, probe: Start, tmp_path: Path
) -> None:
    it = probe(sound)
    assert it.ask("open auto")["name"] == "VirtualMic"
    it.wait_for("frames")
    played = hiss(5.0, seed=1)
    sound.play_samples(played)
    it.hear_out()
    it.ask("close")
    heard = heard_by(it, tmp_path)
    found = [place(piece, heard) for piece in np.split(played, 10)]
    offsets = [start - number * len(played) // 10 for number, (start, _) in enumerate(found)]
    assert max(offsets) - min(offsets) <= 2  # not one frame is missing or doubled in between
    assert min(likeness for _, likeness in found) > 0.95


def test_what_was_said_before_closing_is_delivered(sound: SoundServer, probe: Start) -> None:
    it = probe(sound)
    it.ask("open auto")
    before = it.wait_for("frames", count=30)["count"]
    closed = it.ask("close")
    assert closed["count"] >= before
    assert closed["seconds"] < 1.0
    # Nothing comes after close: the count stays, and a second close is allowed.
    assert it.ask("close")["count"] == closed["count"]


def test_a_microphone_is_chosen_by_name_and_by_id(probe: Start, tmp_path: Path) -> None:
    with SoundServer(microphones=2) as sound:
        it = probe(sound)
        assert it.ask("devices")["found"] == [
            ["mic", "VirtualMic", True],
            ["mic2", "VirtualMic2", False],
        ]
        played = hiss(0.5, seed=2)
        for wanted in ("VirtualMic2", "mic2"):
            assert it.ask(f"open {wanted}")["name"] == "VirtualMic2"
            it.wait_for("frames")
            sound.play_samples(played, into="mic2")
            it.hear_out()
            it.ask("close")
            assert place(played, heard_by(it, tmp_path))[1] > 0.95
        # The other one hears nothing of it, so that the choice is what made the difference.
        it.ask("open auto")
        it.wait_for("frames")
        sound.play_samples(played, into="mic2")
        it.hear_out()
        it.ask("close")
        assert not heard_by(it, tmp_path).any()


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_a_device_with_a_rate_of_its_own_is_converted(
    sound: SoundServer, probe: Start, tmp_path: Path, rate: int
) -> None:
    it = probe(sound)
    it.ask(f"strict {rate}")
    assert "error" not in it.ask("open auto")
    it.wait_for("frames")
    played = hiss(2.0, seed=3)
    sound.play_samples(played)
    it.hear_out()
    it.ask("close")
    assert place(played, heard_by(it, tmp_path))[1] > 0.95


def test_a_microphone_that_is_not_there_is_named_with_those_that_are(
    sound: SoundServer, probe: Start
) -> None:
    error = probe(sound).ask("open Headset")["error"]
    assert "'Headset' is not there" in error
    assert "VirtualMic" in error


def test_no_microphone_at_all(probe: Start) -> None:
    with SoundServer(microphones=0) as sound:
        it = probe(sound)
        assert it.ask("devices")["found"] == []
        assert "No microphone was found" in it.ask("open auto")["error"]


def test_a_speaker_is_not_taken_for_a_microphone(probe: Start) -> None:
    with SoundServer(microphones=0) as sound:
        sound.pactl("load-module", "module-null-sink", "sink_name=speaker")
        assert "No microphone was found" in probe(sound).ask("open auto")["error"]


def test_a_microphone_that_another_program_holds(sound: SoundServer, probe: Start) -> None:
    it = probe(sound)
    it.ask("busy")
    assert "VirtualMic is in use by another program" in it.ask("open auto")["error"]


def test_a_machine_without_portaudio(sound: SoundServer, probe: Start) -> None:
    it = probe(sound)
    it.ask("unbind")
    it.ask("prepare")
    assert "The PortAudio library is missing" in it.ask("open auto")["error"]
    assert it.end() == 0


def test_portaudio_is_started_ahead_of_time(sound: SoundServer, probe: Start) -> None:
    it = probe(sound)
    assert it.ask("prepare")["started"]
    it.ask("open auto")
    it.wait_for("frames")


def test_the_last_microphone_is_pulled_out(sound: SoundServer, probe: Start) -> None:
    it = probe(sound)
    it.ask("open auto")
    it.wait_for("frames")
    sound.unload_source()
    assert "VirtualMic went away" in it.wait_for("lost")["message"]
    assert it.ask("close")["seconds"] < 2.0
    assert "No microphone was found" in it.ask("open auto")["error"]


def test_a_suspended_microphone_is_lost(sound: SoundServer, probe: Start) -> None:
    it = probe(sound)
    it.ask("open auto")
    it.wait_for("frames")
    sound.pactl("suspend-source", "mic", "1")
    assert "VirtualMic went away" in it.wait_for("lost")["message"]
    assert it.ask("close")["seconds"] < 2.0
    sound.pactl("suspend-source", "mic", "0")
    it.ask("open auto")
    it.wait_for("frames")


def test_the_server_crashes_and_comes_back(sound: SoundServer, probe: Start) -> None:
    it = probe(sound)
    it.ask("open auto")
    it.wait_for("frames")
    sound.kill()
    it.wait_for("lost")
    assert it.ask("close")["seconds"] < 2.0
    assert "error" in it.ask("open auto")
    sound.start()
    assert it.ask("open auto")["name"] == "VirtualMic"
    it.wait_for("frames")
    it.ask("close")
    assert it.end() == 0


def test_a_frozen_server_holds_nobody(sound: SoundServer, probe: Start) -> None:
    it = probe(sound)
    it.ask("open auto")
    it.wait_for("frames")
    sound.freeze()
    assert "went away" in it.wait_for("lost")["message"]
    assert it.ask("close")["seconds"] < 3.0
    refused = it.ask("open auto")
    assert "does not answer" in refused["error"]
    assert refused["seconds"] < 5.0
    sound.thaw()
    it.ask("open auto")
    it.wait_for("frames")
    it.ask("close")
    assert it.end() == 0


def test_a_server_that_is_frozen_from_the_start_holds_not_even_the_end(
    sound: SoundServer, probe: Start, tmp_path: Path
) -> None:
    # Without pactl nobody notices in time, and PortAudio itself runs into it.
    assert shutil.which("pactl") is not None
    it = probe(sound, PATH=str(tmp_path))
    sound.freeze()
    for _ in range(2):
        refused = it.ask("open auto")
        assert "does not answer" in refused["error"]
        assert refused["seconds"] < 8.0
    assert it.end() == 0
