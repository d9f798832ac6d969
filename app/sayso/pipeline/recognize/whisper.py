"""Whisper by unmodified faster-whisper, from a folder on this machine. Never uses the network."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sayso.core.errors import DeviceError, DeviceFailed, ModelError, RecognitionError
from sayso.core.events import LoadProgress
from sayso.core.ports import Clock, RecognizeOptions
from sayso.core.speech import SAMPLE_RATE, Samples, Segment, Transcript
from sayso.models.installed import check_folder
from sayso.pipeline.recognize import cuda_libraries, cuda_trouble
from sayso.residency.hardware import usable_cores
from sayso.residency.model import ModelKey

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

log = logging.getLogger(__name__)

MOST_THREADS = 4
"""CTranslate2's own default. Encoding 30 s with two threads took 0.61 of the time of one, decoding
gained nothing; more threads than cores make OpenMP's waiting threads steal each other's time."""

SHORTEST_SAMPLES = 160
"""Less audio than one mel frame (10 ms) has nothing to recognise in it."""

_READ_BYTES = 8 << 20

AUTO_COMPUTE = {
    "cpu": ("int8", "float32"),
    "cuda": ("float16", "int8_float16", "int8_float32", "int8", "float32"),
}
"""What ``compute_type = auto`` takes: the first that the device supports."""


class WhisperEngine:
    """A `sayso.pipeline.recognize.child.Engine`."""

    engine = "whisper"

    def __init__(self, key: ModelKey, clock: Clock = time.monotonic) -> None:
        self._key = key
        self._clock = clock
        self._loaded: WhisperModel | None = None
        self._steps: _Steps | None = None

    @property
    def model(self) -> str:
        return self._key.model

    @property
    def device(self) -> str:
        return self._key.place

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        """Read and build. Raises ModelError, and DeviceError where the graphics card, its driver
        or its libraries are at fault; of the libraries, only `warm_up` may find out."""
        folder = self._key.folder
        if folder is None:
            raise ModelError("A Whisper model needs a folder: give its folder as the model.")
        check_folder(folder)
        if self._key.device != "cpu":
            cuda_libraries.make_loadable()
            self._check_card()
        _read_through(folder / "model.bin", report)
        report(LoadProgress("Starting Whisper", self.model))
        try:
            import faster_whisper  # noqa: F401
            from tqdm import tqdm
        except (ImportError, OSError) as error:
            raise ModelError(
                "faster-whisper cannot be loaded, so its installation is broken: install Sayso "
                "again."
            ) from error
        # faster-whisper makes a progress bar even where it shows none, and with the first one a
        # thread that would wake an idle process every ten seconds.
        tqdm.monitor_interval = 0
        # And a lock between processes, which outlives this one when it is killed: the resource
        # tracker would tell of it on the terminal.
        tqdm.set_lock(threading.RLock())
        self._loaded = self._build(folder, report)
        self._steps = _Steps(self._loaded)

    def warm_up(self, seconds: float) -> None:
        """Encodes so much silence, and decodes a token. Raises ModelError, DeviceError."""
        model, steps = self._loaded, self._steps
        if model is None or steps is None:
            raise ModelError("The Whisper model is not loaded: load it first.")
        try:
            with steps.asking(lambda: None):
                _one_pass(model, seconds)
        except Exception as error:
            if self._is_the_cards(error):
                raise DeviceError(cuda_trouble.explain(error, self.device)) from error
            raise ModelError(
                f"The model in {self._key.folder} was read but does not run: {_advice(error)}."
            ) from error

    def recognize(
        self, samples: Samples, options: RecognizeOptions, go_on: Callable[[], None]
    ) -> Transcript:
        """``go_on`` is asked before each window of 30 s is encoded, and before each time that it
        is decoded: greedily or by beam search, and once more for each higher temperature. Raises
        RecognitionError, DeviceFailed. An English-only model does not look at
        ``options.language``."""
        model, steps = self._loaded, self._steps
        if model is None or steps is None:
            raise RecognitionError("The Whisper model is not loaded: load it first.")
        began = self._clock()
        language = options.language if model.model.is_multilingual else None
        if language is not None and language not in model.supported_languages:
            raise RecognitionError(
                f"{language} is not a language that Whisper knows: give a code as en or de, "
                "or auto."
            )
        segments: tuple[Segment, ...] = ()
        text = ""
        if len(samples) >= SHORTEST_SAMPLES:
            try:
                with steps.asking(go_on):
                    if language is None and model.model.is_multilingual:
                        language = _language_of(samples, model)
                    parts, info = model.transcribe(
                        samples,
                        language=language,
                        beam_size=options.beam_size,
                        # Greedy or beam search first; faster-whisper's higher temperatures only
                        # where its own checks (compression ratio, log probability) refuse the
                        # result.
                        temperature=[0.0, 0.2, 0.4, 0.6, 0.8, 1.0],
                        condition_on_previous_text=False,
                        vad_filter=False,
                        without_timestamps=not options.timestamps,
                    )
                    found = list(parts)
            except (RuntimeError, ValueError, MemoryError) as error:
                if self._is_the_cards(error):
                    raise DeviceFailed(cuda_trouble.explain(error, self.device)) from error
                raise RecognitionError(
                    f"Whisper failed on this audio: {_advice(error)}."
                ) from error
            # Whisper writes the space before a word itself, and none where a script has none.
            text = "".join(part.text for part in found).strip()
            language = info.language
            segments = tuple(
                Segment(round(float(part.start), 3), round(float(part.end), 3), part.text.strip())
                for part in found
                if part.text.strip()
            )
        return Transcript(
            text=text,
            segments=segments,
            language=language,
            engine=self.engine,
            model=self.model,
            audio_seconds=len(samples) / SAMPLE_RATE,
            taken_seconds=self._clock() - began,
        )

    def close(self) -> None:
        """Lets go of the model. All of the memory comes back only when the process ends."""
        self._loaded = self._steps = None

    def _check_card(self) -> None:
        import ctranslate2

        try:
            count = int(ctranslate2.get_cuda_device_count())
        except RuntimeError as error:
            raise DeviceError(cuda_trouble.explain(error, self.device)) from error
        if count == 0:
            raise DeviceError(cuda_trouble.NO_CARD)
        if self._key.device_index >= count:
            others = "cuda:0" if count == 1 else f"one of cuda:0 to cuda:{count - 1}"
            raise DeviceError(
                f"There is no graphics card {self.device} here: set device to {others}, or to cpu."
            )

    def _build(self, folder: Path, report: Callable[[LoadProgress], None]) -> WhisperModel:
        from faster_whisper import WhisperModel

        try:
            compute_type = self._compute_type()
            report(
                LoadProgress("Loading the model", f"{self.model}, {compute_type} on {self.device}")
            )
            model = WhisperModel(
                str(folder),
                device=self._key.device,
                device_index=self._key.device_index,
                compute_type=compute_type,
                cpu_threads=self._key.threads or helpful_threads(),
                num_workers=self._key.workers,
                local_files_only=True,
            )
        except ModelError:
            raise
        except Exception as error:  # the tokenizers library raises Exception itself
            if fault := _damage(error, folder):
                raise ModelError(fault) from error
            if self._is_the_cards(error):
                raise DeviceError(cuda_trouble.explain(error, self.device)) from error
            raise ModelError(
                f"The model in {folder} cannot be loaded: {_advice(error)}."
            ) from error
        bands = (model.model.n_mels, model.feature_extractor.mel_filters.shape[0])
        if bands[0] != bands[1]:
            raise ModelError(
                f"The model in {folder} wants {bands[0]} mel bands, but its "
                f"preprocessor_config.json, or the lack of one, gives it {bands[1]}: copy the "
                "whole folder again."
            )
        return model

    def _compute_type(self) -> str:
        import ctranslate2

        wanted = self._key.compute_type
        usable = ctranslate2.get_supported_compute_types(self._key.device, self._key.device_index)
        if wanted == "auto":
            return next((kind for kind in AUTO_COMPUTE[self._key.device] if kind in usable), "auto")
        if wanted not in usable:
            kind = ModelError if self._key.device == "cpu" else DeviceError
            raise kind(
                f"compute_type {wanted} does not work on {self.device} here: "
                f"choose auto, or one of {', '.join(sorted(usable))}."
            )
        return wanted

    def _is_the_cards(self, error: Exception) -> bool:
        """A MemoryError is of the computer's own memory; the card's is a RuntimeError."""
        return self._key.device != "cpu" and not isinstance(error, MemoryError)


class _Steps:
    """Between faster-whisper and CTranslate2: asks whether to go on before each step, and encodes
    no window twice.

    faster-whisper encodes a window to find its language, forgets that, and encodes it again to
    transcribe it; encoding is most of the work.
    """

    def __init__(self, model: WhisperModel) -> None:
        """Puts itself in the place of ``model.encode`` and ``model.model``."""
        self._encode: Callable[[Any], Any] = model.encode
        self._native: Any = model.model
        self._go_on: Callable[[], None] = lambda: None
        self._last: tuple[Any, Any] | None = None
        model.encode = self.encode_once
        model.model = self

    @contextmanager
    def asking(self, go_on: Callable[[], None]) -> Iterator[None]:
        """``go_on`` is called before each step within the block, after which nothing of the audio
        is kept."""
        self._go_on = go_on
        try:
            yield
        finally:
            self._go_on = lambda: None
            self._last = None

    def encode_once(self, features: Any) -> Any:
        self._go_on()
        if self._last is None or not np.array_equal(self._last[0], features):
            self._last = (features, self._encode(features))
        return self._last[1]

    def generate(self, *arguments: Any, **options: Any) -> Any:
        self._go_on()
        return self._native.generate(*arguments, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._native, name)


def _language_of(samples: Samples, model: WhisperModel) -> str:
    """The likeliest language of the first window, as ISO 639-1.

    The window is to the frame the one that `WhisperModel.transcribe` will encode: without the last
    frame, which is of the extractor's padding.
    """
    from faster_whisper.audio import pad_or_trim

    extractor = model.feature_extractor
    window = extractor(samples)[:, :-1][:, : extractor.nb_max_frames]
    (likeliest, _), *_ = model.model.detect_language(model.encode(pad_or_trim(window)))[0]
    return str(likeliest).strip("<|>")


def helpful_threads() -> int:
    """Threads for one inference: the physical cores that we may use, up to MOST_THREADS."""
    return min(usable_cores(), MOST_THREADS)


def _read_through(file: Path, report: Callable[[LoadProgress], None]) -> None:
    """Bring the file into the system's page cache, which is what loading waits for, and say so."""
    detail = f"{file.parent.name}/{file.name}"
    buffer = bytearray(_READ_BYTES)
    done = 0
    try:
        total = file.stat().st_size
        with file.open("rb", buffering=0) as stream:
            while count := stream.readinto(buffer):
                done += count
                report(LoadProgress("Reading the model", detail, done, total, "bytes"))
    except OSError as error:
        raise ModelError(
            f"{file} cannot be read ({error.strerror}): check its permissions."
        ) from error


