"""What a process and those that it started take."""

from __future__ import annotations

import psutil


def family(process: psutil.Process) -> list[psutil.Process]:
    """It and its children."""
    return [process, *process.children(recursive=True)]


def resident_mb(process: psutil.Process) -> float:
    """RSS of the family; what two of them share counts twice."""
    return sum(_rss(each) for each in family(process)) / 1e6


def _rss(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:  # ended since the family was asked for
        return 0
