from __future__ import annotations

import pytest

from sayso.core.errors import MicrophoneError
from sayso.pipeline.capture.devices import (
    MicrophoneInfo,
    device_microphones,
    distinct,
    find_microphone,
    parse_sources,
)
from sayso.pipeline.capture.portaudio import InputDevice

# As pactl 16.1 prints it, shortened.
SOURCES = """\
Source #0
\tState: RUNNING
\tName: speaker.monitor
\tDescription: Monitor of Null Output
\tMute: no
\tVolume: mono: 65536 / 100% / 0.00 dB
\t        balance 0.00
\tMonitor of Sink: speaker
\tProperties:
\t\tdevice.description = "Monitor of Null Output"
\t\tdevice.class = "monitor"

Source #1
\tState: IDLE
\tName: mic
\tDescription: Mikrofon: Büro
\tMute: yes
\tMonitor of Sink: n/a
\tProperties:
\t\tdevice.master_device = "speaker.monitor"
\t\tdevice.class = "filter"
\tPorts:
\t\tanalog-input-mic: Microphone (type: Mic, priority: 8700)
\tActive Port: analog-input-mic

Source #12
\tState: SUSPENDED
\tName: alsa_input.usb
\tDescription: USB Headset
\tMute: no
\tMonitor of Sink: n/a
"""
INFO = "Server String: /run/pulse/native\nDefault Sink: speaker\nDefault Source: alsa_input.usb\n"

MIC = MicrophoneInfo("mic", "Mikrofon: Büro", muted=True)
USB = MicrophoneInfo("alsa_input.usb", "USB Headset", is_default=True)


def test_sources_without_the_monitors_of_speakers() -> None:
    assert parse_sources(SOURCES, INFO) == (MIC, USB)


def test_a_server_without_sources() -> None:
    assert parse_sources("", INFO) == ()


def test_auto_is_the_default_one_or_the_first() -> None:
    assert find_microphone([MIC, USB], "auto") is USB
    assert find_microphone([MIC], "auto") is MIC


@pytest.mark.parametrize("wanted", ["USB Headset", "usb headset", "alsa_input.usb"])
def test_one_is_found_by_its_name_or_id(wanted: str) -> None:
    assert find_microphone([MIC, USB], wanted) is USB


def test_the_exact_name_wins() -> None:
    small, big = MicrophoneInfo("1", "desk"), MicrophoneInfo("2", "Desk")
    assert find_microphone([small, big], "Desk") is big


def test_one_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(MicrophoneError, match=r"'Webcam' is not there.*Büro, USB Headset\.$"):
        find_microphone([MIC, USB], "Webcam")


def test_none_at_all() -> None:
    for wanted in ("auto", "Webcam"):
        with pytest.raises(MicrophoneError, match="No microphone was found"):
            find_microphone([], wanted)


def test_names_are_told_apart() -> None:
    one, two = MicrophoneInfo("a", "Webcam"), MicrophoneInfo("b", "Webcam")
    assert [each.name for each in distinct([one, USB, two])] == [
        "Webcam [a]",
        "USB Headset",
        "Webcam [b]",
    ]


def test_devices_of_one_name_are_numbered_in_their_order() -> None:
    devices = [
        InputDevice(index, name, index == 4, 48_000, 2)
        for index, name in ((1, "Webcam"), (4, "Line"), (5, "Webcam"))
    ]
    assert device_microphones(devices) == (
        MicrophoneInfo("Webcam", "Webcam"),
        MicrophoneInfo("Line", "Line", is_default=True),
        MicrophoneInfo("Webcam (2)", "Webcam (2)"),
    )
