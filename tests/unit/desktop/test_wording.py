from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale

from sayso.core.events import LoadProgress
from sayso.desktop import wording


@pytest.fixture(autouse=True)
def _english() -> None:
    QLocale.setDefault(QLocale.c())


@pytest.mark.parametrize(
    ("progress", "amount"),
    [
        (LoadProgress("x"), ""),
        (LoadProgress("x", done=3e6), "3 MB"),
        (LoadProgress("x", done=0, total=3e6), "0 bytes of 3 MB"),
        (LoadProgress("x", done=63e6, total=145e6), "63 of 145 MB"),
        (LoadProgress("x", done=1.2e9, total=2.5e9), "1.2 of 2.5 GB"),
        (LoadProgress("x", done=900e6, total=2.5e9), "900 MB of 2.5 GB"),
        (LoadProgress("x", done=2, total=5, unit="files"), "2 of 5 files"),
        (LoadProgress("x", done=1.5, unit="seconds"), "1.5 seconds"),
    ],
)
def test_amount(progress: LoadProgress, amount: str) -> None:
    assert wording.amount(progress) == amount


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (float("nan"), ""),
        (float("inf"), ""),
        (-1.0, ""),
        (0.0, "a few seconds left"),
        (9.9, "a few seconds left"),
        (10.0, "10 s left"),
        (41.0, "45 s left"),
        (55.0, "55 s left"),
        (55.1, "1 min left"),
        (61.0, "2 min left"),
        (3540.0, "59 min left"),
        (3541.0, "1 h 0 min left"),
        (7321.0, "2 h 3 min left"),
        (1e9, "more than a day left"),
    ],
)
def test_time_left(seconds: float | None, words: str) -> None:
    assert wording.time_left(seconds) == words


def test_a_download_names_what_comes_and_how_long_it_takes() -> None:
    step = LoadProgress("Downloading", "base", 1, 2, seconds_left=30.0)
    assert wording.downloads(step)
    assert (wording.step(step), wording.detail(step)) == ("Downloading base", "30 s left")
    assert wording.step(LoadProgress("Downloading")) == "Downloading"


@pytest.mark.parametrize("step", ["Connecting", "Downloading", "Connecting again", "Checking"])
def test_a_download_can_be_stopped_from_its_first_step_to_its_last(step: str) -> None:
    assert wording.can_be_stopped(LoadProgress(step, "base"))


def test_a_load_cannot_be_stopped() -> None:
    assert not wording.can_be_stopped(LoadProgress("Reading the model", "base"))
    assert not wording.can_be_stopped(None)


def test_any_other_step_is_told_as_it_is() -> None:
    step = LoadProgress("Reading the model", "model.bin", 1, 2, seconds_left=30.0)
    assert not wording.downloads(step)
    assert not wording.downloads(None)
    assert (wording.step(step), wording.detail(step)) == ("Reading the model", "model.bin")
