"""Owns the settings as they hold now: the one way to change them, whoever does, and the file."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sayso.control.choices import choices_of
from sayso.control.keys import Keys
from sayso.control.meaning import faults, sound
from sayso.core.errors import SettingsError
from sayso.core.events import SettingsChanged
from sayso.core.ports import Publish
from sayso.settings import store
from sayso.settings.schema import Recognition, Setting, Settings, Value, all_settings
from sayso.settings.store import with_values

_log = logging.getLogger(__name__)

_KNOWN: Mapping[str, Setting] = {setting.key: setting for setting in all_settings()}


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a change. ``loads``: as in `SettingsChanged`. ``back``: what could not be had,
    by key, with the value that holds on in its place."""

    loads: bool = False
    back: Mapping[str, Value] = field(default_factory=dict)


Apply = Callable[[Settings, Settings], Applied]
"""Given the settings before and after a change; called with one change at a time. Tells by itself
why anything could not be had, and does not raise."""


class Preferences:
    """The settings and their file. All methods may be called from any thread.

    settings: as they hold now; replaced as a whole by each change.
    file: where they are kept.
    fixed: by key, the environment variable that sets it; such a key cannot be changed here.
    """

    def __init__(
        self,
        settings: Settings,
        file: Path,
        *,
        fixed: Mapping[str, str] | None = None,
        keys: Keys = Keys(),  # noqa: B008 - a frozen value
    ) -> None:
        """``settings``: the file's, with what the environment sets. Others hold as well, each until
        it is changed here or in the file.

        Raises SettingsError where the file cannot be read.
        """
        self.settings = settings
        self.file = file
        self.fixed: Mapping[str, str] = dict(fixed or {})
        self._keys = keys
        self._apply: Apply = lambda before, after: Applied()
        self._publish: Publish = lambda event: None
        self._changing = threading.RLock()
        """Around all below, through a whole change: one follows the other."""
        self._had: dict[str, Value] | None = None
        self._in_file = self._read()[0]
        self._raw = store.content(file)

    def follow(self, apply: Apply, publish: Publish) -> None:
        """From now on each change is applied by ``apply`` and then told to ``publish``."""
        with self._changing:
            self._apply, self._publish = apply, publish

    def leave(self) -> None:
        """Nobody applies changes any more, or is told of them; they are kept all the same."""
        self.follow(lambda before, after: Applied(), lambda event: None)

    def change(self, values: Mapping[str, Value]) -> None:
        """From now on, and at the next start. Values may be text, as the command line gives it.

        Raises SettingsError, one sentence, and then nothing has changed.
        """
        with self._changing:
            wanted = {key: self._parsed(key, value) for key, value in values.items()}
            after = with_values(self.settings, wanted)
            before = faults(self.settings, self._keys)
            for key, sentence in faults(after, self._keys).items():
                if key in wanted or key not in before:
                    raise SettingsError(sentence)
            told = self._keep(wanted)
        self._tell(told)

    def reset(self, keys: Iterable[str]) -> None:
        """To the defaults: they leave the file. Raises SettingsError as `change` does."""
        self.change({key: self._setting(key).default for key in keys})

    def read_again(self) -> Sequence[str]:
        """Somebody else may have changed the file: what differs from what it said before is
        applied. A file in the middle of being written is one with less in it: to be called when
        nothing was heard of it for a moment.

        Returns sentences about what could not be used; what can be read holds. Raises
        SettingsError where the file cannot be read at all; then nothing has changed.
        """
        with self._changing:
            raw = store.content(self.file)
            if raw == self._raw:  # among others, what we wrote ourselves
                return []
            now, complaints = self._read()
            values = {
                key: value
                for key, value in _values(now).items()
                if key not in self.fixed and value != _value(self._in_file, key)
            }
            self._in_file, self._raw = now, raw
            told = self._hold(with_values(self.settings, values))
        self._tell(told)
        return complaints

    def export_to(self, path: Path) -> None:
        """Everything that differs from the defaults. Raises SettingsError."""
        store.export(path, self.settings)

    def import_from(self, path: Path) -> Sequence[str]:
        """All that can be used of an exported file; what it does not name stays as it is. Returns
        sentences about the rest. Raises SettingsError where the file cannot be read, or the
        settings cannot be written; then nothing has changed."""
        values, complaints = store.read_foreign(path)
        with self._changing:
            for key in [key for key in values if key in self.fixed]:
                if values[key] != _value(self.settings, key):
                    complaints.append(f"{self._is_fixed(key)} It was left out.")
                del values[key]
            before = faults(self.settings, self._keys)
            while found := {
                key: sentence
                for key, sentence in faults(with_values(self.settings, values), self._keys).items()
                if key in values or key not in before
            }:
                key, sentence = next(iter(found.items()))
                # Two keys that are the same one: of the other that is there already.
                values.pop(key if key in values else "hotkey")
                complaints.append(f"{sentence} It was left out.")
            told = self._keep(values)
        self._tell(told)
        return complaints

    def had(self, recognition: Recognition) -> None:
        """What was chosen there could be had."""
        self._had = choices_of(recognition)

    def take_back(self, failed: Recognition) -> None:
        """What was chosen there could not be had: what serves on is what the settings mean again,
        else the next choice, of a device say, or the next start would try the same anew. Not where
        another choice follows."""
        with self._changing:
            now = choices_of(self.settings.recognition)
            if self._had is None or now != choices_of(failed) or now == self._had:
                return
            back = {key: value for key, value in self._had.items() if value != now[key]}
            self._put_back(back)
        self._tell(SettingsChanged(frozenset(back)))

    # With the lock

    def _keep(self, wanted: Mapping[str, Value]) -> SettingsChanged | None:
        """Raises SettingsError, and nothing has changed."""
        values = {key: value for key, value in wanted.items() if key not in self.fixed}
        self._write(values)
        return self._hold(with_values(self.settings, values))

    def _hold(self, after: Settings) -> SettingsChanged | None:
        before, self.settings = self.settings, after
        if before == after:
            return None
        applied = self._apply(before, after)
        if applied.back:
            self._put_back(applied.back)
        changed = _changed(before, self.settings) | applied.back.keys()
        return SettingsChanged(frozenset(changed), applied.loads)

    def _put_back(self, values: Mapping[str, Value]) -> None:
        try:
            self._write(values)
        except SettingsError as error:
            _log.warning("A choice that failed stays in the settings: %s", error)
        self.settings = with_values(self.settings, values)

    def _write(self, values: Mapping[str, Value]) -> None:
        """Raises SettingsError."""
        before, now = store.write(self.file, values)
        self._in_file = with_values(self._in_file, values)
        if before == self._raw:  # else somebody else has written too, which `read_again` will see
            self._raw = now

    def _read(self) -> tuple[Settings, list[str]]:
        loaded = store.read(self.file)
        settings, told = sound(loaded.settings, self._keys)
        return settings, [*loaded.complaints, *told]

    # About one of them

    def _parsed(self, key: str, value: Value) -> Value:
        setting = self._setting(key)
        parsed = store.parse(setting, value)
        if key in self.fixed and parsed != _value(self.settings, key):
            raise SettingsError(self._is_fixed(key))
        return parsed

    def _setting(self, key: str) -> Setting:
        if key not in _KNOWN:
            raise SettingsError(f"There is no setting {key}; `sayso settings` lists what there is.")
        return _KNOWN[key]

    def _is_fixed(self, key: str) -> str:
        return (
            f"The environment variable {self.fixed[key]} sets {key}; unset it and start Sayso"
            " again to change it here."
        )

    def _tell(self, changed: SettingsChanged | None) -> None:
        """Without the lock: whoever listens may ask for another change."""
        if changed is not None and changed.keys:
            self._publish(changed)


def _value(settings: Settings, key: str) -> Value:
    value: Value = getattr(getattr(settings, _KNOWN[key].section), key)
    return value


def _values(settings: Settings) -> dict[str, Value]:
    return {key: _value(settings, key) for key in _KNOWN}


def _changed(before: Settings, after: Settings) -> frozenset[str]:
    return frozenset(key for key in _KNOWN if _value(before, key) != _value(after, key))
