"""`sayso run` that can be told to kill itself at a named point.

``python -P killing.py SOCKET POINT``: SOCKET is the number of an inherited socket; POINT is one to
begin with, or empty. A line of JSON comes in, one goes out:

``{"kill": POINT, "at": 2}`` has the process end itself by SIGKILL the second time from now on that
it comes to POINT; the last line it writes is then ``{"killed": seconds of time.monotonic}``.
``{"do": "discard_offered", "with": []}`` calls that method of the app's, as tray and window do.
``{"told": true}`` asks for all that the person was told since the start, each a sentence.

The functions of the app are wrapped from outside; nothing in them knows of it. Imported by the
engine's process, too, where it does nothing.
"""

from __future__ import annotations

import functools
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

WRITTEN = ("the beginning", "heard", "recognised", "inserting", "inserted", "the end")
"""What the journal is told of a dictation, in this order."""

POINTS = (
    *(
        f"{what} {how}"
        for what in WRITTEN
        for how in ("is to be written", "half written", "written")
    ),
    "audio written",
    "the insertion begins",
    "the keys are to be pressed",
    "the keys are pressed",
    "the window took it",
    "the insertion is over",
)
"""Half written: in a transaction that nobody has committed. The keys: of the paste, whose text the
window has not fetched yet."""


class Fuse:
    """Lit for one point at a time."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._lock = threading.Lock()
        self._point = ""
        self._left = 0

    def light(self, point: str, times: int) -> None:
        assert point in ("", *POINTS), point
        with self._lock:
            self._point, self._left = point, times

    def at(self, point: str) -> None:
        with self._lock:
            if not point or point != self._point:
                return
            self._left -= 1
            if self._left == 0:
                self._link.sendall(json.dumps({"killed": time.monotonic()}).encode() + b"\n")
                os.kill(os.getpid(), signal.SIGKILL)
                threading.Event().wait()  # with the lock: nobody gets any further


def _always(*args: Any, **kwargs: Any) -> bool:
    return True


def _wrap(owner: Any, name: str, fuse: Fuse, *, before: str = "", after: str = "") -> None:
    original = getattr(owner, name)

    @functools.wraps(original)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        fuse.at(before)
        result = original(*args, **kwargs)
        fuse.at(after)
        return result

    setattr(owner, name, wrapped)


def _watch_the_journal(fuse: Fuse) -> None:
    from sayso.archive.history import History
    from sayso.archive.journal import Journal
    from sayso.archive.recording import Recording
    from sayso.core.state import State

    def marks(state: State) -> Callable[..., bool]:
        return lambda *args, **kwargs: state in args or state in kwargs.values()

    written: set[str] = set()
    depth = 0
    original = History.writing

    @contextmanager
    def writing(history: History) -> Iterator[None]:
        nonlocal depth
        depth += 1
        try:
            with original(history):
                yield
        finally:
            depth -= 1
        if not depth:
            for what in sorted(written):
                fuse.at(f"{what} written")
            written.clear()

    setattr(History, "writing", writing)  # noqa: B010  mypy, rightly, lets nobody assign to it

    def half(name: str, what: str, only: Callable[..., bool] = _always) -> None:
        method = getattr(History, name)

        @functools.wraps(method)
        def noted(*args: Any, **kwargs: Any) -> Any:
            result = method(*args, **kwargs)
            if only(*args, **kwargs):
                written.add(what)
                fuse.at(f"{what} half written")
            return result

        setattr(History, name, noted)

    half("begin", "the beginning")
    half("heard", "heard")
    half("recognized", "recognised")
    half("mark", "inserting", marks(State.INSERTING))
    half("mark", "inserted", marks(State.INSERTED))
    half("end", "the end")
    for name, what in zip(
        ("begin", "heard", "recognized", "inserting", "inserted", "end"), WRITTEN, strict=True
    ):
        _wrap(Journal, name, fuse, before=f"{what} is to be written")
    _wrap(Recording, "write", fuse, after="audio written")


def _watch_the_insertion(fuse: Fuse) -> None:
    from sayso.pipeline.type_out.placing import Placing
    from sayso.pipeline.type_out.x11 import paste
    from sayso.pipeline.type_out.x11.keyboard import X11Keyboard

    _wrap(Placing, "insert", fuse, before="the insertion begins", after="the insertion is over")
    _wrap(
        X11Keyboard,
        "press",
        fuse,
        before="the keys are to be pressed",
        after="the keys are pressed",
    )
    _wrap(paste, "_restore", fuse, before="the window took it")


class _Reins:
    """Does what the test says, in a thread of its own."""

    def __init__(self, link: socket.socket, fuse: Fuse) -> None:
        self._link = link
        self._fuse = fuse
        self._app: Any = None
        self._told: list[str] = []

    def take(self) -> None:
        from sayso.control.app import App
        from sayso.core.events import Event, Level, Notice

        original = App.start
        reins = self

        @functools.wraps(original)
        def start(app: App, publish: Callable[[Event], None], *more: Any) -> None:
            def listen(event: Event) -> None:
                if isinstance(event, Notice) and event.level is not Level.INFO:
                    reins._told.append(event.text)
                publish(event)

            reins._app = app
            original(app, listen, *more)

        setattr(App, "start", start)  # noqa: B010  as above
        threading.Thread(target=self._obey, name="reins", daemon=True).start()

    def _obey(self) -> None:
        for line in self._link.makefile("rb"):
            order = json.loads(line)
            answer: dict[str, Any] = {}
            try:
                if "kill" in order:
                    self._fuse.light(order["kill"], order["at"])
                elif "told" in order:
                    answer["told"] = self._told
                else:
                    getattr(self._app, order["do"])(*order["with"])
            except Exception as error:  # noqa: BLE001  told to the test
                answer = {"error": f"{type(error).__name__}: {error}"}
            self._link.sendall(json.dumps(answer).encode() + b"\n")


def main() -> int:
    link = socket.socket(fileno=int(sys.argv[1]))
    link.set_inheritable(False)
    fuse = Fuse(link)
    fuse.light(sys.argv[2], 1)
    _watch_the_journal(fuse)
    _watch_the_insertion(fuse)
    _Reins(link, fuse).take()
    from sayso.__main__ import main as sayso

    return sayso(["run"])


if __name__ == "__main__":
    sys.exit(main())
