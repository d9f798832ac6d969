"""A microphone, through sounddevice and PortAudio.

Three threads touch a stream: PortAudio's, whose callback copies a block and puts it into a queue,
nothing else; a pump of ours, which makes frames of the blocks, delivers them, and notices when
none come; and throw-away ones, on which everything is called that a frozen sound server can hold.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from enum import Enum
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias

from sayso.core.errors import MicrophoneError
from sayso.core.ports import Clock
from sayso.core.speech import Frame
from sayso.pipeline.capture.devices import (
    AUTO,
    MicrophoneInfo,
    device_microphones,
    find_microphone,
    server_microphones,
)
from sayso.pipeline.capture.frames import Framer, mono
from sayso.pipeline.capture.portaudio import PORTAUDIO, InputDevice, InputStream, not_answering
from sayso.pipeline.capture.resample import Resampler
from sayso.pipeline.capture.stream_watch import StreamWatch
from sayso.pipeline.capture.throwaway import within

log = logging.getLogger(__name__)

_OPEN_SECONDS = 4.0
"""The first opening starts PortAudio (0.3 s here), later ones take 5 to 20 ms."""

_CLOSE_SECONDS = 1.0
"""Takes 1 ms, or as long as the sound server is frozen."""

_WORTH_A_LINE_SECONDS = 0.25
"""Of missing sound: more than a block or two that were still on their way."""

_SERVER_DEVICES = ("pulse", "pipewire", "default")
"""What ALSA calls the way to a sound server, the surest first."""

_NO_WAY_TO_SERVER = (
    "The sound server has a microphone but PortAudio cannot reach it; install ALSA's plugin for it "
    "(libasound2-plugins or pipewire-alsa on Debian and Ubuntu)."
)


class _Mark(Enum):
    """What the queue holds beside blocks."""

    CLOSED = "closed"
    ENDED = "ended"


_Blocks: TypeAlias = "SimpleQueue[Any]"
Lost: TypeAlias = Callable[[MicrophoneError | None], None]


class Microphone:
    """An :class:`~sayso.core.ports.AudioSource`. Open and close it as often as you like.

    name: what people call it, after :meth:`open` the real name of what ``auto`` stood for.
    """

    def __init__(self, wanted: str = AUTO, *, clock: Clock = time.monotonic) -> None:
        """``wanted``: a name or id as :func:`~sayso.pipeline.capture.devices.list_microphones`
        gives them, or ``auto``. Nothing is opened or looked for yet.
        """
        self._wanted = wanted
        self._clock = clock
        self._name = "default microphone" if wanted == AUTO else wanted
        self._session: _Session | None = None
        self._changing = threading.Lock()

    @property
    def name(self) -> str:
        return self._name

    def prepare(self) -> None:
        """Start PortAudio, which takes 0.15 to 0.3 s, before a key is held. Raises nothing: where
        something is wrong, :meth:`open` will say so.
        """
        try:
            within(_OPEN_SECONDS, PORTAUDIO.inputs, name="start PortAudio")
        except (MicrophoneError, TimeoutError) as error:
            log.info("not prepared: %s", error)

    def open(self, deliver: Callable[[Frame], None], lost: Lost) -> None:
        """Frames come from about 0.1 s after the call. ``deliver`` and ``lost`` are called on the
        pump's thread, and both may call :meth:`close`. Raises MicrophoneError, at worst after
        6 seconds.
        """
        with self._changing:
            if self._session is not None:
                if not self._session.over:
                    raise RuntimeError("the microphone is open")
                self._session.close()
                self._session = None
            microphones = server_microphones()
            chosen = None if microphones is None else find_microphone(microphones, self._wanted)
            blocks: _Blocks = SimpleQueue()
            try:
                name, stream = within(
                    _OPEN_SECONDS,
                    partial(_open, self._wanted, chosen, blocks),
                    name="open microphone",
                    too_late=lambda opened: PORTAUDIO.close(opened[1]),
                )
            except TimeoutError as error:
                PORTAUDIO.give_up()
                raise not_answering() from error
            self._name = name
            self._session = _Session(name, stream, blocks, deliver, lost, self._clock)

    def close(self) -> None:
        """Everything that was heard until now is delivered first. At worst takes 1 second."""
        with self._changing:
            session, self._session = self._session, None
        if session is not None:
            session.close()


class _Session:
    """From one opening to its end."""

    def __init__(
        self,
        name: str,
        stream: InputStream,
        blocks: _Blocks,
        deliver: Callable[[Frame], None],
        lost: Lost,
        clock: Clock,
    ) -> None:
        self._name = name
        self._stream = stream
        self._blocks = blocks
        self._deliver = deliver
        self._lost = lost
        self._clock = clock
        self._closing = threading.Event()
        self._pump = threading.Thread(target=self._run, name="microphone", daemon=True)
        self._pump.start()

    @property
    def over(self) -> bool:
        """Whether it ended without being closed."""
        return not self._pump.is_alive()

    def close(self) -> None:
        self._closing.set()
        try:
            # The stream first, the pump after it, so that no block is left in between.
            within(_CLOSE_SECONDS, partial(PORTAUDIO.close, self._stream), name="close microphone")
        except TimeoutError:
            log.warning("the sound system hangs; the microphone is left to it")
            PORTAUDIO.give_up()
        self._blocks.put(_Mark.CLOSED)
        if threading.current_thread() is not self._pump:
            self._pump.join()

    def _run(self) -> None:
        watch = StreamWatch(self._clock())
        try:
            failure = self._carry(watch)
        # Whoever listens waits for frames or for the end, for ever if neither comes.
        except Exception:
            log.exception("the microphone's sound could not be carried on")
            failure = _lost_sentence(self._name, watch.heard)
        if watch.missing > _WORTH_A_LINE_SECONDS:
            log.warning(
                "%.2f s of sound never came from the microphone: the machine is overloaded, or its "
                "clock runs slow",
                watch.missing,
            )
        if failure is not None:
            self._lost(MicrophoneError(failure))

    def _carry(self, watch: StreamWatch) -> str | None:
        """Deliver until the end: None where it was closed, else what went wrong."""
        framer = Framer()
        resampler = Resampler(self._stream.rate)
        while True:
            # Whoever closes puts a mark in the end: no need to watch, nor to look again and again.
            patience = None if self._closing.is_set() else watch.remaining(self._clock())
            try:
                block = self._blocks.get(timeout=patience)
            except Empty:
                if not self._closing.is_set() and watch.lost(self._clock()):
                    return _lost_sentence(self._name, watch.heard)
                continue
            if block is _Mark.CLOSED:
                return None
            if block is _Mark.ENDED:
                if not self._closing.is_set():
                    return _lost_sentence(self._name, watch.heard)
                continue  # close() ended it; its own mark comes behind what was heard
            samples = resampler.push(mono(block))
            watch.block(self._clock(), len(samples))
            for frame in framer.push(samples):
                self._deliver(frame)


def _open(wanted: str, chosen: MicrophoneInfo | None, blocks: _Blocks) -> tuple[str, InputStream]:
    """On a throw-away thread. ``chosen``: the sound server's, None where no server runs."""

    def start(device: InputDevice, name: str, source: str | None) -> InputStream:
        return PORTAUDIO.open(
            device,
            name=name,
            source=source,
            received=blocks.put,
            ended=partial(blocks.put, _Mark.ENDED),
        )

    if chosen is not None:
        device = _way_to_server()
        # The default is left to the server, which then moves us along when it changes.
        source = None if wanted == AUTO and chosen.is_default else chosen.id
        return chosen.name, start(device, chosen.name, source)

    # PortAudio's list may be older than the microphone: what fails is tried again with a new one.
    for fresh in (False, True):
        devices = PORTAUDIO.inputs(fresh=fresh)
        microphones = device_microphones(devices)
        try:
            found = find_microphone(microphones, wanted)
            return found.name, start(devices[microphones.index(found)], found.name, None)
        except MicrophoneError as error:
            failure = error
    raise failure


def _way_to_server() -> InputDevice:
    for fresh in (False, True):
        devices = PORTAUDIO.inputs(fresh=fresh)
        for wanted in _SERVER_DEVICES:
            for device in devices:
                if device.name == wanted:
                    return device
    for device in devices:
        if device.is_default:
            return device
    raise MicrophoneError(_NO_WAY_TO_SERVER)


def _lost_sentence(name: str, heard: bool) -> str:
    if heard:
        return (
            f"The microphone {name} went away in mid-dictation; check that it is plugged in and "
            "switched on, and dictate the rest again."
        )
    return (
        f"The microphone {name} gives no sound; check that it is plugged in and switched on, or "
        "choose another one."
    )
