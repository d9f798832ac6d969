"""Text into real windows on a real compositor (sway), in every way that Wayland has."""

import gc
import random
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sway_screen import SwayScreen, WestonScreen
from targets import Target as Window
from wayland_targets import (
    FootTarget,
    GtkTarget,
    PasswordTarget,
    WaylandChromium,
    WaylandQt,
    has_gtk,
)

from sayso.core.errors import FocusMoved, InsertionError, Refused, WayUnavailable
from sayso.core.ports import Focus, Way
from sayso.core.target import Target
from sayso.pipeline.type_out.wayland.clipboard import Content, Selection
from sayso.pipeline.type_out.wayland.clipboard_thread import ClipboardThread
from sayso.pipeline.type_out.wayland.connection import Connection
from sayso.pipeline.type_out.wayland.data_control import WaylandCopy, WaylandPaste
from sayso.pipeline.type_out.wayland.erase import WaylandErase
from sayso.pipeline.type_out.wayland.field import WaylandField
from sayso.pipeline.type_out.wayland.focus import WaylandFocus
from sayso.pipeline.type_out.wayland.input_method import WaylandInputMethod
from sayso.pipeline.type_out.wayland.keyboard import VirtualKeyboard
from sayso.pipeline.type_out.wayland.virtual_keyboard import WaylandKeys

MISSING = [
    name
    for name in ("sway", "swaymsg", "wl-paste", "foot", "chromium", "dbus-daemon")
    if shutil.which(name) is None
]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")

ASCII = ("Pack my box with five dozen liquor jugs; (really?) {}<>|~^`$HOME @#%& " * 22)[:1100]
LATIN = ("Größe, naïve façade, señor, Ærø, à bientôt! Ñandú, ÇA « ÜBER » ½ ß " * 8)[:250]
MIXED = ("Привет, 你好世界, こんにちは, 한국어, 🙂👍🏽 👩‍👩‍👧 e\u0301 🇩🇪 " * 3)[:90]
PLANE = ("Привет, 你好世界, こんにちは, 한국어, e\u0301 ☺ € " * 3)[:90]
LONG = ("0123456789 abcdefghijklmnopqrstuvwxyz äöü 你好🙂 " * 500)[:20_000]

WAYS = (WaylandKeys, WaylandInputMethod, WaylandPaste)
EACH_WAY = pytest.mark.parametrize("kind", WAYS)

PICTURE = b"\x89PNG\r\n\x1a\n" + random.Random(2).randbytes(1_500_000)

_CTRL = (29, 4)
_SHIFT = (42, 1)
_ALT = (56, 8)
"""Keys as in input-event-codes.h, with their bits in X11's and XKB's mask."""

MakeWay = Callable[[type], Way]


@pytest.fixture(scope="module")
def sway() -> Iterator[SwayScreen]:
    with SwayScreen() as screen:
        yield screen


@pytest.fixture
def plugged(sway: SwayScreen) -> Iterator[VirtualKeyboard]:
    """A keyboard such as is in the machine wherever a person sits."""
    with Connection(time.monotonic, sway.address) as connection:
        yield VirtualKeyboard(time.monotonic, connection)


@pytest.fixture
def focus(sway: SwayScreen) -> WaylandFocus:
    return WaylandFocus(time.monotonic, sway.env)


@pytest.fixture
def make(sway: SwayScreen, focus: Focus, plugged: VirtualKeyboard) -> Iterator[MakeWay]:
    made: list[Way] = []

    def make(kind: type) -> Way:
        way: Way = kind(time.monotonic, focus, sway.address)
        made.append(way)
        return way

    yield make
    for way in made:
        way.close()


@pytest.fixture
def holds(sway: SwayScreen) -> Iterator[Callable[[dict[Selection, Content]], None]]:
    """Another program, that holds the clipboard."""
    thread = ClipboardThread(time.monotonic, sway.address)
    yield lambda content: thread.call(
        lambda _, clipboard: [clipboard.own(*item) for item in content.items()] and None
    )
    thread.close()


