"""Whatever happens between a dictation and its window: no text is lost, doubled or misplaced.

Delivery, Scribe and Placing run as they are, over windows that are not real. The inserter's thread
is the one exception: its turns are taken within the call that woke it, so that what happens while
a window takes a text, or the journal writes, is decided by the test and not by the scheduler.

The app may crash between any two changes that the journal writes: what the next start would find is
looked at before and after each of them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from unittest.mock import patch

from fake_journal import FakeJournal
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from sayso.core.errors import FocusMoved, InsertionError, Refused, WayUnavailable
from sayso.core.events import Event, Notice, TextInserted, TextTakenBack, TextWaits
from sayso.core.ports import Field, Insertion
from sayso.core.speech import UtteranceId
from sayso.core.state import UNDELIVERED, State
from sayso.core.target import Target
from sayso.pipeline.type_out import delivery as module
from sayso.pipeline.type_out.applications import parse
from sayso.pipeline.type_out.method import Method
from sayso.pipeline.type_out.placing import Desktop, Placing
from sayso.settings.schema import Typing

EDITOR, BROWSER = Target("1", "editor", 101), Target("2", "browser", 102)
COPIER, VAULT = Target("3", "copier", 103), Target("4", "vault", 104)
OURS = Target("9", "sayso", os.getpid())
WINDOWS = (EDITOR, BROWSER, COPIER, VAULT)
TYPING_FOR = "copier=copy, vault=never"

PLACES = st.sampled_from([EDITOR, EDITOR, BROWSER, BROWSER, COPIER, VAULT, OURS, None])
OUTCOMES = (
    "ok", "unseen", "nothing", "perhaps there", "perhaps not", "moved", "refused", "unavailable",
    "fault",
)  # fmt: skip
MEANWHILE = (
    "nothing", "nothing", "put", "discard", "hold", "release", "focus", "shut", "person", "close",
)  # fmt: skip

_TOKEN = re.compile(r"[a-z]+\d+[ .]|<\d+>")


class Idle(BaseException):
    """The inserter's thread has nothing to do."""


class Turns:
    """Stands for the module threading where `Delivery` uses it: its thread and its condition."""

    def __init__(self) -> None:
        self.looks = False
        self.over = False
        self._run: Callable[[], None] | None = None
        self._running = False

    def Thread(self, target: Callable[[], None], name: str, daemon: bool) -> Turns:
        self._run = target
        return self

    def Condition(self) -> Turns:
        return self

    def start(self) -> None:
        """The first call wakes it."""

    def join(self, seconds: float) -> None:
        self._turn()

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._turn()

    def notify(self) -> None:
        """Whoever leaves the condition gives way."""

    def wait(self, seconds: float | None) -> bool:
        if seconds is None or not self.looks:
            raise Idle
        self.looks = False
        return False

    def _turn(self) -> None:
        if self._running or self.over or self._run is None:
            return
        self._running = True
        try:
            self._run()
            self.over = True
        except Idle:
            pass
        finally:
            self._running = False


@dataclass
class Said:
    """A text with a name of its own, so that it is found wherever it is."""

    text: str
    dictation: int
    target: Target | None
    order: int
    perhaps: bool = False  # a way failed that may have left it
    refused: bool = False
    again: bool = False  # the person has put it where it is
    delivered: int = 0  # in which order
    blind: bool = False  # the desktop did not tell who had the keyboard
    copied: bool = False
    discarded: bool = False
    in_flight: bool = False  # when the app ended
    id: UtteranceId | None = None  # None: nobody said it


