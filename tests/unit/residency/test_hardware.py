"""What the machine is made of. The graphics cards are of a fake NVML: no card is near these tests,
and the fake answers with the names and types that nvidia-ml-py has."""

from __future__ import annotations

import importlib
import logging
import os
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from sayso.residency import hardware
from sayso.residency.hardware import Gpu, MemoryLimit, memory_limits, pressure, read, usable_cores

GIB = 1 << 30


@dataclass
class Memory:
    """As ``c_nvmlMemory_t``, in bytes."""

    total: int
    free: int
    used: int


class FakeNvml(types.ModuleType):
    """Stands for ``pynvml``."""

    class NVMLError(Exception): ...

    def __init__(self) -> None:
        super().__init__("pynvml")
        self.cards = [Memory(24 * GIB, 18 * GIB, 6 * GIB), Memory(8 * GIB, 8 * GIB, 0)]
        self.begun = 0
        self.broken = ""

    def nvmlInit(self) -> None:
        self.begun += 1
        self._check("nvmlInit")

    def nvmlDeviceGetCount(self) -> int:
        self._check("nvmlDeviceGetCount")
        return len(self.cards)

    def nvmlDeviceGetHandleByIndex(self, index: int) -> int:
        return index

    def nvmlDeviceGetName(self, handle: int) -> str | bytes:
        return f"Card {handle}" if handle else b"Card of old"

    def nvmlDeviceGetMemoryInfo(self, handle: int) -> Memory:
        if handle == 1:
            self._check("nvmlDeviceGetMemoryInfo")
        return self.cards[handle]

    def _check(self, name: str) -> None:
        if self.broken == name:
            raise self.NVMLError("Driver Not Loaded")


@pytest.fixture(autouse=True)
def _forgetful() -> Iterator[None]:
    """What is remembered for the life of a process is not, here."""
    hardware._nvml.cache_clear()
    hardware._say_once.cache_clear()
    yield
    hardware._nvml.cache_clear()
    hardware._say_once.cache_clear()


@pytest.fixture
def nvml(monkeypatch: pytest.MonkeyPatch) -> FakeNvml:
    fake = FakeNvml()
    put(monkeypatch, fake)
    return fake


def put(monkeypatch: pytest.MonkeyPatch, module: types.ModuleType | None) -> list[str]:
    """In place of nvidia-ml-py; returns the names that were imported."""
    asked: list[str] = []

    def find(name: str) -> Any:
        asked.append(name)
        if module is None:
            raise ModuleNotFoundError(name)
        return module

    # A module of its own for `hardware` alone.
    monkeypatch.setattr(hardware, "importlib", types.SimpleNamespace(import_module=find))
    return asked


def test_cards_are_read(nvml: FakeNvml) -> None:
    assert read().gpus == (
        Gpu(0, "Card of old", 24 * GIB, 18 * GIB),
        Gpu(1, "Card 1", 8 * GIB, 8 * GIB),
    )


def test_pressure_of_each_card(nvml: FakeNvml) -> None:
    assert dict(pressure(cards=True).vram_percent) == {0: 25.0, 1: 0.0}
    nvml.cards[1] = Memory(8 * GIB, 2 * GIB, 6 * GIB)
    assert dict(pressure(cards=True).vram_percent) == {0: 25.0, 1: 75.0}
    assert nvml.begun == 1


def test_a_card_that_does_not_know_its_memory_is_left_out(nvml: FakeNvml) -> None:
    nvml.cards[0] = Memory(0, 0, 0)
    assert [gpu.index for gpu in read().gpus] == [1]
    assert dict(pressure(cards=True).vram_percent) == {1: 0.0}


