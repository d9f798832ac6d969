"""Silero's network, streaming: the same answers as over a whole recording."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sayso.core.errors import ModelError
from sayso.core.events import LoadProgress
from sayso.core.speech import FRAME_SAMPLES
from sayso.pipeline.detect.silero import (
    EverythingIsSpeech,
    Silero,
    SileroNetwork,
    load_network,
    network_file,
)


def babble(frames: int) -> np.ndarray:
    """Something that moves the network: noise with a syllable's rise and fall."""
    rng = np.random.default_rng(3)
    n = frames * FRAME_SAMPLES
    envelope = np.abs(np.sin(np.arange(n) / 3000))
    return (rng.standard_normal(n) * envelope * 0.2).astype(np.float32)


def test_frame_by_frame_equals_the_whole() -> None:
    from faster_whisper.vad import SileroVADModel

    audio = babble(60)
    streaming = Silero(load_network())
    mine = [streaming.probability(frame) for frame in audio.reshape(-1, FRAME_SAMPLES)]
    # A copy, because faster-whisper zeroes the end of what it is given, and not the last frame.
    whole = SileroVADModel(str(network_file()))(audio.copy()).reshape(-1)
    assert np.allclose(mine[:-1], whole[:-1], atol=1e-4)


def test_detectors_that_share_a_network_share_no_state() -> None:
    network = load_network()
    frames = babble(30).reshape(-1, FRAME_SAMPLES)
    one, other = Silero(network), Silero(network)
    first = [one.probability(frame) for frame in frames]
    assert [one.probability(frame) for frame in frames] != first
    assert [other.probability(frame) for frame in frames] == first


def test_without_a_network_nothing_is_taken_for_silence() -> None:
    assert EverythingIsSpeech().probability(np.zeros(FRAME_SAMPLES, np.float32)) == 1.0


def test_it_leaves_no_trace_of_its_own(tmp_path: Path) -> None:
    """onnxruntime 1.29 began to keep a device id and a telemetry database in the home folder."""
    program = (
        "from sayso.pipeline.detect.silero import *; "
        "Silero(load_network()).probability(np.zeros(FRAME_SAMPLES, np.float32))"
    )
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPATH")}
    environ = {**kept, "HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    subprocess.run([sys.executable, "-B", "-c", program], env=environ, check=True)
    assert list(tmp_path.iterdir()) == []


def test_silence_is_not_speech() -> None:
    detector = Silero(load_network())
    assert max(detector.probability(np.zeros(FRAME_SAMPLES, np.float32)) for _ in range(50)) < 0.2


def test_a_broken_network_is_one_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "silero.onnx"
    broken.write_bytes(b"not a network")
    with pytest.raises(ModelError, match="install Sayso again"):
        load_network(broken)


def test_as_the_registry_keeps_it() -> None:
    network = SileroNetwork()
    steps: list[LoadProgress] = []
    network.load(steps.append)
    network.warm_up(steps.append)
    assert [step.step for step in steps] == ["Voice detection"]
    frames = babble(20).reshape(-1, FRAME_SAMPLES)
    alone = Silero(load_network())
    lent = network.detector()
    assert [lent.probability(frame) for frame in frames] == [
        alone.probability(frame) for frame in frames
    ]
    network.close()
