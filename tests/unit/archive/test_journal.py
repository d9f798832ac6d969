"""The journal over the real history and the real recorder: whatever the disk does, dictation goes
on, and what was written stays."""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from journal_stage import (
    EDITOR,
    ENOUGH,
    SAFE,
    START,
    Desk,
    Talk,
    desk,
    ids,
    settle,
    took,
    transcript,
    until,
)

from sayso.archive import writer as writer_module
from sayso.archive.history import History
from sayso.archive.items import Retention
from sayso.archive.journal import Journal
from sayso.archive.recording import read
from sayso.archive.runs import standing
from sayso.core.errors import HistoryBusy, HistoryDamaged, HistoryError
from sayso.core.events import Event, TraceHereChanged
from sayso.core.speech import UtteranceId
from sayso.core.state import State

FOR_EVER = 1000.0
SECRET = "xylophone"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path / "data" / "history") as found:
        yield found


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed is tried again at once, and nobody's lock is waited for."""
    monkeypatch.setattr(writer_module, "AGAIN_SECONDS", 0.01)
    monkeypatch.setattr(writer_module, "PATIENCE_SECONDS", 0.01)


class Disk:
    """Makes a history whose every transaction first asks this. ``fault``: is raised there, as is
    ``once``. ``hangs``: until that is set."""

    def __init__(self) -> None:
        self.fault: Exception | None = None
        self.once: Exception | None = None
        self.hangs: threading.Event | None = None
        self.asked = 0

    def open(self, folder: Path, **otherwise: Any) -> History:
        self.check()
        disk = self

        class Faulty(History):
            @contextmanager
            def writing(self) -> Iterator[None]:
                disk.check()
                with super().writing():
                    yield

        return Faulty(folder, **otherwise)

    def check(self) -> None:
        self.asked += 1
        if self.hangs is not None:
            self.hangs.wait(ENOUGH)
        fault, self.once = self.once or self.fault, None
        if fault is not None:
            raise fault


def all_of(talk: Talk, *, number: int = 1) -> None:
    """Every call of the port once, as a dictation makes them."""
    journal = talk.journal
    talk.recognized("One.")
    second = talk.heard()
    assert journal.failed(second, "It failed.").startswith("It failed. ")
    journal.inserting(ids(talk.utterances[0]))
    journal.inserted(ids(talk.utterances[0]), took())
    journal.mark(ids(second), State.COPIED)
    talk.heard()
    journal.cancel(number)
    talk.end()


def test_what_is_said_is_written_down_at_once(kept: Desk) -> None:
    journal = kept.journal()
    talk = Talk(journal)
    first = talk.heard(1.0)
    settle(journal)
    [item] = journal.ask(lambda history: history.items())
    assert (item.state, item.text, item.key.run) == (State.HEARD, None, journal.run)
    assert (item.application, item.started_at, item.audio_seconds) == (
        EDITOR.application,
        START,
        1.0,
    )
    journal.recognized(first, transcript("hello there"), "Hello there. ")
    [item] = kept.items()
    assert (item.state, item.raw_text, item.text) == (
        State.RECOGNISED,
        "hello there",
        "Hello there. ",
    )
    journal.inserting(ids(first))
    assert kept.states() == [State.INSERTING]
    kept.clock += 1.5
    journal.inserted(ids(first), took(SAFE))
    settle(journal)
    [item] = kept.items()
    assert (item.state, item.way, item.confirmed) == (State.INSERTED, "keys", True)
    assert (item.delivered_seconds, item.application) == (1.5, SAFE.application)
    second = talk.heard(0.25)
    talk.end()
    journal.close(ENOUGH)
    clips = [item.clip for item in kept.items()]
    for clip, utterance in zip(clips, (first, second), strict=True):
        assert clip is not None
        np.testing.assert_array_equal(read(clip), utterance.samples)
    assert standing(kept.folder / "runs") == frozenset()
    assert kept.told() == []


