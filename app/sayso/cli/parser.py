"""argparse, in this house's words."""

from __future__ import annotations

import argparse
from typing import NoReturn

from sayso.cli.say import show
from sayso.core.errors import UsageError

FORMATTER = argparse.RawDescriptionHelpFormatter


class Parser(argparse.ArgumentParser):
    """Of one command. A mistake is a UsageError in one sentence, without the usage lines."""

    def __init__(self, command: str, description: str, epilog: str = "") -> None:
        super().__init__(
            prog=f"sayso {command}".strip(),
            description=description,
            epilog=epilog,
            formatter_class=FORMATTER,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:]}; see `{self.prog} --help`.")

    def _print_message(self, message: str, file: object = None) -> None:
        """Help and version. argparse's own differs between versions in what a full disk does."""
        del file
        show(message)

    def add_json(self) -> None:
        """What most commands offer to programs."""
        self.add_argument("--json", action="store_true", help="print JSON, for programs")
