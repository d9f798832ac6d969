"""Keeps the app from its keys while one is being chosen."""

from __future__ import annotations

import logging

from sayso.desktop.aside import Aside
from sayso.desktop.backend import Backend

_log = logging.getLogger(__name__)


class Pausing:
    """One question after the other, so that the last wish holds. A pause that the person made is
    left alone."""

    def __init__(self, backend: Backend, aside: Aside) -> None:
        self._backend = backend
        self._aside = aside
        self._wanted = False
        self._holds = False
        self._asking = False

    def want(self, paused: bool) -> None:
        if paused and not self._holds and not self._asking and self._backend.status().paused:
            return
        self._wanted = paused
        self._go_on()

    def _go_on(self) -> None:
        if self._asking or self._wanted == self._holds:
            return
        wanted, self._asking = self._wanted, True

        def done(_: None) -> None:
            self._holds, self._asking = wanted, False
            self._go_on()

        self._aside.ask("pause", lambda: self._backend.pause(wanted), done, self._failed)

    def _failed(self, error: Exception) -> None:
        _log.warning("the keys could not be given up or taken back: %s", error)
        self._asking = False
        self._wanted = self._holds
