"""`sayso run`, wired so that the splash is there before anything slow is imported."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from sayso.core.errors import DesktopError
from sayso.platforms import current
from sayso.platforms.session import Session

if TYPE_CHECKING:
    from sayso.desktop.backend import Backend


def run_desktop(reached: Callable[[str], None], *, set_up: bool = False) -> int:
    """Returns the exit code. ``reached`` is told of ``splash`` and ``ready``. set_up: begin with
    the first run, though it may have been gone through.

    Raises DesktopError, SettingsError.
    """
    _check_display()
    from sayso.desktop import application

    return application.run(
        _backend,
        check_display=_check_display,
        clock=time.monotonic,
        prepare=prepare,
        reached=reached,
        begun=lambda session: session.set_up() if set_up else None,
    )


def prepare() -> None:
    """Import what the backend takes, for whoever is not the main thread."""
    from sayso.composition import inserting, machine

    del machine
    inserting.prepare()


def _backend() -> Backend:
    from sayso import paths
    from sayso.archive.log import log_to
    from sayso.composition import machine

    log_to(paths.log_folder())
    current.no_core_dumps()
    sys.excepthook, threading.excepthook = _unforeseen, _unforeseen_in_thread
    loaded = machine.load_settings()
    preferences = machine.preferences(loaded.settings)
    parts = machine.parts(lambda: preferences.settings)
    return machine.make_app(preferences, parts, loaded.complaints)


def _unforeseen(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Of a slot of Qt's, say. Into the log: an app that was started from a menu has no terminal."""
    logging.getLogger("sayso").error("unforeseen", exc_info=(kind, error, trace))


def _unforeseen_in_thread(unforeseen: threading.ExceptHookArgs) -> None:
    if unforeseen.exc_value is not None:
        _unforeseen(unforeseen.exc_type, unforeseen.exc_value, unforeseen.exc_traceback)


def _check_display() -> None:
    if current.session() is Session.NONE:
        raise DesktopError(
            "There is no display to show anything on; start Sayso from a desktop session. "
            "`sayso demo` and `sayso transcribe` need none."
        )
