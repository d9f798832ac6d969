"""The text of a recording into a file."""

from __future__ import annotations

from enum import StrEnum
from itertools import count
from pathlib import Path

from sayso.core import formats
from sayso.core.errors import SaysoError
from sayso.core.speech import Transcript


class Form(StrEnum):
    """By the ending of the file's name."""

    TEXT = "txt"
    SUBRIP = "srt"
    WEBVTT = "vtt"
    JSON = "json"


def rendered(transcript: Transcript, form: Form) -> str:
    match form:
        case Form.TEXT:
            return formats.text(transcript)
        case Form.SUBRIP:
            return formats.srt(transcript)
        case Form.WEBVTT:
            return formats.vtt(transcript)
        case Form.JSON:
            return formats.json_line(transcript)


def form_of(path: Path, otherwise: Form = Form.TEXT) -> Form:
    """What the name says."""
    ending = path.suffix[1:].lower()
    return Form(ending) if ending in tuple(Form) else otherwise


def save(transcript: Transcript, path: Path, form: Form) -> None:
    """In place of what is there. Raises SaysoError."""
    try:
        path.write_text(rendered(transcript, form), encoding="utf-8", newline="\n")
    except OSError as error:
        raise _not_saved(path, error) from error


def save_beside(recording: Path, transcript: Transcript, form: Form) -> Path:
    """In the recording's folder, under its name; where that is taken, with a number behind it:
    nothing is ever overwritten. Returns where. Raises SaysoError."""
    for number in count(1):
        name = recording.stem if number == 1 else f"{recording.stem} ({number})"
        path = recording.with_name(f"{name}.{form}")
        try:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(rendered(transcript, form))
        except FileExistsError:
            continue
        except OSError as error:
            raise _not_saved(path, error) from error
        return path
    raise AssertionError("the numbers have no end")


def _not_saved(path: Path, error: OSError) -> SaysoError:
    reason = error.strerror or type(error).__name__
    return SaysoError(f"{path} cannot be written ({reason}); save it in another folder.")
