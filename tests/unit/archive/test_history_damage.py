"""A damaged database is set aside, and what can be read of it is brought over."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from history_stage import START, Stage, key, transcript

from sayso.archive.database import bringing_over, salvage, schema
from sayso.archive.history import History
from sayso.archive.items import Item, Query, Retention
from sayso.core.errors import HistoryBusy, HistoryDamaged, HistoryError
from sayso.core.state import State

PAGE = 4096


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path / "history")
    yield stage
    stage.close()


def filled(stage: Stage, count: int = 40) -> list[Item]:
    """What is in it; it is closed, and all of it is in the database's file."""
    history = stage.open()
    with history.writing():
        for number in range(count):
            stage.dictate(history, number, f"words {number} " * 20, f"more {number}")
    history.retried(1, transcript("again"), "Again.")
    name = stage.recording(count)
    history.begin(key(count), START, "kate", name)
    history.heard(key(count), 0, start=0, samples=160)
    items = list(history.items())
    history.close()
    return items


def overwrite(path: Path, at: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def aside(stage: Stage) -> list[str]:
    return sorted(
        one.name
        for one in stage.folder.iterdir()
        if one.name.startswith("history-damaged") and one.suffix == ".db"
    )


def page_of(stage: Stage, table: str) -> int:
    with closing(sqlite3.connect(stage.database)) as connection:
        found: int = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()[0]
    return found


def use(history: History) -> None:
    """Everything that is in it."""
    history.items()
    history.items(Query(words="words"))
    history.undelivered()
    history.unended("0" * 32)
    history.begin(key(900), START, "kate", None)
    history.heard(key(900), 0, start=0, samples=160)
    history.recognized(key(900), 0, transcript("new"), "New.")
    history.end(key(900))
    history.delete([history.items(Query(limit=1))[0].id])


def use_in_spite(stage: Stage) -> History:
    """As the journal does: where it is damaged, it is opened anew, once."""
    history = stage.open()
    try:
        use(history)
    except HistoryDamaged:
        history.close()
        history = stage.open(damaged=True)
        use(history)
    return history


@pytest.mark.parametrize(
    "what",
    [b"This was never a database.\n", b"SQLite format 3\0" + b"\xff" * 5000, b"\0" * 10_000],
    ids=["text", "a header alone", "zeros"],
)
def test_a_file_that_is_no_database(stage: Stage, what: bytes) -> None:
    stage.folder.mkdir()
    stage.database.write_bytes(what)
    history = use_in_spite(stage)
    assert history.items() == []
    assert aside(stage) == ["history-damaged-20261122T195536.db"]
    assert (stage.folder / aside(stage)[0]).read_bytes() == what
    sentence = stage.said[0]
    assert "0 of its utterances" in sentence
    assert aside(stage)[0] in sentence


def test_a_version_that_cannot_be_is_damage(stage: Stage) -> None:
    before = filled(stage, 3)
    overwrite(stage.database, 60, b"\xa5" * 4)
    assert list(stage.open().items()) == before
    assert len(aside(stage)) == 1


@pytest.mark.parametrize("size", [16, 100, PAGE])
def test_a_beginning_that_is_overwritten_costs_nothing(stage: Stage, size: int) -> None:
    before = filled(stage)
    overwrite(stage.database, 0, b"\xa5" * size)
    history = use_in_spite(stage)
    assert list(history.items(Query(before=900))) == before
    assert [one.text for one in history.earlier(1)] == ["words 0 " * 20]
    assert len(history.items(Query(words="words"))) == 39
    [(_, until, count, name)] = history.unended(key(0).run)
    assert (until, count) == (160, 1)
    assert name is not None
    assert f"{len(before)} of its utterances" in stage.said[0]
    assert len(aside(stage)) == 1
    assert {one.name for one in stage.folder.iterdir()} <= {
        "history.db", "history.db-wal", "history.db-shm", "history.lock", "recordings",
        "recordings.lock", *aside(stage),
    }  # fmt: skip


def test_pages_that_are_overwritten_in_the_middle(stage: Stage) -> None:
    before = {item.id: item for item in filled(stage, 200)}
    with closing(sqlite3.connect(stage.database)) as connection:
        leaves = [
            row[0]
            for row in connection.execute(
                "SELECT pageno FROM dbstat WHERE name = 'utterances' AND pagetype = 'leaf'"
                " ORDER BY pageno"
            )
        ]
    assert len(leaves) > 12
    for page in (leaves[3], leaves[4], leaves[9]):
        overwrite(stage.database, (page - 1) * PAGE, b"\x07" * PAGE)
    history = use_in_spite(stage)
    after = {item.id: item for item in history.items()}
    same = [one for one, item in after.items() if before[one] == item]
    lost, on_a_page = len(before) - len(same), len(before) / len(leaves)
    assert 0 < lost < 4 * on_a_page
    # Their texts are in the index, too.
    assert {one: item.text for one, item in after.items()} == {
        one: item.text for one, item in before.items()
    }
    assert f"{len(after)} of its utterances" in stage.said[0]
    [new] = stage.dictate(history, 901, "new")
    assert new > max(before)


def test_the_top_of_a_table_that_is_overwritten(stage: Stage) -> None:
    before = filled(stage)
    overwrite(stage.database, (page_of(stage, "utterances") - 1) * PAGE, b"\0" * PAGE)
    history = use_in_spite(stage)
    assert list(history.items()) == before
    [new] = stage.dictate(history, 901, "new")
    assert new > 81


@pytest.mark.parametrize("pages", [range(3, 9), range(16)], ids=["six", "sixteen"])
def test_all_that_leads_to_the_rows_is_overwritten(stage: Stage, pages: range) -> None:
    """The tables' first pages, the page of the counters, and what more lies beside them."""
    before = {item.id: item for item in filled(stage, 200)}
    draw = random.Random(1)
    for page in pages:
        overwrite(stage.database, page * PAGE, draw.randbytes(PAGE))
    history = use_in_spite(stage)
    after = {item.id: item for item in history.items()}
    texts = {one: item.text for one, item in after.items()}
    assert texts.items() <= {one: item.text for one, item in before.items()}.items()
    # Of the sixteen, up to eight hold rows.
    assert len(before) - len(after) <= (0 if len(pages) == 6 else 8 * 20)
    assert stage.dictate(history, 901, "new")[0] > max(before)


@pytest.mark.parametrize("damaged", [1, 4, 12])
def test_what_is_not_on_a_damaged_page_comes_over(stage: Stage, damaged: int) -> None:
    before = {item.id: item.text for item in filled(stage, 100)}
    data = stage.database.read_bytes()
    draw = random.Random(damaged)
    for _ in range(2):
        for one in stage.folder.glob("history*.db*"):
            one.unlink()
        pages = draw.sample(range(len(data) // PAGE), damaged)
        whole = bytearray(data)
        for page in pages:
            whole[page * PAGE : (page + 1) * PAGE] = draw.randbytes(PAGE)
        stage.database.write_bytes(whole)
        history = stage.open(damaged=True)
        after = {item.id: item.text for item in history.items()}
        history.close()
        assert after.items() <= before.items()
        # No page has more than 16 of them.
        assert len(after) >= len(before) - 16 * damaged


@pytest.mark.parametrize("stale", [False, True])
def test_a_text_that_is_lost_is_taken_from_the_index(stage: Stage, stale: bool) -> None:
    """Unless the index may hold what was deleted since."""
    history = stage.open()
    stage.dictate(history, 1, "one", "Two. Two.", audio=True)
    stage.dictate(history, 2, "deleted")
    history.delete([3])
    history.close()
    with closing(sqlite3.connect(stage.database)) as connection, connection:
        if stale:
            connection.execute("INSERT INTO facts VALUES ('index is stale', 1)")
    overwrite(stage.database, (page_of(stage, "utterances") - 1) * PAGE, b"\0" * PAGE)
    history = stage.open(damaged=True)
    items = history.items()
    assert [item.text for item in items] == ([] if stale else ["Two. Two.", "one"])
    if not stale:
        assert {(item.state, item.offered) for item in items} == {(State.FAILED, True)}
        assert "no more than this text" in items[0].reason
        assert [item.id for item in history.items(Query(words="two."))] == [2]
        assert history.undelivered() == []
        history.purge(Retention(text_days=7))
        assert len(history.items()) == 2
        stage.later(days=7)
        history.purge(Retention(text_days=7))
        assert history.items() == []
    assert stage.dictate(history, 3, "new")[0] > 3


def test_a_recording_whose_dictation_is_lost_is_found_by_its_time(stage: Stage) -> None:
    """Taken for a new one, all of it would be recognised, and offered, a second time."""
    history = stage.open()
    stage.dictate(history, 1, "one", "two", audio=True)
    stage.later(seconds=2)
    stage.dictate(history, 2, "no audio")
    stage.later(seconds=2)
    stage.dictate(history, 3, "three", audio=True)
    before = history.items()
    # A second one that began in that second: whose is whose cannot be told.
    stage.later(seconds=2)
    stage.dictate(history, 4, "four", audio=True)
    stage.dictate(history, 5, "five", audio=True)
    history.close()
    overwrite(stage.database, (page_of(stage, "dictations") - 1) * PAGE, b"\0" * PAGE)
    after = stage.open(damaged=True).items()
    assert [item.text for item in after[:2]] == ["five", "four"]
    assert [item.clip for item in after[:2]] == [None, None]
    assert [(item.text, item.clip) for item in after[2:]] == [
        (item.text, item.clip) for item in before
    ]
    assert [item.key for item in after[2:] if item.clip] == [
        item.key for item in before if item.clip
    ]


def test_a_dictation_whose_utterances_are_lost_leaves_its_recording_to_the_next_start(
    stage: Stage,
) -> None:
    history = stage.open()
    stage.dictate(history, 1, "one", audio=True)
    history.close()
    [recording] = stage.recordings.iterdir()
    overwrite(stage.database, (page_of(stage, "utterances") - 1) * PAGE, b"\0" * PAGE)
    history = stage.open(damaged=True)
    assert [item.clip for item in history.items()] == [None]
    assert not history.knows_recording(recording.name)
    assert recording.is_file()


def test_a_first_page_that_is_overwritten_after_all_was_cleared(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which makes the tables anew."""
    filled(stage, 3)
    history = stage.open()
    history.clear()
    for number in range(20):
        stage.dictate(history, number, f"words {number} " * 20)
    before = history.items()
    history.close()
    overwrite(stage.database, 0, b"\xa5" * PAGE)
    monkeypatch.setattr(bringing_over, "_collect", lambda *_: {})
    assert stage.open().items() == before


def test_dictations_that_are_lost_leave_their_utterances(stage: Stage) -> None:
    before = filled(stage)
    page = page_of(stage, "dictations")
    overwrite(stage.database, (page - 1) * PAGE, b"\0" * PAGE)
    history = use_in_spite(stage)
    after = list(history.items())
    assert [(item.id, item.text) for item in after] == [(item.id, item.text) for item in before]
    assert history.unended(key(0).run) == []


def test_an_index_that_is_overwritten_costs_nothing(stage: Stage) -> None:
    before = filled(stage)
    overwrite(stage.database, (page_of(stage, "words_data") - 1) * PAGE, b"\xee" * PAGE)
    history = use_in_spite(stage)
    assert list(history.items()) == before
    assert len(history.items(Query(words="more 7"))) == 4


def test_what_was_never_written_by_us_is_damage(stage: Stage) -> None:
    before = filled(stage, 3)
    with closing(sqlite3.connect(stage.database)) as connection, connection:
        connection.execute("UPDATE utterances SET state = 'nonsense' WHERE id = 2")
        connection.execute("UPDATE utterances SET text = x'00ff' WHERE id = 4")
        connection.execute("UPDATE dictations SET started_at = 'noon' WHERE number = 2")
    history = stage.open()
    with pytest.raises(HistoryDamaged):
        history.items()
    history.close()
    history = stage.open(damaged=True)
    use(history)
    assert [item.id for item in history.items()] == [
        item.id for item in before if item.id not in (2, 4) and item.key != key(2)
    ]


def test_a_table_that_is_gone_is_damage(stage: Stage) -> None:
    before = filled(stage, 3)
    with closing(sqlite3.connect(stage.database)) as connection, connection:
        connection.execute("DROP TABLE earlier")
    history = use_in_spite(stage)
    assert list(history.items()) == before


def test_what_is_in_the_log_is_brought_over_too(stage: Stage) -> None:
    """It has not been moved into the database yet when the app ends without closing it."""
    history = stage.open()
    stage.dictate(history, 1, "one")
    history._store.empty_log()
    stage.dictate(history, 2, "two")
    files = [stage.database, Path(f"{stage.database}-wal")]
    there = [one.read_bytes() for one in files]
    history.close()
    for one, data in zip(files, there, strict=True):
        one.write_bytes(data)
    overwrite(stage.database, 0, b"\xa5" * 100)
    history = use_in_spite(stage)
    assert [item.text for item in history.items()] == ["two", "one"]


def test_what_is_in_order_is_not_set_aside(stage: Stage) -> None:
    before = filled(stage, 3)
    history = stage.open(damaged=True)
    assert list(history.items()) == before
    assert aside(stage) == []
    assert stage.said == []


def test_a_newer_one_is_left_alone(stage: Stage) -> None:
    filled(stage, 3)
    with closing(sqlite3.connect(stage.database)) as connection:
        connection.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    data = stage.database.read_bytes()
    for damaged in (False, True):
        with pytest.raises(HistoryError, match="newer version of Sayso") as caught:
            stage.open(damaged=damaged)
        assert not isinstance(caught.value, HistoryDamaged)
    assert stage.database.read_bytes() == data
    assert aside(stage) == []


def test_an_older_one_is_migrated_wholly_or_not(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = filled(stage, 3)

    def second(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE utterances ADD COLUMN mood TEXT")
        if fails:
            raise sqlite3.OperationalError("no")

    fails = True
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, second))
    with pytest.raises(HistoryError):
        stage.open()
    fails = False
    assert list(stage.open().items()) == before
    assert list(stage.open().items()) == before


def test_damage_anywhere_ends_and_harms_nothing_else(stage: Stage) -> None:
    """Pages and stretches by chance: no error of SQLite's comes out, no id is given twice, what is
    there is what was there, and the recordings stay."""
    before = {item.id: item for item in filled(stage)}
    data = stage.database.read_bytes()
    recordings = sorted(stage.recordings.iterdir())
    draw = random.Random(7)
    kept = []
    for _ in range(12):
        for one in stage.folder.glob("history*.db*"):
            one.unlink()
        stage.database.write_bytes(data)
        for _ in range(draw.randint(1, 4)):
            size = draw.choice([8, 100, PAGE, 3 * PAGE])
            at = draw.randrange(0, len(data) - size)
            overwrite(stage.database, at, draw.choice([bytes(size), draw.randbytes(size)]))
        if draw.random() < 0.3:
            os.truncate(stage.database, draw.randrange(1, len(data)))
        history = use_in_spite(stage)
        after = history.items()
        # Within a page that still looks like one, a text or a number may be another.
        assert {item.id for item in after} <= set(before)
        assert stage.dictate(history, 901, "new")[0] > max((item.id for item in after), default=0)
        history.close()
        kept.append(len(after))
    assert sorted(stage.recordings.iterdir()) == recordings
    assert max(kept) == len(before)
    assert sum(kept) > len(kept) * len(before) / 4


@pytest.mark.parametrize("step", range(3))
def test_stopped_in_the_middle_it_goes_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    before = filled(stage)
    overwrite(stage.database, 0, b"\xa5" * 100)
    count = 0
    for name in ("rename", "replace"):
        real = getattr(Path, name)

        def stop(self: Path, target: Path, real: Callable[[Path, Path], Path] = real) -> Path:
            nonlocal count
            if not self.exists():
                raise FileNotFoundError(self)
            if count == step:
                raise KeyboardInterrupt
            count += 1
            return real(self, target)

        monkeypatch.setattr(Path, name, stop)
    with pytest.raises(KeyboardInterrupt):
        stage.open()
    monkeypatch.undo()
    history = use_in_spite(stage)
    assert list(history.items()) == before
    assert len(aside(stage)) == 1
    assert not (stage.folder / "history-new.db").exists()


@pytest.mark.skipif(os.name != "posix", reason="what is open cannot be renamed there")
def test_another_that_has_it_open_goes_on_in_the_new_one(stage: Stage) -> None:
    filled(stage)
    one = stage.open()
    stage.dictate(one, 100, "one")
    overwrite(stage.database, (page_of(stage, "words_data") - 1) * PAGE, b"\xee" * PAGE)
    other = stage.open(damaged=True)
    assert len(aside(stage)) == 1
    stage.dictate(other, 99, "zero")
    assert one.items()[0].text == "zero"
    stage.dictate(one, 101, "two")
    stage.dictate(other, 102, "three")
    one.close()
    stage.dictate(other, 103, "four")
    other.close()
    texts = [item.text for item in stage.open().items(Query(limit=4))]
    assert texts == ["four", "three", "two", "zero"]
    assert salvage.is_sound(stage.database)


@pytest.mark.skipif(os.name != "posix", reason="what is open cannot be renamed there")
def test_nothing_is_written_into_the_one_that_was_set_aside(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is set aside just before the transaction begins."""
    one = stage.open()
    stage.dictate(one, 1, "one")
    assert one._store.empty_log()
    overwrite(stage.database, 0, b"\xa5" * 100)
    real = one._store._live

    def just_before() -> sqlite3.Connection:
        connection = real()
        if not aside(stage):
            stage.open(damaged=True)
        return connection

    monkeypatch.setattr(one._store, "_live", just_before)
    one.begin(key(2), START, "", None)
    assert len(aside(stage)) == 1
    assert [found[0] for found in stage.open().unended(key(2).run)] == [key(2)]


@pytest.mark.skipif(os.name != "posix", reason="what is open cannot be renamed there")
def test_what_went_into_the_one_that_was_set_aside_is_told(stage: Stage) -> None:
    one = stage.open()
    with pytest.raises(HistoryDamaged), one.writing():  # noqa: PT012
        one.begin(key(1), START, "", None)
        for ending in ("", "-wal", "-shm"):
            Path(f"{stage.database}{ending}").rename(stage.folder / f"elsewhere.db{ending}")
    one.begin(key(1), START, "", None)
    assert len(one.unended(key(1).run)) == 1


def test_whoever_writes_while_it_is_set_aside_waits(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(stage, 3)
    one = stage.open(patience=0.01)
    overwrite(stage.database, (page_of(stage, "words_data") - 1) * PAGE, b"\xee" * PAGE)
    busy: list[HistoryError] = []

    def write(*_: object) -> int:
        try:
            one.begin(key(50), START, "", None)
        except HistoryError as error:
            busy.append(error)
        raise KeyboardInterrupt

    monkeypatch.setattr(salvage, "bring_over", write)
    with pytest.raises(KeyboardInterrupt):
        stage.open(damaged=True)
    assert isinstance(busy[0], HistoryBusy)
    one.begin(key(50), START, "", None)


def test_no_room_to_bring_it_over_changes_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = filled(stage, 3)
    overwrite(stage.database, 0, b"\xa5" * 100)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(salvage.shutil, "copyfile", fail)
        with pytest.raises(HistoryError, match="disk is full"):
            stage.open()
    assert sorted(one.name for one in stage.folder.iterdir()) == [
        "history.db", "history.lock", "recordings"
    ]  # fmt: skip
    assert list(stage.open().items()) == before


_OPENS = """
import sys
from datetime import datetime
from pathlib import Path
from sayso.archive.history import History
from sayso.archive.items import Query

sys.stdin.readline()
said = []
history = History(
    Path(sys.argv[1]), now=lambda: datetime.now().astimezone(), patience=30.0, say=said.append,
    damaged=True,
)
print(len(history.items()), len(said))
history.close()
"""


def test_two_that_find_it_at_once(stage: Stage) -> None:
    before = filled(stage)
    overwrite(stage.database, 0, b"\xa5" * 100)
    others = [
        subprocess.Popen(
            [sys.executable, "-c", _OPENS, str(stage.folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    threads = [threading.Thread(target=lambda one=one: answers.append(one.communicate("\n")[0]))
               for one in others]  # fmt: skip
    answers: list[str] = []
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [f"{len(before)} 0\n", f"{len(before)} 1\n"]
    assert len(aside(stage)) == 1


def test_states_are_read_as_they_were(stage: Stage) -> None:
    history = stage.open()
    for number, state in enumerate((State.FAILED, State.HEARD, State.REFUSED)):
        stage.dictate(history, number, "x", state=state)
    waiting = history.undelivered()
    history.set_offered([waiting[0].id])
    history.close()
    overwrite(stage.database, 0, b"\xa5" * 100)
    assert stage.open().undelivered() == waiting[1:]
