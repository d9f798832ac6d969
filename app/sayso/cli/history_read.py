"""Reads what `sayso history export --format json` has written, or what somebody says it has. Pure.

Nothing in it is believed: each value has its type and its bounds, and the name of an audio file is
one that Sayso gives, never a way to somewhere else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sayso.archive.export_formats import MARK, VERSION
from sayso.archive.items import Clip, DictationKey, Item
from sayso.core.errors import HistoryError
from sayso.core.speech import SAMPLE_RATE
from sayso.core.state import State

LONGEST_TEXT = 1_000_000
LONGEST_WORDS = 2_000
"""Characters: of a text, and of anything else."""

LONGEST_SECONDS = 1e6
_LARGEST_NUMBER = 10**9
_YEARS = range(1970, 3000)

_RUN = re.compile("[0-9a-f]{32}")


FindClip: TypeAlias = Callable[[str, DictationKey, int, int], Clip | None]


class _Wrong(Exception):
    """What is wrong with one item, without the place."""


def read(text: str, name: str, clip: FindClip) -> Sequence[Item]:
    """In the order of the file, all numbered 0.

    name: of the file, for the person. clip: the audio by the last part of its path, whose dictation
    it must be, from a sample on, so many; None where there is none.
    Raises HistoryError, in a sentence with the place.
    """
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise HistoryError(f"{name} is no export of Sayso: it is nested too deeply.") from None
    except json.JSONDecodeError as error:
        raise HistoryError(
            f"{name} is no JSON, or damaged: line {error.lineno}, column {error.colno}; "
            "export it again."
        ) from None
    except ValueError:  # a number of thousands of digits, or one that is none
        raise HistoryError(f"{name} is no export of Sayso: a number in it is none.") from None
    items = found.get("items") if isinstance(found, dict) else None
    version = found.get(MARK) if isinstance(found, dict) else None
    if not isinstance(items, list) or type(version) is not int or version < 1:
        raise HistoryError(
            f"{name} is no export of Sayso; make one with `sayso history export --format json`."
        )
    if version > VERSION:
        raise HistoryError(f"{name} was written by a newer Sayso; install that here, too.")
    read = []
    for number, each in enumerate(items, start=1):
        try:
            read.append(_item(each, clip))
        except _Wrong as wrong:
            raise HistoryError(
                f"{name}, item {number}: {wrong}; nothing was imported, export it again."
            ) from None
    return read


def _item(each: object, clip: FindClip) -> Item:
    if not isinstance(each, dict):
        raise _Wrong("it is no object")
    key = _key(each.get("dictation"))
    seconds = _seconds(each, "audio_seconds")
    if seconds is None:
        raise _Wrong("audio_seconds is missing")
    return Item(
        id=0,
        key=key,
        number=_whole(each, "number"),
        state=_state(each.get("state")),
        started_at=_time(each.get("started_at")),
        audio_seconds=seconds,
        raw_text=_words(each, "raw_text", LONGEST_TEXT),
        text=_words(each, "text", LONGEST_TEXT),
        application=_words(each, "application") or "",
        language=_words(each, "language"),
        engine=_words(each, "engine") or "",
        model=_words(each, "model") or "",
        taken_seconds=_seconds(each, "taken_seconds"),
        delivered_seconds=_seconds(each, "delivered_seconds"),
        way=_words(each, "way") or "",
        confirmed=each.get("confirmed") is True,
        reason=_words(each, "reason") or "",
        clip=_clip(each, key, seconds, clip),
        offered=True,  # where it was said; nobody waits for it here
    )


def _clip(each: dict[str, Any], key: DictationKey, seconds: float, clip: FindClip) -> Clip | None:
    audio = _words(each, "audio")
    start = _seconds(each, "audio_start")
    if not audio or start is None:
        return None
    # Of either kind of system, whichever this is.
    last = re.split(r"[/\\]", audio)[-1]
    return clip(last, key, round(start * SAMPLE_RATE), round(seconds * SAMPLE_RATE))


def _key(dictation: object) -> DictationKey:
    run = dictation.get("run") if isinstance(dictation, dict) else None
    if not isinstance(dictation, dict) or not isinstance(run, str) or not _RUN.fullmatch(run):
        raise _Wrong("dictation has no run of 32 hexadecimal digits")
    return DictationKey(run, _whole(dictation, "number"))


def _state(value: object) -> State:
    try:
        return State(value) if isinstance(value, str) else _fail("state")
    except ValueError:
        return _fail("state")


def _fail(name: str) -> State:
    raise _Wrong(f"{name} is none that Sayso knows")


def _time(value: object) -> datetime:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or found.year not in _YEARS:
        raise _Wrong("started_at is no time with its distance from UTC")
    return found


def _words(each: dict[str, Any], name: str, most: int = LONGEST_WORDS) -> str | None:
    value = each.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _Wrong(f"{name} is no text")
    if len(value) > most:
        raise _Wrong(f"{name} has more than {most:,} characters")
    # Neither halves of characters nor NUL can be kept in a database of UTF-8.
    return value.encode("utf-8", "replace").decode().replace("\x00", "")


def _seconds(each: dict[str, Any], name: str) -> float | None:
    value = each.get(name)
    if value is None:
        return None
    if type(value) not in (int, float) or not 0 <= value <= LONGEST_SECONDS:
        raise _Wrong(f"{name} is no number of seconds")
    return float(value)


def _whole(each: dict[str, Any], name: str) -> int:
    value = each.get(name)
    if type(value) is not int or not 0 <= value <= _LARGEST_NUMBER:
        raise _Wrong(f"{name} is no whole number, or too large a one")
    return value


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number in JSON")
