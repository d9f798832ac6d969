"""The keyboard layout and secure input, which only Carbon tells. pyobjc does not wrap it."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache

_FRAMEWORKS = "/System/Library/Frameworks"

_KEY_DOWN = 0
"""kUCKeyActionDown."""

_UNITS = 8
"""UTF-16 units that one key may give; Apple's own layouts give up to four."""


def secure_input() -> bool:
    return bool(_carbon().IsSecureEventInputEnabled())


def layouts() -> tuple[Callable[[int, int], str], ...]:
    """See `sayso.pipeline.type_out.macos.api.MacApi.layouts`."""
    carbon, foundation = _carbon(), _core_foundation()
    keyboard = carbon.LMGetKbdType()
    name = ctypes.c_void_p.in_dll(carbon, "kTISPropertyUnicodeKeyLayoutData")
    found = []
    for copy in (
        carbon.TISCopyCurrentKeyboardLayoutInputSource,
        carbon.TISCopyCurrentASCIICapableKeyboardLayoutInputSource,
    ):
        source = copy()
        if not source:
            continue
        data = carbon.TISGetInputSourceProperty(source, name)  # not ours to release
        if data:
            # Copied: the layout may be switched, and its data freed, while it is still read.
            length = foundation.CFDataGetLength(data)
            layout = ctypes.string_at(foundation.CFDataGetBytePtr(data), length)
            found.append(_translation(layout, keyboard))
        foundation.CFRelease(source)
    return tuple(found)


def _translation(layout: bytes, keyboard: int) -> Callable[[int, int], str]:
    def translate(code: int, modifiers: int) -> str:
        dead, length = ctypes.c_uint32(0), ctypes.c_ulong(0)
        units = (ctypes.c_uint16 * _UNITS)()
        error = _carbon().UCKeyTranslate(
            layout, code, _KEY_DOWN, modifiers, keyboard, 0, dead, _UNITS, length, units
        )
        if error:
            return ""
        return bytes(units)[: 2 * length.value].decode("utf-16-le", errors="replace")

    return translate


@cache
def _carbon() -> ctypes.CDLL:
    carbon = ctypes.CDLL(f"{_FRAMEWORKS}/Carbon.framework/Carbon")
    carbon.IsSecureEventInputEnabled.restype = ctypes.c_bool
    carbon.LMGetKbdType.restype = ctypes.c_uint8
    carbon.TISCopyCurrentKeyboardLayoutInputSource.restype = ctypes.c_void_p
    carbon.TISCopyCurrentASCIICapableKeyboardLayoutInputSource.restype = ctypes.c_void_p
    carbon.TISGetInputSourceProperty.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    carbon.TISGetInputSourceProperty.restype = ctypes.c_void_p
    carbon.UCKeyTranslate.argtypes = [
        ctypes.c_char_p,
        ctypes.c_uint16,
        ctypes.c_uint16,
        ctypes.c_uint32,
        ctypes.c_uint32,
        ctypes.c_uint32,
        ctypes.POINTER(ctypes.c_uint32),
        ctypes.c_ulong,
        ctypes.POINTER(ctypes.c_ulong),
        ctypes.POINTER(ctypes.c_uint16),
    ]
    carbon.UCKeyTranslate.restype = ctypes.c_int32
    return carbon


@cache
def _core_foundation() -> ctypes.CDLL:
    foundation = ctypes.CDLL(f"{_FRAMEWORKS}/CoreFoundation.framework/CoreFoundation")
    foundation.CFDataGetLength.argtypes = [ctypes.c_void_p]
    foundation.CFDataGetLength.restype = ctypes.c_long
    foundation.CFDataGetBytePtr.argtypes = [ctypes.c_void_p]
    foundation.CFDataGetBytePtr.restype = ctypes.c_void_p
    foundation.CFRelease.argtypes = [ctypes.c_void_p]
    foundation.CFRelease.restype = None
    return foundation
