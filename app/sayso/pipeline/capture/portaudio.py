"""The process's one PortAudio: what it lists and which streams are open.

PortAudio is initialised once for a whole process and takes its list of devices then. The list is
made anew by ending and starting it, which pulls every open stream from under its owner: so all
streams are counted here.

Everything here waits for the sound system as long as that pleases. Call it through
:func:`sayso.pipeline.capture.throwaway.within`.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sayso.core.errors import MicrophoneError, PlaybackError
from sayso.core.speech import FRAME_SECONDS, SAMPLE_RATE

_WRONG_RATE = -9997
_WRONG_CHANNELS = -9998
_DEVICE_UNAVAILABLE = -9985
"""PaErrorCode, portaudio.h."""

_TURN_SECONDS = 2.0
"""Longer than any call that is merely slow; who waits longer stands behind one that hangs."""

_NO_LIBRARY = (
    "The PortAudio library is missing; install it with the system's package manager "
    "(libportaudio2 on Debian and Ubuntu, portaudio elsewhere)."
)
_NOT_ANSWERING = (
    "The sound system does not answer; restart it (with PipeWire: systemctl --user restart "
    "pipewire-pulse) or log in again."
)


@dataclass(frozen=True, slots=True)
class InputDevice:
    """A device that PortAudio can record from. ``rate`` and ``channels`` are its own."""

    index: int
    name: str
    is_default: bool
    rate: int
    channels: int


@dataclass(frozen=True, slots=True, eq=False)
class OutputStream:
    """An open stream that plays."""

    stream: Any


@dataclass(frozen=True, slots=True, eq=False)
class InputStream:
    """An open stream; blocks of shape ``(n, channels)`` come ``rate`` samples a second."""

    stream: Any
    rate: int


class PortAudio:
    """One native call at a time; ``open_streams`` are counted so that nobody loses theirs."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._counting = threading.Lock()
        self._open_streams = 0

    def inputs(self, *, fresh: bool = False) -> tuple[InputDevice, ...]:
        """The devices of the default host interface (on Windows each device is in several).

        fresh: look again, if no stream is open. Raises MicrophoneError.
        """
        with self._my_turn():
            sd = _library()
            try:
                # Also where the last time it ended but could not be started again.
                if not sd._initialized or (fresh and not self._open_streams):
                    while sd._initialized:
                        sd._terminate()
                    sd._initialize()
                hosts = sd.query_hostapis()
                devices = sd.query_devices()
            except sd.PortAudioError as error:
                raise MicrophoneError(_not_started(error)) from error
            chosen = sd.default.hostapi if hosts else None
            default = hosts[chosen]["default_input_device"] if hosts else -1
            return tuple(
                InputDevice(
                    index=device["index"],
                    name=device["name"],
                    is_default=device["index"] == default,
                    rate=round(device["default_samplerate"]),
                    channels=device["max_input_channels"],
                )
                for device in devices
                if device["hostapi"] == chosen and device["max_input_channels"] > 0
            )

    def open(
        self,
        device: InputDevice,
        *,
        name: str,
        source: str | None,
        received: Callable[[Any], None],
        ended: Callable[[], None],
    ) -> InputStream:
        """Open and start a stream, at 16 kHz mono if the device can do it.

        name: what people call the microphone, for errors.
        source: the sound server's name for it; None is the server's default.
        received: gets each block, its own copy, on PortAudio's thread: it may only put it away.
        ended: the stream has ended, by itself or by :meth:`close`; on some thread.
        Raises MicrophoneError.
        """

        def callback(block: Any, _frames: int, _time: Any, _status: Any) -> None:
            # Copy and put, nothing else. The status is left alone: its flags were never seen set,
            # whatever was done to the stream.
            received(block.copy())

        with self._my_turn(), _server_source(source):
            sd = _library()
            refusal: Any = None
            for rate, channels in _ways(device):
                try:
                    stream = sd.InputStream(
                        device=device.index,
                        samplerate=rate,
                        channels=channels,
                        blocksize=round(rate * FRAME_SECONDS),
                        dtype="float32",
                        latency="low",
                        callback=callback,
                        finished_callback=ended,
                    )
                except sd.PortAudioError as error:
                    refusal = error
                    if _code(error) in (_WRONG_RATE, _WRONG_CHANNELS):
                        continue
                    break
                try:
                    stream.start()
                except sd.PortAudioError as error:
                    stream.close()
                    refusal = error
                    break
                self._count(+1)
                return InputStream(stream, rate)
            raise MicrophoneError(_refused(name, refusal)) from refusal

    def open_output(
        self, *, fill: Callable[[Any], bool], ended: Callable[[], None]
    ) -> OutputStream:
        """Open and start a stream at 16 kHz to the system's default device.

        fill: gets a block of shape ``(n, 1)`` to write into, on PortAudio's thread; whether there
            is more to come. The last block is played to its end.
        ended: as of `open`.
        Raises PlaybackError.
        """
        try:
            with self._my_turn():
                sd = _library()

                def callback(block: Any, _frames: int, _time: Any, _status: Any) -> None:
                    if not fill(block):
                        raise sd.CallbackStop

                try:
                    stream = sd.OutputStream(
                        samplerate=SAMPLE_RATE,
                        channels=1,
                        dtype="float32",
                        callback=callback,
                        finished_callback=ended,
                    )
                except (sd.PortAudioError, ValueError) as error:  # the latter: there is no device
                    raise PlaybackError(_mute(error)) from error
                try:
                    stream.start()
                except sd.PortAudioError as error:
                    stream.close()
                    raise PlaybackError(_mute(error)) from error
                self._count(+1)
                return OutputStream(stream)
        except MicrophoneError as error:  # about PortAudio itself, and as true of this
            raise PlaybackError(str(error)) from error

    def close(self, stream: InputStream | OutputStream) -> None:
        """End a stream. Never by ``stop()``, which waits for a suspended source for ever.

        However long its turn takes to come: a microphone is not left open because of that.
        """
        with self._turn:
            stream.stream.abort()
            stream.stream.close()
            self._count(-1)

    def give_up(self) -> None:
        """A call hangs. Do not let the end of the process hang in the same place."""
        handler = getattr(sys.modules.get("sounddevice"), "_exit_handler", None)
        if handler is not None:
            atexit.unregister(handler)

    def _count(self, change: int) -> None:
        with self._counting:
            self._open_streams += change

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=_TURN_SECONDS):
            raise MicrophoneError(_NOT_ANSWERING)
        try:
            yield
        finally:
            self._turn.release()


