"""Two programs on one folder, and one that is killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from history_stage import Stage

from sayso.archive.database import salvage
from sayso.archive.items import Query
from sayso.core.state import State

_WRITES = """
import sys
from datetime import datetime
from pathlib import Path
from sayso.archive.history import History
from sayso.archive.items import DictationKey, Query, Retention
from sayso.core.speech import Transcript
from sayso.core.state import State

folder, run, count = Path(sys.argv[1]), sys.argv[2] * 32, int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
history = History(folder, now=lambda: datetime.now().astimezone(), patience=30.0)
number = 0
while number < count or not count:
    key = DictationKey(run, number)
    history.begin(key, datetime.now().astimezone(), "", None)
    one = history.heard(key, 0, start=0, samples=160)
    words = Transcript(f"words {run} {number}", (), "en", "whisper", "base", 1.0, 0.1)
    history.recognized(key, 0, words, words.text)
    history.mark(key, [0], State.INSERTING)
    history.mark(key, [0], State.INSERTED)
    history.end(key)
    assert history.item(one).state is State.INSERTED
    if number % 20 == 7:
        history.items(Query(words="words", limit=5))
        history.delete([one])
        history.purge(Retention(text_days=7))
    number += 1
    if not count:
        print(number, flush=True)
history.close()
"""


def start(folder: Path, run: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WRITES, str(folder), run, str(count)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_two_programs_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    """From the making of the database on."""
    stage = Stage(tmp_path / "history")
    writers = [start(stage.folder, run, 200) for run in "ab"]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    errors = [writer.communicate(timeout=120)[1] for writer in writers]
    assert errors == ["", ""]
    history = stage.open()
    items = history.items(Query(words="words"))
    assert sorted((item.key.run[0], item.key.number) for item in items) == [
        (run, number) for run in "ab" for number in range(200) if number % 20 != 7
    ]
    assert {item.state for item in items} == {State.INSERTED}
    assert len(history.items()) == len(items)
    stage.close()
    assert salvage.is_sound(stage.database)


def test_one_that_is_killed_leaves_all_that_it_had_written(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "history")
    writer = start(stage.folder, "a", 0)
    assert writer.stdin is not None
    assert writer.stdout is not None
    writer.stdin.write("\n")
    writer.stdin.flush()
    lines = [writer.stdout.readline() for _ in range(60)]
    writer.kill()
    written = int((writer.communicate()[0].splitlines() or lines)[-1])
    history = stage.open()
    numbers = {item.key.number for item in history.items() if item.state is State.INSERTED}
    assert numbers >= {number for number in range(written) if number % 20 != 7}
    assert stage.said == []
    stage.close()
    assert salvage.is_sound(stage.database)