def read(sway: SwayScreen, selection: Selection, mime: str = "") -> bytes | None:
    """By a reader that is not ours."""
    options = ["--primary"] if selection is Selection.PRIMARY else []
    wanted = ["--type", mime] if mime else []
    try:
        return sway.run("wl-paste", "--no-newline", *options, *wanted)
    except subprocess.CalledProcessError:
        return None


def forms(sway: SwayScreen, selection: Selection) -> dict[str, bytes | None]:
    options = ["--primary"] if selection is Selection.PRIMARY else []
    try:
        listed = sway.run("wl-paste", "--list-types", *options).decode().split("\n")
    except subprocess.CalledProcessError:
        return {}
    return {mime: read(sway, selection, mime) for mime in listed if mime}


def in_foot(text: str) -> str:
    """A terminal's line break is the Return key's."""
    return text.replace("\n", "\r")


@pytest.mark.parametrize("kind", [FootTarget, WaylandQt, GtkTarget, WaylandChromium])
def test_every_window_gets_exactly_the_text(
    sway: SwayScreen, focus: WaylandFocus, make: MakeWay, kind: type[Window]
) -> None:
    if kind is GtkTarget and not has_gtk():
        pytest.skip("not installed: python3-gi, gir1.2-gtk-3.0")
    expected = ""
    with kind(sway) as window:
        window.focus()
        target = focus.focused()
        assert target is not None
        for way in WAYS:
            inserter = make(way)
            for text in (ASCII, LATIN, PLANE) if way is WaylandKeys else (LATIN, MIXED, LONG):
                insertion = inserter.insert(text, target)
                expected += text
                window.wait_for(expected)
                assert insertion.confirmed is (way is not WaylandKeys)
                assert insertion.target == target


@pytest.mark.parametrize("held", [_CTRL, _ALT, _SHIFT], ids=["ctrl", "alt", "shift"])
@EACH_WAY
def test_a_held_modifier_does_not_get_into_it(
    sway: SwayScreen,
    focus: WaylandFocus,
    make: MakeWay,
    plugged: VirtualKeyboard,
    kind: type,
    held: tuple[int, int],
) -> None:
    key, mask = held
    with WaylandQt(sway) as window:
        window.focus()
        plugged._key(key, 1)
        plugged._modifiers(mask)
        plugged._connection.roundtrip()
        make(kind).insert(LATIN, focus.focused())
        window.wait_for(LATIN)
        plugged._modifiers(0)
        plugged._key(key, 0)


def test_what_chromium_would_make_other_characters_of_is_not_typed(make: MakeWay) -> None:
    with pytest.raises(WayUnavailable, match="emoji"):
        make(WaylandKeys).insert("fine 🙂", None)


def test_the_first_keyboard_that_a_window_ever_sees(sway: SwayScreen, focus: WaylandFocus) -> None:
    way = WaylandKeys(time.monotonic, focus, sway.address)
    with FootTarget(sway) as window:
        window.focus()
        way.insert("from the very First", None)
        window.wait_for("from the very First")
    way.close()


@EACH_WAY
def test_return_is_pressed_after_it(
    sway: SwayScreen, focus: WaylandFocus, make: MakeWay, kind: type
) -> None:
    way = make(kind)
    with FootTarget(sway) as window:
        window.focus()
        way.insert("echo", focus.focused())
        way.press_enter(focus.focused())
        window.wait_for("echo\r")


@pytest.mark.parametrize(
    "content",
    [
        {Selection.CLIPBOARD: {"text/plain;charset=utf-8": "just text, ü".encode()}},
        {
            Selection.CLIPBOARD: {"text/plain": b"bold", "text/html": b"<b>bold</b>"},
            Selection.PRIMARY: {"text/plain": b"selected", "text/html": b"<i>selected</i>"},
        },
        {Selection.CLIPBOARD: {"image/png": PICTURE, "application/x-own": bytes(range(256))}},
        {
            Selection.CLIPBOARD: {
                "text/uri-list": b"file:///tmp/a%20b\r\n",
                "x-special/gnome-copied-files": b"copy\nfile:///tmp/a%20b",
            }
        },
        {},
    ],
    ids=["text", "html", "picture", "files", "nothing"],
)
def test_the_clipboard_is_given_back_in_every_form(
    sway: SwayScreen,
    focus: WaylandFocus,
    make: MakeWay,
    holds: Callable[[dict[Selection, Content]], None],
    content: dict[Selection, Content],
) -> None:
    holds(content)
    before = {selection: forms(sway, selection) for selection in Selection}
    assert before == {selection: dict(content.get(selection, {})) for selection in Selection}
    paste = make(WaylandPaste)
    with FootTarget(sway) as window:
        window.focus()
        for expected in ("one ", "one one "):  # the second time it is we who hold it
            assert paste.insert("one ", focus.focused()).confirmed
            window.wait_for(expected)
            assert {selection: forms(sway, selection) for selection in Selection} == before


