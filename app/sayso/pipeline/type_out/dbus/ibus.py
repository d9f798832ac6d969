"""Into the focused window as an input method does, through IBus.

IBus runs in GNOME's sessions and in many others, and lets any program of the session be an engine:
that is, what turns keys into text. We become the engine for a moment, commit the text, and set the
person's own engine back. No key is pressed and no clipboard touched, so neither the layout nor a
held modifier matters, and every character is exact.

Confirmed is: our engine was told that a field of the window has the focus (FocusIn), and the daemon
had the text while it still had. That is the daemon's word: it passes the text on to the window at
once, but no window says what it did with it. A window that takes no part in input methods (an
xterm without XIM, for one) is never said to have the focus, and then nothing is sent. A field that
says it is for a password is refused; Qt's do not say so, and GTK's hidden ones take no part.

What it costs: the person's engine is made anew, and so begins in the mode that it always begins in.

Run against ibus-daemon 1.5.27 with GTK and Qt windows under X11. Not run: GNOME Shell, which is the
window of the daemon there and passes the text on by Wayland's text-input-v3.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from sayso.core.errors import InsertionError, Refused, WayUnavailable
from sayso.core.ports import Clock, Insertion
from sayso.core.target import Target
from sayso.pipeline.type_out.dbus.connection import Bus, BusError
from sayso.pipeline.type_out.dbus.ibus_engine import Daemon, Engine

_log = logging.getLogger(__name__)

WAY = "input method"

CONNECT_SECONDS = 0.5

FOCUS_SECONDS = 1.5
"""How long the daemon may take to make us the engine: 5 ms is usual, and GNOME Shell has more to
do. A window without a field for text never comes to it."""

FIELD_SECONDS = 0.25
POLL_SECONDS = 0.025
"""A window tells the daemon some milliseconds after it got the keyboard that a field of it has the
focus, and the daemon tells nobody: so it is asked for so long, and so often."""

PIECE_CHARACTERS = 800
"""Wayland's messages hold 4 kB, and a compositor that is to pass on more than that drops the
window's connection: 800 characters are 3200 bytes at the most."""


class IBus:
    """A `sayso.core.ports.Way`. Keeps nothing open between two texts.

    ``environ``: the session's environment, for IBUS_ADDRESS and the display's name.
    """

    def __init__(
        self, clock: Clock, environ: Mapping[str, str], *, focus_seconds: float = FOCUS_SECONDS
    ) -> None:
        self._clock = clock
        self._environ = environ
        self._focus_seconds = focus_seconds
        self._lock = threading.Lock()
        self._ours: Bus | None = None
        self._closed = threading.Event()

    def insert(self, text: str, target: Target | None) -> Insertion:
        """Raises WayUnavailable where no field that takes text has the focus, Refused where it is
        for a password, and InsertionError where IBus went away in the middle."""

        def commit(engine: Engine) -> None:
            for piece in pieces(text):
                engine.commit(piece)

        return Insertion(WAY, confirmed=self._as_engine(commit, _HALFWAY))

    def press_enter(self, target: Target | None) -> None:
        """As a key that the engine has no use for. Raises InsertionError."""
        self._as_engine(Engine.press_return, _NO_RETURN)

    def close(self) -> None:
        with self._lock:
            self._closed.set()
            if self._ours is not None:
                self._ours.close()  # whoever waits on it is woken

    def _as_engine(self, send: Callable[[Engine], None], halfway: str) -> bool:
        """Whether the field had the focus until all was with the daemon."""
        bus, address = self._connect()
        try:
            daemon = Daemon(bus, self._clock)
            field = self._wait_for_field(daemon)
            before = daemon.engine()
            ours = Bus(address, self._clock, seconds=CONNECT_SECONDS)
            try:
                daemon.watch(ours.name)
                engine = self._taken_over(ours)
                if daemon.focused() != field:
                    raise WayUnavailable(_NO_FIELD)
                try:
                    send(engine)
                    return engine.settle() and daemon.focused() == field
                except BusError as error:
                    raise InsertionError(halfway) from error
            finally:
                with self._lock:
                    self._ours = None
                ours.close()
                self._give_back(daemon, ours.name, before)
        except BusError as error:
            raise WayUnavailable(_NO_ANSWER) from error
        finally:
            bus.close()

    def _wait_for_field(self, daemon: Daemon) -> str:
        deadline = self._clock() + FIELD_SECONDS
        while (field := daemon.focused()) is None:
            if self._clock() >= deadline or self._closed.wait(POLL_SECONDS):
                raise WayUnavailable(_NO_FIELD)
        return field

    def _taken_over(self, ours: Bus) -> Engine:
        with self._lock:
            if self._closed.is_set():
                raise WayUnavailable(_CLOSED)
            self._ours = ours
        engine = Engine(ours, self._clock)
        engine.take_over(self._focus_seconds)
        if engine.secret:
            raise Refused("That is a password field, so nothing was typed into it.")
        if not engine.focused:
            raise WayUnavailable(_NO_FIELD)
        return engine

    def _give_back(self, daemon: Daemon, client: str, before: str | None) -> None:
        if before is None:
            return  # and none there is when ours has gone
        try:
            daemon.set_after(client, before)
        except BusError as error:
            # They are left with plain keys, and have their own as soon as they choose it.
            _log.warning("the input method %s could not be set back: %s", before, error)

    def _connect(self) -> tuple[Bus, str]:
        if self._closed.is_set():
            raise WayUnavailable(_CLOSED)
        for address in addresses(self._environ):
            try:
                return Bus(address, self._clock, seconds=CONNECT_SECONDS), address
            except BusError as error:
                _log.debug("no ibus at %s: %s", address, error)
        raise WayUnavailable("IBus does not run in this session; set typing to another way.")


