"""A text taken back by the keyboard, from windows that tell what is selected."""

import threading
import time
from collections.abc import Iterator

import pytest
from a11y import ChromiumFields, Fields, GtkFields, QtFields
from screen import Screen
from targets import (
    ClipboardOwner,
    QtTarget,
    XtermTarget,
    clipboard,
    forms,
    set_clipboard,
)
from Xlib import XK, X
from Xlib.ext import xtest

from sayso.core.errors import FocusMoved, InsertionError
from sayso.core.target import Kind, Target
from sayso.pipeline.type_out.applications import Special
from sayso.pipeline.type_out.x11.erase import LONGEST_CHARACTERS, X11Erase
from sayso.pipeline.type_out.x11.thread import SelectionThread

LONG = ("Pack my box with five dozen liquor jugs; (really?) " * 22)[:1100]

TEXTS = {
    "short": "hello",
    "letter": "x",
    "accents": "Größe, naïve e\u0301 à bientôt! ",
    "scripts": "Привет, 你好, 한국어, กำลัง, क्षि",
    "emoji": "🙂👍🏽 👨\u200d👩\u200d👧 🇩🇪🇫🇷 ❤\ufe0f 🏴\U000e0067\U000e0062\U000e007f",
    "lines": "one\ntwo\n\n\tthree\n",
    "long": LONG,
}


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


@pytest.fixture(
    scope="module", params=[QtFields, GtkFields, ChromiumFields], ids=lambda of: of.name
)
def window(request: pytest.FixtureRequest, screen: Screen) -> Iterator[Fields]:
    with request.param(screen) as window:
        yield window


@pytest.fixture
def thread(screen: Screen) -> Iterator[SelectionThread]:
    thread = SelectionThread(time.monotonic, screen.display)
    yield thread
    thread.close()


@pytest.fixture
def eraser(thread: SelectionThread) -> Iterator[X11Erase]:
    eraser = X11Erase(thread, time.monotonic)
    yield eraser
    eraser.close()


def target(window: Fields | QtTarget | XtermTarget, application: str = "editor") -> Target:
    return Target(str(window.window), application)


def typed_next(window: Fields, expected: str) -> None:
    """Where the caret is, and that nothing is selected."""
    window.screen.xdotool("key", "x")
    window.wait_for(expected)


@pytest.mark.parametrize(
    ("name", "which"),
    [
        (name, which)
        for name in ("text", "line")
        for which in TEXTS
        if (name, which) != ("line", "lines")
    ],
)
@pytest.mark.parametrize("among", [("", ""), ("before ", " after")], ids=["alone", "among"])
def test_taken_back(
    window: Fields, eraser: X11Erase, name: str, which: str, among: tuple[str, str]
) -> None:
    window.focus()
    before, after = among
    text = TEXTS[which]
    window.put(name, before + text + after, caret=len(before + text))
    set_clipboard(window.screen, "primary", "what was there")
    assert eraser.erase(text, target(window))
    window.wait_for(before + after)
    assert clipboard(window.screen, "primary", "UTF8_STRING") == b"what was there"
    typed_next(window, before + "x" + after)


def test_from_a_page_editor_of_paragraphs(window: Fields, eraser: X11Erase) -> None:
    if window.name != "Chromium":
        pytest.skip("only pages have it")
    window.focus()
    for text in ("two three", "🙂👨\u200d👩\u200d👧 Привет", LONG):
        window.put("rich", "one\n🙂 " + text)
        assert eraser.erase(text, target(window))
        window.wait_for("one\n🙂 ")


@pytest.mark.parametrize("name", ["text", "line"])
@pytest.mark.parametrize(
    ("held", "caret", "text"),
    [
        ("hello worlds", 12, "hello world"),
        ("hello World", 11, "hello world"),
        ("hello world", 5, "hello world"),
        ("hello world", 0, "hello world"),
        ("world", 5, "hello world"),
        ("hello", 5, "x"),
    ],
    ids=["added to", "changed", "caret moved", "caret at the beginning", "shortened", "other"],
)
def test_not_there_any_more(
    window: Fields, eraser: X11Erase, name: str, held: str, caret: int, text: str
) -> None:
    window.focus()
    window.put(name, held, caret=caret)
    set_clipboard(window.screen, "primary", "what was there")
    assert not eraser.erase(text, target(window))
    assert window.text() == held
    assert clipboard(window.screen, "primary", "UTF8_STRING") == b"what was there"
    typed_next(window, held[:caret] + "x" + held[caret:])


def test_everything_that_primary_held_is_given_back(window: Fields, eraser: X11Erase) -> None:
    window.focus()
    window.put("text", "hello")
    html, plain = "<b>größer</b>".encode(), "größer".encode()
    held = {"primary": {"text/html": html, "text/plain": plain, "image/png": b"\x89PNG\r\n" * 999}}
    with ClipboardOwner(window.screen, held):
        before = forms(window.screen, "primary")
        assert before["image/png"] == held["primary"]["image/png"]
        assert eraser.erase("hello", target(window))
        window.wait_for("")
        assert forms(window.screen, "primary") == before


