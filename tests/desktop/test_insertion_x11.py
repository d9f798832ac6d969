"""Text into real windows on a real X server, and the clipboard as it was before."""

import gc
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from screen import Screen, end
from targets import (
    ChromiumTarget,
    ClipboardOwner,
    GtkTarget,
    QtTarget,
    Target,
    XtermTarget,
    clipboard,
    forms,
    set_clipboard,
)
from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.protocol import event as xevent

from sayso.core.errors import InsertionError, WayUnavailable
from sayso.pipeline.type_out.x11.content import text_content
from sayso.pipeline.type_out.x11.copy import X11Copy
from sayso.pipeline.type_out.x11.focus import X11Focus
from sayso.pipeline.type_out.x11.keyboard import X11Keyboard
from sayso.pipeline.type_out.x11.keys import X11Keys
from sayso.pipeline.type_out.x11.paste import X11Paste
from sayso.pipeline.type_out.x11.selections import Selections
from sayso.pipeline.type_out.x11.thread import SelectionThread

TEXTS = [
    "The quick brown fox jumps over the lazy dog. ",
    "Größe, naïve façade, señor, Ærø, à bientôt! ",
    "Привет, 你好, こんにちは, 한국어, 🙂👍🏽 ",
    ("Pack my box with five dozen liquor jugs; (really?) " * 22)[:1100],
    "{braces} <tags> & \"quotes\" 'n' $HOME `x` \\ | ~ ^ ",
]

PICTURE = b"\x89PNG\r\n\x1a\n" + random.Random(2).randbytes(400_000)


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
def copy(thread: SelectionThread) -> X11Copy:
    return X11Copy(thread)


@pytest.fixture
def focus(screen: Screen) -> Iterator[X11Focus]:
    focus = X11Focus(screen.display)
    yield focus
    focus.close()


@pytest.fixture
def qt(screen: Screen) -> Iterator[QtTarget]:
    with QtTarget(screen) as window:
        window.focus()
        yield window


@pytest.mark.parametrize("kind", [QtTarget, GtkTarget, XtermTarget, ChromiumTarget])
def test_every_window_gets_exactly_the_text(
    screen: Screen, paste: X11Paste, kind: type[Target]
) -> None:
    set_clipboard(screen, "clipboard", "copied before")
    set_clipboard(screen, "primary", "selected before")
    expected = ""
    with kind(screen) as window:
        window.focus()
        for text in TEXTS:
            insertion = paste.insert(text, None)
            assert insertion.confirmed
            expected += text
            window.wait_for(expected)
    assert clipboard(screen, "clipboard", "UTF8_STRING") == b"copied before"
    assert clipboard(screen, "primary", "UTF8_STRING") == b"selected before"


@pytest.mark.parametrize("kind", [QtTarget, GtkTarget])
def test_line_breaks_stay_where_they_are_wanted(
    screen: Screen, paste: X11Paste, kind: type[Target]
) -> None:
    with kind(screen) as window:
        window.focus()
        paste.insert("one\ntwo\n\nthree\t.", None)
        window.wait_for("one\ntwo\n\nthree\t.")


@pytest.mark.parametrize("kind", [QtTarget, XtermTarget])
def test_a_megabyte_arrives_in_pieces(
    screen: Screen, paste: X11Paste, focus: X11Focus, kind: type[Target]
) -> None:
    text = "0123456789 abcdefghijklmnopqrstuvwxyz äöü " * 24_000
    assert len(text.encode()) > 1_000_000
    with kind(screen) as window:
        window.focus()
        assert paste.insert(text, focus.focused()).confirmed
        window.wait_until(lambda held: len(held) >= len(text), 30)
        assert window.text() == text


@pytest.mark.parametrize(
    "content",
    [
        {"clipboard": {"text/plain": "just text, ü".encode()}},
        {
            "clipboard": {"text/plain": b"bold", "text/html": b"<b>bold</b>"},
            "primary": {"text/plain": b"selected", "text/html": b"<i>selected</i>"},
        },
        {"clipboard": {"image/png": PICTURE, "application/x-own": bytes(range(256))}},
        {
            "clipboard": {
                "text/uri-list": b"file:///tmp/a%20b\r\n",
                "x-special/gnome-copied-files": b"copy\nfile:///tmp/a%20b",
            }
        },
    ],
    ids=["text", "html", "picture", "files"],
)
def test_the_clipboard_is_given_back_in_every_form(
    screen: Screen, qt: QtTarget, paste: X11Paste, content: dict[str, dict[str, bytes]]
) -> None:
    with ClipboardOwner(screen, content):
        before = {selection: forms(screen, selection) for selection in content}
        for selection, kinds in content.items():
            for kind, data in kinds.items():
                assert before[selection][kind] == data
        for text in ("first ", "second "):  # the second time we give back what is ours
            paste.insert(text, None)
        qt.wait_for("first second ")
    # Their owner has ended: from now on nobody but us can know.
    assert {selection: forms(screen, selection) for selection in content} == before


