"""Answers those who ask for a selection of ours: ICCCM 2.2, 2.6.2 (MULTIPLE) and 2.7.2 (INCR)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from Xlib import X, Xatom
from Xlib.error import XError
from Xlib.protocol import event as xevent
from Xlib.protocol import request as xrequest

from sayso.core.ports import Clock
from sayso.pipeline.type_out.x11.content import Content, Flavour
from sayso.pipeline.type_out.x11.windows import client_of

PIECE_BYTES = 128 * 1024
"""The most that is put into a property at once. Half of what a server without BIG-REQUESTS takes in
one request (65,535 words), which is all that python-xlib speaks."""

STALLED_SECONDS = 10.0
"""A requestor that takes no piece for this long is forgotten."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a selection of ours holds. ``since``: server time in ms, of when we came to own it;
    ``clients``: resource bases of those it is for, None for everybody."""

    content: Content
    since: int
    clients: frozenset[int] | None = None


@dataclass(slots=True)
class Transfer:
    """One INCR transfer on its way: ``sent`` bytes of the flavour have been put into property."""

    requestor: Any
    property: int
    target: int
    flavour: Flavour
    sent: int
    moved_at: float


@dataclass(frozen=True, slots=True)
class Fetch:
    """A requestor asked for a flavour; ``finished`` once it has all of it."""

    requestor: int
    target: int
    finished: bool


class SelectionServer:
    """Holds our offers and answers requests for them. To be used on the connection's own thread.

    display, window: python-xlib's; the window is the owner of the selections.
    fetched: called for every flavour that is asked for, and again when a long one has arrived.
    """

    def __init__(
        self, display: Any, window: Any, clock: Clock, fetched: Callable[[Fetch], None]
    ) -> None:
        self._display = display
        self._window = window
        self._clock = clock
        self._fetched = fetched
        self._offers: dict[int, Offer] = {}
        self._transfers: list[Transfer] = []
        self._waiting: list[Any] = []  # requests by those that the present offer is not for

    def offer(self, selection: int) -> Offer | None:
        """What we hold there; None where the selection is not ours (any more)."""
        return self._offers.get(selection)

    def own(
        self,
        selection: int,
        content: Content,
        time: int,
        clients: frozenset[int] | None = None,
    ) -> bool:
        """Take ``selection`` at server ``time``; False where somebody was quicker.

        With ``clients`` it is for those only, for a moment: what others ask of it meanwhile is not
        refused but answered by whatever the selection holds next. Clipboard managers ask at once;
        some that are refused put back what they had, which the window would then paste, and those
        that are served keep a text that was never copied.
        """
        self._window.set_selection_owner(selection, time)
        owner = self._display.get_selection_owner(selection)
        if owner == X.NONE or owner.id != self._window.id:
            self._offers.pop(selection, None)
            self._answer_waiting(selection)
            return False
        self._offers[selection] = Offer(content, time, clients)
        self._answer_waiting(selection)
        return True

    def open(self, selection: int, content: Content) -> None:
        """``content`` for everybody, in a selection that is ours; nothing where it is not."""
        held = self._offers.get(selection)
        if held is not None:
            self._offers[selection] = Offer(content, held.since)
            self._answer_waiting(selection)

    def disown(self, selection: int, time: int) -> None:
        """Leave ``selection`` to nobody: it is empty then."""
        self._offers.pop(selection, None)
        xrequest.SetSelectionOwner(
            display=self._display.display, window=X.NONE, selection=selection, time=time
        )
        self._display.sync()
        self._answer_waiting(selection)

    def handle(self, event: Any) -> None:
        """Any event of the connection; those of other people's business are left alone."""
        if event.type == X.SelectionRequest:
            self._forget_stalled()
            held = self._offers.get(event.selection)
            if held is None or self._is_for(held, event.requestor.id):
                self._answer(event)
            else:
                self._waiting.append(event)
        elif event.type == X.SelectionClear and event.window.id == self._window.id:
            held = self._offers.get(event.atom)
            # One that is older than our latest claim is about the claim before it.
            if held is not None and not _before(event.time, held.since):
                del self._offers[event.atom]
                self._answer_waiting(event.atom)
        elif event.type == X.PropertyNotify and event.state == X.PropertyDelete:
            for transfer in list(self._transfers):
                if (transfer.requestor.id, transfer.property) == (event.window.id, event.atom):
                    self._send_piece(transfer)
        elif event.type == X.DestroyNotify:
            for transfer in list(self._transfers):
                if transfer.requestor.id == event.window.id:
                    self._transfers.remove(transfer)

    def _is_for(self, held: Offer, requestor: int) -> bool:
        if held.clients is None:
            return True
        return client_of(self._display, requestor) in held.clients

    def _answer_waiting(self, selection: int) -> None:
        """Those who had to wait. They asked before the present offer, and get it all the same."""
        held = self._offers.get(selection)
        if held is not None and held.clients is not None:
            return
        waiting, self._waiting = self._waiting, []
        for request in waiting:
            if request.selection != selection:
                self._waiting.append(request)
                continue
            try:
                self._answer(request, waited=True)
            except XError:
                pass  # it did not wait, and has gone

    def _answer(self, request: Any, *, waited: bool = False) -> None:
        # Obsolete clients give no property and mean the target's name (ICCCM 2.2).
        wanted = request.property or request.target
        held = self._offers.get(request.selection)
        late = request.time != X.CurrentTime and not waited
        if held is None or (late and _before(request.time, held.since)):
            answered = False
        elif request.target == self._display.get_atom("MULTIPLE"):
            answered = request.property != X.NONE and self._answer_multiple(request, held)
        else:
            answered = self._convert(request.requestor, request.target, wanted, held)
        reply = xevent.SelectionNotify(
            time=request.time,
            requestor=request.requestor,
            selection=request.selection,
            target=request.target,
            property=wanted if answered else X.NONE,
        )
        request.requestor.send_event(reply)
        self._display.sync()

    def _answer_multiple(self, request: Any, held: Offer) -> bool:
        try:
            pairs = request.requestor.get_full_property(request.property, X.AnyPropertyType)
        except XError:  # the requestor is gone
            return False
        if pairs is None or pairs.format != 32 or len(pairs.value) % 2:
            return False
        atoms = list(pairs.value)
        for place in range(0, len(atoms), 2):
            target, wanted = atoms[place : place + 2]
            if wanted == X.NONE or not self._convert(request.requestor, target, wanted, held):
                atoms[place] = X.NONE
        request.requestor.change_property(
            request.property, self._display.get_atom("ATOM_PAIR"), 32, atoms
        )
        return True

    def _convert(self, requestor: Any, target: int, wanted: int, held: Offer) -> bool:
        atom = self._display.get_atom
        if target == atom("TARGETS"):
            targets = [atom("TARGETS"), atom("TIMESTAMP"), atom("MULTIPLE")]
            targets += held.content.flavours
            requestor.change_property(wanted, Xatom.ATOM, 32, targets)
            return True
        if target == atom("TIMESTAMP"):
            requestor.change_property(wanted, Xatom.INTEGER, 32, [held.since])
            return True
        flavour = held.content.flavours.get(target)
        if flavour is None:
            return False
        if len(flavour.data) <= PIECE_BYTES:
            requestor.change_property(wanted, flavour.type, flavour.format, flavour.data)
            self._fetched(Fetch(requestor.id, target, finished=True))
            return True
        # The requestor's deletions are what paces the pieces; its end is what ends them.
        requestor.change_attributes(event_mask=X.PropertyChangeMask | X.StructureNotifyMask)
        requestor.change_property(wanted, atom("INCR"), 32, [len(flavour.data)])
        self._transfers.append(
            Transfer(requestor, wanted, target, flavour, sent=0, moved_at=self._clock())
        )
        self._fetched(Fetch(requestor.id, target, finished=False))
        return True

    def _send_piece(self, transfer: Transfer) -> None:
        flavour = transfer.flavour
        piece = flavour.data[transfer.sent : transfer.sent + PIECE_BYTES]
        transfer.requestor.change_property(transfer.property, flavour.type, flavour.format, piece)
        transfer.sent += len(piece)
        transfer.moved_at = self._clock()
        if not piece:
            self._end(transfer)
        self._display.sync()
        self._fetched(Fetch(transfer.requestor.id, transfer.target, finished=not piece))

    def _end(self, transfer: Transfer) -> None:
        self._transfers.remove(transfer)
        if all(other.requestor.id != transfer.requestor.id for other in self._transfers):
            transfer.requestor.change_attributes(event_mask=X.NoEventMask)

    def _forget_stalled(self) -> None:
        now = self._clock()
        for transfer in list(self._transfers):
            if now - transfer.moved_at > STALLED_SECONDS:
                self._end(transfer)


def _before(time: int, other: int) -> bool:
    """Server times are 32 bits of milliseconds that wrap around every 49.7 days."""
    return ((time - other) & 0xFFFFFFFF) > 0x7FFFFFFF
