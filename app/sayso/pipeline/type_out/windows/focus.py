"""Which window has the keyboard on Windows, and how it gets it back."""

from __future__ import annotations

import ctypes
import logging
import ntpath
import threading
from collections.abc import Callable

from sayso.core.ports import Clock
from sayso.core.spot import Rect
from sayso.core.target import Target
from sayso.pipeline.type_out.windows import api as windows
from sayso.pipeline.type_out.windows.api import BYTE, DWORD, HANDLE, Api, Input

_log = logging.getLogger(__name__)

BRING_BACK_SECONDS = 1.0
POLL_SECONDS = 0.01
"""No message tells another process that a window of a third one got the keyboard."""

_CONSOLE = "ConsoleWindowClass"
_FRAME = "applicationframehost"
_GA_ROOT = 2
_SW_RESTORE = 9
_PROCESS_QUERY_LIMITED_INFORMATION = 0x1000
_TOKEN_QUERY = 0x0008
_TOKEN_INTEGRITY_LEVEL = 25
_ERROR_ACCESS_DENIED = 5
_LONGEST_PATH = 32_768
_INPUT_MOUSE = 0


class WindowsFocus:
    """A `sayso.core.ports.Focus`.

    A target is the top-level window itself, not the one that owns it: a dialog that appears over
    a document is another window than the document. Its id is the window handle in decimal.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        api: Api | None = None,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self._clock = clock
        self._api = api or Api()
        self._closed = threading.Event()
        self._wait = wait or self._closed.wait
        self._own_level: int | None = None

    @property
    def tells(self) -> bool:
        return True

    def focused(self) -> Target | None:
        try:
            window = foreground(self._api)
            return self._target(window) if window else None
        except OSError as error:  # a library or a function that this Windows has not
            _log.info("the focused window: %s", error)
            return None

    def exists(self, target: Target) -> bool:
        """Handles are used again: so the window must also be of the same process still."""
        try:
            window = handle(target)
            if not self._api.IsWindow(window):
                return False
            process = self._process(window)
            # An app from the Store leaves its frame while that is minimised.
            return target.process in (0, process) or self._program(process)[0] == _FRAME
        except OSError as error:
            _log.info("whether a window exists: %s", error)
            return True

    def bring_back(self, target: Target) -> bool:
        try:
            return self._bring_back(target)
        except OSError as error:
            _log.info("bringing a window back: %s", error)
            return False

    def place(self, target: Target) -> Rect | None:
        """With the invisible edges by which it is resized."""
        try:
            found = windows.Rect()
            if not self._api.GetWindowRect(handle(target), ctypes.byref(found)):
                return None
        except OSError as error:
            _log.info("where a window is: %s", error)
            return None
        return Rect(found.left, found.top, found.right - found.left, found.bottom - found.top)

    def close(self) -> None:
        self._closed.set()

    def _target(self, window: int) -> Target:
        process = self._process(window)
        path, elevated = self._program(process)
        if self._kind(window) == _CONSOLE:
            path = "conhost"  # whose window it is; asked for its process it names the one inside
        if path == _FRAME:
            # Apps from the Store live in a frame of another process's, in a child window of theirs.
            inside = self._api.FindWindowExW(window, 0, "Windows.UI.Core.CoreWindow", None)
            if inside:
                process = self._process(inside)
                path, elevated = self._program(process)
        return Target(str(window), path, process, elevated)

    def _kind(self, window: int) -> str:
        name = ctypes.create_unicode_buffer(64)
        self._api.RealGetWindowClassW(window, name, 64)
        return name.value

    def _process(self, window: int) -> int:
        process = DWORD()
        self._api.GetWindowThreadProcessId(window, ctypes.byref(process))
        return process.value

    def _program(self, process: int) -> tuple[str, bool]:
        """The program's name and whether it has more rights than we have.

        Input goes to windows of an equal or lower integrity level only (User Interface Privilege
        Isolation; "SendInput function", remarks). A process that may not even be looked at is
        taken for one above us: https://learn.microsoft.com/windows/win32/procthread/
        process-security-and-access-rights has limited information for all others of the person's.
        """
        api = self._api
        opened = api.OpenProcess(_PROCESS_QUERY_LIMITED_INFORMATION, 0, process)
        if not opened:
            return "", bool(api.last_error() == _ERROR_ACCESS_DENIED)
        try:
            size = DWORD(_LONGEST_PATH)
            path = ctypes.create_unicode_buffer(_LONGEST_PATH)
            if not api.QueryFullProcessImageNameW(opened, 0, path, ctypes.byref(size)):
                path.value = ""
            return _name(path.value), self._above_us(opened, process)
        finally:
            api.CloseHandle(opened)

    def _above_us(self, opened: int, process: int) -> bool:
        own = self._own_process_level()
        if process == self._api.GetCurrentProcessId():
            return False
        level = self._level(opened)
        return level is None or (own is not None and level > own)

    def _own_process_level(self) -> int | None:
        if self._own_level is None:
            own = self._api.GetCurrentProcessId()
            opened = self._api.OpenProcess(_PROCESS_QUERY_LIMITED_INFORMATION, 0, own)
            if opened:
                self._own_level = self._level(opened)
                self._api.CloseHandle(opened)
        return self._own_level

    def _level(self, opened: int) -> int | None:
        """The integrity level: the last part of the SID in TOKEN_MANDATORY_LABEL, whose first
        member points to it. None: its token may not be read, as that of an administrator's."""
        api = self._api
        token = HANDLE()
        if not api.OpenProcessToken(opened, _TOKEN_QUERY, ctypes.byref(token)):
            return None
        try:
            size = DWORD()
            api.GetTokenInformation(token.value, _TOKEN_INTEGRITY_LEVEL, 0, 0, ctypes.byref(size))
            label = (BYTE * max(size.value, ctypes.sizeof(HANDLE)))()
            at = ctypes.addressof(label)
            if not api.GetTokenInformation(
                token.value, _TOKEN_INTEGRITY_LEVEL, at, len(label), ctypes.byref(size)
            ):
                return None
            sid = HANDLE.from_buffer(label).value
            last = api.GetSidSubAuthorityCount(sid)[0] - 1
            return int(api.GetSidSubAuthority(sid, last)[0])
        finally:
            api.CloseHandle(token.value)

    def _bring_back(self, target: Target) -> bool:
        """Windows lets the process that got the last input set the foreground window
        ("SetForegroundWindow function", remarks). Where that was not us, a mouse movement by
        nothing makes us that (as PowerToys does, its pull request 1282): unlike the usual press of
        Alt it opens no menu and lets no held key go, and unlike AttachThreadInput it cannot hang
        with the other window.
        """
        api = self._api
        window = handle(target)
        if foreground(api) == window:
            return True
        if not self.exists(target):
            return False
        if api.IsIconic(window):
            api.ShowWindowAsync(window, _SW_RESTORE)  # waits for no window that hangs
        deadline = self._clock() + BRING_BACK_SECONDS
        if not api.SetForegroundWindow(window):
            nothing = (Input * 1)(Input(type=_INPUT_MOUSE))
            api.SendInput(1, nothing, ctypes.sizeof(Input))
            api.SetForegroundWindow(window)
        while foreground(api) != window:
            if self._clock() >= deadline or self._closed.is_set():
                return False
            self._wait(POLL_SECONDS)
        return True


def foreground(api: Api) -> int:
    """The top-level window that has the keyboard; 0 while it changes, or on a locked screen."""
    window = api.GetForegroundWindow()
    return int(api.GetAncestor(window, _GA_ROOT) or window) if window else 0


def handle(target: Target) -> int:
    """0, which is no window, for an id that is not one of ours."""
    return int(target.id) if target.id.isdecimal() else 0


def _name(path: str) -> str:
    """``C:\\Windows\\Notepad.exe`` → ``notepad``."""
    return ntpath.basename(path).lower().removesuffix(".exe")
