"""The engine against a fake of the bus that says what ibus-daemon says: tests/desktop/test_ibus.py
has the real one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest
from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_method_call

from sayso.pipeline.type_out.dbus.connection import Bus, BusTimeout
from sayso.pipeline.type_out.dbus.ibus_engine import Engine

ENGINE = "org.freedesktop.IBus.Engine"
PROPERTIES = "org.freedesktop.DBus.Properties"
FACTORY = "org.freedesktop.IBus.Factory"


class FakeBus:
    """Hands out the calls it was given, and keeps what is sent."""

    def __init__(self, *calls: Message) -> None:
        self.calls = list(calls)
        self.sent: list[Message] = []

    def call(self, *arguments: Any, seconds: float) -> tuple[Any, ...]:
        return ()

    def ask(self, *arguments: Any) -> int:
        return 1

    def answer(self, number: int, deadline: float) -> tuple[Any, ...]:
        return ()

    def next(self, wanted: Callable[[Message], bool], deadline: float) -> Message:
        if not self.calls:
            raise BusTimeout("")
        return self.calls.pop(0)

    def send(self, message: Message) -> int:
        self.sent.append(message)
        return 1


def call(interface: str, member: str, signature: str | None = None, *body: Any) -> Message:
    address = DBusAddress("/path", "bus.name", interface)
    message = new_method_call(address, member, signature, body)
    message.header.fields[HeaderFields.sender] = ":1.1"
    message.header.serial = 9
    return message


def content_type(purpose: int) -> Message:
    value = ("(uu)", (purpose, 0))
    return call(PROPERTIES, "Set", "ssv", ENGINE, "ContentType", value)


def engine(*calls: Message) -> tuple[Engine, FakeBus]:
    bus = FakeBus(*calls)
    made = Engine(cast(Bus, bus), lambda: 0.0)
    made.take_over(1.0)
    return made, bus


def test_it_is_made_and_has_the_focus() -> None:
    made, bus = engine(call(FACTORY, "CreateEngine", "s", "sayso"), call(ENGINE, "FocusIn"))
    assert made.focused
    assert not made.secret
    assert bus.sent[0].body == ("/org/freedesktop/IBus/Engine/Sayso",)


def test_without_a_field_it_has_no_focus() -> None:
    made, _ = engine(call(FACTORY, "CreateEngine", "s", "sayso"), call(ENGINE, "Enable"))
    assert not made.focused


@pytest.mark.parametrize(("client", "focused"), [("gtk3-im:gedit", True), ("fake", False)])
def test_the_daemons_own_context_is_no_field(client: str, focused: bool) -> None:
    made, _ = engine(call(ENGINE, "FocusInId", "ss", "/context", client))
    assert made.focused is focused


@pytest.mark.parametrize(("purpose", "secret"), [(0, False), (5, False), (8, True), (9, True)])
def test_a_field_for_a_password(purpose: int, secret: bool) -> None:
    made, _ = engine(call(ENGINE, "FocusIn"), content_type(purpose))
    assert made.secret is secret


@pytest.mark.parametrize("member", ["FocusOut", "Disable"])
def test_the_focus_goes_before_the_daemon_has_the_text(member: str) -> None:
    made, bus = engine(call(ENGINE, "FocusIn"))
    made.commit("text")
    bus.calls.append(call(ENGINE, member))
    assert not made.settle()


def test_keys_are_left_to_the_window() -> None:
    _, bus = engine(call(ENGINE, "FocusIn"), call(ENGINE, "ProcessKeyEvent", "uuu", 97, 30, 0))
    assert bus.sent[-1].body == (False,)


def test_it_wants_to_be_told_whose_field_it_is() -> None:
    _, bus = engine(
        call(ENGINE, "FocusIn"),
        call(PROPERTIES, "Get", "ss", ENGINE, "FocusId"),
        call(PROPERTIES, "GetAll", "s", ENGINE),
    )
    assert bus.sent[-2].body == (("b", True),)
    assert bus.sent[-1].body[0]["FocusId"] == ("b", True)


def test_what_it_does_not_know_is_answered_with_an_error() -> None:
    _, bus = engine(
        call(ENGINE, "FocusIn"),
        call("org.example.Other", "Other"),
        call(PROPERTIES, "Get", "ss", ENGINE, "Other"),
    )
    assert [message.header.message_type for message in bus.sent[-2:]] == [MessageType.error] * 2


def test_the_text_goes_as_a_text_of_ibus() -> None:
    made, bus = engine(call(ENGINE, "FocusIn"))
    made.commit("да 😀")
    signal = bus.sent[-1]
    assert signal.header.fields[HeaderFields.member] == "CommitText"
    (_, (name, _, text, _)) = signal.body[0]
    assert (name, text) == ("IBusText", "да 😀")
    assert signal.serialise(serial=1)


def test_return_is_pressed_and_released() -> None:
    made, bus = engine(call(ENGINE, "FocusIn"))
    made.press_return()
    assert [message.body for message in bus.sent[-2:]] == [
        (0xFF0D, 28, 0),
        (0xFF0D, 28, 1 << 30),
    ]
