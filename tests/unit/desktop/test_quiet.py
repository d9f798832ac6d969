from __future__ import annotations

import threading

from fake_backend import FakeBackend
from pytestqt.qtbot import QtBot

from sayso.desktop.aside import Aside
from sayso.desktop.quiet import Quiet


def test_what_was_wanted_last_holds_however_slow_the_first_was(
    qtbot: QtBot, backend: FakeBackend
) -> None:
    gate = threading.Event()
    asked: list[bool] = []
    pause = backend.pause

    def slow(wanted: bool) -> None:
        gate.wait(30)
        asked.append(wanted)
        pause(wanted)

    backend.pause = slow  # type: ignore[method-assign]
    aside = Aside()
    quiet = Quiet(backend, aside, lambda error: None)
    quiet.want(True)
    quiet.want(False)
    gate.set()
    qtbot.waitUntil(lambda: asked == [True, False])
    assert not backend.paused
    aside.close()


def test_a_pause_that_was_there_stays(qtbot: QtBot, backend: FakeBackend) -> None:
    backend.paused = True
    aside = Aside()
    quiet = Quiet(backend, aside, lambda error: None)
    quiet.want(True)
    quiet.want(False)
    assert backend.paused
    assert "pause" not in backend.threads
    aside.close()


def test_what_fails_is_told_and_can_be_tried_again(qtbot: QtBot, backend: FakeBackend) -> None:
    def never(wanted: bool) -> None:
        raise OSError("no keyboard")

    pause, backend.pause = backend.pause, never  # type: ignore[method-assign]
    told: list[Exception] = []
    aside = Aside()
    quiet = Quiet(backend, aside, told.append)
    quiet.want(True)
    qtbot.waitUntil(lambda: bool(told))
    backend.pause = pause  # type: ignore[method-assign]
    quiet.want(True)
    qtbot.waitUntil(lambda: backend.paused)
    aside.close()
