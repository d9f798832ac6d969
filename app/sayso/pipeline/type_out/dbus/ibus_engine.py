"""An engine of IBus for the time of one text: what ibus-daemon calls, and what is told to it.

The interfaces are those of ibusfactory.c and ibusengine.c in IBus 1.5; its objects travel as
variants that begin with their class's name and a dictionary (ibusserializable.c).
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    new_error,
    new_method_return,
    new_signal,
)

from sayso.core.ports import Clock
from sayso.pipeline.type_out.dbus.connection import Bus, BusError, BusTimeout

_Variant: TypeAlias = tuple[str, Any]
"""As jeepney has it: a signature and what has it."""

NAME = "sayso-dictation"

_IBUS = ("org.freedesktop.IBus", "/org/freedesktop/IBus")
_FACTORY = ("/org/freedesktop/IBus/Factory", "org.freedesktop.IBus.Factory")
_ENGINE = ("/org/freedesktop/IBus/Engine/Sayso", "org.freedesktop.IBus.Engine")
_PROPERTIES = "org.freedesktop.DBus.Properties"

_NOBODYS_CONTEXT = "/org/freedesktop/IBus/InputContext_1"
"""The daemon makes this one before anybody can connect. It has the focus while no field has it, and
looks to an engine like any other (bus_ibus_impl_init)."""

_SECONDS = 1.0
"""For one answer of the daemon: some milliseconds are usual."""

_SECRET_PURPOSES = (8, 9)
"""IBUS_INPUT_PURPOSE_PASSWORD and …_PIN."""

_RETURN = (0xFF0D, 28)
"""Keysym and evdev key code (KEY_ENTER)."""

_RELEASE_MASK = 1 << 30
"""IBUS_RELEASE_MASK: the event is the key's release."""


class Daemon:
    """What is asked of ibus-daemon, over ``bus``. Everything raises BusError."""

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock

    def focused(self) -> str | None:
        """The context (a field of a window) that has the focus, None where none has."""
        path = self._property("CurrentInputContext")
        return None if path in (None, _NOBODYS_CONTEXT) else str(path)

    def engine(self) -> str | None:
        """The one that is set; None: none, or ours."""
        description = self._property("GlobalEngine")
        if description is None:
            return None
        # Its class's name, attachments, and then the name.
        name = str(description[1][2])
        return name if name != NAME else None

    def watch(self, client: str) -> None:
        """Before `set_after`: be told when that client goes."""
        rule = MatchRule(type="signal", interface="org.freedesktop.DBus", member="NameOwnerChanged")
        rule.add_arg_condition(0, client)
        self._bus.subscribe(rule, seconds=_SECONDS)

    def set_after(self, client: str, engine: str) -> None:
        """Set the engine as soon as that client has gone: when a program goes that was an engine,
        the daemon (bus_ibus_impl_check_global_engine) unsets whichever engine is set, unless that
        was made in the same way."""
        self._bus.next(
            lambda message: _is_signal(message, "NameOwnerChanged") and message.body[0] == client,
            self._clock() + _SECONDS,
        )
        for _ in range(2):
            self._bus.call(*_IBUS, _IBUS[0], "SetGlobalEngine", "s", engine, seconds=_SECONDS)
            if self.engine() == engine:
                return
        raise BusError("", "the daemon did not keep it")

    def _property(self, name: str) -> Any:
        """None: it has no value now, which the daemon says by an error."""
        try:
            (found,) = self._bus.call(
                *_IBUS, _PROPERTIES, "Get", "ss", _IBUS[0], name, seconds=_SECONDS
            )
        except BusError as error:
            if error.name != "org.freedesktop.DBus.Error.Failed":
                raise
            return None
        return found[1]


