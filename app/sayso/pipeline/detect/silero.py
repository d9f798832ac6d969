"""Streaming voice activity detection with Silero's v6 network, through onnxruntime.

The network file travels inside faster-whisper, which uses it for whole recordings; here the state
is carried from frame to frame instead. The `silero-vad` package would need torch: gigabytes.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from sayso.core.errors import ModelError
from sayso.core.events import LoadProgress
from sayso.core.speech import FRAME_SAMPLES, Samples

CONTEXT_SAMPLES = 64
"""How much of the last frame the network sees again (faster-whisper's `vad.py`, Silero v6)."""

_STATE_SHAPE = (1, 1, 128)
"""Of the LSTM's hidden and cell state."""


def network_file() -> Path:
    """Where the network lies. Found without importing faster-whisper, which takes half a second.

    Raises ModelError.
    """
    spec = importlib.util.find_spec("faster_whisper")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "assets" / "silero_vad_v6.onnx"
        if path.is_file():
            return path
    raise ModelError(
        "The voice detection network is missing from the installation; install Sayso again."
    )


def load_network(path: Path | None = None) -> Any:
    """The network as an `onnxruntime.InferenceSession`; may be shared by threads and detectors.

    Takes some 0.3 s, most of it onnxruntime's import. Raises ModelError.
    """
    try:
        import onnxruntime
    except (ImportError, OSError) as error:
        raise ModelError(
            "onnxruntime cannot be loaded, so the installation is broken; install Sayso again."
        ) from error
    # On Windows it traces to the system by default; its other builds up to 1.28 tell nobody.
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    # A frame is far too small to share among threads, and a waiting pool burns a core.
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    path = path or network_file()
    try:
        return onnxruntime.InferenceSession(
            str(path), providers=["CPUExecutionProvider"], sess_options=options
        )
    # onnxruntime has a class of its own for each of its statuses.
    except Exception as error:
        raise ModelError(
            f"The voice detection network {path} cannot be loaded; install Sayso again."
        ) from error


class SileroNetwork:
    """What all detectors share, as the registry keeps it. Some 10 MB, in this process.

    ``load`` and ``warm_up`` come before `detector`.
    """

    def __init__(self) -> None:
        self._network: Any = None

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        """Raises ModelError."""
        report(LoadProgress("Voice detection"))
        self._network = load_network()

    def warm_up(self, report: Callable[[LoadProgress], None]) -> None:
        """One frame, which allocates what the others need."""
        self.detector().probability(np.zeros(FRAME_SAMPLES, np.float32))

    def detector(self) -> Silero:
        return Silero(self._network)

    def close(self) -> None:
        self._network = None


class Silero:
    """A VoiceDetector for one recording. Not thread-safe. A frame takes 0.2 ms of one core."""

    def __init__(self, network: Any) -> None:
        """``network`` is what `load_network` returns."""
        self._network = network
        self._hidden = np.zeros(_STATE_SHAPE, np.float32)
        self._cell = np.zeros(_STATE_SHAPE, np.float32)
        self._input = np.zeros((1, CONTEXT_SAMPLES + FRAME_SAMPLES), np.float32)

    def probability(self, samples: Samples) -> float:
        self._input[0, :CONTEXT_SAMPLES] = self._input[0, -CONTEXT_SAMPLES:]
        self._input[0, CONTEXT_SAMPLES:] = samples
        out, self._hidden, self._cell = self._network.run(
            None, {"input": self._input, "h": self._hidden, "c": self._cell}
        )
        return float(out.reshape(-1)[0])


class EverythingIsSpeech:
    """Stands in where the network cannot be loaded: nothing that was said is lost for it."""

    def probability(self, samples: Samples) -> float:
        del samples
        return 1.0
