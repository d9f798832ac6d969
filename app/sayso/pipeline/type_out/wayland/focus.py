"""Which window has the keyboard: by sway's socket or Hyprland's. Elsewhere it cannot be told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sayso.core.errors import FocusMoved
from sayso.core.ports import Clock, Focus
from sayso.core.spot import Rect
from sayso.core.target import Target
from sayso.pipeline.type_out.wayland.hyprland import Hyprland
from sayso.pipeline.type_out.wayland.sway import Sway


class WaylandFocus:
    """A `sayso.core.ports.Focus`. GNOME's and KDE's compositors tell nobody: None, True, False.

    Windows of X11 programs are told, too: both compositors know them as their own.
    """

    def __init__(self, clock: Clock, variables: Mapping[str, str]) -> None:
        """variables: the environment, of which SWAYSOCK, I3SOCK, HYPRLAND_INSTANCE_SIGNATURE and
        XDG_RUNTIME_DIR are read."""
        self._desktop = _desktop(clock, variables)

    @property
    def tells(self) -> bool:
        """This desktop says which window has the keyboard."""
        return self._desktop is not None

    def focused(self) -> Target | None:
        return self._desktop.focused() if self._desktop else None

    def exists(self, target: Target) -> bool:
        if self._desktop is None:
            return True
        windows = self._desktop.windows()
        return windows is None or target.id in windows

    def bring_back(self, target: Target) -> bool:
        if self._desktop is None or not self._desktop.focus(target):
            return False
        # Both have done it when they answer; a window in full screen may have kept it from us.
        now = self._desktop.focused()
        return now is not None and now.id == target.id

    def place(self, target: Target) -> Rect | None:
        """Nobody may place anything by it on Wayland."""
        return None

    def close(self) -> None:
        """Nothing is kept open."""


def check(focus: Focus | None, target: Target | None) -> None:
    """Raises FocusMoved where ``target`` has not the keyboard any more. ``target`` came from the
    same ``focus``: so that it does tell, and None means that no window has the keyboard, as while
    a launcher or a screen lock has it."""
    if focus is None or target is None:
        return
    # A desktop that is busy may not answer in time, once.
    now = focus.focused() or focus.focused()
    if now is None or now.id != target.id:
        raise FocusMoved(
            f"{target.name} has not the keyboard any more; go back to it and try again."
        )


def _desktop(clock: Clock, variables: Mapping[str, str]) -> Sway | Hyprland | None:
    for name in ("SWAYSOCK", "I3SOCK"):
        if variables.get(name):
            return Sway(clock, Path(variables[name]))
    signature = variables.get("HYPRLAND_INSTANCE_SIGNATURE")
    runtime = variables.get("XDG_RUNTIME_DIR")
    if signature and runtime:
        return Hyprland(clock, Path(runtime, "hypr", signature, ".socket.sock"))
    return None
