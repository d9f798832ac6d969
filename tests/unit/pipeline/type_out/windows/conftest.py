"""A stand-in for Windows, because none is to be had where these tests run.

It does what Microsoft's documentation says of each function, as far as it is called, and refuses
what the documentation forbids. It checks every call against the very prototypes that the real
libraries are called by, and keeps the calls in order. That it is right about Windows is not proved
by it: tests/manual.md has what a person should try.
"""

from __future__ import annotations

import ctypes
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from sayso.pipeline.type_out.windows.api import DWORD, PROTOTYPES, Api
from sayso.pipeline.type_out.windows.api import Rect as WindowsRect

MEDIUM, HIGH = 0x2000, 0x3000
CF_BITMAP, CF_DIB, CF_UNICODETEXT, CF_ENHMETAFILE = 2, 8, 13, 14
KEY_UP, UNICODE, SCANCODE = 2, 4, 8
OURS = 4242


@dataclass
class Window:
    process: int
    kind: str = "Window"
    children: list[int] = field(default_factory=list)
    parent: int = 0
    iconic: bool = False
    hung: bool = False
    style: int = 0
    procedure: Any = None
    place: tuple[int, int, int, int] = (50, 60, 850, 660)
    unaware_of: float = 1.0
    """The scale of its screen, where its program knows of none."""
    pastes: bool = True
    seconds: float = 0.02
    """How long it takes to fetch what is pasted."""


@dataclass
class Process:
    path: str
    level: int = MEDIUM
    closed_to_us: bool = False
    secret_token: bool = False


