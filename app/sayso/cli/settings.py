"""`sayso settings`: what can be chosen, what holds now, and where it is written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sayso.cli.overview import COMMANDS
from sayso.cli.parser import Parser
from sayso.cli.say import say, show

_EPILOG = """Environment variables win over the file. `sayso settings` shows what holds for a
program that is started here and now; the app reads both when it starts."""


def main(arguments: Sequence[str]) -> int:
    """Raises SettingsError."""
    parser = Parser("settings", f"{COMMANDS['settings'].capitalize()}.", _EPILOG)
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
                "value": getattr(getattr(settings, setting.section), setting.key),
                "default": setting.default,
                "range": words,
                "variable": setting.variable,
                "sentence": setting.rule.sentence,
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
            f"    {row['sentence']}",
            f"    {row['range']}; default {_toml(row['default'])}; {row['variable']}",
        ]
    show("\n".join(lines) + "\n")
    return 0


def _toml(value: object) -> str:
    """As it stands in the file; TOML writes text, numbers and truth as JSON does."""
    return json.dumps(value, ensure_ascii=False)
