"""What is done to texts that were dictated, or are to be typed: undo, try again, copy, type."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from sayso.control.commands import Request, Typed
from sayso.core.errors import UsageError
from sayso.desktop.aside import Aside
from sayso.desktop.backend import Backend
from sayso.desktop.control_server import Message
from sayso.desktop.wording import translate

FOR_THE_LAST_WINDOW = frozenset({Request.UNDO, Request.AGAIN})
"""They mean the window that had the keyboard before ours."""


@dataclass(frozen=True, slots=True)
class _Errand:
    request: Request
    work: Callable[[], Typed | None]
    answer: Callable[[Typed | None], None]
    failed: Callable[[Exception], None]


class Errands:
    """Has the backend do them off the main thread, one after the other.

    In the order in which they were asked for: of two texts that a script sends, the second must not
    come to stand before the first. Each may take long, as while the hotkey is held.
    """

    KINDS = frozenset({Request.UNDO, Request.AGAIN, Request.COPY, Request.TYPE})

    def __init__(self, backend: Backend, aside: Aside) -> None:
        self._backend = backend
        self._aside = aside
        self._queue: deque[_Errand] = deque()  # the first one is under way

    def run(
        self,
        request: Request,
        answer: Callable[[Typed | None], None],
        failed: Callable[[Exception], None],
        text: str = "",
    ) -> None:
        """``answer`` or ``failed`` is called in the main thread. text: what is to be typed."""
        self._queue.append(_Errand(request, self._work(request, text), answer, failed))
        if len(self._queue) == 1:
            self._begin()

    def wanted(self, request: Request) -> bool:
        """Whether one of the kind is under way, or will be."""
        return any(errand.request is request for errand in self._queue)

    def _work(self, request: Request, text: str) -> Callable[[], Typed | None]:
        match request:
            case Request.UNDO:
                return self._backend.undo
            case Request.AGAIN:
                return self._backend.type_again
            case Request.COPY:
                return self._backend.copy_waiting
            case Request.TYPE:
                return lambda: self._backend.type_text(text)
            case _:
                raise ValueError(f"{request} is no errand")

    def _begin(self) -> None:
        errand = self._queue[0]
        self._aside.ask(errand.request.value, errand.work, self._done, self._failed)

    def _done(self, typed: Typed | None) -> None:
        self._next().answer(typed)

    def _failed(self, error: Exception) -> None:
        self._next().failed(error)

    def _next(self) -> _Errand:
        """The one that has ended; the next one is under way."""
        ended = self._queue.popleft()
        if self._queue:
            self._begin()
        return ended


def text_of(message: Message) -> str:
    """What a request wants to have typed. Raises UsageError."""
    text = message.get("text")
    if not isinstance(text, str) or not text:
        raise UsageError(translate("Control", "There is no text to type; name one."))
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a pair, which JSON can spell
        raise UsageError(
            translate("Control", "The text holds what is no letter; send it as UTF-8.")
        ) from None
    return text