def _one_pass(model: WhisperModel, seconds: float) -> None:
    extractor = model.feature_extractor
    features = extractor(np.zeros(round(seconds * SAMPLE_RATE), np.float32))
    frames = max(2, min(round(seconds * extractor.time_per_frame**-1), extractor.nb_max_frames))
    encoded = model.encode(features[:, :frames])
    start = model.hf_tokenizer.token_to_id("<|startoftranscript|>")
    model.model.generate(encoded, [[start]], beam_size=1, max_length=2)


def _damage(error: Exception, folder: Path) -> str:
    """One sentence if a file is at fault, else empty; CTranslate2 tells failures apart by text."""
    said = str(error)
    if "model.bin" in said or "payload" in said or "binary version" in said:
        return (
            f"model.bin in {folder} is damaged or not a Whisper model for CTranslate2: "
            "copy it again."
        )
    for name in ("config.json", "tokenizer.json", "vocabulary.json"):
        if _is_bad_json(folder / name):
            return f"{name} in {folder} is damaged: copy it again."
    return ""


def _is_bad_json(file: Path) -> bool:
    try:
        json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True
    return False


def _advice(error: Exception) -> str:
    said = str(error).lower()
    if isinstance(error, MemoryError) or "out of memory" in said or "bad_alloc" in said:
        return "there is not enough memory, so choose a smaller model"
    return "see the log, and try another model"
