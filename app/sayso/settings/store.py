"""Settings on disk: TOML, checked key by key, written in one step; the environment overrides them.

A file that is damaged costs what is damaged and nothing else: every key that can be read is kept,
the file itself is set aside, and what happened is told.
"""

from __future__ import annotations

import difflib
import math
import os
import re
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import tomlkit

from sayso.core.errors import SettingsError
from sayso.settings.schema import Rule, Setting, Settings, Value, all_settings

_LINE = re.compile(r"^\s*([A-Za-z_][\w-]*)\s*=\s*(.+?)\s*$")
_TABLE = re.compile(r"^\s*\[\s*([A-Za-z_][\w-]*)\s*\]\s*(?:#.*)?$")

_CHOICES_TOLD = 12
"""More are not read in an error message; `sayso settings` lists them."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings as they hold, and sentences about what could not be used."""

    settings: Settings
    complaints: tuple[str, ...] = ()


def parse(setting: Setting, value: object) -> Value:
    """The value in the setting's own type. Takes text too, as the environment gives it.

    Raises SettingsError with one sentence.
    """
    rule = setting.rule
    typed = _typed(setting, value)
    if rule.choices and typed not in rule.choices and not _has_shape(typed, rule.shape):
        some = _forms(rule) if len(rule.choices) <= _CHOICES_TOLD else ("auto", "en", "de", "…")
        raise SettingsError(f"{setting.key} is {value!r}; it must be one of {', '.join(some)}.")
    if isinstance(typed, (int, float)) and not isinstance(typed, bool):
        low, high = rule.low, rule.high
        if (low is not None and typed < low) or (high is not None and typed > high):
            unit = f" {rule.unit}" if rule.unit else ""
            raise SettingsError(
                f"{setting.key} is {value!r}; it must be between {low:g} and {high:g}{unit}."
            )
    return typed


def _forms(rule: Rule) -> tuple[str, ...]:
    return (*rule.choices, rule.shape) if rule.shape else rule.choices


def _has_shape(value: Value, shape: str) -> bool:
    pattern = re.escape(shape).replace("N", r"\d{1,2}")
    return bool(shape) and isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _typed(setting: Setting, value: object) -> Value:
    kind = setting.kind
    text = value.strip() if isinstance(value, str) else None
    if kind is str:
        # Half a character, as what is no text on a command line becomes, could not be written.
        if text and not any("\ud800" <= character <= "\udfff" for character in text):
            return text
        raise SettingsError(f"{setting.key} is {value!r}; it must be a text that is not empty.")
    if kind is bool:
        if isinstance(value, bool):
            return value
        if text is not None and text.lower() in _WORDS_OF_BOOL:
            return _WORDS_OF_BOOL[text.lower()]
        raise SettingsError(f"{setting.key} is {value!r}; it must be true or false.")
    number = _number(value)
    if number is None or (kind is int and not number.is_integer()):
        what = "a whole number" if kind is int else "a number"
        raise SettingsError(f"{setting.key} is {value!r}; it must be {what}.")
    return int(number) if kind is int else number


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


_WORDS_OF_BOOL = {
    "true": True, "yes": True, "on": True, "1": True,
    "false": False, "no": False, "off": False, "0": False,
}  # fmt: skip


def with_values(settings: Settings, values: Mapping[str, Value]) -> Settings:
    """``values`` by key, already parsed."""
    for part in fields(Settings):
        section: Any = getattr(settings, part.name)
        changed = {f.name: values[f.name] for f in fields(section) if f.name in values}
        if changed:
            settings = replace(settings, **{part.name: replace(section, **changed)})
    return settings


def from_environment(settings: Settings, environ: Mapping[str, str]) -> Settings:
    """``SAYSO_MODEL``, ``SAYSO_DEVICE``… win over the file. Raises SettingsError."""
    values: dict[str, Value] = {}
    for setting in all_settings():
        raw = environ.get(setting.variable, "")
        if raw.strip():
            try:
                values[setting.key] = parse(setting, raw)
            except SettingsError as error:
                raise SettingsError(f"{setting.variable}: {error}") from None
    return with_values(settings, values)


