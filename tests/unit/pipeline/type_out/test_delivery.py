"""The inserter thread: in order, held back while the key is down, nothing twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import Queue

import pytest
from fake_journal import FakeJournal

from sayso.core.errors import FocusMoved, InsertionError, Refused
from sayso.core.events import (
    Event,
    Level,
    Notice,
    TextInserted,
    TextTakenBack,
    TextWaits,
)
from sayso.core.ports import Insertion
from sayso.core.state import State
from sayso.core.target import Target
from sayso.pipeline.type_out.delivery import Delivery

EDITOR, BROWSER = Target("1", "editor"), Target("2", "browser")
WAITS = "Editor has not the keyboard any more: the text waits until you go back to it."


class Desk:
    """A `TextInserter` of windows that hold what they were given; may refuse. ``focused``: the
    target that has the keyboard; a text for another one waits."""

    def __init__(self) -> None:
        self.texts: Queue[str] = Queue()
        self.refusal: Exception | None = None
        self.entered = threading.Event()
        self.gate = threading.Event()
        self.gate.set()
        self.focused: Target | None = None
        self.gone: set[Target] = set()
        self.looked = threading.Event()
        self.held: dict[Target | None, str] = {}
        self.clipboard = ""
        self.copy_fails = False
        self.confirms = True
        self.enters: Queue[Target | None] = Queue()
        self.enter_error: Exception | None = None

    def aim(self) -> Target | None:
        return self.focused

    def insert(self, text: str, target: Target | None) -> Insertion:
        self.entered.set()
        assert self.gate.wait(5)
        if self.refusal:
            refusal, self.refusal = self.refusal, None
            raise refusal
        if target is not None and target != self.focused:
            raise FocusMoved(f"{target.name} has not the keyboard.")
        self.held[target] = self.held.get(target, "") + text
        self.texts.put(text)
        return Insertion("window", self.confirms, target=target, text=text)

    def press_enter(self, target: Target | None) -> None:
        if self.enter_error is not None:
            raise self.enter_error
        self.enters.put(target)

    def has_keyboard(self, target: Target) -> bool | None:
        self.looked.set()
        return None if target in self.gone else target == self.focused

    def take_back(self, text: str, target: Target | None) -> None:
        if not self.held.get(target, "").endswith(text):
            raise InsertionError("It does not stand there any more.")
        self.held[target] = self.held[target].removesuffix(text)

    def copy(self, text: str) -> None:
        if self.copy_fails:
            raise InsertionError("Another program has the clipboard.")
        self.clipboard = text

    def close(self) -> None:
        """The app closes it, once it has what is left."""

    def next(self) -> str:
        return self.texts.get(timeout=5)


class World:
    def __init__(self, *, press_enter: bool = False, look_seconds: float = 0.01) -> None:
        self.window = Desk()
        self.events: Queue[Event] = Queue()
        self.ended: Queue[tuple[int, bool]] = Queue()
        self.journal = FakeJournal()
        self.delivery = Delivery(
            self.window,
            publish=self.events.put,
            ended=lambda *what: self.ended.put(what),
            journal=self.journal,
            press_enter=lambda: press_enter,
            look_seconds=look_seconds,
        )

    def say(self, dictation: int, *texts: str, target: Target | None = None) -> None:
        self.delivery.expect(dictation, target)
        for text in texts:
            self.put(dictation, text)
        self.delivery.complete(dictation)

    def put(self, dictation: int, text: str) -> None:
        self.delivery.put(dictation, self.journal.say(dictation, text))

    def states(self) -> dict[str, State]:
        """Of each text, as the next start would find it."""
        assert self.journal.wrong == []
        return self.journal.text_states()

    def over(self, dictation: int) -> None:
        """Until that dictation has ended."""
        while self.ended.get(timeout=5)[0] != dictation:
            pass

    def told(self) -> list[Event]:
        """All that was published so far."""
        told = []
        while not self.events.empty():
            told.append(self.events.get())
        return told

    def until(self, event: Event) -> None:
        """Until that is published."""
        while self.events.get(timeout=5) != event:
            pass


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.delivery.close(5)


def test_a_text_goes_in_and_is_told(world: World) -> None:
    world.say(1, "hello ")
    assert world.window.next() == "hello "
    assert world.events.get(timeout=5) == TextInserted(1, "hello ", "window", True)
    assert world.ended.get(timeout=5) == (1, False)


def test_while_the_key_is_held_everything_waits_and_then_goes_in_at_once(world: World) -> None:
    world.delivery.hold(True)
    world.say(1, "one ", "two ", "three ")
    assert world.window.texts.empty()
    world.delivery.hold(False)
    assert world.window.next() == "one two three "


def test_hands_free_texts_go_in_as_they_come(world: World) -> None:
    world.delivery.expect(1)
    world.put(1, "one ")
    assert world.window.next() == "one "
    world.put(1, "two ")
    assert world.window.next() == "two "


def test_dictations_keep_their_order(world: World) -> None:
    world.delivery.expect(1)
    world.delivery.expect(2)
    world.put(2, "second ")
    world.delivery.complete(2)
    world.put(1, "first ")
    world.delivery.complete(1)
    assert [world.window.next() for _ in range(2)] == ["first ", "second "]
    assert [world.ended.get(timeout=5) for _ in range(2)] == [(1, False), (2, False)]


def test_an_empty_dictation_ends(world: World) -> None:
    world.say(1)
    assert world.ended.get(timeout=5) == (1, False)


def test_discarded_texts_do_not_go_in(world: World) -> None:
    world.delivery.hold(True)
    world.delivery.expect(1)
    world.put(1, "no ")
    world.delivery.discard(1)
    world.put(1, "no ")
    world.delivery.complete(1)
    assert world.ended.get(timeout=5) == (1, True)
    world.delivery.hold(False)
    world.say(2, "yes ")
    assert world.window.next() == "yes "


def test_discarding_what_is_over_does_nothing(world: World) -> None:
    world.say(1, "x ")
    world.ended.get(timeout=5)
    world.delivery.discard(1)


def test_a_text_that_no_window_takes_is_on_the_clipboard_and_told(world: World) -> None:
    world.window.refusal = InsertionError("No window took it.")
    world.say(1, "one ")
    world.over(1)
    assert world.told() == [
        TextWaits("one "),
        Notice(
            Level.ERROR,
            "No window took it. The text is on the clipboard: paste it where it belongs.",
        ),
    ]
    assert world.window.clipboard == "one "
    world.say(2, "two ")
    assert world.window.next() == "two "


def test_all_that_waits_is_on_the_clipboard_together(world: World) -> None:
    for number, text in enumerate(("one ", "two "), 1):
        world.window.refusal = InsertionError("No window took it.")
        world.say(number, text)
        world.over(number)
    assert world.window.clipboard == "one two "


def test_one_failure_after_the_other_of_a_dictation_is_told_once(world: World) -> None:
    world.delivery.expect(1)
    notices = []
    for text, waits in (("one ", "one "), ("two ", "one two ")):
        world.window.refusal = InsertionError("That window is gone.")
        world.put(1, text)
        while (event := world.events.get(timeout=5)) != TextWaits(waits):
            notices.append(event)
    world.delivery.complete(1)
    world.over(1)
    notices += world.told()
    assert len([event for event in notices if isinstance(event, Notice)]) == 1
    assert world.window.clipboard == "one two "


def test_where_the_clipboard_fails_too_the_window_has_the_text(world: World) -> None:
    world.window.copy_fails = True
    world.window.refusal = InsertionError("No window took it.")
    world.say(1, "one ")
    world.over(1)
    assert world.told()[-1] == Notice(
        Level.ERROR, "No window took it. Copy the text from Sayso's window."
    )


def test_what_was_refused_is_kept_off_the_clipboard(world: World) -> None:
    world.window.refusal = Refused("That is a password field.")
    world.say(1, "hunter two ")
    world.over(1)
    assert world.window.clipboard == ""
    assert world.told() == [
        TextWaits("hunter two "),
        Notice(Level.ERROR, "That is a password field. The text waits in Sayso's window."),
    ]


def test_a_fault_in_a_way_in_does_not_end_the_thread(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.window.refusal = ZeroDivisionError("surprise")
    world.say(1, "secret ")
    world.over(1)
    assert [type(event) for event in world.told()] == [TextWaits, Notice]
    assert "secret" not in caplog.text
    world.say(2, "two ")
    assert world.window.next() == "two "


@pytest.fixture
def opened() -> Iterator[Callable[[], World]]:
    worlds: list[World] = []

    def make() -> World:
        worlds.append(World())
        return worlds[-1]

    yield make
    for world in worlds:
        world.window.gate.set()
        world.delivery.close(5)


def test_close_delivers_what_is_there(opened: Callable[[], World]) -> None:
    world = opened()
    world.delivery.hold(True)
    world.say(1, "last ")
    world.delivery.close(5)
    assert world.window.next() == "last "
    assert world.states() == {"last ": State.INSERTED}


def test_what_a_stuck_window_did_not_take_is_left_in_the_journal(
    opened: Callable[[], World],
) -> None:
    """The text that is being inserted too: whether the window took it is not known."""
    world = opened()
    world.window.gate.clear()
    world.say(1, "stuck ")
    world.say(2, "waiting ")
    assert world.window.entered.wait(5)
    world.delivery.close(0.05)
    assert world.states() == {"stuck ": State.INSERTING, "waiting ": State.RECOGNISED}
    world.window.gate.set()
    assert world.window.next() == "stuck "
    assert world.ended.get(timeout=5) == (1, False)
    assert world.ended.get(timeout=5) == (2, False)
    assert world.window.texts.empty()
    assert world.states() == {"stuck ": State.INSERTED, "waiting ": State.RECOGNISED}


def test_close_tells_the_journal_what_a_window_refuses(opened: Callable[[], World]) -> None:
    world = opened()
    world.delivery.hold(True)
    world.window.refusal = InsertionError("No window took it.")
    world.say(1, "last ")
    world.window.copy_fails = True
    world.delivery.close(5)
    assert world.states() == {"last ": State.FAILED}


def test_a_text_waits_for_its_window_and_goes_in_when_that_is_back(world: World) -> None:
    world.window.focused = BROWSER
    world.delivery.expect(1, EDITOR)
    world.put(1, "one ")
    world.until(Notice(Level.WARNING, WAITS))
    world.put(1, "two ")
    world.delivery.complete(1)
    world.over(1)
    world.say(2, "three ", target=BROWSER)
    assert world.window.next() == "three "
    world.window.focused = EDITOR
    assert world.window.next() == "one two "
    world.until(TextWaits(""))
    assert world.window.held == {BROWSER: "three ", EDITOR: "one two "}
    assert world.window.clipboard == ""


@pytest.fixture
def hardly_looking() -> Iterator[World]:
    """A world that has not looked yet when the next text comes."""
    world = World(look_seconds=60)
    yield world
    world.delivery.close(5)


def test_what_is_said_to_a_window_that_is_back_does_not_overtake_what_waits_for_it(
    hardly_looking: World,
) -> None:
    world = hardly_looking
    world.window.focused = BROWSER
    world.say(1, "one ", target=EDITOR)
    world.over(1)
    world.window.focused = EDITOR
    world.say(2, "two ", target=EDITOR)
    world.over(2)
    assert world.window.held == {EDITOR: "one two "}


def test_that_it_waits_is_told_once(world: World) -> None:
    world.window.focused = BROWSER
    world.say(1, "one ", target=EDITOR)
    world.over(1)
    for _ in range(3):
        world.window.looked.clear()
        assert world.window.looked.wait(5)
    assert world.told() == [
        TextWaits("one "), Notice(Level.WARNING, WAITS),
    ]  # fmt: skip


def test_nothing_goes_into_a_window_that_is_back_while_the_key_is_held(world: World) -> None:
    world.window.focused = BROWSER
    world.say(1, "one ", target=EDITOR)
    world.over(1)
    world.delivery.hold(True)
    world.window.focused = EDITOR
    world.say(2)  # the thread has come to it, and to nothing else
    world.over(2)
    assert world.window.texts.empty()
    world.delivery.hold(False)
    assert world.window.next() == "one "


def test_if_its_window_is_closed_the_text_is_on_the_clipboard(world: World) -> None:
    world.window.focused = BROWSER
    world.say(1, "one ", target=EDITOR)
    world.over(1)
    world.window.gone.add(EDITOR)
    world.until(
        Notice(
            Level.ERROR,
            "The window of Editor is gone. The text is on the clipboard: paste it where it"
            " belongs.",
        )
    )
    assert world.window.clipboard == "one "


def test_try_again_types_all_that_waits_into_the_window_of_now(world: World) -> None:
    world.window.focused = BROWSER
    world.say(1, "one ", target=EDITOR)
    world.over(1)
    world.window.refusal = InsertionError("No.")
    world.say(2, "two ", target=BROWSER)
    world.over(2)
    world.delivery.type_again()
    assert world.window.held == {BROWSER: "one two "}
    assert TextWaits("") in world.told()
    world.delivery.undo()
    assert world.window.held == {BROWSER: ""}
    with pytest.raises(InsertionError, match="No text waits"):
        world.delivery.type_again()


def test_try_again_that_fails_leaves_the_text_waiting(world: World) -> None:
    for _ in range(2):
        world.window.refusal = InsertionError("No.")
        if world.window.clipboard == "":
            world.say(1, "one ")
            world.over(1)
        else:
            with pytest.raises(InsertionError, match="No"):
                world.delivery.type_again()
    world.delivery.type_again()
    assert world.window.next() == "one "


def test_what_was_copied_waits_no_more(world: World) -> None:
    world.window.focused = BROWSER
    world.say(1, "one ", target=EDITOR)
    world.over(1)
    world.delivery.copy_waiting()
    assert world.window.clipboard == "one "
    world.window.focused = EDITOR
    world.say(2, "two ", target=EDITOR)
    assert world.window.next() == "two "
    with pytest.raises(InsertionError, match="No text waits"):
        world.delivery.copy_waiting()


def test_undo_takes_back_the_whole_last_dictation_and_then_the_one_before(world: World) -> None:
    world.say(1, "zero ")
    world.over(1)
    world.delivery.expect(2)
    for text in ("one ", "two "):
        world.put(2, text)
        world.until(TextInserted(2, text, "window", True))
    world.delivery.complete(2)
    world.over(2)
    assert world.window.held[None] == "zero one two "
    world.delivery.undo()
    assert world.window.held[None] == "zero "
    assert [event for event in world.told() if isinstance(event, TextTakenBack)] == [
        TextTakenBack(2, "two "), TextTakenBack(2, "one "),
    ]  # fmt: skip
    world.delivery.undo()
    assert world.window.held[None] == ""
    with pytest.raises(InsertionError, match="no dictation"):
        world.delivery.undo()


def test_undo_that_cannot_be_done_says_so_and_may_be_tried_again(world: World) -> None:
    world.say(1, "one ")
    world.over(1)
    world.window.held[None] = "one edited"
    with pytest.raises(InsertionError, match="does not stand there"):
        world.delivery.undo()
    world.window.held[None] = "one "
    world.delivery.undo()
    assert world.window.held[None] == ""


def test_scratch_drops_an_utterance_that_is_not_typed_yet(world: World) -> None:
    world.delivery.hold(True)
    world.delivery.expect(1)
    world.put(1, "one ")
    world.put(1, "oops ")
    world.delivery.scratch(1)
    world.put(1, "two ")
    world.delivery.complete(1)
    world.delivery.hold(False)
    assert world.window.next() == "one two "


def test_scratch_takes_an_utterance_back_that_is_typed(world: World) -> None:
    world.say(1, "one ", "two ")
    world.over(1)
    world.delivery.hold(True)
    world.delivery.expect(2)
    for _ in range(2):
        world.delivery.scratch(2)
    world.put(2, "three ")
    world.delivery.complete(2)
    world.delivery.hold(False)
    world.over(2)
    assert world.window.held[None] == "three "


def test_scratch_drops_an_utterance_that_waits(world: World) -> None:
    world.window.focused = BROWSER
    world.delivery.expect(1, EDITOR)
    world.put(1, "one ")
    world.until(TextWaits("one "))
    world.delivery.scratch(1)
    world.until(TextWaits(""))


def test_scratch_with_nothing_before_it_is_told(world: World) -> None:
    world.delivery.expect(1)
    world.delivery.scratch(1)
    world.delivery.complete(1)
    world.over(1)
    assert world.told() == [Notice(Level.WARNING, "There is no dictation to take back.")]


def test_a_window_that_does_not_tell_is_named_once(world: World) -> None:
    world.window.confirms = False
    for number in (1, 2):
        world.window.focused = EDITOR
        world.say(number, "one ", target=EDITOR)
        world.over(number)
    notices = [event for event in world.told() if isinstance(event, Notice)]
    assert [notice.level for notice in notices] == [Level.INFO]
    assert "Editor" in notices[0].text


def test_any_text_can_be_typed_and_taken_back(world: World) -> None:
    world.window.focused = EDITOR
    assert world.delivery.type_text("hello").way == "window"
    assert world.window.held == {EDITOR: "hello"}
    world.delivery.undo()
    assert world.window.held == {EDITOR: ""}


def test_what_is_asked_for_waits_for_the_key_too(world: World) -> None:
    world.delivery.hold(True)
    asked = threading.Thread(target=lambda: world.delivery.type_text("hello"))
    asked.start()
    world.say(1)
    world.over(1)
    assert world.window.texts.empty()
    world.delivery.hold(False)
    assert world.window.next() == "hello"
    asked.join(5)


@pytest.fixture
def entering() -> Iterator[World]:
    world = World(press_enter=True)
    yield world
    world.delivery.close(5)


def test_return_follows_the_last_text_of_a_dictation(entering: World) -> None:
    entering.window.focused = EDITOR
    entering.say(1, "one ", "two ", target=EDITOR)
    assert entering.window.enters.get(timeout=5) == EDITOR
    entering.over(1)
    entering.say(2, target=EDITOR)
    entering.over(2)
    entering.window.focused = BROWSER
    entering.say(3, "waits ", target=EDITOR)
    entering.over(3)
    assert entering.window.enters.empty()


def test_a_dictation_ends_whatever_return_does(entering: World) -> None:
    entering.window.focused = EDITOR
    for number, error in enumerate((InsertionError("No."), ZeroDivisionError()), 1):
        entering.window.enter_error = error
        entering.say(number, "one ", target=EDITOR)
        entering.over(number)
    assert Notice(Level.WARNING, "No. Return was not pressed.") in entering.told()


def test_a_fault_in_what_was_asked_for_is_told_to_whoever_asked(world: World) -> None:
    world.window.refusal = ZeroDivisionError("surprise")
    with pytest.raises(InsertionError, match="log"):
        world.delivery.type_text("hello")


def test_a_text_behind_a_failed_scratch_is_not_lost(world: World) -> None:
    world.say(1, "one ")
    world.over(1)
    world.window.held = None  # type: ignore[assignment]  # so that taking back is a fault
    world.delivery.hold(True)
    world.delivery.expect(2)
    world.delivery.scratch(2)
    world.put(2, "two ")
    world.delivery.complete(2)
    world.delivery.hold(False)
    world.over(2)
    waits = [event.text for event in world.told() if isinstance(event, TextWaits)]
    assert waits == ["two "]


def test_close_ends_what_still_waits_for_its_turn(opened: Callable[[], World]) -> None:
    """A window hangs, or somebody holds a modifier: close does not wait longer than it may, and
    whoever asked for something behind it is told."""
    world = opened()
    world.window.gate.clear()
    world.say(1, "stuck ")
    assert world.window.entered.wait(5)
    told: Queue[str] = Queue()

    def ask() -> None:
        try:
            world.delivery.undo()
        except InsertionError as error:
            told.put(str(error))

    asking = threading.Thread(target=ask)
    asking.start()
    while not world.delivery._errands:
        asking.join(0.001)
    world.delivery.close(0.05)
    assert "ending" in told.get(timeout=5)
    asking.join(5)


def test_close_leaves_in_the_journal_what_was_not_scratched(opened: Callable[[], World]) -> None:
    world = opened()
    world.window.gate.clear()
    world.say(1, "stuck ")
    assert world.window.entered.wait(5)
    world.delivery.expect(2)
    for text in ("kept ", "oops "):
        world.put(2, text)
    world.delivery.scratch(2)
    world.delivery.close(0.05)
    assert world.states() == {
        "stuck ": State.INSERTING, "kept ": State.RECOGNISED, "oops ": State.CANCELLED,
    }  # fmt: skip


def test_what_waits_for_its_window_outlives_a_cancelled_dictation(world: World) -> None:
    """As what stands in a window does: it was said before, is shown, and can be scratched."""
    world.window.focused = BROWSER
    world.delivery.expect(1, EDITOR)
    world.put(1, "one ")
    world.until(TextWaits("one "))
    world.delivery.discard(1)
    world.delivery.complete(1)
    assert world.ended.get(timeout=5) == (1, True)
    world.window.focused = EDITOR
    assert world.window.next() == "one "


def test_after_closing_nothing_more_is_asked_for(opened: Callable[[], World]) -> None:
    world = opened()
    world.delivery.close(5)
    with pytest.raises(InsertionError, match="ending"):
        world.delivery.undo()


def test_close_leaves_what_waits_to_the_next_start(opened: Callable[[], World]) -> None:
    world = opened()
    world.window.focused = BROWSER
    world.say(1, "one ", target=EDITOR)
    world.over(1)
    world.delivery.close(5)
    assert world.states() == {"one ": State.RECOGNISED}


def test_a_text_that_is_dropped_was_not_meant(world: World) -> None:
    world.delivery.hold(True)
    world.delivery.expect(1)
    for text in ("one ", "oops "):
        world.put(1, text)
    world.delivery.scratch(1)
    world.delivery.discard(1)
    world.put(1, "late ")
    world.delivery.complete(1)
    world.over(1)
    assert set(world.states().values()) == {State.CANCELLED}
    assert len(world.states()) == 3


def test_a_text_goes_in_only_once_that_is_written_down(world: World) -> None:
    entered: list[bool] = []
    world.journal.on_inserting = lambda: entered.append(world.window.entered.is_set())
    world.say(1, "one ", "two ")
    world.over(1)
    assert not any(entered)
    assert entered
    assert world.states() == dict.fromkeys(("one ", "two "), State.INSERTED)


def test_nobody_waits_for_the_thread_while_that_is_written(world: World) -> None:
    """Else the key that goes down meanwhile, or another text, would have to."""
    writing, written = threading.Event(), threading.Event()

    def write() -> None:
        writing.set()
        assert written.wait(5)

    world.journal.on_inserting = write
    world.say(1, "one ")
    assert writing.wait(5)
    world.delivery.hold(True)
    world.delivery.expect(2)
    world.put(2, "two ")
    assert world.delivery.discard(2)
    written.set()
    assert world.window.next() == "one "
    world.delivery.complete(2)


def test_what_nobody_said_is_in_no_journal(world: World) -> None:
    world.delivery.type_text("typed ")
    world.delivery.undo()
    assert world.journal.calls == []
