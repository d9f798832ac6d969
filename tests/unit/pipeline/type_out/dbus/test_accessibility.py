"""What an application may answer that the toolkits of tests/desktop do not."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from sayso.core.spot import Rect
from sayso.core.target import Target
from sayso.pipeline.type_out.dbus.accessibility import AtSpi
from sayso.pipeline.type_out.dbus.connection import Bus, BusError, BusTimeout
from sayso.pipeline.type_out.dbus.text_field import (
    FOCUSED,
    PASSWORD_TEXT,
    TERMINAL,
    TextField,
    unit_of,
)

ENTRY = 79


class Application:
    """A stand-in for the bus with one object on it, which answers as a test wants it to.

    counts: what it counts in. deletes: what it does when told to delete from a to b.
    """

    def __init__(self, text: str, counts: str = "characters") -> None:
        self.text = text
        self.counts = counts
        self.caret = self.length(text)
        self.selected = (0, 0)
        self.states = FOCUSED
        self.deletes: Callable[[int, int], None] = self.delete
        self.frame = (90, 190, 300, 30)
        self.has_lines = True
        self.fails: dict[str, BusError] = {}

    def extents(self, place: int) -> tuple[int, int, int, int]:
        """Of characters of 10 by 20 pixels; of one that is not there, nothing."""
        before, here = self.piece(0, place), self.piece(place, place + 1)
        if not here or here == "\n":
            return (0, 0, 0, 0)
        line = before.count("\n") if self.has_lines else 0
        return (100 + 10 * len(before.rpartition("\n")[2]), 200 + 20 * line, 10, 20)

    def length(self, text: str) -> int:
        return len(text) if self.counts == "characters" else len(text.encode("utf-16-le")) // 2

    def piece(self, start: int, end: int) -> str:
        if self.counts == "characters":
            return self.text[start:end]
        # Half a pair is left away, as Qt does.
        return self.text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le", "ignore")

    def delete(self, start: int, end: int) -> None:
        self.text = self.piece(0, start) + self.piece(end, self.length(self.text))

    def call(
        self,
        to: str,
        path: str,
        interface: str,
        member: str,
        signature: str | None = None,
        *body: Any,
        seconds: float,
    ) -> tuple[Any, ...]:
        assert seconds <= 0.3
        if member in self.fails:
            raise self.fails[member]
        match member:
            case "Get":
                value = {"CaretOffset": self.caret, "CharacterCount": self.length(self.text)}
                return (("i", value[body[1]]),)
            case "GetNSelections":
                return (1,)
            case "GetSelection":
                return self.selected
            case "GetText":
                return (self.piece(*body),)
            case "GetState":
                return ([self.states, 0],)
            case "DeleteText":
                self.deletes(*body)
                return (True,)
            case "GetCharacterExtents":
                assert body[1] == 0, "on the screen"
                return self.extents(body[0])
            case "GetExtents":
                return (self.frame,)
            case "SetCaretOffset":
                self.caret = body[0]
                return (True,)
        raise AssertionError(member)

    def field(self, role: int = ENTRY) -> TextField:
        return TextField(cast(Bus, self), lambda: 0.0, ":1.1", "/object", role)


@pytest.mark.parametrize("counts", ["characters", "UTF-16"])
@pytest.mark.parametrize(
    "text", ["", "hello", "🙂🙂🙂", "a🙂b🙂c", "👨\u200d👩\u200d👧 Привет 你好"]
)
def test_counting(text: str, counts: str) -> None:
    application = Application(text, counts)
    for characters in range(len(text) + 3):
        expected = text[-characters:] if characters else ""
        assert application.field().before_caret(characters) == expected


def test_unit() -> None:
    assert unit_of("abc", 3) is len
    count = unit_of("a🙂", 3)
    assert count is not None
    assert count("🙂🙂") == 4
    assert unit_of("abc", 5) is None


def test_remove_leaves_the_caret_where_the_text_was() -> None:
    application = Application("🙂 one two", "UTF-16")
    assert application.field().remove_before_caret("one two")
    assert application.text == "🙂 "
    assert application.caret == 3


def test_only_what_stands_there_is_removed() -> None:
    application = Application("one two")
    assert not application.field().remove_before_caret("two!")
    assert not application.field().remove_before_caret("")
    assert application.text == "one two"


def test_a_deletion_that_is_acknowledged_and_not_done() -> None:
    application = Application("one two")
    application.deletes = lambda start, end: None
    assert not application.field().remove_before_caret("two")


def test_a_field_that_lost_the_focus_is_left_alone() -> None:
    application = Application("one two")
    application.states = 0
    assert not application.field().remove_before_caret("two")
    assert application.text == "one two"


def test_no_editing_offered() -> None:
    application = Application("one two")
    application.fails["DeleteText"] = BusError("org.freedesktop.DBus.Error.UnknownInterface")
    assert not application.field().remove_before_caret("two")


def test_an_answer_too_late_to_a_deletion_that_was_done() -> None:
    application = Application("one two")

    def late(start: int, end: int) -> None:
        application.delete(start, end)
        application.caret = start
        raise BusTimeout("")

    application.deletes = late
    assert application.field().remove_before_caret("two")


def test_selected() -> None:
    application = Application("one two")
    application.selected = (2, 4)
    assert application.field().before_caret(3) is None


@pytest.mark.parametrize(
    ("text", "caret"),
    [("one", -1), ("one", 9), ("one \ufffc", 5)],
    ids=["no caret", "a caret beyond the end", "an object in the text"],
)
def test_what_makes_no_sense_is_not_told(text: str, caret: int) -> None:
    application = Application(text)
    application.caret = caret
    assert application.field().before_caret(3) is None


def test_an_application_that_has_gone() -> None:
    application = Application("one")
    application.fails["Get"] = BusError("org.freedesktop.DBus.Error.ServiceUnknown")
    assert application.field().before_caret(3) is None
    assert not application.field().remove_before_caret("one")


def test_passwords_and_screens_are_not_read() -> None:
    application = Application("one")
    assert application.field(PASSWORD_TEXT).secret
    assert application.field(PASSWORD_TEXT).before_caret(3) is None
    assert not application.field(PASSWORD_TEXT).remove_before_caret("one")
    assert not application.field(TERMINAL).secret
    assert application.field(TERMINAL).before_caret(3) is None


def test_no_bus(tmp_path: Path) -> None:
    for address in ("", "nonsense", f"unix:path={tmp_path}/none"):
        accessibility = AtSpi(address, time.monotonic)
        assert accessibility.field(Target("1", "editor", 1)) is None
        accessibility.close()
        accessibility.close()


def test_closed_while_it_connects_it_leaves_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    open_ones: list[object] = []

    class ClosedMeanwhile:
        """A bus; another thread ends the app before the connection to it is made."""

        def __init__(self, address: str, clock: object, *, seconds: float) -> None:
            accessibility.close()
            open_ones.append(self)

        def call(self, *_: object, **__: object) -> tuple[Any, ...]:
            return (True,)

        def forget(self) -> None: ...

        def close(self) -> None:
            open_ones.remove(self)

    monkeypatch.setattr("sayso.pipeline.type_out.dbus.accessibility.Bus", ClosedMeanwhile)
    accessibility = AtSpi("unix:path=/bus", time.monotonic)
    accessibility.field(Target("1", "editor", 1))
    assert open_ones == []
    assert accessibility.field(Target("1", "editor", 1)) is None
    assert open_ones == [], "nor is one made later"


@pytest.mark.parametrize(
    ("text", "caret", "expected"),
    [
        ("hello", 2, Rect(120, 200, 1, 20)),
        ("hello", 5, Rect(150, 200, 1, 20)),
        ("one\ntwo", 3, Rect(130, 200, 1, 20)),
        ("one\ntwo", 4, Rect(100, 220, 1, 20)),
        ("one\ntwo", 7, Rect(130, 220, 1, 20)),
        ("", 0, Rect(90, 190, 300, 30)),  # a field of one line
    ],
)
def test_where_the_caret_is(text: str, caret: int, expected: Rect) -> None:
    application = Application(text)
    application.caret = caret
    assert application.field().caret() == expected


def test_a_toolkit_that_takes_every_line_for_the_first() -> None:
    application = Application("one\ntwo\nthree")
    application.has_lines = False
    assert application.field().caret() is None
    application.caret = 2
    assert application.field().caret() == Rect(120, 200, 1, 20)


def test_an_empty_text_of_many_lines_does_not_tell_where_the_caret_is() -> None:
    application = Application("")
    application.frame = (90, 190, 300, 400)
    assert application.field().caret() is None
    application.fails["GetExtents"] = BusTimeout("")
    assert application.field().caret() is None
