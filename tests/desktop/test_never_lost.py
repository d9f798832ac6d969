"""kill -9 of the app from the key's going down to after the insertion: whatever was said before the
last second stands in the window once, or is offered at the next start.

A real app on a virtual desktop, killed by itself at named points of the code (`killing.POINTS`),
and by the test at random moments, which are drawn from a fixed seed; after every fifth kill the
next start, which sees to what was left, is killed too. A few of each are tried with all other
tests; all of them in a quarter of an hour or so::

    KILLS=200 python -m pytest -n 2 tests/desktop/test_never_lost.py
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from killed_rounds import Death, Rounds
from mortal_rig import MortalRig
from rig import TINY_WHISPER
from targets import QtTarget

KILLS = int(os.environ.get("KILLS", "0"))

FEW = (
    Death(False, "audio written", 40, again="heard half written"),
    Death(True, "heard written"),
    Death(True, "recognised half written", 2),
    Death(False, "the insertion begins"),
    Death(True, "the window took it"),
    Death(True, "inserted written"),
    Death(False, seconds=1.2),
    Death(False, seconds=0.2, released=True),
)

HEADS = (
    "killed at", "kills", "utterances", "due", "delivered", "offered", "offered with doubt",
    "half spoken", "lost", "twice",
)  # fmt: skip


# In two halves, for two cores.
@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.timeout(180 + 10 * KILLS)
def test_what_was_said_is_delivered_or_offered_and_never_twice(
    half: int, tmp_path: Path, table: Callable[[str, tuple[str, ...], tuple[str, ...]], None]
) -> None:
    with (
        MortalRig(model=str(TINY_WHISPER), language="en") as rig,
        QtTarget(rig.screen) as window,
    ):
        rounds = Rounds(rig, window, tmp_path, seed=2026 + half)
        rig.start()
        for death in rounds.deaths(KILLS // 2) if KILLS else FEW[half::2]:
            rounds.survive(death)
    print(f"\nof what was heard no file has the last {rounds.most_lost:.2f} s, at the most")
    for place, row in rounds.table.items():
        fates = ("delivered", "offered", "doubtful", "half spoken", "lost", "twice")
        counts = [row["kills"], sum(row[fate] for fate in fates), row["due"]]
        counts += [row[fate] for fate in fates]
        table("kill -9 of the app", HEADS, (place, *map(str, counts)))
    assert not rounds.faults, "\n".join(rounds.faults)
    assert rounds.most_lost <= 1.0
