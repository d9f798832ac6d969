"""`sayso run`, wired so that the splash is there before anything slow is imported."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from sayso.core.errors import DesktopError
from sayso.platforms import current
from sayso.platforms.session import Session

if TYPE_CHECKING:
    from sayso.desktop.backend import Backend


def run_desktop(reached: Callable[[str], None]) -> int:
    """Returns the exit code. ``reached`` is told of ``splash`` and ``ready``.

    Raises DesktopError, SettingsError.
    """
    _check_display()
    from sayso.desktop import application

    return application.run(
        _backend, check_display=_check_display, clock=time.monotonic, reached=reached
    )


def _backend() -> Backend:
    from sayso import paths
    from sayso.archive.log import log_to
    from sayso.composition import machine

    log_to(paths.log_folder())
    loaded = machine.load_settings()
    return machine.make_app(loaded.settings, machine.parts(loaded.settings), loaded.complaints)


def _check_display() -> None:
    if current.session() is Session.NONE:
        raise DesktopError(
            "There is no display to show anything on; start Sayso from a desktop session. "
            "`sayso demo` and `sayso transcribe` need none."
        )
