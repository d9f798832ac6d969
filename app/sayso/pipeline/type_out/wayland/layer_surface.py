"""A picture on the screen that is no window: by wlr-layer-shell, which sway, Hyprland, KDE and
others speak, and GNOME does not.

It cannot have the keyboard, and the pointer goes through it. What is on the picture is its owner's
business: this module takes bytes.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass

from sayso.core.errors import WayUnavailable
from sayso.core.ports import Clock
from sayso.pipeline.type_out.wayland import protocols
from sayso.pipeline.type_out.wayland.connection import (
    ANSWER_SECONDS,
    Connection,
    Lost,
    Stop,
    Stopped,
    Thing,
)

_log = logging.getLogger(__name__)

_OVERLAY = 3
"""zwlr_layer_shell_v1.layer: above everything, windows in full screen too."""

_TOP, _BOTTOM = 1, 2
"""zwlr_layer_surface_v1.anchor; across, the surface is then centred."""

_ARGB8888 = 0
"""wl_shm.format: premultiplied, in the processor's order of bytes."""

_memory_file: Callable[[str], int] | None = getattr(os, "memfd_create", None)
"""Linux and the BSDs have it. Never a file on disk: the picture shows what was said."""

_NAMESPACE = "sayso"
"""What compositors' own rules call it by."""


@dataclass(frozen=True, slots=True)
class Picture:
    """pixels: rows of ``width`` × 4 bytes without gaps, 32-bit numbers of premultiplied alpha, red,
    green, blue. ``width``, ``height``: in pixels, multiples of ``scale``, which is how many of them
    are one of the desktop's units. ``margin``: from the edge, in those. ``screen``: its name; empty
    leaves the choice to the compositor, which takes the one with the focused window."""

    pixels: bytes
    width: int
    height: int
    scale: int = 1
    top: bool = False
    margin: int = 0
    screen: str = ""

    @property
    def size(self) -> tuple[int, int]:
        """In the desktop's units."""
        return self.width // self.scale, self.height // self.scale


class LayerSurface:
    """All of it is called from one thread, and returns at once.

    While a picture is shown a thread of its own talks with the compositor; while none is, there is
    neither thread nor connection.
    """

    def __init__(
        self, clock: Clock, failed: Callable[[str], None], address: str | None = None
    ) -> None:
        """``failed``: told in a sentence, from that thread, why nothing is shown. ``address``: as
        in WAYLAND_DISPLAY, which holds where it is None."""
        self._clock = clock
        self._failed = failed
        self._address = address
        self._showing: _Showing | None = None
        self._before: list[threading.Thread] = []

    def show(self, picture: Picture) -> None:
        """Or another one in its place."""
        if self._showing is None:
            self._showing = _Showing(self._clock, self._failed, self._address)
        self._showing.put(picture)

    def hide(self) -> None:
        """Nothing is shown any more. May be called twice."""
        showing, self._showing = self._showing, None
        if showing is not None:
            self._before = [thread for thread in self._before if thread.is_alive()]
            self._before.append(showing.end())

    def close(self) -> None:
        """Waits for the thread to end, which it does at once unless the compositor hangs."""
        self.hide()
        for thread in self._before:
            thread.join(ANSWER_SECONDS)


class _Showing:
    """From the first picture until none is shown."""

    def __init__(self, clock: Clock, failed: Callable[[str], None], address: str | None) -> None:
        self._clock = clock
        self._failed = failed
        self._address = address
        self._stop = Stop()
        self._lock = threading.Lock()
        self._wanted: Picture | None = None
        self._reads, self._writes = os.pipe()
        self._over = self._ending = False
        self._thread = threading.Thread(target=self._run, name="overlay", daemon=True)

    def put(self, picture: Picture) -> None:
        with self._lock:
            # A compositor that lags gets the latest one only.
            waking, self._wanted = self._wanted is None, picture
            if waking and not self._over:
                os.write(self._writes, b"\0")
        if self._thread.ident is None:
            self._thread.start()

    def end(self) -> threading.Thread:
        self._ending = True
        self._stop.set()
        return self._thread

    def _run(self) -> None:
        try:
            with Connection(self._clock, self._address, self._stop) as connection:
                self._serve(connection)
        except Stopped:
            pass
        except WayUnavailable as error:
            if not self._ending:  # which a connection that is being made calls unavailable, too
                _log.info("the overlay: %s", error)
                self._failed(str(error))
        except Lost as error:
            _log.info("the overlay: %s", error)
        finally:
            with self._lock:
                self._over = True
                os.close(self._reads)
                os.close(self._writes)

    def _serve(self, connection: Connection) -> None:
        surface: _Surface | None = None
        while surface is None or not surface.gone:
            if surface is None or surface.ready:
                picture = self._take()
                if picture is not None:
                    surface = surface or _Surface(connection, picture)
                    surface.draw(picture)
            if self._reads in connection.wait(None, reads=[self._reads]):
                os.read(self._reads, 64)

    def _take(self) -> Picture | None:
        with self._lock:
            wanted, self._wanted = self._wanted, None
            return wanted


