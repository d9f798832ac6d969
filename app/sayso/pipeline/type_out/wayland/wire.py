"""Our tables of protocols as classes of pywayland. The only module that imports it at its top."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from pywayland import ffi
from pywayland.protocol.wayland import WlCompositor, WlOutput, WlSeat, WlShm, WlSurface
from pywayland.protocol_core import Argument, ArgumentType, Interface, Proxy
from pywayland.protocol_core.message import Message as WireMessage

from sayso.pipeline.type_out.wayland import protocols

_TYPES = {
    "i": ArgumentType.Int,
    "u": ArgumentType.Uint,
    "s": ArgumentType.String,
    "h": ArgumentType.FileDescriptor,
    "o": ArgumentType.Object,
    "n": ArgumentType.NewId,
}

_known: dict[str, Any] = {
    made.name: made for made in (WlCompositor, WlOutput, WlSeat, WlShm, WlSurface)
}
_lock = threading.Lock()


def interface_class(name: str) -> Any:
    """pywayland's Interface for ``name``. Raises KeyError where there is no table of it."""
    with _lock:
        return _made(name)


def _made(name: str) -> Any:
    if name in _known:
        return _known[name]
    table = protocols.INTERFACES[name]
    made: Any = type(Interface)(name, (Interface,), {"name": name, "version": table.version})
    _known[name] = made  # before its messages, which may name it again
    for messages, theirs in ((table.requests, made.requests), (table.events, made.events)):
        theirs.extend(_message(message) for message in messages)
    made._gen_c()
    made.proxy_class = type(Proxy)(f"{name}_proxy", (Proxy,), {"interface": made})
    return made


def _message(message: protocols.Message) -> Any:
    def named() -> None:
        """pywayland takes a message's name from a function."""

    named.__name__ = message.name
    return _Message(named, tuple(_arguments(message)), None)


class _Message(WireMessage):  # type: ignore[misc]
    """Strings may hold anything: GTK 3 cuts a long text in the middle of a character, and pywayland
    would lose the event. What is not UTF-8 comes as surrogates (``surrogateescape``)."""

    def c_to_arguments(self, args_ptr: Any) -> list[Any]:
        kinds = [argument.argument_type for argument in self.arguments]
        if ArgumentType.String not in kinds:
            return list(super().c_to_arguments(args_ptr))
        found: list[Any] = []
        for place, kind in enumerate(kinds):
            argument = args_ptr[place]
            if kind is ArgumentType.String:
                found.append(ffi.string(argument.s).decode(errors="surrogateescape"))
            else:
                found.append(argument.h if kind is ArgumentType.FileDescriptor else argument.u)
        return found


def _arguments(message: protocols.Message) -> Iterator[Argument]:
    interfaces = iter(message.interfaces)
    nullable = False
    for letter in message.signature:
        if letter == "?":
            nullable = True
            continue
        wanted = _made(next(interfaces)) if letter in "on" else None
        yield Argument(_TYPES[letter], nullable=nullable, interface=wanted)
        nullable = False
