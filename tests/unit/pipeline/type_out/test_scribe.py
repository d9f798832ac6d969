"""What is written where, what waits, what is told of it and in which order."""

from __future__ import annotations

import pytest
from fake_journal import FakeJournal

from sayso.core.errors import FocusMoved, InsertionError, Refused
from sayso.core.events import Event, Level, Notice, TextInserted, TextTakenBack, TextWaits
from sayso.core.ports import Insertion
from sayso.core.state import State
from sayso.core.target import Target
from sayso.pipeline.type_out.ledger import Ending, Ledger
from sayso.pipeline.type_out.scribe import Scribe

EDITOR, BROWSER = Target("1", "editor"), Target("2", "browser")
NOT_THERE = "Editor has not the keyboard."
WAITS = "Editor has not the keyboard any more: the text waits until you go back to it."
CLIPBOARD = "The text is on the clipboard: paste it where it belongs."


class Desk:
    """A `TextInserter` of windows that hold what they were given. ``errors``: what comes of the
    next insertions, one after the other; None: nothing bad."""

    def __init__(self) -> None:
        self.focused = EDITOR
        self.errors: list[Exception | None] = []
        self.held = {EDITOR: "", BROWSER: ""}
        self.gone: set[Target] = set()
        self.clipboard = ""
        self.copy_error: Exception | None = None
        self.take_error: Exception | None = None
        self.entered: list[Target | None] = []
        self.typeable = True
        self.copies = False

    def aim(self) -> Target | None:
        return self.focused

    def insert(self, text: str, target: Target | None) -> Insertion:
        if self.errors and (error := self.errors.pop(0)) is not None:
            raise error
        if target is not None and target != self.focused:
            raise FocusMoved(NOT_THERE)
        if self.copies:
            self.clipboard = text
            return Insertion("copy", False, copied=True, target=self.focused, text=text)
        text = text if self.typeable else ""
        self.held[self.focused] += text
        return Insertion("test", True, target=self.focused, text=text)

    def press_enter(self, target: Target | None) -> None:
        self.entered.append(target)

    def has_keyboard(self, target: Target) -> bool | None:
        return None if target in self.gone else target == self.focused

    def take_back(self, text: str, target: Target | None) -> None:
        if self.take_error is not None:
            raise self.take_error
        if target is None or not self.held[target].endswith(text):
            raise InsertionError("It does not stand there.")
        self.held[target] = self.held[target].removesuffix(text)

    def copy(self, text: str) -> None:
        if self.copy_error is not None:
            raise self.copy_error
        self.clipboard = text

    def close(self) -> None:
        """Nothing is held."""


class World:
    def __init__(self) -> None:
        self.desk = Desk()
        self.events: list[Event] = []
        self.journal = FakeJournal()
        self.ledger = Ledger(self.journal)
        self.scribe = Scribe(self.desk, self.events.append, self.ledger)

    def write(self, dictation: int, target: Target | None, *texts: str) -> None:
        words = [self.journal.say(dictation, text) for text in texts]
        self.scribe.write(dictation, target, words)

    def states(self) -> dict[str, State]:
        assert self.journal.wrong == []
        return self.journal.text_states()

    def told(self) -> list[Event]:
        told, self.events[:] = list(self.events), []
        return told

    def wait(self, dictation: int, text: str) -> None:
        """A text that waits for the editor, while the browser has the keyboard."""
        self.desk.focused = BROWSER
        self.write(dictation, EDITOR, text)
        assert self.scribe.waiting.text.endswith(text)


@pytest.fixture
def world() -> World:
    return World()


# The order of events, which sayso.desktop.shown relies on


def test_that_a_text_waits_is_told_before_why(world: World) -> None:
    world.wait(1, "one ")
    assert world.told() == [TextWaits("one "), Notice(Level.WARNING, WAITS)]


def test_that_it_waits_no_more_is_told_before_where_it_went(world: World) -> None:
    world.wait(1, "one ")
    world.told()
    world.desk.focused = EDITOR
    world.scribe.look()
    assert world.told() == [TextWaits(""), TextInserted(1, "one ", "test", True)]


