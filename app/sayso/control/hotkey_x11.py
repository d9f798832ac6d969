"""The hotkey on X11: one thread with connections of its own, asleep unless a key moves.

A **lone modifier** is watched, not taken: by itself it does nothing in a window, and whoever took
Right Ctrl would break Ctrl+C. It is seen through raw events (see `sayso.control.raw_keys`). An
**ordinary key or a chord** is taken with XGrabKey, so that nothing of it reaches a window.

Nothing has to be muted while Sayso itself types. Its Shift+Insert cannot set off a grab, since
`sayso.control.chord` refuses that chord. And while a watched key is held, what comes from the
XTEST device (through which Sayso types and lets go of modifiers) does not count, unless the hotkey
itself was pressed there. Codes of other keys are compared and forgotten; they are never kept.

While a grabbed key is held, nothing can be typed into any window, not even by Sayso: text has to
wait for ``Key.UP``.
"""

from __future__ import annotations

import logging
import select
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from itertools import product
from typing import Any

from sayso.control.chord import Chord, label
from sayso.control.grabbed import Codes, GrabbedKeys
from sayso.control.keycodes import Keyboard
from sayso.control.pressed import PressedKeys
from sayso.control.raw_keys import RawKey, RawKeys
from sayso.core.errors import HotkeyError
from sayso.core.ports import Key

_log = logging.getLogger(__name__)

_REPEAT_SECONDS = 0.005
"""The press that makes a release a mere repeat is written right after it."""

_STOP_SECONDS = 2.0


class X11Hotkey:
    """Watches or grabs one hotkey, and grabs Escape while it is asked to.

    chord: the hotkey.
    failed: called once, from the thread, if it ends by itself: the X server is gone.
    display: which X server, as ``:0``; ``None`` is the one that DISPLAY names.
    """

    def __init__(
        self,
        chord: Chord,
        failed: Callable[[HotkeyError], None] | None = None,
        display: str | None = None,
    ) -> None:
        self._chord = chord
        self._failed = failed
        self._name = display
        self._lock = threading.Lock()
        self._cancel_wanted = False
        self._stopping = False
        self._wake_end: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def start(self, deliver: Callable[[Key], None]) -> None:
        """Raises HotkeyError: no X server, no such key, or another program has taken it."""
        listening = _Listening(self._chord, self._name, deliver)
        sleep_end, wake_end = socket.socketpair()
        wake_end.setblocking(False)
        with self._lock:
            self._wake_end = wake_end
            self._stopping = False
        self._thread = threading.Thread(
            target=self._run, args=(listening, sleep_end), name="hotkey", daemon=True
        )
        self._thread.start()

    def watch_cancel(self, wanted: bool) -> None:
        with self._lock:
            self._cancel_wanted = wanted
            self._wake()

    def stop(self) -> None:
        """Give every key back and end the thread. May be called twice, and from ``deliver``."""
        with self._lock:
            self._stopping = True
            self._wake()
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(_STOP_SECONDS)

    def _wake(self) -> None:
        if self._wake_end is not None:
            with suppress(BlockingIOError):  # full of calls that were not answered yet: enough
                self._wake_end.send(b"!")

    def _run(self, listening: _Listening, sleep_end: socket.socket) -> None:
        lost: Exception | None = None
        try:
            self._serve(listening, sleep_end)
        except Exception as error:  # noqa: BLE001 - told, and in the log
            lost = error
        finally:
            with self._lock:
                stopping = self._stopping
                wake_end, self._wake_end = self._wake_end, None
            sleep_end.close()
            if wake_end is not None:
                wake_end.close()
            listening.close()
        if lost is not None and not stopping:
            sentence = HotkeyError(
                "The keyboard of the X server can no longer be listened to, so the hotkey is dead;"
                " start Sayso again."
            )
            _log.error("%s", sentence, exc_info=lost)
            if self._failed is not None:
                self._failed(sentence)

    def _serve(self, listening: _Listening, sleep_end: socket.socket) -> None:
        while True:
            with self._lock:
                stopping, wanted = self._stopping, self._cancel_wanted
            if stopping:
                return
            listening.watch_cancel(wanted)
            listening.read_events()
            timeout = _REPEAT_SECONDS if listening.undecided else None
            waker = sleep_end.fileno()
            ready, _, _ = select.select([waker, *listening.filenos()], [], [], timeout)
            if waker in ready:
                sleep_end.recv(4096)
            elif not ready:
                listening.settle()


