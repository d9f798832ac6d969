"""`sayso run`: the desktop app."""

from __future__ import annotations

import time
from collections.abc import Sequence

from sayso.cli.say import show


def main(arguments: Sequence[str]) -> int:
    """Ends when the app does. Raises DesktopError where there is no display."""
    timings = False
    if arguments:
        from sayso.cli.parser import Parser

        parser = Parser(
            "run", "Start the app. Everything else is in its settings: see `sayso settings`."
        )
        parser.add_argument(
            "--timings",
            action="store_true",
            help="print when the splash and the recognizer were there, for `sayso bench`",
        )
        timings = parser.parse_args(arguments).timings
    from sayso.composition.desktop import run_desktop

    def reached(milestone: str) -> None:
        if timings:
            show(f"{milestone} {time.monotonic():.4f}\n")

    return run_desktop(reached)
