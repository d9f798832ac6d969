"""What a process and those that it started take."""

from __future__ import annotations

import psutil


def family(process: psutil.Process) -> list[psutil.Process]:
    """It and its children."""
    return [process, *process.children(recursive=True)]


def resident_mb(process: psutil.Process) -> float:
    """RSS of the family; what two of them share counts twice."""
    return sum(rss_mb(each) for each in family(process))


def rss_mb(process: psutil.Process) -> float:
    """Of one alone."""
    try:
        return float(process.memory_info().rss) / 1e6
    except psutil.NoSuchProcess:  # ended since the family was asked for
        return 0.0
