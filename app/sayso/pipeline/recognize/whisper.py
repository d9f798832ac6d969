"""Whisper by unmodified faster-whisper, from a folder on this machine. Never uses the network."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sayso.core.errors import ModelError, RecognitionError
from sayso.core.events import LoadProgress
from sayso.core.ports import Clock, RecognizeOptions
from sayso.core.speech import SAMPLE_RATE, Samples, Segment, Transcript
from sayso.residency.catalog import check_folder
from sayso.residency.model import ModelKey

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

log = logging.getLogger(__name__)

MOST_THREADS = 4
"""CTranslate2's own default. Encoding 30 s with two threads took 0.61 of the time of one, decoding
gained nothing; more threads than cores make OpenMP's waiting threads steal each other's time."""

SHORTEST_SAMPLES = 160
"""Less audio than one mel frame (10 ms) has nothing to recognise in it."""

_WARM_UP_FRAMES = 100
"""Mel frames of 10 ms. A second of encoding and one token touches the code and allocates; on two
cores it took base 0.07 s, where a padded 30 s pass took 0.8 s and made the first utterance no
faster that could be told from noise."""

_READ_BYTES = 8 << 20

_AUTO_COMPUTE = {"cpu": ("int8", "float32"), "cuda": ("float16", "int8_float32", "float32")}


class WhisperRecognizer:
    """A `sayso.core.ports.Recognizer`. ``device``: what it came to run on, once loaded."""

    engine = "whisper"

    def __init__(self, key: ModelKey, clock: Clock = time.monotonic) -> None:
        self._key = key
        self._clock = clock
        self._loaded: WhisperModel | None = None
        self.device = key.device

    @property
    def model(self) -> str:
        return self._key.model

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        """Read, build and warm up. Raises ModelError.

        ``device = auto`` tries the graphics card where there is one, and takes the processor if
        that fails in any way, which may show only at the first inference (a missing cuBLAS).
        """
        folder = self._key.folder
        if folder is None:
            raise ModelError("A Whisper model needs a folder: give its folder as the model.")
        check_folder(folder)
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
        failed: ModelError | None = None
        for device in self._devices():
            try:
                self._loaded = self._build(folder, device, report)
            except ModelError as error:
                self._loaded = None
                failed = error
                log.warning("Loading on %s failed: %s", device, error)
                continue
            self.device = device
            return
        assert failed is not None
        raise failed

    def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        """Raises RecognitionError. An English-only model does not look at ``options.language``."""
        model = self._loaded
        if model is None:
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
                if language is None and model.model.is_multilingual:
                    language = _language_of(samples, model)
                parts, info = model.transcribe(
                    samples,
                    language=language,
                    beam_size=options.beam_size,
                    # Greedy or beam search first; faster-whisper's higher temperatures only
                    # where its own checks (compression ratio, log probability) refuse the result.
                    temperature=[0.0, 0.2, 0.4, 0.6, 0.8, 1.0],
                    condition_on_previous_text=False,
                    vad_filter=False,
                    without_timestamps=not options.timestamps,
                )
                found = list(parts)
            except (RuntimeError, ValueError, MemoryError) as error:
                raise RecognitionError(_failure(error, self.device)) from error
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
        self._loaded = None

    def _devices(self) -> Iterator[str]:
        wanted = self._key.device
        if wanted == "cpu":
            yield "cpu"
            return
        has_card = _cuda_devices() > 0
        if wanted == "cuda" and not has_card:
            raise ModelError(
                "No NVIDIA graphics card with a working driver was found: install the driver, "
                "or set device to auto or cpu."
            )
        if has_card:
            yield "cuda"
        if wanted != "cuda":
            yield "cpu"

    def _build(
        self, folder: Path, device: str, report: Callable[[LoadProgress], None]
    ) -> WhisperModel:
        from faster_whisper import WhisperModel

        compute_type = self._compute_type(device)
        report(LoadProgress("Loading the model", f"{self.model}, {compute_type} on {device}"))
        try:
            model = WhisperModel(
                str(folder),
                device=device,
                compute_type=compute_type,
                cpu_threads=self._key.threads or helpful_threads(),
                local_files_only=True,
            )
            model.encode = _once(model.encode)
        except Exception as error:  # the tokenizers library raises Exception itself
            raise ModelError(_load_failure(error, folder, device)) from error
        report(LoadProgress("Warming up", self.model))
        try:
            _warm_up(model)
        except Exception as error:
            raise ModelError(
                f"The model in {folder} was read but does not run on {device}: "
                f"{_advice(error, device)}."
            ) from error
        return model

    def _compute_type(self, device: str) -> str:
        import ctranslate2

        wanted = self._key.compute_type
        usable = ctranslate2.get_supported_compute_types(device)
        if wanted == "auto":
            return next((kind for kind in _AUTO_COMPUTE[device] if kind in usable), "default")
        if wanted not in usable:
            raise ModelError(
                f"compute_type {wanted} does not work on {device} here: "
                f"choose auto, or one of {', '.join(sorted(usable))}."
            )
        return wanted


def _once(encode: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """``encode``, but the window that was encoded last is not encoded again.

    faster-whisper encodes a window to find its language, forgets that, and encodes it again to
    transcribe it; encoding is most of the work.
    """
    last: tuple[Any, Any] | None = None

    def encode_once(features: Any) -> Any:
        nonlocal last
        if last is None or not np.array_equal(last[0], features):
            last = (features, encode(features))
        return last[1]

    return encode_once


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
    import psutil

    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        cores = min(cores, len(os.sched_getaffinity(0)))
    return max(1, min(cores, MOST_THREADS))


def _cuda_devices() -> int:
    import ctranslate2

    try:
        return int(ctranslate2.get_cuda_device_count())
    except RuntimeError as error:
        log.info("CUDA cannot be asked for its devices: %s", error)
        return 0


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


def _warm_up(model: WhisperModel) -> None:
    features = model.feature_extractor(np.zeros(SAMPLE_RATE, np.float32))
    encoded = model.encode(features[:, :_WARM_UP_FRAMES])
    start = model.hf_tokenizer.token_to_id("<|startoftranscript|>")
    native: Any = model.model
    native.generate(encoded, [[start]], beam_size=1, max_length=2)


def _load_failure(error: Exception, folder: Path, device: str) -> str:
    """One sentence for what loading raised; CTranslate2 tells its failures apart by text only."""
    said = str(error)
    if "model.bin" in said or "payload" in said or "binary version" in said:
        return (
            f"model.bin in {folder} is damaged or not a Whisper model for CTranslate2: "
            "copy it again."
        )
    for name in ("config.json", "tokenizer.json", "vocabulary.json"):
        if _is_bad_json(folder / name):
            return f"{name} in {folder} is damaged: copy it again."
    return f"The model in {folder} cannot be loaded on {device}: {_advice(error, device)}."


def _is_bad_json(file: Path) -> bool:
    try:
        json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True
    return False


def _failure(error: Exception, device: str) -> str:
    return f"Whisper failed on this audio: {_advice(error, device)}."


def _advice(error: Exception, device: str) -> str:
    said = str(error).lower()
    if isinstance(error, MemoryError) or "out of memory" in said or "bad_alloc" in said:
        return "there is not enough memory, so choose a smaller model"
    if device == "cuda":
        return "CUDA or one of its libraries did not work, so set device to cpu"
    return "see the log, and try another model"