def test_a_clipboard_manager_beside(
    sway: SwayScreen,
    focus: WaylandFocus,
    make: MakeWay,
    holds: Callable[[dict[Selection, Content]], None],
    tmp_path: Path,
) -> None:
    """One that reads all that is new, and so is no proof that the window took it."""
    holds({Selection.CLIPBOARD: {"text/plain": b"copied before"}})
    manager = sway.start(["wl-paste", "--watch", "sh", "-c", "cat; echo"], stdout=subprocess.PIPE)
    assert manager.stdout is not None
    assert manager.stdout.readline() == b"copied before\n"
    paste = make(WaylandPaste)
    with WaylandQt(sway) as window:
        window.focus()
        for count in range(1, 6):
            assert paste.insert("spoken ", focus.focused()).confirmed
            window.wait_for("spoken " * count)
    manager.terminate()
    assert read(sway, Selection.CLIPBOARD) == b"copied before"


def test_what_the_person_copies_meanwhile_stays(
    sway: SwayScreen, focus: WaylandFocus, make: MakeWay
) -> None:
    paste = make(WaylandPaste)
    with FootTarget(sway) as window:
        window.focus()
        assert paste.insert("spoken", focus.focused()).confirmed
        sway.run("wl-copy", "theirs")
        assert paste.insert(" again", focus.focused()).confirmed
        window.wait_for("spoken again")
    assert read(sway, Selection.CLIPBOARD) == b"theirs"


def test_a_window_that_hangs_gets_nothing_but_the_text_is_on_the_clipboard(
    sway: SwayScreen, focus: WaylandFocus, plugged: VirtualKeyboard
) -> None:
    paste = WaylandPaste(time.monotonic, focus, sway.address, fetch_seconds=0.2)
    method = WaylandInputMethod(time.monotonic, focus, sway.address)
    with WaylandQt(sway) as window:
        window.focus()
        target = focus.focused()
        window.stop(signal.SIGSTOP)
        with pytest.raises(WayUnavailable, match="no text field"):
            method.insert("spoken", target)
        with pytest.raises(InsertionError, match="did not take") as raised:
            paste.insert("spoken", target)
        assert not raised.value.left_nothing
        assert read(sway, Selection.CLIPBOARD) == b"spoken"
        window.stop(signal.SIGCONT)
        window.wait_for("spoken")
    paste.close()
    method.close()


def test_a_window_that_hangs_survives_a_long_text(
    sway: SwayScreen, focus: WaylandFocus, make: MakeWay
) -> None:
    """sway ends the program of a window that 2000 unread characters wait for."""
    with WaylandQt(sway) as window:
        window.focus()
        window.stop(signal.SIGSTOP)
        with pytest.raises(InsertionError, match="does not take"):
            make(WaylandKeys).insert("x" * 5000, focus.focused())
        window.stop(signal.SIGCONT)
        window.wait_until(lambda held: len(held) >= 400)


def test_closing_ends_what_waits(
    sway: SwayScreen, focus: WaylandFocus, plugged: VirtualKeyboard
) -> None:
    paste = WaylandPaste(time.monotonic, None, sway.address, fetch_seconds=60)
    ended: list[InsertionError] = []

    def insert() -> None:
        try:
            paste.insert("spoken", None)
        except InsertionError as error:
            ended.append(error)

    with Connection(time.monotonic, sway.address) as looks:
        from sayso.pipeline.type_out.wayland.clipboard import Clipboard

        clipboard = Clipboard(time.monotonic, looks)
        before = clipboard._offers[Selection.CLIPBOARD]
        thread = threading.Thread(target=insert)
        thread.start()
        assert clipboard.pump(
            lambda: clipboard._offers[Selection.CLIPBOARD] is not before, time.monotonic() + 5
        )
    began = time.monotonic()
    paste.close()
    thread.join(5)
    assert len(ended) == 1
    assert time.monotonic() - began < 1
    paste.close()


