"""What earlier runs did not deliver is offered: to be recognised, copied, discarded, and once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from journal_stage import ENOUGH, Desk, Talk, desk, ids, settle, transcript

from sayso.archive.journal import Journal
from sayso.archive.runs import standing
from sayso.control import offers as offers_module
from sayso.control.offers import Offers
from sayso.core.errors import HistoryError, InsertionError, RecognitionError
from sayso.core.events import Offered
from sayso.core.ports import VoiceDetector
from sayso.core.speech import Samples, Transcript
from sayso.core.state import State
from sayso.pipeline.detect.segmenter import Rules
from sayso.pipeline.detect.silero import EverythingIsSpeech

NOTHING = Offered(0)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path / "history") as found:
        yield found


@contextmanager
def lent() -> Iterator[VoiceDetector]:
    yield EverythingIsSpeech()


class Person:
    """The next start, and what it offers. answers: of the engine, in order."""

    def __init__(self, kept: Desk, *answers: str | Exception, **otherwise: Any) -> None:
        self.kept = kept
        self.journal = kept.journal(**otherwise)
        self.answers = list(answers)
        self.heard: list[Samples] = []
        self.before_answer: Callable[[], None] = lambda: None
        self.clipboard: list[str] = []
        self.cannot_copy: InsertionError | None = None
        self.offers = Offers(
            self.journal,
            detector=lent,
            rules=Rules(),
            submit=self._submit,
            copy=self._copy,
            publish=kept.events.append,
        )
        self.offers.look()

    def _submit(self, samples: Samples) -> Future[Transcript]:
        self.heard.append(samples)
        self.before_answer()
        future: Future[Transcript] = Future()
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(transcript(answer))
        return future

    def _copy(self, text: str) -> None:
        if self.cannot_copy:
            raise self.cannot_copy
        self.clipboard.append(text)

    def told(self) -> list[Offered]:
        return [event for event in self.kept.events if isinstance(event, Offered)]

    def quit(self) -> None:
        self.offers.close()
        self.journal.close(ENOUGH)


def earlier(kept: Desk, what: Callable[[Journal], object]) -> None:
    """A run that ended in order, with ``what`` said in it."""
    journal = kept.journal()
    what(journal)
    journal.close(ENOUGH)
    assert journal.run not in standing(kept.folder / "runs")


def all_sorts(journal: Journal) -> None:
    one = Talk(journal, 1)
    one.inserted("Delivered.")
    one.recognized("It waits,")
    doubtful = one.recognized("is on its way.")
    journal.inserting(ids(doubtful))
    one.end()
    two = Talk(journal, 2)
    two.recognized("")
    two.heard(1.0)
    two.end()
    three = Talk(journal, 3)
    refused = three.recognized("Secret?")
    journal.mark(ids(refused), State.REFUSED, "A password field.")
    three.end()


ALL_SORTS = Offered(4, 2.5, unrecognised=1, text="It waits, is on its way.\nSecret?", doubtful=1)


def test_what_was_not_delivered_is_offered(kept: Desk) -> None:
    earlier(kept, all_sorts)
    person = Person(kept)
    assert person.told() == [ALL_SORTS]


def test_what_only_audio_is_left_of_may_have_been_delivered(kept: Desk) -> None:
    earlier(kept, all_sorts)
    for file in kept.folder.glob("history.db*"):
        file.unlink()
    [told] = Person(kept).told()
    assert told.doubtful == told.utterances > 0


def test_a_crashed_run_that_cannot_be_seen_to_hides_nothing(
    kept: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise PermissionError("runs")

    earlier(kept, all_sorts)
    monkeypatch.setattr(offers_module, "recover", broken)
    assert Person(kept).told() == [ALL_SORTS]


def test_nothing_is_told_where_all_was_delivered(kept: Desk) -> None:
    def said(journal: Journal) -> None:
        talk = Talk(journal)
        talk.inserted()
        talk.end()

    earlier(kept, said)
    assert Person(kept).told() == []


def test_looking_makes_no_folder(kept: Desk) -> None:
    person = Person(kept, leave_no_trace=True)
    person.offers.discard()
    with pytest.raises(HistoryError, match="Nothing is offered"):
        person.offers.copy()
    person.offers.recognize()
    person.quit()
    assert not kept.folder.exists()
    assert person.told() == []


def test_what_this_run_says_is_not_offered_by_it(kept: Desk) -> None:
    earlier(kept, all_sorts)
    person = Person(kept)
    all_sorts(person.journal)
    settle(person.journal)
    person.offers.look()
    assert person.told() == [ALL_SORTS, ALL_SORTS]


def test_what_an_app_that_runs_has_not_delivered_yet_is_left_to_it(kept: Desk) -> None:
    other = kept.journal()
    all_sorts(other)
    settle(other)
    assert Person(kept).told() == []


def test_what_another_app_delivers_while_we_look_is_not_offered(
    kept: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = kept.journal()
    talk = Talk(other)
    utterance = talk.recognized()
    other.inserting(ids(utterance))
    talk.end()
    settle(other)
    real = offers_module.standing

    def late(folder: Path) -> frozenset[str]:
        found = real(folder)
        other.close(ENOUGH)
        return found

    monkeypatch.setattr(offers_module, "standing", late)
    assert Person(kept).told() == []


def test_it_is_offered_once(kept: Desk) -> None:
    earlier(kept, all_sorts)
    first = Person(kept)
    assert len(first.told()) == 1
    first.quit()
    kept.events.clear()
    assert Person(kept).told() == []
    assert [item.offered for item in kept.items()] == [False, True, True, False, True, True]


def test_it_is_offered_again_where_the_app_crashed_before_its_end(kept: Desk) -> None:
    earlier(kept, all_sorts)
    first = Person(kept)
    first.journal.close(ENOUGH)  # and `Offers.close` never came
    kept.events.clear()
    assert Person(kept).told() == [ALL_SORTS]


def test_what_has_no_text_is_recognised(kept: Desk) -> None:
    earlier(kept, all_sorts)
    person = Person(kept, "  now \n known ")
    person.offers.recognize()
    text = "It waits, is on its way.\nnow known\nSecret?"
    assert person.told() == [
        ALL_SORTS,
        Offered(4, 2.5, 1, recognising=True, text=ALL_SORTS.text, doubtful=1),
        Offered(4, 2.5, 0, recognising=True, text=text, doubtful=1),
        Offered(4, 2.5, 0, text=text, doubtful=1),
    ]
    assert [len(samples) for samples in person.heard] == [16000]
    item = kept.items()[4]
    assert (item.state, item.raw_text, item.text) == (
        State.RECOGNISED,
        "  now \n known ",
        "now known",
    )
    person.offers.recognize()
    assert len(person.heard) == 1, "nothing is left to be recognised"


def test_where_no_words_were_in_it_nothing_is_offered(kept: Desk) -> None:
    earlier(kept, said_only)
    person = Person(kept, "")
    person.offers.recognize()
    assert person.told()[-1] == NOTHING
    assert kept.states() == [State.EMPTY]


def said_only(journal: Journal) -> None:
    talk = Talk(journal)
    talk.heard()
    talk.end()


def test_one_that_fails_keeps_no_other_from_being_recognised(kept: Desk) -> None:
    def said(journal: Journal) -> None:
        talk = Talk(journal)
        for _ in range(3):
            talk.heard()
        talk.end()

    earlier(kept, said)
    person = Person(kept, "one", RecognitionError("It failed."), "three")
    with pytest.raises(RecognitionError, match="It failed"):
        person.offers.recognize()
    last = person.told()[-1]
    assert (last.utterances, last.unrecognised, last.text, last.recognising) == (
        3,
        1,
        "one three",
        False,
    )
    person.answers = ["two"]
    person.offers.recognize()
    assert person.told()[-1].text == "one two three"


@pytest.mark.parametrize("before_start", [True, False])
def test_audio_that_is_gone_is_said(kept: Desk, before_start: bool) -> None:
    earlier(kept, said_only)
    [path] = kept.recordings()
    if before_start:
        path.unlink()
    person = Person(kept)
    path.unlink(missing_ok=True)
    with pytest.raises(HistoryError, match="not there any more"):
        person.offers.recognize()
    assert person.told()[-1] == Offered(1, 0.5, unrecognised=1)


def test_all_that_has_a_text_is_copied_and_offered_no_more(kept: Desk) -> None:
    earlier(kept, all_sorts)
    person = Person(kept, "late")
    person.offers.copy()
    assert person.clipboard == [ALL_SORTS.text]
    assert person.told()[-1] == Offered(1, 1.0, unrecognised=1)
    person.offers.recognize()
    person.offers.copy()
    assert person.clipboard[-1] == "late"
    assert person.told()[-1] == NOTHING
    with pytest.raises(HistoryError, match="Nothing is offered"):
        person.offers.copy()
    assert kept.states() == [
        State.INSERTED,
        State.COPIED,
        State.COPIED,
        State.EMPTY,
        State.COPIED,
        State.COPIED,
    ]


def test_what_cannot_be_copied_stays_offered(kept: Desk) -> None:
    earlier(kept, all_sorts)
    person = Person(kept)
    person.cannot_copy = InsertionError("There is no clipboard.")
    with pytest.raises(InsertionError):
        person.offers.copy()
    assert person.told() == [ALL_SORTS]
    assert State.COPIED not in kept.states()


def test_what_is_discarded_is_offered_no_more_and_stays_in_the_history(kept: Desk) -> None:
    earlier(kept, all_sorts)
    person = Person(kept)
    person.offers.discard()
    assert person.told() == [ALL_SORTS, NOTHING]
    assert kept.states() == [
        State.INSERTED,
        State.CANCELLED,
        State.CANCELLED,
        State.EMPTY,
        State.CANCELLED,
        State.CANCELLED,
    ]
    person.quit()
    kept.events.clear()
    assert Person(kept).told() == []


def test_what_is_discarded_while_it_is_recognised_stays_discarded(kept: Desk) -> None:
    earlier(kept, said_only)
    person = Person(kept, "too late")
    person.before_answer = person.offers.discard
    person.offers.recognize()
    assert person.told()[-1] == NOTHING
    [item] = kept.items()
    assert (item.state, item.text) == (State.CANCELLED, None)


def test_it_is_recognised_once_at_a_time(kept: Desk) -> None:
    earlier(kept, said_only)
    person = Person(kept, "once")
    person.before_answer = person.offers.recognize
    person.offers.recognize()
    assert len(person.heard) == 1


def test_what_the_person_deleted_meanwhile_is_offered_no_more(kept: Desk) -> None:
    earlier(kept, all_sorts)
    person = Person(kept)
    with_text = [item.id for item in kept.items() if item.text]
    person.journal.ask(lambda history: history.delete(with_text))
    with pytest.raises(HistoryError, match="Nothing is offered"):
        person.offers.copy()
    assert person.clipboard == []
    assert person.told()[-1] == Offered(1, 1.0, unrecognised=1)


def test_what_was_delivered_elsewhere_meanwhile_is_offered_no_more(kept: Desk) -> None:
    """As by `sayso history copy`."""
    earlier(kept, all_sorts)
    person = Person(kept)
    items = [item for item in kept.items() if item.text == "Secret?"]
    person.journal.ask(lambda h: h.mark(items[0].key, (items[0].number,), State.COPIED))
    person.offers.copy()
    assert person.clipboard == ["It waits, is on its way."]


def test_a_history_that_cannot_be_read_offers_nothing(
    kept: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    earlier(kept, all_sorts)

    def broken(*args: Any, **otherwise: Any) -> Any:
        raise HistoryError("The disk is full.")

    person = Person(kept, open_history=broken)
    assert person.told() == []
    assert "cannot be looked for" in caplog.text


def test_the_end_does_not_wait_for_a_disk_that_hangs(
    kept: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(offers_module, "CLOSE_SECONDS", 0.05)
    earlier(kept, all_sorts)
    person = Person(kept)
    goes_on = threading.Event()
    asking = threading.Thread(
        target=person.journal.ask, args=(lambda history: goes_on.wait(ENOUGH),)
    )
    asking.start()
    person.offers.close()
    goes_on.set()
    asking.join()
    assert "will be offered again" in caplog.text


def test_one_unreadable_recording_hides_nothing_else(kept: Desk) -> None:
    journal = kept.journal()
    talk = Talk(journal, 1)
    talk.recognized("Read me.")
    talk.end()
    Talk(journal, 2).speak()
    settle(journal)
    journal._recorder.close(ENOUGH)
    journal.close(ENOUGH)
    assert journal.run in standing(kept.folder / "runs")
    kept.recordings()[1].write_bytes(b"RIFF, and no recording of ours" * 10)
    assert [event.text for event in Person(kept).told()] == ["Read me."]
