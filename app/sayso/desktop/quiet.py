"""While a key is being recorded, the app listens for none: it would begin a dictation."""

from __future__ import annotations

from collections.abc import Callable

from sayso.desktop.aside import Aside
from sayso.desktop.backend import Backend


class Quiet:
    """Pauses the app and ends the pause, one after the other however fast they are wanted: what
    was wanted last is what holds. A pause that was there before is left alone."""

    def __init__(self, backend: Backend, aside: Aside, failed: Callable[[Exception], None]) -> None:
        self._backend = backend
        self._aside = aside
        self._failed = failed
        self._wanted = False
        self._holds = False
        self._asking = False
        self._paused_before = False

    def want(self, on: bool) -> None:
        if on and not self._holds and not self._asking:
            self._paused_before = self._backend.status().paused
        self._wanted = on
        self._go_on()

    def _go_on(self) -> None:
        if self._paused_before or self._asking or self._wanted == self._holds:
            return
        wanted = self._wanted
        self._asking = True

        def well(_: object) -> None:
            self._asking = False
            self._holds = wanted
            self._go_on()

        def badly(error: Exception) -> None:
            self._asking = False
            self._failed(error)

        self._aside.ask("pause for a key", lambda: self._backend.pause(wanted), well, badly)
