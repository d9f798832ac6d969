"""Reads all that a selection of somebody else's holds, so that it can be given back later."""

from __future__ import annotations

import logging
from array import array
from collections.abc import Callable
from typing import Any

from Xlib import X, Xatom
from Xlib.error import BadAtom

from sayso.core.ports import Clock
from sayso.pipeline.type_out.x11.content import (
    CONTROL_TARGETS,
    OWNERS_RESOURCES,
    Content,
    Flavour,
)

log = logging.getLogger(__name__)

ANSWER_SECONDS = 0.5
"""An owner that lets this pass without an answer or a piece is given up on: it hangs."""

LARGEST_BYTES = 64 * 1024 * 1024
"""Of one selection, all flavours together."""

_LARGEST_READ_WORDS = 256 * 1024
"""A megabyte at once: python-xlib joins what it receives with a copy each time."""

_PROPERTIES = 64
"""Property names in turn, so that an answer that comes too late does not meet the next question."""

Pump = Callable[[Callable[[], bool], float], bool]
"""``pump(until, deadline)``: handle events until ``until()`` or the deadline; the former?"""


class SelectionReader:
    """Asks owners for their content. To be used on the connection's own thread.

    window: of ours, with PropertyChangeMask selected. pump must pass every event to `handle`.
    """

    def __init__(self, display: Any, window: Any, clock: Clock, pump: Pump) -> None:
        self._display = display
        self._window = window
        self._clock = clock
        self._pump = pump
        self._asked = 0
        self._notify: dict[tuple[int, int], int] = {}
        self._new_values: set[int] = set()

    def handle(self, event: Any) -> None:
        """Any event of the connection; those that are not about our questions are left alone."""
        if event.type == X.SelectionNotify:
            self._notify[event.selection, event.target] = event.property
        elif event.type == X.PropertyNotify and event.state == X.PropertyNewValue:
            # Those of requestors, whose names are not ours, do no harm: names are looked up.
            self._new_values.add(event.atom)

    def read(self, selection: int, time: int, seconds: float) -> Content:
        """Every flavour of ``selection`` that can be had in ``seconds``, at server ``time``.

        What cannot be had is logged by its name; the content is incomplete where that is because
        the owner hangs or takes too long, and empty where nobody owns the selection.
        """
        if self._display.get_selection_owner(selection) == X.NONE:
            return Content()
        deadline = self._clock() + seconds
        left_out: list[str] = []
        flavours: dict[int, Flavour] = {}
        size = 0
        hangs = False
        try:
            targets = self._targets(selection, time, deadline)
        except TimeoutError:
            return Content(complete=False)
        for target in targets:
            try:
                name = self._display.get_atom_name(target)
            except BadAtom:  # some list a place that they never filled in
                continue
            if name in CONTROL_TARGETS or target in flavours:
                continue
            hangs = hangs or self._clock() >= deadline
            if name in OWNERS_RESOURCES or hangs:
                left_out.append(name)
                continue
            try:
                flavour = self._convert(selection, target, time, deadline, LARGEST_BYTES - size)
            except TimeoutError:
                hangs = True
                flavour = None
            if flavour is None:
                left_out.append(name)
            else:
                size += len(flavour.data)
                flavours[target] = flavour
        if left_out:
            log.warning(
                "%s held forms that cannot be given back: %s",
                self._display.get_atom_name(selection),
                ", ".join(left_out),
            )
        return Content(flavours, complete=not hangs)

    def text(self, selection: int, time: int, seconds: float) -> str | None:
        """Its UTF8_STRING alone; None where there is none, or the owner does not answer."""
        deadline = self._clock() + seconds
        wanted = self._display.get_atom("UTF8_STRING")
        try:
            flavour = self._convert(selection, wanted, time, deadline, LARGEST_BYTES)
        except TimeoutError:
            return None
        return None if flavour is None else flavour.data.decode(errors="replace")

    def _targets(self, selection: int, time: int, deadline: float) -> list[int]:
        """Raises TimeoutError."""
        atom = self._display.get_atom
        listed = self._convert(selection, atom("TARGETS"), time, deadline, LARGEST_BYTES)
        if listed is None or listed.format != 32:
            # Required by ICCCM 2.6.2, and yet not always there.
            return [atom("UTF8_STRING"), Xatom.STRING]
        return list(array("I", listed.data))

    def _convert(
        self, selection: int, target: int, time: int, deadline: float, largest: int
    ) -> Flavour | None:
        """One flavour; None where the owner refuses or it is too large. Raises TimeoutError."""
        self._asked += 1
        name = self._display.get_atom(f"SAYSO_READ_{self._asked % _PROPERTIES}")
        self._window.delete_property(name)
        self._notify.pop((selection, target), None)
        self._window.convert_selection(selection, target, name, time)
        self._wait(lambda: (selection, target) in self._notify, deadline)
        if self._notify.pop((selection, target)) != name:
            return None
        self._new_values.discard(name)
        first = self._take(name)
        if first is None or first.type != self._display.get_atom("INCR"):
            return first if first is None or len(first.data) <= largest else None
        pieces: list[bytes] = []
        size = 0
        while True:
            self._wait(lambda: name in self._new_values, deadline)
            self._new_values.discard(name)
            piece = self._take(name)
            if piece is None:
                continue
            if not piece.data:
                # Too large: read to the end all the same, or the owner waits for ever.
                if size > largest:
                    return None
                return Flavour(piece.type, piece.format, b"".join(pieces))
            size += len(piece.data)
            if size <= largest:
                pieces.append(piece.data)

    def _wait(self, until: Callable[[], bool], deadline: float) -> None:
        if not self._pump(until, min(deadline, self._clock() + ANSWER_SECONDS)):
            raise TimeoutError

    def _take(self, name: int) -> Flavour | None:
        """The property's whole value, which is deleted; None where there is no property."""
        data = bytearray()
        while True:
            part = self._window.get_property(
                name, X.AnyPropertyType, len(data) // 4, _LARGEST_READ_WORDS
            )
            if part is None:
                return None
            value = part.value
            data += value if isinstance(value, bytes) else (value or array("B")).tobytes()
            if not part.bytes_after:
                break
        self._window.delete_property(name)
        return Flavour(part.property_type, part.format or 8, bytes(data))
