"""The functions of Windows that are called here: their prototypes, and nothing else.

Can be imported anywhere; the libraries are loaded when the first function of theirs is called.
Names, types and values are those of the Windows headers (winuser.h, winbase.h, wingdi.h, winnt.h),
as https://learn.microsoft.com/windows/win32/api/ gives them. Handles are integers, 0 for NULL.
The types of `ctypes.wintypes` are not used, because their sizes are another system's elsewhere, and
the tests check the layout of 64-bit Windows on any.
"""

from __future__ import annotations

import ctypes
from typing import Any

_ctypes: Any = ctypes
"""Type checkers know its Windows part on Windows only."""

BOOL = INT = LONG = ctypes.c_int32
DWORD = UINT = ctypes.c_uint32
WORD = ctypes.c_uint16
SHORT = ctypes.c_int16
BYTE = ctypes.c_uint8
HANDLE = WPARAM = ULONG_PTR = SIZE_T = ADDRESS = ctypes.c_size_t
LPARAM = LRESULT = ctypes.c_ssize_t
WIDE = ctypes.c_wchar_p

_function: Any = getattr(ctypes, "WINFUNCTYPE", ctypes.CFUNCTYPE)
WNDPROC = _function(LRESULT, HANDLE, UINT, WPARAM, LPARAM)
WNDENUMPROC = _function(BOOL, HANDLE, LPARAM)


class KeyboardInput(ctypes.Structure):
    _fields_ = (
        ("wVk", WORD), ("wScan", WORD), ("dwFlags", DWORD), ("time", DWORD),
        ("dwExtraInfo", ULONG_PTR),
    )  # fmt: skip


class MouseInput(ctypes.Structure):
    _fields_ = (
        ("dx", LONG), ("dy", LONG), ("mouseData", DWORD), ("dwFlags", DWORD), ("time", DWORD),
        ("dwExtraInfo", ULONG_PTR),
    )  # fmt: skip


class _InputUnion(ctypes.Union):
    _fields_ = (("ki", KeyboardInput), ("mi", MouseInput))


class Input(ctypes.Structure):
    _anonymous_ = ("_union",)
    _fields_ = (("type", DWORD), ("_union", _InputUnion))


class Rect(ctypes.Structure):
    _fields_ = (("left", LONG), ("top", LONG), ("right", LONG), ("bottom", LONG))


class Point(ctypes.Structure):
    _fields_ = (("x", LONG), ("y", LONG))


class Message(ctypes.Structure):
    _fields_ = (
        ("hwnd", HANDLE), ("message", UINT), ("wParam", WPARAM), ("lParam", LPARAM),
        ("time", DWORD), ("x", LONG), ("y", LONG),
    )  # fmt: skip


class WindowClass(ctypes.Structure):
    _fields_ = (
        ("style", UINT), ("lpfnWndProc", WNDPROC), ("cbClsExtra", INT), ("cbWndExtra", INT),
        ("hInstance", HANDLE), ("hIcon", HANDLE), ("hCursor", HANDLE), ("hbrBackground", HANDLE),
        ("lpszMenuName", WIDE), ("lpszClassName", WIDE),
    )  # fmt: skip


class GuiThreadInfo(ctypes.Structure):
    _fields_ = (
        ("cbSize", DWORD), ("flags", DWORD), ("hwndActive", HANDLE), ("hwndFocus", HANDLE),
        ("hwndCapture", HANDLE), ("hwndMenuOwner", HANDLE), ("hwndMoveSize", HANDLE),
        ("hwndCaret", HANDLE), ("rcCaret", Rect),
    )  # fmt: skip


_to = ctypes.POINTER

