"""A graphics card with trouble, through the whole app: the same audio has its text once, from the
processor, and the person is told what is missing.

No graphics card was there: the hardware says that there is one, and the engine's process, a real
one, fails on it as `ailing_card` has it. What stands in on the processor is the real Whisper.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import ailing_card
import pytest
from rig import Clip
from spoken_app import SpokenApp, install, settings

from sayso.core.health import Health
from sayso.pipeline.capture.audio_file import read_audio
from sayso.pipeline.recognize.host import HostedRecognizer
from sayso.residency.hardware import Gpu, Hardware
from sayso.residency.model import ModelKey

CARD = Gpu(index=0, name="A card that is not there", total_bytes=8 << 30, free_bytes=8 << 30)
CLIP = Clip.named("hello-world")
NEXT = Clip.named("save-the-file")

ADVICE = {
    "aborts": "update the NVIDIA driver",
    "exits": "update the NVIDIA driver",
    "hangs": "set device to cpu",
    "is full": "memory of the graphics card cuda:0 is full",
    "lacks cuBLAS": "libcublas.so.12",
}

HUNG_SECONDS = 1.0
"""Instead of a minute: nothing that hangs need be waited for so long here."""


def _with_card(name: str, device: str) -> SpokenApp:
    [folder] = install(name)
    wanted = settings(model=str(folder), model_ttl_seconds=-1.0)

    def recognizer(key: ModelKey, restarted: Callable[[str], None]) -> HostedRecognizer:
        return HostedRecognizer(
            key,
            timeout_seconds=lambda: 60.0 if key.device == "cpu" else HUNG_SECONDS,
            make=ailing_card.make,
            restarted=restarted,
        )

    return SpokenApp(
        replace(wanted, recognition=replace(wanted.recognition, device=device)),
        recognizer=recognizer,
        hardware=lambda: Hardware(4, 16 << 30, (CARD,)),
    )


# A load may rightly take minutes, so one that hangs is left to the unit tests of the host.
CASES = [
    (fault, stage)
    for fault in ailing_card.FAULTS
    for stage in ailing_card.STAGES
    if (fault == "hangs") <= (stage == "recognising")
]


@pytest.mark.parametrize(("fault", "stage"), CASES)
def test_the_processor_takes_over(fault: str, stage: str) -> None:
    sound = read_audio(CLIP.audio)
    with _with_card(f"{fault} {stage}", "auto") as app:
        app.load()
        if stage == "recognising":
            assert app.wait_for(Health.READY).device == "cuda:0"
        assert app.dictate(sound) == f"{CLIP.words} "
        told = app.wait_for(Health.DEGRADED)
        assert told.device == "cpu"
        assert ADVICE[fault] in told.message
        assert "set device to cpu" in told.message
        assert told.message.endswith("on the processor listens.")
        assert app.dictate(read_audio(NEXT.audio)) == f"{NEXT.words} "
        assert app.texts == [f"{CLIP.words} ", f"{NEXT.words} "]
        assert [event.transcript.text for event in app.recognized()] == [CLIP.words, NEXT.words]
        assert app.told() == []
        assert app.kept() == []
        status = app.app.status()
        assert (status.health, status.device, status.message) == ("degraded", "cpu", told.message)
        [failed] = [model for model in status.models if model.device == "cuda:0"]
        assert failed.health == "unavailable"
        assert failed.retry_in_seconds is not None
        assert failed.message


def test_missing_libraries_are_named_with_the_command_that_brings_them() -> None:
    with _with_card("lacks cuBLAS loading", "auto") as app:
        app.load()
        message = app.wait_for(Health.DEGRADED).message
        assert "pip install nvidia-cublas-cu12 nvidia-cudnn-cu12" in message


def test_a_card_that_was_asked_for_in_so_many_words_falls_back_too() -> None:
    with _with_card("aborts recognising", "cuda") as app:
        app.load()
        assert app.dictate(read_audio(CLIP.audio)) == f"{CLIP.words} "
        assert app.wait_for(Health.DEGRADED).device == "cpu"


def test_the_processor_chosen_afterwards_is_no_fallback() -> None:
    """The person follows the advice: all is well, and nothing is complained of any more."""
    with _with_card("is full loading", "auto") as app:
        app.load()
        app.wait_for(Health.DEGRADED)
        app.app.choose_device("cpu")
        app.load()
        told = app.wait_for(Health.READY)
        assert (told.device, told.message) == ("cpu", "")
        assert app.dictate(read_audio(CLIP.audio)) == f"{CLIP.words} "