@dataclass
class World:
    """A desktop: the ports that `Placing` takes."""

    now: Target | None = EDITOR
    there: set[Target] = field(default_factory=lambda: set(WINDOWS))
    text: dict[Target | None, str] = field(default_factory=dict)
    lets_us: bool = True
    readable: bool = True
    clipboard: str = ""
    clipboard_fails: bool = False
    current: str = ""  # what a way has in hand
    outcomes: list[str] = field(default_factory=list)
    meanwhile: list[Callable[[], None]] = field(default_factory=list)
    inserting: Callable[[str, Target | None, str], None] = lambda text, where, how: None
    entered: Callable[[Target | None], None] = lambda where: None
    erased: list[tuple[str, Target]] = field(default_factory=list)
    time: float = 0.0

    def clock(self) -> float:
        self.time += 0.25
        return self.time

    # sayso.core.ports.Focus

    tells = True

    def focused(self) -> Target | None:
        return self.now

    def exists(self, target: Target) -> bool:
        return target in self.there or target == OURS

    def bring_back(self, target: Target) -> bool:
        if not self.lets_us or not self.exists(target):
            return False
        self.now = target
        return True

    def close(self) -> None:
        """Nothing is held."""

    # Accessibility: every field can be read, or none

    def field(self, target: Target) -> Field | None:
        return _Field(self, target) if self.readable else None

    # Eraser

    def erase(self, text: str, target: Target) -> bool:
        assert self.now == target
        if not self.text.get(target, "").endswith(text):
            return False
        self.take(text, target)
        return True

    def take(self, text: str, target: Target) -> None:
        self.text[target] = self.text[target].removesuffix(text)
        self.erased.append((text, target))


@dataclass
class _Field:
    world: World
    target: Target
    secret: bool = False

    def before_caret(self, characters: int) -> str | None:
        return self.world.text.get(self.target, "")[-characters:]

    def remove_before_caret(self, text: str) -> bool:
        self.world.take(text, self.target)
        return True


@dataclass
class _Way:
    world: World
    method: Method

    def insert(self, text: str, target: Target | None) -> Insertion:
        world = self.world
        if self.method.endswith("-copy"):
            if world.clipboard_fails:
                raise InsertionError("Another program has the clipboard.", left_nothing=True)
            world.clipboard = text
            world.inserting(text, None, "copied" if target else "kept")
            return Insertion(self.method, confirmed=False, copied=True)
        world.current = text
        if world.meanwhile:
            world.meanwhile.pop()()
        world.current = ""
        how = world.outcomes.pop() if world.outcomes else "ok"
        if how == "moved":
            world.now = BROWSER if world.now != BROWSER else EDITOR
        if target is not None and target != world.now:
            raise FocusMoved(f"{target.name} lost the keyboard.")
        world.inserting(text, target, how)
        match how:
            case "nothing":
                raise InsertionError("It went nowhere.", left_nothing=True)
            case "perhaps not":
                raise InsertionError("It may be there.")
            case "refused":
                raise Refused("That is a password field.")
            case "unavailable":
                raise WayUnavailable("Not on this desktop.")
            case "fault":
                raise ZeroDivisionError
        world.text[world.now] = world.text.get(world.now, "") + text
        if how == "perhaps there":
            raise InsertionError("It may be there.")
        return Insertion(self.method, confirmed=how == "ok")

    def press_enter(self, target: Target | None) -> None:
        assert target is None or target == self.world.now
        self.world.entered(self.world.now)

    def close(self) -> None:
        """Nothing is held."""


