"""Types a text where no app runs: in a process that outlives the command.

Programs get what is on the clipboard from the program that put it there, on X11 and on Wayland: so
whoever gives a clipboard back has to stay, until something else is copied. As xclip does, the
command itself is done as soon as the text is in.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from sayso.cli.client import understood
from sayso.control.wire import LONGEST_LINE, encode
from sayso.core.errors import InsertionError, SaysoError


def type_alone(
    text: str, way: str | None, seconds: float, command: tuple[str, ...] | None = None
) -> dict[str, Any]:
    """The answer of `sayso.cli.type_child`, with ``ok`` true.

    way: in place of the setting typing. seconds: how long to wait. command: what to start.
    Raises what the child answers, and InsertionError where it does not.
    """
    from sayso.pipeline.capture.throwaway import within

    process = _start(child_command() if command is None else command)
    question = encode({"text": text, "way": way})
    try:
        line = within(seconds, lambda: _exchange(process, question), name="typing")
    except TimeoutError:
        process.terminate()
        raise InsertionError(
            f"The text was not typed within {seconds:.0f} seconds; look how much of it is there."
        ) from None
    except BaseException:
        process.terminate()  # Ctrl+C: it stops where it is, and gives the clipboard back
        raise
    finally:
        _let_go(process)
    if not line:
        raise InsertionError(
            "The process that was to type the text ended; look how much of it is there, and see "
            "Sayso's log."
        )
    return understood(line)


def child_command() -> tuple[str, ...]:
    """The same program once more. Nothing of the text is in it: everybody can list processes."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "type-child")
    # -P: not with whatever lies in the folder where somebody happens to be.
    return (sys.executable, "-P", "-m", "sayso", "type-child")


def _start(command: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """Raises SaysoError."""
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Whoever reads what the command writes would wait for the end of the child otherwise.
            stderr=subprocess.DEVNULL,
            # Ctrl+C, and the end of the terminal, are not for it.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0)
            | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
    except OSError as error:
        raise SaysoError(
            f"No process could be started ({error.strerror}): close other programs."
        ) from error


def _exchange(process: subprocess.Popen[bytes], question: bytes) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdout as answer:
        try:
            with process.stdin as pipe:
                pipe.write(question)
        except OSError:
            pass  # it ended, or has an answer all the same
        return answer.readline(LONGEST_LINE + 1)


def _let_go(process: subprocess.Popen[bytes]) -> None:
    """It is nobody's to wait for, and subprocess must not complain of that."""
    if process.poll() is None:
        process.returncode = 0
