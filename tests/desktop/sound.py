"""A PulseAudio of the test's own, with microphones that hear what is played into them.

    with SoundServer() as sound:
        subprocess.Popen([...], env=sound.env)
        sound.play(path)

Nothing of it touches the sound of whoever runs the tests, and several run at the same time. It
needs no display. Wanted on the machine: pulseaudio, pulseaudio-utils, libasound2-plugins.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

START_SECONDS = 20.0
STOP_SECONDS = 5.0

_ASOUNDRC = """\
pcm.!default { type pulse }
ctl.!default { type pulse }
pcm.pulse { type pulse }
ctl.pulse { type pulse }
"""


def missing_programs() -> list[str]:
    """What has to be installed before a SoundServer can start."""
    return [name for name in ("pulseaudio", "pactl", "paplay", "pacat") if not shutil.which(name)]


class SoundServer:
    """PulseAudio with ``microphones`` virtual ones, called VirtualMic, VirtualMic2…

    variables: what a process needs in its environment to be a client.
    env: this process's environment with ``variables`` in it.
    source: ``mic``, ``mic2``… are PulseAudio's names for them; the first is the default.
    """

    def __init__(self, microphones: int = 1) -> None:
        self.microphones = microphones
        # Short, because a socket's path may have 107 characters.
        self.folder = Path(tempfile.mkdtemp(prefix="sayso-sound-"))
        home = self.folder / "home"
        runtime = self.folder / "run"
        for each in (home / ".config" / "pulse", runtime):
            each.mkdir(parents=True)
        runtime.chmod(0o700)
        (home / ".asoundrc").write_text(_ASOUNDRC)
        # A client that finds no server starts one, unless it is told not to.
        (home / ".config" / "pulse" / "client.conf").write_text("autospawn = no\n")
        self._socket = self.folder / "run" / "native"
        self.variables = {
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "PULSE_SERVER": f"unix:{self._socket}",
        }
        self._server: subprocess.Popen[bytes] | None = None
        self._players: list[subprocess.Popen[bytes]] = []
        self._modules: dict[str, list[str]] = {}

    @property
    def env(self) -> dict[str, str]:
        kept = {
            key: value
            for key, value in os.environ.items()
            if key not in ("PULSE_SOURCE", "PULSE_SINK", "PIPEWIRE_NODE")
        }
        return kept | self.variables

    def __enter__(self) -> SoundServer:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the server, again too after :meth:`kill`, and wait until it answers."""
        with (self.folder / "pulseaudio.log").open("ab") as log:
            self._server = subprocess.Popen(
                [
                    "pulseaudio",
                    "-n",
                    "--daemonize=no",
                    "--exit-idle-time=-1",
                    "--disallow-exit",
                    "--use-pid-file=no",
                    "--log-target=stderr",
                    "--log-level=notice",
                    "-L",
                    f"module-native-protocol-unix auth-anonymous=1 socket={self._socket}",
                ],
                # A second PulseAudio in one D-Bus session ends itself.
                env=self.env | {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > deadline or self._server.poll() is not None:
                raise RuntimeError(f"PulseAudio did not start:\n{self.log()}")
        for number in range(1, self.microphones + 1):
            self._add_microphone("" if number == 1 else str(number))
        if self.microphones:
            self.pactl("set-default-source", "mic")

    def log(self) -> str:
        """What the server had to say."""
        return (self.folder / "pulseaudio.log").read_text(errors="replace")

    def pactl(self, *arguments: str) -> str:
        """Ask or tell the server; what it prints."""
        done = subprocess.run(
            ["pactl", *arguments],
            check=False,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=10,
        )
        if done.returncode:
            raise RuntimeError(f"pactl {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout.strip()

    def play(self, path: Path, *, into: str = "mic") -> None:
        """Play a WAV or FLAC file into a microphone; returns when it is over."""
        self._wait_for(self.start_playing(path, into=into))

    def start_playing(self, path: Path, *, into: str = "mic") -> subprocess.Popen[bytes]:
        """Like :meth:`play`, and returns at once. The process ends when the file does."""
        return self._player(["paplay", f"--device=v{into}", str(path)])

    def play_samples(
        self, samples: NDArray[np.float32], *, rate: int = 16_000, into: str = "mic"
    ) -> None:
        """Play mono samples of shape ``(n,)`` into a microphone; returns when they are over."""
        raw = self.folder / f"{len(self._players)}.raw"
        raw.write_bytes(np.asarray(samples, dtype="<f4").tobytes())
        command = ["pacat", "--playback", "--raw", "--format=float32le", f"--rate={rate}"]
        self._wait_for(self._player([*command, "--channels=1", f"--device=v{into}", str(raw)]))

    def unload_source(self, source: str = "mic") -> None:
        """Pull a microphone out."""
        for module in reversed(self._modules.pop(source)):
            self.pactl("unload-module", module)

    def freeze(self) -> None:
        """The server stops running but stays connected, as one that hangs."""
        self._running().send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._running().send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """The server crashes."""
        server = self._running()
        server.kill()
        server.wait(STOP_SECONDS)

    def close(self) -> None:
        for process in [*self._players, self._server]:
            if process is None or process.poll() is not None:
                continue
            process.kill()  # ends a frozen one too
            process.wait(STOP_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _add_microphone(self, suffix: str) -> None:
        # Without norewinds a null sink's 2 s of buffer swallow what was played before recording.
        sink = self.pactl(
            "load-module",
            "module-null-sink",
            f"sink_name=vmic{suffix}",
            "rate=48000",
            "channels=1",
            "norewinds=1",
        )
        source = self.pactl(
            "load-module",
            "module-remap-source",
            f"source_name=mic{suffix}",
            f"master=vmic{suffix}.monitor",
            f"source_properties=device.description=VirtualMic{suffix}",
        )
        self._modules[f"mic{suffix}"] = [sink, source]

    def _answers(self) -> bool:
        try:
            asked = subprocess.run(
                ["pactl", "info"], check=False, env=self.env, capture_output=True, timeout=2
            )
        except subprocess.TimeoutExpired:
            return False
        return asked.returncode == 0

    def _player(self, command: list[str]) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(command, env=self.env, stdin=subprocess.DEVNULL)
        self._players.append(process)
        return process

    def _wait_for(self, player: subprocess.Popen[bytes]) -> None:
        if player.wait(timeout=120):
            raise RuntimeError(f"nothing could be played:\n{self.log()}")

    def _running(self) -> subprocess.Popen[bytes]:
        assert self._server is not None, "the server was not started"
        return self._server
