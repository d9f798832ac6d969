"""How the history is said to people: the table, widths, and what must not reach a terminal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.archive.export_formats import one_line
from sayso.archive.items import Clip, DictationKey, Earlier, Item
from sayso.cli.history_words import cells, cut, details, hear_it, table, when
from sayso.core.speech import SAMPLE_RATE
from sayso.core.state import State

ZONE = timezone(timedelta(hours=1))
TODAY = date(2026, 11, 22)
ITEM = Item(
    id=12,
    key=DictationKey("0" * 32, 3),
    number=0,
    state=State.INSERTED,
    started_at=datetime(2026, 11, 22, 14, 3, 5, tzinfo=ZONE),
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
)


def test_a_line_each() -> None:
    failed = replace(
        ITEM,
        id=7,
        state=State.FAILED,
        started_at=datetime(2026, 11, 21, 9, 5, tzinfo=ZONE),
        audio_seconds=11.0,
        raw_text=None,
        text=None,
        application="",
        reason="The engine's process ended.",
    )
    assert table([ITEM, failed], TODAY, None).splitlines() == [
        "id  when              state      sec  application  text",
        "12  14:03             inserted   3.2  firefox      Hello there",
        " 7  2026-11-21 09:05  failed    11.0               (The engine's process ended.)",
    ]


@pytest.mark.parametrize("width", [1, 8, 20, 30, 40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    long = replace(ITEM, text="言葉 " * 80, application="ア" * 40)
    lines = table([ITEM, long], TODAY, width).splitlines()
    # The number, two spaces and a character of text are the least that a line can have.
    assert all(cells(line) <= max(width, 5) for line in lines)
    assert lines[1].split()[0] == "12"
    if width >= 60:
        assert "Hello there" in lines[1]
        assert lines[2].endswith("…")


def test_every_state_has_words() -> None:
    for state in State:
        assert table([replace(ITEM, state=state)], TODAY, None)


def test_when() -> None:
    assert when(ITEM, TODAY) == "14:03"
    assert when(ITEM, date(2026, 11, 23)) == "2026-11-22 14:03"


@pytest.mark.parametrize(
    ("text", "width"),
    [("abc", 3), ("言葉", 4), ("e\u0301", 1), ("שלום", 4), ("", 0), ("a\u200db", 2)],
)
def test_cells(text: str, width: int) -> None:
    assert cells(text) == width


def test_cut() -> None:
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abcdef", 4) == "abc…"
    assert cut("abc def", 5) == "abc…"
    assert cut("言葉です", 6) == "言葉…"
    assert cut("言葉です", 5) == "言葉…"
    assert cut("言葉です", 4) == "言…"


@given(st.text(max_size=60), st.integers(1, 40))
def test_what_is_cut_fits(text: str, most: int) -> None:
    assert cells(cut(text, most)) <= most


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("one\ntwo\tthree  four", "one two three four"),
        ("red \x1b[31mnow\x1b]0;title\x07", "red [31mnow]0;title"),
        ("c1 \x9b2J\x85end", "c1 2J end"),
        ("turn \u202eround\u2066 it", "turn round it"),
        ("half \ud83d pair", "half pair"),
        ("نرم\u200cافزار שלום 👩\u200d💻", "نرم\u200cافزار שלום 👩\u200d💻"),
        ("\x00\x7f", ""),
    ],
)
def test_nothing_steers_the_terminal(text: str, safe: str) -> None:
    assert one_line(text) == safe


@given(st.text(alphabet=st.characters(max_codepoint=0x2070), max_size=40))
def test_what_is_shown_has_no_control_characters(text: str) -> None:
    item = replace(ITEM, text=text, application=text, reason=text, way=text, language=text)
    for shown in (table([item], TODAY, 80), details(item, [])):
        assert not set(shown) & {chr(c) for c in (*range(10), *range(11, 32), *range(127, 160))}


def test_details() -> None:
    clip = Clip(Path("/h/a b.flac"), SAMPLE_RATE * 2, SAMPLE_RATE * 3)
    earlier = Earlier(
        datetime(2026, 11, 22, 14, 4, tzinfo=ZONE), "yellow", "Yellow", "en", "starter", ""
    )
    assert details(replace(ITEM, clip=clip), [earlier]).splitlines() == [
        "id:          12",
        "when:        2026-11-22 14:03:05 +0100",
        "state:       inserted",
        "text:        Hello there",
        "as heard:    hello there",
        "length:      3.2 s",
        "application: firefox",
        "way:         clipboard paste, confirmed",
        "delivered:   0.75 s after the last word",
        "language:    en",
        "model:       whisper base.en",
        "recognised:  in 0.50 s",
        "dictation:   its utterance 1",
        f"audio:       {clip.recording}",
        f"hear it:     {hear_it(clip)}",
        "earlier:     2026-11-22 14:04, starter, en: Yellow",
    ]
    assert hear_it(clip).startswith("ffplay -nodisp -autoexit -ss 2.000 -t 3.000 ")
    assert hear_it(clip).endswith("a b.flac'")
    bare = details(replace(ITEM, text=None, raw_text=None, way="", delivered_seconds=None), [])
    assert "text:" not in bare
    assert "as heard:" not in bare
    assert "audio:       none any more" in bare
