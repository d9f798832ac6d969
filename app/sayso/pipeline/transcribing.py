"""One recording to its text, as `sayso transcribe` and the files dropped on the window have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from sayso.core.ports import RecognizeOptions, VoiceDetector
from sayso.core.speech import SAMPLE_RATE, Samples, Segment, Transcript
from sayso.pipeline.detect.segmenter import Rules
from sayso.pipeline.stretches import LONGEST_SECONDS, Cutter, Piece
from sayso.settings.schema import Detection, Recognition

_ONE_WINDOW = "whisper"
"""The engine for which each call costs the same, up to 30 seconds."""


def cutter_for(engine: str, detector: VoiceDetector, detection: Detection) -> Cutter:
    """``detector``: a fresh one."""
    rules = Rules.of_seconds(
        threshold=detection.voice_threshold,
        pause=detection.pause_seconds,
        pre_roll=detection.pre_roll_seconds,
        longest=min(detection.longest_utterance_seconds, LONGEST_SECONDS),
    )
    return Cutter(detector, rules, neighbours_together=engine == _ONE_WINDOW)


def options_of(recognition: Recognition) -> RecognizeOptions:
    language = None if recognition.language == "auto" else recognition.language
    return RecognizeOptions(language, recognition.beam_size, timestamps=True)


def transcribed(
    blocks: Iterable[Samples],
    cutter: Cutter,
    options: RecognizeOptions,
    recognize: Callable[[Samples, RecognizeOptions], Transcript],
) -> Iterator[tuple[Transcript, float]]:
    """What was heard in each piece, in the time of the recording, and at which second it ends.
    Raises what ``blocks`` and ``recognize`` raise."""
    for piece in _pieces(blocks, cutter):
        heard = recognize(piece.samples, options)
        if options.language is None and heard.text:
            # As Whisper itself does: it listens for the language once in a recording.
            options = replace(options, language=heard.language)
        yield moved(heard, piece.stretch.start / SAMPLE_RATE), piece.stretch.end / SAMPLE_RATE


def _pieces(blocks: Iterable[Samples], cutter: Cutter) -> Iterator[Piece]:
    for block in blocks:
        yield from cutter.push(block)
    yield from cutter.finish()


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
    parts: Sequence[Transcript],
    engine: str,
    model: str,
    audio_seconds: float,
    taken_seconds: float,
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
        engine=engine,
        model=model,
        audio_seconds=audio_seconds,
        taken_seconds=taken_seconds,
    )
