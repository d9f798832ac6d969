"""The small window as Orca reads it: through AT-SPI, from another process. Over a fake backend."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import closing

import fake_backend
import pytest
from a11y import AtSpiBus
from screen import Screen, end
from screen_reader import (
    CHECK_BOX,
    COMBO_BOX,
    FOCUSABLE,
    FOCUSED,
    LABEL,
    LIST_ITEM,
    PUSH_BUTTON,
    SECONDS,
    SHOWING,
    TEXT,
    Part,
    Reader,
    until,
)

from sayso.control.commands import encode
from sayso.desktop import once
from sayso.paths import first_run_file
from sayso.pipeline.type_out.dbus.connection import BusError


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


def bring_forward(path: str) -> None:
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(SECONDS)
        door.connect(path)
        door.sendall(encode({"command": "show"}))
        door.makefile("rb").readline()


def test_a_screen_reader_finds_all_of_it(screen: Screen) -> None:
    path = str(screen.runtime / "control.sock")
    with AtSpiBus(screen) as bus:
        bus.enable(True)
        home = screen.runtime / "sayso"
        once.done(home / "data" / first_run_file().name)  # else that window comes first
        app = screen.start(
            [sys.executable, fake_backend.__file__, path],
            env={
                **screen.env,
                "PYTHONPATH": os.pathsep.join(sys.path),
                "SAYSO_HOME": str(home),
            },
        )
        try:
            with closing(Reader(bus.address)) as reader:
                _read(screen, reader, path)
        finally:
            end(app)


def _read(screen: Screen, reader: Reader, path: str) -> None:
    shown: list[Part] = []

    def is_there() -> bool:
        """Without a tray the window comes as soon as the splash has gone."""
        try:
            for window in reader.windows():
                parts = reader.all(window.place)
                if SHOWING in window.states and any(part.role == COMBO_BOX for part in parts):
                    shown[:] = [part for part in parts if SHOWING in part.states]
        except BusError:  # what was there a moment ago, as the splash, has gone
            return False
        return bool(shown)

    until(is_there)
    assert shown[0].name == "Sayso"
    controls = {part.name: part for part in shown[1:] if FOCUSABLE in part.states}
    assert "" not in controls
    roles = {name: part.role for name, part in controls.items()}
    assert roles["Start dictation"] == PUSH_BUTTON
    assert roles["Leave no trace"] == CHECK_BOX
    boxes = [part for part in shown if part.role == COMBO_BOX]
    assert [box.name for box in boxes][:2] == ["Built-in & Audio", "Detect (by listening)"]
    assert [reader.label(box) for box in boxes] == [
        "Microphone:",
        "Language:",
        "Engine and model:",
        "Device:",
    ]
    assert roles["Last dictation"] == TEXT
    assert any(part.role == LABEL and part.name == "Ready" for part in shown)

    # As a status display it takes no focus; brought forward it does, and the keyboard leads on.
    def has_focus(name: str) -> bool:
        return FOCUSED in reader.part(controls[name].place).states

    assert [name for name in controls if roles[name] != LIST_ITEM and has_focus(name)] == []
    bring_forward(path)
    until(lambda: has_focus("Start dictation"))
    screen.xdotool("key", "Tab")
    until(lambda: has_focus("Built-in & Audio"))
    assert not has_focus("Start dictation")
