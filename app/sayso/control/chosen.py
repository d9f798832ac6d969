"""Owns the settings as they hold now, and what the person chose last."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from sayso.control.choices import choices_of
from sayso.core.errors import SettingsError
from sayso.settings.schema import Recognition, Settings, Value
from sayso.settings.store import with_values

_log = logging.getLogger(__name__)


class Chosen:
    """settings: replaced as a whole by each change. All methods may be called from any thread."""

    def __init__(self, settings: Settings, write: Callable[[dict[str, Value]], None]) -> None:
        """``write`` keeps values for the next start; it raises SettingsError."""
        self.settings = settings
        self._write = write
        self._lock = threading.Lock()
        self._had: dict[str, Value] | None = None

    def change(self, values: dict[str, Value]) -> None:
        """From now on, and at the next start. Raises SettingsError."""
        with self._lock:
            self._write(values)
            self.settings = with_values(self.settings, values)

    def had(self, recognition: Recognition) -> None:
        """What was chosen there could be had."""
        self._had = choices_of(recognition)

    def take_back(self, failed: Recognition) -> None:
        """What was chosen there could not be had: what serves on is what the settings mean again,
        else the next choice, of a device say, or the next start would try the same anew. Not where
        another choice follows."""
        with self._lock:
            now = choices_of(self.settings.recognition)
            if self._had is None or now != choices_of(failed) or now == self._had:
                return
            before = {key: value for key, value in self._had.items() if value != now[key]}
            try:
                self._write(before)
            except SettingsError as error:
                _log.warning("A choice that failed stays in the settings: %s", error)
            self.settings = with_values(self.settings, before)
