"""Never more pieces than a caret makes steps."""

import pytest

from sayso.pipeline.type_out.x11.caret_steps import clusters, leftward


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("abc", ["a", "b", "c"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("a\nb\r\nc", ["a", "\n", "b", "\r\n", "c"]),
        ("\n\u0301", ["\n", "\u0301"]),
        ("👍🏽!", ["👍🏽", "!"]),
        ("👨\u200d👩\u200d👧x", ["👨\u200d👩\u200d👧", "x"]),
        ("❤\ufe0f❤", ["❤\ufe0f", "❤"]),
        ("🇩🇪🇫🇷🇩", ["🇩🇪", "🇫🇷", "🇩"]),
        ("क्षि", ["क्षि"]),
        ("한국", ["한", "국"]),
        ("\u1112\u1161\u11ab\u1112", ["\u1112\u1161\u11ab", "\u1112"]),
        ("กำ", ["กำ"]),
    ],
)
def test_pieces(text: str, pieces: list[str]) -> None:
    assert clusters(text) == pieces


@pytest.mark.parametrize(
    ("character", "left"), [("a", False), (" ", False), ("я", False), ("א", True), ("ع", True)]
)
def test_direction(character: str, left: bool) -> None:
    assert leftward(character) is left
