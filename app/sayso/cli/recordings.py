"""One recording after the other through detection and recognizer: what `transcribe` does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from sayso.cli.progress import Progress
from sayso.core import formats
from sayso.core.errors import AudioFileError, RecognitionError, SaysoError
from sayso.core.ports import Clock, Recognizer, VoiceDetector
from sayso.core.speech import Transcript
from sayso.pipeline.capture.decoding import opened
from sayso.pipeline.transcribing import cutter_for, options_of, transcribed, whole
from sayso.settings.schema import Settings


class Recordings:
    """Uses one recognizer for all, which it loads when the first one needs it.

    write: takes the results; say: takes sentences for the person.
    written: how many have their text.
    """

    def __init__(
        self,
        recognizer: Recognizer,
        load_detection: Callable[[], Callable[[], VoiceDetector]],
        settings: Settings,
        *,
        clock: Clock,
        write: Callable[[str], object],
        say: Callable[[str], object],
    ) -> None:
        self._recognizer = recognizer
        self._load_detection = load_detection
        self._detector: Callable[[], VoiceDetector] | None = None
        self._settings = settings
        self._clock = clock
        self._write = write
        self._say = say
        self.written = 0

    def all(self, files: Sequence[Path], form: str) -> SaysoError | None:
        """The first failure. Raises what concerns every file: ModelError, UsageError."""
        first: SaysoError | None = None
        several = len(files) > 1
        for file in files:
            try:
                transcript = self.one(file)
            except (AudioFileError, RecognitionError) as error:
                self._say(str(error))
                first = first or error
                continue
            if not transcript.text:
                self._say(f"No speech was heard in {file}.")
            self._write(_rendered(transcript, form, str(file) if several else None))
            self.written += 1
        return first

    def one(self, file: Path) -> Transcript:
        """Raises AudioFileError, ModelError, RecognitionError."""
        with opened(file) as sound, Progress(file.name, sound.seconds or 0.0) as progress:
            if self._detector is None:
                self._detector = self._load_detection()
            self._recognizer.load(progress.loading)
            began = self._clock()
            engine = self._recognizer.engine
            cutter = cutter_for(engine, self._detector(), self._settings.detection)
            parts: list[Transcript] = []
            for part, end in transcribed(
                sound.blocks(),
                cutter,
                options_of(self._settings.recognition),
                self._recognizer.recognize,
            ):
                parts.append(part)
                progress.reached(end)
            taken = self._clock() - began
            return whole(parts, engine, self._recognizer.model, cutter.seconds, taken)


def _rendered(transcript: Transcript, form: str, file: str | None) -> str:
    if form == "json":
        return formats.json_line(transcript, file)
    if form == "srt":
        return formats.srt(transcript)
    if form == "vtt":
        return formats.vtt(transcript)
    return formats.text(transcript) if file is None else formats.headed_text(file, transcript)
