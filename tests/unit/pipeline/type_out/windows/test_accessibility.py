"""The elements are stand-ins: they have the methods of UI Automation's interfaces that are called,
with the names and results that comtypes gives them, over a text with a selection."""

import threading
from types import SimpleNamespace

import pytest

from sayso.core.spot import Rect
from sayso.core.target import Target
from sayso.pipeline.type_out.windows import accessibility
from sayso.pipeline.type_out.windows.accessibility import Client, UiAutomation

NOTEPAD = Target("100", "notepad", 1)
START, END = 0, 1


class Range:
    def __init__(self, element, start, end):
        self.element, self.ends = element, [start, end]

    def Clone(self):
        return Range(self.element, *self.ends)

    def CompareEndpoints(self, which, other, of_other):
        return self.ends[which] - other.ends[of_other]

    def MoveEndpointByUnit(self, which, unit, count):
        assert unit == 0
        limit = len(self.element.units)
        moved = min(max(self.ends[which] + count, 0), limit) - self.ends[which]
        self.ends[which] += moved
        if self.ends[START] > self.ends[END]:
            self.ends[END - which] = self.ends[which]
        return moved

    def MoveEndpointByRange(self, which, other, of_other):
        self.ends[which] = other.ends[of_other]

    def GetText(self, limit):
        assert limit == -1
        data = b"".join(self.element.units[self.ends[START] : self.ends[END]])
        return data.decode("utf-16-le", "surrogatepass")

    def GetBoundingRectangles(self):
        """Characters of 10 by 20 pixels; an empty range has none."""
        start, end = self.ends
        return (100.0 + 10 * start, 200.0, 10.0 * (end - start), 20.0) if start < end else ()

    def Select(self):
        self.element.selected = tuple(self.ends)


class Ranges:
    def __init__(self, *ranges):
        self.ranges = ranges
        self.Length = len(ranges)

    def GetElement(self, index):
        return self.ranges[index]


class Element:
    """A text in UTF-16 units, which are this one's characters."""

    def __init__(self, text="", *, secret=False, read_only=None, second=False, patterns=True):
        data = text.encode("utf-16-le")
        self.units = [data[at : at + 2] for at in range(0, len(data), 2)]
        self.selected = (len(self.units),) * 2
        self.CurrentIsPassword = int(secret)
        self.read_only = read_only
        self.second = second
        self.patterns = patterns
        self.asked = threading.Event()

    @property
    def text(self):
        return b"".join(self.units).decode("utf-16-le")

    def GetCurrentPattern(self, number):
        if not self.patterns:
            return None
        has = {10014: True, 10024: self.second, 10002: self.read_only is not None}[number]
        return SimpleNamespace(QueryInterface=lambda kind: getattr(self, kind)()) if has else None

    def text_pattern(self):
        found = Ranges() if self.second else Ranges(Range(self, *self.selected))
        return SimpleNamespace(GetSelection=lambda: found)

    def text_pattern_2(self):
        return SimpleNamespace(GetCaretRange=lambda: (1, Range(self, *self.selected)))

    def value_pattern(self):
        return SimpleNamespace(CurrentIsReadOnly=self.read_only)

    def backspace(self):
        start, end = self.selected
        del self.units[start:end]
        self.selected = (start, start)


INTERFACES = SimpleNamespace(
    IUIAutomationTextPattern="text_pattern",
    IUIAutomationTextPattern2="text_pattern_2",
    IUIAutomationValuePattern="value_pattern",
)


@pytest.fixture
def automation():
    return SimpleNamespace(element=Element(), GetFocusedElement=None, ended=threading.Event())


@pytest.fixture
def uia(windows, automation):
    automation.GetFocusedElement = lambda: automation.element
    made = UiAutomation(
        windows.clock,
        api=windows,
        connect=lambda: Client(automation, INTERFACES, automation.ended.set),
        wait=windows.wait,
    )
    assert made._asking._ready.wait(5)
    yield made
    made.close()


