"""`sayso models`: which Whisper models there are, and everything that can be done with them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from sayso.cli.overview import COMMANDS
from sayso.cli.parser import Parser
from sayso.core.errors import UsageError

ACTIONS = {
    "list": "what can be chosen, what is on this machine, and what suits it (also without any)",
    "download": "fetch models from the Hugging Face hub; goes on where an earlier try ended",
    "remove": "delete models from Sayso's models folder",
    "import": "take in a model that lies somewhere on this machine",
    "path": "print the folder of a model",
    "verify": "check the files of models against what they were",
}


def main(arguments: Sequence[str]) -> int:
    """Raises SaysoError. Imports are written out, as in `sayso.__main__`."""
    action, rest = "list", arguments
    if arguments and not arguments[0].startswith("-"):
        action, rest = arguments[0], arguments[1:]
    elif arguments:
        _parser().parse_args(arguments)
    match action:
        case "list":
            from sayso.cli import models_list

            return models_list.main(rest)
        case "download":
            from sayso.cli import models_download

            return models_download.main(rest)
        case "remove":
            from sayso.cli import models_remove

            return models_remove.main(rest)
        case "import":
            from sayso.cli import models_import

            return models_import.main(rest)
        case "path":
            from sayso.cli import models_list

            return models_list.path(rest)
        case "verify":
            from sayso.cli import models_verify

            return models_verify.main(rest)
        case _:
            close = difflib.get_close_matches(action, ACTIONS, n=1)
            hint = f" (did you mean {close[0]}?)" if close else ""
            raise UsageError(
                f"There is no command models {action}{hint}; see `sayso models --help`."
            )


def parser(action: str, epilog: str = "") -> Parser:
    """Of one of the `ACTIONS`."""
    sentence = ACTIONS[action].removesuffix(" (also without any)")
    return Parser(f"models {action}", f"{sentence[:1].upper()}{sentence[1:]}.", epilog)


def _parser() -> Parser:
    listing = "\n".join(f"  {name:9} {sentence}" for name, sentence in ACTIONS.items())
    overview = Parser(
        "models",
        f"{COMMANDS['models'][:1].upper()}{COMMANDS['models'][1:]}.",
        f"what can be done:\n{listing}\n\n`sayso models list --help` tells more, and so with each.",
    )
    overview.usage = "sayso models [ACTION] [OPTION…]"
    overview.add_json()
    return overview
