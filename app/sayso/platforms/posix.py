"""What Linux and macOS have in common."""

from __future__ import annotations


def no_core_dumps() -> None:
    """The memory of this process, and of those that it starts, is written to no file if it crashes:
    what was said is in it."""
    import resource  # is not there on Windows, where this module is read by the type checker alone

    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))
