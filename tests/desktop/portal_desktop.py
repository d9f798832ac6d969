"""A private bus with a desktop behind a portal: `portal_stand_in` as the portal itself, or behind
the real xdg-desktop-portal. Needs no screen."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from jeepney import HeaderFields, MatchRule, Message
from screen import end

from sayso.pipeline.type_out.dbus.connection import Bus

START_SECONDS = 20.0

BACK_NAME = "org.freedesktop.impl.portal.desktop.standin"
PORTAL = Path(os.environ.get("TEST_XDG_DESKTOP_PORTAL", "/usr/libexec/xdg-desktop-portal"))
"""Another version of the real one can be tried by naming it."""
PERMISSIONS = Path("/usr/libexec/xdg-permission-store")

_BUS = """<busconfig><type>session</type><listen>unix:path={path}</listen>
<auth>EXTERNAL</auth><policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""
"""Without any service that it could start: only what a test puts there is there."""


class PortalDesktop:
    """``with PortalDesktop("front") as desktop:``, or ``"real"`` (xdg-desktop-portal with a
    stand-in behind it), or ``""`` for a bus with no portal.

    address: of the bus. text: what the window holds. keys: keysym and state, as they came.
    questions: how often the person was asked. told: everything that the stand-in told.
    """

    def __init__(self, kind: str, interfaces: tuple[str, ...] = ("RemoteDesktop", "Clipboard")):
        self._kind = kind
        self._interfaces = interfaces
        self._condition = threading.Condition()
        self._asked = 0
        self._done = -1
        self._stand_in: subprocess.Popen[bytes] | None = None
        self.address = ""
        self.text = ""
        self.keys: list[tuple[int, int]] = []
        self.told: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        with ExitStack() as stack:
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

    def behave(self, **behaviour: Any) -> None:
        """See `portal_stand_in.Desktop`."""
        self._tell({"behave": behaviour})

    def copy(self, content: Mapping[str, bytes]) -> None:
        """Another program puts that on the clipboard."""
        self._tell({"copy": {name: data.hex() for name, data in content.items()}})

    def paste(self, mime_type: str) -> bytes:
        """Another program asks the clipboard for it."""
        before = len(self._all("pasted"))
        self._tell({"paste": mime_type})
        self.wait(lambda: len(self._all("pasted")) > before)
        return bytes.fromhex(self._all("pasted")[-1])

    def close_session(self) -> None:
        """The person stops it, in the desktop's panel. Waits until the app was told."""
        rule = MatchRule(type="signal", interface="org.freedesktop.portal.Session", eavesdrop=True)
        bus = Bus(self.address, time.monotonic)
        try:
            bus.subscribe(rule)
            self._tell({"close": True})
            bus.next(lambda message: _member(message) == "Closed", time.monotonic() + 10)
        finally:
            bus.close()

    def allow(self) -> None:
        """The person answers the question at last."""
        self._tell({"allow": True})

    def kill(self) -> None:
        assert self._stand_in is not None
        self._stand_in.kill()
        self._stand_in.wait()

    @property
    def questions(self) -> int:
        return len(self._all("question"))

    @property
    def clipboard(self) -> list[str]:
        """Its MIME types."""
        return list(self._all("clipboard")[-1])

    def wait(self, until: Callable[[], bool], seconds: float = 10.0) -> None:
        with self._condition:
            if not self._condition.wait_for(until, seconds):
                raise TimeoutError(f"the window holds {self.text[-99:]!r}; {self.told[-5:]!r:.999}")

    def wait_for(self, text: str) -> None:
        """Until the window holds exactly that."""
        self.wait(lambda: self.text == text)

    def _all(self, fact: str) -> list[Any]:
        return [told[fact] for told in self.told if fact in told]

    def _tell(self, wanted: dict[str, Any]) -> None:
        assert self._stand_in is not None
        assert self._stand_in.stdin is not None
        self._asked += 1
        line = json.dumps({"number": self._asked, **wanted})
        self._stand_in.stdin.write(line.encode() + b"\n")
        self._stand_in.stdin.flush()
        self.wait(lambda: self._done >= self._asked)

    def _hear(self, output: IO[bytes]) -> None:
        for line in output:
            told = json.loads(line)
            with self._condition:
                self.told.append(told)
                self.text = told.get("text", self.text)
                self._done = told.get("done", self._done)
                if "key" in told:
                    self.keys.append(tuple(told["key"]))
                self._condition.notify_all()

    def _open(self, stack: ExitStack) -> None:
        folder = Path(tempfile.mkdtemp(prefix="sayso-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        config = folder / "bus.conf"
        config.write_text(_BUS.format(path=folder / "bus"))
        self.address = f"unix:path={folder / 'bus'}"
        env = {
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_DATA_HOME": str(folder),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "DBUS_SESSION_BUS_ADDRESS": self.address,
            "XDG_CURRENT_DESKTOP": "standin",
            "XDG_DESKTOP_PORTAL_DIR": str(folder / "portals"),
            "GIO_USE_VFS": "local",
            "GSETTINGS_BACKEND": "memory",
        }
        self._start_bus(stack, config, env)
        if self._kind:
            self._start_stand_in(stack, env)
        if self._kind == "real":
            self._start_real(stack, folder / "portals", env)

    def _start_bus(self, stack: ExitStack, config: Path, env: dict[str, str]) -> None:
        reads, writes = os.pipe()
        try:
            bus = subprocess.Popen(
                ["dbus-daemon", f"--config-file={config}", "--nofork", f"--print-address={writes}"],
                env=env,
                pass_fds=[writes],
                stdin=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        finally:
            os.close(writes)
        stack.callback(end, bus)
        with os.fdopen(reads, "rb") as pipe:
            if not select.select([pipe], [], [], START_SECONDS)[0] or not pipe.readline():
                raise TimeoutError("dbus-daemon did not start")

    def _start_stand_in(self, stack: ExitStack, env: dict[str, str]) -> None:
        program = Path(__file__).with_name("portal_stand_in.py")
        face = "back" if self._kind == "real" else "front"
        self._stand_in = process = subprocess.Popen(
            ["/usr/bin/python3", str(program), face, *self._interfaces],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        output = process.stdout
        assert output is not None
        thread = threading.Thread(target=self._hear, args=(output,), name="stand-in", daemon=True)
        thread.start()
        stack.callback(_end_and_join, process, thread)
        self.wait(lambda: self._done >= 0, START_SECONDS)

    def _start_real(self, stack: ExitStack, portals: Path, env: dict[str, str]) -> None:
        portals.mkdir()
        interfaces = ";".join(f"org.freedesktop.impl.portal.{name}" for name in self._interfaces)
        (portals / "standin.portal").write_text(
            f"[portal]\nDBusName={BACK_NAME}\nInterfaces={interfaces};\nUseIn=standin\n"
        )
        (portals / "portals.conf").write_text("[preferred]\ndefault=standin\n")
        for program, name in (
            (PERMISSIONS, "org.freedesktop.impl.portal.PermissionStore"),
            (PORTAL, "org.freedesktop.portal.Desktop"),
        ):
            process = subprocess.Popen(
                [str(program)], env=env, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            stack.callback(end, process)
            self._wait_for_name(name)

    def _wait_for_name(self, name: str) -> None:
        rule = MatchRule(type="signal", interface="org.freedesktop.DBus", member="NameOwnerChanged")
        bus = Bus(self.address, time.monotonic)
        try:
            bus.subscribe(rule)
            daemon = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
            (there,) = bus.call(*daemon, "NameHasOwner", "s", name, seconds=START_SECONDS)
            if not there:
                bus.next(
                    lambda message: (
                        _member(message) == "NameOwnerChanged" and message.body[0] == name
                    ),
                    time.monotonic() + START_SECONDS,
                )
        finally:
            bus.close()


def _member(message: Message) -> str:
    return str(message.header.fields.get(HeaderFields.member))


def _end_and_join(process: subprocess.Popen[bytes], thread: threading.Thread) -> None:
    if process.poll() is None:
        process.terminate()
        process.wait()
    thread.join(10)
    end(process)
