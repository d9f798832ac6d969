"""Calls that may take too long, with a time limit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def on_main(post: Callable[[Callable[[], None]], None], work: Callable[[], T], seconds: float) -> T:
    """``work`` on the main thread, by ``post``.

    Raises TimeoutError where the main thread does not come to it in time; then it never does.
    Raises what ``work`` raises.
    """
    future: Future[T] = Future()

    def run() -> None:
        if future.set_running_or_notify_cancel():
            _settle(future, work)

    post(run)
    try:
        return future.result(seconds)
    except TimeoutError:
        if future.cancel():
            raise
    return future.result(seconds)  # it has just begun


class Aside:
    """One thread at a time for calls that cannot be interrupted. A call that takes too long is left
    to itself, and no other is begun until it has ended."""

    def __init__(self) -> None:
        self._future: Future[object] | None = None

    def call(self, work: Callable[[], T], seconds: float) -> T:
        """Raises TimeoutError; raises what ``work`` raises."""
        if self._future is not None and not self._future.done():
            raise TimeoutError
        future: Future[T] = Future()
        self._future = future  # type: ignore[assignment]
        threading.Thread(
            target=_settle, args=(future, work), name="pasteboard", daemon=True
        ).start()
        return future.result(seconds)


def _settle(future: Future[T], work: Callable[[], T]) -> None:
    try:
        future.set_result(work())
    except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
        future.set_exception(error)
