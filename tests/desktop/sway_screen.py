"""A private Wayland desktop: sway without a screen. Needs the Debian package sway."""

from __future__ import annotations

import os
import pwd
import select
import shutil
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from screen import START_SECONDS, end

_CONFIG = """
xwayland disable
output HEADLESS-1 resolution 1280x800
focus_on_window_activation focus
exec sh -c 'echo "$WAYLAND_DISPLAY $SWAYSOCK" > {ready}'
"""

_BUS = """<busconfig><type>session</type><listen>unix:dir={runtime}</listen>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/>
</policy></busconfig>"""


class SwayScreen:
    """``with SwayScreen() as screen:``. env: for everything that is to run there.

    It has no keyboard, unlike the machines that people sit at.
    """

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.env: dict[str, str] = {}

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

    @property
    def address(self) -> str:
        """WAYLAND_DISPLAY, for a process that has another XDG_RUNTIME_DIR."""
        return str(Path(self.env["XDG_RUNTIME_DIR"], self.env["WAYLAND_DISPLAY"]))

    def start(self, command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        """Start a program there; it is ended with the screen, if not before by `end`."""
        for stream in ("stdin", "stdout", "stderr"):
            options.setdefault(stream, subprocess.DEVNULL)
        options.setdefault("env", self.env)
        process = subprocess.Popen(command, **options)
        self._stack.callback(end, process)
        return process

    def run(self, *command: str, data: bytes | None = None) -> bytes:
        """What a command writes. Raises CalledProcessError, TimeoutExpired."""
        done = subprocess.run(
            command,
            env=self.env,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=20,
            check=True,
        )
        return done.stdout

    def _open(self, stack: ExitStack) -> None:
        runtime = Path(tempfile.mkdtemp(prefix="sayso-"))
        stack.callback(shutil.rmtree, runtime, ignore_errors=True)
        ready = runtime / "ready"
        os.mkfifo(ready, 0o600)
        (runtime / "config").write_text(_CONFIG.format(ready=ready))
        self.env = {
            "HOME": str(runtime),
            "XDG_RUNTIME_DIR": str(runtime),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "QT_QPA_PLATFORM": "wayland",
            "XDG_SESSION_TYPE": "wayland",
            "WLR_BACKENDS": "headless",
            "WLR_RENDERER": "pixman",
            "WLR_LIBINPUT_NO_DEVICES": "1",
        }
        command = [shutil.which("sway") or "sway", "-c", str(runtime / "config")]
        options: dict[str, Any] = {}
        if os.getuid() == 0:  # sway refuses to run as root
            nobody = pwd.getpwnam("nobody")
            for path in (runtime, ready, runtime / "config"):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
            options = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        self._stack = stack
        reads = os.open(ready, os.O_RDWR | os.O_NONBLOCK)
        try:
            self.start(command, cwd=runtime, **options)
            line = b""
            while not line.endswith(b"\n"):
                if not select.select([reads], [], [], START_SECONDS)[0]:
                    raise TimeoutError("sway did not start")
                line += os.read(reads, 1024)
        finally:
            os.close(reads)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = self._start_bus(runtime)
        display, control = line.decode().split()
        self.env |= {"WAYLAND_DISPLAY": display, "SWAYSOCK": control}

    def _start_bus(self, runtime: Path) -> str:
        """Chromium waits for a bus, and on the usual one for services of whole desktops, which the
        bus would try to start: this one starts none."""
        config = runtime / "bus.conf"
        config.write_text(_BUS.format(runtime=runtime))
        bus = self.start(
            ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"],
            stdout=subprocess.PIPE,
        )
        assert bus.stdout is not None
        return bus.stdout.readline().decode().strip()


_WESTON = ["weston", "--backend=headless-backend.so", "--no-config", "--idle-time=0"]


class WestonScreen(SwayScreen):
    """weston without a screen, and without a seat. Needs the Debian package weston."""

    def _open(self, stack: ExitStack) -> None:
        runtime = Path(tempfile.mkdtemp(prefix="sayso-"))
        stack.callback(shutil.rmtree, runtime, ignore_errors=True)
        runtime.chmod(0o700)
        self.env = {
            "HOME": str(runtime),
            "XDG_RUNTIME_DIR": str(runtime),
            "WAYLAND_DISPLAY": "wayland-9",
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
        }
        self._stack = stack
        process = self.start([*_WESTON, "--socket=wayland-9"], stderr=subprocess.PIPE)
        for line in process.stderr or ():
            if b"launching" in line:  # its own programs, so that it listens
                break
