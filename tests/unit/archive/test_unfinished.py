"""What a run that crashed has left is found, and written down in one go."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from journal_stage import EDITOR, START, Desk, Talk, desk, noise, settle, until

from sayso.archive.history import History
from sayso.archive.items import DictationKey, Unfinished
from sayso.archive.recording import Recording, length, recording_name
from sayso.archive.unfinished import adopt, unfinished
from sayso.core.state import State

RUN = "0123456789abcdef" * 2
KEY = DictationKey(RUN, 3)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path / "history") as found:
        yield found


@pytest.fixture
def history(kept: Desk) -> Iterator[History]:
    with closing(kept.history()) as found:
        yield found


def recorded(kept: Desk, key: DictationKey = KEY, samples: int = 16000) -> Path:
    """A recording that is all there is of a dictation."""
    path = kept.folder / "recordings" / recording_name(key, START)
    recording = Recording(path)
    recording.write(noise(samples, 1))
    recording.close()
    return path


def found(history: History, kept: Desk, *, alive: str = "") -> list[Unfinished]:
    recordings = kept.folder / "recordings"
    return list(unfinished(history, recordings, alive=lambda: frozenset({alive})))


def test_a_recording_without_any_row_is_found_and_adopted(kept: Desk, history: History) -> None:
    path = recorded(kept)
    [it] = found(history, kept)
    assert it == Unfinished(KEY, 0, 0, path, rebuilt=True)
    assert history.items() == []
    assert not history.knows_recording(path.name), "nothing is written before it is adopted"
    adopt(history, it, [(0, 8000), (9000, 7000)])
    assert found(history, kept) == []
    last, first = history.items()
    assert [(item.key, item.number, item.state) for item in (first, last)] == [
        (KEY, 0, State.HEARD),
        (KEY, 1, State.HEARD),
    ]
    assert first.clip is not None
    assert (first.clip.start, first.clip.samples) == (0, 8000)
    assert last.clip is not None
    assert (last.clip.start, last.clip.samples) == (9000, 7000)
    assert first.started_at == START
    assert [item.id for item in history.undelivered()] == [first.id, last.id]


def test_it_is_adopted_once_also_by_two_apps(kept: Desk, history: History) -> None:
    recorded(kept)
    [it] = found(history, kept)
    adopt(history, it, [(0, 8000)])
    with closing(kept.history()) as other:
        adopt(other, it, [(0, 8000)])
    assert len(history.items()) == 1


def test_a_recording_in_which_nothing_was_said_goes(kept: Desk, history: History) -> None:
    path = recorded(kept)
    [it] = found(history, kept)
    adopt(history, it, [])
    assert not path.exists()
    assert history.items() == []
    assert found(history, kept) == []


def test_what_another_app_records_now_is_left_alone(kept: Desk, history: History) -> None:
    path = recorded(kept)
    assert found(history, kept, alive=RUN) == []
    assert path.exists()


def test_files_of_other_names_are_left_alone(kept: Desk, history: History) -> None:
    folder = kept.folder / "recordings"
    folder.mkdir(exist_ok=True)
    (folder / "holiday.flac").write_bytes(b"mine")
    (folder / f"{recording_name(KEY, START)}.blanking").write_bytes(b"half")
    assert found(history, kept) == []
    assert len(list(folder.iterdir())) == 2


def test_the_folder_of_recordings_is_missing(kept: Desk, history: History) -> None:
    shutil.rmtree(kept.folder / "recordings")
    assert found(history, kept) == []


def test_a_dictation_in_the_middle_of_an_utterance(kept: Desk, history: History) -> None:
    journal = kept.journal()
    talk = Talk(journal, 3)
    talk.recognized("One.", seconds=1.0)
    talk.speak(0.5)
    settle(journal)
    until(lambda: bool(kept.recordings()) and length(kept.recordings()[0]) > 22000)
    assert found(history, kept, alive=journal.run) == []
    [it] = found(history, kept)
    assert (it.key, it.heard_until, it.utterances) == (DictationKey(journal.run, 3), 16000, 1)
    assert it.recording == kept.recordings()[0]
    adopt(history, it, [(1000, 5000)])
    second, first = history.items()
    assert (first.state, second.state) == (State.RECOGNISED, State.HEARD)
    assert second.clip is not None
    assert (second.number, second.clip.start, second.clip.samples) == (1, 17000, 5000)
    assert found(history, kept) == []


def test_a_run_that_ends_in_order_meanwhile_has_left_nothing(kept: Desk, history: History) -> None:
    """Its lock may be gone when it is asked for, and its dictation was there before."""
    path = recorded(kept)
    history.begin(KEY, START, EDITOR.application, path.name)
    history.heard(KEY, 0, start=0, samples=16000)

    def alive() -> frozenset[str]:
        history.end(KEY)
        return frozenset()

    assert list(unfinished(history, path.parent, alive=alive)) == []


def test_what_another_app_has_adopted_gets_no_more_utterances(kept: Desk, history: History) -> None:
    """Whose settings cut it into other ones."""
    path = recorded(kept)
    history.begin(KEY, START, EDITOR.application, path.name)
    [it] = found(history, kept)
    adopt(history, it, [(0, 16000)])
    adopt(history, it, [(0, 8000), (8000, 8000)])
    adopt(history, it, [])
    assert [item.audio_seconds for item in history.items()] == [1.0]
    assert path.exists()


def test_a_dictation_whose_audio_could_not_be_written(kept: Desk, history: History) -> None:
    history.begin(KEY, START, EDITOR.application, recording_name(KEY, START))
    history.heard(KEY, 0, start=0, samples=100)
    [it] = found(history, kept)
    assert it == Unfinished(KEY, 100, 1, None)
    adopt(history, it, [])
    assert found(history, kept) == []
    [item] = history.undelivered()
    assert item.clip is None


def test_a_number_is_never_given_twice(kept: Desk, history: History) -> None:
    """Where a row in the middle was lost."""
    path = recorded(kept, samples=32000)
    history.begin(KEY, START, "", path.name)
    history.heard(KEY, 1, start=8000, samples=8000)
    [it] = found(history, kept)
    adopt(history, it, [(0, 16000)])
    assert sorted((item.number, item.audio_seconds) for item in history.items()) == [
        (1, 0.5),
        (2, 1.0),
    ]


def test_nothing_of_it_is_written_where_a_part_cannot_be(
    kept: Desk, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(kept)
    [it] = found(history, kept)

    def broken(key: DictationKey) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(history, "end", broken)
    with pytest.raises(ZeroDivisionError):
        adopt(history, it, [(0, 8000)])
    monkeypatch.undo()
    assert history.items() == []
    assert found(history, kept) == [it]
