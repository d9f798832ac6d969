"""A text in pieces."""

import pytest

from sayso.pipeline.type_out.wayland.pieces import LONGEST, pieces

FAMILY = "👩\u200d👩\u200d👧"
FLAG = "🇩🇪"


@pytest.mark.parametrize(
    ("text", "longest", "expected"),
    [
        ("", 3, []),
        ("abc", 3, ["abc"]),
        ("abcd", 3, ["abc", "d"]),
        ("abe\u0301", 3, ["ab", "e\u0301"]),
        ("a" + FAMILY, 4, ["a", FAMILY[:4], FAMILY[4:]]),
        ("ab" + FAMILY + "c", 6, ["ab", FAMILY + "c"]),
        ("a👍🏽b", 2, ["a", "👍🏽", "b"]),
        ("a" + FLAG + FLAG, 3, ["a" + FLAG, FLAG]),
        ("a" + FLAG + FLAG, 2, ["a", FLAG, FLAG]),
        ("ab\r\nc", 3, ["ab", "\r\nc"]),
        ("a\u1112\u1161\u11ab", 3, ["a", "\u1112\u1161\u11ab"]),
        ("e" + "\u0301" * 5, 3, ["e\u0301\u0301", "\u0301\u0301\u0301"]),
    ],
)
def test_pieces(text: str, longest: int, expected: list[str]) -> None:
    assert list(pieces(text, longest)) == expected


def test_the_longest_fits_into_a_message() -> None:
    text = "🙂" * 2000
    found = list(pieces(text))
    assert "".join(found) == text
    assert max(len(piece.encode()) for piece in found) == LONGEST * 4 < 4096 - 32
