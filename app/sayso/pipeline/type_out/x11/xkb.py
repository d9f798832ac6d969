"""The keyboard's layout from the X server's XKB extension, which python-xlib does not speak.

Only what typing needs: the map of types and symbols, and the state. "The X Keyboard Extension:
Protocol Specification" 1.0, 16.3.1 (UseExtension), 16.3.3 (GetState), 16.3.6 (GetMap).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

from Xlib.protocol import rq

_CORE_KEYBOARD = 0x100
_TYPES_AND_SYMBOLS = 0x3


@dataclass(frozen=True, slots=True)
class KeyType:
    """What the modifiers do with keys of a type. mask: those that count; levels: by the exact set
    of them that is down; any other set means level 0. Modifiers are bits, Shift 1, Lock 2…"""

    mask: int
    levels: dict[int, int]

    def level(self, modifiers: int) -> int:
        return self.levels.get(modifiers & self.mask, 0)


@dataclass(frozen=True, slots=True)
class SymbolMap:
    """One key. groups: for each layout the key's type and its keysyms by level (0: none).
    out_of_range: the wire's groupInfo, for a layout that the key has no group of."""

    groups: tuple[tuple[KeyType, tuple[int, ...]], ...]
    out_of_range: int = 0

    def group(self, layout: int) -> tuple[KeyType, tuple[int, ...]] | None:
        """As 17.1.4 counts; None for a key without symbols."""
        if not self.groups:
            return None
        if layout >= len(self.groups):
            how = self.out_of_range & 0xC0
            if how == 0x40:  # clamp
                layout = len(self.groups) - 1
            elif how == 0x80:  # redirect
                layout = (self.out_of_range >> 4) & 3
            else:  # wrap
                layout %= len(self.groups)
        return self.groups[layout if layout < len(self.groups) else 0]


@dataclass(frozen=True, slots=True)
class State:
    """group: the layout in use, 0…3; modifiers: those that are down, latched or locked."""

    group: int
    modifiers: int


class Xkb:
    """Uses the connection of whoever owns ``display``, and its thread."""

    def __init__(self, display: Any) -> None:
        """Raises LookupError where the server has no XKB."""
        self._display = display
        found = display.query_extension("XKEYBOARD")
        if not found or not found.present:
            raise LookupError("the X server has no XKB extension")
        self._opcode = found.major_opcode
        if not _UseExtension(display=display.display, opcode=self._opcode, major=1, minor=0).ok:
            raise LookupError("the X server has another XKB extension")

    def state(self) -> State:
        reply = _GetState(display=self._display.display, opcode=self._opcode, device=_CORE_KEYBOARD)
        return State(reply.group, reply.mods)

    def symbols(self) -> dict[int, SymbolMap]:
        """By keycode."""
        reply = _GetMap(
            display=self._display.display,
            opcode=self._opcode,
            device=_CORE_KEYBOARD,
            full=_TYPES_AND_SYMBOLS,
        )
        return parse_map(bytes(reply.data))


def parse_map(data: bytes) -> dict[int, SymbolMap]:
    """The reply of GetMap, all types and all symbols, from its ninth byte on; this machine's
    byte order."""
    first_type, types, _total = data[6:9]
    first_key = data[9]
    keys = data[12]
    at = 32
    known: list[KeyType] = []
    for _ in range(types):
        mask, _real, _virtual, _levels, entries, preserve, _pad = struct.unpack_from(
            "=BBHBBBB", data, at
        )
        at += 8
        levels = {}
        for _ in range(entries):
            active, entry, level = struct.unpack_from("=BBB", data, at)
            if active:
                levels[entry] = level
            at += 8
        if preserve:
            at += 4 * entries
        known.append(KeyType(mask, levels))
    found = {}
    for code in range(first_key, first_key + keys):
        indices = data[at : at + 4]
        info, width, count = struct.unpack_from("=BBH", data, at + 4)
        at += 8
        symbols = struct.unpack_from(f"={count}I", data, at)
        at += 4 * count
        groups = tuple(
            (known[indices[group] - first_type], symbols[group * width : (group + 1) * width])
            for group in range(info & 0xF)
        )
        found[code] = SymbolMap(groups, info)
    return found


class _UseExtension(rq.ReplyRequest):  # type: ignore[misc]
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(0),
        rq.RequestLength(),
        rq.Card16("major"),
        rq.Card16("minor"),
    )
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Bool("ok"),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Pad(24),
    )


class _GetState(rq.ReplyRequest):  # type: ignore[misc]
    _request = rq.Struct(
        rq.Card8("opcode"), rq.Opcode(4), rq.RequestLength(), rq.Card16("device"), rq.Pad(2)
    )
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Card8("device"),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Card8("mods"),
        rq.Pad(3),
        rq.Card8("group"),
        rq.Pad(19),
    )


class _GetMap(rq.ReplyRequest):  # type: ignore[misc]
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(8),
        rq.RequestLength(),
        rq.Card16("device"),
        rq.Card16("full"),
        rq.Pad(20),
    )
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Card8("device"),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Binary("data"),
    )
