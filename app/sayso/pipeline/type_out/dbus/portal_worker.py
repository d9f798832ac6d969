"""The thread that talks to the portal, for as long as it may be asked for the clipboard."""

from __future__ import annotations

import logging
import math
import os
import queue
import select
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from jeepney import Message, MessageType

from sayso.core.errors import FocusMoved, InsertionError, WayUnavailable
from sayso.core.ports import Clock, Insertion
from sayso.core.target import Kind, Target
from sayso.pipeline.type_out.applications import kind_of
from sayso.pipeline.type_out.dbus import keysyms
from sayso.pipeline.type_out.dbus.connection import Bus, BusError, BusGone, BusTimeout
from sayso.pipeline.type_out.dbus.portal_clipboard import Content, PortalClipboard, text_content
from sayso.pipeline.type_out.dbus.portal_session import PortalSession
from sayso.pipeline.type_out.dbus.restore_token import RestoreToken

_log = logging.getLogger(__name__)

_Answer = TypeVar("_Answer")

PASTE_WAY = "clipboard paste"
KEYS_WAY = "typed keys"

NOTICED_SECONDS = 1.0
"""An answer that took longer came from a person: a token's comes at once."""

REFOCUS_SECONDS = 0.5
"""For the window to get the keyboard back from the desktop's question."""

QUIET_SECONDS = 0.1
"""Clipboard managers ask for a new content at once. When nobody has asked for so long, whoever asks
after the chord is the window; waited for `MANAGERS_SECONDS` at the most."""
MANAGERS_SECONDS = 0.5

PASTE_SECONDS = 2.0
"""How long a window may take to ask for the text, as `x11.paste` has it."""

SETTLE_SECONDS = 0.05
"""Some windows ask more than once: the text stays for so long after the first time."""

_PASTE = (keysyms.SHIFT_L, keysyms.INSERT)
_PASTE_IN_TERMINALS = (keysyms.CONTROL_L, keysyms.SHIFT_L, ord("v"))


class SessionEnded(WayUnavailable):
    """The desktop has ended it. A new one may do."""


