"""One connection to the X server with everything that selections need. Knows no threads."""

from __future__ import annotations

import logging
import os
import select
from collections.abc import Callable
from typing import Any

from Xlib import X, Xatom
from Xlib.display import Display

from sayso.core.ports import Clock, Still, alone
from sayso.pipeline.type_out.x11.content import Content
from sayso.pipeline.type_out.x11.read import SelectionReader
from sayso.pipeline.type_out.x11.serve import Fetch, SelectionServer

log = logging.getLogger(__name__)

SAVE_SECONDS = 1.5
"""How long a clipboard manager may take to copy what we hold when we go."""


class Selections:
    """Reads, owns and gives back CLIPBOARD and PRIMARY. Every call is for one and the same thread.

    display: python-xlib's. fetches: what was fetched from us since the list was last cleared.
    clipboard, primary: the atoms of the two selections. listeners: called with every event.
    still: keeps the main thread from asking the server anything.
    """

    def __init__(
        self,
        clock: Clock,
        display_name: str | None = None,
        wake: int | None = None,
        still: Still = alone,
    ) -> None:
        """wake: a file descriptor; what can be read from it ends `serve`, and makes `pump` look.
        Raises Xlib.error.DisplayError, or OSError, where there is no display."""
        self.display = Display(display_name)
        self.display.set_error_handler(_note_error)
        self.clipboard: int = self.display.get_atom("CLIPBOARD")
        self.primary: int = Xatom.PRIMARY
        self.fetches: list[Fetch] = []
        self.listeners: list[Callable[[Any], None]] = []
        self.still = still
        self._wake = wake
        self._woken = False
        self._clock = clock
        self._window: Any = self.display.screen().root.create_window(
            0, 0, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask
        )
        self._answered: set[int] = set()
        self._time = 0
        self._stamp: int = self.display.get_atom("SAYSO_TIME")
        self._server = SelectionServer(self.display, self._window, clock, self.fetches.append)
        self._reader = SelectionReader(self.display, self._window, clock, self.pump)

    def atom(self, name: str) -> int:
        atom: int = self.display.get_atom(name)
        return atom

    def now(self) -> int:
        """The server's time in ms, had as ICCCM 2.1 says: a property changes, and that is dated."""
        self._time = 0
        self._window.change_property(self._stamp, Xatom.STRING, 8, b"", X.PropModeAppend)
        self.pump(lambda: self._time != 0, self._clock() + 1.0)
        return self._time or X.CurrentTime

    def read(self, selection: int, seconds: float) -> Content:
        """What ``selection`` holds, whoever owns it. Takes ``seconds`` at the most."""
        time = self.now()  # by now it is known whether the selection is still ours
        ours = self._server.offer(selection)
        return ours.content if ours else self._reader.read(selection, time, seconds)

    def text(self, selection: int, seconds: float) -> str | None:
        """The text that another program's ``selection`` holds; None where it tells none."""
        return self._reader.text(selection, self.now(), seconds)

    def own(self, selection: int, content: Content, clients: frozenset[int] | None = None) -> bool:
        """False where somebody was quicker. clients: as in `SelectionServer.own`."""
        return self._server.own(selection, content, self.now(), clients)

    def is_ours(self, selection: int) -> bool:
        """As far as is known."""
        return self._server.offer(selection) is not None

    def open(self, selection: int, content: Content) -> None:
        """``content`` for everybody from now on, where the selection is still ours."""
        self.now()
        self._server.open(selection, content)

    def restore(self, selection: int, content: Content) -> None:
        """Put ``content`` in place of what we hold; nothing, where it is somebody else's by now."""
        time = self.now()  # by now, everything that happened before has arrived
        if self._server.offer(selection) is None:
            return
        if content:
            # Claimed again, so that those who watch the clipboard look again.
            self._server.own(selection, content, time)
        else:
            self._server.disown(selection, time)

    def holds(self) -> bool:
        """Whether somebody could ask us for what is on the clipboard, or selected."""
        self.now()  # by now, everything that happened before has arrived
        offers = (self._server.offer(self.clipboard), self._server.offer(self.primary))
        return any(offer is not None and bool(offer.content) for offer in offers)

    def pump(self, until: Callable[[], bool], deadline: float) -> bool:
        """Handle events until ``until()`` is true (True) or the deadline has passed (False)."""
        while not until():
            if self._handle_all():
                continue
            seconds = deadline - self._clock()
            if seconds <= 0:
                return False
            self._sleep(seconds)
        return True

    def serve(self) -> None:
        """Answer requests until woken. Sleeps in between."""
        while not self._woken:
            if not self._handle_all():
                self._sleep(None)
        self._woken = False

    def _sleep(self, seconds: float | None) -> None:
        """Until there is something to handle."""
        wake = [] if self._wake is None else [self._wake]
        ready, _, _ = select.select([self.display, *wake], [], [], seconds)
        if self._wake is not None and self._wake in ready:
            os.read(self._wake, 4096)
            self._woken = True

    def close(self) -> None:
        """Hand what we hold to the clipboard manager, if there is one, and go.

        Without one, X11 forgets the content of a clipboard whose owner ends. As ever.
        """
        held = self._server.offer(self.clipboard)
        manager = self.atom("CLIPBOARD_MANAGER")
        if held and held.content and self.display.get_selection_owner(manager) != X.NONE:
            self._save(manager, held.content)
        self._window.destroy()
        self.display.close()

    def _save(self, manager: int, content: Content) -> None:
        """freedesktop.org's ClipboardManager: ask for SAVE_TARGETS, and wait for the answer."""
        wanted = self.atom("SAYSO_SAVE")
        self._window.change_property(wanted, Xatom.ATOM, 32, list(content.flavours))
        self._window.convert_selection(manager, self.atom("SAVE_TARGETS"), wanted, self.now())
        if not self.pump(lambda: manager in self._answered, self._clock() + SAVE_SECONDS):
            log.warning("the clipboard manager did not answer: the clipboard is lost")

    def _handle_all(self) -> bool:
        """Handle the events that have come; False where there were none."""
        count: int = self.display.pending_events()
        for _ in range(count):
            event = self.display.next_event()
            if event.type == X.PropertyNotify and event.atom == self._stamp:
                self._time = event.time
            elif event.type == X.MappingNotify:
                self.display.refresh_keyboard_mapping(event)
            elif event.type == X.SelectionNotify:
                self._answered.add(event.selection)
            self._server.handle(event)
            self._reader.handle(event)
            for listener in self.listeners:
                listener(event)
        return count > 0


def _note_error(error: object, _request: object) -> None:
    """A requestor may go at any time; its windows with it. Nothing else of ours can fail late."""
    log.debug("X11: %s", type(error).__name__)
