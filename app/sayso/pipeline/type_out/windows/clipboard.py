"""What is on the clipboard of Windows: kept byte for byte, and put back.

All of this is called between `opened` and its end, on the thread of the window that opened it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sayso.core.errors import WayUnavailable
from sayso.core.ports import Clock
from sayso.pipeline.type_out.windows.api import Api

OPEN_SECONDS = 1.0
"""One program at a time has the clipboard open; most for some milliseconds."""

OPEN_POLL_SECONDS = 0.01

READ_SECONDS = 1.0
"""After so long no further format is read. Programs render most in a few milliseconds."""

CF_UNICODETEXT = 13

_CF_BITMAP = 2
_CF_METAFILEPICT = 3
_CF_PALETTE = 9
_CF_ENHMETAFILE = 14
_CF_OWNERDISPLAY = 0x0080
_CF_DSPBITMAP = 0x0082
_CF_DSPMETAFILEPICT = 0x0083
_CF_DSPENHMETAFILE = 0x008E
_CF_PRIVATE = range(0x0200, 0x0300)

_NOT_KEPT = frozenset(
    {_CF_BITMAP, _CF_METAFILEPICT, _CF_PALETTE, _CF_OWNERDISPLAY}
    | {_CF_DSPBITMAP, _CF_DSPMETAFILEPICT, _CF_DSPENHMETAFILE}
)
"""Handles to drawings instead of bytes, and what only its owner can show. A bitmap and an old
metafile lose nothing: Windows lists CF_DIB with the one and CF_ENHMETAFILE with the other, and
makes the one of the other ("Clipboard Formats", synthesized formats). The display forms go with
private ones, whose data their owner frees when it is emptied: nobody else can put those back. A
palette matters on screens of 256 colours."""

_OLE = frozenset({"DataObject", "Ole Private Data"})
"""OLE's notes on whose object the clipboard holds: true of the program that copied it, and not of
us. Without them OLE takes the formats that there are."""

_MARKERS = (
    "ExcludeClipboardContentFromMonitorProcessing",
    "CanIncludeInClipboardHistory",
    "CanUploadToCloudClipboard",
)
"""Each with the number 0: not for Win+V's history nor for other machines; the first alone counts by
being there ("Clipboard Formats", Cloud Clipboard and Clipboard History formats). What is put back
has them too: it is in the history already, and would come in once more each time."""

_GMEM_MOVEABLE = 0x0002


@dataclass(frozen=True, slots=True)
class Kept:
    """One format. metafile: ``data`` is the bits of an enhanced metafile."""

    format: int
    data: bytes
    metafile: bool = False


@contextmanager
def opened(api: Api, window: int, clock: Clock, wait: Callable[[float], object]) -> Iterator[None]:
    """Raises WayUnavailable where another program keeps it open."""
    deadline = clock() + OPEN_SECONDS
    while not api.OpenClipboard(window):
        if clock() >= deadline:
            raise WayUnavailable(
                "Another program keeps the clipboard to itself; set typing to keys."
            )
        wait(OPEN_POLL_SECONDS)
    try:
        yield
    finally:
        api.CloseClipboard()


def keep(api: Api, clock: Clock) -> list[Kept]:
    """Everything that can be kept, in the order of the clipboard, where the best comes first.

    Reading asks the program that copied it. Raises WayUnavailable where that takes too long;
    nothing was changed then.
    """
    deadline = clock() + READ_SECONDS
    kept = []
    for each in _formats(api):
        if clock() >= deadline:
            raise WayUnavailable(
                "What is on the clipboard takes too long to read, so it was left there; set typing"
                " to keys."
            )
        found = _read(api, each)
        if found is not None:
            kept.append(found)
    return kept


def put(api: Api, kept: Sequence[Kept]) -> None:
    """In place of what is there. A format that Windows does not take again is left out."""
    api.EmptyClipboard()
    for each in kept:
        if each.metafile:
            drawing = api.SetEnhMetaFileBits(len(each.data), each.data)
            if drawing and not api.SetClipboardData(each.format, drawing):
                api.DeleteEnhMetaFile(drawing)
        else:
            place(api, each.format, each.data)
    if kept:
        mark(api, already={each.format for each in kept})


def place(api: Api, kind: int, data: bytes) -> bool:
    """False: there is no memory, or the clipboard is not ours. It owns the memory afterwards."""
    memory = api.GlobalAlloc(_GMEM_MOVEABLE, max(1, len(data)))
    if not memory:
        return False
    at = api.GlobalLock(memory)
    if at:
        ctypes.memmove(at, data, len(data))
        api.GlobalUnlock(memory)
        if api.SetClipboardData(kind, memory):
            return True
    api.GlobalFree(memory)
    return False


def mark(api: Api, already: frozenset[int] | set[int] = frozenset()) -> None:
    """What is there is for no history and no cloud."""
    for name in _MARKERS:
        kind = api.RegisterClipboardFormatW(name)
        if kind and kind not in already:
            place(api, kind, bytes(4))


def as_data(text: str) -> bytes:
    """CF_UNICODETEXT: lines end with CR LF, and a null character ends it all."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-16-le") + b"\0\0"


def _formats(api: Api) -> list[int]:
    found = []
    each = api.EnumClipboardFormats(0)
    while each:
        if each not in _NOT_KEPT and each not in _CF_PRIVATE and _name(api, each) not in _OLE:
            found.append(int(each))
        each = api.EnumClipboardFormats(each)
    return found


def _read(api: Api, kind: int) -> Kept | None:
    """None: whoever offered it does not have it after all, or it holds nothing."""
    found = api.GetClipboardData(kind)
    if not found:
        return None
    if kind == _CF_ENHMETAFILE:
        size = api.GetEnhMetaFileBits(found, 0, 0)
        bits = ctypes.create_string_buffer(size) if size else None
        if bits is None or not api.GetEnhMetaFileBits(found, size, ctypes.addressof(bits)):
            return None
        return Kept(kind, bits.raw, metafile=True)
    size = api.GlobalSize(found)
    at = api.GlobalLock(found) if size else 0
    if not at:
        return None
    try:
        return Kept(kind, ctypes.string_at(at, size))
    finally:
        api.GlobalUnlock(found)


def _name(api: Api, kind: int) -> str:
    """Empty for the formats that are Windows' own."""
    name = ctypes.create_unicode_buffer(256)
    return name.value if api.GetClipboardFormatNameW(kind, name, 256) else ""
