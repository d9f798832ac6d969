"""What this machine is made of, and how full its memory is. Asks psutil, NVML and the kernel.

NVML is asked through ``nvidia-ml-py``, which need not be installed; without it, or without an
NVIDIA driver, there are no graphics cards.
"""

from __future__ import annotations

import functools
import importlib
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.residency.policy import Pressure

log = logging.getLogger(__name__)

OWN_CGROUP = Path("/proc/self/cgroup")
CGROUPS = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class Gpu:
    """A graphics card. ``index``: NVML's, which nvidia-smi shows; the engine's process has CUDA
    count in the same order. CUDA_VISIBLE_DEVICES is not looked at."""

    index: int
    name: str
    total_bytes: int
    free_bytes: int


@dataclass(frozen=True, slots=True)
class Hardware:
    """cores: physical ones that this process may use. memory_bytes: of the computer, or as many
    of them as this process may use."""

    cores: int
    memory_bytes: int
    gpus: tuple[Gpu, ...] = ()


@dataclass(frozen=True, slots=True)
class MemoryLimit:
    """Of a control group that this process is in. ``used_bytes`` without files that the kernel
    keeps in memory but would drop first."""

    limit_bytes: int
    used_bytes: int


def read() -> Hardware:
    """What there is."""
    import psutil

    limits = [limit.limit_bytes for limit in memory_limits()]
    return Hardware(
        cores=usable_cores(),
        memory_bytes=min([psutil.virtual_memory().total, *limits]),
        gpus=tuple(_gpus()),
    )


def pressure(*, cards: bool) -> Pressure:
    """How full the memories are, of graphics cards too if ``cards``: asking may keep one awake that
    would sleep. Quick enough to be asked every few seconds: what is not there is looked for once.
    """
    import psutil

    fullest = max(
        [
            psutil.virtual_memory().percent,
            *(100.0 * limit.used_bytes / limit.limit_bytes for limit in memory_limits()),
        ]
    )
    return Pressure(
        ram_percent=fullest,
        vram_percent={
            gpu.index: 100.0 * (1 - gpu.free_bytes / gpu.total_bytes)
            for gpu in (_gpus() if cards else ())
        },
    )


def usable_cores() -> int:
    """Physical cores that this process may use; at least 1."""
    import psutil

    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        cores = min(cores, len(os.sched_getaffinity(0)))
    return max(1, cores)


def memory_limits(own: Path = OWN_CGROUP, root: Path = CGROUPS) -> Iterator[MemoryLimit]:
    """Each limit set for this process by a control group (cgroup v2: a container, a systemd
    unit), of which psutil knows nothing. None elsewhere.

    The files are those of the kernel's "Control Group v2": ``memory.max``, ``memory.current``,
    and ``inactive_file`` in ``memory.stat``.
    """
    try:
        path = next(
            line.split(":", 2)[2]
            for line in own.read_text(encoding="utf-8").splitlines()
            if line.startswith("0::")
        )
    except (OSError, StopIteration):
        return
    group = root / path.strip("/")
    for folder in (group, *group.parents):
        if not folder.is_relative_to(root):
            return
        try:
            limit = int((folder / "memory.max").read_text(encoding="ascii"))
            current = int((folder / "memory.current").read_text(encoding="ascii"))
            stat = (folder / "memory.stat").read_text(encoding="ascii").split()
            cached = int(stat[stat.index("inactive_file") + 1])
        except (OSError, ValueError):  # no such file at the root; "max" is no limit
            continue
        if limit > 0:
            yield MemoryLimit(limit, max(0, current - cached))


def _gpus() -> Iterator[Gpu]:
    nvml = _nvml()
    if nvml is None:
        return
    try:
        for index in range(nvml.nvmlDeviceGetCount()):
            handle = nvml.nvmlDeviceGetHandleByIndex(index)
            memory = nvml.nvmlDeviceGetMemoryInfo(handle)
            name = nvml.nvmlDeviceGetName(handle)
            if memory.total > 0:
                yield Gpu(index, _text(name), int(memory.total), int(memory.free))
    except nvml.NVMLError as error:  # a driver that is being updated, a card that fell off
        _say_once(f"NVML does not answer, so there are no further graphics cards: {error}")


@functools.cache
def _nvml() -> Any:
    """The module, begun; None where that fails. Once for the life of the process."""
    try:
        nvml = importlib.import_module("pynvml")
    except ImportError:
        log.info("No graphics card is looked for: nvidia-ml-py is not installed")
        return None
    try:
        nvml.nvmlInit()
    except nvml.NVMLError as error:
        log.info("No NVIDIA graphics card: %s", error)
        return None
    return nvml


@functools.cache
def _say_once(sentence: str) -> None:
    log.info("%s", sentence)


def _text(name: str | bytes) -> str:
    """Older releases of the library give bytes."""
    return name.decode(errors="replace") if isinstance(name, bytes) else name
