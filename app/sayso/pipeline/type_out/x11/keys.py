"""Into the focused window key by key, with the keys that the keyboard layout has (X11).

For windows that do not paste, and for those that show another machine, which takes keys only.
pynput's typing is no way here: it sends its events to the window (XSendEvent), which terminals
ignore, and changes the keymap while the window still reads it. So these are XTEST events of the
layout's own keys, with Shift, AltGr and dead keys, and a character that the layout lacks is an
error before the first key is pressed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from Xlib import XK, X
from Xlib.ext import xtest

from sayso.core.errors import FocusMoved, InsertionError, WayUnavailable
from sayso.core.ports import Clock, Insertion
from sayso.core.target import Kind, Target
from sayso.pipeline.type_out.applications import kind_of
from sayso.pipeline.type_out.x11.guarded import RELEASE_SECONDS, GuardedKeys
from sayso.pipeline.type_out.x11.handled import Handled
from sayso.pipeline.type_out.x11.layout import Stroke, sequences, shifts, together
from sayso.pipeline.type_out.x11.selections import Selections
from sayso.pipeline.type_out.x11.thread import CALL_SECONDS, SelectionThread
from sayso.pipeline.type_out.x11.windows import Holder
from sayso.pipeline.type_out.x11.xkb import State, Xkb

WAY = "typed keys"

BATCH_CHARACTERS = 32
"""Pressed at once, while every other window waits: some milliseconds. Whole characters: a dead key
is never left waiting for a letter that does not come."""

SECONDS_EACH = 0.05
"""What a character may take, at the most: it takes 0.2 to 0.5 ms, and some more with a dead key."""

HANDLED_SECONDS = 3.0
"""How long a window may take in all to handle what comes before dead keys, beside that."""


class X11Keys:
    """A `sayso.core.ports.Way`. Whoever made ``thread`` closes it."""

    def __init__(
        self,
        thread: SelectionThread,
        clock: Clock,
        *,
        kind: Callable[[str], Kind] = lambda application: kind_of(application, {}),
        release_seconds: float = RELEASE_SECONDS,
    ) -> None:
        """kind: what an application's windows are."""
        self._thread = thread
        self._clock = clock
        self._kind = kind
        self._release_seconds = release_seconds
        self._closed = threading.Event()

    def insert(self, text: str, target: Target | None) -> Insertion:
        """Never confirmed: nothing tells whether a window took the keys."""
        seconds = CALL_SECONDS + len(text) * SECONDS_EACH
        self._thread.call(lambda selections: self._type(selections, text, target), seconds)
        return Insertion(WAY, confirmed=False)

    def press_enter(self, target: Target | None) -> None:
        self._thread.call(lambda selections: self._guarded(selections).press_enter(target))

    def close(self) -> None:
        self._closed.set()
        self._thread.wake()

    def _guarded(self, selections: Selections) -> GuardedKeys:
        return GuardedKeys(selections, self._clock, self._closed.is_set, self._release_seconds)

    def _type(self, selections: Selections, text: str, target: Target | None) -> None:
        try:
            keys = _Keys(selections.display)
        except LookupError as error:
            raise WayUnavailable(
                "This X server does not tell which keys it has; set typing to paste."
            ) from error
        guarded = self._guarded(selections)
        window = guarded.holder(target).window
        remote = self._is_remote(target)
        longest = self._release_seconds + HANDLED_SECONDS + len(text) * SECONDS_EACH
        handled = Handled(selections, self._clock, self._closed.is_set, self._clock() + longest)
        sent = ahead = 0
        composed: bool | None = None

        def batch(holder: Holder) -> None:
            nonlocal sent, ahead, composed, window
            window = holder.window
            if sent == 0 and not remote and keys.are_held_by_another():
                raise InsertionError(
                    "Another program has taken the whole keyboard, as a menu or a locked screen "
                    "does; close it and try again.",
                    left_nothing=True,
                )
            with keys.able_to_type(text[sent:]) as known:
                missing = sorted(set(text[sent:]) - known.keys())
                if missing:
                    raise InsertionError(
                        f"The keyboard layout has no key for {' '.join(missing[:5])}; "
                        "switch to a layout that has one.",
                        left_nothing=True,
                    )
                now = [known[char] for char in text[sent : sent + BATCH_CHARACTERS]]
                now = now[: together(now, composed)]
                keys.press([stroke for strokes in now for stroke in strokes])
            if now:
                sent += len(now)
                composed = len(now[-1]) > 1
                ahead += 0 if composed else len(now)

        while sent < len(text):
            before = sent
            try:
                guarded.send(target, batch)
                if sent == before:
                    if not handled.wait(window, ahead, remote=remote):
                        raise _Busy("The window does not answer.")
                    ahead, composed = 0, None
            except InsertionError as error:
                if sent == 0:
                    raise
                why = _WHY.get(type(error), "was interrupted")
                name = target.name if target else "That window"
                raise InsertionError(
                    f"{name} {why} and got only the beginning of the text.", rest=text[sent:]
                ) from error
            selections.pump(lambda: True, 0.0)
        if composed:
            handled.wait(window, 0, remote=remote)  # before somebody presses Return

    def _is_remote(self, target: Target | None) -> bool:
        """Viewers take the whole keyboard themselves, to pass every key on; and whether it is
        theirs is not told."""
        return target is not None and self._kind(target.application) is Kind.REMOTE


