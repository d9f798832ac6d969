"""The process behind `sayso type` where no app runs: types, answers, and stays for the clipboard.

It gets ``{"text": …, "way": …}`` in a line of JSON on its standard input, and answers as the app
does, in a line on its standard output. `sayso history copy` starts it, too.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sayso.archive.log import log_to
from sayso.cli.unforeseen import note
from sayso.control.commands import Typed, decode, done, encode, refused
from sayso.core.errors import SaysoError, UsageError
from sayso.paths import log_folder

if TYPE_CHECKING:
    from sayso.pipeline.type_out.placing import Placing

Tell = Callable[[dict[str, Any]], None]

CLIPBOARD = "clipboard"
"""In place of a way: into no window at all, whichever has the keyboard and whatever is set for it.
"""


def main() -> int:
    """Ends when nothing on the clipboard needs it any more."""
    log_to(log_folder())
    # Asked to end, it leaves what it is doing by the way of Ctrl+C, and so gives the clipboard back
    # or hands it on to a clipboard manager.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with open(0, "rb", closefd=False) as question:
        line = question.readline()
    serve(line, _make, _tell)
    return 0


def serve(line: bytes, make: Callable[[str | None], Placing], tell: Tell) -> None:
    """make: what types, for a value of the setting typing, or None for the setting itself.
    tell: sends the answer. Raises nothing but what `tell` raises."""
    inserter: Placing | None = None
    try:
        try:
            task = _task(line)
            inserter = make(None if task["way"] == CLIPBOARD else task["way"])
            answer = done(_put(inserter, task["text"], task["way"]))
        except SaysoError as error:
            answer = refused(error)
        except Exception as error:  # noqa: BLE001 - logged in full, and told in a sentence
            answer = refused(SaysoError(note(error)))
        tell(answer)
        if inserter is not None:
            inserter.wait_until_released(None)
    finally:
        if inserter is not None:
            inserter.close()


def _put(inserter: Placing, text: str, way: str | None) -> Typed:
    if way == CLIPBOARD:
        inserter.copy(text)
        return Typed(CLIPBOARD, confirmed=True, copied=True, application="")
    return Typed.of(inserter.insert(text, inserter.aim()))


def _task(line: bytes) -> dict[str, Any]:
    try:
        task = decode(line)
        return {"text": str(task["text"]), "way": task["way"]}
    except (ValueError, KeyError):
        raise UsageError("This command is not for people; see `sayso type --help`.") from None


def _make(way: str | None) -> Placing:
    """Raises SettingsError, also for exceptions by application that cannot be understood: without
    them, text might go where it is never to go."""
    from sayso.composition import machine
    from sayso.paths import settings_file
    from sayso.settings import store

    settings = store.load(settings_file()).settings
    if way is not None:
        settings = store.with_values(settings, {"typing": way})
    return machine.make_inserter(settings)


def _tell(answer: dict[str, Any]) -> None:
    """And let go of everything that is the command's: its pipes, and the folder it was in."""
    try:
        with open(1, "wb", closefd=False) as pipe:
            pipe.write(encode(answer))
    except OSError:
        pass  # the command was ended; what it left on the clipboard still needs us
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    os.chdir(os.sep)
