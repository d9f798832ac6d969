"""The deep check, which is asked for by the socket and may take seconds."""

from __future__ import annotations

from typing import Any

from sayso.control.commands import Checked, done, refused
from sayso.desktop.aside import Aside
from sayso.desktop.backend import Backend
from sayso.desktop.control_server import Reply, in_a_sentence


class Checks:
    """One at a time, off the main thread: who asks while one is under way gets its answer, too."""

    def __init__(self, backend: Backend, aside: Aside) -> None:
        self._backend = backend
        self._aside = aside
        self._waiting: list[Reply] = []

    def run(self, reply: Reply) -> None:
        self._waiting.append(reply)
        if len(self._waiting) == 1:
            self._aside.ask("check", self._backend.check, self._done, self._failed)

    def _done(self, found: Checked) -> None:
        self._answer(done(found))

    def _failed(self, error: Exception) -> None:
        self._answer(refused(in_a_sentence(error)))

    def _answer(self, answer: dict[str, Any]) -> None:
        replies, self._waiting = self._waiting, []
        for reply in replies:
            reply(answer)
