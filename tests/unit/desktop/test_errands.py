from __future__ import annotations

import pytest
from fake_backend import FakeBackend
from pytestqt.qtbot import QtBot

from sayso.control.commands import Request, Typed
from sayso.core.errors import InsertionError
from sayso.desktop.aside import Aside
from sayso.desktop.errands import Errands


def test_one_after_the_other_whatever_becomes_of_them(qtbot: QtBot, backend: FakeBackend) -> None:
    errands = Errands(backend, Aside())
    ended: list[object] = []
    backend.errand_gate.clear()
    for text in ("one", "two", "three"):
        errands.run(Request.TYPE, ended.append, ended.append, text)
    assert errands.wanted(Request.TYPE)
    assert not errands.wanted(Request.UNDO)
    backend.errand_error = InsertionError("No window took it.")
    backend.errand_gate.set()
    qtbot.waitUntil(lambda: len(ended) == 3)
    assert [str(error) for error in ended] == ["No window took it."] * 3
    assert not errands.wanted(Request.TYPE)
    backend.errand_error = None
    errands.run(Request.TYPE, ended.append, ended.append, "four")
    qtbot.waitUntil(lambda: isinstance(ended[-1], Typed))
    assert backend.errands == ["type one", "type two", "type three", "type four"]


def test_what_an_answer_asks_for_comes_last(qtbot: QtBot, backend: FakeBackend) -> None:
    errands = Errands(backend, Aside())
    ended: list[object] = []

    def again(_: object) -> None:
        errands.run(Request.COPY, ended.append, ended.append)

    backend.dictate(1, "One.")
    errands.run(Request.AGAIN, again, ended.append)
    errands.run(Request.UNDO, ended.append, ended.append)
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert backend.errands == ["again", "undo", "copy"]


def test_a_question_is_no_errand(backend: FakeBackend) -> None:
    with pytest.raises(ValueError, match="status"):
        Errands(backend, Aside()).run(Request.STATUS, lambda typed: None, lambda error: None)
