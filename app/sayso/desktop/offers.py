"""The person's word on what an earlier run did not deliver: recognise, copy, discard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sayso.core.events import Level, Notice
from sayso.desktop.aside import Aside
from sayso.desktop.backend import Backend
from sayso.desktop.control_server import in_a_sentence
from sayso.desktop.wording import translate


class Offers:
    """Has the backend do it off the main thread, each once at a time.

    Not in the order of the errands: to find the words of an hour takes long, and whoever undoes
    the last dictation does not wait for it.
    """

    def __init__(self, backend: Backend, aside: Aside, tell: Callable[[Notice], None]) -> None:
        """``tell`` is called in the main thread."""
        self._backend = backend
        self._aside = aside
        self._tell = tell
        self._under_way: set[str] = set()
        self._open = True

    def recognize(self) -> None:
        self._begin("recognise", self._backend.recognize_offered)

    def copy(self) -> None:
        self._begin("copy offered", self._backend.copy_offered, self._copied)

    def discard(self) -> None:
        self._begin("discard", self._backend.discard_offered)

    def close(self) -> None:
        """Nothing is begun any more."""
        self._open = False

    def _begin(
        self, name: str, work: Callable[[], None], then: Callable[[], None] = lambda: None
    ) -> None:
        if self._open and name not in self._under_way:
            self._under_way.add(name)
            self._aside.ask(name, work, partial(self._done, name, then), partial(self._fail, name))

    def _done(self, name: str, then: Callable[[], None], _: None) -> None:
        self._under_way.discard(name)
        then()

    def _fail(self, name: str, error: Exception) -> None:
        self._under_way.discard(name)
        self._tell(Notice(Level.WARNING, str(in_a_sentence(error))))

    def _copied(self) -> None:
        self._tell(on_the_clipboard())


def on_the_clipboard() -> Notice:
    return Notice(
        Level.INFO,
        translate("Session", "The text is on the clipboard; paste it where it belongs."),
    )
