"""Audio of the history, played for real: sounddevice, PortAudio, ALSA, and a PulseAudio whose only
loudspeaker is heard by its own microphone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sound import SoundServer, missing_programs

pytestmark = pytest.mark.skipif(
    bool(missing_programs()), reason=f"not installed: {', '.join(missing_programs())}"
)

_PLAY = """
import numpy as np
from sayso.control.playback import Player
time = np.arange(16_000) / 16_000
Player().play((0.5 * np.sin(2 * np.pi * 440 * time)).astype(np.float32))
print("played")
"""


def test_what_is_played_is_heard(tmp_path: Path) -> None:
    with SoundServer() as sound:
        sound.pactl("set-default-sink", "vmic")
        heard = tmp_path / "heard.raw"
        with heard.open("wb") as file:
            listener = subprocess.Popen(
                ["pacat", "--record", "--raw", "--format=float32le", "--rate=16000",
                 "--channels=1", "--device=mic", "--latency-msec=20"],
                env=sound.env, stdout=file,
            )  # fmt: skip
            try:
                played = subprocess.run(
                    [sys.executable, "-c", _PLAY], env=sound.env, capture_output=True, text=True,
                    timeout=30, check=True,
                )  # fmt: skip
            finally:
                listener.terminate()
                listener.wait(10)
        samples = np.frombuffer(heard.read_bytes()[: heard.stat().st_size // 4 * 4], "<f4")
    assert played.stdout == "played\n"
    loud = np.flatnonzero(abs(samples) > 0.2)
    assert len(loud) > 0, "nothing was heard"
    tone = samples[loud[0] : loud[-1]]
    assert 0.9 < len(tone) / 16_000 < 1.1, "all of it, and once"
    spectrum = abs(np.fft.rfft(tone * np.hanning(len(tone))))
    assert abs(np.argmax(spectrum) * 16_000 / len(tone) - 440) < 3
