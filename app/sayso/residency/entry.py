"""One model, from the moment somebody asks for it until it is out of the memory again."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import Generic, Protocol, TypeAlias, TypeVar

from sayso.core.errors import ModelError
from sayso.core.events import LoadProgress
from sayso.residency.model import ModelKey

Report: TypeAlias = Callable[[LoadProgress], None]


class Model(Protocol):
    """What can be kept in memory."""

    def load(self, report: Report) -> None:
        """Raises ModelError; also when `close` is called meanwhile."""

    def warm_up(self, report: Report) -> None:
        """After `load`, in the same thread. Raises ModelError."""

    def close(self) -> None:
        """Give the memory back. From any thread, during `load` and `warm_up` too, and before and
        after either; perhaps twice."""


M = TypeVar("M", bound=Model)


class Stage(Enum):
    LOADING = auto()
    LOADED = auto()
    BROKEN = auto()
    """Given out no more; waits for the leases that are out."""
    LEAVING = auto()
    """Somebody closes it."""


class Entry(Generic[M]):
    """The registry's: read and written under its lock alone.

    leases: out, or promised to threads that wait for the load.
    reports: who hears how the load goes; nobody, once it is over.
    model: None until it is made.
    error: why it could not be loaded, or broke.
    """

    def __init__(self, key: ModelKey, report: Report) -> None:
        self.key = key
        self.stage = Stage.LOADING
        self.leases = 1
        self.reports = [report]
        self.model: M | None = None
        self.error: ModelError | None = None
