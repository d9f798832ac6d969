"""After a crash: what was heard is cut into utterances, once, whoever starts next."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from journal_stage import ENOUGH, START, Desk, Talk, desk, settle, until

from sayso.archive.items import DictationKey, Retention
from sayso.archive.journal import Journal
from sayso.archive.recording import Recording, length, read, recording_name
from sayso.archive.runs import standing
from sayso.control import recovery
from sayso.control.recovery import recover
from sayso.core.errors import HistoryError
from sayso.core.ports import VoiceDetector
from sayso.core.speech import FRAME_SAMPLES, Samples
from sayso.core.state import State
from sayso.pipeline.detect.segmenter import Rules

RULES = Rules(hangover=4, pre_roll=1, post_roll=1)
SPEECH, SILENCE = 0.5, 0.0


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path / "history") as found:
        yield found


class Loud:
    """Takes loud for speech."""

    def probability(self, samples: Samples) -> float:
        return 0.9 if float(np.abs(samples).max()) > 0.01 else 0.0


@contextmanager
def loud() -> Iterator[VoiceDetector]:
    yield Loud()


def crashed(kept: Desk, what: Callable[[Journal], object]) -> str:
    """A run that dies after ``what``: its threads stop, its lock goes. Its id."""
    journal = kept.journal()
    what(journal)
    settle(journal)
    journal._recorder.close(ENOUGH)
    journal._live[-1] = True  # something has not ended
    journal.close(ENOUGH)
    assert journal.run in standing(kept.folder / "runs")
    return journal.run


def pattern(journal: Journal, number: int, frames: str) -> None:
    """A frame a character: ``#`` is speech."""
    for c in frames:
        samples = np.full(FRAME_SAMPLES, SPEECH if c == "#" else SILENCE, np.float32)
        journal.frame(number, samples)


def start(
    kept: Desk, detector: Callable[[], AbstractContextManager[VoiceDetector]] = loud
) -> Journal:
    journal = kept.journal()
    recover(journal, detector, RULES)
    return journal


def spans(kept: Desk) -> list[tuple[int, int, State, int, int]]:
    """Frames, of which the clips are."""
    return [
        (
            item.key.number,
            item.number,
            item.state,
            item.clip.start // FRAME_SAMPLES,
            item.clip.samples // FRAME_SAMPLES,
        )
        for item in kept.items()
        if item.clip is not None
    ]


def two_utterances(journal: Journal) -> None:
    journal.begin(1, None)
    pattern(journal, 1, "....####........#####..")


TWO = [(1, 0, State.HEARD, 3, 6), (1, 1, State.HEARD, 15, 7)]


def test_a_dictation_of_which_nothing_was_heard_yet(kept: Desk) -> None:
    crashed(kept, two_utterances)
    journal = start(kept)
    assert spans(kept) == TWO
    assert standing(kept.folder / "runs") == {journal.run}
    assert [item.number for item in journal.ask(lambda history: history.undelivered())] == [0, 1]


def test_what_follows_the_last_utterance(kept: Desk) -> None:
    def talk(journal: Journal) -> None:
        talk = Talk(journal, 1)
        talk.inserted()
        pattern(journal, 1, "....######")

    crashed(kept, talk)
    start(kept)
    first, second = kept.items()
    assert (first.state, second.state) == (State.INSERTED, State.HEARD)
    assert second.clip is not None
    assert second.clip.start == 8000 + 3 * FRAME_SAMPLES
    assert (read(second.clip)[FRAME_SAMPLES:] == SPEECH).all()


def test_it_gives_the_same_twice(kept: Desk) -> None:
    crashed(kept, two_utterances)
    journal = start(kept)
    recover(journal, loud, RULES)
    journal.close(ENOUGH)
    start(kept)
    assert spans(kept) == TWO


def test_a_run_whose_lock_file_is_gone(kept: Desk) -> None:
    run = crashed(kept, two_utterances)
    (kept.folder / "runs" / f"{run}.lock").unlink()
    start(kept)
    assert spans(kept) == TWO


def test_silence_is_not_kept(kept: Desk) -> None:
    def silent(journal: Journal) -> None:
        journal.begin(1, None)
        pattern(journal, 1, "." * 40)

    crashed(kept, silent)
    assert len(kept.recordings()) == 1
    start(kept)
    assert kept.items() == []
    assert kept.recordings() == []


