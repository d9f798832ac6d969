"""The text field that has the keyboard, by AT-SPI2: what Linux desktops tell to screen readers.

It is only asked for what is there: nothing is started, and accessibility is not switched on, which
would cost every application. GTK 3 is there whenever the accessibility bus runs, Qt and browsers
when the desktop's setting (org.a11y.Status) says that somebody listens.

How the field is found: the application by its process, and from its active window down, all that is
visible of one depth in one go. Other ways were weighed. Listening for focus events costs every
application a message for each of them, all day, for one question in a dictation. Cache.GetItems,
which screen readers began with, is empty in Qt and gone from GTK 3. Collection.GetMatches finds it
in one call, but walks the whole tree inside of the application, which stands still meanwhile: a
table of 5,000 rows by 20 took 0.15 to 0.4 s in Qt and 0.2 to 0.7 s in GTK, and a log has more rows.
So it is left to web pages, which are deep and have no such tables; and into tables nobody goes.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from sayso.core.ports import Clock, Field
from sayso.core.target import Target
from sayso.pipeline.type_out.dbus.connection import Bus, BusError, BusGone
from sayso.pipeline.type_out.dbus.text_field import FOCUSED, PREFIX, PROPERTIES, TextField

_log = logging.getLogger(__name__)

FIND_SECONDS = 0.3
"""For all of it: the target is about to be typed into."""

_DAEMON = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")

_ROOT = "/org/a11y/atspi/accessible/root"

_REGISTRY = "org.a11y.atspi.Registry"

_ACTIVE, _SHOWING, _MANAGES_DESCENDANTS = 1 << 1, 1 << 25, 1 << 31
"""Of Atspi.StateType."""

_DOCUMENTS = frozenset({82, 95})
"""Atspi.Role: DOCUMENT_FRAME, DOCUMENT_WEB."""

_FULL = frozenset({31, 55, 65, 66, 98})
"""Atspi.Role: LIST, TABLE, TREE, TREE_TABLE, LIST_BOX. One asked for its children makes them."""

_MOST_CHILDREN = 200
"""Of one object."""

_MOST_OBJECTS = 2_000
"""That are looked at. The time is over before, as a rule: about 0.2 ms each."""

_FOCUSED_RULE: tuple[object, ...] = ([FOCUSED, 0], 1, {}, 1, [], 1, [], 1, False)
"""For Collection.GetMatches: all of these states; any attributes, roles and interfaces."""


@dataclass(frozen=True, slots=True)
class _Object:
    application: str
    path: str


class AtSpi:
    """A `sayso.core.ports.Accessibility`. Nothing is done before the first question.

    address: of the session bus, as in DBUS_SESSION_BUS_ADDRESS; empty where there is none.
    """

    def __init__(self, address: str, clock: Clock) -> None:
        self._address = address
        self._clock = clock
        self._session: Bus | None = None
        self._bus: Bus | None = None
        self._processes: dict[str, int] = {}
        self._deadline = 0.0
        self._closed = False

    def field(self, target: Target) -> Field | None:
        if self._closed or not self._address or target.process == 0:
            return None
        self._deadline = self._clock() + FIND_SECONDS
        try:
            bus = self._bus or self._connect()
            return None if bus is None else self._find(bus, target.process)
        except BusGone as error:
            _log.info("accessibility: %s", error)
            self._hang_up()  # the next question connects anew
        except (BusError, ValueError, TypeError, IndexError) as error:
            # It hangs, went away while it was asked, or answers in another shape.
            _log.info("accessibility: %s", type(error).__name__)
            if (bus := self._bus) is not None:
                bus.forget()  # many questions were on their way, and no answer is kept
        finally:
            if self._closed:  # meanwhile, and perhaps before there was a connection to close
                self._hang_up()
        return None

    def close(self) -> None:
        """From any thread: a question that is under way ends soon."""
        self._closed = True
        self._hang_up()

    def _hang_up(self) -> None:
        for bus in (self._bus, self._session):
            if bus is not None:
                bus.close()
        self._bus = self._session = None
        self._processes.clear()

    def _connect(self) -> Bus | None:
        if self._session is None:
            self._session = Bus(self._address, self._clock, seconds=self._left())
        # Asking a name that nobody has would start its service.
        if not self._session.call(
            *_DAEMON, "NameHasOwner", "s", "org.a11y.Bus", seconds=self._left()
        )[0]:
            return None
        (address,) = self._session.call(
            "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", seconds=self._left()
        )
        bus = Bus(address, self._clock, seconds=self._left())
        self._bus = bus
        return bus

    def _find(self, bus: Bus, process: int) -> Field | None:
        if not bus.call(*_DAEMON, "NameHasOwner", "s", _REGISTRY, seconds=self._left())[0]:
            return None
        (children,) = bus.call(
            _REGISTRY, _ROOT, PREFIX + "Accessible", "GetChildren", seconds=self._left()
        )
        for name in self._of_process(bus, [name for name, _ in children], process):
            field = self._below(bus, _Object(name, _ROOT))
            if field is not None:
                return field
        return None

    def _of_process(self, bus: Bus, names: list[str], process: int) -> list[str]:
        """Those of the process: a program may be there more than once, for several toolkits."""
        self._processes = {name: self._processes[name] for name in names if name in self._processes}
        asked = {
            name: bus.ask(*_DAEMON, "GetConnectionUnixProcessID", "s", name)
            for name in names
            if name not in self._processes
        }
        for name, number in asked.items():
            answer = self._answer(bus, number)
            if answer is not None:
                self._processes[name] = answer[0]
        return [name for name in names if self._processes.get(name) == process]

    def _below(self, bus: Bus, root: _Object) -> Field | None:
        """The first object with the focus, and a text, on the way down."""
        windows = self._children(bus, [root])
        states = self._states(bus, windows)
        # Chromium does not say which of its windows is the active one.
        level = [window for window in windows if states[window] & _ACTIVE] or windows
        seen = 0
        while level and seen < _MOST_OBJECTS:
            seen += len(level)
            states = self._states(bus, level)
            field = self._text_among(bus, [one for one in level if states[one] & FOCUSED])
            if field is not None:
                return field
            level = self._next_level(
                bus,
                [
                    one
                    for one in level
                    if states[one] & _SHOWING and not states[one] & _MANAGES_DESCENDANTS
                ],
            )
        return None

    def _next_level(self, bus: Bus, level: list[_Object]) -> list[_Object]:
        """What is worth a look below; of a web page only what has the focus."""
        roles = self._ask_all(bus, level, "Accessible", "GetRole")
        counts = self._ask_all(
            bus, level, PROPERTIES, "Get", "ss", PREFIX + "Accessible", "ChildCount"
        )
        parents: list[_Object] = []
        found: list[_Object] = []
        for one in level:
            role, count = roles.get(one), counts.get(one)
            if role is None or count is None or role[0] in _FULL:
                continue
            focused = self._focused_in(bus, one) if role[0] in _DOCUMENTS else None
            if focused is not None:
                found += focused
            elif 0 < count[0][1] <= _MOST_CHILDREN:
                parents.append(one)
        return found + self._children(bus, parents)

    def _focused_in(self, bus: Bus, document: _Object) -> list[_Object] | None:
        """None: it has no Collection."""
        matches = self._answer(
            bus,
            bus.ask(
                document.application,
                document.path,
                PREFIX + "Collection",
                "GetMatches",
                "(aiia{ss}iaiiasib)uib",
                _FOCUSED_RULE,
                1,  # in the order of the tree
                5,
                True,
            ),
        )
        return None if matches is None else [_Object(*match) for match in matches[0]]

    def _text_among(self, bus: Bus, focused: list[_Object]) -> Field | None:
        if not focused:
            return None
        interfaces = self._ask_all(bus, focused, "Accessible", "GetInterfaces")
        roles = self._ask_all(bus, focused, "Accessible", "GetRole")
        for one in focused:
            if one in roles and PREFIX + "Text" in interfaces.get(one, [[]])[0]:
                return TextField(bus, self._clock, one.application, one.path, roles[one][0])
        return None

    def _children(self, bus: Bus, parents: list[_Object]) -> list[_Object]:
        answers = self._ask_all(bus, parents, "Accessible", "GetChildren")
        return [_Object(*child) for answer in answers.values() for child in answer[0]]

    def _states(self, bus: Bus, objects: list[_Object]) -> dict[_Object, int]:
        """The first word of each; 0 for those that are gone."""
        answers = self._ask_all(bus, objects, "Accessible", "GetState")
        return {one: int(answers[one][0][0]) if one in answers else 0 for one in objects}

    def _ask_all(
        self,
        bus: Bus,
        objects: list[_Object],
        interface: str,
        member: str,
        signature: str | None = None,
        *body: Any,
    ) -> dict[_Object, tuple[Any, ...]]:
        """One question to each, all on their way at once: the answers of those that answer."""
        interface = interface if "." in interface else PREFIX + interface
        numbers = [
            (one, bus.ask(one.application, one.path, interface, member, signature, *body))
            for one in dict.fromkeys(objects)
        ]
        answers = {one: self._answer(bus, number) for one, number in numbers}
        return {one: answer for one, answer in answers.items() if answer is not None}

    def _answer(self, bus: Bus, number: int) -> tuple[Any, ...] | None:
        """None: an error. Raises BusTimeout, BusGone."""
        try:
            return bus.answer(number, self._deadline)
        except BusError as error:
            if not error.name:
                raise
            return None

    def _left(self) -> float:
        return max(0.001, self._deadline - self._clock())
