"""Runs a Microphone in a process of its own, as the tests tell it to, a line at a time.

PortAudio starts once for a process and keeps what it then found, so each test needs a new one.

Takes the public methods of Commands with at most one argument, as ``open NAME``, and ``quit``.
Prints a line of JSON for each, and for what happens in between: ``frames`` after each 10 frames,
and ``lost``.
"""

from __future__ import annotations

import ctypes.util
import json
import sys
import threading
import time
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from sayso.core.errors import MicrophoneError
from sayso.core.speech import FRAME_SAMPLES, Frame
from sayso.pipeline.capture.devices import list_microphones
from sayso.pipeline.capture.microphone import Microphone

Answer: TypeAlias = dict[str, Any]

_printing = threading.Lock()


def tell(event: str, **more: Any) -> None:
    with _printing:
        print(json.dumps({"event": event, **more}), flush=True)


class Commands:
    """What the tests can ask for."""

    def __init__(self) -> None:
        self._frames: list[Frame] = []
        self._microphone = Microphone()

    def prepare(self, _: str) -> Answer:
        self._microphone.prepare()
        return {"started": "sounddevice" in sys.modules}

    def open(self, name: str) -> Answer:
        self._frames.clear()
        self._microphone = Microphone(name)
        self._microphone.open(self._deliver, lambda error: tell("lost", message=str(error)))
        return {"name": self._microphone.name}

    def close(self, _: str) -> Answer:
        self._microphone.close()
        return self.count("")

    def count(self, _: str) -> Answer:
        return {"count": len(self._frames)}

    def save(self, file: str) -> Answer:
        """Everything heard since it was opened, as float32."""
        heard = [frame.samples for frame in self._frames]
        Path(file).write_bytes(np.concatenate(heard).tobytes())
        return {"starts": [frame.start for frame in self._frames]}

    def devices(self, _: str) -> Answer:
        return {"found": [[each.id, each.name, each.is_default] for each in list_microphones()]}

    def unbind(self, _: str) -> Answer:
        """Pretend that the library was never installed."""
        ctypes.util.find_library = lambda name: None
        return {}

    def busy(self, _: str) -> Answer:
        """Pretend that another program holds every device.

        Only hardware without a sound server allows that, and no test machine has any.
        """
        import sounddevice as sd

        def refuse(**how: Any) -> None:
            raise sd.PortAudioError("Error opening InputStream: Device unavailable", -9985)

        sd.InputStream = refuse
        return {}

    def strict(self, argument: str) -> Answer:
        """Pretend that every device takes this rate and two channels only.

        Stands for such hardware too: what it refuses is pretended, what comes from it is real.
        """
        import sounddevice as sd

        rate = int(argument)

        class Strict(sd.InputStream):  # type: ignore[misc]
            def __init__(self, **how: Any) -> None:
                if how["samplerate"] != rate:
                    raise sd.PortAudioError("Invalid sample rate", -9997)
                if how["channels"] != 2:
                    raise sd.PortAudioError("Invalid number of channels", -9998)
                super().__init__(**how)

        query = sd.query_devices

        def query_devices(*which: Any) -> Any:
            if which:
                return query(*which)
            own = {"default_samplerate": float(rate), "max_input_channels": 2}
            return [device | own for device in query()]

        sd.InputStream = Strict
        sd.query_devices = query_devices
        return {}

    def _deliver(self, frame: Frame) -> None:
        assert frame.samples.shape == (FRAME_SAMPLES,)
        assert frame.samples.dtype == np.float32
        self._frames.append(frame)
        if len(self._frames) % 10 == 0:
            tell("frames", count=len(self._frames))


def main() -> None:
    commands = Commands()
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        if command == "quit":
            return
        begun = time.monotonic()
        try:
            answer: Answer = getattr(commands, command)(argument)
        except MicrophoneError as error:
            answer = {"error": str(error)}
        tell(command, seconds=time.monotonic() - begun, **answer)


if __name__ == "__main__":
    main()