class Engine:
    """On ``bus``, a connection of its own, since closing it is how an engine ends. Everything that
    talks to the daemon raises BusError.

    focused: a field of a window has the focus and hears us. secret: it is for a password.
    """

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock
        self.focused = False
        self.secret = False

    def take_over(self, seconds: float) -> None:
        """Become the engine, and wait until `focused`, or so long."""
        deadline = self._clock() + seconds
        self._bus.call(*_IBUS, _IBUS[0], "RegisterComponent", "v", _COMPONENT, seconds=_SECONDS)
        number = self._bus.ask(*_IBUS, _IBUS[0], "SetGlobalEngine", "s", NAME)
        while not self.focused:
            try:
                self._handle(self._bus.next(_is_call, deadline))
            except BusTimeout:
                return
        # Its answer comes after all that the daemon has to say of the field.
        self._bus.answer(number, self._clock() + _SECONDS)
        self._catch_up()

    def commit(self, text: str) -> None:
        self._emit("CommitText", "v", _text(text))

    def press_return(self) -> None:
        for state in (0, _RELEASE_MASK):
            self._emit("ForwardKeyEvent", "uuu", *_RETURN, state)

    def settle(self) -> bool:
        """Wait until the daemon has dealt with what was sent; whether the field still had the
        focus then."""
        self._bus.call(*_IBUS, _PROPERTIES, "Get", "ss", _IBUS[0], "Address", seconds=_SECONDS)
        self._catch_up()
        return self.focused

    def _emit(self, member: str, signature: str, *body: Any) -> None:
        path, interface = _ENGINE
        address = DBusAddress(path, interface=interface)
        self._bus.send(new_signal(address, member, signature, body))

    def _catch_up(self) -> None:
        """With all that has come."""
        while True:
            try:
                self._handle(self._bus.next(_is_call, -math.inf))
            except BusTimeout:
                return

    def _handle(self, call: Message) -> None:
        fields = call.header.fields
        interface = fields.get(HeaderFields.interface)
        member = fields.get(HeaderFields.member)
        answer: Message
        if interface == _FACTORY[1] and member == "CreateEngine":
            answer = new_method_return(call, "o", (_ENGINE[0],))
        elif interface == _ENGINE[1]:
            answer = self._called(call, member)
        elif interface == _PROPERTIES:
            answer = self._asked(call, member)
        elif member == "Destroy":
            answer = new_method_return(call)
        else:
            answer = new_error(call, "org.freedesktop.DBus.Error.UnknownMethod")
        self._bus.send(answer)

    def _called(self, call: Message, member: str) -> Message:
        if member == "ProcessKeyEvent":
            # What the person types meanwhile is theirs: not ours to take.
            return new_method_return(call, "b", (False,))
        if member == "FocusIn":
            self.focused = True
        elif member == "FocusInId":
            _, client = call.body
            self.focused = client != "fake"
        elif member in ("FocusOut", "FocusOutId", "Disable"):
            self.focused = False
        return new_method_return(call)

    def _asked(self, call: Message, member: str) -> Message:
        if member == "GetAll":
            return new_method_return(call, "a{sv}", (_OFFERED,))
        if member == "Get" and call.body[1] in _OFFERED:
            return new_method_return(call, "v", (_OFFERED[call.body[1]],))
        if member == "Set":
            _, name, (_, value) = call.body
            if name == "ContentType":
                self.secret = value[0] in _SECRET_PURPOSES
            return new_method_return(call)
        return new_error(call, "org.freedesktop.DBus.Error.UnknownProperty")


def _is_call(message: Message) -> bool:
    return bool(message.header.message_type is MessageType.method_call)


def _is_signal(message: Message, member: str) -> bool:
    return (
        message.header.message_type is MessageType.signal
        and message.header.fields.get(HeaderFields.member) == member
    )


def _text(text: str) -> _Variant:
    """An IBusText, without attributes."""
    attributes: _Variant = ("(sa{sv}av)", ("IBusAttrList", {}, []))
    return "(sa{sv}sv)", ("IBusText", {}, text, attributes)


_OFFERED: dict[str, _Variant] = {
    # FocusInId, from 1.5.27 on, names the program that has the focus.
    "FocusId": ("b", True),
    "ActiveSurroundingText": ("b", False),
}

_DESCRIPTION: _Variant = (
    "(sa{sv}ssssssssussssssss)",
    # name, long name, description, language, licence, author, icon, layout ("default" leaves the
    # keyboard's as it is), rank, hotkeys, symbol, setup, layout's variant and option, version,
    # text domain, the property that is the icon
    (
        "IBusEngineDesc", {}, NAME, "Sayso", "Dictated text", "other", "MIT", "", "", "default",
        0, "", "", "", "", "", "", "", "",
    ),
)  # fmt: skip

_COMPONENT: _Variant = (
    "(sa{sv}ssssssssavav)",
    # name, description, version, licence, author, home page, command, text domain, paths, engines
    (
        "IBusComponent", {}, "org.freedesktop.IBus.Sayso", "Dictated text", "1", "MIT", "", "", "",
        "", [], [_DESCRIPTION],
    ),
)  # fmt: skip
