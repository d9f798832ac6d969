"""`sayso` and `python -m sayso`.

Imports next to nothing: `sayso start` is bound to keys, and the engine's child process imports this
module once more.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as in typing, which is a module less to import
if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED = 130
NOBODY_READS = 141
"""What a shell gives for SIGINT and for SIGPIPE."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command (``sys.argv`` without ``argv``); returns the exit code. Does not raise."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if getattr(sys, "frozen", False) and arguments[:1] and arguments[0].startswith("-"):
        # The frozen app is its own interpreter: this may be the engine's child process.
        import multiprocessing

        multiprocessing.freeze_support()

    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        # A terminal or pipe that cannot show a letter gets a question mark in its place.
        reconfigure(errors="replace")
    code = _guarded(arguments)
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        # Told already. Python flushes once more when it ends, which must not fail aloud.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _guarded(arguments: list[str]) -> int:
    from sayso.cli.interrupts import between_imports
    from sayso.cli.say import say, show
    from sayso.core.errors import SaysoError

    try:
        with between_imports():
            code = _run(arguments)
        show("")  # now, and not when Python ends, where a full disk would be told in a traceback
    except SaysoError as error:
        say(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return NOBODY_READS
    except SystemExit as leaving:  # argparse, after it printed help or the version
        return leaving.code if isinstance(leaving.code, int) else 0
    except Exception as error:  # noqa: BLE001 - logged in full, and told in a sentence
        from sayso.cli.unforeseen import note

        say(note(error))
        return 1
    return code


def _run(arguments: list[str]) -> int:
    """Imports are written out, command by command: PyInstaller and mypy follow them."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("run", [])
    match name:
        case (
            "start" | "stop" | "toggle" | "cancel" | "pause" | "resume" | "undo" | "again" | "copy"
        ):
            from sayso.cli import client

            return client.main(name, rest)
        case "status" | "quit":
            from sayso.cli import client

            return client.main(name, rest)
        case "type":
            from sayso.cli import type_text

            return type_text.main(rest)
        case "type-child":  # not for people: `type` starts it
            from sayso.cli import type_child

            return type_child.main()
        case "run":
            from sayso.cli import run

            return run.main(rest)
        case "transcribe":
            from sayso.cli import transcribe

            return transcribe.main(rest)
        case "demo":
            from sayso.cli import demo

            return demo.main(rest)
        case _:
            return _look_after(name, arguments, rest)


def _look_after(name: str, arguments: list[str], rest: list[str]) -> int:
    """What is there: on this machine, and of what was said."""
    match name:
        case "devices":
            from sayso.cli import devices

            return devices.main(rest)
        case "history":
            from sayso.cli import history

            return history.main(rest)
        case "models":
            from sayso.cli import models

            return models.main(rest)
        case "doctor":
            from sayso.cli import doctor

            return doctor.main(rest)
        case "settings":
            from sayso.cli import settings

            return settings.main(rest)
        case "bench":
            from sayso.cli import bench

            return bench.main(rest)
        case _:
            from sayso.cli import overview

            return overview.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