PORTAUDIO = PortAudio()
"""The only one: its state is the library's, and that is the process's."""


def not_answering() -> MicrophoneError:
    """The sentence for a sound system that hangs."""
    return MicrophoneError(_NOT_ANSWERING)


def _library() -> Any:
    """sounddevice, which starts PortAudio when it is first imported (0.2 s)."""
    try:
        import sounddevice
    except OSError as error:
        raise MicrophoneError(_NO_LIBRARY) from error
    except Exception as error:  # PortAudioError, of a module that has just failed to load
        raise MicrophoneError(_not_started(error)) from error
    return sounddevice


@contextmanager
def _server_source(source: str | None) -> Iterator[None]:
    """PulseAudio's and PipeWire's plugins for ALSA take the microphone from the environment.

    There is no other way in: to PortAudio both are a single device. They read it while a stream
    is being opened, so it is set for just so long, and the children of this process never see it.
    """
    if source is None:
        yield
        return
    before = {key: os.environ.get(key) for key in ("PULSE_SOURCE", "PIPEWIRE_NODE")}
    os.environ.update(dict.fromkeys(before, source))
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value


def _ways(device: InputDevice) -> list[tuple[int, int]]:
    """Rates and channels to try, best first: hardware without a sound server takes its own only."""
    ways = [(SAMPLE_RATE, 1), (device.rate, 1)]
    for channels in dict.fromkeys((min(2, device.channels), device.channels)):
        ways += [(SAMPLE_RATE, channels), (device.rate, channels)]
    return list(dict.fromkeys(ways))


def _code(error: Any) -> int:
    return error.args[1] if len(error.args) > 1 else 0


def _not_started(error: Exception) -> str:
    return f"PortAudio cannot be started ({error}); restart the sound system or log in again."


def _mute(error: Exception) -> str:
    why = str(error.args[0] if error.args else error).rstrip(".")
    return (
        f"Nothing can be played ({why}); choose a loudspeaker or headphones in the system's sound "
        "settings."
    )


def _refused(name: str, error: Any) -> str:
    if _code(error) == _DEVICE_UNAVAILABLE:
        return (
            f"The microphone {name} is in use by another program or was refused; close that "
            "program, or allow Sayso the microphone in the system's privacy settings."
        )
    # The last argument repeats a host's own words, where there are any.
    host = error.args[2][2] if len(error.args) > 2 else ""
    why = host or str(error.args[0] if error.args else error)
    return (
        f"The microphone {name} cannot be opened ({why.strip()}); choose another as `sayso "
        "devices` lists them."
    )
