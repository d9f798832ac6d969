"""Whether the person has asked the system for less movement. Qt does not tell (6.11)."""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtGui import QGuiApplication

_log = logging.getLogger(__name__)

_PORTAL = "org.freedesktop.portal.Desktop"
_ANSWER_MS = 2_000

# xdg-desktop-portal passes on the desktops' own settings, and since 1.21 has a name for this one.
_SETTINGS: tuple[tuple[str, str, Callable[[Any], bool]], ...] = (
    ("org.freedesktop.appearance", "reduced-motion", lambda value: value == 1),
    ("org.gnome.desktop.interface", "enable-animations", lambda value: value is False),
    ("org.kde.kdeglobals.KDE", "AnimationDurationFactor", lambda value: float(value) == 0.0),
)

_SPI_GETCLIENTAREAANIMATION = 0x1042
"""winuser.h: "Show animations in Windows" among the settings of accessibility."""


class Motion:
    """Asks the system, again and again if need be, and knows the latest answer.

    less: as far as is known; False until something else is told.
    """

    def __init__(self) -> None:
        self.less = False
        self._asked: list[Any] = []

    def ask(self, platform: str = "") -> None:
        """Returns at once; the answer may come later. ``platform``: Qt's name for it."""
        name = platform or QGuiApplication.platformName()
        try:
            if name == "windows":
                self.less = _windows()
            elif name == "cocoa":
                self.less = _macos()
            elif name in ("xcb", "wayland"):
                self._ask_portal()
        except (ImportError, OSError, AttributeError) as error:
            _log.info("whether movement is wanted: %s", error)

    def _ask_portal(self) -> None:
        """Without waiting, and without starting a portal where none runs."""
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

        bus = QDBusConnection.sessionBus()
        if self._asked or not bus.isConnected():
            return
        if not bus.interface().isServiceRegistered(_PORTAL).value():
            return
        told: dict[str, bool] = {}
        for left, (namespace, key, means) in zip(
            reversed(range(len(_SETTINGS))), _SETTINGS, strict=True
        ):
            message = QDBusMessage.createMethodCall(
                _PORTAL,
                "/org/freedesktop/portal/desktop",
                "org.freedesktop.portal.Settings",
                "Read",
            )
            message.setArguments([namespace, key])
            watcher = QDBusPendingCallWatcher(bus.asyncCall(message, _ANSWER_MS))
            watcher.finished.connect(
                partial(self._answered, watcher, key=key, told=told, means=means, last=left == 0)
            )
            self._asked.append(watcher)

    def _answered(
        self,
        done: Any,
        *,
        key: str,
        told: dict[str, bool],
        means: Callable[[Any], bool],
        last: bool,
    ) -> None:
        """A setting that the desktop has not got is an error, and says nothing."""
        reply = done.reply()
        if not done.isError() and reply.arguments():
            try:
                told[key] = means(_bare(reply.arguments()[0]))
            except (TypeError, ValueError):
                _log.info("%s is no value that means anything", key)
        if last:  # answers come in the order of the questions
            self.less = any(told.values())
            for watcher in self._asked:
                watcher.deleteLater()
            self._asked.clear()


def _bare(value: Any) -> Any:
    """Out of its variants: the portal wraps it twice."""
    while hasattr(value, "variant"):
        value = value.variant()
    return value


def _windows() -> bool:
    """SystemParametersInfoW."""
    library: Any = ctypes
    animated = ctypes.c_int32(1)
    asked = library.WinDLL("user32").SystemParametersInfoW(
        ctypes.c_uint32(_SPI_GETCLIENTAREAANIMATION),
        ctypes.c_uint32(0),
        ctypes.byref(animated),
        ctypes.c_uint32(0),
    )
    return bool(asked) and not animated.value


def _macos() -> bool:
    from AppKit import NSWorkspace

    return bool(NSWorkspace.sharedWorkspace().accessibilityDisplayShouldReduceMotion())
