"""Transcripts of files as text, JSON, SubRip and WebVTT.

SubRip has no standard; this is what VLC, mpv and FFmpeg read. WebVTT: https://www.w3.org/TR/webvtt1/
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sayso.core.speech import Segment, Transcript


def text(transcript: Transcript) -> str:
    """The text on a line of its own; an empty line where nothing was said."""
    return f"{transcript.text}\n"


def headed_text(name: str, transcript: Transcript) -> str:
    """One of several: below a heading as `head` and `tail` write it, and an empty line after."""
    return f"==> {name} <==\n{transcript.text}\n\n"


def json_line(transcript: Transcript, file: str | None = None) -> str:
    """One object on one line; ``file`` goes first where it is given."""
    about: dict[str, Any] = {} if file is None else {"file": file}
    about |= {
        "text": transcript.text,
        "segments": [
            {"start": part.start, "end": part.end, "text": part.text}
            for part in transcript.segments
        ],
        "language": transcript.language,
        "engine": transcript.engine,
        "model": transcript.model,
        "audio_seconds": round(transcript.audio_seconds, 3),
        "taken_seconds": round(transcript.taken_seconds, 3),
    }
    return json.dumps(about, ensure_ascii=False) + "\n"


def srt(transcript: Transcript) -> str:
    """SubRip: numbered cues, a comma before the milliseconds. No cue, no text at all."""
    return "".join(
        f"{number}\n{stamp(start, ',')} --> {stamp(end, ',')}\n{words.replace('-->', '→')}\n\n"
        for number, (start, end, words) in enumerate(cues(transcript.segments), start=1)
    )


def vtt(transcript: Transcript) -> str:
    """WebVTT: a heading, a point before the milliseconds, and its three characters escaped."""
    return "WEBVTT\n\n" + "".join(
        f"{stamp(start, '.')} --> {stamp(end, '.')}\n{_escaped(words)}\n\n"
        for start, end, words in cues(transcript.segments)
    )


def cues(segments: Iterable[Segment]) -> Iterator[tuple[int, int, str]]:
    """Start and end in milliseconds, and the words on one line; in order, none empty.

    Each has a length: players show nothing of a cue that ends where it starts.
    """
    for part in sorted(segments, key=lambda part: (part.start, part.end)):
        words = " ".join(part.text.split())
        if words:
            start = max(0, round(part.start * 1000))
            yield start, max(start + 1, round(part.end * 1000)), words


def stamp(milliseconds: int, mark: str) -> str:
    """``HH:MM:SS`` and, after the mark, three digits. Hours grow beyond two digits if they must."""
    seconds, milliseconds = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{milliseconds:03}"


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
