"""What the child does with what comes through its pipe; test_host.py has it whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sayso.core.errors import (
    DeviceError,
    DeviceFailed,
    ModelError,
    RecognitionCancelled,
    RecognitionError,
    SaysoError,
)
from sayso.core.events import LoadProgress
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import Samples, Transcript
from sayso.pipeline.recognize.child import (
    Cancel,
    Failed,
    Inbox,
    Recognize,
    WarmedUp,
    WarmUp,
    answer,
    as_load_error,
    as_recognition_error,
)
from sayso.residency.model import ModelKey

KEY = ModelKey("fake", "a model")
ON_CARD = ModelKey("fake", "a model", device="cuda", device_index=1)


class Steps:
    """An engine that asks after each of three steps; ``between`` is called there."""

    engine = "fake"
    model = "a model"
    device = "cpu"

    def __init__(self, between: Callable[[int], None] = lambda step: None) -> None:
        self.between = between
        self.made = 0
        self.warmed: list[float] = []

    def load(self, report: Callable[[LoadProgress], None]) -> None: ...

    def warm_up(self, seconds: float) -> None:
        self.warmed.append(seconds)

    def recognize(
        self, samples: Samples, options: RecognizeOptions, go_on: Callable[[], None]
    ) -> Transcript:
        for step in range(3):
            self.between(step)
            go_on()
            self.made += 1
        return Transcript("text", (), "en", "fake", "a model", 1.0, 0.5)

    def close(self) -> None: ...


def task(number: int) -> Recognize:
    return Recognize(number, np.zeros(3, np.float32), RecognizeOptions())


def test_a_task_is_answered() -> None:
    engine, inbox = Steps(), Inbox()
    reply = answer(engine, inbox, task(1), KEY)
    assert isinstance(reply, Transcript)
    assert engine.made == 3
    assert isinstance(answer(engine, inbox, WarmUp(4.0), KEY), WarmedUp)
    assert engine.warmed == [4.0]


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_cancel_stops_before_the_next_step(step: int) -> None:
    inbox = Inbox()
    engine = Steps(lambda at: inbox.take(Cancel(5)) if at == step else None)
    reply = answer(engine, inbox, task(5), KEY)
    assert isinstance(reply, Failed)
    assert isinstance(reply.error, RecognitionCancelled)
    assert engine.made == step


def test_a_cancel_that_comes_first_stops_before_the_engine() -> None:
    engine, inbox = Steps(), Inbox()
    inbox.take(Cancel(5))
    assert isinstance(answer(engine, inbox, task(5), KEY), Failed)
    assert engine.made == 0


def test_a_cancel_that_comes_late_is_for_nobody() -> None:
    inbox = Inbox()
    inbox.take(Cancel(4))
    inbox.take(Cancel(2))
    engine = Steps()
    assert isinstance(answer(engine, inbox, task(5), KEY), Transcript)
    assert isinstance(answer(engine, inbox, WarmUp(1.0), KEY), WarmedUp)


def test_tasks_keep_their_order_and_cancels_overtake() -> None:
    inbox = Inbox()
    messages: list[Any] = [WarmUp(1.0), task(1), Cancel(1), task(2)]
    for message in messages:
        inbox.take(message)
    assert [inbox.tasks.get() for _ in range(3)] == [messages[0], messages[1], messages[3]]
    assert inbox.tasks.empty()
    with pytest.raises(RecognitionCancelled):
        inbox.go_on(1)
    inbox.go_on(2)


@pytest.mark.parametrize(
    ("convert", "key", "kind"),
    [
        (as_load_error, KEY, ModelError),
        (as_load_error, ON_CARD, DeviceError),
        (as_recognition_error, KEY, RecognitionError),
        (as_recognition_error, ON_CARD, DeviceFailed),
    ],
)
def test_whatever_an_engine_raises_becomes_a_sentence(
    convert: Callable[[Exception, ModelKey], SaysoError], key: ModelKey, kind: type[SaysoError]
) -> None:
    error = convert(ZeroDivisionError("1 / 0"), key)
    assert type(error) is kind
    assert str(error).endswith(".")
    assert ("cuda:1" in str(error)) == (key is ON_CARD)
    own = ModelError("The model is of cheese: take another.")
    assert convert(own, key) is own
