"""The history for a window: a real database, and a recognizer that hears what it is told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from fake_past import NOW, SaidBefore, ToldRecognizer, make_past

from sayso.archive.items import DictationKey, Query
from sayso.control.again import RECOGNISING, keys_for
from sayso.control.past import Past
from sayso.core.errors import (
    DeviceFailed,
    HistoryBusy,
    HistoryError,
    ModelError,
    RecognitionCancelled,
    RecognitionError,
)
from sayso.core.events import Event, LoadProgress, Notice
from sayso.core.ports import RecognizeOptions
from sayso.core.state import State
from sayso.models.choosing import STARTER, Plan
from sayso.residency.model import ModelKey
from sayso.settings.schema import Recognition

SECRET = "Xylophonq"


@dataclass
class Stage:
    folder: Path
    told: ToldRecognizer = field(default_factory=ToldRecognizer)
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.past = make_past(self.folder, self.events.append, recognizer=self.told)
        self._said: SaidBefore | None = None

    @property
    def said(self) -> SaidBefore:
        if self._said is None:
            self._said = SaidBefore(self.folder)
        return self._said

    def close(self) -> None:
        self.past.close()
        if self._said is not None:
            self._said.close()

    def bytes_on_disk(self) -> bytes:
        files = [one for one in self.folder.rglob("*") if one.is_file()]
        return b"".join(one.read_bytes() for one in files if not one.name.endswith("-shm"))


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path / "history")
    yield made
    made.close()


@pytest.fixture
def past(stage: Stage) -> Past:
    return stage.past


def texts(past: Past, query: Query = Query()) -> list[str]:  # noqa: B008 - frozen
    return [one.text for one in past.found(query).page.dictations]


def quiet(progress: LoadProgress) -> None:
    pass


def test_before_anything_was_said_nothing_is_made(stage: Stage, past: Past) -> None:
    found = past.found(Query())
    assert (found.dictations, found.page.dictations) == (0, ())
    assert past.applications() == ()
    assert past.days(NOW.date()) == ()
    assert past.clear() == 0
    assert past.details(DictationKey("0" * 32, 1)) is None
    with pytest.raises(HistoryError, match="no audio"):
        past.audio(DictationKey("0" * 32, 1))
    assert not stage.folder.exists()


def test_what_is_said_meanwhile_is_seen(stage: Stage, past: Past) -> None:
    stage.said.dictate("One.")
    assert texts(past) == ["One."]
    stage.said.dictate("Two.")
    assert texts(past) == ["Two.", "One."]
    assert past.retention.audio_days == 7.0


def test_its_audio(stage: Stage, past: Past) -> None:
    key = stage.said.dictate("One", "two", audio=True, seconds=0.5)
    silent = stage.said.dictate("Three")
    samples = past.audio(key)
    assert samples.shape == (16_000,)
    assert 0.2 < abs(samples).max() < 0.4
    with pytest.raises(HistoryError, match="no audio"):
        past.audio(silent)


def test_a_correction(stage: Stage, past: Past) -> None:
    key = stage.said.dictate("Send it to", "Mr Meyer.")
    found = past.edit(key, "Send it to Mr Maier.")
    assert found is not None
    assert [item.text for item in found.utterances] == ["Send it to", "Mr Maier."]
    details = past.details(key)
    assert details is not None
    assert [len(each) for each in details.earlier.values()] == [0, 1]
    assert past.edit(DictationKey("0" * 32, 7), "x") is None


def test_what_is_put_aside_is_out_of_sight_and_can_be_had_back(stage: Stage, past: Past) -> None:
    keys = [stage.said.dictate(f"Number {number}.") for number in range(4)]
    assert past.put_aside(keys[:2]) == 2
    assert past.put_aside(keys[1:3]) == 3
    assert texts(past) == ["Number 3."]
    assert past.found(Query(words="number")).dictations == 1
    assert set(past.bring_back()) == set(keys[:3])
    assert len(texts(past)) == 4
    assert past.delete_now() == 0


@pytest.mark.parametrize("how", ["delete_now", "close"])
def test_of_what_was_deleted_no_byte_is_left(stage: Stage, past: Past, how: str) -> None:
    stage.said.dictate("before", audio=True)
    key = stage.said.dictate(f"a {SECRET} b", audio=True)
    stage.said.dictate("after")
    past.edit(key, f"another {SECRET}")
    (recording,) = list(stage.folder.rglob("*-2.flac"))
    past.put_aside([key])
    assert SECRET.lower().encode() in stage.bytes_on_disk().lower()
    getattr(past, how)()
    data = stage.bytes_on_disk().lower()
    grams = [SECRET.lower()[n : n + 3] for n in range(len(SECRET) - 2)]
    assert [gram for gram in grams if gram.encode() in data and gram not in "another"] == []
    assert not recording.exists()
    assert [one.text for one in stage.said.history.page(Query()).dictations] == ["after", "before"]


def test_where_it_cannot_be_deleted_it_is_in_sight_again(
    stage: Stage, past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = stage.said.dictate("One.")
    assert texts(past) == ["One."]

    def busy(ids: object) -> int:
        raise HistoryBusy("Another program holds it; try again.")

    monkeypatch.setattr(past._history, "delete", busy)
    past.put_aside([key])
    with pytest.raises(HistoryBusy):
        past.delete_now()
    assert texts(past) == ["One."]


def test_what_is_being_deleted_cannot_be_had_back(
    stage: Stage, past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [stage.said.dictate("One."), stage.said.dictate("Two.")]
    assert len(texts(past)) == 2
    assert past._history is not None
    delete = past._history.delete

    def meanwhile(ids: Sequence[int]) -> int:
        assert past.bring_back() == ()
        assert past.put_aside(keys[1:]) == 1
        assert texts(past) == [], "nor is it seen"
        return delete(ids)

    monkeypatch.setattr(past._history, "delete", meanwhile)
    past.put_aside(keys[:1])
    assert past.delete_now() == 1
    assert past.bring_back() == (keys[1],)
    assert texts(past) == ["Two."]


def test_everything_is_deleted(stage: Stage, past: Past) -> None:
    stage.said.dictate("One", "two")
    past.put_aside([stage.said.dictate("Three")])
    assert past.clear() == 3
    assert past.bring_back() == ()
    assert past.found(Query()).dictations == 0


def test_after_closing_it_says_so(stage: Stage, past: Past) -> None:
    stage.said.dictate("One.")
    past.close()
    past.close()
    with pytest.raises(HistoryError, match="ending"):
        past.found(Query())


def test_a_damaged_history_is_mended_and_told(stage: Stage, past: Past) -> None:
    for number in range(300):
        stage.said.dictate(f"Number {number}. " + "word " * 50)
    stage.close()
    file = stage.folder / "history.db"
    data = bytearray(file.read_bytes())
    assert len(data) > 200_000
    for at in range(60_000, 120_000, 4096):
        data[at : at + 600] = b"\xff" * 600
    file.write_bytes(bytes(data))
    mended = make_past(stage.folder, stage.events.append)
    found = mended.found(Query())
    mended.close()
    assert 0 < found.dictations < 300
    assert any(isinstance(event, Notice) for event in stage.events)


def test_export_by_query_and_by_hand(stage: Stage, past: Past, tmp_path: Path) -> None:
    one = stage.said.dictate("One", "more.", ago=timedelta(hours=2))
    stage.said.dictate("Two.", ago=timedelta(hours=1))
    past.put_aside([stage.said.dictate("Three.")])
    file = tmp_path / "out.txt"
    assert past.export(file, "txt", Query()) == 2
    assert [line[18:] for line in file.read_text().splitlines()] == ["One more.", "Two."]
    assert file.stat().st_mode & 0o777 == 0o600
    assert past.export(file.with_suffix(".json"), "json", [one]) == 1
    items = json.loads(file.with_suffix(".json").read_text())["items"]
    assert [item["text"] for item in items] == ["One", "more."]
    past.export(file.with_suffix(".csv"), "csv", Query(words="two"))
    assert file.with_suffix(".csv").read_text().startswith("\ufeffid,")
    with pytest.raises(HistoryError, match="choose another place"):
        past.export(tmp_path / "nowhere" / "x.txt", "txt", Query())
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "history", "out.csv", "out.json", "out.txt",
    ]  # fmt: skip


# Recognising again


def test_recognised_again(stage: Stage, past: Past) -> None:
    key = stage.said.dictate("Pleas sand", "it off.", audio=True, seconds=0.5)
    steps: list[LoadProgress] = []
    assert past.recognize_again([key], "small", "de", steps.append) == 2
    found = past.dictation(key)
    assert found is not None
    assert [item.text for item in found.utterances] == ["please send the report"] * 2
    assert found.first.model == "small"
    assert found.state is State.INSERTED, "where the first text stands is another matter"
    assert [step.step for step in steps] == ["Loading the model", RECOGNISING, RECOGNISING]
    assert (steps[-1].done, steps[-1].total) == (1, 2)
    assert stage.told.options[0] == RecognizeOptions("de", Recognition().beam_size)
    assert [key.model for key in stage.told.keys] == ["small"]
    assert stage.told.closed == 1


def test_failed_words_are_found_at_last(stage: Stage, past: Past) -> None:
    key = stage.said.dictate(None, state=State.FAILED, audio=True, reason="It hung.")
    past.recognize_again([key], "small", "auto", quiet)
    found = past.dictation(key)
    assert found is not None
    assert (found.state, found.told.reason) == (State.RECOGNISED, "")
    assert stage.told.options[0].language is None


def test_without_audio_no_model_is_loaded(stage: Stage, past: Past) -> None:
    key = stage.said.dictate("One")
    with pytest.raises(HistoryError, match="no audio"):
        past.recognize_again([key], "small", "auto", quiet)
    assert stage.told.keys == []


def test_it_can_be_stopped(stage: Stage, past: Past) -> None:
    key = stage.said.dictate("One", "two", audio=True)
    stage.told.gate.clear()
    raised: list[Exception] = []

    def work() -> None:
        try:
            past.recognize_again([key], "small", "auto", quiet)
        except RecognitionError as error:
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert stage.told.waiting.wait(10)
    assert texts(past) == ["One two"], "the history can be looked at meanwhile"
    with pytest.raises(RecognitionError, match="already"):
        past.recognize_again([key], "small", "auto", quiet)
    past.stop_recognizing()
    thread.join(10)
    assert [type(error) for error in raised] == [RecognitionCancelled]
    assert stage.told.closed == 1
    assert texts(past) == ["One two"]
    assert past.recognize_again([key], "small", "auto", quiet) == 2, "and again"


def test_after_the_end_nothing_is_recognised(stage: Stage, past: Past) -> None:
    key = stage.said.dictate("One.", audio=True)
    (item,) = stage.said.history.items(Query(dictation=key))
    past.close()
    with pytest.raises(RecognitionCancelled):
        past._again.recognize([item], "small", "en", quiet, lambda *_: None)
    assert stage.told.keys == []


def test_what_fails_does_not_keep_the_rest_from_being_done(stage: Stage, past: Past) -> None:
    keys = [stage.said.dictate(f"Number {number}", audio=True) for number in range(2)]
    stage.told.error = RecognitionError("The engine failed; try another model.")
    with pytest.raises(RecognitionError, match="another model"):
        past.recognize_again(keys, "small", "auto", quiet)
    assert len(stage.told.options) == 2
    stage.told.error = DeviceFailed("The card failed; use the processor.")
    with pytest.raises(DeviceFailed):
        past.recognize_again(keys, "small", "auto", quiet)
    assert len(stage.told.options) == 3, "that concerns all of them"


def test_which_models_a_choice_means() -> None:
    folder = Path("/models/small")
    card = ModelKey("whisper", "small", folder, device="cuda")
    cpu = ModelKey("whisper", "small", folder, device="cpu")
    asked: list[Recognition] = []

    def plan(wanted: Recognition) -> Plan:
        asked.append(wanted)
        return Plan((card,), (cpu, STARTER))

    assert list(keys_for("small", Recognition(language="de"), plan)) == [card, cpu]
    assert (asked[0].engine, asked[0].model, asked[0].language) == ("whisper", "small", "de")
    with pytest.raises(ModelError, match="tiny is not on this machine"):
        keys_for("tiny", Recognition(), lambda wanted: Plan((), (), missing="tiny"))
    with pytest.raises(ModelError, match="broken"):
        keys_for("x", Recognition(), lambda wanted: Plan((), fault=ModelError("It is broken.")))