def test_an_empty_clipboard_is_empty_again(screen: Screen, qt: QtTarget, paste: X11Paste) -> None:
    display = screen.connect()
    try:
        selections = (display.get_atom("CLIPBOARD"), Xatom.PRIMARY)
        for selection in selections:
            owned_by_nobody(display, selection)
        paste.insert("text ", None)
        qt.wait_for("text ")
        assert [display.get_selection_owner(one) for one in selections] == [X.NONE, X.NONE]
    finally:
        display.close()


def owned_by_nobody(display: Display, selection: int) -> None:
    """A window that owned it and is destroyed leaves it to nobody."""
    window = display.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
    window.set_selection_owner(selection, X.CurrentTime)
    window.destroy()
    display.sync()
    assert display.get_selection_owner(selection) == X.NONE


def test_what_somebody_copied_meanwhile_is_left_alone(screen: Screen) -> None:
    selections = Selections(time.monotonic, screen.display)
    try:
        content = text_content("dictated", selections.atom, transient=True)
        assert selections.own(selections.clipboard, content)
        set_clipboard(screen, "clipboard", "copied meanwhile")
        selections.restore(
            selections.clipboard, text_content("old", selections.atom, transient=False)
        )
        assert clipboard(screen, "clipboard", "UTF8_STRING") == b"copied meanwhile"
    finally:
        selections.close()


def test_what_was_copied_a_moment_ago_is_read_and_not_what_was_ours(screen: Screen) -> None:
    selections = Selections(time.monotonic, screen.display)
    try:
        ours = text_content("ours", selections.atom, transient=False)
        assert selections.own(selections.clipboard, ours)
        assert selections.read(selections.clipboard, 1.0) == ours
        set_clipboard(screen, "clipboard", "copied just now")
        read = selections.read(selections.clipboard, 1.0)
        assert read.flavours[selections.atom("UTF8_STRING")].data == b"copied just now"
    finally:
        selections.close()


def test_an_owner_that_lists_nonsense_is_read_as_far_as_it_goes(screen: Screen) -> None:
    display = screen.connect()
    selections = Selections(time.monotonic, screen.display)
    atom = display.get_atom
    try:
        window = display.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
        window.set_selection_owner(atom("CLIPBOARD"), X.CurrentTime)
        display.sync()
        listed = [X.NONE, 0x1FFFFFFF, atom("PIXMAP"), atom("refused"), atom("UTF8_STRING")]
        answers = {atom("TARGETS"): (Xatom.ATOM, 32, listed)}
        answers[atom("UTF8_STRING")] = (atom("UTF8_STRING"), 8, b"sense")

        def serve() -> None:
            for _ in range(3):  # TARGETS, and the two of them that can be asked for
                while (request := display.next_event()).type != X.SelectionRequest:
                    pass
                known = answers.get(request.target)
                if known:
                    request.requestor.change_property(request.property, *known)
                request.requestor.send_event(
                    xevent.SelectionNotify(
                        time=request.time,
                        requestor=request.requestor,
                        selection=request.selection,
                        target=request.target,
                        property=request.property if known else X.NONE,
                    )
                )
                display.sync()

        with Running(serve):
            read = selections.read(selections.clipboard, 5.0)
        assert {key: one.data for key, one in read.flavours.items()} == {
            atom("UTF8_STRING"): b"sense"
        }
    finally:
        selections.close()
        display.close()


def test_where_the_keyboard_follows_the_pointer() -> None:
    with Screen() as bare, XtermTarget(bare) as window:
        window.focus()
        end(bare.manager)
        bare.xdotool("mousemove", "--window", str(window.window), "50", "50")
        display = bare.connect()
        thread = SelectionThread(time.monotonic, bare.display)
        try:
            display.set_input_focus(X.PointerRoot, X.RevertToPointerRoot, X.CurrentTime)
            display.sync()
            X11Paste(thread, time.monotonic).insert("below the pointer ", None)
            window.wait_for("below the pointer ")
        finally:
            thread.close()
            display.close()


def test_what_a_hanging_program_has_on_the_clipboard_is_not_lost(
    screen: Screen, qt: QtTarget, paste: X11Paste
) -> None:
    """The next way, keys, leaves the clipboard alone."""
    with ClipboardOwner(screen, {"clipboard": {"text/plain": b"kept"}}) as owner:
        os.kill(owner.process.pid, signal.SIGSTOP)
        try:
            with pytest.raises(WayUnavailable, match="does not answer"):
                paste.insert("text ", None)
        finally:
            os.kill(owner.process.pid, signal.SIGCONT)
        assert clipboard(screen, "clipboard", "text/plain") == b"kept"
    assert qt.text() == ""


