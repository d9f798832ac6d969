"""The deep check: what comes back of half a second of silence."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from sayso.control import check
from sayso.control.check import deep_check
from sayso.control.commands import Checked, Status
from sayso.control.status import StatusBoard
from sayso.core.errors import ModelError, RecognitionError
from sayso.core.health import Health
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import Samples, Transcript
from sayso.pipeline.recognize.queue import RecognitionQueue

READY = replace(
    StatusBoard("Built-in", "auto", lambda: datetime(2026, 3, 4, tzinfo=UTC)).read(),
    health=Health.READY,
    engine="whisper",
    model="base",
    device="cpu",
)


class Answering(RecognitionQueue):
    """A queue whose job has this answer; none: it never comes."""

    def __init__(self, answer: str | RecognitionError | None) -> None:
        super().__init__(lambda utterance, result: None, lambda dictation: None)
        self.answer = answer
        self.withdrawn: list[Future[Transcript]] = []

    def submit(
        self, samples: Samples, options: RecognizeOptions | None = None
    ) -> Future[Transcript]:
        assert len(samples) == 8000
        assert not np.any(samples)
        future: Future[Transcript] = Future()
        if isinstance(self.answer, str):
            future.set_result(Transcript(self.answer, (), "en", "whisper", "base", 0.5, 0.25))
        elif self.answer is not None:
            future.set_exception(self.answer)
        return future

    def withdraw(self, future: Future[Transcript]) -> None:
        self.withdrawn.append(future)


def status(health: Health = Health.READY, message: str = "") -> Status:
    return replace(READY, health=health, message=message)


def test_nothing_is_heard_in_silence() -> None:
    found = deep_check(Answering(""), status)
    assert found == Checked(True, "whisper", "base", "cpu", 0.25, "", "")


def test_words_in_silence_are_told() -> None:
    found = deep_check(Answering("Thank you."), status)
    assert (found.ok, found.text) == (False, "Thank you.")
    assert "Thank you." in found.message


def test_an_error_is_told() -> None:
    found = deep_check(Answering(RecognitionError("It crashed.")), status)
    assert (found.ok, found.message) == (False, "It crashed.")


def test_no_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "ANSWER_SECONDS", 0.0)
    queue = Answering(None)
    found = deep_check(queue, status)
    assert not found.ok
    assert "within 0 seconds" in found.message
    assert len(queue.withdrawn) == 1


def test_without_a_recognizer_there_is_nothing_to_check() -> None:
    with pytest.raises(ModelError, match="It is broken"):
        deep_check(Answering(""), lambda: status(Health.UNAVAILABLE, "It is broken."))
