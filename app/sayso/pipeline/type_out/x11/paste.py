"""Into the focused window through the clipboard, which is given back as it was.

Own CLIPBOARD and PRIMARY, press Shift+Insert, and wait until the focused window's client has
fetched the text. The chord and the two selections go together: it pastes CLIPBOARD in windows of
toolkits and PRIMARY in terminals, and unlike Ctrl+V it has the same meaning on every layout and in
terminals. That the client fetched the text is what tells when the clipboard can be given back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from Xlib import XK, X

from sayso.core.errors import InsertionError, WayUnavailable
from sayso.core.ports import Clock, Insertion
from sayso.core.target import Kind, Target
from sayso.pipeline.type_out.applications import kind_of
from sayso.pipeline.type_out.x11.content import Content, text_content
from sayso.pipeline.type_out.x11.guarded import RELEASE_SECONDS, GuardedKeys
from sayso.pipeline.type_out.x11.ping import Ping
from sayso.pipeline.type_out.x11.selections import Selections
from sayso.pipeline.type_out.x11.thread import CALL_SECONDS, SelectionThread
from sayso.pipeline.type_out.x11.windows import Holder, client_of

WAY = "clipboard paste"

READ_SECONDS = {"CLIPBOARD": 3.0, "PRIMARY": 0.5}
"""How long reading what was there may take. Applications answer in a few milliseconds, except for
large pictures, which some convert when asked, in each of a dozen formats. PRIMARY is next to always
a short text."""

PASTE_SECONDS = 2.0
"""How long a window may take to ask for the text, and then for each next piece: 9 to 36 ms is
usual, a busy Electron window takes up to a second."""

PONG_SECONDS = 0.5
"""A window that has answered a ping, which was sent after the chord, has the chord behind it: it
asks within so long, or it will not. Not at once, because toolkits send a key through an input
method (IBus: some milliseconds there and back) before they act upon it."""

SLOWEST_CHARACTERS = 20_000
"""A second, of a window that takes a long text piece by piece with long thoughts in between."""

SETTLE_SECONDS = 0.05
"""Some clients ask more than once: the text stays for so long after the first time."""


class X11Paste:
    """A `sayso.core.ports.Way`. Whoever made ``thread`` closes it."""

    def __init__(
        self,
        thread: SelectionThread,
        clock: Clock,
        *,
        kind: Callable[[str], Kind] = lambda application: kind_of(application, {}),
        release_seconds: float = RELEASE_SECONDS,
        paste_seconds: float = PASTE_SECONDS,
    ) -> None:
        """kind: what an application's windows are."""
        self._thread = thread
        self._clock = clock
        self._kind = kind
        self._release_seconds = release_seconds
        self._paste_seconds = paste_seconds
        self._closed = threading.Event()
        self._silent = 0  # the window that has not come to its last chord, as far as is known

    def insert(self, text: str, target: Target | None) -> Insertion:
        """After an InsertionError that has not ``left_nothing`` the text is on the clipboard, since
        the window may yet ask for it; after every other one the clipboard is as it was."""
        seconds = CALL_SECONDS + len(text) / SLOWEST_CHARACTERS
        return self._thread.call(lambda selections: self._paste(selections, text, target), seconds)

    def press_enter(self, target: Target | None) -> None:
        self._thread.call(lambda selections: self._guarded(selections).press_enter(target))

    def close(self) -> None:
        self._closed.set()
        self._thread.wake()

    def _guarded(self, selections: Selections) -> GuardedKeys:
        return GuardedKeys(selections, self._clock, self._closed.is_set, self._release_seconds)

    def _paste(self, selections: Selections, text: str, target: Target | None) -> Insertion:
        guarded = self._guarded(selections)
        holder = guarded.holder(target)  # before the clipboard is touched
        self._check_alive(selections, holder)
        kept = {
            selection: selections.read(selection, READ_SECONDS[name])
            for name, selection in self._taken(selections, holder, target)
        }
        if not kept[selections.clipboard].complete:
            raise WayUnavailable(_OWNER_HANGS)
        for_whom = None if _is_wine(target) else holder.clients
        content = text_content(text, selections.atom, transient=True)
        ping = Ping(selections, holder.window)
        try:
            for selection in kept:
                if not selections.own(selection, content, for_whom):
                    raise InsertionError(_TAKEN_AWAY, left_nothing=True)
            self._press(selections, guarded, target, for_whom, ping)
            confirmed = self._wait_until_fetched(selections, for_whom, content, ping)
        except InsertionError as error:
            if error.left_nothing:
                _restore(selections, kept)
            else:
                for selection in kept:
                    selections.open(selection, text_content(text, selections.atom, transient=False))
            raise
        except BaseException:
            _restore(selections, kept)
            raise
        finally:
            ping.close()
        _restore(selections, kept)
        return Insertion(WAY, confirmed)

    def _check_alive(self, selections: Selections, holder: Holder) -> None:
        """A window that did not take the last text, and has not come to it since, would paste twice
        when it does: the chord of the first text brings it all that waits. Raises InsertionError.
        """
        if holder.window != self._silent:
            return
        ping = Ping(selections, holder.window)
        try:
            ping.send()
            selections.pump(
                lambda: ping.answered or ping.gone or self._closed.is_set(),
                self._clock() + PONG_SECONDS,
            )
        finally:
            ping.close()
        if not ping.answered and not ping.gone:
            raise InsertionError(
                "That window still does not answer; it may paste what waits once it does."
            )
        self._silent = 0

    def _taken(
        self, selections: Selections, holder: Holder, target: Target | None
    ) -> list[tuple[str, int]]:
        """The selections to take. PRIMARY is left to a window that has it, unless that is a
        terminal: in GTK's, what is selected stops being so when PRIMARY goes, and the text would go
        in beside what it is to replace."""
        taken = [("CLIPBOARD", selections.clipboard)]
        owner = selections.display.get_selection_owner(selections.primary)
        own = owner != X.NONE and client_of(selections.display, owner.id) in holder.clients
        terminal = target is not None and self._kind(target.application) is Kind.TERMINAL
        if terminal or not own:
            taken.append(("PRIMARY", selections.primary))
        return taken

    def _press(
        self,
        selections: Selections,
        guarded: GuardedKeys,
        target: Target | None,
        for_whom: frozenset[int] | None,
        ping: Ping,
    ) -> None:
        def press(holder: Holder) -> None:
            if for_whom is not None and not holder.clients <= for_whom:
                raise InsertionError(
                    "The keyboard went to another window; "
                    "click where the text belongs and try again.",
                    left_nothing=True,
                )
            selections.fetches.clear()
            if not guarded.keyboard.press(XK.XK_Shift_L, XK.XK_Insert):
                raise InsertionError(
                    "The keyboard has no Insert key to paste with; set typing to keys.",
                    left_nothing=True,
                )
            ping.send()

        guarded.send(target, press)

    def _wait_until_fetched(
        self,
        selections: Selections,
        for_whom: frozenset[int] | None,
        content: Content,
        ping: Ping,
    ) -> bool:
        """Whether it is certain who fetched it. Raises InsertionError where nobody came, or only
        for a part."""
        # What is asked for besides the text says nothing: a hint, or which forms there are.
        texts = content.flavours.keys() - {selections.atom("x-kde-passwordManagerHint")}

        def fetched(*, finished: bool) -> bool:
            return any(
                (for_whom is None or client_of(selections.display, fetch.requestor) in for_whom)
                and fetch.target in texts
                and (fetch.finished or not finished)
                for fetch in selections.fetches
            )

        def begun() -> bool:
            return fetched(finished=False) or self._closed.is_set()

        deadline = self._clock() + self._paste_seconds
        selections.pump(lambda: begun() or ping.answered or ping.gone, deadline)
        many = ping.answered and not begun() and ping.of_many()
        if not begun() and not ping.gone and ping.answered:
            soon = deadline if many else self._clock() + PONG_SECONDS
            selections.pump(lambda: begun() or ping.gone, min(soon, deadline))
        if not fetched(finished=False):
            if ping.gone:
                raise InsertionError(
                    "The window was closed before it took the text; "
                    "copy the text from Sayso's window.",
                    left_nothing=True,
                )
            if ping.answered and not many and not self._closed.is_set():
                raise InsertionError(_NOT_PASTED, left_nothing=True)
            if ping.answers and not ping.answered:
                self._silent = ping.window
            raise InsertionError(_NOT_TAKEN)
        while not fetched(finished=True):
            selections.fetches.clear()  # the next entry is the next piece
            selections.pump(lambda: begun() or ping.gone, self._clock() + self._paste_seconds)
            if self._closed.is_set() or not fetched(finished=False):
                raise InsertionError(_HALFWAY)
        selections.pump(self._closed.is_set, self._clock() + SETTLE_SECONDS)
        return for_whom is not None


def _restore(selections: Selections, kept: dict[int, Content]) -> None:
    for selection, before in kept.items():
        selections.restore(selection, before)


def _is_wine(target: Target | None) -> bool:
    """Wine's windows do not fetch the clipboard themselves: a process of Wine's does it for all of
    them, and is not told from others. Their class is the .exe's name."""
    return target is not None and target.application.endswith(".exe")


_NOT_TAKEN = "The window did not take the text that was pasted into it."
_NOT_PASTED = (
    "The window does not paste with Shift+Insert; set typing_for to keys for its application."
)
_HALFWAY = "The window stopped in the middle of taking the text: look what of it stands there."
_OWNER_HANGS = (
    "The program that holds the clipboard does not answer, so that its content would be lost; "
    "copy something else, or set typing to keys."
)
_TAKEN_AWAY = (
    "Another program took the clipboard at the same moment; copy the text from Sayso's window."
)