def test_and_so_it_is_if_the_person_had_it_typed(world: World) -> None:
    world.wait(1, "one ")
    world.told()
    world.scribe.type_again()
    assert world.told() == [TextWaits(""), TextInserted(1, "one ", "test", True)]


def test_that_a_window_is_gone_is_told_after_what_waits(world: World) -> None:
    world.wait(1, "one ")
    world.wait(2, "two ")
    world.told()
    world.desk.gone.add(EDITOR)
    world.scribe.look()
    assert world.told() == [
        TextWaits("one two "),
        Notice(Level.ERROR, f"The window of Editor is gone. {CLIPBOARD}"),
    ]
    assert not world.scribe.watches


def test_a_failure_of_what_waited_is_told_after_what_waits(world: World) -> None:
    world.wait(1, "one ")
    world.told()
    world.desk.focused = EDITOR
    world.desk.errors = [InsertionError("No.")]
    world.scribe.look()
    assert world.told() == [TextWaits("one "), Notice(Level.ERROR, f"No. {CLIPBOARD}")]
    assert world.desk.clipboard == "one "
    assert not world.scribe.watches


def test_what_waits_behind_its_own_dictation_is_not_told_twice(world: World) -> None:
    world.wait(1, "one ")
    world.told()
    world.wait(1, "more ")
    assert world.told() == [TextWaits("one more ")]


def test_what_waits_behind_another_dictation_is_told(world: World) -> None:
    world.wait(1, "one ")
    world.told()
    world.wait(2, "two ")
    assert world.told() == [TextWaits("one two "), Notice(Level.WARNING, WAITS)]


# Order in the window


def test_nothing_overtakes_what_waits_for_the_same_window(world: World) -> None:
    world.wait(1, "one ")
    world.desk.focused = EDITOR
    world.write(2, EDITOR, "two ")
    assert world.desk.held[EDITOR] == "one two "


def test_if_the_first_has_to_go_on_waiting_so_has_the_second(world: World) -> None:
    world.wait(1, "one ")
    world.wait(2, "two ")
    world.desk.focused = EDITOR
    world.desk.errors = [FocusMoved(NOT_THERE)]
    world.told()
    world.scribe.look()
    assert world.told() == []
    assert world.desk.held[EDITOR] == ""
    world.scribe.look()
    assert world.desk.held[EDITOR] == "one two "


def test_one_that_fails_for_good_does_not_hold_the_second_up(world: World) -> None:
    world.wait(1, "one ")
    world.wait(2, "two ")
    world.desk.focused = EDITOR
    world.desk.errors = [InsertionError("No.")]
    world.scribe.look()
    assert world.desk.held[EDITOR] == "two "
    assert world.scribe.waiting.text == "one "


def test_what_may_stand_there_does_not_go_in_once_more_by_itself(world: World) -> None:
    world.desk.errors = [InsertionError("It may be there.")]
    world.write(1, EDITOR, "perhaps ")
    world.wait(1, "two ")
    world.desk.focused = EDITOR
    world.scribe.look()
    assert world.desk.held[EDITOR] == "two "
    assert world.scribe.waiting.text == "perhaps "


# The clipboard


def test_what_was_refused_stays_off_the_clipboard_for_good(world: World) -> None:
    world.desk.errors = [Refused("A password field."), InsertionError("No.")]
    world.write(1, EDITOR, "hunter two ")
    world.write(1, EDITOR, "harmless ")
    assert world.desk.clipboard == "harmless "
    assert world.scribe.waiting.text == "hunter two harmless "


def test_what_is_refused_when_its_window_is_back_is_kept_off_too(world: World) -> None:
    world.wait(1, "hunter two ")
    world.desk.focused = EDITOR
    world.desk.errors = [Refused("A password field."), InsertionError("No.")]
    world.scribe.look()
    world.write(2, EDITOR, "harmless ")
    assert world.desk.clipboard == "harmless "


