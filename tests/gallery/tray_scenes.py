"""The tray's menu in its states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from fake_backend import DOWNLOAD, OFFERED, WHY
from PySide6.QtWidgets import QWidget
from scene import Scene
from values import fill

from sayso.core.events import Activity, Level, Notice
from sayso.core.health import Health
from sayso.desktop.lists import Kind
from sayso.desktop.shown import Shown
from sayso.desktop.tray import Tray

READY = Shown(health=Health.READY, engine="whisper", model="base.en", device="cpu")

RECENT = (
    (3, "It can wait until Monday."),
    (2, "Please send the report to my office before five o'clock this afternoon, and a copy."),
    (1, "Remember the milk."),
)

_open: dict[QWidget, Tray] = {}
"""The menu does not keep what it belongs to."""


def _tray(state: Shown) -> Tray:
    tray = Tray(state)
    fill(tray.lists)
    return tray


def _menu(state: Shown) -> Callable[[Path], QWidget]:
    def build(folder: Path) -> QWidget:
        tray = _tray(state)
        _open[tray.menu] = tray
        return tray.menu

    return build


def _list(kind: Kind) -> Callable[[Path], QWidget]:
    def build(folder: Path) -> QWidget:
        tray = _tray(READY)
        menu = tray.lists[kind]
        _open[menu] = tray
        return menu

    return build


def _recent(folder: Path) -> QWidget:
    tray = _tray(replace(READY, recent=RECENT))
    _open[tray._recent] = tray
    return tray._recent


def _about(folder: Path) -> QWidget:
    tray = _tray(READY)
    _open[tray._more] = tray
    return tray._more


def _close(menu: QWidget) -> None:
    _open.pop(menu).deleteLater()


SCENES = (
    Scene("tray-menu", _menu(READY), _close),
    Scene(
        "tray-menu-full",
        _menu(
            replace(
                READY,
                activity=Activity.LISTENING,
                loading=DOWNLOAD,
                offered=OFFERED,
                waits="It can wait until Monday. ",
                why=Notice(Level.WARNING, WHY),
                leaves_no_trace=True,
                recent=RECENT,
                newer="0.2.0",
            )
        ),
        _close,
    ),
    Scene("tray-menu-paused", _menu(replace(READY, paused=True)), _close),
    Scene("tray-last-texts", _recent, _close),
    Scene("tray-about", _about, _close),
    Scene("tray-models", _list(Kind.RECOGNIZER), _close),
    Scene("tray-languages", _list(Kind.LANGUAGE), _close),
)
