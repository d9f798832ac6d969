"""Into the focused window of Windows through the clipboard, which is given back as it was.

The text is promised and not handed over (delayed rendering: SetClipboardData without data), so that
Windows asks for it when a program fetches it. That, and not a time that is hoped to be enough, is
when it was taken.
"""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sayso.core.errors import InsertionError, WayUnavailable
from sayso.core.ports import Clock, Insertion
from sayso.core.target import Target
from sayso.pipeline.type_out.windows import clipboard
from sayso.pipeline.type_out.windows.api import DWORD, ULONG_PTR, WNDENUMPROC, Api
from sayso.pipeline.type_out.windows.clipboard import CF_UNICODETEXT, Kept, as_data, opened, place
from sayso.pipeline.type_out.windows.copy import copy
from sayso.pipeline.type_out.windows.focus import foreground, handle
from sayso.pipeline.type_out.windows.keyboard import (
    REFUSED,
    VK_CONTROL,
    VK_INSERT,
    VK_RETURN,
    VK_SHIFT,
    VK_V,
    Keyboard,
)
from sayso.pipeline.type_out.windows.message_window import MessageWindow

_log = logging.getLogger(__name__)

WAY = "clipboard paste"

PASTE_SECONDS = 2.0
"""How long a window may take to ask for the text. With a window that was made slow on purpose, any
fixed time before the clipboard was given back lost (Handy, issue 502 and pull request 1770)."""

SETTLE_SECONDS = 0.2
"""Some programs ask more than once, and are told nothing of the later times."""

UNSEEN_SECONDS = 0.5
"""How long the text stays where nobody can tell who fetched it."""

ANSWER_SECONDS = 0.2

_WM_NULL = 0x0000
_WM_RENDERFORMAT = 0x0305
_WM_RENDERALLFORMATS = 0x0306
_WM_DESTROYCLIPBOARD = 0x0307
_SMTO_ABORTIFHUNG = 0x0002
_GA_ROOT = 2


@dataclass(slots=True)
class _Offer:
    """window: the one that is to fetch the text; processes: those that its parts belong to."""

    data: bytes
    window: int
    processes: frozenset[int]
    taken: bool = False
    unseen: bool = False
    """Somebody fetched it who opened the clipboard without a window: it may have been ours."""
    lost: bool = False
    """Another program has put something else there."""