def test_what_goes_in_by_itself_is_not_to_be_pasted_too(world: World) -> None:
    world.wait(1, "one ")
    world.desk.errors = [InsertionError("No.")]
    world.write(2, BROWSER, "two ")
    assert world.desk.clipboard == "two "


@pytest.mark.parametrize("error", [InsertionError("Taken."), ZeroDivisionError()])
def test_whatever_the_clipboard_does_the_reason_is_told(world: World, error: Exception) -> None:
    world.desk.copy_error = error
    world.desk.errors = [InsertionError("No.")]
    world.write(1, EDITOR, "one ")
    assert world.told() == [
        TextWaits("one "), Notice(Level.ERROR, "No. Copy the text from Sayso's window."),
    ]  # fmt: skip


def test_a_fault_in_a_way_leaves_the_text_on_the_clipboard(world: World) -> None:
    world.desk.errors = [ZeroDivisionError()]
    world.write(1, EDITOR, "one ")
    assert world.told()[-1] == Notice(Level.ERROR, f"The text could not be typed. {CLIPBOARD}")
    assert world.desk.clipboard == "one "


def test_where_the_beginning_stands_only_the_rest_waits(world: World) -> None:
    world.desk.errors = [InsertionError("Editor got only the beginning.", rest="two ")]
    world.write(1, EDITOR, "one ", "two ")
    assert world.scribe.waiting.text == world.desk.clipboard == "two "
    assert world.told()[-1] == Notice(
        Level.ERROR,
        "Editor got only the beginning. The rest is on the clipboard: paste it where it belongs.",
    )


def test_without_a_window_to_come_back_it_goes_nowhere_by_itself(world: World) -> None:
    world.desk.errors = [FocusMoved("The keyboard went elsewhere.")]
    world.write(1, None, "one ")
    assert world.told()[-1] == Notice(Level.ERROR, f"The keyboard went elsewhere. {CLIPBOARD}")
    assert not world.scribe.watches
    assert world.desk.clipboard == "one "


# Scratch


def test_scratch_takes_the_last_utterance_and_not_one_that_waits_from_before(world: World) -> None:
    world.desk.errors = [InsertionError("No.")]
    world.write(1, EDITOR, "failed ")
    world.write(1, EDITOR, "stands ")
    world.told()
    world.scribe.scratch()
    assert world.told() == [TextTakenBack(1, "stands ")]
    assert world.scribe.waiting.text == "failed "


def test_scratch_of_the_next_dictation_drops_what_was_said_last(world: World) -> None:
    world.write(1, EDITOR, "stands ")
    world.wait(2, "waits ")
    world.scribe.scratch()
    assert world.scribe.waiting.text == ""
    assert world.desk.held[EDITOR] == "stands "
    world.scribe.scratch()
    assert world.desk.held[EDITOR] == ""


@pytest.mark.parametrize("by", ["setting", "person"])
def test_what_was_copied_is_in_no_window_to_be_scratched(world: World, by: str) -> None:
    world.write(1, EDITOR, "stands ")
    if by == "setting":
        world.desk.copies = True
        world.write(2, EDITOR, "copied ")
    else:
        world.wait(2, "copied ")
        world.scribe.copy_waiting()
    world.told()
    world.scribe.scratch()
    (notice,) = world.told()
    assert isinstance(notice, Notice)
    assert "on the clipboard" in notice.text
    assert world.desk.held[EDITOR] == "stands "


def test_what_was_copied_last_is_not_taken_for_what_waits_from_before(world: World) -> None:
    world.wait(1, "waits ")
    world.desk.copies = True
    world.write(2, BROWSER, "copied ")
    world.scribe.scratch()
    assert world.scribe.waiting.text == "waits "


def test_a_fault_while_scratching_is_told_and_no_more(world: World) -> None:
    world.write(1, EDITOR, "stands ")
    world.told()
    world.desk.take_error = ZeroDivisionError()
    world.scribe.scratch()
    (notice,) = world.told()
    assert isinstance(notice, Notice)
    assert notice.level is Level.WARNING


