"""Whether a program does anything at all, as Linux counts it (proc(5))."""

from __future__ import annotations

from pathlib import Path

_AFTER_NAME = ")"
_USER_TICKS, _SYSTEM_TICKS = 11, 12
"""Places in /proc/PID/stat after the name, which may hold spaces."""


def signs_of_life(process: int) -> int | None:
    """A number that grows whenever the main thread has waited for something or used the processor
    for 10 ms. None where that cannot be told."""
    folder = Path("/proc", str(process))
    try:
        status = folder.joinpath("status").read_text().splitlines()
        times = folder.joinpath("stat").read_text().rpartition(_AFTER_NAME)[2].split()
    except OSError:
        return None
    switches = [int(line.split()[1]) for line in status if "ctxt_switches:" in line]
    return sum(switches) + int(times[_USER_TICKS]) + int(times[_SYSTEM_TICKS])