def pieces(text: str) -> Iterator[str]:
    """At most `PIECE_CHARACTERS` each."""
    for start in range(0, len(text), PIECE_CHARACTERS):
        yield text[start : start + PIECE_CHARACTERS]


def addresses(environ: Mapping[str, str]) -> Iterator[str]:
    """Where the session's ibus-daemon may listen, the likeliest first.

    The daemon writes its address into ``ibus/bus`` of the configuration, in a file named for the
    machine and the display: ``<machine>-unix-wayland-0``, or ``<machine>-unix-0`` for ``:0``
    (ibus_get_socket_path in ibusshare.c). Files stay when their daemon is killed.
    """
    if said := environ.get("IBUS_ADDRESS"):
        yield said
    for file in _files(environ):
        try:
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError as error:
            _log.debug("%s: %s", file, error)
            continue
        for line in lines:
            name, _, value = line.partition("=")
            if name == "IBUS_ADDRESS" and value:
                yield value


def _files(environ: Mapping[str, str]) -> list[Path]:
    if said := environ.get("IBUS_ADDRESS_FILE"):
        return [Path(said)]
    configuration = environ.get("XDG_CONFIG_HOME") or f"{environ.get('HOME', '')}/.config"
    folder = Path(configuration, "ibus", "bus")
    found: list[Path] = []
    for display in _displays(environ):
        # A home that several machines share has a file of each: those of others do not answer.
        fitting = (path for path in _listed(folder) if path.name.endswith(f"-{display}"))
        found += sorted(fitting, key=_changed, reverse=True)
    return found


def _displays(environ: Mapping[str, str]) -> Iterator[str]:
    if wayland := environ.get("WAYLAND_DISPLAY"):
        yield f"unix-{wayland}"
    if display := environ.get("DISPLAY"):
        host, _, number = display.rpartition(":")
        yield f"{host or 'unix'}-{number.partition('.')[0]}"


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []  # IBus never ran here


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0  # it has just gone


_NO_FIELD = (
    "The window does not take text from input methods just now; "
    "click into its text field, or set typing to another way."
)
_NO_ANSWER = "IBus does not answer; log out and in again, or set typing to another way."
_HALFWAY = (
    "IBus went away while the text was on its way; compare it with the last dictation in "
    "Sayso's window."
)
_NO_RETURN = "IBus went away before Return was pressed; press it yourself."
_CLOSED = "Sayso is ending, so nothing is typed any more; start it again."