# Undo


def test_a_text_of_nothing_that_can_be_typed_is_nothing_to_take_back(world: World) -> None:
    world.write(1, EDITOR, "one ")
    world.told()
    world.desk.typeable = False
    world.scribe.type_text("\x1b")
    assert world.told() == []
    world.scribe.undo()
    assert world.desk.held[EDITOR] == ""


def test_a_typed_text_is_taken_back_first_however_much_was_dictated(world: World) -> None:
    for number in range(1, 30):
        world.write(number, EDITOR, f"{number} ")
    for text in ("typed ", "more "):
        world.scribe.type_text(text)
    assert world.desk.held[EDITOR].endswith("29 typed more ")
    for _ in range(2):
        world.scribe.undo()
    assert world.desk.held[EDITOR].endswith("29 ")


# Return


def test_return_follows_what_stands_whole(world: World) -> None:
    world.write(1, EDITOR, "one ")
    world.scribe.press_enter(1)
    assert world.desk.entered == [EDITOR]


@pytest.mark.parametrize("why", ["half waits", "scratched", "copied", "another's", "nothing"])
def test_and_nothing_else(world: World, why: str) -> None:
    world.write(1, EDITOR, "one ")
    match why:
        case "half waits":
            world.wait(1, "two ")
        case "scratched":
            world.scribe.scratch()
        case "copied":
            world.scribe.undo()
            world.desk.copies = True
            world.write(1, EDITOR, "one ")
        case "another's":
            world.scribe.type_text("typed ")
    world.scribe.press_enter(2 if why == "nothing" else 1)
    assert world.desk.entered == []


# The end


def test_what_waits_for_a_window_that_hangs_goes_no_further(world: World) -> None:
    for number, text in enumerate(("one ", "two "), 1):
        world.wait(number, text)
    world.desk.focused = EDITOR
    insert = world.desk.insert

    def hangs(text: str, target: Target | None) -> Insertion:
        world.ledger.stop()
        return insert(text, target)

    world.desk.insert = hangs  # type: ignore[method-assign]
    with pytest.raises(Ending):
        world.scribe.look()
    assert world.desk.held[EDITOR] == "one "  # the one that was under way
    assert world.states() == {"one ": State.INSERTED, "two ": State.RECOGNISED}


@pytest.mark.parametrize("when", ["before", "while it is written"])
def test_what_comes_too_late_is_written_nowhere(world: World, when: str) -> None:
    """Soon nothing can be written down: what went in then would be offered once more."""
    if when == "before":
        world.ledger.stop()
    else:
        world.journal.on_inserting = world.ledger.stop
    with pytest.raises(Ending):
        world.write(1, EDITOR, "one ")
    assert world.desk.held[EDITOR] == ""
    assert world.states() == {"one ": State.RECOGNISED}
    written = [call[0] for call in world.journal.calls[2:]]
    assert written == ([] if when == "before" else ["inserting", "recognised"])


# The journal


@pytest.mark.parametrize(
    ("error", "state", "reason"),
    [
        (FocusMoved(NOT_THERE), State.RECOGNISED, ""),
        (InsertionError("No.", left_nothing=True), State.RECOGNISED, ""),
        (Refused("A password field."), State.REFUSED, "A password field."),
        (InsertionError("It may be there."), State.FAILED, "It may be there."),
        (ZeroDivisionError(), State.FAILED, "The text could not be typed."),
    ],
)
def test_what_did_not_go_in_is_written_down(
    world: World, error: Exception, state: State, reason: str
) -> None:
    world.desk.errors, world.desk.copy_error = [error], InsertionError("Taken.")
    world.write(1, EDITOR, "one ")
    assert world.states() == {"one ": state}
    assert list(world.journal.reasons.values()) == [reason]


