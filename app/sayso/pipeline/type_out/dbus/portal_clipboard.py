"""The clipboard as a session of the portal has it: read, offered, given back.

As published: org.freedesktop.portal.Clipboard, version 1. There is no list of what the clipboard
holds but the one in the last SelectionOwnerChanged, and what we put there is asked of us
(SelectionTransfer) each time that it is pasted, for as long as the session lives.
"""

from __future__ import annotations

import logging
import os
import select
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from jeepney import HeaderFields, Message
from jeepney.fds import FileDescriptor

from sayso.core.ports import Clock
from sayso.pipeline.type_out.dbus.connection import BusError
from sayso.pipeline.type_out.dbus.portal_session import CLIPBOARD, PortalSession

_log = logging.getLogger(__name__)

TEXT = "text/plain;charset=utf-8"

_HINT = "x-kde-passwordManagerHint"
"""Tells clipboard histories (Klipper, CopyQ…) not to keep what it comes with."""

_LIKELY = (TEXT, "text/html", "image/png", "text/uri-list")
"""Looked for where nobody has told what there is: the portal (1.18) drops what a desktop says of it
before the session has begun."""

READ_SECONDS = 1.0
"""For all that the clipboard holds: programs answer in milliseconds, but for large pictures."""

STALL_SECONDS = 2.0
"""How long whoever takes the text may not take any more of it."""

_CHUNK = 1 << 16

_ATOMIC = 4096
"""PIPE_BUF on Linux: a pipe that select says can be written to takes so much without waiting."""

Content: TypeAlias = Mapping[str, bytes]
"""Bytes by MIME type."""


def text_content(text: str) -> Content:
    """``text`` in every form that windows ask text in, and marked to be kept out of histories."""
    data = text.encode()
    return {
        TEXT: data,
        "text/plain": data,
        "UTF8_STRING": data,
        "TEXT": data,
        _HINT: b"secret",
    }


class PortalClipboard:
    """Of ``session``, on its thread.

    ours: what we offered last is still there. taken: how often it was asked for as text.
    failed: and how often it was not taken whole.
    """

    def __init__(self, session: PortalSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock
        self._offered: Content = {}
        self._types: Sequence[str] | None = None
        self.ours = False
        self.taken = 0
        self.failed = 0

    def read(self) -> Content | None:
        """All that it holds; None: not all of it could be read."""
        if self.ours:
            return self._offered
        types = _LIKELY if self._types is None else self._types
        deadline = self._clock() + READ_SECONDS
        found: dict[str, bytes] = {}
        for mime_type in types:
            try:
                data = self._read(mime_type, deadline)
                if data or self._types is not None:
                    found[mime_type] = data
            except (BusError, OSError, TimeoutError) as error:
                if self._types is None:
                    continue
                _log.info("the clipboard's %s cannot be read: %s", mime_type, error)
                return None
        return found

    def offer(self, content: Content) -> None:
        """In place of what is there. Raises BusError."""
        self._offered = content
        self.ours = True
        options = {"mime_types": ("as", list(content))}
        self._session.call(CLIPBOARD, "SetSelection", "oa{sv}", options)

    def hear(self, message: Message) -> None:
        """A signal of the Clipboard interface; others are passed over."""
        fields = message.header.fields
        if fields.get(HeaderFields.interface) != CLIPBOARD:
            return
        if not message.body or message.body[0] != self._session.handle:
            return
        member = fields.get(HeaderFields.member)
        if member == "SelectionOwnerChanged":
            options = {name: value for name, (_, value) in message.body[1].items()}
            self.ours = bool(options.get("session_is_owner", False))
            self._types = [str(mime_type) for mime_type in _listed(options.get("mime_types", []))]
        elif member == "SelectionTransfer":
            self._answer(str(message.body[1]), int(message.body[2]))

    def _answer(self, mime_type: str, serial: int) -> None:
        data = self._offered.get(mime_type)
        whole = False
        try:
            if data is not None:
                (file,) = self._session.call(CLIPBOARD, "SelectionWrite", "ou", serial)
                whole = self._write(file, data)
            self._session.call(CLIPBOARD, "SelectionWriteDone", "oub", serial, whole)
        except (BusError, OSError) as error:
            _log.info("a window did not take the clipboard: %s", error)
            whole = False
        if mime_type != _HINT:
            self.taken += 1
            self.failed += not whole

    def _write(self, file: FileDescriptor, data: bytes) -> bool:
        """False: nobody takes it any more."""
        with file:
            number = file.fileno()
            left = memoryview(data)
            while left:
                if not select.select([], [number], [], STALL_SECONDS)[1]:
                    return False
                left = left[os.write(number, left[:_ATOMIC]) :]
        return True

    def _read(self, mime_type: str, deadline: float) -> bytes:
        (file,) = self._session.call(CLIPBOARD, "SelectionRead", "os", mime_type)
        found = bytearray()
        with file:
            number = file.fileno()
            while True:
                left = max(0.0, deadline - self._clock())
                if not select.select([number], [], [], left)[0]:
                    raise TimeoutError("its owner does not send it")
                part = os.read(number, _CHUNK)
                if not part:
                    return bytes(found)
                found += part


def _listed(value: object) -> list[object]:
    """GNOME's list is in a structure of its own: ``(as)`` in place of ``as``."""
    if isinstance(value, tuple) and len(value) == 1:
        value = value[0]
    return list(value) if isinstance(value, list) else []