class Dictating(RuleBasedStateMachine):
    @initialize(
        focus_moved=st.sampled_from(["return", "return", "ask", "follow"]), enter=st.booleans()
    )
    def start(self, focus_moved: str, enter: bool) -> None:
        self.world = World()
        self.world.inserting = self.on_insert
        self.world.entered = self.on_enter
        self.journal = FakeJournal()
        self.journal.on_write = self.nothing_is_lost_by_a_crash
        self.journal.on_inserting = self.while_it_is_written
        self.while_written: list[Callable[[], None]] = []
        self.writing = False
        self.clipboards = ""  # all that was ever on it
        self.turns = Turns()
        self.events: list[Event] = []
        self.ended: list[tuple[int, bool]] = []
        self.names: dict[str, Said] = {}
        self.mode = focus_moved
        self.asking = False
        self.wrong: list[str] = []
        self.number = 0
        self.deliveries = 0
        self.slipped = False  # the key went down while something was under way already
        self.people = 0
        self.open: list[int] = []  # dictations to which texts still come
        self.targets: dict[int, Target | None] = {}
        self.discarded: dict[int, bool] = {}
        self.scratches = 0
        self.held = False
        self.closed = False
        self.closing = False
        self.gave: list[tuple[int, str, Target | None]] = []  # what stands, as told
        self.last_window: Target | None = None
        typing = Typing(focus_moved=focus_moved, typing_for=TYPING_FOR)
        desktop = Desktop(
            "linux", "x11", self.world, lambda method: _Way(self.world, method),
            accessibility=self.world, erasers=[self.world],
        )  # fmt: skip
        self.placing = Placing(desktop, lambda: typing, parse(TYPING_FOR), self.world.clock)
        with patch.object(module, "threading", self.turns):
            self.delivery = module.Delivery(
                self.placing,
                publish=self.on_event,
                ended=lambda *what: self.ended.append(what),
                journal=self.journal,
                press_enter=lambda: enter,
            )

    # What is heard from it

    def on_event(self, event: Event) -> None:
        match event:
            case TextInserted(copied=False):
                self.gave.append((event.dictation, event.text, self.last_window))
            case TextTakenBack():
                dictation, text, window = self.gave.pop()
                assert dictation == event.dictation
                assert text.endswith(event.text)
                if text != event.text:
                    self.gave.append((dictation, text.removesuffix(event.text), window))
        self.events.append(event)

    def on_insert(self, text: str, target: Target | None, how: str) -> None:
        for said in self.of(text):
            self.check(not said.discarded, "discarded, and typed")
            self.check(how == "kept" or not self.held or self.slipped, "typed into a held key")
            over = self.closed and not self.closing
            late = over and not said.in_flight and how != "kept"
            self.check(not late, "left to the next start, and typed")
            if said.id is not None and how != "kept":
                self.check(self.state(said) is State.INSERTING, "not written down before")
            if how == "kept":  # after a failure, or because the person asked for it
                self.check(self.asking or not said.refused, "refused, and on the clipboard")
                self.check(self.asking or not self.returns(said), "to be pasted, and goes in too")
            elif how == "copied":
                said.copied = True
            elif how == "refused":
                # Where the person wanted it now is not where it was meant to be.
                said.refused = said.refused or not self.asking
            elif how.startswith("perhaps"):
                said.perhaps = True
            if self.asking and how in ("ok", "unseen", "perhaps there"):
                said.again = True
            if target is None and how != "kept":
                said.blind = True
        if how in ("ok", "unseen"):
            self.last_window = target
        if how in ("copied", "kept"):
            self.clipboards += text

    def on_enter(self, window: Target | None) -> None:
        ours = self.of(self.world.text.get(window, ""))
        dictation = len(self.ended) + 1
        self.check(bool(ours) and ours[-1].dictation == dictation, "Return where nothing was put")
        self.check(not self.discarded.get(dictation), "Return, though it was discarded")
        self.check(not self.held or self.slipped, "Return while the key is held")
        waits = [said.dictation for said in self.of(self.waiting)]
        self.check(dictation not in waits, "Return after half of it")

    def check(self, holds: bool, else_: str) -> None:
        """Within a way: what is raised there is taken for a fault of it."""
        if not holds:
            self.wrong.append(else_)

    # What is known of it

    def of(self, text: str) -> list[Said]:
        return [self.names[name] for name in _TOKEN.findall(text) if name in self.names]

    def state(self, said: Said) -> State | None:
        return None if said.id is None else self.journal.states[said.id]

    def returns(self, said: Said) -> bool:
        return any(
            entry.returns and said.text in entry.text
            for entry in self.delivery._scribe.waiting.entries
        )

    @property
    def waiting(self) -> str:
        return self.delivery._scribe.waiting.text

    @property
    def pending(self) -> str:
        items = (item for one in self.delivery._pending.values() for item in one.items)
        return "".join(item.text for item in items if item is not None)

    def is_open(self) -> bool:
        return not self.closed

    def asks(self) -> bool:
        """Whoever asks for something waits for the key to be released."""
        return not self.closed and not self.held

    # The person, the recogniser, and what happens meanwhile

    @precondition(is_open)
    @rule()
    def begin(self) -> None:
        self.number += 1
        self.targets[self.number] = target = self.placing.aim()
        self.delivery.expect(self.number, target)
        self.open.append(self.number)

    @precondition(is_open)
    @rule(which=st.integers(0, 3), many=st.integers(1, 3))
    def put(self, which: int = 0, many: int = 1) -> None:
        if not self.open:
            self.begin()
        for _ in range(many):
            if not self.open or not self.is_open():
                return
            dictation = self.open[which % len(self.open)]
            said = self.new("said", dictation, self.targets[dictation])
            said.discarded = self.discarded.get(dictation, False)
            words = self.journal.say(dictation, said.text)
            (said.id,) = words.of
            self.delivery.put(dictation, words)

    def new(self, word: str, dictation: int, target: Target | None) -> Said:
        said = Said(f"{word}{len(self.names)} ", dictation, target, len(self.names))
        self.names[said.text] = said
        return said

    @precondition(is_open)
    @rule(many=st.integers(0, 2))
    def say(self, many: int) -> None:
        """A whole dictation, as most are."""
        self.begin()
        self.put(len(self.open) - 1, many)
        if self.is_open():
            self.complete(len(self.open) - 1)

    @precondition(is_open)
    @rule(which=st.integers(0, 3))
    def complete(self, which: int) -> None:
        if self.open:
            dictation = self.open.pop(which % len(self.open))
            self.discarded.setdefault(dictation, False)
            self.delivery.complete(dictation)

    @precondition(is_open)
    @rule(which=st.integers(0, 5))
    def discard(self, which: int = 0) -> None:
        left = list(self.delivery._pending)
        if left:
            dictation = left[which % len(left)]
            for item in self.delivery._pending[dictation].items:
                if item is not None:
                    self.names[item.text].discarded = True
            self.discarded[dictation] = True
            assert self.delivery.discard(dictation) == (dictation in self.open)
            self.journal.cancel(dictation)

    @precondition(is_open)
    @rule(held=st.booleans())
    def hold(self, held: bool) -> None:
        self.held, self.slipped = held, bool(self.world.current) or self.writing
        self.delivery.hold(held)

    @rule(place=PLACES)
    def focus(self, place: Target | None) -> None:
        if place is None or self.world.exists(place):
            self.world.now = place

    @rule(window=st.sampled_from(WINDOWS[:2]), back=st.booleans())
    def shut(self, window: Target, back: bool = False) -> None:
        """back: there is one of that name again; the test has four only."""
        if back:
            self.world.there.add(window)
            return
        self.world.there.discard(window)
        if self.world.now == window:
            self.world.now = None

    @rule()
    def person(self) -> None:
        if self.world.now not in (None, OURS):
            self.people += 1
            self.world.text[self.world.now] = (
                self.world.text.get(self.world.now, "") + f"<{self.people}>"
            )

    @rule(lets_us=st.booleans(), readable=st.booleans(), fails=st.booleans())
    def desktop(self, lets_us: bool, readable: bool, fails: bool) -> None:
        self.world.lets_us, self.world.readable = lets_us, readable
        self.world.clipboard_fails = fails

    @rule(
        outcomes=st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=3),
        meanwhile=st.sampled_from(MEANWHILE),
        written=st.booleans(),
        place=PLACES,
    )
    def next_time(
        self, outcomes: list[str], meanwhile: str, written: bool, place: Target | None
    ) -> None:
        """What the next insertions are like, and what comes between the first and its window;
        ``written``: while it is written down."""
        self.world.outcomes = outcomes
        do = {
            "put": self.put,
            "discard": self.discard,
            "hold": lambda: self.hold(True),
            "release": lambda: self.hold(False),
            "focus": lambda: self.focus(place),
            "shut": lambda: self.shut(EDITOR),
            "person": self.person,
            "close": self.close,
        }.get(meanwhile)
        self.world.meanwhile = [do] if do and not written else []
        self.while_written = [do] if do and written else []

    def while_it_is_written(self) -> None:
        self.writing = True
        if self.while_written:
            self.while_written.pop()()
        self.writing = False

    @precondition(is_open)
    @rule()
    def look(self) -> None:
        """A quarter of a second goes by."""
        self.turns.looks = True
        self.delivery.hold(self.held)
        self.turns.looks = False

    # What the person asks for

    @precondition(asks)
    @rule()
    def undo(self) -> None:
        before = dict(self.world.text)
        expected, window = self.last_dictation()
        ends = before.get(window, "").endswith(expected)
        reached = window is not None and window in self.world.there and (
            self.world.now == window or (self.mode == "return" and self.world.lets_us)
        )  # fmt: skip
        self.asking = True
        try:
            self.delivery.undo()
        except InsertionError:
            assert not (expected and ends and reached), "it could have been taken back"
            assert self.world.text == before
        else:
            assert expected
            assert ends
            before[window] = before[window].removesuffix(expected)
            assert self.world.text == before
        self.asking = False

    def last_dictation(self) -> tuple[str, Target | None]:
        if not self.gave:
            return "", None
        last, text, window = self.gave[-1]
        for dictation, before, where in reversed(self.gave[:-1]):
            if (dictation, where) != (last, window):
                break
            text = before + text
        return text, window

    @precondition(asks)
    @rule()
    def type_again(self) -> None:
        waits, self.asking = self.waiting, True
        try:
            self.delivery.type_again()
        except InsertionError:
            still = self.of(self.waiting)
            assert self.closed or all(said in still for said in self.of(waits))
        else:
            # What was put meanwhile may wait by now.
            assert all(said not in self.of(self.waiting) for said in self.of(waits))
        self.asking = False

    @precondition(asks)
    @rule()
    def copy_waiting(self) -> None:
        waits, self.asking = self.waiting, True
        try:
            self.delivery.copy_waiting()
        except InsertionError:
            assert self.waiting == waits
            assert not waits or self.world.clipboard_fails
        else:
            assert self.world.clipboard == waits
            for said in self.of(waits):
                said.copied = True
        self.asking = False

    @precondition(asks)
    @rule(text=st.sampled_from(["typed", "\x1b"]))
    def type_text(self, text: str) -> None:
        said = self.new(text, 0, None) if text == "typed" else None
        self.asking = True
        try:
            self.delivery.type_text(said.text if said else text)
        except InsertionError:
            if said is not None:
                said.perhaps = True  # whoever asked for it was told
        self.asking = False

    @precondition(is_open)
    @rule(which=st.integers(0, 3))
    def scratch(self, which: int) -> None:
        if not self.open:
            return
        dictation = self.open[which % len(self.open)]
        self.scratches += not self.discarded.get(dictation)
        pending = self.delivery._pending
        now = not self.held and not self.discarded.get(dictation) and dictation == min(pending)
        victim = self.last_said() if now else None
        told = len(self.events)
        self.delivery.scratch(dictation)
        if victim is None:
            return
        gone = [said for said in self.alive if said.text not in self.everywhere()]
        if victim.text in self.before_scratch:
            assert gone == [victim] or (victim.perhaps and not gone), "not the last that waited"
            assert victim.text not in self.waiting
        elif gone:
            assert gone == [victim]
            assert not victim.copied
        elif not victim.perhaps:  # which may stand there twice
            assert isinstance(self.events[told], Notice)

    def last_said(self) -> Said | None:
        """That waits, or was copied, or is the last one that a window got."""
        self.before_scratch = self.waiting
        self.alive = [said for said in self.names.values() if said.text in self.everywhere()]
        candidates = self.of(self.waiting)
        candidates += self.of(self.gave[-1][1])[-1:] if self.gave else []
        candidates += [said for said in self.names.values() if said.copied]
        return max(candidates, key=lambda said: said.delivered, default=None)

    def everywhere(self) -> str:
        return self.waiting + self.pending + "".join(self.world.text.values())

    @precondition(is_open)
    @rule(sure=st.integers(0, 19))
    def quit(self, sure: int) -> None:
        """Once in a while: there is nothing after it."""
        if sure == 19:
            self.close()

    def close(self) -> None:
        for said in self.of(self.world.current):
            said.in_flight = True
        self.closed, self.held = True, False
        self.closing = True  # what is there is still delivered
        self.delivery.close(5)
        self.closing = False

    # What holds between any two steps

    @invariant()
    def the_order_is_noted(self) -> None:
        pending = self.pending
        new = [s for s in self.names.values() if not s.delivered and s.text not in pending]
        for said in sorted(new, key=lambda said: (said.dictation, said.order)):
            self.deliveries += 1
            said.delivered = self.deliveries

    @invariant()
    def no_way_was_taken_wrongly(self) -> None:
        assert self.wrong == []

    @invariant()
    def every_text_is_in_one_place(self) -> None:
        waiting, pending = self.waiting, self.pending
        windows = "".join(self.world.text.values())
        erased = "".join(text for text, _ in self.world.erased)
        lost = 0
        for said in self.names.values():
            text = said.text
            stands, waits = windows.count(text), waiting.count(text)
            places = stands + waits + pending.count(text)
            if self.closed and said.id is not None:
                places = stands + (self.state(said) in UNDELIVERED)
            if said.perhaps or said.in_flight:
                assert waits <= 1
                assert stands <= 1 or said.again
            elif said.discarded or said.copied or text in erased:
                assert places == 0, said
            elif places == 0:
                lost += 1
            else:
                assert places == 1, said
        assert lost <= self.scratches

    def nothing_is_lost_by_a_crash(self) -> None:
        """At any moment: who reads the journal next neither misses a text nor has it twice."""
        windows = "".join(self.world.text.values())
        erased = "".join(text for text, _ in self.world.erased)
        for said in self.names.values():
            state, stands = self.state(said), said.text in windows
            if state is State.INSERTED:
                self.check(stands or said.text in erased, "inserted, and nowhere")
            elif state is State.TAKEN_BACK:
                self.check(said.text in erased, "taken back, and was nowhere")
            elif state is State.COPIED:
                self.check(said.text in self.clipboards, "copied, and nowhere")
            elif state not in (State.INSERTING, None):
                self.check(not stands or said.perhaps, f"{state}, and stands in a window")
                doubted = state in (State.FAILED, State.CANCELLED)
                self.check(doubted or not said.perhaps, f"{state}, and may stand in a window")

    @invariant()
    def the_journal_has_it_as_it_is(self) -> None:
        assert self.journal.wrong == []
        windows, waiting, pending = "".join(self.world.text.values()), self.waiting, self.pending
        erased = "".join(text for text, _ in self.world.erased)
        for said in self.names.values():
            if said.id is None or said.in_flight:
                continue
            state, past = self.state(said), self.journal.past[said.id]
            if said.text in windows:
                assert State.INSERTING in past
                assert state is State.INSERTED or said.perhaps
            if said.text in pending:
                assert state is State.RECOGNISED
            elif said.text in waiting:
                assert state in UNDELIVERED - {State.HEARD, State.INSERTING}
            elif not self.closed:
                assert state not in UNDELIVERED, "offered at the next start, and gone now"
            if said.text in erased and said.text not in windows:
                assert state is State.TAKEN_BACK
            assert state is not State.INSERTING
            assert past.count(State.INSERTED) <= 1

    @invariant()
    def no_window_gets_what_was_not_meant_for_it(self) -> None:
        for window, text in self.world.text.items():
            assert "".join(_TOKEN.findall(text)) == text, "joined exactly"
            for said in self.of(text):
                assert said.blind or window in (EDITOR, BROWSER)
                assert said.again or self.mode == "follow" or said.target in (None, window), (
                    "another window's"
                )

    @invariant()
    def all_is_in_order(self) -> None:
        assert self.of(self.waiting) == sorted(
            self.of(self.waiting), key=lambda said: (said.dictation, said.order)
        )
        for text in self.world.text.values():
            ours = [said for said in self.of(text) if not (said.again or said.perhaps)]
            if self.mode != "follow":
                ours = [said for said in ours if said.target is not None]
            for dictation in {said.dictation for said in ours} if self.mode == "follow" else {0}:
                some = [said for said in ours if dictation in (0, said.dictation)]
                assert some == sorted(some, key=lambda said: (said.dictation, said.order))

    @invariant()
    def nothing_of_the_persons_is_taken(self) -> None:
        for text, _ in self.world.erased:
            assert "<" not in text
        windows = "".join(self.world.text.values())
        for number in range(1, self.people + 1):
            assert windows.count(f"<{number}>") == 1

    @invariant()
    def what_waits_is_what_was_told(self) -> None:
        told = [event.text for event in self.events if isinstance(event, TextWaits)]
        assert (told or [""])[-1] == self.waiting

    @invariant()
    def each_dictation_ends_once(self) -> None:
        assert [number for number, _ in self.ended] == list(range(1, len(self.ended) + 1))
        for number, discarded in self.ended:
            assert discarded == self.discarded[number]

    @invariant()
    def what_is_told_of_a_wait_comes_after_it(self) -> None:
        """`sayso.desktop.shown` takes the next warning for the reason why a text waits."""
        for before, event in zip(self.events, self.events[1:], strict=False):
            if isinstance(event, Notice) and "waits" in event.text:
                assert isinstance(before, TextWaits)

    def teardown(self) -> None:
        if not hasattr(self, "delivery") or self.closed:
            return
        self.world.meanwhile, self.while_written = [], []
        self.hold(False)
        while self.open:
            self.complete(0)
        self.each_dictation_ends_once()
        assert len(self.ended) == self.number
        self.close()
        self.every_text_is_in_one_place()
        self.the_journal_has_it_as_it_is()
        assert self.wrong == []
        assert self.turns.over