def test_only_what_the_person_copies_counts_as_copied(world: World) -> None:
    world.wait(1, "waits ")
    world.desk.errors = [Refused("A password field."), InsertionError("No."), InsertionError("No.")]
    for text in ("hunter two ", "one ", "two "):
        world.write(2, BROWSER, text)
    assert world.states() == {
        "waits ": State.RECOGNISED, "hunter two ": State.REFUSED,
        "one ": State.FAILED, "two ": State.FAILED,
    }  # fmt: skip
    world.scribe.copy_waiting()
    assert set(world.states().values()) == {State.COPIED}


def test_a_text_whose_window_is_gone_is_not_delivered(world: World) -> None:
    world.wait(1, "one ")
    world.desk.gone = {EDITOR}
    world.scribe.look()
    assert world.states() == {"one ": State.RECOGNISED}


def test_what_the_setting_has_copied_is_copied(world: World) -> None:
    world.desk.copies = True
    world.write(1, EDITOR, "one ")
    assert world.states() == {"one ": State.COPIED}


def test_nothing_that_can_be_typed_is_empty(world: World) -> None:
    world.desk.typeable = False
    world.write(1, EDITOR, "\x1b")
    assert world.states() == {"\x1b": State.EMPTY}


def test_what_is_typed_again_is_of_all_its_dictations(world: World) -> None:
    for number, text in enumerate(("one ", "two "), 1):
        world.wait(number, text)
    world.scribe.type_again()
    assert world.states() == {"one ": State.INSERTED, "two ": State.INSERTED}
    world.scribe.scratch()
    assert world.states() == {"one ": State.INSERTED, "two ": State.TAKEN_BACK}
    world.scribe.undo()
    assert set(world.states().values()) == {State.TAKEN_BACK}


@pytest.mark.parametrize(
    "error", [FocusMoved(NOT_THERE), Refused("A password field."), ZeroDivisionError()]
)
def test_a_doubt_is_not_forgotten_when_it_is_tried_again(world: World, error: Exception) -> None:
    """It may stand in the first window all the same."""
    world.desk.copy_error = InsertionError("Taken.")
    world.desk.errors = [InsertionError("It may be there."), error]
    world.write(1, EDITOR, "one ")
    with pytest.raises(type(error)):
        world.scribe.type_again()
    assert world.states() == {"one ": State.FAILED}


def test_what_fails_when_tried_again_waits_as_it_did(world: World) -> None:
    world.wait(1, "one ")
    world.desk.errors = [Refused("A password field.")]
    with pytest.raises(Refused):
        world.scribe.type_again()
    assert world.states() == {"one ": State.REFUSED}
    world.scribe.type_again()
    assert world.states() == {"one ": State.INSERTED}


def test_the_rest_of_a_text_is_of_all_that_said_it(world: World) -> None:
    world.desk.copy_error = InsertionError("Taken.")
    world.desk.errors = [InsertionError("Only the beginning.", rest="two ")]
    world.write(1, EDITOR, "one ", "two ")
    assert set(world.states().values()) == {State.FAILED}
    world.scribe.type_again()
    assert world.states() == {"one ": State.INSERTED, "two ": State.INSERTED}


def test_what_was_scratched_while_it_waited_was_not_meant(world: World) -> None:
    world.wait(1, "one ")
    world.wait(1, "two ")
    world.scribe.scratch()
    assert world.states() == {"one ": State.RECOGNISED, "two ": State.CANCELLED}


def test_what_stands_there_though_it_was_to_be_taken_back_is_inserted(world: World) -> None:
    world.write(1, EDITOR, "one ")
    world.desk.take_error = InsertionError("It does not stand there.")
    world.scribe.scratch()
    assert world.states() == {"one ": State.INSERTED}


def test_the_journal_has_it_before_anybody_is_told(world: World) -> None:
    told: list[dict[str, State]] = []
    world.scribe._publish = lambda event: told.append(world.states())
    world.write(1, EDITOR, "one ")
    world.scribe.undo()
    world.desk.errors = [Refused("A password field.")]
    world.write(2, EDITOR, "two ")
    assert told == [
        {"one ": State.INSERTED},
        {"one ": State.TAKEN_BACK},
        *[{"one ": State.TAKEN_BACK, "two ": State.REFUSED}] * 2,
    ]