def test_without_the_library_there_are_no_cards(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    asked = put(monkeypatch, None)
    for _ in range(3):
        assert read().gpus == ()
        assert dict(pressure(cards=True).vram_percent) == {}
    assert asked == ["pynvml"]
    assert caplog.text.count("nvidia-ml-py") == 1


def test_without_a_driver_there_are_no_cards(
    nvml: FakeNvml, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    nvml.broken = "nvmlInit"
    for _ in range(3):
        assert read().gpus == ()
        assert dict(pressure(cards=True).vram_percent) == {}
    assert nvml.begun == 1
    assert caplog.text.count("Driver Not Loaded") == 1


def test_a_driver_that_goes_away_is_told_once(
    nvml: FakeNvml, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert len(read().gpus) == 2
    nvml.broken = "nvmlDeviceGetMemoryInfo"
    for _ in range(3):
        assert [gpu.index for gpu in read().gpus] == [0]
    nvml.broken = "nvmlDeviceGetCount"
    for _ in range(3):
        assert read().gpus == ()
    assert caplog.text.count("Driver Not Loaded") == 1


def test_the_real_library_is_optional() -> None:
    """Whatever is installed here: this raises nothing."""
    assert hardware.importlib is importlib
    assert all(gpu.total_bytes > 0 for gpu in read().gpus)


def test_this_machine() -> None:
    found = read()
    assert 1 <= found.cores <= (os.cpu_count() or 1)
    assert 0 < found.memory_bytes <= psutil.virtual_memory().total
    assert 0 < pressure(cards=False).ram_percent <= 100


def test_cores_are_those_that_may_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "cpu_count", lambda logical=True: 16 if logical else 8)
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 3}, raising=False)
    assert usable_cores() == 2
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(16)))
    assert usable_cores() == 8
    monkeypatch.delattr(os, "sched_getaffinity")
    assert usable_cores() == 8


def test_cores_where_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "cpu_count", lambda logical=True: None)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert usable_cores() == 1


@pytest.fixture
def group(tmp_path: Path) -> Path:
    """The files of a process two groups down, as the kernel has them."""
    (tmp_path / "cgroup").write_text("1:name=systemd:/elsewhere\n0::/user.slice/sayso.scope\n")
    inner = tmp_path / "fs" / "user.slice" / "sayso.scope"
    inner.mkdir(parents=True)
    limit(inner, "max", 700, 100)
    limit(inner.parent, "max", 900, 100)
    return tmp_path


def limit(folder: Path, most: int | str, current: int, inactive: int) -> None:
    (folder / "memory.max").write_text(f"{most}\n")
    (folder / "memory.current").write_text(f"{current}\n")
    (folder / "memory.stat").write_text(
        f"anon 500\nfile 200\ninactive_file {inactive}\nactive_file 60\n"
    )


def limits(group: Path) -> list[MemoryLimit]:
    return list(memory_limits(group / "cgroup", group / "fs"))


def test_a_control_group_without_a_limit(group: Path) -> None:
    assert limits(group) == []


def test_every_limit_above_counts(group: Path) -> None:
    inner = group / "fs" / "user.slice" / "sayso.scope"
    limit(inner, 1000, 700, 100)
    limit(inner.parent, 4000, 900, 300)
    assert limits(group) == [MemoryLimit(1000, 600), MemoryLimit(4000, 600)]


def test_a_container_sees_its_own_group_as_the_root(group: Path) -> None:
    (group / "cgroup").write_text("0::/\n")
    limit(group / "fs", 1000, 250, 300)
    assert limits(group) == [MemoryLimit(1000, 0)]


@pytest.mark.parametrize("text", ["", "4:memory:/somewhere\n", "0::/../../elsewhere\n"])
def test_other_systems_have_no_limit(group: Path, text: str) -> None:
    (group / "cgroup").write_text(text)
    assert limits(group) == []


def test_no_such_files_are_no_limit(tmp_path: Path) -> None:
    assert list(memory_limits(tmp_path / "nothing", tmp_path)) == []


def test_the_tightest_limit_is_the_memory(group: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(group / "fs" / "user.slice", 1000, 990, 0)
    monkeypatch.setattr(
        hardware, "memory_limits", lambda: memory_limits(group / "cgroup", group / "fs")
    )
    assert read().memory_bytes == 1000
    assert pressure(cards=False).ram_percent == pytest.approx(99.0)


def test_cards_are_left_asleep_unless_they_are_asked_for(nvml: FakeNvml) -> None:
    assert dict(pressure(cards=False).vram_percent) == {}
