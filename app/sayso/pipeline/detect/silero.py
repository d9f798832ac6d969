"""Streaming voice activity detection with Silero's v6 network, through onnxruntime.

The network file travels inside faster-whisper, which uses it for whole recordings; here the state is
carried from frame to frame instead. The `silero-vad` package would need torch, which is gigabytes.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np

from sayso.core.errors import ModelError
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


class Silero:
    """A VoiceDetector. Not thread-safe: one detector a thread, or one after the other.

    Loading takes some 0.3 s (onnxruntime's import); a frame about 0.2 ms on one core.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Raises ModelError where the network cannot be loaded."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # A frame is far too small to share among threads, and a waiting pool burns a core.
        options.inter_op_num_threads = 1
        options.intra_op_num_threads = 1
        options.log_severity_level = 4
        path = path or network_file()
        try:
            self._session: Any = onnxruntime.InferenceSession(
                str(path), providers=["CPUExecutionProvider"], sess_options=options
            )
        except Exception as error:  # onnxruntime has a class of its own for each of its statuses
            raise ModelError(
                f"The voice detection network {path} cannot be loaded; install Sayso again."
            ) from error
        self.reset()

    def reset(self) -> None:
        self._hidden = np.zeros(_STATE_SHAPE, np.float32)
        self._cell = np.zeros(_STATE_SHAPE, np.float32)
        self._input = np.zeros((1, CONTEXT_SAMPLES + FRAME_SAMPLES), np.float32)

    def probability(self, samples: Samples) -> float:
        self._input[0, :CONTEXT_SAMPLES] = self._input[0, -CONTEXT_SAMPLES:]
        self._input[0, CONTEXT_SAMPLES:] = samples
        out, self._hidden, self._cell = self._session.run(
            None, {"input": self._input, "h": self._hidden, "c": self._cell}
        )
        return float(out.reshape(-1)[0])
