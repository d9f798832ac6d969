"""How requests and answers are written on the local socket: a line of JSON each way.

Apart from `commands`, because `sayso start` is bound to keys and has to be there at once: the
classes of `commands` alone cost more to import than a bare Python needs to start.
"""

from __future__ import annotations

import json

TYPE_CHECKING = False  # as in typing, which is a module less to import
if TYPE_CHECKING:
    from typing import Any

LONGEST_LINE = 8 * 1024 * 1024
"""Bytes; a longer request or answer is not one of ours. The longest hold a text to type."""


def encode(message: dict[str, Any]) -> bytes:
    """One line, its end included."""
    return json.dumps(message, ensure_ascii=False).encode() + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """Raises ValueError where the line is not a JSON object."""
    message = json.loads(line)
    if not isinstance(message, dict):
        raise ValueError("not a JSON object")
    return message
