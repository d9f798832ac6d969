from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.pipeline.type_out.macos.pieces import LONGEST, pieces, units

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("ab", ["a", "b"]),
        ("e\u0301t", ["e\u0301", "t"]),
        (FAMILY + "!", [FAMILY, "!"]),
        ("\U0001f44d\U0001f3fd\U0001f44d", ["\U0001f44d\U0001f3fd", "\U0001f44d"]),
        (
            "\U0001f1eb\U0001f1f7\U0001f1e9\U0001f1ea",
            ["\U0001f1eb\U0001f1f7", "\U0001f1e9\U0001f1ea"],
        ),
        ("❤\ufe0f!", ["❤\ufe0f", "!"]),
        ("a\n\u0301b", ["a", "\n", "\u0301", "b"]),
        ("漢字", ["漢", "字"]),
    ],
)  # fmt: skip
def test_one_perceived_character_each(text: str, expected: list[str]) -> None:
    assert list(pieces(text)) == expected


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_nothing_is_lost_and_every_piece_fits(text: str) -> None:
    found = list(pieces(text))
    assert "".join(found) == text
    assert all(0 < units(piece) <= LONGEST for piece in found)


def test_a_cluster_too_long_for_an_event_is_cut_between_characters() -> None:
    found = list(pieces("a" + "\u0301" * 30))
    assert [len(piece) for piece in found] == [20, 11]


def test_units_are_those_of_utf_16() -> None:
    assert units("a\U0001f600é") == 4
