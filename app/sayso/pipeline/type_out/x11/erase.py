"""Takes a text back where accessibility does not help: selects it, looks, and deletes.

Shift+Left from the caret, until the window itself says, by the PRIMARY selection that toolkits take
for whatever is selected by a key, that exactly this text is selected; then BackSpace. If it is
another text, or less, the selection is undone, and nothing was changed.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from Xlib import XK, X
from Xlib.ext import xtest

from sayso.core.errors import InsertionError
from sayso.core.ports import Clock
from sayso.core.target import Kind, Target
from sayso.pipeline.type_out.applications import Special, kind_of
from sayso.pipeline.type_out.x11.caret_steps import clusters, leftward
from sayso.pipeline.type_out.x11.content import Content
from sayso.pipeline.type_out.x11.guarded import GuardedKeys
from sayso.pipeline.type_out.x11.selections import Selections
from sayso.pipeline.type_out.x11.thread import SelectionThread
from sayso.pipeline.type_out.x11.windows import Holder, client_of

LONGEST_CHARACTERS = 5_000

ALL_SECONDS = 10.0
"""For all of it: a text that takes longer to select is left as it is. Windows take 0.1 to 10 ms for
a step, the slow ones where one line is very long."""

STEPS = (20, 320)
"""At once, at first and at the most. The focus is looked at before each batch; one that the window
takes long for is followed by a smaller one."""

QUICK_SECONDS = 0.1

SLOW_SECONDS = 0.005
"""For a step. GTK's entry lays out all of its line at each: 20 ms with 1,100 characters."""

TELL_SECONDS = 1.0
"""What a window that answers may take to tell that more is selected: milliseconds, as a rule."""

HANG_SECONDS = 5.0
"""A window that does not answer for so long is left alone."""

SETTLED_SECONDS = 0.25
"""Where it selected more or less than it should have by the number of steps, which is so with some
emoji: when nothing changes for so long, that was all."""

POLL_SECONDS = 0.01

READ_SECONDS = 0.5
"""For what PRIMARY held before, and for each answer of the window."""

LET_GO_SECONDS = 0.3
"""After the last key, before PRIMARY is given back: GTK unselects what it loses PRIMARY for, and
must not do so before it has deleted it. It lets go of PRIMARY when it has; others say nothing."""

_SAME = str.maketrans({"\u00a0": " ", "\u2028": "\n", "\u2029": "\n"})
"""What Qt and web pages show as the one they tell as the other."""


class X11Erase:
    """A `sayso.core.ports.Eraser`. thread: shared with others, who close it.

    specials: what the settings say of applications, as `applications.parse` gives it.
    """

    def __init__(
        self,
        thread: SelectionThread,
        clock: Clock,
        specials: Mapping[str, Special] | None = None,
    ) -> None:
        self._thread = thread
        self._clock = clock
        self._specials = specials or {}
        self._closed = threading.Event()

    def erase(self, text: str, target: Target) -> bool:
        """Raises FocusMoved where the target has not the keyboard, or loses it in the middle."""
        kind = kind_of(target.application, self._specials)
        if kind is not Kind.WINDOW:
            what = "a terminal" if kind is Kind.TERMINAL else "another machine's screen"
            raise InsertionError(
                f"{target.name} shows {what}, where a text cannot be taken back; "
                "delete it there yourself."
            )
        if len(text) > LONGEST_CHARACTERS:
            raise InsertionError(
                f"A text of more than {LONGEST_CHARACTERS:,} characters cannot be taken back from "
                f"{target.name}; undo it there with Ctrl+Z."
            )
        if any(map(leftward, text)):
            raise InsertionError(
                f"Text that runs from right to left cannot be taken back from {target.name}; "
                "undo it there with Ctrl+Z."
            )
        if not text:
            return True
        return self._thread.call(
            lambda selections: _Erasing(selections, self._clock, self._closed, text, target).run()
        )

    def close(self) -> None:
        self._closed.set()
        self._thread.wake()