class WindowsPaste:
    """A `sayso.core.ports.Way`. Its thread runs from the first text on.

    terminal: whether Ctrl+V is a key for the program inside. Shift+Insert pastes in all of them:
    conhost ("Console improvements in the Windows 10 Technical Preview"), Windows Terminal
    (defaults.json), PuTTY (manual, "Changing the actions of mouse buttons and keys"),
    mintty (manual, "Copy and paste").
    """

    def __init__(
        self,
        clock: Clock,
        *,
        terminal: Callable[[Target], bool],
        api: Api | None = None,
        paste_seconds: float = PASTE_SECONDS,
    ) -> None:
        self._api = api or Api()
        self._clock = clock
        self._terminal = terminal
        self._paste_seconds = paste_seconds
        self._offer: _Offer | None = None
        self._window = MessageWindow(self._api, clock, self._on_message)
        self._keyboard = Keyboard(
            self._api, clock, self._window.wait, lambda: self._window.stopping
        )

    def insert(self, text: str, target: Target | None) -> Insertion:
        """Not confirmed: it was fetched, but perhaps by another program than the window's.

        After an InsertionError that is not certain to have left nothing the text is on the
        clipboard: a window that was only slow then pastes it, and not what was there before.
        """
        self._keyboard.check(target)
        return self._window.call(lambda: self._paste(text, target))

    def press_enter(self, target: Target | None) -> None:
        self._keyboard.check(target)
        self._window.call(lambda: self._press_enter(target))

    def close(self) -> None:
        self._window.close()

    # On the thread

    def _press_enter(self, target: Target | None) -> None:
        self._keyboard.wait_until_released()
        self._keyboard.require(target)
        if self._keyboard.press(VK_RETURN) < 2:
            raise InsertionError(REFUSED)

    def _paste(self, text: str, target: Target | None) -> Insertion:
        window = handle(target) if target else foreground(self._api)
        if not window:
            raise WayUnavailable("No window has the keyboard; click where the text belongs.")
        self._keyboard.wait_until_released()
        self._keyboard.require(target)
        kept, offer = self._publish(text, window)
        try:
            # Reading may have taken its time, and the person another shortcut.
            self._keyboard.wait_until_released()
            self._keyboard.require(target)
            sent = self._press(target)
        except BaseException:
            self._give_back(kept)
            raise
        if sent == 0:
            self._give_back(kept)
            raise InsertionError(REFUSED, left_nothing=True)
        self._window.pump(
            lambda: offer.taken or offer.lost or offer.unseen, self._clock() + self._paste_seconds
        )
        if not (offer.taken or offer.unseen):
            raise self._not_taken(text, target, offer, kept)
        pause = SETTLE_SECONDS if offer.taken else UNSEEN_SECONDS
        self._window.pump(lambda: offer.lost, self._clock() + pause)
        self._give_back(kept)
        return Insertion(WAY, confirmed=offer.taken)

    def _publish(self, text: str, window: int) -> tuple[list[Kept], _Offer]:
        """Raises WayUnavailable; then the clipboard is as it was."""
        api = self._api
        owner = api.GetClipboardOwner()
        if owner and api.IsHungAppWindow(owner):
            raise WayUnavailable(
                "The program that the clipboard's content comes from does not respond, so it cannot"
                " be kept; set typing to keys."
            )
        offer = _Offer(as_data(text), window, processes_in(api, window))
        with self._opened():
            kept = clipboard.keep(api, self._clock)
            if self._window.stopping or not api.EmptyClipboard():
                raise WayUnavailable("The clipboard cannot be changed now; set typing to keys.")
            self._offer = offer
            api.SetClipboardData(
                CF_UNICODETEXT, 0
            )  # 0 is its answer too, whether it took it or not
            clipboard.mark(api)
            if not api.IsClipboardFormatAvailable(CF_UNICODETEXT):
                self._offer = None
                clipboard.put(api, kept)
                raise WayUnavailable("The clipboard takes no text now; set typing to keys.")
        return kept, offer

    def _press(self, target: Target | None) -> int:
        if target is not None and self._terminal(target):
            return self._keyboard.press(VK_INSERT, VK_SHIFT)
        return self._keyboard.press(VK_V, VK_CONTROL)

    def _not_taken(
        self, text: str, target: Target | None, offer: _Offer, kept: list[Kept]
    ) -> InsertionError:
        """Whether the window still will is not to be known: it answers a message that is sent to it
        before it looks at its input ("GetMessage function", order of retrieval), so that an answer
        says only that it does not hang."""
        name = target.name if target else "The window"
        if offer.lost:
            return InsertionError(
                "Another program took the clipboard at the same moment; copy the text from Sayso's"
                " window."
            )
        if not self._api.IsWindow(offer.window):
            self._give_back(kept)
            return InsertionError(f"{name} closed before it took the text.", left_nothing=True)
        self._leave(text)
        if not self._answers(offer.window):
            return InsertionError(
                f"{name} does not respond, and may still paste the text when it does."
            )
        return InsertionError(f"{name} did not take the text that was pasted into it.")

    def _answers(self, window: int) -> bool:
        answer = ULONG_PTR()
        return bool(
            self._api.SendMessageTimeoutW(
                window, _WM_NULL, 0, 0, _SMTO_ABORTIFHUNG, int(ANSWER_SECONDS * 1000),
                ctypes.byref(answer),
            )
        )  # fmt: skip

    def _leave(self, text: str) -> None:
        """As data now, for everybody and for as long as it takes."""
        try:
            if self._ours():
                copy(self._api, self._window, self._clock, text)
        except InsertionError as error:
            _log.warning("the text could not be left on the clipboard: %s", error)

    def _give_back(self, kept: list[Kept]) -> None:
        """Unless somebody else has put something there. Failing here is no failed insertion: the
        text then stays promised."""
        try:
            with self._opened():
                if self._ours():
                    self._offer = None
                    clipboard.put(self._api, kept)
        except InsertionError as error:
            _log.warning("the clipboard could not be given back: %s", error)

    def _ours(self) -> bool:
        """Its sequence number is of no use for this: fetching a promised format changes it."""
        return bool(self._api.GetClipboardOwner() == self._window.handle)

    def _opened(self) -> AbstractContextManager[None]:
        return opened(self._api, self._window.handle, self._clock, self._window.wait)

    def _on_message(self, message: int, first: int) -> bool:
        if message == _WM_RENDERFORMAT:
            self._render(first)
        elif message == _WM_RENDERALLFORMATS:
            self._render_all()
        elif message == _WM_DESTROYCLIPBOARD:
            if self._offer is not None:
                self._offer.lost = True
                self._offer = None
        else:
            return False
        return True

    def _render(self, kind: int) -> None:
        """A program fetches the text, and has the clipboard open for it: it may not be opened here
        ("WM_RENDERFORMAT message").

        One that is certainly not the window's gets none: it stays promised. Programs that watch the
        clipboard in spite of the markers would otherwise be taken for the window (Handy, issue 502,
        has the log of one that asks every 100 ms), and keep what was said.
        """
        offer = self._offer
        if offer is None or kind != CF_UNICODETEXT:
            return
        reader = self._api.GetOpenClipboardWindow()
        known = bool(reader)
        meant = known and (
            self._api.GetAncestor(reader, _GA_ROOT) == offer.window
            or _process(self._api, reader) in offer.processes
        )
        if known and not meant:
            return
        if place(self._api, CF_UNICODETEXT, offer.data):
            offer.taken = offer.taken or meant
            offer.unseen = offer.unseen or not meant

    def _render_all(self) -> None:
        """The window ends and still promises the text: it stays, as data ("WM_RENDERALLFORMATS
        message" has the order of these calls)."""
        offer = self._offer
        if offer is None or not self._api.OpenClipboard(self._window.handle):
            return
        try:
            if self._ours():
                place(self._api, CF_UNICODETEXT, offer.data)
        finally:
            self._api.CloseClipboard()


def processes_in(api: Api, window: int) -> frozenset[int]:
    """Of the window and of all windows in it: browsers inside other programs and apps from the
    Store have processes of their own, which then fetch what is pasted."""
    found = {_process(api, window)}

    def each(child: int, _: int) -> int:
        found.add(_process(api, child))
        return 1

    api.EnumChildWindows(window, WNDENUMPROC(each), 0)
    return frozenset(found - {0})


def _process(api: Api, window: int) -> int:
    process = DWORD()
    api.GetWindowThreadProcessId(window, ctypes.byref(process))
    return process.value
