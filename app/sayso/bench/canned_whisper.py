"""A Whisper of the real shape whose words are known, for measuring speed where no model is.

``sayso bench`` compares ways of using an engine, so each way must give the engine the same amount
of work. Random weights alone say something else each time; here they are steered, with a handful
of numbers set by hand, to say the first words of a fixed text: as many as fit the length of the
audio at a speaking pace, whatever is in it. Every other weight is random, and every matrix has its
real size and type, so a step costs what it costs in the model of that name. Nothing about accuracy
can be learned from it.

How it is steered:

- A decoder position's embedding points at the embedding of the token due there, so strongly that
  the random layers cannot turn it away.
- The first convolution takes the absolute value of each mel band and the second adds them up: one
  channel (``_PADDING``) is up only where all are exactly zero, which is what faster-whisper fills
  a window with after the end of the audio. Silence is not zero in a log-mel spectrogram.
- The encoder's and decoder's positions share a code of sines, so that one head of the last
  cross-attention looks, for word i, at the one frame where word i would be spoken. If there is
  padding there, it turns the result to <|endoftext|>.

Those channels are left alone by all other layers.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sayso.bench.canned_text import (
    CANNED_WORDS,
    VOCABULARY_SIZE,
    CannedVocabulary,
    canned_vocabulary,
)

if TYPE_CHECKING:
    from ctranslate2.specs import WhisperSpec

Size: TypeAlias = Literal["tiny", "base", "small"]
Array: TypeAlias = NDArray[np.float32]

WORDS_PER_SECOND = 3.3
"""Tokens that people speak: 66 in 20 s of read English."""

SAMPLE_RATE = 16_000
WINDOW_SECONDS = 30

# Part of the folder's name: raise it with every change that changes the files.
_RECIPE = 1
_FILES = (
    "model.bin",
    "config.json",
    "vocabulary.json",
    "tokenizer.json",
    "preprocessor_config.json",
)

# Width and layers (of encoder and of decoder) as published by OpenAI; heads are 64 wide.
_SHAPES: dict[Size, tuple[int, int]] = {"tiny": (384, 4), "base": (512, 6), "small": (768, 12)}
_HEAD = 64
_MEL_BANDS = 80
_ENCODER_FRAMES = 1500
_ENCODER_FRAME_SAMPLES = 320
_DECODER_POSITIONS = 448
_SPOKEN_FROM = 3
"""Decoder position that predicts the first word: after <|startoftranscript|><|en|><|transcribe|>
and either <|notimestamps|> or the <|0.00|> that position 2 predicts."""

# Channels of the residual stream that carry what was set by hand.
_CODE = slice(0, _HEAD)
_PADDING = _HEAD
_RESERVED = _HEAD + 1

_NOISE = 0.02  # standard deviation of the random weights, as Whisper's own initialisation
_EMBEDDING = 0.05  # and of the embeddings: a logit 20 above the others for the token due
_DUE = 40.0  # length of a decoder position's embedding, against about 10 of noise
_END = 120.0  # length of what padding adds to it: three times as much
_CODE_HEIGHT_ENCODER = 4.0
_CODE_HEIGHT_DECODER = 1.0
_SHARPNESS = 90.0  # attention score (nats) of the frame looked for; its neighbours are at 2/3
_MEL_GAIN = 8.0
_SILENT = 6.0  # the padding channel: this less the sum of 8 × |band|, and not below zero


def canned_whisper(
    folder: Path,
    *,
    size: Size = "base",
    progress: Callable[[float], None] | None = None,
) -> Path:
    """Returns the folder of the canned model inside ``folder``, making it if it is not there.

    The model is CTranslate2 int8, multilingual, and loads through ``faster_whisper.WhisperModel``.
    With ``language="en"`` and no prompt, its text is ``canned_text`` of the audio's length; word
    timestamps mean nothing to it (its attention is too narrow to be aligned) and may lose it. The
    folder appears whole or not at all; another process may make the same one meanwhile.
    ``progress`` is told the finished part, 0…1. About 1 s and 80 MB of disk for base.
    Raises OSError if the folder cannot be written.
    """
    model = folder / f"canned-whisper-{size}-{_RECIPE}"
    if _is_complete(model):
        return model
    report = progress or (lambda _part: None)
    report(0.0)
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{model.name}-", dir=folder))
    try:
        _write(unfinished, size, report)
        if model.exists() and not _is_complete(model):
            shutil.rmtree(model)
        try:
            os.rename(unfinished, model)
        except OSError:
            if not _is_complete(model):  # otherwise another process was first: the same files
                raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    report(1.0)
    return model


def canned_text(samples: int) -> str:
    """What a canned model says to ``samples`` of 16 kHz audio, without leading space.

    Each window of 30 s begins the text anew. The first word is always there.
    """
    window = WINDOW_SECONDS * SAMPLE_RATE
    said: list[str] = []
    for start in range(0, max(samples, 1), window):
        # faster-whisper counts whole mel frames; the second convolution sees every other one.
        mel_frames = min(samples - start, window) // (_ENCODER_FRAME_SAMPLES // 2)
        said += (
            word
            for word, frame in zip(CANNED_WORDS, _spoken_frames(), strict=True)
            if frame == 0 or 2 * frame < mel_frames
        )
    return " ".join(said)


def _spoken_frames() -> list[int]:
    """For each word, the encoder frame (20 ms) in its middle; the first word's is the first."""
    frames = [
        round((i + 0.5) / WORDS_PER_SECOND * SAMPLE_RATE / _ENCODER_FRAME_SAMPLES)
        for i in range(len(CANNED_WORDS))
    ]
    frames[0] = 0
    return frames


