"""Where a graphics card fails, the processor takes over with the same audio.

The recognizers only fail as they are told to; that of a real card is in the bench's figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from sayso.cli.in_turn import InTurn
from sayso.core.errors import (
    DeviceError,
    DeviceFailed,
    EngineDied,
    EngineHung,
    ModelError,
    RecognitionError,
    SaysoError,
)
from sayso.core.events import LoadProgress
from sayso.core.ports import RecognizeOptions, Recognizer
from sayso.core.speech import Samples, Transcript
from sayso.residency.model import ModelKey

CARD = ModelKey("whisper", "base", device="cuda", device_index=1)
PROCESSOR = ModelKey("whisper", "base")
AUDIO = np.arange(5, dtype=np.float32)
OPTIONS = RecognizeOptions("en")


class Failing:
    """Fails at each step as often as it has errors for it."""

    def __init__(self, key: ModelKey, errors: dict[str, list[SaysoError]]) -> None:
        self.engine, self.model, self.device = key.engine, key.model, key.place
        self._errors = errors
        self.steps: list[str] = []
        self.heard: list[tuple[Samples, RecognizeOptions]] = []

    def _step(self, name: str) -> None:
        self.steps.append(name)
        if self._errors.get(name):
            raise self._errors[name].pop(0)

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        report(LoadProgress("Loading", self.device))
        self._step("load")

    def warm_up(self, report: Callable[[LoadProgress], None]) -> None:
        self._step("warm_up")

    def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        self.heard.append((samples, options))
        self._step("recognize")
        return Transcript(self.device, (), "en", self.engine, self.model, 1.0, 0.1)

    def cancel(self, *, at_once: bool = True) -> None:
        self._step("cancel")

    def close(self) -> None:
        self._step("close")


class Machine:
    def __init__(self, keys: Sequence[ModelKey], **errors: SaysoError) -> None:
        self.made: list[Failing] = []
        self.said: list[str] = []
        self.reported: list[str] = []
        card = {name: [error] for name, error in errors.items()}

        def make(key: ModelKey) -> Recognizer:
            self.made.append(Failing(key, card))
            return self.made[-1]

        self.work = InTurn(keys, make, self.said.append)

    def run(self) -> str:
        self.work.load(lambda progress: self.reported.append(progress.detail))
        return self.work.recognize(AUDIO, OPTIONS).text


def test_a_card_that_works_is_used() -> None:
    machine = Machine([CARD, PROCESSOR])
    assert machine.work.device == "cuda:1"
    assert machine.run() == "cuda:1"
    assert len(machine.made) == 1
    assert machine.said == []


def test_a_card_that_does_not_load() -> None:
    machine = Machine([CARD, PROCESSOR], load=DeviceError("No card; install a driver."))
    assert machine.run() == "cpu"
    assert (machine.work.engine, machine.work.model) == ("whisper", "base")
    assert machine.made[0].steps == ["load", "close"]
    assert machine.reported == ["cuda:1", "cpu"]
    assert machine.said == ["No card; install a driver; going on with base on cpu."]


def test_a_card_that_does_not_warm_up() -> None:
    machine = Machine([CARD, PROCESSOR], warm_up=DeviceError("No cuBLAS; get it."))
    machine.work.load(lambda progress: None)
    machine.work.warm_up(lambda progress: None)
    assert machine.made[1].steps == ["load", "warm_up"]


@pytest.mark.parametrize("kind", [DeviceFailed, EngineDied, EngineHung])
def test_a_card_that_fails_in_the_middle(kind: type[RecognitionError]) -> None:
    machine = Machine([CARD, PROCESSOR], recognize=kind("It is full; close something."))
    assert machine.run() == "cpu"
    assert machine.work.recognize(AUDIO, OPTIONS).text == "cpu"
    ((before, options),) = machine.made[0].heard
    again, options_again = machine.made[1].heard[0]
    assert before is again is AUDIO
    assert options is options_again is OPTIONS
    assert len(machine.said) == 1


@pytest.mark.parametrize(
    ("keys", "step", "error"),
    [
        ([CARD], "load", DeviceError("No card.")),
        ([CARD], "recognize", DeviceFailed("No card.")),
        ([PROCESSOR, PROCESSOR], "recognize", EngineDied("It died.")),
        ([CARD, PROCESSOR], "load", ModelError("It is damaged.")),
        ([CARD, PROCESSOR], "recognize", RecognitionError("Not this audio.")),
    ],
)
def test_what_no_other_device_would_do_better(
    keys: Sequence[ModelKey], step: str, error: SaysoError
) -> None:
    machine = Machine(keys, **{step: error})
    with pytest.raises(type(error)) as caught:
        machine.run()
    assert caught.value is error
    assert len(machine.made) == 1
    assert machine.said == []


def test_it_is_the_current_one_that_is_closed() -> None:
    machine = Machine([CARD, PROCESSOR], load=DeviceError("No card."))
    machine.run()
    machine.work.cancel()
    machine.work.close()
    assert machine.made[1].steps == ["load", "recognize", "cancel", "close"]
