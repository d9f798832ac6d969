"""A private screen: Xvfb, openbox and a D-Bus session, with a home of their own.

``with Screen() as screen:`` takes a third of a second or so, and any number may run side by side.
"""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from Xlib import X
from Xlib.display import Display

START_SECONDS = 20.0
"""For each part: only ever needed on a machine that is very busy."""


class Screen:
    """A virtual desktop.

    display: as ``:7``. env: the environment for everything that is to run there, by `start` or
    otherwise; it holds nothing of the test's own session. home, runtime: its HOME and
    XDG_RUNTIME_DIR, in a short path, since sockets go there. servers: the X server's process and
    the message bus's. manager: the window manager's; `end` it where there is to be none.
    """

    manager: subprocess.Popen[bytes]

    def __init__(self, size: str = "1280x800x24") -> None:
        self._size = size
        self.servers: list[subprocess.Popen[bytes]] = []
        self._stack = ExitStack()
        self.display = ""
        self.env: dict[str, str] = {}
        self.home = Path()
        self.runtime = Path()

    def __enter__(self) -> Self:
        with self._stack as stack:
            self._open(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def start(self, command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:
        """Start a program there; it is ended with the screen, if not before by `end`."""
        options.setdefault("env", self.env)
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", subprocess.DEVNULL)
        options.setdefault("stderr", subprocess.DEVNULL)
        process = subprocess.Popen(command, **options)
        self._stack.callback(end, process)
        return process

    def run(self, *command: str, data: bytes | None = None, seconds: float = 20.0) -> bytes:
        """What a command writes. Raises CalledProcessError, TimeoutExpired."""
        done = subprocess.run(
            command,
            env=self.env,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=True,
        )
        return done.stdout

    def xdotool(self, *arguments: str) -> str:
        return self.run("xdotool", *arguments).decode().strip()

    def connect(self) -> Display:
        """A connection of the test's own; close it."""
        return Display(self.display)

    def _open(self, stack: ExitStack) -> None:
        folder = Path(tempfile.mkdtemp(prefix="sayso-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        self.home, self.runtime = folder / "home", folder / "run"
        self.home.mkdir()
        self.runtime.mkdir(mode=0o700)
        self.env = {
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "QT_QPA_PLATFORM": "xcb",
            "XDG_SESSION_TYPE": "x11",
        }
        if "PYTHONPATH" in os.environ:
            self.env["PYTHONPATH"] = os.environ["PYTHONPATH"]
        self._stack = stack
        xvfb = ["Xvfb", "-screen", "0", self._size, "-nolisten", "tcp", "-noreset", "-displayfd"]
        self.display = ":" + self._start_and_read(xvfb, "{}")
        self.env["DISPLAY"] = self.display
        bus = ["dbus-daemon", "--session", "--nofork"]
        self.env["DBUS_SESSION_BUS_ADDRESS"] = self._start_and_read(bus, "--print-address={}")
        self._start_window_manager()

    def _start_and_read(self, command: list[str], argument: str) -> str:
        """Start a server that writes one line to a file descriptor once it is ready."""
        reads, writes = os.pipe()
        try:
            self.servers.append(self.start([*command, argument.format(writes)], pass_fds=[writes]))
        finally:
            os.close(writes)
        line = b""
        try:
            while not line.endswith(b"\n"):
                if not select.select([reads], [], [], START_SECONDS)[0]:
                    raise TimeoutError(f"{command[0]} did not start")
                part = os.read(reads, 1024)
                if not part:
                    raise RuntimeError(f"{command[0]} ended")
                line += part
        finally:
            os.close(reads)
        return line.decode().strip()

    def _start_window_manager(self) -> None:
        display = self.connect()
        try:
            root = display.screen().root
            root.change_attributes(event_mask=X.PropertyChangeMask)
            check = display.get_atom("_NET_SUPPORTING_WM_CHECK")
            display.sync()
            self.manager = self.start(["openbox"])
            wait_for_x(
                display,
                lambda: root.get_full_property(check, X.AnyPropertyType) is not None,
                START_SECONDS,
            )
        finally:
            display.close()


def wait_for_x(display: Display, until: Callable[[], bool], seconds: float) -> None:
    """Until ``until()``, looked at after each batch of events. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not until():
        while display.pending_events():
            display.next_event()
        # Asking may have brought more events along: they lie in the queue, not in the socket.
        if until():
            return
        if display.pending_events():
            continue
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the window system did not come to it")
        select.select([display], [], [], left)


def end(process: subprocess.Popen[bytes], seconds: float = 5.0) -> None:
    """Ask it to go, then make it. May be called twice."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
