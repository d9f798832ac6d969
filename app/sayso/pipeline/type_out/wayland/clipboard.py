"""Clipboard and primary selection by data-control, the protocol of clipboard managers.

Every call is for the thread of the connection. What a selection holds is ``{MIME type: bytes}``.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from sayso.core.errors import WayUnavailable
from sayso.core.ports import Clock
from sayso.pipeline.type_out.wayland import protocols
from sayso.pipeline.type_out.wayland.connection import Connection, Thing

_log = logging.getLogger(__name__)

Content: TypeAlias = Mapping[str, bytes]

HINT = "x-kde-passwordManagerHint"
"""Set to ``secret`` by password managers: clipboard histories (Klipper, CopyQ, cliphist…) then do
not keep the content."""

TEXT_TYPES = ("text/plain;charset=utf-8", "text/plain", "UTF8_STRING", "TEXT", "STRING")
"""All that Wayland and XWayland windows ask text in; all of them are UTF-8 there."""

LARGEST_BYTES = 256 * 1024 * 1024
"""Of one selection, all its forms together."""

STALLED_SECONDS = 10.0
"""A reader that takes nothing for so long is forgotten."""

_NO_CONTENT = frozenset({"TARGETS", "MULTIPLE", "TIMESTAMP", "SAVE_TARGETS", "DELETE"})
"""Of X11, which XWayland may pass on: they ask for something to be done."""

_PIECE_BYTES = 64 * 1024

# Windows' Python 3.11 has none, nor runs this.
set_blocking: Callable[[int, bool], None] = getattr(os, "set_blocking", lambda *_: None)


class Selection(StrEnum):
    CLIPBOARD = "clipboard"
    PRIMARY = "primary"

    @property
    def request(self) -> str:
        return "set_selection" if self is Selection.CLIPBOARD else "set_primary_selection"

    @property
    def event(self) -> str:
        return "selection" if self is Selection.CLIPBOARD else "primary_selection"


@dataclass(frozen=True, slots=True)
class Fetch:
    """Somebody asked for a form of ours; ``finished`` once it is all handed over."""

    selection: Selection
    mime: str
    finished: bool


@dataclass(eq=False, slots=True)
class _Offer:
    """What somebody offers, ourselves among them."""

    thing: Thing
    mimes: list[str] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class _Owned:
    source: Thing
    content: Content


@dataclass(eq=False, slots=True)
class _Sending:
    descriptor: int
    selection: Selection
    mime: str
    data: bytes
    sent: int
    moved_at: float


def text_content(text: str, *, transient: bool) -> Content:
    """``transient`` content is not to be kept in histories."""
    data = text.encode()
    content = dict.fromkeys(TEXT_TYPES, data)
    if transient:
        content[HINT] = b"secret"
    return content


class Clipboard:
    """fetches: what was fetched from us since the list was last cleared. sent: bytes, ever."""

    def __init__(self, clock: Clock, connection: Connection) -> None:
        """Raises WayUnavailable; Lost and Stopped of the connection, as everything here may."""
        self._clock = clock
        self._connection = connection
        manager = connection.bind(protocols.EXT_DATA_CONTROL) or connection.bind(
            protocols.WLR_DATA_CONTROL
        )
        if manager is None:
            raise WayUnavailable(
                "This Wayland desktop lets no program look after its clipboard (it lacks "
                "data-control); try typing = keys."
            )
        self._manager = manager
        self.fetches: list[Fetch] = []
        self.sent = 0
        self._new: list[_Offer] = []
        self._offers: dict[Selection, _Offer | None] = {}
        self._owned: dict[Selection, _Owned] = {}
        self._sending: list[_Sending] = []
        self._finished = False
        self._device = manager.make("get_data_device", connection.seat())
        self._device.on("data_offer", self._introduce)
        self._device.on("finished", self._finish)
        for selection in Selection:
            self._device.on(selection.event, self._changed(selection))
        connection.roundtrip()

    @property
    def has_primary(self) -> bool:
        """The first event tells: it comes for each selection that there is."""
        return Selection.PRIMARY in self._offers

    def ours(self, selection: Selection) -> bool:
        return selection in self._owned

    def holds(self) -> bool:
        """Whether somebody could ask us for what is on the clipboard, or selected."""
        return any(owned.content for owned in self._owned.values())

    def read(self, selection: Selection, answer_seconds: float, seconds: float) -> Content:
        """All that it holds, whoever owns it.

        answer_seconds: how long the owner may let pass without a byte; seconds: in all. Raises
        TimeoutError where it is not all to be had.
        """
        if selection in self._owned:
            return self._owned[selection].content
        offer = self._offers.get(selection)
        if offer is None:
            return {}
        mimes = [mime for mime in dict.fromkeys(offer.mimes) if mime not in _NO_CONTENT]
        data = {mime: bytearray() for mime in mimes}
        pipes: dict[int, str] = {}
        try:
            for mime in mimes:
                reads, writes = os.pipe()
                pipes[reads] = mime
                offer.thing.request("receive", mime, writes)
                os.close(writes)  # libwayland sends one of its own
            self._read_all(pipes, data, answer_seconds, seconds)
        finally:
            for reads in pipes:
                os.close(reads)
        return {mime: bytes(held) for mime, held in data.items()}

    def own(self, selection: Selection, content: Content) -> None:
        """Offer ``content`` until somebody else takes the selection, or the connection ends."""
        self._drop(selection)
        source = self._manager.make("create_data_source")
        owned = _Owned(source, content)
        source.on("send", lambda mime, descriptor: self._send(selection, owned, mime, descriptor))
        source.on("cancelled", lambda: self._cancel(selection, owned))
        for mime in content:
            source.request("offer", mime)
        self._owned[selection] = owned
        self._device.request(selection.request, source)
        self._connection.roundtrip()

    def restore(self, selection: Selection, content: Content) -> None:
        """Put ``content`` in place of what we offer; nothing, where somebody else does by now."""
        self._connection.roundtrip()  # so that what happened before has arrived
        if selection not in self._owned:
            return
        if content:
            self.own(selection, content)
        else:
            self._drop(selection)
            self._device.request(selection.request, None)
            self._connection.roundtrip()

    def pump(self, until: Callable[[], bool], deadline: float) -> bool:
        """Serve whoever asks until ``until()`` is true (True) or the deadline (False)."""
        while not until():
            seconds = deadline - self._clock()
            if seconds <= 0:
                return False
            self._serve(seconds, ())
        return True

    def serve(self, wake: int) -> None:
        """Serve whoever asks until ``wake``, a file descriptor, can be read."""
        while wake not in self._serve(None, (wake,)):
            pass

    @property
    def busy(self) -> bool:
        """Somebody is still reading from us."""
        return bool(self._sending)

    def close(self) -> None:
        for sending in self._sending:
            os.close(sending.descriptor)
        self._sending.clear()

    def _serve(self, seconds: float | None, reads: tuple[int, ...]) -> frozenset[int]:
        writes = [sending.descriptor for sending in self._sending]
        ready = self._connection.wait(seconds, reads, writes)
        for sending in list(self._sending):
            if sending.descriptor in ready:
                self._send_more(sending)
        return ready

    def _read_all(
        self,
        pipes: dict[int, str],
        data: dict[str, bytearray],
        answer_seconds: float,
        seconds: float,
    ) -> None:
        now = self._clock()
        deadline, heard = now + seconds, now
        size = 0
        while pipes:
            now = self._clock()
            left = min(deadline, heard + answer_seconds) - now
            if left <= 0 or size > LARGEST_BYTES:
                raise TimeoutError
            ready = self._serve(left, tuple(pipes))
            for reads in ready & pipes.keys():
                heard = self._clock()
                piece = os.read(reads, _PIECE_BYTES)
                if piece:
                    data[pipes[reads]] += piece
                    size += len(piece)
                else:
                    os.close(reads)
                    del pipes[reads]

    def _introduce(self, thing: Thing) -> None:
        offer = _Offer(thing)
        thing.on("offer", offer.mimes.append)
        self._new.append(offer)

    def _changed(self, selection: Selection) -> Callable[[Thing | None], None]:
        def changed(thing: Thing | None) -> None:
            before = self._offers.get(selection)
            now = next((offer for offer in self._new if offer.thing is thing), None)
            self._offers[selection] = now
            if now is not None:
                self._new.remove(now)
            if before is not None:
                before.thing.request(protocols.DESTROY)

        return changed

    def _finish(self) -> None:
        """The seat is gone, with its selections."""
        self._finished = True
        self._offers.clear()
        self._owned.clear()

    def _drop(self, selection: Selection) -> None:
        """What is under way from it goes on."""
        owned = self._owned.pop(selection, None)
        if owned is not None:
            owned.source.request(protocols.DESTROY)

    def _cancel(self, selection: Selection, owned: _Owned) -> None:
        """Somebody else took it."""
        if self._owned.get(selection) is owned:
            del self._owned[selection]
        owned.source.request(protocols.DESTROY)

    def _send(self, selection: Selection, owned: _Owned, mime: str, descriptor: int) -> None:
        self._forget_stalled()
        data = owned.content.get(mime)
        if data is None:
            os.close(descriptor)
            return
        set_blocking(descriptor, False)
        sending = _Sending(descriptor, selection, mime, data, 0, self._clock())
        self._sending.append(sending)
        self.fetches.append(Fetch(selection, mime, finished=False))
        self._send_more(sending)

    def _send_more(self, sending: _Sending) -> None:
        view = memoryview(sending.data)
        try:
            while sending.sent < len(view):
                size = os.write(sending.descriptor, view[sending.sent :][:_PIECE_BYTES])
                sending.sent += size
                self.sent += size
                sending.moved_at = self._clock()
        except BlockingIOError:
            return
        except OSError as error:  # it read no further
            _log.info("serving the clipboard: %s", type(error).__name__)
        else:
            self.fetches.append(Fetch(sending.selection, sending.mime, finished=True))
        self._end(sending)

    def _end(self, sending: _Sending) -> None:
        self._sending.remove(sending)
        os.close(sending.descriptor)

    def _forget_stalled(self) -> None:
        now = self._clock()
        for sending in list(self._sending):
            if now - sending.moved_at > STALLED_SECONDS:
                self._end(sending)
