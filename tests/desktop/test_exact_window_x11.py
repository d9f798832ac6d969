"""Text goes into the window that is meant or nowhere, once, and what it left is known (X11)."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from ibus_session import IBusSession
from screen import Screen, end, wait_for_x
from targets import (
    ChromiumTarget,
    GtkEntryTarget,
    GtkTarget,
    QtTarget,
    Target,
    XtermTarget,
    clipboard,
    set_clipboard,
)
from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.protocol import rq

from sayso.core.errors import FocusMoved, InsertionError
from sayso.core.target import Kind
from sayso.core.target import Target as Window
from sayso.pipeline.type_out.x11.focus import X11Focus
from sayso.pipeline.type_out.x11.keys import X11Keys
from sayso.pipeline.type_out.x11.paste import X11Paste
from sayso.pipeline.type_out.x11.thread import SelectionThread
from sayso.pipeline.type_out.x11.xkb import Xkb


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


@pytest.fixture
def thread(screen: Screen) -> Iterator[SelectionThread]:
    thread = SelectionThread(time.monotonic, screen.display)
    yield thread
    thread.close()


@pytest.fixture
def paste(thread: SelectionThread) -> X11Paste:
    return X11Paste(thread, time.monotonic)


@pytest.fixture
def keys(thread: SelectionThread) -> X11Keys:
    return X11Keys(thread, time.monotonic)


@pytest.fixture
def focus(screen: Screen) -> Iterator[X11Focus]:
    focus = X11Focus(screen.display)
    yield focus
    focus.close()


@pytest.fixture
def display(screen: Screen) -> Iterator[Display]:
    display = screen.connect()
    yield display
    display.close()


def aimed(focus: X11Focus) -> Window:
    for _ in range(20):  # it waits 0.2 s at the most, which a busy machine may need
        target = focus.focused()
        if target is not None:
            return target
    raise AssertionError("no window has the keyboard")


@pytest.mark.parametrize("kind", [QtTarget, GtkTarget, GtkEntryTarget, ChromiumTarget])
def test_what_is_selected_is_replaced(
    screen: Screen, paste: X11Paste, focus: X11Focus, kind: type[Target]
) -> None:
    set_clipboard(screen, "clipboard", "copied before")
    with kind(screen) as window:
        window.focus()
        screen.xdotool("type", "old words")
        window.wait_for("old words")
        screen.xdotool("key", "ctrl+shift+Left")
        assert paste.insert("new words", aimed(focus)).confirmed
        window.wait_for("old new words")
    assert clipboard(screen, "clipboard", "UTF8_STRING") == b"copied before"


def test_a_terminal_pastes_the_text_and_not_what_is_selected_in_it(
    screen: Screen, paste: X11Paste, focus: X11Focus
) -> None:
    with XtermTarget(screen) as window:
        window.focus()
        # A selection of xterm's own, as after a double click.
        window_id = str(window.window)
        screen.xdotool("mousemove", "--window", window_id, "20", "8", "click", "--repeat", "3", "1")
        assert paste.insert("dictated", aimed(focus)).confirmed
        window.wait_for("dictated")


@pytest.mark.parametrize("kind", [QtTarget, XtermTarget])
def test_the_focus_moved_before(
    screen: Screen,
    paste: X11Paste,
    keys: X11Keys,
    focus: X11Focus,
    display: Display,
    kind: type[Target],
) -> None:
    set_clipboard(screen, "clipboard", "copied before")
    owner = display.get_selection_owner(display.get_atom("CLIPBOARD"))
    with kind(screen) as meant, QtTarget(screen) as other:
        meant.focus()
        target = aimed(focus)
        other.focus()
        for way in (paste, keys):
            with pytest.raises(FocusMoved):
                way.insert("text", target)
            with pytest.raises(FocusMoved):
                way.press_enter(target)
        meant.focus()
        paste.insert("now ", target)
        keys.insert("and again", target)
        meant.wait_for("now and again")
        paste.press_enter(target)
        keys.press_enter(target)
        meant.wait_for("now and again" + ("\r\r" if kind is XtermTarget else "\n\n"))
        assert other.text() == ""
    # Nothing was touched for the sake of texts that waited.
    assert clipboard(screen, "clipboard", "UTF8_STRING") == b"copied before"
    assert display.get_selection_owner(display.get_atom("CLIPBOARD")) != owner


_THIEF = """
import os, random, select, sys
from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.error import XError
display = Display()
display.set_error_handler(lambda *_: None)
victim = display.create_resource_object("window", int(sys.argv[1]))
window = display.screen().root.create_window(
    0, 0, 60, 60, 0, X.CopyFromParent, override_redirect=True, event_mask=X.KeyPressMask)
