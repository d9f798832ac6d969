"""`sayso type`: any text into the window that has the keyboard, by the way that dictation takes."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Sequence
from typing import Any

from sayso.cli import client
from sayso.cli.overview import COMMANDS
from sayso.cli.parser import Parser
from sayso.cli.say import show
from sayso.core.errors import NotRunning, UsageError

LONGEST_CHARACTERS = 1_000_000
"""As JSON, with every character escaped, that still fits into a request: `wire.LONGEST_LINE`."""

LONGEST_WAIT_SECONDS = 3600.0

ALONE_SECONDS = 60.0
CHARACTERS_PER_SECOND = 100.0
"""How long a process of our own may take: some seconds to begin, and half the speed of the slowest
way that was measured, wtype's 205 characters a second."""

_EPILOG = """Several words are joined by spaces, as echo does it. After -- everything is text, also
what begins with a dash. What comes from standard input goes in as it is, with the line break at
its end, if it has one; in a terminal, and where a line break would be the Return key, the
settings say what becomes of it.

The running app does it, with the settings that it has. Where none runs, a process of its own
does it; that stays in the background for as long as the clipboard needs it, which is until
something else is copied and, on X11, something else is selected.

It prints which way was taken, and whether the window was seen to take the text. The exit code
is 0 where it went in, confirmed or not, and 7 where it did not. --json prints one object: way,
confirmed, copied (it is on the clipboard and nowhere else), application."""

Wait = Callable[[float], object]
"""So many seconds."""


def main(
    arguments: Sequence[str],
    *,
    read: Callable[[int], bytes] | None = None,
    wait: Wait | None = None,
) -> int:
    """read: so many bytes of the standard input, at the most. Raises UsageError, SettingsError,
    InsertionError, and what the app answered."""
    sentence = COMMANDS["type"]
    parser = Parser("type", f"{sentence[:1].upper()}{sentence[1:]}.", _EPILOG)
    parser.add_argument(
        "text", nargs="*", metavar="TEXT", help="what to type; - reads it from standard input"
    )
    parser.add_argument(
        "--way",
        choices=("auto", "paste", "keys", "copy"),
        help="in place of the setting typing, in a process of its own even if the app runs; what "
        "typing_for says of an application still holds",
    )
    parser.add_argument(
        "--wait",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="begin after so long, to click into the window first",
    )
    parser.add_json()
    asked = parser.parse_args(arguments)
    seconds: float = asked.wait
    if not 0.0 <= seconds <= LONGEST_WAIT_SECONDS or math.isnan(seconds):
        raise UsageError(f"--wait must be between 0 and {LONGEST_WAIT_SECONDS:.0f} seconds.")
    text = checked(
        _from(_standard_input if read is None else read)
        if asked.text == ["-"]
        else " ".join(asked.text)
    )
    if seconds:
        (_wait if wait is None else wait)(seconds)
    told = put(text, asked.way)
    as_json = json.dumps(told, ensure_ascii=False)
    show((as_json if asked.json else words(told)) + "\n")
    return 0


def put(text: str, way: str | None) -> dict[str, Any]:
    """By the running app, or by a process of its own. The fields of `sayso.control.commands.Typed`.

    Raises InsertionError, and what else the app answered.
    """
    answer = None
    if way is None:
        try:
            answer = client.ask("type", seconds=client.TYPING_SECONDS, text=text)
        except NotRunning:
            pass  # then it is done here
    if answer is None:
        from sayso.cli.type_alone import type_alone

        answer = type_alone(text, way, ALONE_SECONDS + len(text) / CHARACTERS_PER_SECOND)
    del answer["ok"]
    return answer


def words(told: dict[str, Any]) -> str:
    """For people: ``clipboard paste into xterm, confirmed``."""
    application = told.get("application")
    way = str(told.get("way"))
    if told.get("copied"):
        return f"{way}, for you to paste"
    if application:
        way += f" into {application}"
    if told.get("confirmed"):
        return f"{way}, confirmed"
    return f"{way}, not confirmed: {application or 'the window'} does not tell"


def checked(text: str) -> str:
    """Raises UsageError where it cannot be typed."""
    if len(text) > LONGEST_CHARACTERS:
        raise UsageError(
            f"The text has more than {LONGEST_CHARACTERS:,} characters; type it in parts."
        )
    try:
        text.encode()
    except UnicodeEncodeError:  # bytes of the command line that are no text came as surrogates
        raise UsageError("The text is not UTF-8; convert it first, as with iconv.") from None
    from sayso.pipeline.type_out.plain import typeable

    if not typeable(text, breaks=True):
        raise UsageError("There is nothing to type; see `sayso type --help`.")
    return text


def _from(read: Callable[[int], bytes]) -> str:
    # One byte more than the longest text can have, and its mark of byte order.
    data = read(4 * LONGEST_CHARACTERS + len(b"\xef\xbb\xbf") + 1)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.end == len(data) and len(data) > 4 * LONGEST_CHARACTERS:
            return data.decode("utf-8-sig", errors="replace")  # cut off here; it is too long
        raise UsageError(
            "The standard input is not UTF-8; convert it first, as with iconv."
        ) from None


def _standard_input(most: int) -> bytes:
    return b"" if sys.stdin is None else sys.stdin.buffer.read(most)


def _wait(seconds: float) -> None:
    import threading

    threading.Event().wait(seconds)
