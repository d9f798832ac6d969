"""Which microphones there are, for `sayso devices`, the tray's menu, and the microphone itself.

Where PulseAudio runs, or PipeWire in its place, PortAudio sees a single device; the server is
asked instead. That is also the quickest way to notice that it is frozen: `pactl` can be ended.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sayso.core.errors import MicrophoneError
from sayso.pipeline.capture.portaudio import PORTAUDIO, InputDevice, not_answering
from sayso.pipeline.capture.throwaway import within

AUTO = "auto"
"""The setting that means the system's default microphone."""

_SERVER_SECONDS = 1.5
"""`pactl` takes 6 to 11 ms."""

_PORTAUDIO_SECONDS = 4.0
"""The first call starts PortAudio, which asks every device: 0.3 s here."""

_NONE_FOUND = (
    "No microphone was found; plug one in, or switch it on in the system's sound settings."
)


@dataclass(frozen=True, slots=True)
class MicrophoneInfo:
    """A microphone that can be chosen.

    id: what the system calls it; it stays the same.
    name: what people call it; no two in a list have the same.
    is_default: it is the one that ``auto`` takes.
    muted: the sound server gives silence in its place.
    """

    id: str
    name: str
    is_default: bool = False
    muted: bool = False


def list_microphones() -> Sequence[MicrophoneInfo]:
    """All of them, in the system's order; may be empty. Takes seconds at worst.

    Raises MicrophoneError where the sound system does not answer or is not there.
    """
    microphones = server_microphones()
    if microphones is not None:
        return microphones
    try:
        devices = within(
            _PORTAUDIO_SECONDS, lambda: PORTAUDIO.inputs(fresh=True), name="list microphones"
        )
    except TimeoutError as error:
        PORTAUDIO.give_up()
        raise not_answering() from error
    return device_microphones(devices)


def find_microphone(microphones: Sequence[MicrophoneInfo], wanted: str) -> MicrophoneInfo:
    """The one that ``wanted`` names, by name or id; ``auto`` is the default one, or the first.

    Raises MicrophoneError.
    """
    if not microphones:
        raise MicrophoneError(_NONE_FOUND)
    if wanted == AUTO:
        return next((each for each in microphones if each.is_default), microphones[0])
    for same in (str, str.casefold):
        for each in microphones:
            if same(wanted) in (same(each.id), same(each.name)):
                return each
    there = ", ".join(each.name for each in microphones)
    raise MicrophoneError(
        f"The microphone {wanted!r} is not there; plug it in, or choose one of these: {there}."
    )


def server_microphones() -> Sequence[MicrophoneInfo] | None:
    """What PulseAudio or PipeWire offers, or None where neither runs.

    Raises MicrophoneError where the server does not answer.
    """
    pactl = shutil.which("pactl")
    if pactl is None:
        return None
    # Both at once. In plain text, not in JSON: pactl 16 turns every description with a letter
    # outside ASCII into "(null)" there. The C locale keeps the headings English.
    environment = {**os.environ, "LC_ALL": "C"}
    asked = [
        subprocess.Popen(
            [pactl, *what],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        for what in (("list", "sources"), ("info",))
    ]
    try:
        sources, info = [
            each.communicate(timeout=_SERVER_SECONDS)[0].decode(errors="replace") for each in asked
        ]
    except subprocess.TimeoutExpired as error:
        raise not_answering() from error
    finally:
        for each in asked:
            if each.returncode is None:
                each.kill()
                each.communicate()
    if any(each.returncode for each in asked):
        return None
    return parse_sources(sources, info)


def parse_sources(sources: str, info: str) -> Sequence[MicrophoneInfo]:
    """From what ``pactl list sources`` and ``pactl info`` print. Pure.

    What a speaker plays (a monitor) is left out; a source made of one by hand is kept.
    """
    default = ""
    for line in info.splitlines():
        heading, _, value = line.partition(": ")
        if heading == "Default Source":
            default = value
    found = []
    for block in sources.split("Source #")[1:]:
        fields: dict[str, str] = {}
        for line in block.splitlines():
            heading, colon, value = line.strip().partition(":")
            if colon:
                fields.setdefault(heading, value.strip())
        name = fields.get("Name", "")
        if name and fields.get("Monitor of Sink", "n/a") == "n/a":
            found.append(
                MicrophoneInfo(
                    id=name,
                    name=fields.get("Description") or name,
                    is_default=name == default,
                    muted=fields.get("Mute") == "yes",
                )
            )
    return distinct(found)


def device_microphones(devices: Sequence[InputDevice]) -> Sequence[MicrophoneInfo]:
    """PortAudio's devices as microphones, one for each, in the same order. Pure.

    PortAudio knows them by name only; of several with one name the later ones are numbered.
    """
    found = []
    seen: Counter[str] = Counter()
    for device in devices:
        seen[device.name] += 1
        turn = seen[device.name]
        name = device.name if turn == 1 else f"{device.name} ({turn})"
        found.append(MicrophoneInfo(name, name, device.is_default))
    return tuple(found)


def distinct(microphones: Iterable[MicrophoneInfo]) -> Sequence[MicrophoneInfo]:
    """Each with a name of its own: where two have the same, their ids are put behind it. Pure."""
    microphones = tuple(microphones)
    times = Counter(each.name for each in microphones)
    return tuple(
        replace(each, name=f"{each.name} [{each.id}]") if times[each.name] > 1 else each
        for each in microphones
    )