class PortalWorker:
    """The thread, and what only it touches: the bus, the session, the clipboard. For others:
    `call`, `close` and `ended`. Ends by itself when the bus does."""

    def __init__(
        self,
        clock: Clock,
        address: str,
        token: RestoreToken,
        answer_seconds: float,
        paste_seconds: float,
    ) -> None:
        self._clock = clock
        self._address = address
        self._token = token
        self._answer_seconds = answer_seconds
        self._paste_seconds = paste_seconds
        self._bus: Bus | None = None
        self._session: PortalSession | None = None
        self.clipboard: PortalClipboard | None = None
        self.ended = False
        self._closing = False
        self._lock = threading.Lock()
        self._work: queue.SimpleQueue[tuple[Callable[[PortalWorker], Any], Future[Any]] | None]
        self._work = queue.SimpleQueue()
        self._wake_read, self._wake_write = os.pipe()
        self._thread = threading.Thread(target=self._run, name="portal", daemon=True)
        self._thread.start()

    def call(self, work: Callable[[PortalWorker], _Answer]) -> _Answer:
        """What ``work`` returns or raises there; an InsertionError where the bus fails."""
        future: Future[_Answer] = Future()
        self._hand_over((work, future))
        return future.result()

    def close(self) -> None:
        """Ends what is waited for. From another thread."""
        try:
            self._hand_over(None)
        except WayUnavailable:
            pass  # it ended by itself
        with self._lock:
            self._closing = True
            if self._bus is not None:
                self._bus.close()
        self._thread.join()

    def require(self, asked_for: Target | None) -> None:
        """A session that is open. Raises as `PortalSession.open` does, and FocusMoved where the
        person had to answer a question before ``asked_for`` could get its text."""
        if self._session is None:
            self._open(asked_for)
        self._catch_up()

    def press(self, *chord: int) -> None:
        """Raises InsertionError; SessionEnded where not even the first key went down."""
        assert self._session is not None
        down: list[int] = []
        try:
            for key in chord:
                self._session.key(key, pressed=True)
                down.append(key)
            for key in reversed(chord):
                self._session.key(key, pressed=False)
        except BusError as error:
            self._forget()
            if isinstance(error, (BusGone, BusTimeout)) or down:
                raise InsertionError(_HALFWAY) from error
            raise SessionEnded(_ENDED) from error

    def type(self, text: str) -> Insertion:
        for number, character in enumerate(text):
            try:
                self.press(keysyms.keysym(character))
            except SessionEnded as error:
                if number:
                    raise InsertionError(_HALFWAY) from error
                raise
        return Insertion(KEYS_WAY, confirmed=False)

    def paste(self, clipboard: PortalClipboard, text: str, target: Target | None) -> Insertion:
        before = clipboard.read()
        if before is None:
            # It holds what cannot be given back: keys leave it alone.
            return self.type(text)
        try:
            clipboard.offer(text_content(text))
        except BusError as error:
            self._forget()
            raise SessionEnded(_ENDED) from error
        self._wait_for_managers(clipboard)
        clipboard.taken = clipboard.failed = 0
        terminal = target is not None and kind_of(target.application, {}) is Kind.TERMINAL
        try:
            self.press(*(_PASTE_IN_TERMINALS if terminal else _PASTE))
        except SessionEnded:
            self._give_back(clipboard, before)
            raise
        if not self._pump(lambda: clipboard.taken > 0, self._paste_seconds):
            raise InsertionError(_NOT_TAKEN if clipboard.ours else _TAKEN_OVER)
        self._pump(lambda: False, SETTLE_SECONDS)
        confirmed = clipboard.taken > clipboard.failed
        if confirmed:
            self._give_back(clipboard, before)
        return Insertion(PASTE_WAY, confirmed)

    def _open(self, asked_for: Target | None) -> None:
        assert self._bus is not None
        session = PortalSession(self._bus, self._clock, self._token)
        session.open(self._answer_seconds)
        self._session = session
        self.clipboard = PortalClipboard(session, self._clock) if session.clipboard else None
        if session.asked > NOTICED_SECONDS:
            self._pump(lambda: False, REFOCUS_SECONDS)
            if asked_for is not None:
                raise FocusMoved(
                    "The desktop asked for permission first; go back to your window and try again."
                )

    def _catch_up(self) -> None:
        """With all that the portal has said so far. Raises SessionEnded."""
        assert self._session is not None
        try:
            self._session.sync()
        except BusError as error:
            self._forget()
            raise SessionEnded(_ENDED) from error
        self._pump(lambda: False, -math.inf)
        if self._session is None:
            raise SessionEnded(_ENDED)

    def _wait_for_managers(self, clipboard: PortalClipboard) -> None:
        deadline = self._clock() + MANAGERS_SECONDS
        while self._clock() < deadline:
            clipboard.taken = 0
            if not self._pump(lambda: clipboard.taken > 0, QUIET_SECONDS):
                return

    def _give_back(self, clipboard: PortalClipboard, before: Content) -> None:
        if not clipboard.ours or self._session is None:
            return  # somebody has copied something since
        try:
            clipboard.offer(before)
        except BusError as error:
            _log.warning("the clipboard could not be given back: %s", error)

    def _forget(self) -> None:
        """The next text begins a session anew."""
        if self._session is not None:
            self._session.end()
        self._session = self.clipboard = None

    def _pump(self, until: Callable[[], bool], seconds: float) -> bool:
        """Listen until then, or so long; whether it came to it. Raises BusGone."""
        assert self._bus is not None
        deadline = self._clock() + seconds
        while not until():
            try:
                self._hear(self._bus.next(_is_signal, deadline))
            except BusTimeout:
                return False
        return True

    def _hear(self, message: Message) -> None:
        if self._session is not None and self._session.ends(message):
            self._forget()
        elif self.clipboard is not None:
            self.clipboard.hear(message)

    def _run(self) -> None:
        try:
            bus = Bus(self._address, self._clock, fds=True)
            with self._lock:
                self._bus = bus
                if self._closing:
                    return
            self._serve(bus)
        except (BusError, OSError, ValueError) as error:  # ValueError: closed by another thread
            _log.debug("the session bus: %s", error)
        finally:
            self._end()

    def _serve(self, bus: Bus) -> None:
        while True:
            self._pump(lambda: False, -math.inf)
            if self._wake_read not in select.select([self._wake_read, bus.fileno()], [], [])[0]:
                continue
            os.read(self._wake_read, 1)
            item = self._work.get()
            if item is None:
                return
            work, future = item
            try:
                future.set_result(work(self))
            except BusGone as error:
                future.set_exception(_said(_HALFWAY, error))
                raise
            except BusError as error:
                self._forget()
                future.set_exception(_said(_HALFWAY, error))
            except BaseException as error:  # noqa: BLE001  it is raised where it was asked for
                future.set_exception(error)

    def _hand_over(self, item: tuple[Callable[[PortalWorker], Any], Future[Any]] | None) -> None:
        with self._lock:
            if self.ended:
                raise WayUnavailable(_NO_BUS)
            self._work.put(item)
            os.write(self._wake_write, b"\0")

    def _end(self) -> None:
        with self._lock:
            self.ended = True
            while not self._work.empty():
                item = self._work.get()
                if item is not None:
                    item[1].set_exception(WayUnavailable(_NO_BUS))
            os.close(self._wake_read)
            os.close(self._wake_write)
        if self._bus is not None:
            self._bus.close()


def _is_signal(message: Message) -> bool:
    return bool(message.header.message_type is MessageType.signal)


def _said(sentence: str, cause: BaseException) -> InsertionError:
    error = InsertionError(sentence)
    error.__cause__ = cause
    return error


_NO_BUS = "The desktop's message bus cannot be reached; start Sayso inside the desktop session."
_ENDED = "The desktop has taken back its permission to type; dictate again."
_HALFWAY = (
    "The desktop's portal went away while the text was on its way; "
    "compare it with the last dictation in Sayso's window."
)
_NOT_TAKEN = "The window did not take the text that was pasted into it."
_TAKEN_OVER = (
    "Another program took the clipboard at the same moment; copy the text from Sayso's window."
)