window.map()
display.sync()
sys.stdout.write("ready\\n")
sys.stdout.flush()
keys = 0
chance = random.Random(4)
while not select.select([0], [], [], chance.random() * 0.012)[0]:
    window.set_input_focus(X.RevertToParent, X.CurrentTime)
    display.sync()
    select.select([0], [], [], chance.random() * 0.004)
    victim.set_input_focus(X.RevertToParent, X.CurrentTime)
    display.sync()
    while display.pending_events():
        keys += display.next_event().type == X.KeyPress
print(keys)
"""


@pytest.mark.parametrize("by_keys", [False, True], ids=["paste", "keys"])
def test_a_thief_of_the_focus_gets_nothing(
    screen: Screen, paste: X11Paste, keys: X11Keys, focus: X11Focus, by_keys: bool
) -> None:
    way = keys if by_keys else paste
    with QtTarget(screen) as window:
        window.focus()
        target = aimed(focus)
        command = [sys.executable, "-c", _THIEF, target.id]
        thief = screen.start(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert thief.stdin is not None
        assert thief.stdout is not None
        assert thief.stdout.readline() == b"ready\n"
        expected, moved = "", 0
        for number in range(25):
            text = f"number {number} "
            try:
                way.insert(text, target)
                expected += text
            except FocusMoved:
                moved += 1
        thief.stdin.close()
        assert int(thief.stdout.read()) == 0
        end(thief)
        window.wait_for(expected)
    assert 0 < moved < 25


def test_keys_stop_when_the_focus_moves(
    screen: Screen, thread: SelectionThread, focus: X11Focus, display: Display
) -> None:
    keys = X11Keys(thread, time.monotonic)
    with QtTarget(screen) as window:
        window.focus()
        target = aimed(focus)
        text = "a long one " * 2000

        other = display.screen().root.create_window(
            0, 0, 60, 60, 0, X.CopyFromParent, override_redirect=True
        )
        other.map()
        display.sync()

        def steal() -> None:
            window.wait_until(lambda held: len(held) > 100)
            other.set_input_focus(X.RevertToParent, X.CurrentTime)
            display.sync()

        thief = threading.Thread(target=steal)
        thief.start()
        with pytest.raises(InsertionError, match="only the beginning") as raised:
            keys.insert(text, target)
        thief.join()
        assert not raised.value.left_nothing
        assert 100 < len(window.text()) < len(text)
        assert text.startswith(window.text())


def test_keys_keep_out_of_a_menu_or_a_locked_screen(
    screen: Screen, keys: X11Keys, thread: SelectionThread, focus: X11Focus, display: Display
) -> None:
    with QtTarget(screen) as window:
        window.focus()
        target = aimed(focus)
        root = display.screen().root
        assert root.grab_keyboard(False, 1, 1, X.CurrentTime) == X.GrabSuccess
        with pytest.raises(InsertionError, match="taken the whole keyboard") as raised:
            keys.insert("text", target)
        assert raised.value.left_nothing
        # A viewer of another machine takes the keyboard itself, and is to get keys all the same.
        remote = X11Keys(thread, time.monotonic, kind=lambda application: Kind.REMOTE)
        remote.insert("t", target)
        display.sync()
        types = [display.next_event().type for _ in range(display.pending_events())]
        assert types.count(X.KeyPress) == 1
        display.ungrab_keyboard(X.CurrentTime)
        display.sync()
        keys.insert("text", target)
        window.wait_for("text")


_DEAF = """
import sys
from PySide6.QtWidgets import QApplication, QWidget

class Deaf(QWidget):
    def keyPressEvent(self, event):
        if sys.argv[1] == "closes":
            self.destroy()

