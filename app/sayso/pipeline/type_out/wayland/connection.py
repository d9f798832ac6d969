"""A connection to the Wayland compositor that waits for nothing without a time limit.

All of pywayland is behind it. A connection is for one thread at a time.
"""

from __future__ import annotations

import atexit
import os
import selectors
import threading
import weakref
from collections.abc import Callable, Collection
from types import TracebackType
from typing import Any, Self

from sayso.core.errors import WayUnavailable
from sayso.core.ports import Clock
from sayso.pipeline.type_out.wayland import protocols

ANSWER_SECONDS = 2.0
"""A compositor answers within a frame, 16 ms or so; one that lets this pass hangs."""

_SEAT_VERSION = 1
_HAS_KEYBOARD = 2
"""wl_seat.capability."""

_one_at_a_time = threading.Lock()
"""pywayland enters each object that an event makes in the *first* connection of this process, from
where it has to be moved to its own before anything can come between. Held for no longer than what
has arrived takes to be handed out."""


_open: weakref.WeakSet[Connection] = weakref.WeakSet()


def _leave_them() -> None:
    """At the end of the process, for connections that nobody closed: Python would free their parts
    in any order, and libwayland crashes in most. The system frees them better."""
    for connection in list(_open):
        connection.abandon()


atexit.register(_leave_them)


class Lost(Exception):
    """The compositor ended the connection, or hangs. Says which, for the log."""


class Stopped(Exception):
    """`Stop.set` was called while the connection waited."""


class Stop:
    """Ends what other threads wait for. Nothing of it is left open after `set`, once those that
    wait have gone."""

    def __init__(self) -> None:
        self.reads, self._writes = os.pipe()
        self._lock = threading.Lock()
        self._set = False
        self._waiting = 0

    def set(self) -> None:
        """For good. May be called twice, from any thread."""
        with self._lock:
            if not self._set:
                self._set = True
                os.close(self._writes)  # which is what can be read from then on
                self._close_unused()

    def enter(self) -> None:
        """``reads`` can be waited for from now on, until as many calls of `leave`. Raises Stopped
        where it is set already."""
        with self._lock:
            if self._set:
                raise Stopped
            self._waiting += 1

    def leave(self) -> None:
        with self._lock:
            self._waiting -= 1
            self._close_unused()

    def _close_unused(self) -> None:
        if self._set and not self._waiting:
            os.close(self.reads)


class Thing:
    """An object of a protocol: `request` and `make` send, `on` says who hears of its events."""

    def __init__(self, connection: Connection, proxy: Any) -> None:
        self._connection = connection
        self._proxy = proxy
        proxy.user_data = self

    def request(self, name: str, *arguments: Any) -> None:
        """Things among ``arguments`` stand for themselves. Nothing once it is destroyed."""
        if self._proxy is None:
            return
        opcode, _ = self._find(name)
        self._proxy._marshal(opcode, *(_bare(argument) for argument in arguments))
        if name == protocols.DESTROY:
            self.forget()

    def make(self, name: str, *arguments: Any) -> Thing:
        """As `request`, for one that makes an object."""
        opcode, message = self._find(name)
        made = next(a.interface for a in message.arguments if a.signature == "n")
        proxy = self._proxy._marshal_constructor(
            opcode, made, *(_bare(argument) for argument in arguments)
        )
        return self._connection.keep(proxy)

    def on(self, event: str, heard: Callable[..., None]) -> None:
        """``heard`` gets the event's arguments. What it raises is raised where the events are
        waited for, because pywayland would print and forget it."""

        def hear(_proxy: Any, *arguments: Any) -> None:
            try:
                heard(*(self._connection.adopt(argument) for argument in arguments))
            except Exception as error:  # noqa: BLE001  it is raised by Connection.wait
                self._connection.failed(error)

        self._proxy.dispatcher[event] = hear

    def forget(self) -> None:
        """Free it without telling the compositor."""
        if self._proxy is not None:
            proxy, self._proxy = self._proxy, None
            self._connection.let_go(self)
            proxy.user_data = None
            proxy._destroy()

    def _find(self, name: str) -> tuple[int, Any]:
        for opcode, message in enumerate(self._proxy.interface.requests):
            if message.name == name:
                return opcode, message
        raise KeyError(name)


