"""The names of what models run on."""

from __future__ import annotations

from pathlib import Path

from sayso.bench.processor import processor_name
from sayso.residency.hardware import Gpu
from sayso.residency.model import ModelKey

CARDS = [Gpu(0, "A card", 1, 1), Gpu(1, "Another card", 1, 1)]
ON_PROCESSOR = ModelKey("whisper", "base")


def test_of_linux(tmp_path: Path) -> None:
    file = tmp_path / "cpuinfo"
    file.write_text("processor\t: 0\nmodel name\t: A Processor 3000: fast\n\nmodel name\t: B\n")
    assert processor_name(ON_PROCESSOR, CARDS, file) == "A Processor 3000: fast"


def test_there_is_always_one(tmp_path: Path) -> None:
    assert processor_name(ON_PROCESSOR, (), tmp_path / "none")
    (tmp_path / "arm").write_text("BogoMIPS : 48.00\n")
    assert processor_name(ON_PROCESSOR, (), tmp_path / "arm")


def test_of_the_card_that_is_used(tmp_path: Path) -> None:
    second = ModelKey("whisper", "base", device="cuda", device_index=1)
    third = ModelKey("whisper", "base", device="cuda", device_index=2)
    assert processor_name(second, CARDS, tmp_path) == "Another card"
    assert processor_name(third, CARDS, tmp_path) == "unknown"
