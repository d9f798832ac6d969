"""Into the focused window through the clipboard, which is given back as it was.

Own CLIPBOARD and PRIMARY, press Shift+Insert, and wait until the focused window's client has
fetched the text. The chord and the two selections go together: it pastes CLIPBOARD in windows of
toolkits and PRIMARY in terminals, and unlike Ctrl+V it has the same meaning on every layout and in
terminals. That the client fetched the text is what tells when the clipboard can be given back.
"""

from __future__ import annotations

from Xlib import XK

from sayso.core.errors import InsertionError
from sayso.core.ports import Clock, Insertion
from sayso.pipeline.type_out.method import typeable
from sayso.pipeline.type_out.x11_content import Content, text_content
from sayso.pipeline.type_out.x11_keyboard import X11Keyboard, client_of, focused_clients
from sayso.pipeline.type_out.x11_selections import Selections
from sayso.pipeline.type_out.x11_thread import SelectionThread

WAY = "clipboard paste"

RELEASE_SECONDS = 3.0
"""How long a held modifier may keep the text waiting: longer than a shortcut takes. One that is
still down then is stuck (a release that got lost, a sticky key) and is let go of."""

POLL_SECONDS = 0.01
"""The core protocol has no event for a key of another window's: so the keyboard is asked, and only
while a modifier is down."""

READ_SECONDS = {"CLIPBOARD": 1.0, "PRIMARY": 0.5}
"""How long reading what was there may take. Applications answer in a few milliseconds, except for
large pictures, which some convert when asked. PRIMARY is next to always a short text."""

PASTE_SECONDS = 2.0
"""How long a window may take to ask for the text: 9 to 36 ms is usual, a busy Electron window takes
up to a second."""

SETTLE_SECONDS = 0.05
"""Some clients ask more than once: the text stays for so long after the first time."""


class X11Paste:
    """A `sayso.core.ports.TextInserter` for X11. Runs a thread from its making until `close`."""

    def __init__(
        self,
        clock: Clock,
        display_name: str | None = None,
        *,
        release_seconds: float = RELEASE_SECONDS,
        paste_seconds: float = PASTE_SECONDS,
    ) -> None:
        self._clock = clock
        self._release_seconds = release_seconds
        self._paste_seconds = paste_seconds
        self._thread = SelectionThread(clock, display_name)

    def insert(self, text: str) -> Insertion:
        """Not confirmed: the window began to fetch a long text and stopped halfway.

        After InsertionError the text is on the clipboard, unless there is no display at all.
        """
        text = typeable(text)
        if not text:
            return Insertion(WAY, confirmed=True)
        return self._thread.call(lambda selections: self._paste(selections, text))

    def close(self) -> None:
        self._thread.close()

    def _paste(self, selections: Selections, text: str) -> Insertion:
        keyboard = X11Keyboard(selections.display)
        self._wait_for_release(selections, keyboard)
        kept = {
            selection: selections.read(selection, READ_SECONDS[name])
            for name, selection in (
                ("CLIPBOARD", selections.clipboard),
                ("PRIMARY", selections.primary),
            )
        }
        content = text_content(text, selections.atom, transient=True)
        for selection in kept:
            selections.own(selection, content)
        # Reading may have taken its time, and the person another shortcut.
        self._wait_for_release(selections, keyboard)
        clients = focused_clients(selections.display)
        selections.fetches.clear()
        if not clients or not keyboard.press(XK.XK_Shift_L, XK.XK_Insert):
            raise InsertionError(_NOT_TAKEN)
        confirmed = self._wait_until_fetched(selections, clients, content)
        if confirmed:
            for selection, before in kept.items():
                selections.restore(selection, before)
        return Insertion(WAY, confirmed)

    def _wait_for_release(self, selections: Selections, keyboard: X11Keyboard) -> None:
        deadline = self._clock() + self._release_seconds
        while held := keyboard.held_modifiers():
            now = self._clock()
            if now >= deadline:
                keyboard.release(held)
                return
            selections.pump(lambda: False, now + POLL_SECONDS)

    def _wait_until_fetched(
        self, selections: Selections, clients: frozenset[int], content: Content
    ) -> bool:
        """False: halfway. Raises InsertionError where nobody came."""
        hint = selections.atom("x-kde-passwordManagerHint")

        def fetched(*, finished: bool) -> bool:
            return any(
                client_of(selections.display, fetch.requestor) in clients
                and fetch.target != hint
                and (fetch.finished or not finished)
                for fetch in selections.fetches
            )

        if not selections.pump(
            lambda: fetched(finished=False), self._clock() + self._paste_seconds
        ):
            raise InsertionError(_NOT_TAKEN)
        while not fetched(finished=True):
            selections.fetches.clear()  # the next entry is the next piece
            if not selections.pump(
                lambda: fetched(finished=False), self._clock() + self._paste_seconds
            ):
                return False
        selections.pump(lambda: False, self._clock() + SETTLE_SECONDS)
        return True


_NOT_TAKEN = (
    "No window took the text, so it is on the clipboard: "
    "click where it belongs and press Ctrl+V (Shift+Insert in a terminal)."
)