class Connection:
    """``with Connection(clock) as connection:``.

    globals: what the compositor offers, name and version by interface; of several, the first.
    """

    def __init__(self, clock: Clock, address: str | None = None, stop: Stop | None = None) -> None:
        """address: as in WAYLAND_DISPLAY, which holds where it is None. stop: ends any wait.

        Raises WayUnavailable where there is no compositor, or it does not answer.
        """
        try:
            from pywayland.client import Display
        except (ImportError, OSError) as error:
            raise WayUnavailable(
                "The Python package pywayland is missing here, so Sayso cannot speak with this "
                "Wayland desktop; set typing to copy, or install pywayland."
            ) from error
        self._clock = clock
        self._stop: Stop | None = None
        self._error: Exception | None = None
        self._things: set[Thing] = set()
        self._seat: Thing | None = None
        self._seat_can = 0
        self.globals: dict[str, tuple[int, int]] = {}
        self._all: list[tuple[str, int, int]] = []
        self._display: Any = Display(address)
        try:
            self._display.connect()
        except ValueError as error:
            self._display = None
            raise WayUnavailable(
                "The Wayland desktop cannot be reached; start Sayso inside the desktop session."
            ) from error
        _open.add(self)
        try:
            if stop is not None:
                stop.enter()
                self._stop = stop
            self._registry = self._display.get_registry()
            self._registry.dispatcher["global"] = self._add_global
            self.roundtrip()
        except (Lost, Stopped) as error:
            self.close()
            raise WayUnavailable(
                "The Wayland desktop does not answer; try again, or start Sayso again."
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Everything that was made here ends. May be called twice."""
        display, self._display = self._display, None
        if display is None:
            return
        _open.discard(self)
        with _one_at_a_time:
            for thing in list(self._things):
                thing.forget()
            display.flush()
            # In this order: libwayland crashes on an object that outlives its connection.
            display.disconnect()
        if self._stop is not None:
            self._stop.leave()

    def abandon(self) -> None:
        """For `_leave_them`."""
        display = self._display
        if display is None:
            return
        from pywayland import ffi

        for part in (*display._children, display):
            if part._ptr is not None:
                part._ptr = ffi.gc(part._ptr, None)

    def bind(self, interface: str) -> Thing | None:
        """None where the compositor does not offer it."""
        if interface not in self.globals:
            return None
        return self._bind(interface, *self.globals[interface])

    def bind_all(self, interface: str) -> list[Thing]:
        """Of those that there may be several of, as screens: every one."""
        return [self._bind(*each) for each in self._all if each[0] == interface]

    def _bind(self, interface: str, number: int, version: int) -> Thing:
        from sayso.pipeline.type_out.wayland.wire import interface_class

        wanted = interface_class(interface)
        if interface == "wl_seat":
            version = min(version, _SEAT_VERSION)
        return self.keep(self._registry.bind(number, wanted, min(version, wanted.version)))

    def seat(self) -> Thing:
        """The person's keyboard, mouse and focus. Raises WayUnavailable where there is none."""
        if self._seat is None:
            self._seat = self.bind("wl_seat")
            if self._seat is None:
                raise WayUnavailable(
                    "This Wayland desktop has no keyboard focus (no seat), so no text can be put "
                    "into its windows; start Sayso in the session that you sit at."
                )
            self._seat.on("capabilities", self._set_seat)
            self.roundtrip()
        return self._seat

    def has_keyboard(self) -> bool:
        """Some keyboard is there already, as far as was heard."""
        self.seat()
        return bool(self._seat_can & _HAS_KEYBOARD)

    def roundtrip(self) -> None:
        """Until the compositor has handled all that was sent. Raises Lost, Stopped."""
        answered: list[bool] = []
        callback = self._display.sync()

        def done(*_: Any) -> None:
            answered.append(True)

        callback.dispatcher["done"] = done
        try:
            if not self.pump(lambda: bool(answered), self._clock() + ANSWER_SECONDS):
                raise Lost("the compositor does not answer")
        finally:
            # Python would free it at any time and on any thread, and libwayland crashes where that
            # is during or after the end of the connection. Nothing else here is left to Python.
            callback.destroy()

    def pump(self, until: Callable[[], bool], deadline: float) -> bool:
        """Hear events until ``until()`` (True) or the deadline (False). Raises Lost, Stopped."""
        while not until():
            seconds = deadline - self._clock()
            if seconds <= 0:
                return False
            self.wait(seconds)
        return True

    def wait(
        self,
        seconds: float | None,
        reads: Collection[int] = (),
        writes: Collection[int] = (),
    ) -> frozenset[int]:
        """Until an event was heard, or one of the file descriptors is ready: those that are.

        Raises Lost, Stopped, and whatever a listener raised.
        """
        if self._hand_out():
            return frozenset()
        own = self._display.get_fd()
        unsent = self._display.flush() < 0
        stop = () if self._stop is None else (self._stop.reads,)
        with selectors.DefaultSelector() as selector:
            # Also for writing where not all could be sent; a dead connection can be read.
            also = selectors.EVENT_WRITE if unsent else 0
            selector.register(own, selectors.EVENT_READ | also)
            for descriptor in (*reads, *stop):
                selector.register(descriptor, selectors.EVENT_READ)
            for descriptor in writes:
                selector.register(descriptor, selectors.EVENT_WRITE)
            ready = {key.fd: events for key, events in selector.select(seconds)}
        if any(descriptor in ready for descriptor in stop):
            raise Stopped
        if ready.pop(own, 0) & selectors.EVENT_READ:
            with _one_at_a_time:
                try:
                    self._display.read()
                except RuntimeError as error:
                    raise Lost(str(error)) from error
        self._hand_out()
        return frozenset(ready)

    def keep(self, proxy: Any) -> Thing:
        """For `Thing`."""
        thing = Thing(self, proxy)
        self._things.add(thing)
        return thing

    def let_go(self, thing: Thing) -> None:
        """For `Thing`."""
        self._things.discard(thing)

    def adopt(self, argument: Any) -> Any:
        """For `Thing`: what an event brought, objects as Things."""
        if not hasattr(argument, "user_data"):
            return argument
        if argument.user_data is not None:
            return argument.user_data
        if argument._display is not self._display:  # see _one_at_a_time
            argument._display._children.discard(argument)
            argument._display = self._display
            self._display._children.add(argument)
        return self.keep(argument)

    def failed(self, error: Exception) -> None:
        """For `Thing`."""
        self._error = self._error or error

    def _hand_out(self) -> bool:
        with _one_at_a_time:
            try:
                heard: int = self._display.dispatch(block=False)
            except RuntimeError as error:
                raise Lost(str(error)) from error
        raised, self._error = self._error, None
        if raised is not None:
            raise raised
        return heard > 0

    def _add_global(self, _registry: Any, number: int, interface: str, version: int) -> None:
        self.globals.setdefault(interface, (number, version))
        self._all.append((interface, number, version))

    def _set_seat(self, capabilities: int) -> None:
        self._seat_can = capabilities


def _bare(argument: Any) -> Any:
    return argument._proxy if isinstance(argument, Thing) else argument
