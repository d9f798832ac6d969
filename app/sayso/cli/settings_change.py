"""`sayso settings set`, `reset`, `export` and `import`. A running app notices by the file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.cli import settings
from sayso.cli.say import say, show

if TYPE_CHECKING:
    from sayso.control.preferences import Preferences

_EPILOG = "A running app takes it over within a second."


def set_one(arguments: Sequence[str]) -> int:
    """Raises SettingsError."""
    parser = settings.parser("set", _EPILOG)
    parser.add_argument("key", metavar="KEY")
    parser.add_argument("value", metavar="VALUE", help="in quotation marks, if it has spaces")
    asked = parser.parse_args(arguments)
    preferences = _preferences()
    preferences.change({asked.key: asked.value})
    _tell(preferences, [asked.key])
    return 0


def reset(arguments: Sequence[str]) -> int:
    """Raises SettingsError."""
    parser = settings.parser("reset", _EPILOG)
    parser.add_argument("keys", nargs="+", metavar="KEY")
    asked = parser.parse_args(arguments)
    preferences = _preferences()
    preferences.reset(asked.keys)
    _tell(preferences, dict.fromkeys(asked.keys))
    return 0


def export(arguments: Sequence[str]) -> int:
    """Raises SettingsError."""
    parser = settings.parser("export", "What lies in that file already is replaced.")
    parser.add_argument("file", type=Path, metavar="FILE")
    file: Path = parser.parse_args(arguments).file
    _preferences().export_to(file)
    show(f"The settings are in {file}\n")
    return 0


def bring_in(arguments: Sequence[str]) -> int:
    """Raises SettingsError."""
    parser = settings.parser(
        "import",
        f"What the file does not name stays as it is; `reset` comes before, if need be. {_EPILOG}",
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    file: Path = parser.parse_args(arguments).file
    preferences = _preferences()
    for sentence in preferences.import_from(file):
        say(sentence)
    show(f"The settings of {file} hold now\n")
    return 0


def _preferences() -> Preferences:
    """Raises SettingsError."""
    from sayso.composition import machine

    loaded = machine.load_settings()
    for complaint in loaded.complaints:
        say(complaint)
    return machine.preferences(loaded.settings)


def _tell(preferences: Preferences, keys: Iterable[str]) -> None:
    from sayso.settings.schema import all_settings

    known = {each.key: each for each in all_settings()}
    for key in keys:
        setting = known[key]
        value = getattr(getattr(preferences.settings, setting.section), key)
        show(f"{key} = {json.dumps(value, ensure_ascii=False)}\n")
        if setting.rule.holds_from == "start":
            say(f"{setting.rule.title} holds from the next start of Sayso on.")
