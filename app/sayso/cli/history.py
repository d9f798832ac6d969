"""`sayso history`: what was said, and everything that can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.cli.overview import COMMANDS
from sayso.cli.parser import Parser
from sayso.core.errors import HistoryDamaged, UsageError

ACTIONS = {
    "list": "what was said, the newest first (also without any)",
    "show": "everything that is known of one item",
    "copy": "put the text of items, or the last dictation, on the clipboard",
    "retry": "recognise the audio of items again, with another model too",
    "export": "write it out as text, Markdown, JSON or CSV",
    "import": "take in an export, or the history of another machine",
    "delete": "delete items and their audio for good",
    "clear": "delete everything that was said",
}


def main(arguments: Sequence[str]) -> int:
    """Raises SaysoError. A damaged history is set aside and the command done once more, with what
    could be brought over."""
    try:
        return _run(arguments)
    except HistoryDamaged:
        from sayso.cli.history_open import mend

        mend()
        return _run(arguments)


def _run(arguments: Sequence[str]) -> int:
    """Raises SaysoError. Imports are written out, as in `sayso.__main__`."""
    if not arguments or arguments[0].startswith("-"):
        if "-h" in arguments or "--help" in arguments:
            _parser().parse_args(["--help"])
        from sayso.cli import history_list

        return history_list.main(arguments, "history")
    action, rest = arguments[0], arguments[1:]
    match action:
        case "list":
            from sayso.cli import history_list

            return history_list.main(rest)
        case "show":
            from sayso.cli import history_show

            return history_show.main(rest)
        case "copy":
            from sayso.cli import history_copy

            return history_copy.main(rest)
        case "retry":
            from sayso.cli import history_retry

            return history_retry.main(rest)
        case "export":
            from sayso.cli import history_export

            return history_export.main(rest)
        case "import":
            from sayso.cli import history_import

            return history_import.main(rest)
        case "delete":
            from sayso.cli import history_delete

            return history_delete.main(rest)
        case "clear":
            from sayso.cli import history_delete

            return history_delete.clear(rest)
        case _:
            import difflib

            close = difflib.get_close_matches(action, ACTIONS, n=1)
            hint = f" (did you mean {close[0]}?)" if close else ""
            raise UsageError(
                f"There is no command history {action}{hint}; see `sayso history --help`."
            )


def parser(action: str, epilog: str = "") -> Parser:
    """Of one of the `ACTIONS`."""
    sentence = ACTIONS[action].removesuffix(" (also without any)")
    return Parser(f"history {action}", f"{sentence[:1].upper()}{sentence[1:]}.", epilog)


def _parser() -> Parser:
    listing = "\n".join(f"  {name:7} {sentence}" for name, sentence in ACTIONS.items())
    overview = Parser(
        "history",
        f"{COMMANDS['history'][:1].upper()}{COMMANDS['history'][1:]}.",
        f"what can be done:\n{listing}\n\n`sayso history list --help` tells more, and so with "
        "each.\nWithout an action the options are those of list.",
    )
    overview.usage = "sayso history [ACTION] [OPTION…]"
    return overview