def test_a_slow_program_loses_nothing_of_what_it_has_on_the_clipboard(
    screen: Screen, qt: QtTarget, paste: X11Paste
) -> None:
    content = {f"application/x-form-{number}": bytes([number]) * 9 for number in range(12)}
    with ClipboardOwner(screen, {"clipboard": content}) as owner:
        before = forms(screen, "clipboard")
        hiccups = Hiccups(owner.process.pid)
        try:
            assert paste.insert("text ", None).confirmed
        finally:
            hiccups.end()
        qt.wait_for("text ")
    assert forms(screen, "clipboard") == before


class Hiccups:
    """Has a process stop for a tenth of a second, again and again."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def end(self) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            os.kill(self._process, signal.SIGSTOP)
            self._over.wait(0.1)
            os.kill(self._process, signal.SIGCONT)
            self._over.wait(0.01)


@pytest.mark.parametrize("key", ["Control_R", "Shift_L", "Alt_L", "Super_L"])
def test_text_waits_until_a_modifier_is_released(
    screen: Screen, qt: QtTarget, thread: SelectionThread, key: str
) -> None:
    waiting = threading.Event()

    def clock() -> float:
        waiting.set()  # asked for the first time when a modifier is down
        return time.monotonic()

    inserter = X11Paste(thread, clock, release_seconds=60)
    screen.xdotool("keydown", key)
    try:
        waiting.clear()
        with Running(lambda: inserter.insert("held ", None)) as running:
            assert waiting.wait(10)
            assert running.is_alive()
            assert qt.text() == ""
            screen.xdotool("keyup", key)
        qt.wait_for("held ")
    finally:
        screen.xdotool("keyup", key)
    assert keys_down(screen) == []


def test_a_modifier_that_is_stuck_is_let_go_of(
    screen: Screen, qt: QtTarget, thread: SelectionThread
) -> None:
    inserter = X11Paste(thread, time.monotonic, release_seconds=0.1)
    screen.xdotool("keydown", "Control_R", "keydown", "Shift_L", "keydown", "Alt_L")
    try:
        inserter.insert("stuck ", None)
        qt.wait_for("stuck ")
        assert keys_down(screen) == []
    finally:
        screen.xdotool("keyup", "Control_R", "keyup", "Shift_L", "keyup", "Alt_L")


class Running(threading.Thread):
    """Runs ``work`` meanwhile; raises at the end what it raised."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__()
        self._work = work
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001  raised again below
            self._error = error

    def __enter__(self) -> "Running":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.join(30)
        assert not self.is_alive()
        if self._error is not None:
            raise self._error


