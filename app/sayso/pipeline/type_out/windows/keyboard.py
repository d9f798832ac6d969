"""Sending keys on Windows, and leaving the person's own keys in order."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence

from sayso.core.errors import FocusMoved, InsertionError
from sayso.core.ports import Clock
from sayso.core.target import Target
from sayso.pipeline.type_out.windows.api import Api, Input, KeyboardInput
from sayso.pipeline.type_out.windows.focus import foreground, handle

RELEASE_SECONDS = 3.0
"""How long a held modifier may keep the text waiting: longer than a shortcut takes. One that is
still down then is stuck (a release that got lost, a sticky key) and is let go of."""

POLL_SECONDS = 0.01
"""How often the held keys are asked for, and only while one is down."""

INPUT_KEYBOARD = 1
EXTENDED_KEY = 0x0001
KEY_UP = 0x0002
UNICODE = 0x0004
SCANCODE = 0x0008

VK_BACK = 0x08
VK_TAB = 0x09
VK_RETURN = 0x0D
VK_SHIFT = 0x10
VK_CONTROL = 0x11
VK_INSERT = 0x2D
VK_V = 0x56
_VK_UNASSIGNED = 0xE8
"""The table of virtual keys has it as unassigned: no program does anything on it."""

_EXTENDED = frozenset({0x5B, 0x5C, 0xA3, 0xA5, VK_INSERT})
"""Keys that share a scan code with another ("Keyboard Input Overview", extended-key flag): both
Windows keys, right Ctrl and Alt, and the Insert that is not on the number pad."""

_MODIFIERS = (0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0x5B, 0x5C)
"""VK_LSHIFT, RSHIFT, LCONTROL, RCONTROL, LMENU, RMENU, LWIN, RWIN."""

_ALONE_MEANS_SOMETHING = frozenset({0xA4, 0xA5, 0x5B, 0x5C})
"""Alt pressed and let go opens a menu, the Windows key the start menu, unless another key came in
between."""

_MAPVK_VK_TO_VSC = 0
_DOWN = 0x8000

REFUSED = (
    "Windows did not let the keys through: the window in front may run as administrator, and those"
    " take no keys from programs that do not; paste the text there yourself, or start Sayso as"
    " administrator too."
)


class Keyboard:
    """wait: sleeps so many seconds, or less where `stopped` may have become true."""

    def __init__(
        self,
        api: Api,
        clock: Clock,
        wait: Callable[[float], object],
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self._api = api
        self._clock = clock
        self._wait = wait
        self._stopped = stopped

    def check(self, target: Target | None) -> None:
        """Raises InsertionError where keys would be of no use: nothing tells that later.

        Of a window with more rights "neither GetLastError nor the return value will indicate" that
        it blocked them ("SendInput function", return value).
        """
        if target is None:
            return
        if target.elevated:
            raise InsertionError(
                f"{target.name} runs as administrator and takes no keys from programs that do not;"
                " paste the text there yourself, or start Sayso as administrator too.",
                left_nothing=True,
            )
        if self._api.IsHungAppWindow(handle(target)):
            raise InsertionError(
                f"{target.name} does not respond; paste the text when it does again.",
                left_nothing=True,
            )

    def in_front(self, target: Target | None) -> bool:
        return target is None or foreground(self._api) == handle(target)

    def require(self, target: Target | None) -> None:
        """Raises FocusMoved."""
        if target is not None and not self.in_front(target):
            raise FocusMoved(
                f"{target.name} has not the keyboard any more; go back to it and try again."
            )

    def wait_until_released(self) -> None:
        """No modifier is down any more when it returns; one that stays is let go of."""
        deadline = self._clock() + RELEASE_SECONDS
        while held := self.held():
            if self._clock() >= deadline or self._stopped():
                self._release(held)
                return
            self._wait(POLL_SECONDS)

    def held(self) -> list[int]:
        """The most significant bit is the key's state now ("GetAsyncKeyState function")."""
        return [key for key in _MODIFIERS if self._api.GetAsyncKeyState(key) & _DOWN]

    def send(self, events: Sequence[Input]) -> int:
        """How many went in; as one call they cannot be mixed with the person's own."""
        array = (Input * len(events))(*events)
        return int(self._api.SendInput(len(events), array, ctypes.sizeof(Input)))

    def press(self, key: int, *modifiers: int) -> int:
        """``key`` with ``modifiers`` held; how many of the events went in, of two for each key."""
        keys = (*modifiers, key)
        events = [self._event(each) for each in keys]
        events += [self._event(each, up=True) for each in reversed(keys)]
        sent = self.send(events)
        if 0 < sent < len(events):
            self.send([self._event(each, up=True) for each in reversed(keys)])
        return sent

    def _release(self, held: Sequence[int]) -> None:
        events = []
        if _ALONE_MEANS_SOMETHING.intersection(held):
            events += [self._event(_VK_UNASSIGNED), self._event(_VK_UNASSIGNED, up=True)]
        self.send(events + [self._event(key, up=True) for key in held])

    def _event(self, key: int, *, up: bool = False) -> Input:
        scan = self._api.MapVirtualKeyExW(key, _MAPVK_VK_TO_VSC, self._api.GetKeyboardLayout(0))
        flags = (EXTENDED_KEY if key in _EXTENDED else 0) | (KEY_UP if up else 0)
        return key_event(key, scan, flags)


def key_event(key: int, scan: int, flags: int) -> Input:
    return Input(type=INPUT_KEYBOARD, ki=KeyboardInput(wVk=key, wScan=scan, dwFlags=flags))
