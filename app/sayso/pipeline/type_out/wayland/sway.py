"""Asks sway, or another that speaks i3's protocol (sway-ipc(7)), about its windows."""

from __future__ import annotations

import json
import logging
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sayso.core.ports import Clock
from sayso.core.target import Target

_log = logging.getLogger(__name__)

SECONDS = 0.15
"""For one question with its answer: 1 to 3 ms is usual."""

_MAGIC = b"i3-ipc"
_HEADER = struct.Struct("=6sII")
_RUN_COMMAND = 0
_GET_TREE = 4
_LONGEST = 16 * 1024 * 1024


class Sway:
    """Nothing here raises. From any thread: each question has a connection of its own."""

    def __init__(self, clock: Clock, path: Path) -> None:
        self._clock = clock
        self._path = path

    def focused(self) -> Target | None:
        tree = self._ask(_GET_TREE)
        for node in _nodes(tree):
            if node.get("focused") and _is_window(node):
                return _target(node)
        return None

    def windows(self) -> frozenset[str] | None:
        """Their ids; None where that cannot be told."""
        tree = self._ask(_GET_TREE)
        if tree is None:
            return None
        return frozenset(str(node["id"]) for node in _nodes(tree) if _is_window(node))

    def focus(self, target: Target) -> bool:
        """Give it the keyboard. ``target.id`` is one of ours: a number."""
        if not target.id.isdecimal():
            return False
        answers = self._ask(_RUN_COMMAND, f"[con_id={target.id}] focus")
        return isinstance(answers, list) and all(answer.get("success") for answer in answers)

    def _ask(self, kind: int, payload: str = "") -> Any:
        """What it answers; None where it does not."""
        deadline = self._clock() + SECONDS
        try:
            with unix_socket() as link:
                link.settimeout(SECONDS)
                link.connect(str(self._path))
                data = payload.encode()
                link.sendall(_HEADER.pack(_MAGIC, len(data), kind) + data)
                magic, size, answered = _HEADER.unpack(self._read(link, _HEADER.size, deadline))
                if magic != _MAGIC or answered != kind or size > _LONGEST:
                    raise ValueError("no answer in i3's protocol")
                return json.loads(self._read(link, size, deadline))
        except (OSError, ValueError, struct.error) as error:
            _log.info("sway's socket: %s", type(error).__name__)
            return None

    def _read(self, link: socket.socket, size: int, deadline: float) -> bytes:
        data = bytearray()
        while len(data) < size:
            link.settimeout(max(deadline - self._clock(), 0.001))
            piece = link.recv(size - len(data))
            if not piece:
                raise ConnectionError("it hung up")
            data += piece
        return bytes(data)


def unix_socket() -> socket.socket:
    family: int = getattr(socket, "AF_UNIX", 1)  # Windows has none, nor runs this
    return socket.socket(family)


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(node, dict):
        return
    yield node
    for name in ("nodes", "floating_nodes"):
        for child in node.get(name) or ():
            yield from _nodes(child)


def _is_window(node: dict[str, Any]) -> bool:
    """Containers that only hold others have no program."""
    return bool(node.get("pid")) or bool(node.get("window"))


def _target(node: dict[str, Any]) -> Target:
    by_x11 = node.get("window_properties") or {}
    application = node.get("app_id") or by_x11.get("class") or ""
    return Target(str(node["id"]), str(application).lower(), int(node.get("pid") or 0))
