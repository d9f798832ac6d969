"""The least an engine can take: the same model and as many tokens, with nothing around them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ctranslate2 import StorageView

_PROMPT = ("<|startoftranscript|>", "<|en|>", "<|transcribe|>", "<|notimestamps|>")
_WINDOW_FRAMES = 3000
"""Mel frames (10 ms) that Whisper's encoder takes: 30 s."""
_TOKENS_AT_MOST = 448


class EngineFloor:
    """Raw CTranslate2 on one multilingual Whisper folder, resident, for repeated measuring.

    tokens: how many the last measurement decoded, without the end of text; for checking that
        what is compared with it decoded as many.
    """

    def __init__(self, model: Path, *, threads: int, compute_type: str = "int8") -> None:
        """Loads the model on the CPU. ``threads`` within one operation; 0 is CTranslate2's choice.

        Raises RuntimeError or ValueError, CTranslate2's own, if it cannot be loaded.
        """
        import ctranslate2

        self.tokens = 0
        self._model = ctranslate2.models.Whisper(
            str(model), device="cpu", compute_type=compute_type, intra_threads=threads
        )

    def seconds(
        self, samples: NDArray[np.float32], *, beam_size: int, clock: Callable[[], float]
    ) -> float:
        """Encodes the window and decodes all of its text; the seconds that ``clock`` says it took.

        ``samples``: mono, 16 kHz, at most 30 s. Neither loading nor the mel spectrogram counts.
        Raises ValueError on longer audio: it would need more than one window.
        """
        features = self._window(samples)
        begun = clock()
        encoded = self._model.encode(features)
        result = self._model.generate(
            encoded, [list(_PROMPT)], beam_size=beam_size, max_length=_TOKENS_AT_MOST
        )[0]
        taken = clock() - begun
        self.tokens = len(result.sequences_ids[0])
        return taken

    def _window(self, samples: NDArray[np.float32]) -> StorageView:
        """The features that faster-whisper makes of the samples: zeros where the audio is over."""
        import ctranslate2
        from faster_whisper.audio import pad_or_trim
        from faster_whisper.feature_extractor import FeatureExtractor

        extractor = FeatureExtractor()
        mel = extractor(samples)[:, :-1]  # the last frame is of the padding that the call adds
        if mel.shape[1] > _WINDOW_FRAMES:
            raise ValueError("The floor is measured on 30 s at most; give it shorter audio.")
        window = pad_or_trim(mel)[np.newaxis].astype(np.float32)
        return ctranslate2.StorageView.from_array(np.ascontiguousarray(window))
