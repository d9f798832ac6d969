"""The history, in its states: real databases, made through `sayso.archive.history`."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from fake_backend import FakeBackend
from fake_past import SaidBefore, make_past
from PySide6.QtWidgets import QWidget
from scene import AtOnce, Scene

from sayso.control.again import RECOGNISING
from sayso.core.errors import HistoryBusy
from sayso.core.events import LoadProgress
from sayso.core.state import State
from sayso.desktop.history.window import HistoryWindow

LONG = (
    "Dear all, the meeting on Thursday is moved to half past ten, because the room is taken in the"
    " afternoon. Please bring the figures of the last quarter, and think about who could take over"
    " the support in the first week of January."
)


@cache
def _filled_once() -> Path:
    """Recordings are encoded in it, which takes a while."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _fill(folder)
    return folder


def _filled(folder: Path) -> None:
    shutil.copytree(_filled_once(), folder, dirs_exist_ok=True)


def _fill(folder: Path) -> None:
    said = SaidBefore(folder)
    day, hour, minute = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
    for back in range(29, 1, -1):
        if back % 7 not in (1, 2):
            some = 1 + back * 7 % 11
            said.dictate(
                "Note to self. " + "More words of that day, as they came. " * some,
                ago=back * day,
                application="Obsidian",
                seconds=2.0 + 3.2 * some,
            )
    said.dictate("Thanks, that works for me.", ago=day + 3 * hour, application="Thunderbird")
    said.dictate(
        None, ago=day + 2 * hour, application="Firefox", state=State.FAILED, audio=True,
        reason="The speech engine did not answer within 60 seconds and was ended: choose a"
        " smaller model.",
    )  # fmt: skip
    said.dictate("git commit dash m fix the tests", ago=day, application="kitty", audio=True)
    said.dictate(
        "My password is none of your business.", ago=5 * hour, application="KeePassXC",
        state=State.REFUSED, reason="KeePassXC is not to be typed into.",
    )  # fmt: skip
    said.dictate("Never mind.", ago=3 * hour, application="Signal", state=State.CANCELLED)
    said.dictate(
        "Can you call me back this afternoon?", ago=2 * hour, application="Signal",
        state=State.COPIED,
    )  # fmt: skip
    said.dictate("Scratch that sentence.", ago=hour, application="kate", state=State.TAKEN_BACK)
    said.dictate("It can wait until Monday.", ago=40 * minute, application="kate",
                 state=State.RECOGNISED)  # fmt: skip
    said.dictate(
        LONG, "Kind regards.", ago=20 * minute, application="Thunderbird", audio=True, seconds=14.0
    )
    said.close()


def _window(folder: Path, fill: Callable[[Path], None] | None = _filled) -> HistoryWindow:
    backend = FakeBackend(folder / "settings")
    backend.past = make_past(folder / "history")
    if fill is not None:
        fill(folder / "history")
    window = HistoryWindow(backend, AtOnce())
    window._ask_page(renewing=False)
    return window


def full(folder: Path) -> QWidget:
    return _window(folder)


def failed_one(folder: Path) -> QWidget:
    window = _window(folder)
    window.choose(7)
    return window


def empty(folder: Path) -> QWidget:
    return _window(folder, None)


def no_trace(folder: Path) -> QWidget:
    backend = FakeBackend(folder / "settings")
    backend.past = make_past(folder / "history")
    backend.no_trace = True
    return HistoryWindow(backend, AtOnce())


def searching(folder: Path) -> QWidget:
    window = _window(folder)
    window.filters.words.setText("xylophone")
    window.filters.when.setCurrentIndex(4)
    window.filters.when.activated.emit(4)
    return window


def versions(folder: Path) -> QWidget:
    window = _window(folder)
    past = window._past
    key = window.model.at(0).key
    past.recognize_again([key], "small", "en", lambda progress: None)
    past.edit(key, LONG.replace("half past ten", "eleven") + " Kind regards, Anna.")
    window.model.put(past.dictation(key))  # type: ignore[arg-type]
    window._show_chosen()
    return window


def editing(folder: Path) -> QWidget:
    window = _window(folder)
    window.detail.begin_edit()
    window.detail.text.insertPlainText(" Yours, Anna")
    return window


def undo(folder: Path) -> QWidget:
    window = _window(folder)
    selection = window.list.selectionModel()
    selection.clearSelection()
    for row in (1, 2, 3):
        selection.select(window.model.index(row), selection.SelectionFlag.Select)
    window.deeds.delete()
    return window


def several(folder: Path) -> QWidget:
    window = _window(folder)
    selection = window.list.selectionModel()
    for row in (0, 1, 2):
        selection.select(window.model.index(row), selection.SelectionFlag.Select)
    window.deeds._recognising = True
    window.deeds._show_progress(LoadProgress(RECOGNISING, done=1.0, total=3.0))
    return window


def trouble(folder: Path) -> QWidget:
    window = _window(folder, None)

    def fails(*arguments: object) -> Any:
        raise HistoryBusy(
            f"Another program holds the history in {folder}; try again in a moment, or close it."
        )

    window._past.found = fails  # type: ignore[method-assign]
    return window


def _close(widget: QWidget) -> None:
    assert isinstance(widget, HistoryWindow)
    widget.close()
    widget._past.close()


SCENES: tuple[Scene, ...] = tuple(
    Scene(f"history-{name}", build, _close)
    for name, build in (
        ("full", full),
        ("failed", failed_one),
        ("empty", empty),
        ("no-trace", no_trace),
        ("nothing-found", searching),
        ("versions", versions),
        ("editing", editing),
        ("several", several),
        ("undo", undo),
        ("trouble", trouble),
    )
)
