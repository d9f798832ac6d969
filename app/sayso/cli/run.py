"""`sayso run`: the desktop app."""

from __future__ import annotations

import time
from collections.abc import Sequence

from sayso.cli.say import show


def main(arguments: Sequence[str]) -> int:
    """Ends when the app does. Raises DesktopError where there is no display."""
    timings = set_up = False
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
        parser.add_argument(
            "--set-up", action="store_true", help="begin with the set-up, as at the first start"
        )
        asked = parser.parse_args(arguments)
        timings, set_up = asked.timings, asked.set_up
    from sayso.composition.desktop import run_desktop

    def reached(milestone: str) -> None:
        if timings:
            show(f"{milestone} {time.monotonic():.4f}\n")

    return run_desktop(reached, set_up=set_up)
