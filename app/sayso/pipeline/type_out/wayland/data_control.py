"""Into the focused window on Wayland through the clipboard, which is given back as it was."""

from __future__ import annotations

import logging

from sayso.core.errors import FocusMoved, InsertionError, WayUnavailable
from sayso.core.ports import Clock, Focus, Insertion
from sayso.core.target import Target
from sayso.pipeline.type_out.wayland.clipboard import (
    HINT,
    Clipboard,
    Content,
    Selection,
    text_content,
)
from sayso.pipeline.type_out.wayland.clipboard_thread import ClipboardThread
from sayso.pipeline.type_out.wayland.connection import Connection, Lost, Stop, Stopped
from sayso.pipeline.type_out.wayland.copy_command import copy_by_command
from sayso.pipeline.type_out.wayland.focus import check
from sayso.pipeline.type_out.wayland.keyboard import VirtualKeyboard
from sayso.pipeline.type_out.wayland.virtual_keyboard import press_enter

_log = logging.getLogger(__name__)

WAY = "clipboard paste"
COPY_WAY = "copied to the clipboard"

ANSWER_SECONDS = 1.0
READ_SECONDS = 4.0
"""What was on the clipboard has to come in that time, a selection: its owner may let no more than
the first of them pass without a byte. Programs answer in a few milliseconds, except for large
pictures, which some convert when asked."""

SETTLE_SECONDS = 0.03
"""A clipboard manager fetches what is new at once, and nothing tells it from the window: so it is
let to do so first. With wl-paste running beside, 3 to 15 ms."""

SETTLE_AT_MOST = 0.5
"""One that reads on and on does not keep the text waiting for longer."""

FETCH_SECONDS = 2.0
"""For the window to ask for the text: 2 to 30 ms is usual, a busy Electron window may take 1 s."""

AFTER_SECONDS = 0.15
"""The text stays so long after it was last fetched: for windows that ask twice, and in case that it
was a late clipboard manager."""


