"""Onto the Wayland clipboard by wl-copy, for desktops that have no data-control.

wl-copy opens a window for a moment, to be allowed to: which is what we cannot do from here.
"""

from __future__ import annotations

import shutil
import subprocess

from sayso.core.errors import InsertionError, WayUnavailable

COMMAND_SECONDS = 5.0
"""It takes some milliseconds."""


def copy_by_command(text: str, address: str | None) -> None:
    """Raises WayUnavailable where it is missing, with the name of its package."""
    if shutil.which("wl-copy") is None:
        raise WayUnavailable(
            "The command wl-copy is missing, without which nothing can be copied on this desktop; "
            "install the package wl-clipboard."
        )
    set_address = () if address is None else ("env", f"WAYLAND_DISPLAY={address}")
    try:
        # Without pipes: wl-copy leaves a child behind that would keep them open. Standard input,
        # so that what was said is in no list of processes.
        subprocess.run(
            (*set_address, "wl-copy", "--type", "text/plain;charset=utf-8"),
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=COMMAND_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise InsertionError(
            "The command wl-copy failed, so the text could not be copied; "
            "copy it from Sayso's window."
        ) from error