def test_each_state_is_written(kept: Desk) -> None:
    journal = kept.journal()
    talk = Talk(journal)
    copied, refused, empty, undone = (talk.recognized(text) for text in ("a", "b", "", "d"))
    journal.inserted(ids(copied), took(copied=True))  # no change: it was not on its way
    journal.inserting(ids(copied, undone))
    journal.inserted(ids(copied), took(copied=True))
    journal.mark(ids(refused), State.REFUSED, "It is a password field.")
    journal.inserted(ids(undone), took())
    journal.mark(ids(undone), State.TAKEN_BACK)
    journal.mark(ids(undone), State.INSERTED)  # too late
    dropped = talk.heard()
    journal.cancel(1)
    journal.recognized(dropped, transcript("late"), "late")
    talk.end()
    settle(journal)
    assert [(item.state, item.text, item.reason) for item in kept.items()] == [
        (State.COPIED, "a", ""),
        (State.REFUSED, "b", "It is a password field."),
        (State.EMPTY, "", ""),
        (State.TAKEN_BACK, "d", ""),
        (State.CANCELLED, None, ""),
    ]
    assert empty.number == 2


def test_a_text_that_waits_outlives_the_cancelling_of_its_dictation(kept: Desk) -> None:
    journal = kept.journal()
    talk = Talk(journal)
    talk.recognized()
    talk.heard()
    talk.end()
    journal.cancel(1)
    journal.cancel(1)
    settle(journal)
    assert kept.states() == [State.RECOGNISED, State.CANCELLED]


def test_several_dictations_at_once(kept: Desk) -> None:
    journal = kept.journal()
    one, two = Talk(journal, 1), Talk(journal, 2)
    both = [one.recognized("a"), two.recognized("b"), one.recognized("c")]
    journal.inserting(ids(*both))
    journal.inserted(ids(*both), took())
    one.heard()
    two.end()
    one.end()
    settle(journal)
    assert [(item.key.number, item.number, item.state) for item in kept.items()] == [
        (1, 0, State.INSERTED),
        (1, 1, State.INSERTED),
        (1, 2, State.HEARD),
        (2, 0, State.INSERTED),
    ]


def test_a_dictation_in_which_nothing_was_said_leaves_no_recording(kept: Desk) -> None:
    journal = kept.journal()
    talk = Talk(journal)
    talk.speak(0.5)
    talk.end()
    settle(journal)
    journal.close(ENOUGH)
    assert kept.items() == []
    assert kept.recordings() == []
    assert standing(kept.folder / "runs") == frozenset()


def test_what_failed_says_how_to_get_at_it(kept: Desk) -> None:
    journal = kept.journal()
    utterance = Talk(journal).heard()
    said = journal.failed(utterance, "The model broke.")
    [item] = kept.items()
    assert said == f"The model broke. Its audio is kept: sayso history retry {item.id}"
    assert (item.state, item.reason) == (State.FAILED, "The model broke.")


def test_nobody_waits_for_what_has_nothing_to_write(kept: Desk) -> None:
    """As a text that nobody spoke."""
    journal = kept.journal()
    journal.inserting([])
    journal.inserted([], took(SAFE))
    journal.mark([], State.COPIED)
    settle(journal)
    assert kept.items() == []


# Leaving no trace


