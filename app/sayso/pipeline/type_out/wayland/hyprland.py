"""Asks Hyprland about its windows, by the socket of its hyprctl(1). Never run on a real one."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import Any

from sayso.core.ports import Clock
from sayso.core.target import Target
from sayso.pipeline.type_out.wayland.sway import unix_socket

_log = logging.getLogger(__name__)

SECONDS = 0.15
"""For one question with its answer."""

_ADDRESS = re.compile("0x[0-9a-f]+")
_LONGEST = 16 * 1024 * 1024


class Hyprland:
    """Nothing here raises. From any thread: each question has a connection of its own."""

    def __init__(self, clock: Clock, path: Path) -> None:
        self._clock = clock
        self._path = path

    def focused(self) -> Target | None:
        window = self._ask_json("j/activewindow")
        if not isinstance(window, dict) or not window.get("address"):
            return None  # it answers {} where no window has the keyboard
        process = window.get("pid")
        return Target(
            str(window["address"]),
            str(window.get("class") or "").lower(),
            process if isinstance(process, int) and process > 0 else 0,
        )

    def windows(self) -> frozenset[str] | None:
        """Their ids; None where that cannot be told."""
        clients = self._ask_json("j/clients")
        if not isinstance(clients, list):
            return None
        return frozenset(str(client.get("address")) for client in clients)

    def focus(self, target: Target) -> bool:
        """Give it the keyboard. ``target.id`` is one of ours: an address."""
        if not _ADDRESS.fullmatch(target.id):
            return False
        return self._ask(f"dispatch focuswindow address:{target.id}") == b"ok"

    def _ask_json(self, question: str) -> Any:
        answer = self._ask(question)
        try:
            return None if answer is None else json.loads(answer)
        except ValueError:
            return None

    def _ask(self, question: str) -> bytes | None:
        """Its answer, which ends where it hangs up."""
        deadline = self._clock() + SECONDS
        answer = bytearray()
        try:
            with unix_socket() as link:
                link.settimeout(SECONDS)
                link.connect(str(self._path))
                link.sendall(question.encode())
                while piece := link.recv(65536):
                    answer += piece
                    if len(answer) > _LONGEST:
                        return None
                    link.settimeout(max(deadline - self._clock(), 0.001))
        except OSError as error:
            _log.info("Hyprland's socket: %s", type(error).__name__)
            return None
        return bytes(answer).strip()
