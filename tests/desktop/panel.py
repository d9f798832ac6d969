"""A panel with a tray, and a hand that clicks in the menu of the icon there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from screen import Screen

ITEM = "/StatusNotifierItem"
HOST = Path(__file__).with_name("tray_host.py")


class Panel:
    """On the session bus of a screen; the first icon that comes is the one."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.panel: subprocess.Popen[bytes] | None = None
        self.item = ""

    def start_panel(self) -> None:
        """Returns once it has its name on the bus."""
        self.panel = self.screen.start(
            [sys.executable, str(HOST)], stdout=subprocess.PIPE, env=self.environment()
        )
        assert self._line() == "ready"

    def await_item(self) -> None:
        self.item = self._line()

    def call(self, path: str, interface: str, method: str, *arguments: str) -> Any:
        answer = self.screen.run(
            "busctl", "--user", "--json=short", f"--address={self._bus}", "--", "call",
            self.item, path, interface, method, *arguments,
        )  # fmt: skip
        return json.loads(answer)["data"] if answer.strip() else None

    def get(self, name: str) -> Any:
        """A property of the tray icon."""
        interface = "org.kde.StatusNotifierItem"
        got = self.call(ITEM, "org.freedesktop.DBus.Properties", "Get", "ss", interface, name)
        return got[0]["data"]

    def tooltip(self) -> str:
        return str(self.get("ToolTip")[2])

    def menu(self) -> list[dict[str, Any]]:
        """Each line's properties, ``id`` and ``lines`` (those of a submenu) among them."""
        layout = self.call(
            str(self.get("Menu")), "com.canonical.dbusmenu", "GetLayout", "iias", "0", "-1", "0"
        )
        return _lines(layout[1])

    def labels(self) -> list[str]:
        return [
            line["label"] for line in self.menu() if "label" in line and line.get("visible", True)
        ]

    def click(self, *labels: str) -> None:
        """A line of the menu, or, after the name of a submenu, a line of that. Of one whose end
        changes, as a model's with what it is doing, the beginning will do, with … behind it."""
        lines = self.menu()
        for label in labels:
            (line,) = (line for line in lines if _is(str(line.get("label", "")), label))
            lines = line["lines"]
        self.call(
            str(self.get("Menu")), "com.canonical.dbusmenu", "Event", "isvu",
            str(line["id"]), "clicked", "s", "", "0",
        )  # fmt: skip

    @property
    def _bus(self) -> str:
        return self.screen.env["DBUS_SESSION_BUS_ADDRESS"]

    def environment(self) -> dict[str, str]:
        """Of a program that imports what the tests do."""
        return {**self.screen.env, "PYTHONPATH": os.pathsep.join(sys.path)}

    def _line(self) -> str:
        assert self.panel is not None
        assert self.panel.stdout is not None
        return self.panel.stdout.readline().decode().strip()


def _lines(layout: list[Any]) -> list[dict[str, Any]]:
    lines = []
    for child in layout[2]:
        number, properties, _ = child["data"]
        line = {name: value["data"] for name, value in properties.items()}
        lines.append({**line, "id": number, "lines": _lines(child["data"])})
    return lines


def _is(label: str, wanted: str) -> bool:
    return label == wanted or (wanted.endswith(" …") and label.startswith(wanted[:-1]))
