"""Where no key can be listened for."""

from __future__ import annotations

from collections.abc import Callable

from sayso.core.ports import Key

WAYLAND = (
    "On Wayland only the compositor may listen for keys, so bind one there to `sayso start` and"
    " `sayso stop`; in sway: bindsym --no-repeat Ctrl+F9 exec sayso start, and"
    " bindsym --release Ctrl+F9 exec sayso stop."
)


class NoHotkey:
    """A hotkey source that never reports anything.

    reason: a sentence for the person: why, and what to do instead.
    """

    def __init__(self, reason: str = WAYLAND) -> None:
        self.reason = reason

    def start(self, deliver: Callable[[Key], None]) -> None:
        """Nothing to start."""

    def watch_cancel(self, wanted: bool) -> None:
        """Escape cannot be listened for either; `sayso cancel` can be bound to a key."""

    def stop(self) -> None:
        """Nothing to stop."""