class WaylandPaste:
    """A `sayso.core.ports.Way`. What was on the clipboard lives on in us until somebody copies
    something else, or `close`."""

    def __init__(
        self,
        clock: Clock,
        focus: Focus | None = None,
        address: str | None = None,
        *,
        thread: ClipboardThread | None = None,
        fetch_seconds: float = FETCH_SECONDS,
    ) -> None:
        """address: as in WAYLAND_DISPLAY, which holds where it is None. thread: one that is shared
        with `WaylandCopy`; it ends with the first of the two."""
        self._clock = clock
        self._focus = focus
        self._address = address
        self._fetch_seconds = fetch_seconds
        self._stop = Stop()
        self._thread = thread or ClipboardThread(clock, address)

    def insert(self, text: str, target: Target | None) -> Insertion:
        """Confirmed: somebody fetched all of it after the chord was pressed.

        After InsertionError with ``left_nothing`` False the text is on the clipboard.
        """
        try:
            confirmed = self._thread.call(
                lambda connection, clipboard: self._paste(connection, clipboard, text, target)
            )
        except (Lost, Stopped) as error:
            raise InsertionError(_LOST) from error
        return Insertion(WAY, confirmed, target=target)

    def press_enter(self, target: Target | None) -> None:
        press_enter(self._clock, self._focus, target, self._address, self._stop)

    def close(self) -> None:
        self._stop.set()
        self._thread.close()

    def _paste(
        self, connection: Connection, clipboard: Clipboard, text: str, target: Target | None
    ) -> bool:
        keyboard = VirtualKeyboard(self._clock, connection)
        try:
            check(self._focus, target)
            before = self._read(clipboard)
            content = text_content(text, transient=True)
            for selection in before:
                clipboard.own(selection, content)
            self._settle(clipboard, SETTLE_SECONDS, SETTLE_AT_MOST)
            try:
                check(self._focus, target)
            except FocusMoved:
                _restore(clipboard, before)
                raise
            clipboard.fetches.clear()
            keyboard.paste()
        finally:
            keyboard.close()
        return self._wait_until_fetched(clipboard, before)

    def _read(self, clipboard: Clipboard) -> dict[Selection, Content]:
        """By each selection that there is. Raises WayUnavailable rather than to lose it."""
        wanted = [Selection.CLIPBOARD]
        if clipboard.has_primary:
            wanted.append(Selection.PRIMARY)
        try:
            return {
                selection: clipboard.read(selection, ANSWER_SECONDS, READ_SECONDS)
                for selection in wanted
            }
        except TimeoutError as error:
            raise WayUnavailable(
                "The program that holds the clipboard does not answer, so that its content would "
                "be lost; copy something else, or set typing to keys."
            ) from error

    def _settle(self, clipboard: Clipboard, quiet: float, at_most: float) -> None:
        """Until nobody has fetched anything for ``quiet`` seconds."""
        end = self._clock() + at_most
        while self._clock() < end:
            count = len(clipboard.fetches)
            if (
                not clipboard.pump(
                    lambda seen=count: len(clipboard.fetches) > seen,  # type: ignore[misc]
                    self._clock() + quiet,
                )
                and not clipboard.busy
            ):
                return

    def _wait_until_fetched(self, clipboard: Clipboard, before: dict[Selection, Content]) -> bool:
        """False: halfway. Raises InsertionError where nobody came."""

        def fetched(*, finished: bool) -> bool:
            return any(
                fetch.mime != HINT and (fetch.finished or not finished)
                for fetch in clipboard.fetches
            )

        deadline = self._clock() + self._fetch_seconds
        if not clipboard.pump(lambda: fetched(finished=False), deadline):
            raise InsertionError(_NOT_TAKEN)
        while not fetched(finished=True):
            if not self._pump_until_sent(clipboard):
                return False
        self._settle(clipboard, AFTER_SECONDS, self._fetch_seconds)
        _restore(clipboard, before)
        return True

    def _pump_until_sent(self, clipboard: Clipboard) -> bool:
        """Some more of it. False: the reader hangs or is gone."""
        seen = clipboard.sent
        return clipboard.pump(lambda: clipboard.sent != seen, self._clock() + self._fetch_seconds)


class WaylandCopy:
    """A `sayso.core.ports.Way` that fills the clipboard, and offers it until `close`; where the
    compositor has no data-control, by wl-copy, which stays behind with it."""

    def __init__(
        self,
        clock: Clock,
        address: str | None = None,
        *,
        thread: ClipboardThread | None = None,
    ) -> None:
        """address: as in WAYLAND_DISPLAY, which holds where it is None. thread: see
        `WaylandPaste`."""
        self._thread = thread or ClipboardThread(clock, address)
        self._address = address

    def insert(self, text: str, target: Target | None) -> Insertion:
        """Never confirmed: whether and where it is pasted is the person's business."""
        del target
        content = text_content(text, transient=False)
        try:
            self._thread.call(lambda _, clipboard: clipboard.own(Selection.CLIPBOARD, content))
        except (Lost, Stopped) as error:
            raise InsertionError(_NOT_COPIED) from error
        except WayUnavailable as error:
            _log.info("no data-control: %s", error)
            copy_by_command(text, self._address)
        return Insertion(COPY_WAY, confirmed=False, copied=True)

    def press_enter(self, target: Target | None) -> None:
        """There is nothing to send: the text is on the clipboard only."""

    def close(self) -> None:
        self._thread.close()


def _restore(clipboard: Clipboard, before: dict[Selection, Content]) -> None:
    for selection, content in before.items():
        clipboard.restore(selection, content)


_LOST = (
    "The Wayland desktop went away while the text was pasted; look whether it stands there, and "
    "copy it from Sayso's window if not."
)
_NOT_TAKEN = "The window did not take the text that was pasted into it."
_NOT_COPIED = (
    "The Wayland desktop went away, so the text could not be copied; copy it from Sayso's window."
)
