"""Joining: single spaces, whatever the engine left."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.pipeline.rewrite.joining import joined, tidy


def test_tidy() -> None:
    assert tidy("  Hello,\n world \t") == "Hello, world"
    assert tidy(" \n ") == ""


def test_trailing_space_keeps_dictations_apart() -> None:
    assert joined("one", first=True, trailing_space=True) == "one "
    assert joined("two", first=False, trailing_space=True) == "two "


def test_without_it_the_space_stands_between() -> None:
    assert joined("one", first=True, trailing_space=False) == "one"
    assert joined("two", first=False, trailing_space=False) == " two"


def test_nothing_stays_nothing() -> None:
    assert joined("", first=False, trailing_space=True) == ""


@given(st.lists(st.text(min_size=1), max_size=8), st.booleans())
def test_words_stay_in_order_and_apart(texts: list[str], trailing: bool) -> None:
    tidied = [tidy(t) for t in texts]
    kept = [t for t in tidied if t]
    running = "".join(joined(t, first=i == 0, trailing_space=trailing) for i, t in enumerate(kept))
    assert running.split() == " ".join(texts).split()
    assert "  " not in running