Dictating.TestCase.settings = settings(
    max_examples=400,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
TestDictating = Dictating.TestCase


def test_return_is_not_pressed_while_the_key_is_held() -> None:
    """One way among the many, which chance finds too seldom."""
    world = Dictating()
    world.start(focus_moved="return", enter=True)
    world.begin()
    world.put(0, 1)
    world.hold(True)
    world.complete(0)
    assert world.wrong == []
    assert world.ended == []
    world.hold(False)
    assert world.ended == [(1, False)]


def test_one_that_was_discarded_ends_though_the_key_is_held() -> None:
    world = Dictating()
    world.start(focus_moved="return", enter=True)
    world.begin()
    world.hold(True)
    world.discard(0)
    world.complete(0)
    assert world.ended == [(1, True)]


def test_nobody_looks_for_a_window_while_the_key_is_held() -> None:
    world = Dictating()
    world.start(focus_moved="ask", enter=False)
    world.begin()
    world.focus(BROWSER)
    world.put(0, 1)
    world.focus(EDITOR)
    world.hold(True)
    world.look()
    assert world.world.text == {}
    world.hold(False)
    world.look()
    assert world.world.text == {EDITOR: "said0 "}


def test_what_is_being_written_down_when_the_app_ends_goes_nowhere() -> None:
    """The journal may have been closed before it had that."""
    world = Dictating()
    world.start(focus_moved="return", enter=False)
    world.begin()
    world.while_written = [world.close]
    world.put(0, 1)
    assert world.closed
    assert world.world.text == {}
    assert world.journal.text_states() == {"said0 ": State.RECOGNISED}


def test_what_is_left_behind_a_window_that_hangs_goes_nowhere() -> None:
    world = Dictating()
    world.start(focus_moved="return", enter=False)
    world.begin()
    world.begin()
    world.put(1, 1)

    def more_and_close() -> None:
        world.put(0, 1)
        world.close()

    world.world.meanwhile = [more_and_close]
    world.put(0, 1)
    assert world.journal.text_states() == {
        "said0 ": State.RECOGNISED, "said1 ": State.INSERTED, "said2 ": State.RECOGNISED,
    }  # fmt: skip
    world.complete(0)
    assert world.world.text == {EDITOR: "said1 "}
    assert world.wrong == []