@pytest.mark.parametrize("step", range(8))
def test_a_crash_in_its_middle_changes_nothing_of_what_comes_of_it(kept: Desk, step: int) -> None:
    """At each question that it puts to the history, before and after."""

    def three(journal: Journal) -> None:
        two_utterances(journal)
        journal.begin(2, None)
        pattern(journal, 2, "######")

    crashed(kept, three)
    orphan = kept.folder / "recordings" / recording_name(DictationKey("a" * 32, 3), START)
    recording = Recording(orphan)
    recording.write(np.full(6 * FRAME_SAMPLES, SPEECH, np.float32))
    recording.close()

    class Dies(Exception):
        pass

    asked = 0

    class Dying(Journal):
        def ask(self, work: Any, seconds: float | None = None) -> Any:
            nonlocal asked
            asked += 1
            if asked == 1 + step // 2 and step % 2 == 0:
                raise Dies
            answer = super().ask(work, seconds)
            if asked == 1 + step // 2:
                raise Dies
            return answer

    dying = Dying(
        kept.folder,
        publish=kept.events.append,
        clock=lambda: 0.0,
        now=lambda: START,
        retention=Retention(),
    )
    kept.journals.append(dying)
    dying.start()
    with pytest.raises(Dies):
        recover(dying, loud, RULES)
    dying.close(ENOUGH)
    start(kept)
    assert spans(kept) == [*TWO, (2, 0, State.HEARD, 0, 6), (3, 0, State.HEARD, 0, 6)]


def test_what_another_app_dictates_now_is_left_alone(kept: Desk) -> None:
    other = kept.journal()
    two_utterances(other)
    until(lambda: bool(kept.recordings()) and length(kept.recordings()[0]) > 10 * FRAME_SAMPLES)
    start(kept)
    assert kept.items() == []
    talk = Talk(other, 2)
    talk.heard()
    talk.end()
    other.end(1)
    other.close(ENOUGH)
    assert kept.states() == [State.HEARD]


def test_two_apps_start_after_the_same_crash(kept: Desk) -> None:
    crashed(kept, two_utterances)
    journals = [kept.journal(), kept.journal()]
    threads = [threading.Thread(target=recover, args=(each, loud, RULES)) for each in journals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert spans(kept) == TWO


def test_the_database_is_lost_and_the_audio_is_not(kept: Desk) -> None:
    crashed(kept, two_utterances)
    for path in kept.folder.glob("history.db*"):
        path.unlink()
    start(kept)
    assert spans(kept) == TWO


def test_audio_that_cannot_be_read_is_left_for_later(kept: Desk) -> None:
    crashed(kept, two_utterances)
    [path] = kept.recordings()
    whole = path.read_bytes()
    path.write_bytes(b"RIFF, and no recording of ours" * 10)
    journal = start(kept)
    assert kept.items() == []
    assert kept.recordings() == [path]
    journal.close(ENOUGH)
    path.write_bytes(whole)
    start(kept)
    assert spans(kept) == TWO


def test_audio_that_is_gone_keeps_nothing_else_from_being_found(kept: Desk) -> None:
    def both(journal: Journal) -> None:
        two_utterances(journal)
        journal.begin(2, None)
        pattern(journal, 2, "######")

    crashed(kept, both)
    kept.recordings()[0].unlink()
    start(kept)
    assert spans(kept) == [(2, 0, State.HEARD, 0, 6)]


def test_an_empty_file_is_no_dictation(kept: Desk) -> None:
    crashed(kept, two_utterances)
    kept.recordings()[0].write_bytes(b"")
    start(kept)
    assert kept.items() == []
    assert kept.recordings() == []


def test_where_it_cannot_be_written_the_next_start_does_it(
    kept: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = crashed(kept, two_utterances)
    journal = kept.journal()

    def full(history: object, it: object, spans: object) -> None:
        raise HistoryError("The disk is full.")

    monkeypatch.setattr(recovery, "adopt", full)
    with pytest.raises(HistoryError, match="full"):
        recover(journal, loud, RULES)
    monkeypatch.undo()
    assert run in standing(kept.folder / "runs")
    recover(journal, loud, RULES)
    assert spans(kept) == TWO


def test_a_detector_that_fails_loses_nothing(kept: Desk) -> None:
    crashed(kept, two_utterances)

    @contextmanager
    def broken() -> Iterator[VoiceDetector]:
        raise ZeroDivisionError
        yield

    with pytest.raises(ZeroDivisionError):
        start(kept, broken)
    start(kept)
    assert spans(kept) == TWO


def test_a_long_recording_is_cut_where_dictation_would_cut_it(kept: Desk) -> None:
    def long(journal: Journal) -> None:
        journal.begin(1, None)
        pattern(journal, 1, "#" * 100)

    crashed(kept, long)
    journal = kept.journal()
    recover(journal, loud, Rules(hangover=4, pre_roll=1, post_roll=1, longest=30))
    items = kept.items()
    assert len(items) > 3
    assert all(item.audio_seconds <= 30 * 0.032 for item in items)
    clips = [item.clip for item in items if item.clip is not None]
    assert clips[0].start == 0
    for one, other in itertools.pairwise(clips):
        assert one.start + one.samples == other.start
    assert clips[-1].start + clips[-1].samples == 100 * FRAME_SAMPLES


def test_it_stops_where_the_app_ends(kept: Desk) -> None:
    """Voice detection has gone by then, and what stands in for it takes silence for speech."""
    crashed(kept, two_utterances)
    ending = kept.journal()
    with pytest.raises(HistoryError, match="next start"):
        recover(ending, loud, RULES, lambda: False)
    ending.close(ENOUGH)
    before = kept.items()
    journal = kept.journal()
    assert recover(journal, loud, RULES).crashed
    settle(journal)
    assert len(kept.items()) > len(before)
