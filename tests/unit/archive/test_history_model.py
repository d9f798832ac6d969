"""Whatever is done in whatever order, the history holds what a plain dict would."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from history_stage import START, Stage, key, transcript
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sayso.archive.database import salvage
from sayso.archive.database.retention import as_of
from sayso.archive.history import History
from sayso.archive.items import DictationKey, Query, Retention
from sayso.core.state import UNDELIVERED, State, may_become

KEYS = st.integers(0, 3)
NUMBERS = st.integers(0, 2)
TEXTS = st.sampled_from(["", "one", "two words", 'Über "drei"', "100%"])


@dataclass
class Known:
    id: int
    state: State = State.HEARD
    text: str | None = None
    offered: bool = False
    kept_at: float = 0.0


class Model(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.stage = Stage(Path(self.folder.name) / "history")
        self.history: History = self.stage.open()
        self.known: dict[int, dict[int, Known]] = {}
        self.ended: set[int] = set()
        self.last_id = 0
        self.seen: float | None = None

    def teardown(self) -> None:
        self.stage.close()
        assert salvage.is_sound(self.stage.database)
        self.folder.cleanup()

    def one(self, dictation: int, number: int) -> Known | None:
        return self.known.get(dictation, {}).get(number)

    def forgotten(self, gone: set[int]) -> None:
        for dictation, of in list(self.known.items()):
            left = {number: one for number, one in of.items() if one.id not in gone}
            if of and not left:
                self.dropped(dictation)
            else:
                self.known[dictation] = left

    def dropped(self, dictation: int) -> None:
        self.known.pop(dictation, None)
        self.ended.discard(dictation)

    def deletable(self) -> set[int]:
        return {
            one.id for dictation, of in self.known.items() if dictation in self.ended
            for one in of.values()
        }  # fmt: skip

    @rule(dictation=KEYS)
    def begin(self, dictation: int) -> None:
        self.history.begin(key(dictation), self.stage.now, "kate", None)
        self.known.setdefault(dictation, {})

    @rule(dictation=KEYS, number=NUMBERS)
    def heard(self, dictation: int, number: int) -> None:
        found = self.history.heard(key(dictation), number, start=number * 10, samples=5)
        if dictation not in self.known:
            assert found == 0
        elif (one := self.one(dictation, number)) is not None:
            assert found == one.id
        else:
            assert found > self.last_id
            self.last_id = found
            newest = max(
                (one for of in self.known.values() for one in of.values()),
                key=lambda one: one.id, default=Known(0),
            )  # fmt: skip
            kept_at = max(self.stage.now.timestamp(), newest.kept_at)
            self.known[dictation][number] = Known(found, kept_at=kept_at)

    @rule(dictation=KEYS, number=NUMBERS, text=TEXTS)
    def recognized(self, dictation: int, number: int, text: str) -> None:
        self.history.recognized(key(dictation), number, transcript(f"raw {text}"), text)
        one = self.one(dictation, number)
        after = State.RECOGNISED if text else State.EMPTY
        if one is None or one.state is State.INSERTING:
            return
        if one.state is after or may_become(one.state, after):
            one.state, one.text = after, text

    @rule(dictation=KEYS, number=NUMBERS, text=TEXTS)
    def retried(self, dictation: int, number: int, text: str) -> None:
        one = self.one(dictation, number)
        if one is None:
            return
        after = State.RECOGNISED if text else State.EMPTY
        unread = one.state in (State.HEARD, State.EMPTY) or (
            one.state is State.FAILED and one.text is None
        )
        if unread and may_become(one.state, after):
            one.state = after
        one.text, one.offered = text, True
        assert self.history.retried(one.id, transcript(f"raw {text}"), text).text == text

    @rule(dictation=KEYS, numbers=st.lists(NUMBERS, max_size=3), state=st.sampled_from(State))
    def mark(self, dictation: int, numbers: list[int], state: State) -> None:
        self.history.mark(key(dictation), numbers, state)
        for number in numbers:
            one = self.one(dictation, number)
            if one is not None and may_become(one.state, state):
                one.state = state

    @rule(dictation=KEYS)
    def cancel(self, dictation: int) -> None:
        self.history.cancel(key(dictation))
        for one in self.known.get(dictation, {}).values():
            if one.state is State.HEARD:
                one.state = State.CANCELLED

    @rule(dictation=KEYS)
    def end(self, dictation: int) -> None:
        there = bool(self.known.get(dictation))
        assert self.history.end(key(dictation)) == there
        if there:
            self.ended.add(dictation)
        else:
            self.dropped(dictation)

    @rule(dictation=KEYS)
    def forget(self, dictation: int) -> None:
        self.history.forget(key(dictation))
        self.dropped(dictation)

    @rule(ids=st.lists(st.integers(1, 30), max_size=5))
    def delete(self, ids: list[int]) -> None:
        gone = set(ids) & self.deletable()
        assert self.history.delete(ids) == len(gone)
        self.forgotten(gone)

    @rule()
    def clear(self) -> None:
        with self.stage.alive():
            gone = self.deletable()
            assert self.history.clear() == len(gone)
        self.forgotten(gone)

    @rule()
    def clear_after_the_app_has_crashed(self) -> None:
        assert self.history.clear() == sum(len(of) for of in self.known.values())
        self.known.clear()
        self.ended.clear()

    @rule(ids=st.lists(st.integers(1, 30), max_size=5))
    def set_offered(self, ids: list[int]) -> None:
        self.history.set_offered(ids)
        for of in self.known.values():
            for one in of.values():
                one.offered = one.offered or one.id in ids

    @rule(days=st.sampled_from([0.0, 1.0, 3.0]))
    def purge(self, days: float) -> None:
        """There is no audio here, so a text's row goes with it, and one without a text also."""
        self.history.purge(Retention(text_days=days))
        now = as_of(self.stage.now.timestamp(), self.seen)
        self.seen = self.stage.now.timestamp()
        free = [
            one for dictation, of in self.known.items() if dictation in self.ended
            for one in of.values() if one.offered or one.state not in UNDELIVERED
        ]  # fmt: skip
        old = [
            one for one in free
            if one.text is not None and now - one.kept_at >= days * 86_400
        ]  # fmt: skip
        for one in old:
            one.text = None
        if old:
            self.forgotten({one.id for one in free if one.text is None})

    @rule(hours=st.integers(-30, 60))
    def time_passes(self, hours: int) -> None:
        self.stage.now = max(self.stage.now + timedelta(hours=hours), START)

    @rule()
    def opened_anew(self) -> None:
        self.history.close()
        self.history = self.stage.open()

    @rule(dictation=KEYS, number=NUMBERS)
    def undone(self, dictation: int, number: int) -> None:
        try:
            with self.history.writing():
                self.history.recognized(key(dictation), number, transcript("no"), "no")
                self.history.mark(key(dictation), [number], State.CANCELLED)
                self.history.forget(key(dictation))
                raise KeyError
        except KeyError:
            pass

    @invariant()
    def it_is_as_known(self) -> None:
        there = {
            (DictationKey(*key(dictation)), number): (one.id, one.state, one.text, one.offered)
            for dictation, of in self.known.items()
            for number, one in of.items()
        }
        items = self.history.items()
        assert {
            (item.key, item.number): (item.id, item.state, item.text, item.offered)
            for item in items
        } == there
        assert [item.id for item in items] == sorted((item.id for item in items), reverse=True)

    @invariant()
    def it_is_offered_and_found(self) -> None:
        items = self.history.items()
        ended = {key(dictation) for dictation in self.ended}
        assert {item.id for item in self.history.undelivered()} == {
            item.id for item in items
            if item.state in UNDELIVERED and not item.offered and item.key in ended
        }  # fmt: skip
        for words in ("two words", "über", "0%"):
            assert {item.id for item in self.history.items(Query(words=words))} == {
                item.id for item in items
                if all(word in (item.text or "").lower() for word in words.split())
            }  # fmt: skip
        unended = [number for (_, number), _, _, _ in self.history.unended(key(0).run)]
        assert set(unended) == set(self.known) - self.ended


TestModel = Model.TestCase
TestModel.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