app = QApplication(["deaf"])
app.setQuitOnLastWindowClosed(False)
widget = Deaf()
widget.resize(200, 100)
widget.show()
app.exec()
"""


@pytest.mark.parametrize(
    ("does", "says"), [("nothing", "does not paste"), ("closes", "was closed")]
)
def test_a_window_that_handles_the_chord_and_does_not_paste(
    screen: Screen, paste: X11Paste, focus: X11Focus, does: str, says: str
) -> None:
    set_clipboard(screen, "clipboard", "copied before")
    set_clipboard(screen, "primary", "selected before")
    window = screen.start([sys.executable, "-c", _DEAF, does])
    screen.xdotool("search", "--sync", "--class", "^deaf$", "windowactivate", "--sync")
    try:
        target = aimed(focus)
        before = time.monotonic()
        with pytest.raises(InsertionError, match=says) as raised:
            paste.insert("text", target)
        assert raised.value.left_nothing
        assert time.monotonic() - before < 1.5
        assert clipboard(screen, "clipboard", "UTF8_STRING") == b"copied before"
        assert clipboard(screen, "primary", "UTF8_STRING") == b"selected before"
    finally:
        end(window)


def test_a_window_that_hangs_pastes_later(
    screen: Screen, thread: SelectionThread, focus: X11Focus
) -> None:
    paste = X11Paste(thread, time.monotonic, paste_seconds=0.3)
    with QtTarget(screen) as window:
        window.focus()
        target = aimed(focus)
        os.kill(target.process, signal.SIGSTOP)
        try:
            with pytest.raises(InsertionError, match="did not take") as raised:
                paste.insert("later", target)
            assert not raised.value.left_nothing
            for selection in ("clipboard", "primary"):
                assert clipboard(screen, selection, "UTF8_STRING") == b"later"
                listed = clipboard(screen, selection, "TARGETS") or b""
                assert b"x-kde-passwordManagerHint" not in listed
        finally:
            os.kill(target.process, signal.SIGCONT)
        window.wait_for("later")


def test_a_window_that_stops_halfway(
    screen: Screen, thread: SelectionThread, display: Display
) -> None:
    """With a stand-in: a window that begins to fetch a long text and then does no more."""
    paste = X11Paste(thread, time.monotonic, paste_seconds=0.3)
    window = display.screen().root.create_window(
        0, 0, 60, 60, 0, X.CopyFromParent, event_mask=X.KeyPressMask | X.FocusChangeMask
    )
    window.set_wm_class("half", "Half")
    window.map()
    display.sync()
    screen.xdotool("search", "--sync", "--class", "^half$", "windowactivate", "--sync")
    wait_for_x(display, lambda: display.get_input_focus().focus == window, 10)
    atom = display.get_atom

    def fetch() -> None:
        while display.next_event().type != X.KeyPress:
            pass
        window.convert_selection(
            atom("CLIPBOARD"), atom("UTF8_STRING"), atom("HERE"), X.CurrentTime
        )
        while display.next_event().type != X.SelectionNotify:
            pass

    half = threading.Thread(target=fetch, daemon=True)
    half.start()
    text = "long " * 100_000
    with pytest.raises(InsertionError, match="in the middle") as raised:
        paste.insert(text, None)
    half.join()
    assert not raised.value.left_nothing
    assert clipboard(screen, "clipboard", "UTF8_STRING") == text.encode()
    window.destroy()
    display.sync()


def test_who_asks_meanwhile_gets_what_was_there_before(
    screen: Screen, thread: SelectionThread, focus: X11Focus, display: Display
) -> None:
    """A clipboard manager asks as soon as the clipboard changes hands."""
    set_clipboard(screen, "clipboard", "copied before")
    paste = X11Paste(thread, time.monotonic, paste_seconds=0.5)
    atom = display.get_atom
    answers: list[bytes] = []
    asked = threading.Event()
    manager = display.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
    display.xfixes_query_version()
    display.xfixes_select_selection_input(display.screen().root, atom("CLIPBOARD"), 1)
    display.sync()

    def watch() -> None:
        display.next_event()  # it has changed hands
        manager.convert_selection(
            atom("CLIPBOARD"), atom("UTF8_STRING"), atom("HERE"), X.CurrentTime
        )
        display.flush()
        asked.set()
        while display.next_event().type != X.SelectionNotify:
            pass
        held = manager.get_full_property(atom("HERE"), X.AnyPropertyType)
        answers.append(held.value if held else b"")

    watching = threading.Thread(target=watch)
    with QtTarget(screen) as window:
        window.focus()
        watching.start()
        paste.insert("dictated", aimed(focus))
        window.wait_for("dictated")
        watching.join(10)
    assert answers == [b"copied before"]


def test_nobody_owned_anything(
    screen: Screen, paste: X11Paste, focus: X11Focus, display: Display
) -> None:
    selections = (display.get_atom("CLIPBOARD"), Xatom.PRIMARY)
    for selection in selections:
        window = display.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
        window.set_selection_owner(selection, X.CurrentTime)
        window.destroy()
    display.sync()
    with GtkTarget(screen) as target:
        target.focus()
        assert paste.insert("text", aimed(focus)).confirmed
        target.wait_for("text")
    assert display.get_selection_owner(selections[0]) == X.NONE


@pytest.mark.parametrize(
    ("layout", "text"),
    [
        ("us", "Say: 'Hello', <world> & {more} ~ 100% \\ |"),
        ("de", "Größe: @home, 5 € für [alle] {x} ~ ß µ „gut“ – ſ"),
        ("fr", "Où ? Là-bas : ça a été 5 € @ {test} ù #1 [2] 890"),
        ("ru", "Привет, мир! Ёлка № 5; да?"),
        ("gr", "Καλη μερα 5 € @ [α] Σς"),
        ("cz", "příliš žlutý kůže 123 [x] @"),
        # With dead keys:
        ("es", "¿Qué pasó? Él comió, ÁÉÍÓÚ; pingüino ñÑ `x` ^ à è â"),
        ("fr", "Noël, août, forêt, naïve: ÊÎÔ ê ï à"),
        ("de", "Café, à la carte: Crêpe `x` ^ ÁÀÂ éèê ß"),
        ("pt", "Não, São João: ação, pêssego, à noite; ÃÕ ^ ~ ` ü"),
        ("gr", "Καλημέρα, ταΐζω τη γάτα: μαϋμού, Άλλο ΰ Ώ Ϋ"),
        ("cz", "Příliš žluťoučký kůň úpěl ďábelské ódy: ŘŽŤĎŇ ó É"),
        ("us -variant intl", 'It\'s "naïve": café, señor, à la crème brûlée ÿÇ ~^`'),
        ("ca", "Où ça? Août, forêt, naïve, Noël: Ê È É à ù ^ `"),
    ],
)
@pytest.mark.parametrize("kind", [QtTarget, GtkTarget, XtermTarget])
@pytest.mark.parametrize("caps", [False, True], ids=["", "caps"])
def test_keys_of_layouts(
    screen: Screen,
    keys: X11Keys,
    focus: X11Focus,
    kind: type[Target],
    layout: str,
    text: str,
    caps: bool,
) -> None:
    screen.run("setxkbmap", "-layout", *layout.split())
    with kind(screen) as window:
        window.focus()
        if caps:
            screen.xdotool("key", "Caps_Lock")
        try:
            keys.insert(text, aimed(focus))
            window.wait_for(text)
        finally:
            if caps:
                screen.xdotool("key", "Caps_Lock")
            screen.run("setxkbmap", "-layout", "us", "-variant", "")


SPANISH = "¿Qué pasó ayer? "
"""Its accents are dead keys' on a Spanish keyboard."""