PROTOTYPES: dict[str, tuple[str, Any, tuple[Any, ...]]] = {
    # name: (library, result, arguments)
    # Keys
    "SendInput": ("user32", UINT, (UINT, _to(Input), INT)),
    "GetAsyncKeyState": ("user32", SHORT, (INT,)),
    "GetKeyState": ("user32", SHORT, (INT,)),
    "GetKeyboardLayout": ("user32", HANDLE, (DWORD,)),
    "VkKeyScanExW": ("user32", SHORT, (ctypes.c_wchar, HANDLE)),
    "MapVirtualKeyExW": ("user32", UINT, (UINT, UINT, HANDLE)),
    "ToUnicodeEx": ("user32", INT, (UINT, UINT, _to(BYTE), WIDE, INT, UINT, HANDLE)),
    # Windows
    "GetForegroundWindow": ("user32", HANDLE, ()),
    "SetForegroundWindow": ("user32", BOOL, (HANDLE,)),
    "GetAncestor": ("user32", HANDLE, (HANDLE, UINT)),
    "IsWindow": ("user32", BOOL, (HANDLE,)),
    "IsIconic": ("user32", BOOL, (HANDLE,)),
    "IsHungAppWindow": ("user32", BOOL, (HANDLE,)),
    "ShowWindowAsync": ("user32", BOOL, (HANDLE, INT)),
    "FindWindowExW": ("user32", HANDLE, (HANDLE, HANDLE, WIDE, WIDE)),
    "EnumChildWindows": ("user32", BOOL, (HANDLE, WNDENUMPROC, LPARAM)),
    "GetWindowThreadProcessId": ("user32", DWORD, (HANDLE, _to(DWORD))),
    "GetGUIThreadInfo": ("user32", BOOL, (DWORD, _to(GuiThreadInfo))),
    "RealGetWindowClassW": ("user32", UINT, (HANDLE, WIDE, UINT)),
    "GetWindowRect": ("user32", BOOL, (HANDLE, _to(Rect))),
    "ClientToScreen": ("user32", BOOL, (HANDLE, _to(Point))),
    "LogicalToPhysicalPointForPerMonitorDPI": ("user32", BOOL, (HANDLE, _to(Point))),
    "GetWindowLongW": ("user32", LONG, (HANDLE, INT)),
    # Messages
    "RegisterClassW": ("user32", WORD, (_to(WindowClass),)),
    "UnregisterClassW": ("user32", BOOL, (WIDE, HANDLE)),
    "CreateWindowExW": (
        "user32", HANDLE,
        (DWORD, WIDE, WIDE, DWORD, INT, INT, INT, INT, HANDLE, HANDLE, HANDLE, HANDLE),
    ),
    "DestroyWindow": ("user32", BOOL, (HANDLE,)),
    "DefWindowProcW": ("user32", LRESULT, (HANDLE, UINT, WPARAM, LPARAM)),
    "GetMessageW": ("user32", BOOL, (_to(Message), HANDLE, UINT, UINT)),
    "PeekMessageW": ("user32", BOOL, (_to(Message), HANDLE, UINT, UINT, UINT)),
    "DispatchMessageW": ("user32", LRESULT, (_to(Message),)),
    "PostMessageW": ("user32", BOOL, (HANDLE, UINT, WPARAM, LPARAM)),
    "SendMessageTimeoutW": (
        "user32", LRESULT, (HANDLE, UINT, WPARAM, LPARAM, UINT, UINT, _to(ULONG_PTR)),
    ),
    "MsgWaitForMultipleObjectsEx": ("user32", DWORD, (DWORD, _to(HANDLE), DWORD, DWORD, DWORD)),
    # The clipboard
    "OpenClipboard": ("user32", BOOL, (HANDLE,)),
    "CloseClipboard": ("user32", BOOL, ()),
    "EmptyClipboard": ("user32", BOOL, ()),
    "GetClipboardOwner": ("user32", HANDLE, ()),
    "GetOpenClipboardWindow": ("user32", HANDLE, ()),
    "EnumClipboardFormats": ("user32", UINT, (UINT,)),
    "IsClipboardFormatAvailable": ("user32", BOOL, (UINT,)),
    "GetClipboardData": ("user32", HANDLE, (UINT,)),
    "SetClipboardData": ("user32", HANDLE, (UINT, HANDLE)),
    "RegisterClipboardFormatW": ("user32", UINT, (WIDE,)),
    "GetClipboardFormatNameW": ("user32", INT, (UINT, WIDE, INT)),
    "GetEnhMetaFileBits": ("gdi32", UINT, (HANDLE, UINT, ADDRESS)),
    "SetEnhMetaFileBits": ("gdi32", HANDLE, (UINT, ctypes.c_char_p)),
    "DeleteEnhMetaFile": ("gdi32", BOOL, (HANDLE,)),
    # Memory
    "GlobalAlloc": ("kernel32", HANDLE, (UINT, SIZE_T)),
    "GlobalFree": ("kernel32", HANDLE, (HANDLE,)),
    "GlobalLock": ("kernel32", ADDRESS, (HANDLE,)),
    "GlobalUnlock": ("kernel32", BOOL, (HANDLE,)),
    "GlobalSize": ("kernel32", SIZE_T, (HANDLE,)),
    # Processes and their rights
    "GetModuleHandleW": ("kernel32", HANDLE, (WIDE,)),
    "GetCurrentProcessId": ("kernel32", DWORD, ()),
    "OpenProcess": ("kernel32", HANDLE, (DWORD, BOOL, DWORD)),
    "CloseHandle": ("kernel32", BOOL, (HANDLE,)),
    "QueryFullProcessImageNameW": ("kernel32", BOOL, (HANDLE, DWORD, WIDE, _to(DWORD))),
    "OpenProcessToken": ("advapi32", BOOL, (HANDLE, DWORD, _to(HANDLE))),
    "GetTokenInformation": ("advapi32", BOOL, (HANDLE, INT, ADDRESS, DWORD, _to(DWORD))),
    "GetSidSubAuthorityCount": ("advapi32", _to(BYTE), (ADDRESS,)),
    "GetSidSubAuthority": ("advapi32", _to(DWORD), (ADDRESS, DWORD)),
}  # fmt: skip


class Api:
    """Each of `PROTOTYPES` is a method. None raises for what Windows answers; see `last_error`."""

    def __init__(self) -> None:
        self._libraries: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name not in PROTOTYPES:
            raise AttributeError(name)
        library, result, arguments = PROTOTYPES[name]
        if library not in self._libraries:
            self._libraries[library] = _ctypes.WinDLL(library, use_last_error=True)
        function = getattr(self._libraries[library], name)
        function.restype = result
        function.argtypes = arguments
        setattr(self, name, function)
        return function

    def last_error(self) -> int:
        """GetLastError as this thread's last call here left it."""
        return int(_ctypes.get_last_error())
