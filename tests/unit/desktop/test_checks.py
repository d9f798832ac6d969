from __future__ import annotations

from typing import Any

from fake_backend import FakeBackend
from pytestqt.qtbot import QtBot

from sayso.core.errors import ModelError
from sayso.desktop.aside import Aside
from sayso.desktop.checks import Checks


def test_who_asks_meanwhile_gets_the_same_answer_and_who_asks_then_another_one(
    qtbot: QtBot, backend: FakeBackend
) -> None:
    checks = Checks(backend, Aside())
    answers: list[dict[str, Any]] = []
    backend.check_gate.clear()
    checks.run(answers.append)
    checks.run(answers.append)
    backend.check_gate.set()
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert backend.checks == 1
    assert answers[0] == answers[1]
    assert answers[0]["healthy"] is True
    backend.check_error = ModelError("The model is damaged; load it again.")
    checks.run(answers.append)
    qtbot.waitUntil(lambda: len(answers) == 3)
    assert answers[2]["error"] == "The model is damaged; load it again."
