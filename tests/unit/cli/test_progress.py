"""Progress of bytes, on a terminal and where none is."""

from __future__ import annotations

import io
import sys

import pytest

from sayso.cli.progress import Progress, Transfer, say_above, size
from sayso.core.events import LoadProgress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_sizes() -> None:
    assert [size(count) for count in (0, 1500, 145_000_000, 3_090_000_000)] == [
        *("0 kB", "2 kB", "145 MB", "3.1 GB"),
    ]


def test_where_there_is_no_terminal_a_sentence_now_and_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    said: list[str] = []
    with Transfer(said.append) as transfer:
        transfer.report(LoadProgress("Connecting", "base"))
        for done in range(20_000_000, 150_000_001, 1_000_000):
            transfer.report(LoadProgress("Downloading", "base · file 1", done, 150e6))
    assert said == [
        "Connecting base",
        "Downloading base · file 1, 150 MB",
        *(
            f"Downloading base · file 1: {done} MB of 150 MB"
            for done in (35, 50, 65, 80, 95, 110, 125, 140)
        ),
    ]
    assert sys.stderr.getvalue() == ""


def test_little_is_told_of_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    said: list[str] = []
    with Transfer(said.append) as transfer:
        for done in range(0, 2_000_001, 100_000):
            transfer.report(LoadProgress("Copying", "mine", done, 2e6))
    assert said == ["Copying mine, 2 MB"]


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    said: list[str] = []
    with Transfer(said.append) as transfer:
        transfer.report(LoadProgress("Connecting", "base"))
        transfer.report(LoadProgress("Downloading", "base · file 1", 40e6, 150e6))
        assert "40.0M of 150M" in sys.stderr.getvalue()
        transfer.report(LoadProgress("Downloading", "base · file 2", 90e6, 150e6))
        transfer.report(LoadProgress("Checking", "base · file 2", 10e6, 150e6))
    shown = sys.stderr.getvalue()
    assert "Connecting base…" in shown
    assert "Downloading base · file 1 |" in shown
    assert said == []
    # Nothing of it is left on the line.
    assert shown.endswith("\r")


@pytest.mark.parametrize("kind", [Terminal, io.StringIO])
def test_a_sentence_has_a_line_of_its_own(
    monkeypatch: pytest.MonkeyPatch, kind: type[io.StringIO]
) -> None:
    monkeypatch.setattr(sys, "stderr", kind())
    with Progress("a.wav", 60.0) as progress:
        progress.reached(30.0)
        say_above("Going on with the processor.")
    shown = sys.stderr.getvalue()
    assert ("a.wav" in shown) is (kind is Terminal)
    before, sentence, _ = shown.partition("sayso: Going on with the processor.\n")
    assert sentence
    assert before.endswith("\r") or not before
