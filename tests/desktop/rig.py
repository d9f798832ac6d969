"""The whole app on a virtual desktop with a virtual microphone, driven as a person drives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil
from screen import Screen, end
from sound import SoundServer

from sayso.bench.startup import live_in
from sayso.cli.client import ask
from sayso.core.errors import NotRunning

TESTS = Path(__file__).parent.parent
TINY_WHISPER = TESTS / "tiny_whisper" / "model"
SPEECH = TESTS / "speech"

SECONDS = 30.0
"""For anything: only ever needed on a machine that is very busy."""

_LOOK_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Clip:
    """Speech and the words in it, an utterance a line."""

    audio: Path
    words: str

    @classmethod
    def named(cls, name: str, folder: Path = SPEECH) -> Clip:
        audio = folder / f"{name}.flac"
        return cls(audio, audio.with_suffix(".txt").read_text(encoding="utf-8").strip())


class Rig:
    """A screen, a sound server, and `sayso run` between them.

    new: the person has never seen the app, so that its first run comes.
    settings: what the environment tells the app, without ``SAYSO_`` and in capitals or not.
    """

    def __init__(self, microphones: int = 1, *, new: bool = False, **settings: str) -> None:
        self._stack = ExitStack()
        self._microphones = microphones
        self._new = new
        self._settings = settings
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with self._stack as stack:
            self.screen = stack.enter_context(Screen())
            self.sound = stack.enter_context(SoundServer(self._microphones))
            self.home = self.screen.home / "sayso"
            if not self._new:
                live_in(self.home)
            self._said = self.screen.home / "said"
            own = {f"SAYSO_{name.upper()}": value for name, value in self._settings.items()}
            # The screen's own folders, and the sound server's socket and ALSA's way to it.
            self.env = {
                **self.screen.env,
                "PULSE_SERVER": self.sound.variables["PULSE_SERVER"],
                "SAYSO_HOME": str(self.home),
                **own,
            }
            (self.screen.home / ".asoundrc").write_bytes(
                Path(self.sound.variables["HOME"], ".asoundrc").read_bytes()
            )
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            print(self.log())
            print(self.said())
        self._stack.close()

    def start(self, *, ready: bool = True) -> subprocess.Popen[bytes]:
        """Start the app, and wait until it answers, and until it can recognise."""
        with self._said.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "sayso", "run"],
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        self._stack.callback(end, self.process, SECONDS)
        self.wait(lambda status: not ready or status["health"] == "ready")
        return self.process

    def sayso(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """A command line of the person's."""
        return subprocess.run(
            [sys.executable, "-m", "sayso", *arguments],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=check,
        )

    def status(self) -> dict[str, Any]:
        return ask("status", str(self.home / "run" / "control.sock"))

    def wait(self, until: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first status that fits. What the app does is seen through its own socket."""
        deadline = time.monotonic() + SECONDS
        look = threading.Event()
        status: dict[str, Any] = {}
        while time.monotonic() < deadline:
            assert self.process is None or self.process.poll() is None, "the app has ended"
            try:
                status = self.status()
            except NotRunning:
                status = {}
            if status and until(status):
                return status
            look.wait(_LOOK_SECONDS)
        raise AssertionError(f"not in {SECONDS:.0f} s; last seen: {status}")

    def wait_for_state(self, state: str) -> dict[str, Any]:
        return self.wait(lambda status: status["state"] == state)

    def hold(self, key: str = "Control_R") -> None:
        """Press the key and keep it down, until the app listens."""
        self.screen.xdotool("keydown", key)
        self.wait_for_state("listening")

    def release(self, key: str = "Control_R") -> None:
        self.screen.xdotool("keyup", key)

    def tap(self, key: str = "Control_R") -> None:
        """One command: two would be slower than a tap on a busy machine."""
        self.screen.xdotool("key", key)

    def say(self, clip: Clip) -> None:
        """Speak it into the microphone; returns when it has been said."""
        self.sound.play(clip.audio)

    def dictate(self, clip: Clip) -> None:
        """Hold, speak, release."""
        self.hold()
        self.say(clip)
        self.release()

    def engines(self) -> list[psutil.Process]:
        """The child processes that recognise. While nothing is downloaded, there are no others."""
        assert self.process is not None
        children = psutil.Process(self.process.pid).children(recursive=True)
        return [each for each in children if "spawn_main" in _command(each)]

    def engine(self) -> psutil.Process:
        """The child process that recognises."""
        [child] = self.engines()
        return child

    def freeze_engine(self) -> psutil.Process:
        """Stop the first engine as soon as it is there, before it has loaded; `resume` it."""
        deadline = time.monotonic() + SECONDS
        look = threading.Event()
        while not (engines := self.engines()):
            assert time.monotonic() < deadline, "no engine came"
            look.wait(_LOOK_SECONDS / 10)
        [engine] = engines
        engine.suspend()
        self._stack.callback(_thaw, engine)
        return engine

    def kill_engine(self) -> None:
        os.kill(self.engine().pid, signal.SIGKILL)

    def said(self) -> str:
        """What the app wrote to the terminal that it was started from."""
        return self._said.read_text(encoding="utf-8") if self._said.exists() else ""

    def log(self) -> str:
        file = self.home / "log" / "sayso.log"
        return file.read_text(encoding="utf-8") if file.exists() else "(no log)"


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # ended since it was looked for
        return ""


def _thaw(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.resume()