class _Busy(InsertionError):
    """A window that does not come to handling its keys."""


_WHY = {FocusMoved: "lost the keyboard", _Busy: "does not answer"}


class _Keys:
    """The layout, and pressing its keys. Raises LookupError where there is no XKB."""

    def __init__(self, display: Any) -> None:
        self._display = display
        self._xkb = Xkb(display)
        self._symbols = self._xkb.symbols()
        self._rows = display.get_modifier_mapping()
        self._state: State | None = None
        self._known: dict[str, tuple[Stroke, ...]] = {}

    @contextmanager
    def able_to_type(self, text: str) -> Iterator[dict[str, tuple[Stroke, ...]]]:
        """`known`, with Caps Lock switched off meanwhile if that is what it takes."""
        known = self.known()
        caps = self._display.keysym_to_keycode(XK.XK_Caps_Lock)
        locked = self._state is not None and self._state.modifiers & X.LockMask
        if set(text) <= known.keys() or not locked or not caps:
            yield known
            return
        # The key itself: so another machine, which a window shows, switches its own, too.
        self.press([Stroke(caps)])
        try:
            yield self.known()
        finally:
            self.press([Stroke(caps)])

    def known(self) -> dict[str, tuple[Stroke, ...]]:
        """For the layout in use and the locks as they are now."""
        state = self._xkb.state()
        if state != self._state:
            reach = shifts(self._symbols, state.group, self._rows)
            self._state, self._known = state, sequences(self._symbols, state, reach)
        return self._known

    def are_held_by_another(self) -> bool:
        """A grab of ours succeeds where there is none; windows see it as they see a hotkey."""
        grabbed = self._display.screen().root.grab_keyboard(
            True, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime
        )
        self._display.ungrab_keyboard(X.CurrentTime)
        return bool(grabbed == X.AlreadyGrabbed)

    def press(self, wanted: list[Stroke]) -> None:
        down: tuple[int, ...] = ()
        for stroke in [*wanted, None]:
            modifiers = stroke.modifiers if stroke else ()
            if modifiers != down:
                for code in reversed(down):
                    xtest.fake_input(self._display, X.KeyRelease, code)
                for code in modifiers:
                    xtest.fake_input(self._display, X.KeyPress, code)
                down = modifiers
            if stroke:
                xtest.fake_input(self._display, X.KeyPress, stroke.code)
                xtest.fake_input(self._display, X.KeyRelease, stroke.code)
        self._display.sync()
