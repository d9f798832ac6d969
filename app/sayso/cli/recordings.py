"""One recording after the other through detection and recognizer: what `transcribe` does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from sayso.cli import formats
from sayso.cli.progress import Progress
from sayso.core.errors import AudioFileError, RecognitionError, SaysoError
from sayso.core.ports import Clock, RecognizeOptions, Recognizer, VoiceDetector
from sayso.core.speech import SAMPLE_RATE, Samples, Segment, Transcript
from sayso.pipeline.capture.audio_file import read_audio
from sayso.pipeline.detect.segmenter import Rules
from sayso.pipeline.stretches import LONGEST_SECONDS, together, utterances
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
                transcript = self.one(read_audio(file), file.name)
            except (AudioFileError, RecognitionError) as error:
                self._say(str(error))
                first = first or error
                continue
            if not transcript.text:
                self._say(f"No speech was heard in {file}.")
            self._write(_rendered(transcript, form, str(file) if several else None))
            self.written += 1
        return first

    def one(self, samples: Samples, name: str) -> Transcript:
        """Raises ModelError, RecognitionError."""
        with Progress(name, len(samples) / SAMPLE_RATE) as progress:
            if self._detector is None:
                self._detector = self._load_detection()
            self._recognizer.load(progress.loading)
            began = self._clock()
            stretches = utterances(samples, self._detector(), self._rules())
            if self._recognizer.engine == "whisper":
                stretches = together(stretches)
            parts: list[Transcript] = []
            options = self._options()
            for stretch in stretches:
                heard = self._recognizer.recognize(samples[stretch.start : stretch.end], options)
                parts.append(moved(heard, stretch.start / SAMPLE_RATE))
                if options.language is None and heard.text:
                    # As Whisper itself does: it listens for the language once in a recording.
                    options = replace(options, language=heard.language)
                progress.reached(stretch.end / SAMPLE_RATE)
            return whole(parts, self._recognizer, len(samples), self._clock() - began)

    def _rules(self) -> Rules:
        detection = self._settings.detection
        return Rules.of_seconds(
            threshold=detection.voice_threshold,
            pause=detection.pause_seconds,
            pre_roll=detection.pre_roll_seconds,
            longest=min(detection.longest_utterance_seconds, LONGEST_SECONDS),
        )

    def _options(self) -> RecognizeOptions:
        recognition = self._settings.recognition
        language = None if recognition.language == "auto" else recognition.language
        return RecognizeOptions(language, recognition.beam_size, timestamps=True)


def moved(heard: Transcript, seconds: float) -> Transcript:
    """The times of a part become those of the whole recording."""
    longest = seconds + heard.audio_seconds
    segments = tuple(
        # Whisper may place the last word past the end of what it was given.
        Segment(
            round(min(part.start + seconds, longest), 3),
            round(min(part.end + seconds, longest), 3),
            part.text,
        )
        for part in heard.segments
    )
    return replace(heard, segments=segments)


def whole(
    parts: Sequence[Transcript], recognizer: Recognizer, samples: int, taken_seconds: float
) -> Transcript:
    """One transcript of all parts; its language is that of most of the speech."""
    languages: Counter[str] = Counter()
    for part in parts:
        if part.language is not None and part.text:
            languages[part.language] += round(part.audio_seconds * 1000)
    return Transcript(
        text=" ".join(part.text for part in parts if part.text),
        segments=tuple(segment for part in parts for segment in part.segments),
        language=languages.most_common(1)[0][0] if languages else None,
        engine=recognizer.engine,
        model=recognizer.model,
        audio_seconds=samples / SAMPLE_RATE,
        taken_seconds=taken_seconds,
    )


def _rendered(transcript: Transcript, form: str, file: str | None) -> str:
    if form == "json":
        return formats.json_line(transcript, file)
    if form == "srt":
        return formats.srt(transcript)
    if form == "vtt":
        return formats.vtt(transcript)
    return formats.text(transcript) if file is None else formats.headed_text(file, transcript)
