from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from sayso.desktop.preferences.quantities import in_words, read, shown_unit, stepped


@pytest.fixture
def german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.35, "seconds", "0.35 s"),
        (60.0, "seconds", "60 s"),
        (1800.0, "seconds", "30 min"),
        (7200.0, "seconds", "2 h"),
        (7201.0, "seconds", "7201 s"),
        (7.0, "days", "7 days"),
        (1.0, "days", "1 day"),
        (1000.0, "megabytes", "1000 MB"),
        (50, "percent", "50 %"),
        (0.5, "", "0.5"),
    ],
)
def test_a_quantity_in_words(value: float, unit: str, words: str) -> None:
    assert in_words(value, unit).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("text", "unit", "meant", "value"),
    [
        ("0.35", "seconds", "s", 0.35),
        ("0,35 s", "seconds", "s", 0.35),
        ("20", "seconds", "min", 1200.0),
        ("2h", "seconds", "s", 7200.0),
        ("2 GB", "megabytes", "MB", 2000.0),
        ("-1", "days", "days", -1.0),
        ("−1", "days", "days", -1.0),
        ("2 days", "seconds", "s", None),
        ("", "seconds", "s", None),
        ("soon", "seconds", "s", None),
        ("9" * 400, "seconds", "s", None),
    ],
)
def test_what_people_write(text: str, unit: str, meant: str, value: float | None) -> None:
    assert read(text, unit, meant) == value


@pytest.mark.usefixtures("german")
def test_in_german_either_sign_before_the_fraction_is_understood() -> None:
    assert in_words(0.35, "") == "0,35"
    assert read("0,35", "", "") == read("0.35", "", "") == 0.35
    assert read("1.000", "", "") == 1000


@given(
    st.floats(-1, 1e6, allow_subnormal=False), st.sampled_from(["seconds", "days", "percent", ""])
)
def test_no_digit_is_lost(value: float, unit: str) -> None:
    assert read(in_words(value, unit), unit, shown_unit(value, unit)) == value


def test_steps_go_to_round_numbers() -> None:
    assert stepped(0.35, 1, 0.05) == 0.4
    assert stepped(0.37, -1, 0.05) == 0.35
    assert stepped(0.37, 1, 0.05) == 0.4
    assert stepped(0.0, -1, 1.0) == -1
