"""The inserter at work on a private screen: texts are given to it as dictations are."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Self

from no_journal import NoJournal
from screen import Screen

from sayso.composition.desktops.x11 import x11
from sayso.core.events import Event, Notice, TextInserted, TextWaits
from sayso.core.speech import Words
from sayso.core.target import Target
from sayso.pipeline.type_out.delivery import Delivery
from sayso.pipeline.type_out.placing import Placing
from sayso.settings.schema import Typing

END_SECONDS = 60.0
"""For one dictation, on a machine that is very busy."""

LOOK_SECONDS = 0.05
"""How often a window is looked for that a text waits for."""


class Desk:
    """`Delivery` with a `Placing` for X11.

    events: all that was published since the last `begin`, in order.
    """

    def __init__(self, screen: Screen, typing: Typing | None = None) -> None:
        desktop = x11(time.monotonic, screen.display, bus=screen.env["DBUS_SESSION_BUS_ADDRESS"])
        self.placing = Placing(desktop, lambda: typing or Typing(), {}, time.monotonic)
        self.events: list[Event] = []
        self._ended = threading.Semaphore(0)
        self._number = 0
        self.delivery = Delivery(
            self.placing,
            publish=self.events.append,
            ended=lambda *_: self._ended.release(),
            journal=NoJournal(),
            look_seconds=LOOK_SECONDS,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.delivery.close(5)
        self.placing.close()

    def begin(self) -> Target | None:
        """The key goes down: the window that has the keyboard is the one that is meant."""
        self.events.clear()
        target = self.placing.aim()
        self._number += 1
        self.delivery.expect(self._number, target)
        return target

    def deliver(self, *texts: str) -> float:
        """They have been recognised; how many seconds it takes until the dictation has ended."""
        began = time.monotonic()
        for text in texts:
            self.delivery.put(self._number, Words(text))
        self.delivery.complete(self._number)
        assert self._ended.acquire(timeout=END_SECONDS), "the dictation does not end"
        return time.monotonic() - began

    @property
    def notices(self) -> list[str]:
        return [event.text for event in tuple(self.events) if isinstance(event, Notice)]

    @property
    def inserted(self) -> TextInserted | None:
        """The last text that a window took."""
        found = [event for event in tuple(self.events) if isinstance(event, TextInserted)]
        return found[-1] if found else None

    @property
    def waits(self) -> str:
        """What is offered to be typed or copied."""
        found = [event for event in tuple(self.events) if isinstance(event, TextWaits)]
        return found[-1].text if found else ""
