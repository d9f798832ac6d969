from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fake_backend import FakeBackend
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sayso.desktop.about.window import AboutWindow
from sayso.desktop.aside import Aside
from sayso.desktop.files.window import FilesWindow
from sayso.desktop.first_run.step import Said
from sayso.desktop.history.lines import Trouble, UndoLine


def _said(backend: FakeBackend) -> tuple[QWidget, Callable[[], None]]:
    made = Said()
    return made, lambda: made.say("It hears you.")


def _trouble(backend: FakeBackend) -> tuple[QWidget, Callable[[], None]]:
    made = Trouble()
    return made, lambda: made.say("It hears you.")


def _deleted(backend: FakeBackend) -> tuple[QWidget, Callable[[], None]]:
    made = UndoLine(10)
    return made, lambda: made.show_deleted(1)


def _files(backend: FakeBackend) -> tuple[QWidget, Callable[[], None]]:
    made = FilesWindow(backend, Aside())
    return made, lambda: made._failed(OSError())


def _about(backend: FakeBackend) -> tuple[QWidget, Callable[[], None]]:
    made = AboutWindow(backend, Aside())
    return made, lambda: made._diagnosed("")


@pytest.mark.parametrize("make", [_said, _trouble, _deleted, _files, _about])
def test_what_changes_is_read_out_to_who_looks(
    qtbot: QtBot,
    backend: FakeBackend,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[FakeBackend], tuple[QWidget, Callable[[], None]]],
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: told.append(event.message())
    )
    hidden, change = make(backend)
    qtbot.addWidget(hidden)
    if not isinstance(hidden, Trouble | UndoLine):  # which show themselves
        change()
        assert told == []
    backend.files.add([Path("interview.mp3")])
    seen, change = make(backend)
    qtbot.addWidget(seen)
    seen.show()

    change()
    assert len(told) == 1
    assert told[0]
