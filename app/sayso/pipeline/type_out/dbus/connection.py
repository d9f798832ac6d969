"""One connection to a D-Bus whose every call has a time limit, counted on an injected clock."""

from __future__ import annotations

import select
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageFlag,
    MessageType,
    Parser,
    new_method_call,
)
from jeepney.auth import AuthenticationError
from jeepney.bus import get_connectable_addresses
from jeepney.fds import FileDescriptor, fds_buf_size
from jeepney.io.blocking import prep_socket

from sayso.core.ports import Clock

_KEPT_MESSAGES = 1000
"""Signals that came while nobody asked for them; older ones are forgotten."""


class BusError(Exception):
    """A call failed. name: the error's D-Bus name, empty where the bus itself is the trouble."""

    def __init__(self, name: str, said: str = "") -> None:
        super().__init__(f"{name} {said}".strip())
        self.name = name


class BusTimeout(BusError):
    """Nobody answered in time. A late answer is thrown away; the connection is still good."""


class BusGone(BusError):
    """There is no such bus, it ended, or `Bus.close` was called: the connection is of no use."""


class Bus:
    """Serial by a lock: any thread may call, one at a time. `close` ends a call that waits.

    name: our unique name on it.
    """

    def __init__(
        self, address: str, clock: Clock, *, seconds: float = 1.0, fds: bool = False
    ) -> None:
        """``address``: as in DBUS_SESSION_BUS_ADDRESS; ``fds``: answers may carry open files, as
        `jeepney.fds.FileDescriptor`, which whoever takes the answer closes. Raises BusGone,
        BusTimeout."""
        self._clock = clock
        self._lock = threading.Lock()
        self._parser = Parser()
        self._fds = fds
        self._serial = 0
        self._answers: dict[int, Message] = {}
        self._wanted: set[int] = set()
        self._others: deque[Message] = deque(maxlen=_KEPT_MESSAGES)
        try:
            self._socket = prep_socket(
                next(get_connectable_addresses(address)), enable_fds=fds, timeout=seconds
            )
        except TimeoutError as error:
            raise BusTimeout("", "the bus does not answer") from error
        except (OSError, AuthenticationError, RuntimeError, ValueError, KeyError) as error:
            raise BusGone("", f"no bus: {error}") from error
        self._socket.settimeout(seconds)  # for sending only: receiving waits in select
        try:
            (self.name,) = self.call(
                "org.freedesktop.DBus",
                "/org/freedesktop/DBus",
                "org.freedesktop.DBus",
                "Hello",
                seconds=seconds,
            )
        except BusError:
            self.close()
            raise

    def call(
        self,
        to: str,
        path: str,
        interface: str,
        member: str,
        signature: str | None = None,
        *body: Any,
        seconds: float,
    ) -> tuple[Any, ...]:
        """The answer's body. Raises BusError: what the other side says, or BusTimeout, BusGone.

        A peer that goes away in the middle is a BusError at once, by the bus's own doing.
        """
        deadline = self._clock() + seconds
        return self.answer(self.ask(to, path, interface, member, signature, *body), deadline)

    def ask(
        self,
        to: str,
        path: str,
        interface: str,
        member: str,
        signature: str | None = None,
        *body: Any,
    ) -> int:
        """Send a call, and go on: its number is for `answer`. Raises BusGone."""
        message = new_method_call(DBusAddress(path, to, interface), member, signature, body)
        return self.send(message, answered=True)

    def send(self, message: Message, *, answered: bool = False) -> int:
        """Any message. Its number, which `answer` takes if ``answered``. Raises BusGone."""
        with self._lock:
            self._serial += 1
            if answered:
                self._wanted.add(self._serial)
            else:
                message.header.flags |= MessageFlag.no_reply_expected
            try:
                self._socket.sendall(message.serialise(serial=self._serial))
            except OSError as error:  # half a message may be gone: nothing can follow it
                raise BusGone("", str(error)) from error
            return self._serial

    def answer(self, number: int, deadline: float) -> tuple[Any, ...]:
        """Of the call that `ask` numbered so. Raises as `call` does."""
        try:
            self._receive(lambda: number in self._answers, deadline)
        finally:
            self._wanted.discard(number)
        message = self._answers.pop(number)
        if message.header.message_type is MessageType.error:
            said = message.body[0] if message.body else ""
            raise BusError(str(message.header.fields.get(HeaderFields.error_name, "")), str(said))
        return tuple(message.body)

    def forget(self) -> None:
        """Whatever was asked and is not answered yet: nobody is going to take the answers."""
        with self._lock:
            self._wanted.clear()
            for message in self._answers.values():
                _close_files(message)
            self._answers.clear()

    def subscribe(self, rule: MatchRule, *, seconds: float = 1.0) -> None:
        """Signals that match come to `next`. Raises BusError."""
        self.call(
            "org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus",
            "AddMatch",
            "s",
            rule.serialise(),
            seconds=seconds,
        )

    def next(self, wanted: Callable[[Message], bool], deadline: float) -> Message:
        """The oldest message that is no answer, came since the connection was made, was not given
        out before and fits. Raises BusTimeout, BusGone."""
        found: list[Message] = []

        def look() -> bool:
            fitting = next((message for message in self._others if wanted(message)), None)
            if fitting is not None:
                self._others.remove(fitting)
                found.append(fitting)
            return fitting is not None

        self._receive(look, deadline)
        return found[0]

    def fileno(self) -> int:
        """For select, once `next` with a deadline that has passed has found nothing more."""
        return int(self._socket.fileno())

    def close(self) -> None:
        """From any thread; may be called twice."""
        try:
            self._socket.shutdown(2)  # whoever waits in select is woken, and lets go of the lock
        except OSError:
            pass  # it is closed already, or the bus has gone
        with self._lock:
            self._socket.close()

    def _receive(self, until: Callable[[], bool], deadline: float) -> None:
        with self._lock:
            while not until():
                if self._sort():
                    continue
                left = deadline - self._clock()
                try:
                    if not select.select([self._socket], [], [], max(0.0, left))[0]:
                        raise BusTimeout("", "no answer in time")
                    data, files = self._read()
                except (OSError, ValueError) as error:  # ValueError: the socket was closed
                    raise BusGone("", str(error)) from error
                if not data:
                    raise BusGone("", "the bus has gone")
                self._parser.add_data(data, fds=files)

    def _read(self) -> tuple[bytes, list[FileDescriptor]]:
        if not self._fds:
            return self._socket.recv(1 << 16), []
        # No more than the message that is being read: the files come with its first byte.
        data, extra, _, _ = self._socket.recvmsg(self._parser.bytes_desired(), fds_buf_size())
        return data, FileDescriptor.from_ancdata(extra)

    def _sort(self) -> bool:
        """Put one message where it belongs; False where none has come whole."""
        try:
            message = self._parser.get_next_message()
        except Exception as error:  # what is not D-Bus can fail in any way
            if self._parser.next_msg_size is None:  # not even its length; nothing can follow it
                raise BusGone("", f"not understood: {error}") from error
            # Whole, but wrong in itself: xdg-desktop-portal 1.18 sends an answer with a file that
            # is not there after the error that was the answer. It counts as not sent.
            self._parser.next_msg_size = None
            return True
        if message is None:
            return False
        number = message.header.fields.get(HeaderFields.reply_serial)
        if number is None:
            self._others.append(message)
        elif number in self._wanted:
            self._answers[number] = message
        else:
            _close_files(message)  # nobody waits for it any more
        return True


def _close_files(message: Message) -> None:
    for part in message.body:
        if isinstance(part, FileDescriptor):
            part.close()