def every_byte(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_nothing_at_all_is_written_where_no_trace_is_wanted(kept: Desk) -> None:
    journal = kept.journal(leave_no_trace=True)
    talk = Talk(journal)
    assert "leaves no trace" in journal.failed(talk.heard(), "It failed.")
    all_of(talk)
    journal.close(ENOUGH)
    assert not kept.folder.parent.exists()


def test_what_is_being_said_when_no_trace_is_wanted_vanishes(kept: Desk) -> None:
    journal = kept.journal()
    before = Talk(journal, 1)
    before.inserted("Goodbye.")
    before.end()
    talk = Talk(journal, 2)
    talk.recognized(f"The {SECRET}.")
    talk.heard()
    settle(journal)
    until(lambda: len(kept.recordings()) == 2)
    assert SECRET.encode() in every_byte(kept.folder)
    journal.leave_no_trace(True)
    talk.inserted(f"More {SECRET}.")
    talk.end()
    third = Talk(journal, 3)
    third.inserted(f"Still {SECRET}.")
    third.end()
    settle(journal)
    assert SECRET.encode() not in every_byte(kept.folder)
    assert b"Goodbye" in every_byte(kept.folder)
    journal.close(ENOUGH)
    assert SECRET.encode() not in every_byte(kept.folder)
    assert [item.text for item in kept.items()] == ["Goodbye."]
    [recording] = kept.recordings()
    assert recording.name.endswith("-1.flac")


def test_what_begins_as_no_trace_is_wanted_vanishes(
    kept: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = kept.journal()
    begin = journal._recorder.begin
    person = threading.Thread(target=journal.leave_no_trace, args=(True,))

    def begin_late(name: str) -> None:
        person.start()
        person.join(0.2)
        begin(name)

    monkeypatch.setattr(journal._recorder, "begin", begin_late)
    Talk(journal).speak(1.0)
    person.join()
    settle(journal)
    journal.close(ENOUGH)
    assert kept.recordings() == []
    assert kept.items() == []
    with closing(kept.history()) as history:
        assert history.unended_runs() == frozenset()


def test_a_trace_is_left_again_when_it_is_wanted_again(kept: Desk) -> None:
    journal = kept.journal(leave_no_trace=True)
    traceless = Talk(journal, 1)
    traceless.heard()
    journal.leave_no_trace(False)
    traceless.inserted(SECRET)
    traceless.end()
    talk = Talk(journal, 2)
    talk.inserted("Hello.")
    talk.end()
    journal.close(ENOUGH)
    assert [item.text for item in kept.items()] == ["Hello."]
    assert len(kept.recordings()) == 1


@pytest.mark.parametrize("name", ["org.keepassxc.keepassxc", "keepassxc"])
def test_nothing_is_kept_of_what_is_said_into_some_applications(kept: Desk, name: str) -> None:
    journal = kept.journal(no_trace_in=frozenset({name, "signal"}))
    talk = Talk(journal, 1, SAFE)
    talk.inserted(SECRET, SAFE)
    talk.end()
    other = Talk(journal, 2, EDITOR)
    other.inserted("Hello.")
    other.end()
    journal.close(ENOUGH)
    assert [item.text for item in kept.items()] == ["Hello."]
    assert SECRET.encode() not in every_byte(kept.folder)
    assert len(kept.recordings()) == 1


@pytest.mark.parametrize("ended", [True, False])
def test_nothing_is_kept_of_what_such_an_application_took_in_the_end(
    kept: Desk, ended: bool
) -> None:
    journal = kept.journal(no_trace_in=frozenset({"keepassxc"}))
    talk = Talk(journal, 1, None)
    utterance = talk.recognized(SECRET)
    if ended:
        talk.end()
    journal.inserting(ids(utterance))
    journal.inserted(ids(utterance), took(SAFE))
    if not ended:
        talk.heard()
        talk.end()
    settle(journal)
    assert SECRET.encode() not in every_byte(kept.folder)
    journal.close(ENOUGH)
    assert kept.items() == []
    assert kept.recordings() == []
    assert standing(kept.folder / "runs") == frozenset()


def here(kept: Desk) -> list[bool]:
    """What was told of the application that is dictated into."""
    return [each.leaves_no_trace for each in kept.events if isinstance(each, TraceHereChanged)]


def test_that_the_application_is_excluded_is_told_while_people_dictate(kept: Desk) -> None:
    journal = kept.journal(no_trace_in=frozenset({"keepassxc"}))
    first, other, last = (Talk(journal, n, to) for n, to in ((1, SAFE), (2, EDITOR), (3, SAFE)))
    assert here(kept) == [True]
    first.inserted(SECRET, SAFE)
    first.end()
    other.end()
    assert here(kept) == [True], "the last of them goes on"
    last.heard()
    journal.cancel(last.number)
    last.end()
    last.end()
    assert here(kept) == [True, False]
    Talk(journal, 4, EDITOR).end()
    assert here(kept) == [True, False]


def test_it_is_told_where_it_is_known_late_and_only_while_people_dictate(kept: Desk) -> None:
    journal = kept.journal(no_trace_in=frozenset({"keepassxc"}))
    talk = Talk(journal, 1, None)
    talk.inserted(SECRET, SAFE)
    assert here(kept) == [True]
    talk.end()
    ended = Talk(journal, 2, None)
    utterance = ended.recognized(SECRET)
    ended.end()
    journal.inserted(ids(utterance), took(SAFE))
    assert here(kept) == [True, False]


def test_what_is_told_of_the_application_holds_whatever_is_wanted_meanwhile(kept: Desk) -> None:
    journal = kept.journal(no_trace_in=frozenset({"keepassxc"}), leave_no_trace=True)
    talk = Talk(journal, 1, SAFE)
    journal.leave_no_trace(False)
    assert here(kept) == [True]
    talk.inserted(SECRET, SAFE)
    journal.leave_no_trace(True)
    talk.end()
    journal.leave_no_trace(False)
    assert here(kept) == [True, False]
    journal.close(ENOUGH)
    assert kept.items() == []


def test_it_is_told_with_nothing_held(kept: Desk) -> None:
    """Whoever listens may ask the journal something."""
    free: list[bool] = []

    def told(event: Event) -> None:
        free.append(not journal._lock.locked())

    journal = kept.journal(no_trace_in=frozenset({"keepassxc"}), publish=told)
    Talk(journal, 1, SAFE).end()
    assert free == [True, True]


def test_a_recording_that_a_hanging_disk_begins_late_vanishes_too(
    kept: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had ended before it was forgotten, and was not there yet when its rows went."""
    reached, goes_on = threading.Event(), threading.Event()
    real = os.open

    def slow(path: Any, *rest: Any, **otherwise: Any) -> int:
        if str(path).endswith(".flac"):
            reached.set()
            goes_on.wait(ENOUGH)
        return real(path, *rest, **otherwise)

    monkeypatch.setattr(os, "open", slow)
    journal = kept.journal(no_trace_in=frozenset({"keepassxc"}))
    talk = Talk(journal, 1, None)
    utterance = talk.recognized(SECRET)
    talk.end()
    assert reached.wait(ENOUGH)
    journal.inserting(ids(utterance))
    journal.inserted(ids(utterance), took(SAFE))
    settle(journal)
    goes_on.set()
    journal.close(ENOUGH)
    assert kept.recordings() == []


# Trouble with the disk


FULL = HistoryError("The disk is full: make room.")


@pytest.mark.usefixtures("soon")
def test_a_disk_that_is_full_for_a_while(kept: Desk) -> None:
    disk = Disk()
    journal = kept.journal(open_history=disk.open)
    before = Talk(journal, 1)
    before.inserted("Before.")
    before.end()
    settle(journal)
    disk.fault = FULL
    talk = Talk(journal, 2)
    until(lambda: bool(kept.told()))
    all_of(talk, number=2)
    assert [item.text for item in kept.items()] == ["Before."]
    tried = disk.asked
    until(lambda: disk.asked > tried + 3)
    disk.fault = None
    settle(journal)
    assert kept.states() == [State.INSERTED, State.INSERTED, State.COPIED, State.CANCELLED]
    [told] = kept.told()
    assert told == (
        "The disk is full: make room. Dictation goes on, but what you say now is not kept."
    )


@pytest.mark.usefixtures("soon")
def test_who_waits_for_a_disk_that_fails_waits_no_longer_than_is_known(
    kept: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk()
    disk.fault = FULL
    journal = kept.journal(open_history=disk.open)
    until(lambda: bool(kept.told()))
    monkeypatch.setattr(writer_module, "WRITTEN_SECONDS", FOR_EVER)
    talk = Talk(journal)
    all_of(talk)  # or the test runs into its time limit
    assert journal.failed(talk.heard(), "It failed.") == (
        "It failed. Its audio could not be kept either; say it again."
    )


@pytest.mark.usefixtures("soon")
def test_a_disk_that_hangs(kept: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk()
    journal = kept.journal(open_history=disk.open)
    settle(journal)
    disk.hangs = threading.Event()
    monkeypatch.setattr(writer_module, "WRITTEN_SECONDS", 0.05)
    talk = Talk(journal)
    talk.recognized("One.")
    monkeypatch.setattr(writer_module, "WRITTEN_SECONDS", FOR_EVER)
    utterance = talk.recognized("Two.")
    journal.inserting(ids(utterance))
    journal.inserted(ids(utterance), took())
    assert kept.states() == []
    disk.hangs.set()
    settle(journal)
    assert kept.states() == [State.RECOGNISED, State.INSERTED]
    talk.recognized("Three.")  # waits again, and is written
    assert kept.states() == [State.RECOGNISED, State.INSERTED, State.RECOGNISED]
    assert kept.told() == []


@pytest.mark.usefixtures("soon")
def test_the_end_does_not_wait_for_a_disk_that_hangs_and_the_next_start_finds_it(
    kept: Desk,
) -> None:
    disk = Disk()
    journal = kept.journal(open_history=disk.open)
    talk = Talk(journal)
    talk.recognized("One.")
    disk.hangs = threading.Event()
    talk.heard()
    journal.close(0.05)
    assert kept.states() == [State.RECOGNISED]
    assert standing(kept.folder / "runs") == {journal.run}
    disk.hangs.set()


@pytest.mark.usefixtures("soon")
def test_who_asks_a_disk_that_hangs_need_not_wait_for_ever(kept: Desk) -> None:
    disk = Disk()
    disk.hangs = threading.Event()
    journal = kept.journal(open_history=disk.open)
    with pytest.raises(HistoryError, match="does not answer"):
        journal.ask(lambda history: None, 0.05)
    disk.hangs.set()


def test_the_folder_is_a_file(kept: Desk) -> None:
    kept.folder.parent.mkdir()
    kept.folder.write_text("mine")
    journal = kept.journal()
    all_of(Talk(journal))
    with pytest.raises(HistoryError, match="cannot be"):
        journal.ask(lambda history: None)
    journal.close(ENOUGH)
    assert kept.folder.read_text() == "mine"
    [told] = kept.told()
    assert str(kept.folder) in told
    assert told.endswith("Dictation goes on, but what you say now is not kept.")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="who may do anything is refused nothing"
)
def test_the_folder_is_read_only(kept: Desk) -> None:
    kept.folder.mkdir(parents=True)
    kept.folder.chmod(0o500)
    journal = kept.journal()
    all_of(Talk(journal))
    journal.close(ENOUGH)
    kept.folder.chmod(0o700)
    assert list(kept.folder.iterdir()) == []
    assert len(kept.told()) == 1


@pytest.mark.usefixtures("soon")
def test_recordings_that_cannot_be_written(kept: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known of the utterances is kept all the same."""
    real, full = os.write, threading.Event()

    def write(handle: int, data: Any) -> int:
        if full.is_set() and threading.current_thread().name == "recorder":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(handle, data)

    monkeypatch.setattr(os, "write", write)
    journal = kept.journal()
    talk = Talk(journal, 1)
    first = talk.recognized("One.")
    until(lambda: any(path.stat().st_size > 5000 for path in kept.recordings()))
    full.set()
    talk.recognized("Two.", seconds=1.0)
    talk.end()
    until(lambda: bool(kept.told()))
    other = Talk(journal, 2)
    other.recognized("Three.")
    other.end()
    full.clear()
    third = Talk(journal, 3)
    utterance = third.recognized("Four.")
    third.end()
    journal.close(ENOUGH)
    [told] = kept.told()
    assert "cannot be written" in told
    one, two, three, four = kept.items()
    assert [item.text for item in (one, two, three, four)] == ["One.", "Two.", "Three.", "Four."]
    assert one.clip is not None
    assert four.clip is not None
    np.testing.assert_array_equal(read(one.clip)[:4608], first.samples[:4608])
    np.testing.assert_array_equal(read(four.clip), utterance.samples)


@pytest.mark.skipif(os.name == "nt", reason="Windows removes no file that is open")
def test_the_folder_of_recordings_vanishes_in_the_middle(kept: Desk) -> None:
    journal = kept.journal()
    talk = Talk(journal)
    talk.heard()
    until(lambda: bool(kept.recordings()))
    for path in kept.recordings():
        path.unlink()
    (kept.folder / "recordings").rmdir()
    talk.recognized("Two.")
    talk.end()
    second = Talk(journal, 2)
    utterance = second.recognized("Three.")
    second.end()
    journal.close(ENOUGH)
    assert kept.states() == [State.HEARD, State.RECOGNISED, State.RECOGNISED]
    item = kept.items()[-1]
    assert item.clip is not None
    np.testing.assert_array_equal(read(item.clip), utterance.samples)


@pytest.fixture
def other_program(kept: Desk) -> Iterator[sqlite3.Connection]:
    kept.history().close()
    connection = sqlite3.connect(
        kept.folder / "history.db", isolation_level=None, check_same_thread=False
    )
    yield connection
    connection.close()


@pytest.mark.usefixtures("soon")
def test_another_program_holds_it_for_a_moment(
    kept: Desk, other_program: sqlite3.Connection
) -> None:
    journal = kept.journal()
    settle(journal)
    other_program.execute("BEGIN IMMEDIATE")
    talk = Talk(journal)
    all_of(talk)
    assert journal._writer._stuck or journal._writer._late
    other_program.execute("ROLLBACK")
    settle(journal)
    assert kept.states() == [State.INSERTED, State.COPIED, State.CANCELLED]
    assert kept.told() == []


@pytest.mark.usefixtures("soon")
def test_another_program_holds_it_for_long(kept: Desk, other_program: sqlite3.Connection) -> None:
    journal = kept.journal()
    settle(journal)
    other_program.execute("BEGIN IMMEDIATE")
    talk = Talk(journal)
    talk.recognized("One.")
    with pytest.raises(HistoryBusy):
        ticking(kept, lambda: journal.ask(lambda history: history.set_offered([1])))
    until(lambda: bool(kept.told()))
    talk.recognized("Two.")
    kept.clock += 100.0
    other_program.execute("ROLLBACK")
    settle(journal)
    assert kept.states() == [State.RECOGNISED, State.RECOGNISED]
    [told] = kept.told()
    assert told.startswith("Another program holds the history")


def ticking(kept: Desk, what: Callable[[], object]) -> None:
    """Does it while the clock goes on."""
    answer: Future[object] = Future()

    def do() -> None:
        try:
            answer.set_result(what())
        except HistoryError as error:
            answer.set_exception(error)

    thread = threading.Thread(target=do)
    thread.start()
    while not answer.done():
        kept.clock += 0.5
        thread.join(0.01)
    thread.join()
    answer.result()


@pytest.mark.usefixtures("soon")
def test_another_program_lets_go_only_when_we_end(
    kept: Desk, other_program: sqlite3.Connection
) -> None:
    journal = kept.journal()
    settle(journal)
    talk = Talk(journal)
    talk.inserted("One.")
    settle(journal)
    other_program.execute("BEGIN IMMEDIATE")
    talk.heard()
    talk.end()
    closing = threading.Thread(target=journal.close, args=(ENOUGH,))
    closing.start()
    until(lambda: journal._writer._tries_left < ENOUGH / 0.01)
    other_program.execute("ROLLBACK")
    closing.join()
    assert kept.states() == [State.INSERTED, State.HEARD]
    assert standing(kept.folder / "runs") == frozenset()


@pytest.mark.usefixtures("soon")
def test_another_program_never_lets_go(kept: Desk, other_program: sqlite3.Connection) -> None:
    journal = kept.journal()
    settle(journal)
    other_program.execute("BEGIN IMMEDIATE")
    talk = Talk(journal)
    talk.heard()
    talk.end()
    journal.close(0.05)
    journal._writer._thread.join(ENOUGH)  # on a busy machine it may still be trying
    other_program.execute("ROLLBACK")
    assert standing(kept.folder / "runs") == {journal.run}
    assert kept.items() == []
    assert len(kept.recordings()) == 1


def spoil(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[:] = b"no database " * (len(data) // 12 + 1)
    path.write_bytes(data)


def test_it_was_damaged_before_the_start(kept: Desk) -> None:
    journal = kept.journal()
    talk = Talk(journal)
    talk.inserted("Before.")
    talk.end()
    journal.close(ENOUGH)
    spoil(kept.folder / "history.db")
    journal = kept.journal()
    again = Talk(journal)
    again.inserted("After.")
    again.end()
    settle(journal)
    assert [item.text for item in kept.items()] == ["After."]
    [told] = kept.told()
    assert "damaged" in told
    assert len(list(kept.folder.glob("history-damaged-*.db"))) == 1
    assert len(kept.recordings()) == 2


def test_it_is_damaged_while_it_runs(kept: Desk) -> None:
    disk = Disk()
    journal = kept.journal(open_history=disk.open)
    talk = Talk(journal)
    first = talk.recognized("One.")
    settle(journal)
    for each in ("history.db", "history.db-wal"):
        spoil(kept.folder / each)
    disk.once = HistoryDamaged("A page cannot be read.")
    second = talk.recognized("Two.")
    journal.inserting(ids(first, second))
    journal.inserted(ids(first, second), took())
    talk.end()
    settle(journal)
    after = Talk(journal, 2)
    after.recognized("Three.")
    after.end()
    journal.close(ENOUGH)
    assert [item.text for item in kept.items()][-1] == "Three."
    assert len(kept.told()) == 1
    # Of the first dictation nothing is known any more, but its audio is there for the next start.
    assert [path.name[-7:] for path in kept.recordings()] == ["-1.flac", "-2.flac"]


def test_rows_that_are_lost_take_no_audio_with_them(kept: Desk) -> None:
    journal = kept.journal()
    talk = Talk(journal)
    talk.heard()
    settle(journal)
    with sqlite3.connect(kept.folder / "history.db") as connection:
        connection.execute("DELETE FROM utterances")
        connection.execute("DELETE FROM dictations")
    connection.close()
    talk.end()
    journal.close(ENOUGH)
    assert len(kept.recordings()) == 1


def test_a_change_that_cannot_be_made_takes_no_other_with_it(
    kept: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    disk = Disk()
    disk.hangs = threading.Event()
    journal = kept.journal(open_history=disk.open)
    talk = Talk(journal)
    talk.heard()

    def broken(history: History) -> None:
        raise ZeroDivisionError

    journal._writer.write(broken)
    talk.heard()
    journal._writer.write(broken)
    disk.hangs.set()
    settle(journal)
    assert kept.states() == [State.HEARD, State.HEARD]
    assert "changes of the history" in caplog.text
    assert kept.told() == []


@pytest.mark.usefixtures("soon")
def test_what_follows_a_change_that_cannot_be_made_is_tried_again(kept: Desk) -> None:
    """The disk fills up in the middle of doing them one by one."""
    disk = Disk()
    disk.hangs = threading.Event()
    journal = kept.journal(open_history=disk.open)
    talk = Talk(journal)
    fills_up = iter([FULL])

    def broken(history: History) -> None:
        disk.fault = next(fills_up, None)
        raise ZeroDivisionError

    journal._writer.write(broken)
    talk.heard()
    disk.hangs.set()
    until(lambda: bool(kept.told()))
    disk.fault = None
    settle(journal)
    assert kept.states() == [State.HEARD]


def test_a_question_that_fails_harms_nobody_else(kept: Desk) -> None:
    journal = kept.journal()

    def broken(history: History) -> None:
        raise ZeroDivisionError

    with pytest.raises(HistoryError, match="the log tells why"):
        journal.ask(broken)
    with pytest.raises(HistoryError, match="There is no utterance 5"):
        journal.ask(lambda history: history.item(5))
    settle(journal)
    journal.close(ENOUGH)
    with pytest.raises(HistoryError, match="is ending"):
        settle(journal)


@pytest.mark.usefixtures("soon")
def test_what_waits_for_a_full_disk_has_a_limit(
    kept: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "MOST_WAITING", 10)
    disk = Disk()
    disk.fault = FULL
    journal = kept.journal(open_history=disk.open)
    until(lambda: bool(kept.told()))
    talk = Talk(journal, 1)
    for _ in range(20):
        talk.heard(0.04)
    assert len(journal._writer._changes) == 10
    hidden = Talk(journal, 2, None)
    hidden.heard(0.04)
    journal.leave_no_trace(True)
    assert len(journal._writer._changes) == 12  # what is to vanish is never left out
    disk.fault = None
    settle(journal)
    assert kept.items() == []


def test_tidying_up_keeps_nobody_from_waiting_later(kept: Desk) -> None:
    """It is not a dictation that could not be written."""
    journal = kept.journal(retention=Retention(text_days=1.0))
    settle(journal)
    for fault in (HistoryBusy("Busy."), FULL):

        def purge(retention: Retention, fault: HistoryError = fault) -> None:
            raise fault

        journal.ask(lambda history, purge=purge: setattr(history, "purge", purge))
        journal._writer._clean()
        assert not journal._writer._stuck
    assert kept.told() == [f"{FULL} Dictation goes on, but what you say now is not kept."]


def test_what_is_too_old_goes(kept: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "IDLE_SECONDS", 0.01)
    journal = kept.journal(retention=Retention(audio_days=0.0, text_days=0.0))
    talk = Talk(journal)
    talk.inserted()
    talk.recognized("It waits.")
    settle(journal)
    talk.end()
    second = Talk(journal, 2)
    second.inserted()
    until(lambda: len(kept.recordings()) == 2)
    second.end()
    until(lambda: [item.text for item in kept.items()] == [None, "It waits."])
    until(lambda: [path.name[-7:] for path in kept.recordings()] == ["-1.flac"])


def test_the_clock_is_set_back(kept: Desk) -> None:
    journal = kept.journal()
    for number in (1, 2, 3):
        talk = Talk(journal, number)
        talk.inserted(f"{number}.")
        talk.end()
        kept.now -= timedelta(hours=10)
    journal.close(ENOUGH)
    assert [item.text for item in kept.items()] == ["1.", "2.", "3."]
    assert len(kept.recordings()) == 3


def test_two_apps_in_one_folder(kept: Desk) -> None:
    one, two = kept.journal(), kept.journal()
    talks = [Talk(one), Talk(two)]
    for text in "abc":
        for talk in talks:
            talk.inserted(text)
    for talk in talks:
        talk.end()
    for journal in (one, two):
        journal.close(ENOUGH)
    assert sorted(item.text or "" for item in kept.items()) == list("aabbcc")
    assert {item.key.run for item in kept.items()} == {one.run, two.run}
    assert len(kept.recordings()) == 2
    assert kept.told() == []


def test_two_apps_find_the_damage_and_set_one_file_aside(kept: Desk) -> None:
    one, two = kept.journal(), kept.journal()
    for journal in (one, two):
        Talk(journal, 1).recognized("Before.")
    for each in ("history.db", "history.db-wal"):
        spoil(kept.folder / each)
    for journal in (one, two, one, two):
        talk = Talk(journal, 2 + len(kept.items()))
        talk.recognized("After.")
        settle(journal)
    assert [item.text for item in kept.items()].count("After.") == 4
    assert len(list(kept.folder.glob("history-damaged-*.db"))) == 1


def test_a_run_that_was_not_started_ends_too(kept: Desk) -> None:
    journal = Journal(
        kept.folder,
        publish=kept.events.append,
        clock=lambda: kept.clock,
        now=lambda: START,
        retention=Retention(),
    )
    journal.close(0.0)
    assert not kept.folder.exists()


def test_many_threads_tell_it_at_once(kept: Desk) -> None:
    journal = kept.journal()

    def tell(number: int) -> None:
        talk = Talk(journal, number)
        for _ in range(5):
            talk.inserted("x")
        talk.end()

    threads = [threading.Thread(target=tell, args=(number,)) for number in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    journal.close(ENOUGH)
    assert kept.states() == [State.INSERTED] * 30
    for item in kept.items():
        assert item.clip is not None
    assert len(kept.recordings()) == 6


def test_no_word_is_logged(kept: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    disk = Disk()
    journal = kept.journal(open_history=disk.open)
    talk = Talk(journal)
    talk.inserted(SECRET)
    settle(journal)
    disk.fault = ZeroDivisionError()
    utterance = talk.heard()
    journal.recognized(utterance, transcript(SECRET), SECRET)
    disk.fault = None
    with suppress(HistoryError):
        journal.failed(utterance, "It failed.")
    journal.mark([UtteranceId(1, 1), UtteranceId(9, 9)], State.COPIED)
    talk.end()
    journal.close(ENOUGH)
    assert caplog.records
    assert SECRET not in caplog.text


def test_what_is_kept_for_no_time_goes_with_the_app(kept: Desk) -> None:
    journal = kept.journal(retention=Retention(audio_days=0.0, text_days=0.0))
    first, second = Talk(journal, 1), Talk(journal, 2)
    first.inserted("Gone at once.")
    second.recognized("Nowhere yet.")
    first.end()
    second.end()
    journal.close(ENOUGH)
    [left] = [item for item in kept.items() if item.key.run == journal.run]
    assert left.text == "Nowhere yet."


def test_what_was_written_is_down_on_the_disk_a_second_later(
    kept: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "SYNC_SECONDS", 0.01)
    synced = threading.Event()

    class Watched(History):
        def sync(self) -> None:
            super().sync()
            synced.set()

    journal = kept.journal(open_history=Watched)
    Talk(journal).inserted("Down.")
    assert synced.wait(ENOUGH)
    # What the log has is in the database itself: a copy without the log tells.
    settle(journal)
    journal.ask(lambda history: history.sync())
    copy = kept.folder.parent / "copy.db"
    copy.write_bytes((kept.folder / "history.db").read_bytes())
    with closing(sqlite3.connect(copy)) as connection:
        found = connection.execute("SELECT text FROM utterances").fetchall()
    assert ("Down.",) in found


def test_while_changes_come_all_the_time_they_are_synced_all_the_same(
    kept: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[float] = []

    class Watched(History):
        def sync(self) -> None:
            super().sync()
            synced.append(kept.clock)

    journal = kept.journal(open_history=Watched)
    talk = Talk(journal)
    for _ in range(10):
        talk.heard()
        settle(journal)
        kept.clock += 0.4
    settle(journal)
    assert len(synced) >= 3
