"""Text, JSON, SubRip and WebVTT from transcripts."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.core import formats
from sayso.core.speech import Segment, Transcript


def transcript(*segments: Segment, text: str = "", language: str | None = "en") -> Transcript:
    return Transcript(text, segments, language, "whisper", "base.en", 12.34567, 1.23456)


HELLO = transcript(
    Segment(0.284, 1.5, "Hello,"), Segment(61.0005, 3723.9, "wörld."), text="Hello, wörld."
)


def test_text_is_one_line() -> None:
    assert formats.text(HELLO) == "Hello, wörld.\n"
    assert formats.text(transcript()) == "\n"


def test_several_texts_have_a_heading_each() -> None:
    assert formats.headed_text("a b.wav", HELLO) == "==> a b.wav <==\nHello, wörld.\n\n"


def test_json_has_exactly_these_keys_on_one_line() -> None:
    line = formats.json_line(HELLO)
    assert line.endswith("}\n")
    assert line.count("\n") == 1
    assert json.loads(line) == {
        "text": "Hello, wörld.",
        "segments": [
            {"start": 0.284, "end": 1.5, "text": "Hello,"},
            {"start": 61.0005, "end": 3723.9, "text": "wörld."},
        ],
        "language": "en",
        "engine": "whisper",
        "model": "base.en",
        "audio_seconds": 12.346,
        "taken_seconds": 1.235,
    }
    assert "wörld" in line


def test_json_of_several_begins_with_the_file() -> None:
    assert formats.json_line(HELLO, "x.wav").startswith('{"file": "x.wav", "text"')
    assert json.loads(formats.json_line(transcript(language=None)))["language"] is None


def test_srt() -> None:
    assert formats.srt(HELLO) == (
        "1\n00:00:00,284 --> 00:00:01,500\nHello,\n\n2\n00:01:01,000 --> 01:02:03,900\nwörld.\n\n"
    )


def test_vtt() -> None:
    assert formats.vtt(HELLO) == (
        "WEBVTT\n\n00:00:00.284 --> 00:00:01.500\nHello,\n\n"
        "00:01:01.000 --> 01:02:03.900\nwörld.\n\n"
    )


def test_nothing_said() -> None:
    assert formats.srt(transcript()) == ""
    assert formats.vtt(transcript()) == "WEBVTT\n\n"


def test_cues_are_sorted_and_none_is_empty() -> None:
    found = transcript(
        Segment(5, 6, "second"), Segment(0, 1, "  \n "), Segment(1, 2, " first\n line ")
    )
    assert list(formats.cues(found.segments)) == [
        (1000, 2000, "first line"),
        (5000, 6000, "second"),
    ]


def test_arrows_in_the_text_do_not_become_cues() -> None:
    said = transcript(Segment(0, 1, "a --> b & <i>"))
    assert formats.srt(said).count("-->") == 1
    assert formats.vtt(said).count("-->") == 1
    assert "a --&gt; b &amp; &lt;i&gt;" in formats.vtt(said)


@pytest.mark.parametrize(
    ("milliseconds", "expected"),
    [
        (0, "00:00:00,000"),
        (999, "00:00:00,999"),
        (59_999, "00:00:59,999"),
        (60_000, "00:01:00,000"),
        (3_599_999, "00:59:59,999"),
        (3_600_000, "01:00:00,000"),
        (360_000_000, "100:00:00,000"),
    ],
)
def test_stamps(milliseconds: int, expected: str) -> None:
    assert formats.stamp(milliseconds, ",") == expected


def test_rounding_carries_into_the_minute() -> None:
    said = transcript(Segment(59.9996, 60.9999, "x"))
    assert "00:01:00,000 --> 00:01:01,000" in formats.srt(said)


_SECONDS = st.floats(-1, 400_000, allow_nan=False)
_SEGMENTS = st.lists(st.builds(Segment, _SECONDS, _SECONDS, st.text()))
_CUE = re.compile(r"(\d{2,}):([0-5]\d):([0-5]\d)([,.])(\d{3})")


@given(_SEGMENTS)
def test_every_cue_of_any_segments_is_well_formed(segments: list[Segment]) -> None:
    for form, mark in ((formats.srt, ","), (formats.vtt, ".")):
        last = 0
        lines = [line for line in form(transcript(*segments)).split("\n") if " --> " in line]
        assert len(lines) == sum(bool(part.text.split()) for part in segments)
        for line in lines:
            start, end = (_milliseconds(part, mark) for part in line.split(" --> "))
            assert last <= start < end
            last = start


def _milliseconds(stamp: str, mark: str) -> int:
    found = _CUE.fullmatch(stamp)
    assert found is not None, stamp
    assert found[4] == mark
    hours, minutes, seconds, rest = (int(found[n]) for n in (1, 2, 3, 5))
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest
