"""`sayso settings`: what can be chosen, what holds now, and where it is written."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Sequence

from sayso.cli.overview import COMMANDS
from sayso.cli.parser import Parser
from sayso.cli.say import say, show
from sayso.core.errors import UsageError

ACTIONS = {
    "list": "every setting, its value and its environment variable (also without any)",
    "set": "give a setting a value",
    "reset": "give settings their defaults again",
    "export": "write all that differs from the defaults into a file",
    "import": "take over the settings of such a file",
}

_EPILOG = """Environment variables win over the file. `sayso settings` shows what holds for a
program that is started here and now."""


def main(arguments: Sequence[str]) -> int:
    """Raises SettingsError, UsageError. Imports are written out, as in `sayso.__main__`."""
    action, rest = "list", arguments
    if arguments and not arguments[0].startswith("-"):
        action, rest = arguments[0], arguments[1:]
    match action:
        case "list":
            return _list(rest)
        case "set":
            from sayso.cli import settings_change

            return settings_change.set_one(rest)
        case "reset":
            from sayso.cli import settings_change

            return settings_change.reset(rest)
        case "export":
            from sayso.cli import settings_change

            return settings_change.export(rest)
        case "import":
            from sayso.cli import settings_change

            return settings_change.bring_in(rest)
        case _:
            close = difflib.get_close_matches(action, ACTIONS, n=1)
            hint = f" (did you mean {close[0]}?)" if close else ""
            raise UsageError(
                f"There is no command settings {action}{hint}; see `sayso settings --help`."
            )


def parser(action: str, epilog: str) -> Parser:
    """Of one of the `ACTIONS`."""
    sentence = ACTIONS[action]
    return Parser(f"settings {action}", f"{sentence[:1].upper()}{sentence[1:]}.", epilog)


def _list(arguments: Sequence[str]) -> int:
    listing = "\n".join(f"  {name:7} {sentence}" for name, sentence in ACTIONS.items())
    sentence = COMMANDS["settings"]
    parser = Parser(
        "settings",
        f"{sentence[:1].upper()}{sentence[1:]}.",
        f"what can be done:\n{listing}\n\n{_EPILOG}",
    )
    parser.usage = "sayso settings [ACTION] [OPTION…]"
    parser.add_json()
    as_json: bool = parser.parse_args(arguments).json
    from sayso.paths import settings_file
    from sayso.pipeline.type_out import applications
    from sayso.settings.schema import Settings
    from sayso.settings.store import describe, load

    file = settings_file()
    loaded = load(file)
    applications.parse(loaded.settings.typing.typing_for)  # what no range can say of it
    for complaint in loaded.complaints:
        say(complaint)

    def rows(settings: Settings) -> Iterator[dict[str, object]]:
        for setting, words in describe():
            yield {
                "section": setting.section,
                "key": setting.key,
                "title": setting.rule.title,
                "value": getattr(getattr(settings, setting.section), setting.key),
                "default": setting.default,
                "range": words,
                "variable": setting.variable,
                "sentence": setting.rule.in_full,
                "holds_from": setting.rule.holds_from,
            }

    found = list(rows(loaded.settings))
    if as_json:
        about = {"file": str(file), "settings": found, "complaints": list(loaded.complaints)}
        show(json.dumps(about, ensure_ascii=False) + "\n")
        return 0
    there = "" if file.exists() else " (not there yet, so every default holds)"
    lines = [f"Settings are kept in {file}{there}."]
    section = ""
    for row in found:
        if row["section"] != section:
            section = str(row["section"])
            lines += ["", f"[{section}]"]
        lines += [
            f"{row['key']} = {_toml(row['value'])}",
            f"    {row['title']}: {row['sentence']}",
            f"    {row['range']}; default {_toml(row['default'])}; {row['variable']}",
        ]
    show("\n".join(lines) + "\n")
    return 0


def _toml(value: object) -> str:
    """As it stands in the file; TOML writes text, numbers and truth as JSON does."""
    return json.dumps(value, ensure_ascii=False)