class FakeWindows(Api):
    def __init__(self) -> None:
        self.now = 100.0
        self.calls: list[tuple[Any, ...]] = []
        self.error = 0
        self.processes = {
            OURS: Process("C:\\Sayso\\sayso.exe"),
            1: Process("C:\\Windows\\System32\\Notepad.exe"),
            2: Process("C:\\Other\\Watcher.exe"),
        }
        self.windows = {100: Window(1), 200: Window(2)}
        self.front = 100
        self.caret: tuple[int, int, int, int] | None = None
        self.pending: list[tuple[float, Callable[[], None]]] = []
        # Keys
        self.held: dict[int, float] = {}
        self.sent: list[list[tuple[int, int, int]]] = []
        self.accepts: list[int] = []
        self.caps = 0
        self.layout: dict[str, tuple[int, int]] = {}
        self.dead: set[str] = set()
        self.down: set[int] = set()
        # Messages
        self.posted: deque[tuple[int, int, int, int]] = deque()
        self.arrived = threading.Condition()
        self.classes: dict[str, Any] = {}
        # The clipboard
        self.board: dict[int, int] = {}
        self.owner = 0
        self.opener: int | None = None
        self.busy = 0
        self.memory: dict[int, Any] = {}
        self.drawings: dict[int, bytes] = {}
        self.names: dict[str, int] = {}
        self.rendering = False
        self.pasted: list[tuple[int, str | None]] = []
        self.slow_format: tuple[int, float] | None = None
        self._last = 0x5000

    # What a test asks and arranges

    def clock(self) -> float:
        return self.now

    def wait(self, seconds: float) -> bool:
        self._pass(self.now + seconds)
        return False

    def later(self, seconds: float, do: Callable[[], None]) -> None:
        self.pending.append((self.now + seconds, do))

    def named(self, *names: str) -> list[tuple[Any, ...]]:
        return [call for call in self.calls if call[0] in names]

    def offer(self, content: dict[int, bytes], owner: int = 200) -> None:
        """Another program copies something."""
        self._forget()
        self.owner = owner
        for kind, data in content.items():
            if kind == CF_ENHMETAFILE:
                self.board[kind] = self._drawing(data)
            else:
                self.board[kind] = self._memory(data)

    def content(self) -> dict[int, bytes]:
        return {
            kind: self.drawings[at] if kind == CF_ENHMETAFILE else self.memory[at].raw
            for kind, at in self.board.items()
            if at
        }

    def text(self) -> str | None:
        data = self.content().get(CF_UNICODETEXT)
        return data.decode("utf-16-le").partition("\0")[0] if data else None

    def fetch(self, reader: int) -> str | None:
        """Another program's window reads the text; 0: it opened the clipboard without one."""
        assert self.opener is None
        self.opener = reader
        try:
            at = self._render(CF_UNICODETEXT)
        finally:
            self.opener = None
        return self.memory[at].raw.decode("utf-16-le").partition("\0")[0] if at else None

    def typed(self) -> str:
        """What windows make of the Unicode events and the Return key."""
        units = b""
        for scan, flags, key in [event for batch in self.sent for event in batch]:
            if flags & UNICODE and not flags & KEY_UP:
                units += scan.to_bytes(2, "little")
            elif key in (9, 13) and not flags & KEY_UP:
                units += ("\n" if key == 13 else "\t").encode("utf-16-le")
        return units.decode("utf-16-le")

    def name_of(self, kind: int) -> str:
        return {number: name for name, number in self.names.items()}.get(kind, str(kind))

    # How it is called

    def last_error(self) -> int:
        return self.error

    def __getattr__(self, name: str) -> Any:
        if name not in PROTOTYPES:
            raise AttributeError(name)
        _, result, types = PROTOTYPES[name]
        does = getattr(type(self), f"on_{name}")

        def call(*given: Any) -> Any:
            assert len(given) == len(types), f"{name} takes {len(types)} arguments"
            for value, kind in zip(given, types, strict=True):
                kind.from_param(value)
            self.calls.append((name, *given))
            answer = does(self, *given)
            return result(answer).value if isinstance(answer, (int, bool)) else answer

        return call

    def _new(self) -> int:
        self._last += 1
        return self._last

    def _pass(self, until: float) -> None:
        """Time goes on, and what is to happen meanwhile happens."""
        while due := [item for item in self.pending if item[0] <= until]:
            item = min(due, key=lambda each: each[0])
            self.pending.remove(item)
            self.now = max(self.now, item[0])
            item[1]()
        self.now = max(self.now, until)

    # Keys

    def on_SendInput(self, count: int, events: Any, size: int) -> int:
        assert size == 40, "the size of INPUT on 64-bit Windows"
        accepted = self.accepts.pop(0) if self.accepts else count
        taken = events[:accepted]
        self.sent.append([(e.ki.wScan, e.ki.dwFlags, e.ki.wVk) for e in taken if e.type == 1])
        for event in taken:
            if event.type != 1 or not event.ki.wVk:
                continue
            if event.ki.dwFlags & KEY_UP:
                self.down.discard(event.ki.wVk)
                self.held.pop(event.ki.wVk, None)
            else:
                self.down.add(event.ki.wVk)
                if (event.ki.wVk, 0x11 in self.down) == (0x56, True) or (
                    event.ki.wVk == 0x2D and 0x10 in self.down
                ):
                    self._paste(self.front)
        return accepted

    def _paste(self, window: int) -> None:
        if window in self.windows and self.windows[window].pastes:
            self.later(
                self.windows[window].seconds,
                lambda: self.pasted.append((window, self.fetch(window))),
            )

    def on_GetAsyncKeyState(self, key: int) -> int:
        return -0x8000 if self.held.get(key, 0) > self.now else 0

    def on_GetKeyState(self, key: int) -> int:
        return self.caps if key == 0x14 else 0

    def on_GetKeyboardLayout(self, thread: int) -> int:
        return 0x407

    def on_VkKeyScanExW(self, char: str, layout: int) -> int:
        key, state = self.layout.get(char, (0xFF, 0xFF))
        return ctypes.c_int16(state << 8 | key).value

    def on_MapVirtualKeyExW(self, key: int, how: int, layout: int) -> int:
        return {0x11: 0x1D, 0x10: 0x2A, 0x56: 0x2F, 0x2D: 0x52, 0x0D: 0x1C}.get(key, key & 0x7F)

    def on_ToUnicodeEx(self, key, scan, keys, buffer, size, flags, layout) -> int:  # type: ignore[no-untyped-def]
        assert flags == 4, "anything else would change what the person types next"
        state = (1 if keys[0x10] else 0) | (2 if keys[0x11] else 0) | (4 if keys[0x12] else 0)
        char = next(c for c, found in self.layout.items() if found == (key, state))
        buffer.value = char
        return -1 if char in self.dead else 1

    # Windows

    def on_GetForegroundWindow(self) -> int:
        return self.front

    def on_SetForegroundWindow(self, window: int) -> int:
        if not self.may_set_foreground():
            return 0
        self.later(0.03, lambda: setattr(self, "front", window))
        return 1

    def may_set_foreground(self) -> bool:
        return True

    def on_GetAncestor(self, window: int, which: int) -> int:
        while window in self.windows and self.windows[window].parent:
            window = self.windows[window].parent
        return window if window in self.windows else 0

    def on_IsWindow(self, window: int) -> int:
        return window in self.windows

    def on_IsIconic(self, window: int) -> int:
        return self.windows[window].iconic

    def on_IsHungAppWindow(self, window: int) -> int:
        return window in self.windows and self.windows[window].hung

    def on_ShowWindowAsync(self, window: int, how: int) -> int:
        self.windows[window].iconic = False
        return 1

    def on_FindWindowExW(self, parent: int, after: int, kind: str, title: str | None) -> int:
        inside = self.windows[parent].children
        return next((each for each in inside if self.windows[each].kind == kind), 0)

    def on_EnumChildWindows(self, parent: int, each: Any, value: int) -> int:
        for child in self.windows[parent].children if parent in self.windows else ():
            if not each(child, value):
                break
        return 1

    def on_GetWindowThreadProcessId(self, window: int, process: Any) -> int:
        if window not in self.windows:
            return 0
        if process is not None:
            process._obj.value = self.windows[window].process
        return self.windows[window].process * 10

    def on_GetGUIThreadInfo(self, thread: int, info: Any) -> int:
        assert info._obj.cbSize == 72, "the size of GUITHREADINFO on 64-bit Windows"
        info._obj.hwndFocus = self.focus if hasattr(self, "focus") else self.front
        if self.caret is not None:
            info._obj.hwndCaret = self.front
            left, top, right, bottom = self.caret
            info._obj.rcCaret = WindowsRect(left, top, right, bottom)
        return 1

    def on_GetWindowRect(self, window: int, rect: Any) -> int:
        if window not in self.windows:
            return 0
        left, top, right, bottom = self.windows[window].place
        found = rect._obj
        found.left, found.top, found.right, found.bottom = left, top, right, bottom
        return 1

    def on_ClientToScreen(self, window: int, point: Any) -> int:
        if window not in self.windows:
            return 0
        left, top, _, _ = self.windows[window].place
        point._obj.x += left
        point._obj.y += top
        return 1

    def on_LogicalToPhysicalPointForPerMonitorDPI(self, window: int, point: Any) -> int:
        scale = self.windows[window].unaware_of
        point._obj.x, point._obj.y = round(point._obj.x * scale), round(point._obj.y * scale)
        return 1

    def on_RealGetWindowClassW(self, window: int, buffer: Any, size: int) -> int:
        buffer.value = self.windows[window].kind
        return len(buffer.value)

    def on_GetWindowLongW(self, window: int, index: int) -> int:
        assert index == -16
        return self.windows[window].style

    # Messages

    def on_GetModuleHandleW(self, name: str | None) -> int:
        return 0x400000

    def on_RegisterClassW(self, kind: Any) -> int:
        self.classes[kind._obj.lpszClassName] = kind._obj.lpfnWndProc
        return 1

    def on_UnregisterClassW(self, name: str, module: int) -> int:
        del self.classes[name]
        return 1

    def on_CreateWindowExW(self, extended, name, title, style, x, y, w, h, parent, *rest) -> int:  # type: ignore[no-untyped-def]
        assert parent == -3, "a message-only window"
        window = self._new()
        self.windows[window] = Window(OURS, procedure=self.classes[name])
        return window

    def on_DestroyWindow(self, window: int) -> int:
        if self.owner == window and 0 in self.board.values():
            self._send(window, 0x0306)
            self.board = {kind: at for kind, at in self.board.items() if at}
        if self.owner == window:
            self.owner = 0
        del self.windows[window]
        return 1

    def on_DefWindowProcW(self, window: int, message: int, first: int, second: int) -> int:
        return 0

    def _send(self, window: int, message: int, first: int = 0) -> None:
        procedure = self.windows[window].procedure if window in self.windows else None
        if procedure is not None:
            procedure(window, message, first, 0)

    def on_PostMessageW(self, window: int, message: int, first: int, second: int) -> int:
        with self.arrived:
            self.posted.append((window, message, first, second))
            self.arrived.notify_all()
        return 1

    def on_GetMessageW(self, message: Any, window: int, low: int, high: int) -> int:
        with self.arrived:
            assert self.arrived.wait_for(lambda: self.posted, 30), "nobody woke the thread"
        return self.on_PeekMessageW(message, window, low, high, 1)

    def on_PeekMessageW(self, message: Any, window: int, low: int, high: int, how: int) -> int:
        with self.arrived:
            if not self.posted:
                return 0
            found = self.posted.popleft()
        to = message._obj
        to.hwnd, to.message, to.wParam, to.lParam = found
        return 1

    def on_DispatchMessageW(self, message: Any) -> int:
        self._send(message._obj.hwnd, message._obj.message, message._obj.wParam)
        return 0

    def on_MsgWaitForMultipleObjectsEx(self, count, handles, ms, mask, flags) -> int:  # type: ignore[no-untyped-def]
        with self.arrived:
            if self.posted:
                return 0
        until = self.now + ms / 1000
        first = min([at for at, _ in self.pending if at > self.now], default=until)
        self._pass(min(until, first))
        return 0

    def on_SendMessageTimeoutW(self, window, message, first, second, flags, ms, result) -> int:  # type: ignore[no-untyped-def]
        assert (message, flags) == (0, 2)
        return window in self.windows and not self.windows[window].hung

    # The clipboard

    def on_OpenClipboard(self, window: int) -> int:
        if self.busy > 0:
            self.busy -= 1
            return 0
        if self.opener is not None:
            return 0
        self.opener = window
        return 1

    def on_CloseClipboard(self) -> int:
        assert self.opener is not None
        self.opener = None
        return 1

    def on_EmptyClipboard(self) -> int:
        assert self.opener is not None, "it must be open"
        if self.owner:
            self._send(self.owner, 0x0307)
        self._forget()
        self.owner = self.opener
        return 1

    def _forget(self) -> None:
        for kind, at in self.board.items():
            if at:
                del (self.drawings if kind == CF_ENHMETAFILE else self.memory)[at]
        self.board = {}

    def take_over(self, content: dict[int, bytes]) -> None:
        """Another program copies something while ours is there."""
        self._send(self.owner, 0x0307)
        self.offer(content)

    def on_GetClipboardOwner(self) -> int:
        return self.owner

    def on_GetOpenClipboardWindow(self) -> int:
        return self.opener or 0

    def on_EnumClipboardFormats(self, after: int) -> int:
        assert self.opener is not None
        kinds = list(self.board)
        if CF_DIB in kinds:
            kinds.append(CF_BITMAP)  # which Windows would make of it
        if not after:
            return kinds[0] if kinds else 0
        at = kinds.index(after) + 1
        return kinds[at] if at < len(kinds) else 0

    def on_IsClipboardFormatAvailable(self, kind: int) -> int:
        return kind in self.board

    def on_GetClipboardData(self, kind: int) -> int:
        assert self.opener is not None
        assert kind in self.board, "a handle to a drawing, whose bytes cannot be read"
        if self.slow_format is not None and self.slow_format[0] == kind:
            self.now += self.slow_format[1]
        return self._render(kind)

    def _render(self, kind: int) -> int:
        if self.board.get(kind) == 0:
            self.rendering = True
            self._send(self.owner, 0x0305, kind)
            self.rendering = False
        return self.board.get(kind, 0)

    def on_SetClipboardData(self, kind: int, at: int) -> int:
        if not self.rendering and (self.opener is None or self.owner != self.opener):
            return 0
        assert not at or at in self.memory or at in self.drawings
        self.board[kind] = at
        return at

    def on_RegisterClipboardFormatW(self, name: str) -> int:
        return self.names.setdefault(name, 0xC000 + len(self.names))

    def on_GetClipboardFormatNameW(self, kind: int, buffer: Any, size: int) -> int:
        name = {number: name for name, number in self.names.items()}.get(kind, "")
        buffer.value = name
        return len(name)

    def _drawing(self, data: bytes) -> int:
        at = self._new()
        self.drawings[at] = data
        return at

    def on_GetEnhMetaFileBits(self, at: int, size: int, buffer: int) -> int:
        if buffer:
            ctypes.memmove(buffer, self.drawings[at], size)
        return len(self.drawings[at])

    def on_SetEnhMetaFileBits(self, size: int, data: bytes) -> int:
        return self._drawing(data[:size])

    def on_DeleteEnhMetaFile(self, at: int) -> int:
        del self.drawings[at]
        return 1

    # Memory

    def _memory(self, data: bytes) -> int:
        at = self._new()
        self.memory[at] = ctypes.create_string_buffer(data, len(data))
        return at

    def on_GlobalAlloc(self, flags: int, size: int) -> int:
        assert flags == 2, "the clipboard takes moveable memory"
        return self._memory(bytes(size))

    def on_GlobalFree(self, at: int) -> int:
        assert at not in self.board.values(), "it is the clipboard's now"
        del self.memory[at]
        return 0

    def on_GlobalLock(self, at: int) -> int:
        return ctypes.addressof(self.memory[at])

    def on_GlobalUnlock(self, at: int) -> int:
        return 0

    def on_GlobalSize(self, at: int) -> int:
        return len(self.memory[at])

    # Processes

    def on_GetCurrentProcessId(self) -> int:
        return OURS

    def on_OpenProcess(self, access: int, inherit: int, process: int) -> int:
        assert access == 0x1000
        if process not in self.processes or self.processes[process].closed_to_us:
            self.error = 5 if process in self.processes else 87
            return 0
        return 0x10000 + process

    def on_CloseHandle(self, handle: int) -> int:
        return 1

    def on_QueryFullProcessImageNameW(self, handle, flags, buffer, size) -> int:  # type: ignore[no-untyped-def]
        buffer.value = self.processes[handle - 0x10000].path
        return 1

    def on_OpenProcessToken(self, handle: int, access: int, token: Any) -> int:
        assert access == 8
        if self.processes[handle - 0x10000].secret_token:
            self.error = 5
            return 0
        token._obj.value = handle + 0x10000
        return 1

    def on_GetTokenInformation(self, token, kind, buffer, length, needed) -> int:  # type: ignore[no-untyped-def]
        assert kind == 25
        needed._obj.value = 28
        if length < 28:
            self.error = 122
            return 0
        ctypes.c_size_t.from_address(buffer).value = buffer + 16  # the SID lies behind the label
        ctypes.c_uint32.from_address(buffer + 16).value = self.processes[token - 0x20000].level
        return 1

    def on_GetSidSubAuthorityCount(self, sid: int) -> Any:
        return ctypes.pointer(ctypes.c_uint8(1))

    def on_GetSidSubAuthority(self, sid: int, which: int) -> Any:
        assert which == 0
        return ctypes.pointer(DWORD.from_address(sid))


@pytest.fixture
def windows() -> FakeWindows:
    return FakeWindows()
