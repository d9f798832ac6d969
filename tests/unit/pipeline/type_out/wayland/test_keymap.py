"""A key for each character."""

import re

import pytest

from sayso.pipeline.type_out.wayland.keymap import RETURN, TAB, Stroke, plain, runs


def symbols(keymap: str) -> dict[int, list[str]]:
    """What the keys bear, by number, as the keymap's text says."""
    codes = dict(re.findall(r"<(K\d+)> = (\d+);", keymap))
    bears = re.findall(r"key <(K\d+)> \{ \[ (.*) \] \};", keymap)
    return {int(codes[name]) - 8: listed.split(", ") for name, listed in bears}


def typed(text: str) -> str:
    """What a computer makes of the strokes."""
    out = ""
    for run in runs(text):
        bears = symbols(run.keymap)
        for stroke in run.strokes:
            listed = bears[stroke.key]
            name = listed[1] if stroke.shift else listed[0]
            named = {"Return": "\n", "Tab": "\t"}
            out += named.get(name) or chr(int(name.removeprefix("U"), 16))
    return out


@pytest.mark.parametrize(
    "text",
    [
        "".join(chr(code) for code in range(32, 127)),
        "one\n\ttwo",
        "Größe, ÀÉÎ ½",
        "Привет, 你好, 🙂👍🏽 e\u0301",
        "".join(chr(0x4E00 + number) for number in range(500)),
    ],
    ids=["ascii", "breaks", "latin", "mixed", "chinese"],
)
def test_the_strokes_type_the_text(text: str) -> None:
    assert typed(text) == text
    assert "".join(run.text for run in runs(text)) == text


def test_us_keys_are_where_they_are() -> None:
    (run,) = runs("aA1!~\n\t")
    assert run.strokes == (
        Stroke(30, False),
        Stroke(30, True),
        Stroke(2, False),
        Stroke(2, True),
        Stroke(41, True),
        Stroke(RETURN, False),
        Stroke(TAB, False),
    )


def test_no_character_takes_a_place_that_means_something() -> None:
    means = {1, 14, 29, 42, 54, 56, 58, 69, 70, 97, 100, *range(59, 69), 87, 88, *range(102, 117)}
    for run in runs("".join(chr(0x4E00 + number) for number in range(500))):
        assert not means & {stroke.key for stroke in run.strokes}


def test_nothing_that_is_pressed_is_the_last_key() -> None:
    """GTK 3 does not look at the last one."""
    for keymap in (plain(), *(run.keymap for run in runs("ü" * 3))):
        bears = symbols(keymap)
        assert bears[max(bears)] == ["NoSymbol"]


def test_no_text_no_runs() -> None:
    assert list(runs("")) == []