@EACH_WAY
def test_nothing_goes_into_another_window(
    sway: SwayScreen, focus: WaylandFocus, make: MakeWay, kind: type
) -> None:
    way = make(kind)
    with WaylandQt(sway) as meant:
        meant.focus()
        target = focus.focused()
        assert target is not None
        with FootTarget(sway) as thief:
            thief.focus()
            sway.run("wl-copy", "copied before")
            with pytest.raises(FocusMoved) as raised:
                way.insert("secret", target)
            assert raised.value.left_nothing
            assert read(sway, Selection.CLIPBOARD) == b"copied before"
            assert focus.bring_back(target)
            way.insert("spoken", target)
            meant.wait_for("spoken")
            assert thief.text() == ""
        assert focus.exists(target)
    with FootTarget(sway) as other:  # so that sway has heard of the other's end
        other.focus()
        assert not focus.exists(target)
        assert not focus.bring_back(target)


class LeavesIt:
    """Tells the truth, but gives another window the keyboard before it is asked the nth time."""

    def __init__(self, focus: WaylandFocus, thief: Target, count: int) -> None:
        self._focus = focus
        self._thief = thief
        self._count = count

    def focused(self) -> Target | None:
        self._count -= 1
        if self._count == 0:
            assert self._focus.bring_back(self._thief)
        return self._focus.focused()


@pytest.mark.parametrize(("kind", "asked"), [(WaylandInputMethod, 3), (WaylandKeys, 4)])
def test_it_stops_where_the_keyboard_moves_meanwhile(
    sway: SwayScreen,
    focus: WaylandFocus,
    plugged: VirtualKeyboard,
    kind: type,
    asked: int,
) -> None:
    with FootTarget(sway) as thief:
        thief.focus()
        other = focus.focused()
        assert other is not None
        with WaylandQt(sway) as window:
            window.focus()
            target = focus.focused()
            way = kind(time.monotonic, LeavesIt(focus, other, asked), sway.address)
            with pytest.raises(InsertionError, match=r"lost|took") as raised:
                way.insert(PLANE * 100, target)
            assert not raised.value.left_nothing
            held = window.wait_until(lambda text: len(text) > 10)
            assert (PLANE * 100).startswith(held)
            assert len(held) < 5000
            assert thief.text() == ""
            way.close()


def test_a_field_that_did_not_come_leaves_the_seat_free(
    sway: SwayScreen, plugged: VirtualKeyboard
) -> None:
    """A window that was busy is asked again, by the same connection."""
    with WaylandQt(sway) as window, Connection(time.monotonic, sway.address) as connection:
        window.focus()
        window.stop(signal.SIGSTOP)
        for _ in range(2):
            with pytest.raises(WayUnavailable, match="no text field"):
                WaylandField(time.monotonic, connection)
        window.stop(signal.SIGCONT)
        assert WaylandField(time.monotonic, connection).here


def test_nothing_of_a_connection_is_left_to_the_garbage_collector(sway: SwayScreen) -> None:
    """It would free it on any thread at any time, and libwayland crashes after the end of the
    connection."""
    gc.disable()
    try:
        with Connection(time.monotonic, sway.address) as connection:
            for _ in range(3):
                connection.roundtrip()
            left = [each for each in connection._display._children if not each.destroyed]
            assert left == [connection._registry]
    finally:
        gc.enable()


def test_where_an_input_method_is_in_use_the_next_way_is_taken(
    sway: SwayScreen, focus: WaylandFocus, make: MakeWay
) -> None:
    way = make(WaylandInputMethod)
    with WaylandQt(sway) as window:
        window.focus()
        with Connection(time.monotonic, sway.address) as connection:
            WaylandField(time.monotonic, connection)
            with pytest.raises(WayUnavailable, match="Another input method"):
                way.insert("spoken", focus.focused())
        assert way.insert("spoken", focus.focused()).confirmed
        window.wait_for("spoken")