def fixed(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """By key, the variable that sets it; these cannot be changed from within."""
    return {s.key: s.variable for s in all_settings() if environ.get(s.variable, "").strip()}


def read(path: Path) -> Loaded:
    """The file's settings; defaults where there is no file. Does not raise for what is in it.

    Raises SettingsError where the file is there and cannot be read at all.
    """
    raw = content(path)
    values, complaints = _salvaged(raw)
    if complaints and (aside := _set_aside(path, raw)):
        complaints.append(f"The file as it was is kept as {aside}.")
    return Loaded(with_values(Settings(), values), tuple(complaints))


def read_foreign(path: Path) -> tuple[dict[str, Value], list[str]]:
    """What a file that was exported, or written by hand, says, by key; and sentences about what of
    it cannot be used. Raises SettingsError where it cannot be read, or is no TOML."""
    try:
        tables = tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise SettingsError(
            f"The file {path} cannot be read ({error.strerror}); choose another one."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SettingsError(
            f"The file {path} does not hold settings, or is damaged; nothing of it was used."
        ) from error
    complaints: list[str] = []
    return _checked(tables, complaints, "It was left out."), complaints


def content(path: Path) -> bytes:
    """Of the file; nothing where there is none. Raises SettingsError."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise SettingsError(
            f"The settings file {path} cannot be read ({error.strerror}); "
            "correct its permissions or move it away."
        ) from error


def _salvaged(raw: bytes) -> tuple[dict[str, Value], list[str]]:
    """What can be read, and sentences about the rest."""
    complaints: list[str] = []
    text = raw.decode("utf-8", errors="replace")
    try:
        tables: Mapping[str, object] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):  # the latter: brackets in brackets in…
        tables = _salvage(text)
        complaints.append("The settings file is damaged; every line that can be read was kept.")
    return _checked(tables, complaints), complaints


def _checked(
    tables: Mapping[str, object], complaints: list[str], instead: str = ""
) -> dict[str, Value]:
    """``instead``: what is told of a value that cannot be used."""
    values: dict[str, Value] = {}
    known = {(s.section, s.key): s for s in all_settings()}
    for section, table in tables.items():
        if not isinstance(table, Mapping):
            complaints.append(f"There is no setting {section} outside a section; it was ignored.")
            continue
        for key, value in table.items():
            setting = known.get((section, key))
            if setting is None:
                complaints.append(f"There is no setting {key} in [{section}]; it was ignored.")
                continue
            try:
                values[key] = parse(setting, value)
            except SettingsError as error:
                told = instead or f"Its default {setting.default!r} is used."
                complaints.append(f"{error} {told}")
    return values


def _salvage(text: str) -> Mapping[str, object]:
    """Every line of a broken file that is TOML on its own."""
    tables: dict[str, dict[str, object]] = {}
    sections = {s.section for s in all_settings()}
    section = ""
    for line in text.splitlines():
        if header := _TABLE.match(line):
            section = header[1]
        elif section in sections and (match := _LINE.match(line)):
            try:
                tables.setdefault(section, {}).update(tomllib.loads(f"{match[1]} = {match[2]}"))
            except (tomllib.TOMLDecodeError, RecursionError):
                continue  # this is the damaged line; the whole is kept aside and told
    return tables


def _set_aside(path: Path, raw: bytes) -> Path | None:
    """Keep a copy of a file with faults, the same content only once. None: it cannot be kept."""
    for number in range(1, 100):
        aside = path.with_name(f"{path.name}.damaged-{number}")
        try:
            if aside.exists():
                if aside.read_bytes() == raw:
                    return aside
                continue
            aside.write_bytes(raw)
        except OSError:
            return None
        return aside
    return None


def write(path: Path, changes: Mapping[str, Value]) -> tuple[bytes, bytes]:
    """Set these keys and leave the rest of the file as the person wrote it, comments too. Returns
    what it held before, and holds now.

    A value that is the default leaves the file: better defaults reach those who chose nothing.
    Raises SettingsError.
    """
    known = {s.key: s for s in all_settings()}
    values = {key: parse(known[key], value) for key, value in changes.items()}
    raw = content(path)
    there, _ = _salvaged(raw)
    wanted = with_values(with_values(Settings(), there), values)
    text = _edited(raw, values)
    # The second: tables may be written in ways that tomlkit edits wrongly.
    if text is None or with_values(Settings(), _salvaged(text.encode())[0]) != wanted:
        if raw:
            _set_aside(path, raw)
        text = in_words(wanted, _HEAD)
    now = text.encode()
    if now != raw:
        _replace_file(path, now)
    return raw, now


def _edited(raw: bytes, values: Mapping[str, Value]) -> str | None:
    """None: it is not there, or damaged."""
    try:
        document = tomlkit.parse(raw.decode("utf-8"))
        if not raw.strip():
            document.add(tomlkit.comment(_HEAD))
        for setting in all_settings():
            if setting.key not in values:
                continue
            value = values[setting.key]
            table = document.get(setting.section)
            if value == setting.default:
                if isinstance(table, dict) and setting.key in table:
                    _remove(document, setting)
                continue
            if not isinstance(table, dict):
                document[setting.section] = table = tomlkit.table()
            table[setting.key] = value
        return tomlkit.dumps(document)
    except (UnicodeDecodeError, RecursionError, tomlkit.exceptions.TOMLKitError):
        return None


def _remove(document: tomlkit.TOMLDocument, setting: Setting) -> None:
    """What the person wrote behind the value stays, as a line of its own; a section in which
    nothing is left goes."""
    table: Any = document[setting.section]
    if not isinstance(table, tomlkit.items.Table):  # on one line, or scattered over the file
        del table[setting.key]
        return
    body = table.value.body
    place = next(n for n, (key, _) in enumerate(body) if key and key.key == setting.key)
    comment = body[place][1].trivia.comment
    del table[setting.key]
    if comment:
        body[place] = (None, tomlkit.comment(comment.lstrip("# ")))
    elif not table.as_string().strip() and not table.trivia.comment:
        del document[setting.section]


_HEAD = "Sayso's settings. `sayso settings` lists what there is."


def in_words(settings: Settings, head: str) -> str:
    """A file, with only what differs from the defaults; ``head`` is its first line's comment."""
    document = tomlkit.document()
    document.add(tomlkit.comment(head))
    for setting in all_settings():
        value = getattr(getattr(settings, setting.section), setting.key)
        if value != setting.default:
            if setting.section not in document:
                document[setting.section] = tomlkit.table()
            document[setting.section][setting.key] = value
    return tomlkit.dumps(document)


def export(path: Path, settings: Settings) -> None:
    """All that differs from the defaults, for `read_foreign`. Raises SettingsError."""
    text = in_words(settings, "Settings of Sayso, all that differ from its defaults.")
    _replace_file(path, text.encode())


def _replace_file(path: Path, now: bytes) -> None:
    path = Path(os.path.realpath(path))  # a link, to where somebody keeps all settings, stays one
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(now)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise SettingsError(
            f"The settings cannot be written to {path} ({error.strerror}); "
            "make room or correct the folder's permissions."
        ) from error


def load(path: Path, environ: Mapping[str, str] = os.environ) -> Loaded:
    """The file, then the environment. Raises SettingsError."""
    loaded = read(path)
    settings = from_environment(loaded.settings, environ)
    return Loaded(settings, (*loaded.complaints, *_unknown_variables(environ)))


def _unknown_variables(environ: Mapping[str, str]) -> Iterable[str]:
    known = {"SAYSO_HOME", *(setting.variable for setting in all_settings())}
    for name in sorted(environ):
        if name.startswith("SAYSO_") and name not in known:
            meant = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {meant[0]}?" if meant else "; see `sayso settings`."
            yield f"There is no setting {name}{hint}"


def describe() -> Iterable[tuple[Setting, str]]:
    """Every setting with its range in words, for `sayso settings` and the README."""
    for setting in all_settings():
        rule = setting.rule
        if rule.choices:
            words = ", ".join(_forms(rule))
        elif rule.low is not None and rule.high is not None:
            words = f"{rule.low:g} to {rule.high:g} {rule.unit}".strip()
        elif setting.kind is bool:
            words = "true, false"
        else:
            words = "text"
        yield setting, words
