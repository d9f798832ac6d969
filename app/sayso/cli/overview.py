"""`sayso --help`, `sayso --version`, and what is no command at all."""

from __future__ import annotations

from collections.abc import Sequence

import sayso
from sayso.cli.parser import Parser
from sayso.core.errors import UsageError

COMMANDS = {
    "run": "start the app: its splash, its tray icon and the hotkey (also without any command)",
    "demo": "watch it work on bundled speech; needs no screen, microphone or model",
    "transcribe": "turn recordings into text, JSON or subtitles",
    "start": "begin to listen",
    "stop": "stop listening and type what was said",
    "toggle": "start or stop",
    "cancel": "stop listening and forget what was said",
    "pause": "give the keys back to other programs, and listen to nothing until `sayso resume`",
    "resume": "take the keys again",
    "undo": "take the last dictation back from the window that it went into",
    "again": "put what found no window into the one that has the keyboard now",
    "copy": "put what found no window on the clipboard",
    "type": "put any text into the window that has the keyboard, and tell how it went in",
    "status": "what the running app is doing",
    "quit": "end the running app",
    "devices": "list microphones, models and processors",
    "history": "list, search, copy, recognise again, export and delete what was said",
    "models": "list, download, remove, import and verify Whisper models",
    "doctor": "check everything that dictation needs, and say what to do",
    "settings": "list, set, reset, export and import settings, each with its environment variable",
    "bench": "measure how fast it is on this machine",
}

_CODES = """exit codes:
  0  done                          6  an engine failed on this audio
  1  something else went wrong     7  the text could not be typed
  2  wrong usage or setting        8  the hotkey cannot be had
  3  not an audio file             9  no display
  4  no microphone                10  Sayso is not running
  5  no such model                11  the history cannot be read or written"""


def main(arguments: Sequence[str]) -> int:
    """For whatever is not the name of a command. Raises UsageError."""
    name = arguments[0]
    if not name.startswith("-"):
        raise UsageError(f"There is no command {name}{_meant(name)}; see `sayso --help`.")
    listing = "\n".join(f"  {name:11} {sentence}" for name, sentence in COMMANDS.items())
    parser = Parser(
        "",
        "Hold a key, speak, release: what you said stands in the window you were in.\n"
        "Everything happens on this computer.",
        f"commands:\n{listing}\n\n`sayso COMMAND --help` tells more about one.\n\n{_CODES}",
    )
    parser.usage = "sayso [COMMAND] [OPTION…]"
    parser.add_argument("--version", action="version", version=f"sayso {sayso.__version__}")
    parser.parse_args(arguments)
    return 0


def _meant(name: str) -> str:
    import difflib

    close = difflib.get_close_matches(name, COMMANDS, n=1)
    return f" (did you mean {close[0]}?)" if close else ""