def test_the_text_before_the_caret(uia, automation):
    automation.element = Element("one two")
    field = uia.field(NOTEPAD)
    assert not field.secret
    assert field.before_caret(3) == "two"
    assert field.before_caret(100) == "one two"
    automation.element.selected = (3, 3)
    assert field.before_caret(100) == "one"


def test_characters_are_counted_as_ours(uia, automation):
    automation.element = Element("a\r\nb😀c")
    assert uia.field(NOTEPAD).before_caret(4) == "\nb😀c"
    automation.element = Element("a\rb")
    assert uia.field(NOTEPAD).before_caret(3) == "a\nb"


def test_nothing_is_told_while_something_is_selected(uia, automation):
    automation.element = Element("one two")
    automation.element.selected = (0, 3)
    assert uia.field(NOTEPAD).before_caret(3) is None


def test_the_second_version_of_the_pattern_knows_the_caret(uia, automation):
    automation.element = Element("one", second=True)
    assert uia.field(NOTEPAD).before_caret(3) == "one"


def test_a_field_without_text(uia, automation):
    automation.element = Element(patterns=False)
    assert uia.field(NOTEPAD).before_caret(3) is None


def test_a_password_is_secret_and_not_read(uia, automation):
    automation.element = Element("secret", secret=True)
    field = uia.field(NOTEPAD)
    assert field.secret
    assert field.before_caret(3) is None
    assert not field.remove_before_caret("ret")
    assert automation.element.text == "secret"


@pytest.mark.parametrize("kind", ["Edit", "RICHEDIT50W"])
def test_windows_own_password_field_needs_no_ui_automation(windows, uia, kind):
    uia.close()
    windows.windows[100].children = [101]
    windows.windows[101] = windows.windows[200].__class__(
        1, kind=kind, parent=100, style=0x50010020
    )
    windows.focus = 101
    field = uia.field(NOTEPAD)
    assert field.secret
    assert field.before_caret(1) is None
    assert not field.remove_before_caret("x")


@pytest.mark.parametrize(("kind", "style"), [("Edit", 0x50010000), ("Button", 0x50010020)])
def test_other_styles_are_no_password(windows, uia, automation, kind, style):
    windows.windows[101] = windows.windows[200].__class__(1, kind=kind, parent=100, style=style)
    windows.focus = 101
    assert not uia.field(NOTEPAD).secret


def test_only_of_the_window_that_has_the_keyboard(windows, uia):
    windows.front = 200
    assert uia.field(NOTEPAD) is None


def press_backspace_into(windows, automation):
    send = type(windows).on_SendInput

    def on_send(self, count, events, size):
        answer = send(self, count, events, size)
        if any(event.ki.wVk == 8 and not event.ki.dwFlags & 2 for event in events[:answer]):
            self.later(0.05, automation.element.backspace)
        return answer

    return on_send


@pytest.fixture
def backspace(windows, automation, monkeypatch):
    monkeypatch.setattr(type(windows), "on_SendInput", press_backspace_into(windows, automation))


@pytest.mark.usefixtures("backspace")
@pytest.mark.parametrize("text", ["two", "b😀", "x\ny", "one two"])
def test_takes_exactly_the_text_away(windows, uia, automation, text):
    before = "" if text == "one two" else "one two "
    automation.element = Element(before + text.replace("\n", "\r\n"), read_only=0)
    assert uia.field(NOTEPAD).remove_before_caret(text)
    assert automation.element.text == before
    assert [key for _, _, key in windows.sent[-1]] == [8, 8]


def test_not_of_the_window_that_had_the_keyboard_a_moment_ago(windows, uia, automation):
    windows.front = 200

    def comes_back():
        windows.front = 100
        return automation.element

    automation.GetFocusedElement = comes_back
    assert uia.field(NOTEPAD) is None


@pytest.mark.usefixtures("backspace")
def test_another_text_stays(windows, uia, automation, monkeypatch):
    automation.element = Element("one two")
    selected = []

    def select(self):
        selected.append(self)

    monkeypatch.setattr(Range, "Select", select)
    assert not uia.field(NOTEPAD).remove_before_caret("three")
    assert selected == []
    assert automation.element.text == "one two"
    assert automation.element.selected == (7, 7)
    assert windows.sent == []