def test_a_password_field_gets_nothing(
    sway: SwayScreen, focus: WaylandFocus, make: MakeWay
) -> None:
    with PasswordTarget(sway) as window:
        window.focus()
        with pytest.raises(Refused, match="password"):
            make(WaylandInputMethod).insert("spoken", focus.focused())
        assert window.text() == ""


def test_a_text_too_long_for_it_goes_another_way(
    sway: SwayScreen, focus: WaylandFocus, make: MakeWay
) -> None:
    megabyte = "0123456789abcdef" * 65536
    with FootTarget(sway) as window:
        window.focus()
        with pytest.raises(WayUnavailable, match="too long"):
            make(WaylandInputMethod).insert(megabyte, focus.focused())
        assert make(WaylandPaste).insert(megabyte, focus.focused()).confirmed
        window.wait_for(megabyte)


@pytest.mark.parametrize("kind", [WaylandQt, WaylandChromium])
def test_taking_it_back(
    sway: SwayScreen, focus: WaylandFocus, make: MakeWay, kind: type[Window]
) -> None:
    eraser = WaylandErase(time.monotonic, focus, sway.address)
    way = make(WaylandInputMethod)
    with kind(sway) as window:
        window.focus()
        target = focus.focused()
        assert target is not None
        way.insert("stays ", target)
        way.insert("göes 🙂", target)
        window.wait_for("stays göes 🙂")
        assert not eraser.erase("other", target)
        assert eraser.erase("göes 🙂", target)
        window.wait_for("stays ")
        with pytest.raises(InsertionError, match="does not tell"):
            eraser.erase("more than there is, which stays ", target)
        assert eraser.erase("stays ", target)
        window.wait_for("")
    eraser.close()


def test_a_terminal_does_not_tell_what_stands_there(
    sway: SwayScreen, focus: WaylandFocus, make: MakeWay
) -> None:
    eraser = WaylandErase(time.monotonic, focus, sway.address)
    with FootTarget(sway) as window:
        window.focus()
        target = focus.focused()
        assert target is not None
        assert target.application == "foot"
        assert target.process > 0
        with pytest.raises(InsertionError, match="does not tell"):
            eraser.erase("spoken", target)
    eraser.close()


def test_copying_fills_the_clipboard_until_it_is_closed(sway: SwayScreen) -> None:
    copy = WaylandCopy(time.monotonic, sway.address)
    insertion = copy.insert("copied ü", None)
    assert insertion.copied
    assert forms(sway, Selection.CLIPBOARD) == dict.fromkeys(
        ("text/plain;charset=utf-8", "text/plain", "UTF8_STRING", "TEXT", "STRING"),
        "copied ü".encode(),
    )
    copy.close()
    copy.close()
    assert read(sway, Selection.CLIPBOARD) is None


@pytest.mark.skipif(shutil.which("weston") is None, reason="not installed: weston")
def test_a_desktop_that_offers_nothing_says_so() -> None:
    with WestonScreen() as weston:
        focus = WaylandFocus(time.monotonic, weston.env)
        assert focus.focused() is None
        assert not focus.tells
        began = time.monotonic()
        for kind in WAYS:
            way = kind(time.monotonic, focus, weston.address)
            with pytest.raises(WayUnavailable, match=r"typing|seat") as raised:
                way.insert("text", None)
            assert raised.value.left_nothing
            way.close()
        copy = WaylandCopy(time.monotonic, weston.address)
        with pytest.raises(InsertionError, match="wl-copy"):
            copy.insert("text", None)
        copy.close()
        assert time.monotonic() - began < 5


@pytest.mark.parametrize("kind", [*WAYS, WaylandCopy])
def test_without_a_compositor_it_says_what_to_do(kind: type, tmp_path: Path) -> None:
    way = kind(time.monotonic, address=str(tmp_path / "none"))
    with pytest.raises(InsertionError, match=r"desktop session|wl-copy"):
        way.insert("text", None)
    way.close()
