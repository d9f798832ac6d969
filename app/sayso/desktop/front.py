"""What the parts of a session need of it."""

from __future__ import annotations

from typing import Protocol

from sayso.core.events import Event
from sayso.desktop.shown import Shown
from sayso.desktop.window import Window


class Front(Protocol):
    """`sayso.desktop.session.Session`, which owns what is shown. In the main thread."""

    window: Window

    @property
    def shown(self) -> Shown: ...

    def happened(self, event: Event) -> None:
        """As if the backend had told it."""

    def show(self, shown: Shown) -> None:
        """From now on."""

    def draw(self) -> None:
        """Put every mark back where it belongs, though nothing has changed."""

    def read_status(self) -> None:
        """Show what no event tells."""