def test_a_field_that_cannot_be_changed(windows, uia, automation):
    automation.element = Element("one two", read_only=1)
    assert not uia.field(NOTEPAD).remove_before_caret("two")
    assert windows.sent == []


def test_a_field_that_selects_something_else_gets_no_key(windows, uia, automation, monkeypatch):
    automation.element = Element("one two")
    field = uia.field(NOTEPAD)
    select = Range.Select

    def wrong(self):
        select(
            Range(self.element, self.ends[START] + 1, self.ends[END]) if self.ends[0] < 7 else self
        )

    monkeypatch.setattr(Range, "Select", wrong)
    assert not field.remove_before_caret("two")
    assert windows.sent == []
    assert automation.element.selected == (7, 7)


def test_a_window_that_lost_the_keyboard_gets_no_key(windows, uia, automation):
    automation.element = Element("one two")
    field = uia.field(NOTEPAD)
    windows.front = 200
    assert not field.remove_before_caret("two")
    assert windows.sent == []
    assert automation.element.selected == (7, 7)


def test_a_key_that_does_not_work_is_told(windows, uia, automation):
    automation.element = Element("one two")
    assert not uia.field(NOTEPAD).remove_before_caret("two")
    assert automation.element.text == "one two"
    assert windows.now < 102


def test_no_comtypes_is_no_field(windows):
    def missing():
        raise ImportError("comtypes")

    uia = UiAutomation(windows.clock, api=windows, connect=missing, wait=windows.wait)
    try:
        assert uia.field(NOTEPAD) is None
    finally:
        uia.close()


def test_a_provider_that_fails_says_nothing_of_the_text(uia, automation, caplog):
    caplog.set_level("INFO")

    def fail():
        raise RuntimeError("what was said")

    automation.GetFocusedElement = fail
    assert uia.field(NOTEPAD) is None
    assert "RuntimeError" in caplog.text
    assert "what was said" not in caplog.text


def test_a_provider_that_hangs_is_not_waited_for(windows, uia, automation, monkeypatch):
    monkeypatch.setattr(accessibility, "ASK_SECONDS", 0.05)
    over = threading.Event()

    def hangs():
        over.wait(10)
        return automation.element

    automation.GetFocusedElement = hangs
    assert uia.field(NOTEPAD) is None
    automation.GetFocusedElement = lambda: automation.element
    assert uia.field(NOTEPAD) is None, "its thread is still there"
    over.set()
    assert uia._asking._last.result(5) is not None
    assert uia.field(NOTEPAD) is not None


def test_closing_lets_go_of_it_on_its_thread(uia, automation):
    uia.close()
    assert automation.ended.wait(5)
    assert uia.field(NOTEPAD) is None


def test_the_caret_that_windows_draws(windows, uia):
    windows.caret = (10, 20, 12, 38)
    assert uia.field(NOTEPAD).caret() == Rect(60, 80, 2, 18)


def test_of_a_program_that_knows_no_scales(windows, uia):
    windows.caret = (10, 20, 12, 38)
    windows.windows[100].unaware_of = 1.5
    assert uia.field(NOTEPAD).caret() == Rect(90, 120, 3, 27)


@pytest.mark.parametrize(
    ("text", "caret", "expected"),
    [
        ("Hello", 2, Rect(120, 200, 1, 20)),
        ("Hello", 0, Rect(100, 200, 1, 20)),
        ("Hello", 5, Rect(150, 200, 1, 20)),
        ("", 0, None),
    ],
)
def test_the_caret_that_a_program_draws_itself(uia, automation, text, caret, expected):
    automation.element = Element(text)
    automation.element.selected = (caret, caret)
    assert uia.field(NOTEPAD).caret() == expected


def test_the_caret_of_what_has_no_text(uia, automation):
    automation.element = Element(patterns=False)
    assert uia.field(NOTEPAD).caret() is None