def test_a_primary_that_was_empty_is_empty(window: Fields, eraser: X11Erase) -> None:
    window.focus()
    window.put("text", "hello")
    display = window.screen.connect()
    owner = display.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
    primary = display.get_atom("PRIMARY")
    owner.set_selection_owner(primary, X.CurrentTime)
    display.sync()
    display.close()  # and the selection goes with it
    assert eraser.erase("hello", target(window))
    window.wait_for("")
    assert clipboard(window.screen, "primary", "UTF8_STRING") is None


def test_waits_until_no_modifier_is_held(window: Fields, eraser: X11Erase) -> None:
    window.focus()
    window.put("text", "one two")
    display = window.screen.connect()
    control = display.keysym_to_keycode(XK.XK_Control_L)
    done: list[bool] = []
    try:
        xtest.fake_input(display, X.KeyPress, control)
        display.sync()
        thread = threading.Thread(target=lambda: done.append(eraser.erase("two", target(window))))
        thread.start()
        thread.join(0.3)
        assert not done  # Ctrl+Shift+Left would have taken a word, Ctrl+BackSpace another
        assert window.text() == "one two"
        xtest.fake_input(display, X.KeyRelease, control)
        display.sync()
        thread.join(10)
    finally:
        display.close()
    assert done == [True]
    window.wait_for("one ")


def test_a_window_that_does_not_tell(screen: Screen, eraser: X11Erase) -> None:
    with QtFields(screen) as window:  # whose passwords are not told
        window.focus()
        for caret in (5, 3):
            window.put("password", "hello", caret=caret)
            with pytest.raises(InsertionError, match="does not tell"):
                eraser.erase("hello"[:caret], target(window))
            assert window.text() == "hello"
            typed_next(window, "hello"[:caret] + "x" + "hello"[caret:])
        # That the caret was at the beginning cannot be told from here. Nothing is lost, though.
        window.put("password", "hello", caret=0)
        with pytest.raises(InsertionError, match="does not tell"):
            eraser.erase("hello", target(window))
        window.screen.xdotool("key", "x")
        window.wait_until(lambda held: held.replace("x", "") == "hello" and "x" in held)


def test_a_window_without_the_keyboard(screen: Screen, eraser: X11Erase) -> None:
    with QtFields(screen) as window, QtTarget(screen) as other:
        window.focus()
        window.put("text", "hello")
        other.focus()
        with pytest.raises(FocusMoved):
            eraser.erase("hello", target(window))
        assert window.text() == "hello"
        assert other.text() == ""


def test_the_keyboard_is_lost_in_the_middle(screen: Screen, eraser: X11Erase) -> None:
    with QtFields(screen) as window, QtTarget(screen) as thief:
        for _ in range(4):
            window.focus()
            window.put("text", LONG)
            outcome: list[object] = []

            def work(outcome: list[object] = outcome) -> None:
                try:
                    outcome.append(eraser.erase(LONG, target(window)))
                except InsertionError as error:
                    outcome.append(error)

            thread = threading.Thread(target=work)
            thread.start()
            thief.focus()
            thread.join(20)
            assert len(outcome) == 1
            if outcome == [True]:
                window.wait_for("")
            else:
                assert isinstance(outcome[0], FocusMoved)
                assert window.text() == LONG
            thief.screen.xdotool("key", "y")
            thief.wait_until(lambda held: held.endswith("y"))
            assert set(thief.text()) == {"y"}


def test_terminals_and_remote_screens_are_left_alone(screen: Screen, eraser: X11Erase) -> None:
    with XtermTarget(screen) as xterm:
        xterm.focus()
        for application in ("xterm", "xfreerdp"):
            with pytest.raises(InsertionError, match="cannot be taken back"):
                eraser.erase("hello", target(xterm, application))
        screen.xdotool("key", "x")
        xterm.wait_until(lambda held: held != "")
        assert xterm.text() == "x"


def test_as_the_settings_say(screen: Screen, thread: SelectionThread) -> None:
    eraser = X11Erase(thread, time.monotonic, {"editor": Special(kind=Kind.TERMINAL)})
    with pytest.raises(InsertionError, match="terminal"):
        eraser.erase("hello", Target("1", "editor"))


@pytest.mark.parametrize("text", ["x" * (LONGEST_CHARACTERS + 1), "hello שלום"])
def test_what_is_not_even_tried(eraser: X11Erase, text: str) -> None:
    with pytest.raises(InsertionError, match=r"Ctrl\+Z"):
        eraser.erase(text, Target("1", "editor"))


def test_after_close(thread: SelectionThread, eraser: X11Erase, screen: Screen) -> None:
    eraser.close()
    eraser.close()
    with QtFields(screen) as window:
        window.focus()
        window.put("text", "hello")
        with pytest.raises(InsertionError):
            eraser.erase("hello", target(window))
        assert window.text() == "hello"
