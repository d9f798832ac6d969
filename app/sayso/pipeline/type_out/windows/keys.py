"""Key by key into the focused window on Windows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

from sayso.core.errors import InsertionError
from sayso.core.ports import Clock, Insertion
from sayso.core.target import Target
from sayso.pipeline.type_out.windows.api import Api, Input
from sayso.pipeline.type_out.windows.focus import foreground, handle
from sayso.pipeline.type_out.windows.keyboard import (
    KEY_UP,
    REFUSED,
    UNICODE,
    VK_RETURN,
    VK_TAB,
    Keyboard,
    key_event,
)
from sayso.pipeline.type_out.windows.layout import Layout

WAY = "typed keys"

BATCH = 50
"""Characters in one call: none of the person's keys can come in between, so that the window is
looked at again after so many. A thread's queue holds 10,000 messages (USERPostMessageLimit)."""

BATCH_SECONDS = 0.005
"""Between two batches, for windows that draw each character."""

_SCAN_RETURN = 0x1C


class WindowsKeys:
    """A `sayso.core.ports.Way`.

    A character goes as itself (KEYEVENTF_UNICODE: the window gets VK_PACKET and then WM_CHAR, on
    any layout; "KEYBDINPUT structure"), one beyond U+FFFF as its two UTF-16 units. A window that
    passes keys on to another machine drops those: it gets the scan codes of its layout's own keys.

    scancodes: whether a window is one of those.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        scancodes: Callable[[Target], bool],
        api: Api | None = None,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self._api = api or Api()
        self._scancodes = scancodes
        self._closed = threading.Event()
        self._wait = wait or self._closed.wait
        self._keyboard = Keyboard(self._api, clock, self._wait, self._closed.is_set)

    def insert(self, text: str, target: Target | None) -> Insertion:
        """Never confirmed: nothing tells whether a window took the keys."""
        self._keyboard.check(target)
        strokes = self._strokes(text, target)
        done = 0
        for batch in _batches(strokes):
            self._keyboard.wait_until_released()
            self._still_meant(target, done)
            events = [event for stroke in batch for event in stroke]
            sent = self._keyboard.send(events)
            if sent < len(events):
                self._let_go(events[sent:])
                raise InsertionError(
                    REFUSED if done == sent == 0 else _HALF.format(done),
                    left_nothing=done == sent == 0,
                )
            done += len(batch)
            self._wait(BATCH_SECONDS)
        return Insertion(WAY, confirmed=False)

    def press_enter(self, target: Target | None) -> None:
        self._keyboard.check(target)
        self._keyboard.wait_until_released()
        self._keyboard.require(target)
        if self._keyboard.press(VK_RETURN) < 2:
            raise InsertionError(REFUSED)

    def close(self) -> None:
        """Wait for no held modifier any more, and end what is being typed."""
        self._closed.set()

    def _strokes(self, text: str, target: Target | None) -> Sequence[tuple[Input, ...]]:
        if target is not None and self._scancodes(target):
            return Layout(self._api, handle(target) or foreground(self._api)).events(text)
        return [_unicode(char) for char in text]

    def _still_meant(self, target: Target | None, done: int) -> None:
        if not done:
            self._keyboard.require(target)
        if self._closed.is_set():
            raise InsertionError(_HALF.format(done), left_nothing=not done)
        if not self._keyboard.in_front(target):
            raise InsertionError(_MOVED.format(done))

    def _let_go(self, rest: Sequence[Input]) -> None:
        """Keys of ours that went down with the first part of a batch."""
        ups = [event for event in rest if event.ki.dwFlags & KEY_UP]
        if ups:
            self._keyboard.send(ups)


def _unicode(char: str) -> tuple[Input, ...]:
    if char == "\n" or char == "\t":
        # As characters they would be WM_CHAR 10 and 9, which is not what these keys send.
        key = VK_RETURN if char == "\n" else VK_TAB
        scan = _SCAN_RETURN if char == "\n" else 0x0F
        return key_event(key, scan, 0), key_event(key, scan, KEY_UP)
    data = char.encode("utf-16-le")
    units = [int.from_bytes(data[at : at + 2], "little") for at in range(0, len(data), 2)]
    # Both halves of a pair go down first: nothing stands between them in the window's queue.
    return (
        *(key_event(0, unit, UNICODE) for unit in units),
        *(key_event(0, unit, UNICODE | KEY_UP) for unit in units),
    )


def _batches(
    strokes: Sequence[tuple[Input, ...]],
) -> Iterator[Sequence[tuple[Input, ...]]]:
    for start in range(0, len(strokes), BATCH):
        yield strokes[start : start + BATCH]


_HALF = (
    "Only the first {} characters were typed, or a few more; compare them with the last dictation"
    " in Sayso's window."
)
_MOVED = (
    "Another window took the keyboard after {} characters, so the rest was not typed; compare them"
    " with the last dictation in Sayso's window."
)
