"""On a full disk, what is deleted makes the room that deleting it needs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from history_stage import RUN, Stage, key
from small_disk import fill, small_disk

from sayso.archive import recording
from sayso.archive.history import History
from sayso.archive.items import Query, Retention
from sayso.archive.recording import recording_name
from sayso.core.errors import HistoryFull
from sayso.core.state import State

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts a file system")


@pytest.fixture
def stage(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    with small_disk(tmp_path, getattr(request, "param", "tmpfs")) as disk:
        stage = Stage(disk / "history")
        yield stage
        stage.close()


LONG = range(1, 13)


def spoken(stage: Stage) -> None:
    """Utterances 1 to 12 with a recording of 290 kB, 13 without one, 14 with one."""
    history = stage.open()
    stage.dictate(history, 1, *(f"number {n}" for n in LONG), audio=True)
    stage.dictate(history, 2, "without")
    stage.dictate(history, 3, "another", audio=True)


def recordings(stage: Stage) -> list[str]:
    return sorted(path.name for path in stage.recordings.iterdir())


@pytest.mark.parametrize("stage", ["tmpfs", "ext4"], indirect=True)
@pytest.mark.parametrize("opened", [True, False], ids=["open", "opened when full"])
@pytest.mark.parametrize("how", ["delete", "clear"])
def test_the_recordings_that_go_make_room(stage: Stage, opened: bool, how: str) -> None:
    spoken(stage)
    history = stage.opened[0]
    if not opened:
        history.close()
    fill(stage.folder.parent)
    if not opened:
        with pytest.raises(HistoryFull):
            stage.open()
        history = stage.open(or_read=True)
        assert len(history.items()) == 14
    kept = recording_name(key(3), stage.now)
    if how == "delete":
        assert history.delete([*LONG, 13, 99]) == 13
        assert [item.text for item in history.items()] == ["another"]
        assert history.item(14).clip is not None
        assert recordings(stage) == [kept]
        assert history.items(Query(words="number")) == []
        assert history._store.rows("SELECT * FROM leaving") == []
    else:
        assert history.clear() == 14
        assert history.items() == []
        assert recordings(stage) == []


@pytest.mark.parametrize("how", ["delete", "clear"])
def test_without_enough_room_it_is_told_what_is_gone(
    stage: Stage, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken(stage)
    stage.close()
    filler = fill(stage.folder.parent)
    remove = recording.remove

    def removed(*paths: Path) -> None:
        """And somebody else takes the room at once."""
        remove(*paths)
        fill(filler.parent)

    monkeypatch.setattr(recording, "remove", removed)
    history = stage.open(or_read=True)
    with pytest.raises(HistoryFull, match="the audio is deleted, but the words are not yet"):
        history.delete(LONG) if how == "delete" else history.clear()
    assert len([item for item in history.items() if item.text]) == 14
    assert [item.id for item in history.items() if item.clip] == ([14] if how == "delete" else [])
    monkeypatch.undo()
    filler.unlink()
    assert history.delete(LONG) == 12
    assert history.purge(Retention()).recordings == 0
    assert len(history.items()) == 2


def test_what_is_not_all_of_a_recording_makes_no_room(stage: Stage) -> None:
    spoken(stage)
    fill(stage.folder.parent)
    history = stage.opened[0]
    before = recordings(stage)
    with pytest.raises(HistoryFull, match="make room for the history"):
        history.delete([*LONG[1:], 13])
    assert recordings(stage) == before
    assert len(history.items()) == 14


def test_clearing_leaves_a_run_alone_that_is_alive(stage: Stage) -> None:
    other = "f" * 32
    history: History = stage.open()
    stage.dictate(history, 1, "one", audio=True)
    stage.dictate(history, 2, "two", state=State.HEARD, audio=True, ended=False)
    stray = recording_name(key(7), stage.now).replace(RUN, other)
    (stage.recordings / stray).write_bytes(bytes(1000))
    aside = stage.folder / "history-damaged-1.db"
    aside.write_bytes(bytes(200_000))
    with stage.alive():
        fill(stage.folder.parent)
        assert history.clear() == 1
    assert [item.clip is not None for item in history.items()] == [True]
    assert recordings(stage) == [recording_name(key(2), stage.now)]
    assert not aside.exists()