class _Listening:
    """A connection that takes keys, and one that watches if need be.

    Made where `start` was called, and the thread's own from then on.

    broken: what is raised when the connection is lost.
    """

    def __init__(self, chord: Chord, name: str | None, deliver: Callable[[Key], None]) -> None:
        # python-xlib has no type hints, hence Any.
        import Xlib.display
        import Xlib.error
        import Xlib.X

        self._x: Any = Xlib.X
        self._error: Any = Xlib.error
        self.broken: tuple[type[Exception], ...] = (
            Xlib.error.ConnectionClosedError,
            Xlib.error.XError,
            OSError,
        )
        self._chord = chord
        self._deliver = deliver
        self._pressed = PressedKeys(chord, repeats=False)
        self._pressed_on = 0
        self._remapped = False
        self._escape_taken = False
        self._watched: RawKeys | None = None
        self._display: Any = None
        try:
            self._display = self._connect(name, Xlib.display.Display)
            self._root: Any = self._display.screen().root
            self._codes = self._locate()
            self._grabbed = GrabbedKeys(self._taken_codes())
            if chord.is_lone_modifier:
                self._watched = RawKeys(self._connect(name, Xlib.display.Display))
            else:
                self._take_chord()
        except self.broken as error:
            self.close()
            raise HotkeyError(
                f"The X server does not answer ({error}); start Sayso again when it does."
            ) from error
        except BaseException:
            self.close()
            raise

    def _connect(self, name: str | None, display_class: Any) -> Any:
        try:
            display = display_class(name)
        except (self._error.DisplayError, self._error.XauthError, *self.broken) as error:
            raise HotkeyError(
                f"The X server cannot be reached to listen for the hotkey ({error});"
                " check the variable DISPLAY."
            ) from error
        display.set_error_handler(_log_error)
        return display

    def filenos(self) -> list[int]:
        return [end.fileno() for end in (self._display, self._watched) if end is not None]

    def close(self) -> None:
        # The server gives back what a closed connection had grabbed.
        for end in (self._display, self._watched):
            if end is not None:
                with suppress(*self.broken):
                    end.close()

    @property
    def undecided(self) -> bool:
        return self._grabbed.waiting is not None

    def settle(self) -> None:
        """Nothing has followed a release for a while: it was real, if the key is up indeed."""
        code = self._grabbed.waiting
        if code is None:
            return
        keymap = self._display.query_keymap()
        is_down = keymap[code // 8] & 1 << code % 8
        # The answer may have brought along what was waited for. And on a busy machine it may still
        # be on its way: a key that is down will yet be told of.
        if not is_down and not self._display.pending_events():
            self._tell(self._grabbed.settle())

    def watch_cancel(self, wanted: bool) -> None:
        if wanted == self._grabbed.cancel:
            return
        self._grabbed.cancel = wanted
        if wanted:
            self._take_escape()
        else:
            self._leave_escape()

    def read_events(self) -> None:
        """Handle all that has come, without waiting for more."""
        if self._watched is not None:
            for key in self._watched.read():
                self._watch(key, self._watched)
        while self._display.pending_events():
            self._handle(self._display.next_event())
            if self._remapped and not self._display.pending_events():
                # Asking for the new mapping may bring more events along, so look again after it:
                # they lie in python-xlib's queue, where select does not see them.
                self._remapped = False
                self._remap()

    def _handle(self, event: Any) -> None:
        if event.type == self._x.KeyPress:
            self._tell(self._grabbed.press(event.detail, event.state, event.time))
        elif event.type == self._x.KeyRelease:
            self._tell(self._grabbed.release(event.detail, event.time))
        elif event.type == self._x.MappingNotify and event.request != self._x.MappingPointer:
            self._remapped = True

    def _watch(self, key: RawKey, watched: RawKeys) -> None:
        pressed = self._pressed
        if pressed.active and key.source != self._pressed_on and watched.is_xtest(key.source):
            return
        if any(key.code == code for code, _ in self._codes.keys):
            name = self._chord.key
        elif key.down and key.code in self._codes.escape and self._escape_taken:
            return  # the event of its grab tells
        else:
            name = f"keycode {key.code}"
        was_active = pressed.active
        self._tell(pressed.press(name) if key.down else pressed.release(name))
        if pressed.active and not was_active:
            self._pressed_on = key.source

    def _tell(self, keys: Iterable[Key]) -> None:
        for key in keys:
            self._deliver(key)

    def _locate(self) -> Codes:
        info = self._display.display.info
        first = info.min_keycode
        rows = self._display.get_keyboard_mapping(first, info.max_keycode - first + 1)
        return Keyboard(first, rows, self._display.get_modifier_mapping()).locate(self._chord)

    def _taken_codes(self) -> Codes:
        """What may come by way of a grab: of a lone modifier nothing, as it is only watched."""
        if self._chord.is_lone_modifier:
            return replace(self._codes, keys=frozenset(), modifiers=frozenset())
        return self._codes

    def _take_chord(self) -> None:
        for code, modifiers in self._codes.keys:
            # Several keys may carry the same name; one that is free is not enough.
            if not all(self._grab(code, modifiers | locks) for locks in self._lock_variants()):
                self._leave_chord()
                raise HotkeyError(
                    f"Another program has taken {label(self._chord, 'linux')}; choose another key."
                )

    def _leave_chord(self) -> None:
        for (code, modifiers), locks in product(self._codes.keys, self._lock_variants()):
            self._root.ungrab_key(code, modifiers | locks)
        self._display.flush()

    def _take_escape(self) -> None:
        """With any modifiers; or, as window managers like Alt+Escape, with as many as are free."""
        held = {0, self._codes.own}
        some = [modifiers | locks for modifiers in held for locks in self._lock_variants()]
        taken = 0
        for code in self._codes.escape:
            if self._grab(code, self._x.AnyModifier):
                taken += 1
            else:
                taken += sum(self._grab(code, modifiers) for modifiers in some)
        self._escape_taken = taken > 0
        if not self._escape_taken:
            _log.warning("Escape is taken by another program, so it does not cancel a dictation.")

    def _leave_escape(self) -> None:
        for code in self._codes.escape:
            self._root.ungrab_key(code, self._x.AnyModifier)
        self._display.flush()
        self._escape_taken = False

    def _grab(self, code: int, modifiers: int) -> bool:
        refused = self._error.CatchError(self._error.BadAccess)
        mode = self._x.GrabModeAsync
        self._root.grab_key(code, modifiers, False, mode, mode, onerror=refused)
        self._display.sync()
        return refused.get_error() is None

    def _remap(self) -> None:
        """The keyboard mapping changed: take the keys where they lie now."""
        try:
            codes = self._locate()
        except HotkeyError as error:
            _log.warning("%s It will be taken when the keyboard has it again.", error)
            return
        if codes == self._codes:
            return
        escape = self._escape_taken
        if escape:
            self._leave_escape()
        if not self._chord.is_lone_modifier:
            self._leave_chord()
        self._codes = codes
        self._grabbed.codes = self._taken_codes()
        if not self._chord.is_lone_modifier:
            try:
                self._take_chord()
            except HotkeyError as error:
                _log.warning("%s", error)
        if escape:
            self._take_escape()

    def _lock_variants(self) -> tuple[int, ...]:
        """Every combination of Caps Lock and Num Lock: X takes a grab's modifiers literally."""
        bits = [1 << n for n in range(8) if self._codes.locks & 1 << n]
        return tuple(sum(chosen) for chosen in product(*((0, bit) for bit in bits)))


def _log_error(error: object, request: object = None) -> None:
    """In place of python-xlib's own, which prints."""
    _log.warning("The X server refused a request of the hotkey's: %s", error)
