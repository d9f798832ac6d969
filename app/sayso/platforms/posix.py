"""What Linux and macOS have in common."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def no_core_dumps() -> None:
    """The memory of this process, and of those that it starts, is written to no file if it crashes:
    what was said is in it."""
    resource: Any = import_module("resource")  # not there on Windows, for the type checker either
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))