class _Surface:
    """gone: the compositor has taken it away, as with its screen. ready: for another picture."""

    def __init__(self, connection: Connection, picture: Picture) -> None:
        """Raises WayUnavailable, Lost, Stopped."""
        self.gone = False
        self.ready = True
        self._connection = connection
        compositor, shm = connection.bind("wl_compositor"), connection.bind("wl_shm")
        shell = connection.bind(protocols.LAYER_SHELL)
        if compositor is None or shm is None or shell is None:
            raise WayUnavailable(
                "This Wayland desktop lets no program place a sign on the screen (it does not speak"
                " wlr-layer-shell), so there is no overlay; the tray and the sounds tell the same."
            )
        self._shm = shm
        self._surface = compositor.make("create_surface")
        nowhere = compositor.make("create_region")
        self._surface.request("set_input_region", nowhere)
        nowhere.request(protocols.DESTROY)
        self._layer = shell.make(
            "get_layer_surface",
            self._surface,
            _screen(connection, picture.screen),
            _OVERLAY,
            _NAMESPACE,
        )
        self._layer.on("configure", self._configure)
        self._layer.on("closed", self._close)
        self._layer.request("set_keyboard_interactivity", 0)
        self._asked = (0, 0, False, 0)
        self._picture: Picture | None = None

    def draw(self, picture: Picture) -> None:
        """At once, or as soon as the compositor agrees to another size."""
        asked = (*picture.size, picture.top, picture.margin)
        self._picture = picture
        if asked == self._asked:
            self._attach(picture)
            return
        resized = asked[:2] != self._asked[:2]
        self._asked = asked
        self._layer.request("set_size", *picture.size)
        self._layer.request("set_anchor", _TOP if picture.top else _BOTTOM)
        self._layer.request("set_margin", *(picture.margin,) * 4)
        if resized:
            self.ready = False
            self._surface.request("commit")
        else:
            self._attach(picture)

    def _configure(self, serial: int, _width: int, _height: int) -> None:
        self._layer.request("ack_configure", serial)
        self.ready = True
        if self._picture is not None:
            self._attach(self._picture)

    def _attach(self, picture: Picture) -> None:
        buffer = _buffer(self._shm, picture)
        buffer.on("release", lambda: buffer.request(protocols.DESTROY))
        self._surface.request("set_buffer_scale", picture.scale)
        self._surface.request("attach", buffer, 0, 0)
        self._surface.request("damage", 0, 0, *picture.size)
        self._surface.request("commit")

    def _close(self) -> None:
        self.gone = True


def _buffer(shm: Thing, picture: Picture) -> Thing:
    """Raises WayUnavailable."""
    if _memory_file is None:
        raise WayUnavailable("This system has no files in memory, so there is no overlay.")
    with open(_memory_file("sayso-overlay"), "wb", buffering=0) as file:
        file.write(picture.pixels)
        pool = shm.make("create_pool", file.fileno(), len(picture.pixels))
        buffer = pool.make(
            "create_buffer", 0, picture.width, picture.height, 4 * picture.width, _ARGB8888
        )
        pool.request(protocols.DESTROY)
    return buffer


def _screen(connection: Connection, name: str) -> Thing | None:
    """None where there is none of that name, or the compositor tells no names."""
    if not name:
        return None
    named: dict[str, Thing] = {}

    def hear(screen: Thing) -> None:
        def tell(told: str) -> None:
            named[told] = screen

        screen.on("name", tell)

    for screen in connection.bind_all("wl_output"):
        hear(screen)
    connection.roundtrip()
    return named.get(name)