@pytest.mark.parametrize(
    ("environment", "kinds"),
    [
        ({"GTK_IM_MODULE": "xim", "QT_IM_MODULE": "xim", "XMODIFIERS": "@im=none"}, 3),
        ({"GTK_IM_MODULE": "gtk-im-context-simple", "QT_IM_MODULE": "compose"}, 2),
    ],
    ids=["xim", "simple"],
)
def test_dead_keys_by_input_method(environment: dict[str, str], kinds: int) -> None:
    with Screen() as screen:
        screen.env |= environment
        screen.run("setxkbmap", "es")
        thread = SelectionThread(time.monotonic, screen.display)
        keys = X11Keys(thread, time.monotonic)
        try:
            for kind in (QtTarget, GtkTarget, XtermTarget)[:kinds]:
                with kind(screen) as window:
                    window.focus()
                    keys.insert(SPANISH * 4, None)
                    window.wait_for(SPANISH * 4)
        finally:
            thread.close()


@pytest.mark.parametrize("sync", [True, False], ids=["waits", "does not wait"])
def test_dead_keys_with_ibus(sync: bool) -> None:
    """It composes in a process of its own, and says so when it has."""
    with Screen() as screen:
        screen.run("setxkbmap", "es")
        with IBusSession(screen):
            # As its XIM server, which desktops start with it, announces it.
            screen.run("xprop", "-root", "-f", "XIM_SERVERS", "32a", "-set", "XIM_SERVERS", "@x")
            if not sync:
                del screen.env["IBUS_ENABLE_SYNC_MODE"]
            thread = SelectionThread(time.monotonic, screen.display)
            keys = X11Keys(thread, time.monotonic)
            try:
                with QtTarget(screen) as window:
                    window.focus()
                    keys.insert(SPANISH * 3, None)
                    window.wait_for(SPANISH * 3)
            finally:
                thread.close()