def keys_down(screen: Screen) -> list[int]:
    display = screen.connect()
    try:
        return [code for code in range(256) if display.query_keymap()[code // 8] >> (code % 8) & 1]
    finally:
        display.close()


def test_locks_are_not_held_modifiers(screen: Screen) -> None:
    display = screen.connect()
    try:
        screen.xdotool("keydown", "Caps_Lock", "keydown", "Num_Lock")
        keyboard = X11Keyboard(display)
        assert keys_down(screen)
        assert keyboard.held_modifiers() == []
    finally:
        screen.xdotool("keyup", "Caps_Lock", "keyup", "Num_Lock")
        screen.xdotool("key", "Caps_Lock", "key", "Num_Lock")
        display.close()


def test_without_a_window_the_clipboard_is_left_alone(
    screen: Screen, paste: X11Paste, thread: SelectionThread
) -> None:
    set_clipboard(screen, "clipboard", "copied before")
    display = screen.connect()
    try:
        owner = display.get_selection_owner(display.get_atom("CLIPBOARD"))
        for way in (paste, X11Keys(thread, time.monotonic)):
            with pytest.raises(InsertionError, match="No window has the keyboard") as raised:
                way.insert("nowhere to go", None)
            assert raised.value.left_nothing
        assert display.get_selection_owner(display.get_atom("CLIPBOARD")) == owner
    finally:
        display.close()


@pytest.mark.filterwarnings(
    # python-xlib does not close the sockets that it could not connect: they are collected here.
    "ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning",
    "ignore::ResourceWarning",
)
def test_without_a_display_it_says_so() -> None:
    thread = SelectionThread(time.monotonic, ":9999")
    for way in (X11Paste(thread, time.monotonic), X11Keys(thread, time.monotonic), X11Copy(thread)):
        with pytest.raises(WayUnavailable, match="start Sayso inside the desktop session"):
            way.insert("text", None)
        way.close()
    thread.close()
    gc.collect()


def test_the_display_going_away_is_said_and_not_hung_on() -> None:
    with Screen() as lost:
        thread = SelectionThread(time.monotonic, lost.display)
        X11Copy(thread).insert("text", None)
    with pytest.raises(InsertionError, match="display cannot be reached"):
        X11Copy(thread).insert("more", None)
    thread.close()
    thread.close()


def test_copy_fills_the_clipboard_and_leaves_the_selection(screen: Screen, copy: X11Copy) -> None:
    set_clipboard(screen, "primary", "selected before")
    insertion = copy.insert("copied ü", None)
    assert insertion.copied
    assert not insertion.confirmed
    assert clipboard(screen, "clipboard", "UTF8_STRING") == "copied ü".encode()
    assert clipboard(screen, "clipboard", "STRING") == "copied ü".encode("latin-1")
    assert clipboard(screen, "primary", "UTF8_STRING") == b"selected before"
    copy.insert("日本", None)
    assert clipboard(screen, "clipboard", "UTF8_STRING") == "日本".encode()
    assert "STRING" not in forms(screen, "clipboard")  # Latin-1 has no word for it


class Asker:
    """A client that asks for a selection as ICCCM says; xclip asks for one target only."""

    def __init__(self, display: Display) -> None:
        self.display = display
        self.window = display.screen().root.create_window(
            0, 0, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask
        )

    def ask(self, target: str, given: list[int] | None = None, at: int = X.CurrentTime) -> int:
        """The property of the answer: 0 where it is refused."""
        atom = self.display.get_atom
        if given is not None:
            self.window.change_property(atom("ANSWER"), atom("ATOM_PAIR"), 32, given)
        self.window.convert_selection(atom("CLIPBOARD"), atom(target), atom("ANSWER"), at)
        self.display.flush()
        while (event := self.display.next_event()).type != X.SelectionNotify:
            pass
        return int(event.property)

    def answer(self, name: str = "ANSWER") -> object:
        held = self.window.get_full_property(self.display.get_atom(name), X.AnyPropertyType)
        return held.value if isinstance(held.value, bytes) else list(held.value)


def test_requests_are_answered_by_the_book(screen: Screen, copy: X11Copy) -> None:
    copy.insert("by the book", None)
    display = screen.connect()
    atom = display.get_atom
    try:
        asker = Asker(display)
        assert asker.ask("TARGETS")
        assert {atom("TARGETS"), atom("TIMESTAMP"), atom("MULTIPLE"), atom("UTF8_STRING")} <= set(
            asker.answer()
        )
        assert asker.ask("TIMESTAMP")
        (since,) = asker.answer()
        assert since > 0
        assert asker.ask("image/png") == X.NONE
        assert asker.ask("UTF8_STRING", at=since - 1) == X.NONE, "before it was ours"
        assert asker.ask("UTF8_STRING", at=since)
        assert asker.answer() == b"by the book"
        pairs = [atom("UTF8_STRING"), atom("ONE"), atom("image/png"), atom("TWO")]
        assert asker.ask("MULTIPLE", [*pairs, atom("STRING"), atom("THREE")])
        assert asker.answer() == [
            *pairs[:2],
            X.NONE,
            pairs[3],
            atom("STRING"),
            atom("THREE"),
        ]
        assert asker.answer("ONE") == asker.answer("THREE") == b"by the book"
    finally:
        display.close()


def test_a_requestor_that_ends_halfway_does_no_harm(screen: Screen, copy: X11Copy) -> None:
    text = "long " * 100_000
    copy.insert(text, None)
    display = screen.connect()
    try:
        asker = Asker(display)
        assert asker.ask("UTF8_STRING")
        assert asker.answer() == [len(text)]  # INCR: and now it does not go on
    finally:
        display.close()
    assert clipboard(screen, "clipboard", "UTF8_STRING") == text.encode()


def test_a_clipboard_manager_is_asked_to_keep_the_clipboard(screen: Screen) -> None:
    """With a stand-in: no desktop's clipboard manager runs without that desktop."""
    display = screen.connect()
    atom = display.get_atom
    saved = []
    try:
        manager = display.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
        manager.set_selection_owner(atom("CLIPBOARD_MANAGER"), X.CurrentTime)
        display.sync()
        thread = SelectionThread(time.monotonic, screen.display)
        X11Copy(thread).insert("to be kept", None)
        with Running(thread.close):
            while (request := display.next_event()).type != X.SelectionRequest:
                pass
            assert request.target == atom("SAVE_TARGETS")
            listed = request.requestor.get_full_property(request.property, X.AnyPropertyType)
            assert atom("UTF8_STRING") in listed.value
            saved.append(Asker(display).ask("UTF8_STRING"))
            request.requestor.send_event(
                xevent.SelectionNotify(
                    time=request.time,
                    requestor=request.requestor,
                    selection=request.selection,
                    target=request.target,
                    property=request.property,
                )
            )
            display.flush()
        assert saved == [atom("ANSWER")]
    finally:
        display.close()
