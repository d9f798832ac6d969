"""The rows of a database file, read page by page: what no page leads to any more is found as well.

By the description of the format, sqlite.org/fileformat.html, of which the sections are named below.
Only for a file whose freed pages are overwritten (``secure_delete``), as what was deleted would
come back otherwise. Pure but for reading the file.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

Value = int | float | str | bytes | None

_TABLE_LEAF = 0x0D
_FILE_HEADER = 100
_HIGHEST_ID = 1 << 40
"""More than anybody says; a number above it is damage."""

_INTEGER_SIZES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


class Row(NamedTuple):
    """values: as stored, which is None for an INTEGER PRIMARY KEY."""

    id: int
    values: tuple[Value, ...]


def rows(path: Path, page_size: int) -> Iterator[Row]:
    """Of all tables, in no order; what is not to be understood is left out. Raises OSError."""
    with path.open("rb") as file:
        count = path.stat().st_size // page_size

        def page(number: int) -> bytes:
            file.seek((number - 1) * page_size)
            return file.read(page_size)

        for number in range(1, count + 1):
            data = page(number)
            start = _FILE_HEADER if number == 1 else 0
            if data[start] != _TABLE_LEAF:
                continue
            cells = int.from_bytes(data[start + 3 : start + 5], "big")
            for place in range(start + 8, min(start + 8 + 2 * cells, page_size - 1), 2):
                at = int.from_bytes(data[place : place + 2], "big")
                try:
                    id_, payload = _cell(data, at, page_size, page, count)
                    if 0 < id_ < _HIGHEST_ID:
                        yield Row(id_, _record(payload))
                except (ValueError, IndexError, struct.error):
                    continue


def _cell(
    data: bytes, at: int, size: int, page: Callable[[int], bytes], pages: int
) -> tuple[int, bytes]:
    """Section 1.6. Raises ValueError, IndexError."""
    length, at = _varint(data, at)
    id_, at = _varint(data, at)
    if length > pages * size:
        raise ValueError("longer than the file")
    local = length
    if length > size - 35:
        least = (size - 12) * 32 // 255 - 23
        local = least + (length - least) % (size - 4)
        if local > size - 35:
            local = least
    payload = data[at : at + local]
    following = int.from_bytes(data[at + local : at + local + 4], "big")
    while len(payload) < length:
        # A circle ends with the payload at the latest.
        if not 0 < following <= pages:
            raise ValueError("no such page")
        data = page(following)
        payload += data[4 : 4 + length - len(payload)]
        following = int.from_bytes(data[:4], "big")
    return id_, payload


def _record(payload: bytes) -> tuple[Value, ...]:
    """Section 2.1. Raises ValueError, IndexError, struct.error."""
    head, at = _varint(payload, 0)
    kinds = []
    while at < head:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    if at != head:
        raise ValueError("no record")
    values: list[Value] = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    if at != len(payload):
        raise ValueError("no record")
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in (8, 9):
        return kind - 8, at
    if kind == 7:
        found: float = struct.unpack_from(">d", payload, at)[0]
        return found, at + 8
    if kind in (10, 11):
        raise ValueError("no type of a file")
    length = _INTEGER_SIZES[kind] if kind in _INTEGER_SIZES else (kind - 12) // 2
    data = payload[at : at + length]
    if len(data) < length:
        raise ValueError("too short")
    if kind in _INTEGER_SIZES:
        return int.from_bytes(data, "big", signed=True), at + length
    return data.decode("utf-8", "replace") if kind % 2 else data, at + length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Its value, and where it ends."""
    value = 0
    for place in range(at, at + 8):
        value = value << 7 | data[place] & 0x7F
        if data[place] < 0x80:
            return value, place + 1
    value = value << 8 | data[at + 8]
    return value - (1 << 64) if value >= 1 << 63 else value, at + 9
