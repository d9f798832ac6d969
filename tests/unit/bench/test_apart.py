"""An object in a process of its own."""

from __future__ import annotations

import io

import psutil
import pytest

from sayso.bench.apart import Apart
from sayso.core.errors import ModelError, SaysoError
from sayso.paths import log_folder
from sayso.pipeline.recognize.whisper import WhisperEngine
from sayso.residency.model import ModelKey


def test_it_answers_and_ends_with_its_block() -> None:
    before = set(psutil.Process().children())
    with Apart(io.BytesIO, b"what was put in") as apart:
        assert apart.ask("read", 8) == b"what was"
        assert apart.ask("read") == b" put in"
        assert 1 < apart.resident_mb() < 1000
    started = [each for each in psutil.Process().children() if each not in before]
    assert all("resource_tracker" in " ".join(each.cmdline()) for each in started)


def test_what_it_raises_is_raised_here() -> None:
    with Apart(WhisperEngine, ModelKey("whisper", "base")) as apart:
        with pytest.raises(ModelError, match="needs a folder"):
            apart.ask("load", print)
        apart.ask("close")  # it goes on


def test_its_end_is_one_sentence() -> None:
    with (
        Apart(io.BytesIO, b"") as apart,
        pytest.raises(SaysoError, match="ended too soon"),
    ):
        apart.ask("no such thing")
    assert "no such thing" in (log_folder() / "bench.log").read_text(encoding="utf-8")
