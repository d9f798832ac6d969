"""The history written out, and read in again."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.archive.export_formats import FORMATS, as_dict, json_text, rendered, spoken
from sayso.archive.items import Clip, DictationKey, Item
from sayso.cli.history_read import LONGEST_TEXT, read
from sayso.core.errors import HistoryError
from sayso.core.state import State

ZONE = timezone(timedelta(hours=5, minutes=30))
RUN = "0123456789abcdef" * 2
ITEM = Item(
    id=12,
    key=DictationKey(RUN, 3),
    number=0,
    state=State.INSERTED,
    started_at=datetime(2026, 11, 22, 14, 3, 5, 250_000, tzinfo=ZONE),
    audio_seconds=3.2,
    raw_text="hello there",
    text="Hello there",
    application="firefox",
    language="en",
    engine="whisper",
    model="base.en",
    taken_seconds=0.5,
    delivered_seconds=0.75,
    way="clipboard paste",
    confirmed=True,
    clip=Clip(Path("/h/recordings/x.flac"), 16_001, 51_200),
    offered=True,
)
SECOND = replace(ITEM, id=13, number=1, text="and *more*")
OTHER = replace(
    ITEM,
    id=14,
    key=DictationKey(RUN, 4),
    started_at=datetime(2026, 11, 23, 9, 0, tzinfo=ZONE),
    text="言葉\x1b[31m",
    application="",
)
SILENT = replace(ITEM, id=15, key=DictationKey(RUN, 5), state=State.FAILED, text=None, clip=None)
ALL = (ITEM, SECOND, OTHER, SILENT)


def written(items: tuple[Item, ...], form: str) -> str:
    return "".join(rendered(items, form))


def no_clip(name: str, key: DictationKey, start: int, samples: int) -> None:
    return None


def with_clip(name: str, key: DictationKey, start: int, samples: int) -> Clip:
    return Clip(Path("/h/recordings", name), start, samples)


def test_the_fields_of_json() -> None:
    found = as_dict(ITEM)
    assert list(found)[:9] == [
        *("id", "state", "started_at", "audio_seconds", "raw_text", "text", "application"),
        *("language", "model"),
    ]
    assert found["started_at"] == "2026-11-22T14:03:05.250+05:30"
    assert found["audio_start"] == pytest.approx(16_001 / 16_000, abs=1e-6)
    assert found["dictation"] == {"run": RUN, "number": 3}
    assert as_dict(SILENT)["audio"] is None
    assert list(as_dict(SILENT)) == list(found)


def test_text() -> None:
    assert written(ALL, "txt") == (
        "2026-11-22 14:03  Hello there and *more*\n2026-11-23 09:00  言葉[31m\n"
    )


def test_markdown() -> None:
    assert written(ALL, "md") == (
        "## 2026-11-22\n\n**14:03**, firefox: Hello there and \\*more\\*\n"
        "\n## 2026-11-23\n\n**09:00**: 言葉\\[31m\n"
    )


def test_csv() -> None:
    rows = list(csv.DictReader(io.StringIO(written(ALL, "csv"), newline="")))
    assert [row["id"] for row in rows] == ["12", "13", "14", "15"]
    assert rows[0]["text"] == "Hello there"
    assert rows[0]["dictation_run"] == RUN
    assert rows[0]["confirmed"] == "true"
    assert rows[3]["text"] == ""
    # Nothing to write: the header alone, and the same.
    assert written((), "csv").strip() == ",".join(rows[0])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\n=1", "＝1"])
def test_nothing_is_a_formula(text: str) -> None:
    row = next(csv.DictReader(io.StringIO(written((replace(ITEM, text=text),), "csv"), newline="")))
    assert row["text"] == f"'{text}"


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=30))
def test_any_text_comes_back_from_csv(text: str) -> None:
    item = replace(ITEM, text=text)
    row = next(csv.DictReader(io.StringIO(written((item,), "csv"), newline="")))
    safe = re.sub("[\u2028\u2029\u202a-\u202e\u2066-\u2069]", "", text)
    assert row["text"].removeprefix("'") == safe.removeprefix("'")
    assert row["text"].lstrip(" ")[:1] not in {*"=+-@\t\r\n"}


@pytest.mark.parametrize("form", FORMATS)
def test_any_text_can_be_written(form: str) -> None:
    nasty = replace(ITEM, text="a\ud83d\x00\x9b\u2028b", application="\x1b")
    data = written((nasty,), form).encode()
    assert b"\x1b" not in data
    assert b"\x00" not in data
    assert "\x9b".encode() not in data


def test_json_comes_back() -> None:
    back = read(written(ALL, "json"), "x.json", with_clip)
    assert back == [replace(item, id=0, offered=True) for item in ALL]


@given(st.text(max_size=50))
def test_any_text_comes_back_from_json(text: str) -> None:
    item = replace(ITEM, text=text, clip=None)
    assert json.loads(json_text(as_dict(item)))["text"] == text
    back = read(written((item,), "json"), "x.json", no_clip)
    assert back[0].text == text.replace("\x00", "")


def test_audio_is_asked_for_by_its_last_name_alone() -> None:
    asked = []

    def clip(name: str, key: DictationKey, start: int, samples: int) -> None:
        asked.append((name, key, start, samples))

    for audio in ("../../etc/passwd", "C:\\data\\..\\x.flac", "/a/b"):
        read(changed(audio=audio), "x.json", clip)
    # The first item of each file has its own.
    assert [name for name, *_ in asked[1::2]] == ["passwd", "x.flac", "b"]
    assert asked[1][1:] == (ITEM.key, 16_001, 51_200)


def changed(**fields: object) -> str:
    return json.dumps({"sayso_history": 1, "items": [as_dict(ITEM), {**as_dict(ITEM), **fields}]})


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "gone"}, "state is none"),
        ({"state": 3}, "state is none"),
        ({"state": ["heard"]}, "state is none"),
        ({"started_at": "2026-11-22T14:03:05"}, "started_at is no time"),
        ({"started_at": "yesterday"}, "started_at is no time"),
        ({"started_at": "0001-01-01T00:00:00+14:00"}, "started_at is no time"),
        ({"started_at": 1e9}, "started_at is no time"),
        ({"audio_seconds": -1}, "audio_seconds"),
        ({"audio_seconds": 1e300}, "audio_seconds"),
        ({"audio_seconds": True}, "audio_seconds"),
        ({"audio_seconds": None}, "audio_seconds"),
        ({"text": 5}, "text is no text"),
        ({"text": "a" * (LONGEST_TEXT + 1)}, "1,000,000 characters"),
        ({"model": "a" * 3000}, "2,000 characters"),
        ({"dictation": None}, "dictation"),
        ({"dictation": {"run": "../x", "number": 1}}, "dictation"),
        ({"dictation": {"run": RUN.upper(), "number": 1}}, "dictation"),
        ({"dictation": {"run": RUN, "number": 10**30}}, "number is no whole"),
        ({"number": -1}, "number is no whole"),
        ({"number": 1.0}, "number is no whole"),
        ({"audio_start": "x"}, "audio_start"),
        ({"audio": {}}, "audio is no text"),
    ],
)
def test_hostile_values(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(HistoryError, match=r"^x.json, item 2: ") as raised:
        read(changed(**fields), "x.json", with_clip)
    assert words in str(raised.value)
    assert len(str(raised.value)) < 200


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1, column 1"),
        ('{"sayso_history": 1,\n "items": [}', "line 2, column 12"),
        ("[]", "no export of Sayso"),
        ('{"items": []}', "no export of Sayso"),
        ('{"sayso_history": true, "items": []}', "no export of Sayso"),
        ('{"sayso_history": 1, "items": {}}', "no export of Sayso"),
        ('{"sayso_history": 2, "items": []}', "newer Sayso"),
        ('{"sayso_history": 1, "items": [7]}', "item 1: it is no object"),
        ("[" * 100_000, "nested too deeply"),
        ('{"sayso_history": NaN}', "a number in it is none"),
        ("1" * 5000, "a number in it is none"),
    ],
)
def test_foreign_and_damaged_files(text: str, words: str) -> None:
    with pytest.raises(HistoryError) as raised:
        read(text, "x.json", no_clip)
    assert words in str(raised.value)
    assert str(raised.value).startswith("x.json")


def test_spoken() -> None:
    assert spoken(ALL[:2]) == "Hello there and *more*"