def _is_complete(model: Path) -> bool:
    return all((model / name).is_file() for name in _FILES)


def _write(folder: Path, size: Size, report: Callable[[float], None]) -> None:
    vocabulary = canned_vocabulary()
    report(0.1)
    spec = _Weights(size, vocabulary).spec()
    report(0.4)
    spec.register_vocabulary(vocabulary.tokens)
    spec.validate()
    spec.optimize(quantization="int8")
    report(0.8)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [vocabulary.id_of("<|endoftext|>")]
    spec.config.lang_ids = vocabulary.language_ids
    spec.config.alignment_heads = [[_SHAPES[size][1] - 1, 0]]  # the head that follows the audio
    spec.save(str(folder))
    vocabulary.tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    preprocessor = {
        "chunk_length": WINDOW_SECONDS,
        "feature_extractor_type": "WhisperFeatureExtractor",
        "feature_size": _MEL_BANDS,
        "hop_length": _ENCODER_FRAME_SAMPLES // 2,
        "n_fft": 400,
        "sampling_rate": SAMPLE_RATE,
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(preprocessor), encoding="utf-8")


def _position_code(frames: NDArray[np.float64], height: float) -> Array:
    """Of shape ``(frames, 64)``: two frames' codes have a product that peaks sharply where they
    are the same, and is at most two thirds of the peak elsewhere within 1500 frames."""
    # Squared, so that the periods (3 to 3000 frames) have no common multiple within the window.
    speeds = 0.002 + 2.0 * ((np.arange(_HEAD // 2) + 0.5) / (_HEAD // 2)) ** 2
    angles = np.outer(frames, speeds)
    return (height * np.concatenate([np.cos(angles), np.sin(angles)], axis=1)).astype(np.float32)


class _Weights:
    """Fills a Whisper spec: random everywhere, then by hand where the words come from."""

    def __init__(self, size: Size, vocabulary: CannedVocabulary) -> None:
        self._width, self._layers = _SHAPES[size]
        self._vocabulary = vocabulary
        self._random = np.random.default_rng(0)

    def spec(self) -> WhisperSpec:
        from ctranslate2.specs import WhisperSpec

        heads = self._width // _HEAD
        spec = WhisperSpec(self._layers, heads, self._layers, heads)
        self._fill_encoder(spec.encoder)
        self._fill_decoder(spec.decoder)
        return spec

    def _noise(self, *shape: int, deviation: float = _NOISE) -> Array:
        weights = self._random.random(shape, dtype=np.float32)
        weights -= 0.5
        weights *= deviation * np.float32(12**0.5)
        return weights

    def _linear(self, spec: Any, outputs: int, inputs: int, *, to_stream: bool = False) -> None:
        """``to_stream``: the outputs are added to the residual stream."""
        spec.weight = self._noise(outputs, inputs)
        spec.bias = np.zeros(outputs, np.float32)
        if to_stream:
            spec.weight[:_RESERVED] = 0

    def _layer_norm(self, spec: Any) -> None:
        spec.gamma = np.ones(self._width, np.float32)
        spec.beta = np.zeros(self._width, np.float32)

    def _self_attention(self, spec: Any) -> None:
        self._layer_norm(spec.layer_norm)
        self._linear(spec.linear[0], 3 * self._width, self._width)
        self._linear(spec.linear[1], self._width, self._width, to_stream=True)

    def _cross_attention(self, spec: Any) -> None:
        self._layer_norm(spec.layer_norm)
        self._linear(spec.linear[0], self._width, self._width)
        self._linear(spec.linear[1], 2 * self._width, self._width)
        self._linear(spec.linear[2], self._width, self._width, to_stream=True)

    def _feed_forward(self, spec: Any) -> None:
        self._layer_norm(spec.layer_norm)
        self._linear(spec.linear_0, 4 * self._width, self._width)
        self._linear(spec.linear_1, self._width, 4 * self._width, to_stream=True)

    def _fill_encoder(self, encoder: Any) -> None:
        width = self._width
        encoder.conv1.weight = self._noise(width, _MEL_BANDS, 3)
        encoder.conv1.bias = np.zeros(width, np.float32)
        encoder.conv2.weight = self._noise(width, width, 3)
        encoder.conv2.bias = np.zeros(width, np.float32)
        absolute = slice(0, 2 * _MEL_BANDS)  # gelu(x) + gelu(-x) is |x|, or near enough
        identity = np.eye(_MEL_BANDS, dtype=np.float32)
        encoder.conv1.weight[absolute] = 0
        encoder.conv1.weight[absolute, :, 1] = _MEL_GAIN * np.concatenate([identity, -identity])
        encoder.conv2.weight[:_RESERVED] = 0
        encoder.conv2.weight[_PADDING, absolute, 1] = -1
        encoder.conv2.bias[_PADDING] = _SILENT

        positions = self._noise(_ENCODER_FRAMES, width)
        positions[:, _PADDING] = 0
        positions[:, _CODE] = _position_code(
            np.arange(_ENCODER_FRAMES, dtype=np.float64), _CODE_HEIGHT_ENCODER
        )
        encoder.position_encodings.encodings = positions
        for layer in encoder.layer:
            self._self_attention(layer.self_attention)
            self._feed_forward(layer.ffn)
        self._layer_norm(encoder.layer_norm)

    def _fill_decoder(self, decoder: Any) -> None:
        embeddings = self._noise(VOCABULARY_SIZE, self._width, deviation=_EMBEDDING)
        embeddings[:, :_RESERVED] = 0
        decoder.embeddings.weight = embeddings
        decoder.projection.weight = embeddings  # tied, as in the real one
        decoder.position_encodings.encodings = self._decoder_positions(embeddings)
        for layer in decoder.layer:
            self._self_attention(layer.self_attention)
            self._cross_attention(layer.attention)
            self._feed_forward(layer.ffn)
        self._layer_norm(decoder.layer_norm)
        self._listen(decoder.layer[-1].attention, embeddings)

    def _decoder_positions(self, embeddings: Array) -> Array:
        vocabulary = self._vocabulary
        end = vocabulary.id_of("<|endoftext|>")
        due = np.full(_DECODER_POSITIONS, end)
        due[0] = vocabulary.id_of("<|en|>")  # what language detection asks for
        due[1] = vocabulary.id_of("<|transcribe|>")
        due[2] = vocabulary.first_timestamp
        due[_SPOKEN_FROM : _SPOKEN_FROM + len(vocabulary.words)] = vocabulary.words
        looks_at = np.zeros(_DECODER_POSITIONS)
        looks_at[_SPOKEN_FROM : _SPOKEN_FROM + len(vocabulary.words)] = _spoken_frames()

        positions = _DUE * _directions(embeddings[due])
        positions[:, _CODE] = _position_code(looks_at, _CODE_HEIGHT_DECODER)
        return positions

    def _listen(self, attention: Any, embeddings: Array) -> None:
        """Makes the first head of a cross-attention end the text where there is no more audio."""
        width = self._width
        end = embeddings[self._vocabulary.id_of("<|endoftext|>")]
        # What layer normalisation divides by on either side, from the lengths set above.
        half = _HEAD / 2
        query_deviation = np.sqrt((_DUE**2 + half * _CODE_HEIGHT_DECODER**2) / width)
        key_deviation = np.sqrt(half * _CODE_HEIGHT_ENCODER**2 / width)
        query_height = _CODE_HEIGHT_DECODER / query_deviation
        key_height = _CODE_HEIGHT_ENCODER / key_deviation
        # The scores are divided by the root of the head's width.
        gain = _SHARPNESS * np.sqrt(_HEAD) / (half * query_height * key_height)

        # Nothing else of the query's side may coarsen the code when it is rounded to 8 bits.
        attention.layer_norm.gamma[_HEAD:] = 0
        queries, keys_values, output = (linear.weight for linear in attention.linear)
        keys, values = keys_values[:width], keys_values[width:]
        queries[_CODE] = 0
        queries[_CODE, _CODE] = gain * np.eye(_HEAD)
        keys[_CODE] = 0
        keys[_CODE, _CODE] = np.eye(_HEAD)
        values[_CODE] = 0
        values[0, _PADDING] = key_deviation / _SILENT  # 1 for padding, 0 for audio
        output[:, _CODE] = 0
        output[:, 0] = _END * _directions(end)


def _directions(vectors: Array) -> Array:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / lengths, dtype=np.float32)
