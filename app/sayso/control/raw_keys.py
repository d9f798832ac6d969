"""Every key of an X11 keyboard as it moves, and which device it moved on. Nothing is taken.

These are the raw events of the X Input Extension 2.1 (XI2proto.txt): they come whatever window or
program has the keyboard, and held keys do not repeat. They need a connection of their own: the
server keeps them from a connection whose own grab on the root window is active.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sayso.core.errors import HotkeyError

_PRESS, _RELEASE = 13, 14
_XTEST = "XTEST keyboard"
"""How the X server ends the name of the device that XTEST's keys come from."""


class RawKey(NamedTuple):
    """``source`` is the number of the device."""

    code: int
    down: bool
    source: int


class RawKeys:
    """Raw keys over ``display``, an open connection of python-xlib's that it owns from now on."""

    def __init__(self, display: Any) -> None:
        """Raises HotkeyError where the server is too old; the connection is then closed."""
        self._display = display
        try:
            self._select()
        except BaseException:
            display.close()
            raise

    def fileno(self) -> int:
        number: int = self._display.fileno()
        return number

    def close(self) -> None:
        self._display.close()

    def read(self) -> Iterator[RawKey]:
        """All that has come, without waiting for more."""
        while self._display.pending_events():
            event = self._display.next_event()
            kind = getattr(event, "evtype", None)
            if kind in (_PRESS, _RELEASE):
                yield RawKey(event.data["detail"], kind == _PRESS, event.data["sourceid"])

    def is_xtest(self, source: int) -> bool:
        """Whether a program pressed the key, and not a person."""
        from Xlib.error import XError

        try:
            (device,) = self._display.xinput_query_device(source).devices
        except XError:
            return False  # it was unplugged: hardware, then
        name = device.name
        text = name.decode(errors="replace") if isinstance(name, bytes) else str(name)
        return text.endswith(_XTEST)

    def _select(self) -> None:
        from Xlib.ext import xinput
        from Xlib.protocol import rq

        display = self._display
        extension = display.query_extension(xinput.extname)
        known = (0, 0)
        if extension.present:
            answer: Any = xinput.XIQueryVersion(
                display=display.display,
                opcode=extension.major_opcode,
                major_version=2,
                minor_version=1,
            )
            known = (answer.major_version, answer.minor_version)
        if known < (2, 1):
            raise HotkeyError(
                "This X server cannot report a lone modifier key (X Input 2.1); choose another"
                " hotkey in the settings, for example F9."
            )
        # The head of xXIRawEvent in XI2proto.h, which python-xlib 0.33 does not know.
        head = rq.Struct(
            rq.Card16("deviceid"),
            rq.Card32("time"),
            rq.Card32("detail"),
            rq.Card16("sourceid"),
            rq.Card16("valuators_len"),
            rq.Card32("flags"),
        )
        for kind in (_PRESS, _RELEASE):
            display.ge_add_event_data(extension.major_opcode, kind, head)
        mask = xinput.RawKeyPressMask | xinput.RawKeyReleaseMask
        display.screen().root.xinput_select_events([(xinput.AllMasterDevices, mask)])
        display.sync()
