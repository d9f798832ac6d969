"""How each model is, in the order in which they changed, and telling that to a listener."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from sayso.residency.model import ModelKey
from sayso.residency.vitals import Vitals

log = logging.getLogger(__name__)

P = ParamSpec("P")


class Ledger:
    """Has a lock of its own, so that it can be read while its owner's is held, and written to; but
    `tell` is called without any lock: the listener hears every change once, in order, outside of
    all locks. One thread tells at a time, perhaps what another one wrote down."""

    def __init__(self, changed: Callable[[ModelKey, Vitals], None]) -> None:
        self._changed = changed
        self._lock = threading.Lock()
        self._vitals: dict[ModelKey, Vitals] = {}  # the one that changed last comes last
        self._news: deque[tuple[ModelKey, Vitals]] = deque()
        self._telling = False

    def of(self, key: ModelKey) -> Vitals:
        """Unloaded, if nothing is known."""
        with self._lock:
            return self._vitals.get(key, Vitals())

    def all(self) -> list[tuple[ModelKey, Vitals]]:
        """The one that changed last comes last."""
        with self._lock:
            return list(self._vitals.items())

    def note(
        self,
        key: ModelKey,
        change: Callable[Concatenate[Vitals, P], Vitals],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        """Write down what ``change``, a function of `sayso.residency.vitals`, makes of the vitals.
        `tell` has to follow. Raises ValueError if that cannot follow what was."""
        with self._lock:
            before = self._vitals.get(key, Vitals())
            after = change(before, *args, **kwargs)
            self._vitals.pop(key, None)
            self._vitals[key] = after
            if after != before:
                self._news.append((key, after))

    def tell(self) -> None:
        """Tell what was not told yet. A listener that raises is logged."""
        while True:
            with self._lock:
                if self._telling or not self._news:
                    return
                self._telling = True
                key, vitals = self._news.popleft()
            try:
                self._changed(key, vitals)
            except Exception:
                log.exception("Who listens to the models' vitals raised")
            finally:
                with self._lock:
                    self._telling = False