def test_no_dead_key_is_left_waiting(
    screen: Screen, keys: X11Keys, focus: X11Focus, display: Display
) -> None:
    screen.run("setxkbmap", "es")
    other = display.screen().root.create_window(
        0, 0, 60, 60, 0, X.CopyFromParent, override_redirect=True
    )
    other.map()
    display.sync()
    try:
        with QtTarget(screen) as window:
            window.focus()
            target = aimed(focus)

            def steal() -> None:
                window.wait_until(lambda held: len(held) > 20)
                other.set_input_focus(X.RevertToParent, X.CurrentTime)
                display.sync()

            thief = threading.Thread(target=steal)
            thief.start()
            with pytest.raises(InsertionError, match=r"lost the keyboard .* only the beginning"):
                keys.insert(SPANISH * 200, target)
            thief.join()
            window.focus()
            screen.xdotool("key", "a")
            held = window.wait_until(lambda held: held.endswith("a"))
            assert (SPANISH * 200).startswith(held[:-1])
    finally:
        other.destroy()
        display.sync()
        screen.run("setxkbmap", "us")


def test_a_window_that_hangs_gets_no_dead_key_behind_plain_ones(
    screen: Screen, thread: SelectionThread, focus: X11Focus
) -> None:
    keys = X11Keys(thread, time.monotonic, release_seconds=-2.9)
    screen.run("setxkbmap", "es")
    try:
        with QtTarget(screen) as window:
            window.focus()
            target = aimed(focus)
            os.kill(target.process, signal.SIGSTOP)
            try:
                with pytest.raises(InsertionError, match=r"does not answer .* only the beginning"):
                    keys.insert("aé", target)
            finally:
                os.kill(target.process, signal.SIGCONT)
            window.wait_for("a")
    finally:
        screen.run("setxkbmap", "us")


class LockLayout(rq.Request):
    """XKB's LatchLockState, for the layout only: what a panel's layout switcher sends."""

    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(5),
        rq.RequestLength(),
        rq.Card16("device"),
        rq.Pad(2),
        rq.Bool("lock"),
        rq.Card8("group"),
        rq.Pad(6),
    )


def test_keys_of_the_fourth_layout(
    screen: Screen, keys: X11Keys, focus: X11Focus, display: Display
) -> None:
    screen.run("setxkbmap", "us,de,fr,ru")
    xkb = Xkb(display)
    opcode = display.query_extension("XKEYBOARD").major_opcode
    expected = ""
    try:
        with QtTarget(screen) as window:
            window.focus()
            for group, text in ((3, "Привет, мир! "), (1, "Größe @ "), (0, "plain "), (2, "à €")):
                LockLayout(
                    display=display.display, opcode=opcode, device=0x100, lock=True, group=group
                )
                assert xkb.state().group == group
                keys.insert(text, aimed(focus))
                expected += text
                window.wait_for(expected)
    finally:
        screen.run("setxkbmap", "us")


def test_altgr_that_is_held_is_waited_for(
    screen: Screen, thread: SelectionThread, focus: X11Focus
) -> None:
    screen.run("setxkbmap", "de")
    asked = threading.Event()

    def clock() -> float:
        asked.set()
        return time.monotonic()

    keys = X11Keys(thread, clock, release_seconds=60)
    try:
        with QtTarget(screen) as window:
            window.focus()
            screen.xdotool("keydown", "108")  # AltGr's keycode
            typing = threading.Thread(target=keys.insert, args=("held q", aimed(focus)))
            typing.start()
            assert asked.wait(10)
            assert window.text() == ""
            screen.xdotool("keyup", "108")
            typing.join(10)
            window.wait_for("held q")
    finally:
        screen.xdotool("keyup", "108")
        screen.run("setxkbmap", "us")


def test_closing_ends_the_wait(screen: Screen, thread: SelectionThread, focus: X11Focus) -> None:
    asked = threading.Event()

    def clock() -> float:
        asked.set()
        return time.monotonic()

    paste = X11Paste(thread, clock, release_seconds=600)
    raised: list[InsertionError] = []

    def insert() -> None:
        try:
            paste.insert("text", aimed(focus))
        except InsertionError as error:
            raised.append(error)

    with QtTarget(screen) as window:
        window.focus()
        screen.xdotool("keydown", "Shift_L")
        try:
            waiting = threading.Thread(target=insert)
            waiting.start()
            assert asked.wait(10)
            paste.close()
            waiting.join(10)
            assert not waiting.is_alive()
        finally:
            screen.xdotool("keyup", "Shift_L")
    assert [error.left_nothing for error in raised] == [True]


def test_a_server_that_hangs_does_not_hold_the_inserter() -> None:
    with Screen() as hung:
        thread = SelectionThread(time.monotonic, hung.display)
        thread.call(lambda selections: selections.now())
        os.kill(hung.servers[0].pid, signal.SIGSTOP)
        try:
            with pytest.raises(InsertionError, match="does not answer"):
                thread.call(lambda selections: selections.now(), 0.2)
        finally:
            os.kill(hung.servers[0].pid, signal.SIGCONT)
        thread.call(lambda selections: selections.now())
        thread.close()