class _Erasing:
    """One time of it, on the selections' thread."""

    def __init__(
        self,
        selections: Selections,
        clock: Clock,
        closed: threading.Event,
        text: str,
        target: Target,
    ) -> None:
        self._selections = selections
        self._clock = clock
        self._closed = closed
        self._text = _plain(text)
        self._target = target
        self._keys = GuardedKeys(selections, clock, closed.is_set)
        self._clients: frozenset[int] = frozenset()
        self._some_selected = False
        self._deadline = clock() + ALL_SECONDS

    def run(self) -> bool:
        primary = self._selections.primary
        self._clients = self._keys.holder(self._target).clients
        kept = self._selections.read(primary, READ_SECONDS)
        # Ours for now, and for nobody to read: so that what the window tells is news.
        if not self._selections.own(primary, Content(), clients=frozenset()):
            raise InsertionError(_TAKEN)
        try:
            return self._erase()
        finally:
            if self._some_selected:
                self._unselect()
            self._give_back(kept)

    def _erase(self) -> bool:
        selected = ""
        most = 1  # to begin with: most of what could be wrong shows at the first step
        slow = False
        while selected != self._text:
            if self._clock() > self._deadline:
                raise InsertionError(self._sentence("takes too long to select the text"))
            began = self._clock()
            if len(selected) > len(self._text):
                back = clusters(selected[: len(selected) - len(self._text)])[:most]
                expected = selected[len("".join(back)) :]
                self._step(XK.XK_Right, len(back))
            elif slow and len(self._text) - len(selected) > STEPS[0]:
                # One very long line: to its beginning, and back from there.
                slow, expected = False, self._text
                self._step(XK.XK_Home, 1)
            else:
                steps = clusters(self._text[: len(self._text) - len(selected)])[-most:]
                expected = "".join(steps) + selected
                self._step(XK.XK_Left, len(steps))
            told = self._told(selected, expected)
            if not told and not selected:
                return self._undo_first_step()
            if told == selected or not told or not self._may_become(told):
                return False  # another text, the beginning of the field, or somebody unselected it
            took = self._clock() - began
            if most == 1:
                most = STEPS[0]
            elif told == expected:
                slow = took > most * SLOW_SECONDS
                most = min(most * 2, STEPS[1]) if took < QUICK_SECONDS else max(most // 2, STEPS[0])
            selected = told
        self._delete()
        return True

    def _may_become(self, told: str) -> bool:
        """The text, by some more steps or some less."""
        return self._text.endswith(told) or told.endswith(self._text)

    def _undo_first_step(self) -> bool:
        """The window tells nothing: at its very beginning, or because it never does."""
        self._step(XK.XK_Right, 1)
        if self._told("", None):
            self._press(XK.XK_Left)  # now it does: there was nothing on the left
            self._some_selected = False
            self._wait_until_let_go()
            return False
        # Where it does not tell, and was at its beginning, something is selected now, and what is
        # typed next would be in its place.
        self._press(XK.XK_Left)
        self._press(XK.XK_Right)
        raise InsertionError(self._sentence("does not tell what is selected"))

    def _told(self, before: str, expected: str | None) -> str:
        """What the window says is selected, once that is ``expected``, or a text that cannot
        become it, or nothing more happens. Empty: nothing. Raises InsertionError where it hangs."""
        began = since = self._clock()
        last: str | None = None
        while True:
            told = self._selected()
            now = self._clock()
            if told is None or told != last:
                last, since = told, now
            if told and (told == expected or not self._may_become(told)):
                return told
            settled = TELL_SECONDS if last == before else SETTLED_SECONDS
            if last is not None and now - since >= settled:
                return last
            if now - began >= HANG_SECONDS:
                raise InsertionError(self._sentence("does not answer"))
            self._selections.pump(self._closed.is_set, now + POLL_SECONDS)

    def _selected(self) -> str | None:
        """Empty where PRIMARY is not the target's, None where it does not answer. Raises
        InsertionError where PRIMARY is another program's."""
        primary = self._selections.primary
        owner = self._owner_client()
        if owner == 0 or self._selections.is_ours(primary):
            self._some_selected = False
            return ""
        if owner not in self._clients:
            raise InsertionError(_TAKEN)
        told = self._selections.text(primary, READ_SECONDS)
        if told is None:
            return None
        self._some_selected = bool(told)
        return _plain(told)

    def _delete(self) -> None:
        def press(holder: Holder) -> None:
            # Nobody else can have taken it since: no click, no other window.
            if self._owner_client() not in holder.clients:
                raise InsertionError(_TAKEN)
            self._fake(XK.XK_BackSpace, 1)

        self._keys.send(self._target, press)
        self._some_selected = False
        self._wait_until_let_go()

    def _wait_until_let_go(self) -> None:
        # Qt and GTK take keys and questions in turn: an answer says that they are with us.
        self._selections.text(self._selections.primary, READ_SECONDS)
        self._selections.pump(
            lambda: self._closed.is_set() or self._owner_client() not in self._clients,
            self._clock() + LET_GO_SECONDS,
        )

    def _owner_client(self) -> int:
        owner = self._selections.display.get_selection_owner(self._selections.primary)
        return 0 if owner == X.NONE else client_of(self._selections.display, owner.id)

    def _step(self, keysym: int, times: int) -> None:
        self._keys.send(self._target, lambda _: self._fake(keysym, times, XK.XK_Shift_L))

    def _press(self, keysym: int) -> None:
        self._keys.send(self._target, lambda _: self._fake(keysym, 1))

    def _fake(self, keysym: int, times: int, held: int | None = None) -> None:
        display: Any = self._selections.display
        codes = [display.keysym_to_keycode(one) for one in (keysym, held) if one is not None]
        if not all(codes):
            raise InsertionError(
                "The keyboard lacks a key that is needed to take the text back; "
                "undo it in its window with Ctrl+Z."
            )
        code, *shift = codes
        for one in shift:
            xtest.fake_input(display, X.KeyPress, one)
        for _ in range(times):
            xtest.fake_input(display, X.KeyPress, code)
            xtest.fake_input(display, X.KeyRelease, code)
        for one in shift:
            xtest.fake_input(display, X.KeyRelease, one)
        display.sync()

    def _unselect(self) -> None:
        """The caret goes to where the selection was begun."""
        try:
            self._press(XK.XK_Right)
        except InsertionError:
            return  # the target has not the keyboard any more: what went wrong is being told
        self._wait_until_let_go()

    def _give_back(self, kept: Content) -> None:
        """Unless somebody else has taken it by now."""
        primary = self._selections.primary
        ours = self._selections.is_ours(primary)
        if (ours or self._owner_client() in self._clients | {0}) and self._selections.own(
            primary, kept, clients=frozenset()
        ):
            self._selections.restore(primary, kept)

    def _sentence(self, what: str) -> str:
        return f"{self._target.name} {what}, so the text is left there; undo it with Ctrl+Z."


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").translate(_SAME)


_TAKEN = (
    "Another program took the selection meanwhile, so the text is left there; "
    "undo it there with Ctrl+Z."
)
