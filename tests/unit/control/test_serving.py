"""Which model serves: no word is lost, doubled or reordered, whatever becomes of the models.

Registry, queue and serving are the real ones; engines, downloads, clock and timers are the test's.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from serving_stage import (
    CARD,
    KEEP,
    LIMIT,
    PROCESSOR,
    A,
    B,
    Gate,
    Stage,
    staged,
)

from sayso.core.errors import (
    DeviceError,
    DeviceFailed,
    DownloadError,
    EngineDied,
    EngineHung,
    ModelError,
    RecognitionError,
    RegistryClosed,
)
from sayso.core.health import LEGAL, Health
from sayso.core.speech import Transcript
from sayso.models.choosing import STARTER, Plan
from sayso.residency.policy import Pressure
from sayso.residency.vitals import FIRST_RETRY_SECONDS, Vitals
from sayso.settings.schema import Recognition

NO_CARD = "The graphics card is full: close what uses it."


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    with staged(monkeypatch) as stage:
        yield stage


@pytest.fixture
def throwing_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """Nothing stays after a dictation."""
    with staged(monkeypatch, replace(KEEP, ttl_seconds=0)) as stage:
        yield stage


def place(result: object) -> str:
    """Where it was recognised."""
    assert isinstance(result, Transcript)
    return result.model


# Waiting for a model


def test_audio_waits_for_the_first_model(stage: Stage) -> None:
    gate = stage.load_gates[A] = Gate()
    stage.choose_beside("a")
    assert gate.entered.wait(LIMIT)
    number = stage.dictate(1)
    assert not stage.done
    assert not stage.serving.serves()
    stage.open(stage.load_gates, A)
    stage.wait(lambda: 1 in stage.over)
    assert [it for it, _ in stage.done] == [number]
    assert stage.told.health is Health.READY


def test_audio_that_came_before_anything_was_chosen(stage: Stage) -> None:
    stage.dictate(1)
    stage.choose("a")
    stage.wait(lambda: 1 in stage.over)
    assert len(stage.done) == 1


def test_what_was_said_goes_to_the_stand_in_if_the_wanted_one_fails(stage: Stage) -> None:
    stage.load_faults[A].append(ModelError("It is broken: copy it again."))
    stage.dictate(1)
    stage.choose("a")
    stage.wait(lambda: 1 in stage.over)
    assert [key for key, _ in stage.asked] == [STARTER]
    assert stage.told.health is Health.DEGRADED
    assert stage.told.message == (
        "It is broken: copy it again. Meanwhile the starter, which is rough, listens."
    )


def test_standing_by_loads_with_the_first_key_and_not_before(stage: Stage) -> None:
    assert stage.serving.stand_by(Recognition(model="a"))
    assert stage.told.health is Health.UNLOADED
    assert stage.told.model == "a"
    assert not stage.loads
    gate = stage.load_gates[A] = Gate()
    stage.serving.attend(1)  # returns, though the load is held up
    assert gate.entered.wait(LIMIT)
    number = stage.put(1)
    stage.queue.end(1)
    stage.open(stage.load_gates, A)
    stage.wait(lambda: 1 in stage.over)
    assert stage.asked == [(A, number)]
    assert stage.loads == [A]


def test_a_key_before_it_is_known_what_stands_by_loads_it_then(stage: Stage) -> None:
    number = stage.put(1)
    stage.serving.attend(1)
    stage.queue.end(1)
    assert stage.serving.stand_by(Recognition(model="a"))
    stage.wait(lambda: 1 in stage.over)
    assert stage.asked == [(A, number)]


def test_there_is_no_standing_by_for_what_is_not_there(stage: Stage) -> None:
    stage.plans["missing"] = Plan((), (STARTER,), missing="small")
    stage.plans["broken"] = Plan((), (STARTER,), fault=ModelError("It is broken."))
    stage.plans["nothing"] = ModelError("There is no model.")
    for name in ("missing", "broken", "nothing"):
        assert not stage.serving.stand_by(Recognition(model=name))
    assert not stage.events


# Eviction


def test_a_key_loads_what_was_evicted_once_and_in_the_background(stage: Stage) -> None:
    stage.choose("a")
    assert stage.registry.evict(A)
    assert stage.told.health is Health.UNLOADED
    assert not stage.serving.serves()
    gate = stage.load_gates[A] = Gate()
    stage.serving.attend(1)
    assert gate.entered.wait(LIMIT)
    stage.serving.attend(2)
    stage.put(1)
    stage.put(2)
    stage.queue.end(1)
    stage.queue.end(2)
    assert not stage.done
    stage.open(stage.load_gates, A)
    stage.wait(lambda: stage.over == [1, 2])
    assert stage.loads == [A, A]
    assert [it for it, _ in stage.done] == [1, 2]


def test_with_no_time_to_live_it_goes_after_the_dictation_and_never_within_it(
    throwing_away: Stage,
) -> None:
    stage = throwing_away
    stage.choose("a")
    for dictation in (1, 2):
        stage.serving.attend(dictation)
        for _ in range(3):
            number = stage.put(dictation)
            stage.wait(lambda number=number: number in [it for it, _ in stage.done])
            stage.registry.sweep()
            assert stage.is_loaded(A)
        stage.queue.end(dictation)
        stage.wait(lambda dictation=dictation: dictation in stage.over)
        stage.wait(lambda: not stage.is_loaded(A))
    assert stage.loads == [A, A, A]  # at the start, and once a dictation
    assert len(stage.done) == 6


def test_with_a_time_to_live_it_goes_when_that_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with staged(monkeypatch, replace(KEEP, ttl_seconds=60)) as stage:
        stage.choose("a")
        stage.said(1)
        stage.now += 59
        stage.registry.sweep()
        assert stage.is_loaded(A)
        stage.now += 1
        stage.registry.sweep()
        assert not stage.is_loaded(A)
        assert isinstance(stage.said(2), Transcript)


def test_for_ever_is_for_ever(stage: Stage) -> None:
    stage.choose("a")
    stage.now += 1e9
    assert stage.registry.sweep() == ()
    assert stage.is_loaded(A)


def test_a_model_that_is_attended_is_never_evicted(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = replace(KEEP, ttl_seconds=1, memory_limit_percent=50.0)
    with staged(monkeypatch, limits) as stage:
        stage.choose("a")
        stage.serving.attend(1)
        stage.now += 1000
        with stage.registry.lease(B):
            pass  # one more than may stay
        assert stage.registry.sweep(Pressure(99.0)) in ((), (B,))
        assert not stage.registry.evict(A)
        assert stage.is_loaded(A)
        stage.serving.release(1)
        stage.now += 1000
        assert stage.registry.sweep(Pressure(99.0)) == (A,)


def test_of_two_dictations_the_second_still_holds_it(throwing_away: Stage) -> None:
    stage = throwing_away
    stage.choose("a")
    stage.serving.attend(1)
    stage.wait(stage.serving.serves)
    stage.serving.attend(2)
    stage.serving.release(1)
    assert stage.is_loaded(A)
    stage.serving.release(2)
    assert not stage.is_loaded(A)


def test_loaded_by_the_queue_itself_it_is_offered_again(stage: Stage) -> None:
    """It was evicted after the queue had been given it, so the queue's own lease loads it; the
    news of the eviction comes during that load. The next dictation must not wait for ever."""
    stage.choose("a")
    gate = stage.load_gates[A] = Gate()
    real, late = stage.serving.note, threading.Event()
    stage.serving.note = lambda key, vitals: None  # type: ignore[method-assign]
    stage.registry.evict(A)
    stage.put(1)  # nobody attends to it
    assert gate.entered.wait(LIMIT)
    stage.serving.note = real  # type: ignore[method-assign]
    stage.serving.note(A, Vitals())
    late.set()
    stage.open(stage.load_gates, A)
    stage.wait(lambda: stage.done)
    assert isinstance(stage.said(2), Transcript)


def test_late_news_of_an_unloading_does_no_harm(stage: Stage) -> None:
    stage.choose("a")
    stage.serving.attend(1)
    stage.serving.note(A, Vitals())
    assert stage.serving.serves()
    assert stage.told.health is Health.READY
    stage.serving.release(1)


# Switching


def test_the_old_one_serves_while_the_new_one_loads(stage: Stage) -> None:
    stage.choose("a")
    gate = stage.load_gates[B] = Gate()
    thread = stage.choose_beside("b")
    assert gate.entered.wait(LIMIT)
    assert isinstance(stage.said(1), Transcript)
    assert stage.told.model == "a"
    stage.open(stage.load_gates, B)
    thread.join(LIMIT)
    assert not stage.is_loaded(A)
    stage.said(2)
    assert [key for key, _ in stage.asked] == [A, B]
    assert stage.told.model == "b"


def test_an_utterance_in_flight_finishes_on_the_old_one(stage: Stage) -> None:
    stage.choose("a")
    gate = stage.gates[A] = Gate()
    first = stage.dictate(1)
    assert gate.entered.wait(LIMIT)
    second = stage.dictate(2)
    choosing = stage.choose_beside("b")
    stage.wait(lambda: stage.told.model == "b" and stage.told.health is Health.READY)
    assert stage.is_loaded(A)
    assert not stage.done
    assert choosing.is_alive()  # until the old one is gone: a third would be one too many
    stage.open(stage.gates, A)
    stage.wait(lambda: stage.over == [1, 2])
    choosing.join(LIMIT)
    assert stage.asked == [(A, first), (B, second)]
    assert not stage.is_loaded(A)


def test_an_utterance_on_which_the_old_one_fails_goes_to_the_new_one(stage: Stage) -> None:
    stage.choose("a")
    gate = stage.gates[A] = Gate()
    stage.faults[A].append(EngineDied("It ended."))
    number = stage.dictate(1)
    assert gate.entered.wait(LIMIT)
    choosing = stage.choose_beside("b")
    stage.wait(lambda: stage.told.model == "b" and stage.told.health is Health.READY)
    stage.open(stage.gates, A)
    stage.wait(lambda: 1 in stage.over)
    choosing.join(LIMIT)
    assert stage.asked == [(A, number), (B, number)]
    assert isinstance(stage.done[0][1], Transcript)


def test_where_two_may_stay_the_old_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    with staged(monkeypatch, replace(KEEP, max_models=2)) as stage:
        stage.choose("a")
        stage.choose("b")
        assert stage.is_loaded(A)
        stage.choose("a")
        stage.said(1)
        assert stage.loads == [A, B]
        assert stage.asked[0][0] == A


def test_a_switch_that_fails_leaves_the_old_one_and_says_why(stage: Stage) -> None:
    stage.choose("a")
    stage.load_faults[B].append(ModelError("It is broken: copy it again."))
    with pytest.raises(ModelError, match="broken"):
        stage.choose("b")
    assert (stage.told.model, stage.told.health) == ("a", Health.READY)
    assert stage.told.message == "It is broken: copy it again."
    stage.said(1)
    assert stage.asked[0][0] == A
    stage.choose("a")
    assert stage.told.message == ""


def test_a_switch_that_fails_leaves_an_old_one_that_was_evicted(stage: Stage) -> None:
    stage.choose("a")
    stage.registry.evict(A)
    stage.load_faults[B].append(ModelError("It is broken: copy it again."))
    with pytest.raises(ModelError, match="broken"):
        stage.choose("b")
    assert (stage.told.model, stage.told.health) == ("a", Health.UNLOADED)
    assert stage.told.message == "It is broken: copy it again."
    assert isinstance(stage.said(1), Transcript)
    assert stage.asked[0][0] == A


def test_a_switch_to_what_was_tried_before_leaves_an_evicted_stand_in(stage: Stage) -> None:
    stage.load_faults[CARD] += [DeviceError(NO_CARD), DeviceError(NO_CARD)]
    stage.choose("big")
    stage.registry.evict(PROCESSOR)
    with pytest.raises(DeviceError):
        stage.choose("card")
    assert (stage.told.device, stage.told.health) == ("cpu", Health.UNLOADED)
    assert place(stage.said(1)) == "cpu"
    assert stage.told.message.startswith(NO_CARD)


def test_a_switch_that_fails_leaves_one_that_only_stood_by(stage: Stage) -> None:
    stage.serving.stand_by(Recognition(model="a"))
    stage.load_faults[B].append(ModelError("It is broken."))
    with pytest.raises(ModelError):
        stage.choose("b")
    stage.said(1)
    assert stage.asked[0][0] == A


def test_a_surprise_in_loading_is_told_in_a_sentence(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.choose("a")
    stage.plans["b"] = None  # type: ignore[assignment]
    with pytest.raises(ModelError, match="AttributeError"):
        stage.choose("b")
    assert "AttributeError" in stage.told.message
    assert isinstance(stage.said(1), Transcript)
    assert "Traceback" in caplog.text


def test_to_what_serves_already_there_is_no_switch(stage: Stage) -> None:
    stage.choose("a")
    told = list(stage.events)
    stage.choose("a")
    assert stage.loads == [A]
    assert stage.events == told


def test_what_cannot_be_named_is_told_and_leaves_the_old_one(stage: Stage) -> None:
    stage.plans["none"] = ModelError("There is no such model.")
    with pytest.raises(ModelError):
        stage.choose("none")
    assert stage.told.health is Health.UNAVAILABLE
    assert stage.told.message == "There is no such model."
    stage.choose("a")
    with pytest.raises(ModelError):
        stage.choose("none")
    assert (stage.told.model, stage.told.message) == ("a", "There is no such model.")


# Graphics cards


def test_without_a_card_it_runs_on_the_processor(stage: Stage) -> None:
    stage.load_faults[CARD].append(DeviceError(NO_CARD))
    stage.choose("big")
    assert (stage.told.device, stage.told.health) == ("cpu", Health.DEGRADED)
    assert stage.told.message == f"{NO_CARD} Meanwhile big on the processor listens."
    assert place(stage.said(1)) == "cpu"


def test_what_is_tried_next_is_told(stage: Stage) -> None:
    """A load takes seconds, and in them the app is not broken but loading."""
    stage.load_faults[CARD].append(DeviceError(NO_CARD))
    gate = stage.load_gates[PROCESSOR] = Gate()
    stage.choose_beside("big")
    assert gate.entered.wait(LIMIT)
    assert (stage.told.device, stage.told.health) == ("cpu", Health.STARTING)
    stage.open(stage.load_gates, PROCESSOR)


@pytest.mark.parametrize("error", [DeviceFailed, EngineDied, EngineHung, DeviceError])
def test_a_card_that_fails_in_mid_sentence_costs_no_word(
    stage: Stage, error: type[Exception]
) -> None:
    stage.choose("big")
    stage.faults[CARD].append(error(NO_CARD))
    assert place(stage.said(1)) == "cpu"
    assert stage.asked == [(CARD, 1), (PROCESSOR, 1)]
    assert len(stage.done) == 1
    assert not stage.is_loaded(CARD)
    assert stage.told.health is Health.DEGRADED
    assert stage.told.message.startswith(NO_CARD)


def test_what_only_this_audio_causes_changes_nothing(stage: Stage) -> None:
    stage.choose("big")
    stage.faults[CARD].append(RecognitionError("The engine failed on this audio."))
    assert isinstance(stage.said(1), RecognitionError)
    assert place(stage.said(2)) == "cuda:0"
    assert stage.loads == [CARD]


@pytest.mark.parametrize("error", [EngineDied, EngineHung, DeviceFailed])
def test_an_engine_that_dies_on_the_processor_is_the_audios_fault(
    stage: Stage, error: type[Exception]
) -> None:
    """It has been started again and tried again by then: see the host."""
    stage.choose("a")
    stage.faults[A].append(error("It ended."))
    assert isinstance(stage.said(1), error)
    assert isinstance(stage.said(2), Transcript)
    assert stage.loads == [A]


def test_a_card_that_was_chosen_and_fails_leaves_the_old_one(stage: Stage) -> None:
    stage.choose("a")
    stage.load_faults[CARD].append(DeviceError(NO_CARD))
    with pytest.raises(DeviceError):
        stage.choose("card")
    assert (stage.told.model, stage.told.message) == ("a", NO_CARD)
    assert stage.loads == [A, CARD]


def test_a_card_is_tried_again_when_its_time_comes(stage: Stage) -> None:
    stage.load_faults[CARD].append(DeviceError(NO_CARD))
    stage.choose("big")
    stage.now += FIRST_RETRY_SECONDS - 1
    assert place(stage.said(1)) == "cpu"
    assert stage.loads == [CARD, PROCESSOR]
    stage.now += 1
    gate = stage.load_gates[CARD] = Gate()
    stage.serving.attend(2)
    assert gate.entered.wait(LIMIT)
    number = stage.put(2)  # while the card is tried, the stand-in listens
    stage.wait(lambda: (PROCESSOR, number) in stage.asked)
    stage.open(stage.load_gates, CARD)
    stage.wait(lambda: stage.told.health is Health.READY)
    stage.queue.end(2)
    assert place(stage.said(3)) == "cuda:0"
    assert not stage.is_loaded(PROCESSOR)
    assert stage.told.message == ""


def test_a_card_that_fails_again_leaves_the_stand_in(stage: Stage) -> None:
    stage.load_faults[CARD] += [DeviceError(NO_CARD), DeviceError("The driver is gone.")]
    stage.choose("big")
    stage.now += FIRST_RETRY_SECONDS
    stage.serving.attend(1)
    stage.wait(lambda: "driver" in stage.told.message)
    stage.put(1)
    stage.queue.end(1)
    stage.wait(lambda: 1 in stage.over)
    assert stage.loads == [CARD, PROCESSOR, CARD]
    assert stage.told.health is Health.DEGRADED
    stage.said(2)
    assert stage.loads == [CARD, PROCESSOR, CARD]


def test_a_processor_before_the_starter_is_tried_again_too(stage: Stage) -> None:
    stage.load_faults[CARD] += [DeviceError(NO_CARD), DeviceError(NO_CARD)]
    stage.load_faults[PROCESSOR].append(ModelError("There is too little memory."))
    stage.load_faults[A].append(ModelError("There is too little memory."))
    stage.choose("big")
    assert stage.told.engine == "starter"
    stage.now += FIRST_RETRY_SECONDS
    stage.serving.attend(1)
    stage.wait(lambda: stage.told.model == "big" and stage.told.health is Health.DEGRADED)
    stage.queue.end(1)
    stage.now += FIRST_RETRY_SECONDS  # the card has twice as long to wait by now
    assert place(stage.said(2)) == "cpu"


def test_the_one_that_fails_while_it_is_put_in_place_again(stage: Stage) -> None:
    """Whoever holds a broken model keeps it from being loaded again, and itself with it."""
    stage.choose("big")
    gate = stage.gates[CARD] = Gate()
    stage.faults[CARD].append(DeviceFailed(NO_CARD))
    number = stage.dictate(1)
    assert gate.entered.wait(LIMIT)
    lease = stage.registry.lease(CARD)
    real = stage.registry.lease

    def slow(*args: object, **kwargs: object) -> object:
        """Lent before it fails, put in place after that."""
        stage.registry.lease = real  # type: ignore[method-assign]
        stage.open(stage.gates, CARD)
        stage.wait(lambda: not stage.is_loaded(CARD))
        return lease

    stage.registry.lease = slow  # type: ignore[method-assign,assignment]
    stage.choose("big")
    stage.wait(lambda: 1 in stage.over)
    assert stage.asked == [(CARD, number), (PROCESSOR, number)]
    assert [it for it, _ in stage.done] == [number]


# Nothing can be had


def test_nothing_can_be_had_until_it_can(stage: Stage) -> None:
    stage.load_faults[A] += [ModelError(f"Failure {number}.") for number in range(4)]
    with pytest.raises(ModelError):
        stage.choose("alone")
    assert (stage.told.health, stage.told.message) == (Health.UNAVAILABLE, "Failure 0.")
    stage.dictate(1)
    wait = FIRST_RETRY_SECONDS
    for number in range(1, 4):
        stage.wait(lambda: stage.timers)
        stage.pass_time(wait - 1)
        assert len(stage.loads) == number
        stage.pass_time(1)
        stage.wait(lambda number=number: stage.told.message == f"Failure {number}.")
        wait *= 2
    assert not stage.done
    stage.wait(lambda: stage.timers)
    stage.pass_time(wait)
    stage.wait(lambda: 1 in stage.over)
    assert isinstance(stage.done[0][1], Transcript)
    assert (stage.told.health, stage.told.message) == (Health.READY, "")


def test_what_was_said_before_the_first_load_failed_is_not_forgotten(stage: Stage) -> None:
    stage.load_faults[A].append(ModelError("It is broken."))
    stage.dictate(1)
    with pytest.raises(ModelError):
        stage.choose("alone")
    stage.pass_time(FIRST_RETRY_SECONDS)
    stage.wait(lambda: 1 in stage.over)
    assert isinstance(stage.done[0][1], Transcript)


def test_the_next_dictation_tries_again_too(stage: Stage) -> None:
    stage.load_faults[A].append(ModelError("It is broken."))
    with pytest.raises(ModelError):
        stage.choose("alone")
    stage.timers.clear()  # nobody spoke, so it was for nothing
    stage.now += FIRST_RETRY_SECONDS
    assert isinstance(stage.said(1), Transcript)


def test_nobody_tries_again_where_nobody_speaks(stage: Stage) -> None:
    stage.load_faults[A].append(ModelError("It is broken."))
    with pytest.raises(ModelError):
        stage.choose("alone")
    stage.pass_time(FIRST_RETRY_SECONDS)
    if (looking := stage.serving._waker._thread) is not None:
        looking.join(LIMIT)
    assert stage.loads == [A]


def test_choosing_it_again_tries_at_once(stage: Stage) -> None:
    stage.load_faults[A].append(ModelError("It is broken."))
    with pytest.raises(ModelError):
        stage.choose("alone")
    stage.dictate(1)
    stage.choose("alone")
    stage.wait(lambda: 1 in stage.over)
    assert stage.told.message == ""


def test_what_cannot_be_loaded_any_more_leaves_the_reason_and_the_audio(stage: Stage) -> None:
    stage.choose("alone")
    stage.registry.evict(A)
    stage.load_faults[A].append(ModelError("Its folder is gone."))
    stage.dictate(1)
    assert stage.wait_for(Health.UNAVAILABLE).message == "Its folder is gone."
    [left] = stage.close()
    assert left.dictation == 1


def test_a_job_is_told_that_nothing_can_be_had(stage: Stage) -> None:
    stage.choose("alone")
    stage.registry.evict(A)
    gate = stage.load_gates[A] = Gate()
    stage.load_faults[A].append(ModelError("Its folder is gone."))
    stage.serving.attend(-1)
    assert gate.entered.wait(LIMIT)
    job = stage.queue.submit(stage_silence())
    stage.open(stage.load_gates, A)
    with pytest.raises(ModelError, match="gone"):
        job.result(LIMIT)
    stage.serving.release(-1)


def stage_silence() -> object:
    import numpy as np

    return np.zeros(160, np.float32)


def test_the_fault_of_what_was_asked_for_is_what_is_told(stage: Stage) -> None:
    """And not that of the stand-in; also after the stand-in came at last."""
    stage.plans["broken"] = Plan((), (STARTER,), fault=ModelError("The folder is broken."))
    stage.load_faults[STARTER].append(ModelError("The starter is not there."))
    with pytest.raises(ModelError, match="folder"):
        stage.choose("broken")
    assert stage.told.message == "The folder is broken."
    stage.now += FIRST_RETRY_SECONDS
    assert isinstance(stage.said(1), Transcript)
    assert stage.told.health is Health.DEGRADED
    assert stage.told.message.startswith("The folder is broken. Meanwhile the starter")


def test_a_broken_choice_after_a_failed_one_is_what_is_told(stage: Stage) -> None:
    stage.load_faults[A].append(ModelError("The first is broken."))
    with pytest.raises(ModelError):
        stage.choose("alone")
    stage.plans["broken"] = Plan((), fault=ModelError("The second is broken."))
    with pytest.raises(ModelError, match="second"):
        stage.choose("broken")
    assert stage.told.health is Health.UNAVAILABLE
    assert stage.told.message == "The second is broken."


# Downloads


@pytest.fixture
def downloading(stage: Stage) -> Stage:
    """The model b is being downloaded; the starter stands in."""
    stage.plans["b"] = Plan((), (STARTER,), missing="b")
    stage.choose_beside("b")
    stage.wait(lambda: stage.fetching)
    return stage


def arrives(stage: Stage) -> Callable[[], Path]:
    def arrive() -> Path:
        stage.plans["b"] = Plan((B,), (STARTER,))
        return Path("b")

    return arrive


def finish(stage: Stage, how: Callable[[], Path]) -> None:
    with stage.moved:
        stage.fetched = how
        stage.moved.notify_all()


def fails() -> Path:
    raise DownloadError("The connection was lost: try again.")


def test_the_stand_in_listens_during_a_download(downloading: Stage) -> None:
    stage = downloading
    assert stage.told.health is Health.DEGRADED
    assert stage.told.message.startswith("The model b is being downloaded. Meanwhile the starter")
    stage.said(1)
    finish(stage, arrives(stage))
    stage.wait(lambda: stage.told.model == "b" and stage.told.health is Health.READY)
    stage.said(2)
    assert [key for key, _ in stage.asked] == [STARTER, B]
    stage.wait(lambda: not stage.is_loaded(STARTER))


def test_a_download_that_fails_leaves_the_stand_in_and_says_why(downloading: Stage) -> None:
    stage = downloading
    finish(stage, fails)
    stage.wait(lambda: stage.told.message.startswith("The connection was lost: try again. Mean"))
    assert stage.told.health is Health.DEGRADED
    stage.registry.evict(STARTER)
    assert isinstance(stage.said(1), Transcript)
    assert stage.told.message.startswith("The connection was lost: try again. Meanwhile")


def test_a_download_can_be_stopped(downloading: Stage) -> None:
    stage = downloading
    stage.serving.stop_loading()
    stage.wait(lambda: stage.told.message.startswith("The download was stopped. Meanwhile"))
    assert isinstance(stage.said(1), Transcript)
    stage.serving.stop_loading()  # there is none


def test_a_stopped_download_leaves_what_was_there(stage: Stage) -> None:
    stage.choose("a")
    stage.plans["b"] = Plan((), (STARTER,), missing="b")
    thread = stage.choose_beside("b")
    stage.wait(lambda: stage.fetching)
    assert stage.told.model == "a"
    assert stage.told.health is Health.READY
    stage.serving.stop_loading()
    thread.join(LIMIT)
    assert stage.loads == [A]
    assert (stage.told.model, stage.told.message) == ("a", "The download was stopped.")


def test_an_evicted_stand_in_comes_back_during_the_download(downloading: Stage) -> None:
    stage = downloading
    stage.registry.evict(STARTER)
    assert isinstance(stage.said(1), Transcript)
    assert stage.fetching
    assert stage.told.message.startswith("The model b is being downloaded.")


def test_without_a_stand_in_audio_waits_for_the_download(stage: Stage) -> None:
    stage.plans["b"] = Plan((), missing="b")
    stage.choose_beside("b")
    stage.wait(lambda: stage.fetching)
    stage.dictate(1)
    finish(stage, arrives(stage))
    stage.wait(lambda: 1 in stage.over)
    assert stage.asked[0][0] == B


def test_without_a_stand_in_a_download_that_fails_is_told(stage: Stage) -> None:
    stage.plans["b"] = Plan((), missing="b")
    thread = stage.choose_beside("b")
    stage.wait(lambda: stage.fetching)
    finish(stage, fails)
    thread.join(LIMIT)
    assert stage.told.health is Health.UNAVAILABLE
    assert (stage.told.engine, stage.told.model) == ("", "b")
    assert stage.told.message == "The connection was lost: try again."


def test_a_stand_in_that_fails_stops_no_download(stage: Stage) -> None:
    stage.plans["b"] = Plan((), (STARTER,), missing="b")
    stage.load_faults[STARTER].append(ModelError("It is not there."))
    stage.choose_beside("b")
    stage.wait(lambda: stage.fetching)
    finish(stage, arrives(stage))
    stage.wait(lambda: stage.told.model == "b" and stage.told.health is Health.READY)


def test_closing_ends_a_download(downloading: Stage) -> None:
    downloading.close()
    assert not downloading.fetching
    assert not any("stopped" in event.message for event in downloading.events)


# Closing


def test_closing_ends_a_load(stage: Stage) -> None:
    gate = stage.load_gates[A] = Gate()
    stage.choose_beside("a")
    assert gate.entered.wait(LIMIT)
    stage.dictate(1)
    assert len(stage.close()) == 1


def test_closing_ends_a_load_in_the_background(stage: Stage) -> None:
    stage.choose("a")
    stage.registry.evict(A)
    gate = stage.load_gates[A] = Gate()
    stage.dictate(1)
    assert gate.entered.wait(LIMIT)
    assert len(stage.close()) == 1


def test_closing_ends_the_wait_for_another_try(stage: Stage) -> None:
    stage.load_faults[A].append(ModelError("It is broken."))
    with pytest.raises(ModelError):
        stage.choose("alone")
    stage.dictate(1)
    assert len(stage.close()) == 1
    assert not stage.timers
    stage.pass_time(1000)
    assert stage.loads == [A]


def test_closing_ends_a_recognition_and_gives_the_audio_back(stage: Stage) -> None:
    stage.choose("big")
    gate = stage.gates[CARD] = Gate()
    stage.dictate(1)
    stage.dictate(2)
    assert gate.entered.wait(LIMIT)
    assert [it.dictation for it in stage.close()] == [1, 2]
    assert not stage.done
    assert stage.loads == [CARD]


def test_after_closing_nothing_is_loaded(stage: Stage) -> None:
    stage.choose("a")
    stage.close()
    stage.serving.attend(1)
    with pytest.raises(RegistryClosed):
        stage.choose("b")
    stage.plans["b"] = Plan((), missing="b")
    with pytest.raises(RegistryClosed):
        stage.choose("b")
    assert stage.loads == [A]
    assert stage.told.model == "a"


# What is told


def test_each_change_is_told_and_can_be(stage: Stage) -> None:
    """Where one thing happens after the other, nothing is left out."""
    stage.choose("a")
    stage.said(1)
    stage.registry.evict(A)
    stage.said(2)
    stage.faults[A].append(ModelError("It broke."))
    stage.serving.attend(3)
    stage.put(3)
    stage.wait(lambda: stage.told.engine == "starter" and stage.told.health is Health.DEGRADED)
    healths = [event.health for event in stage.events if event.model == "a"]
    load = [Health.STARTING, Health.WARMING_UP, Health.READY]
    talk = [Health.BUSY, Health.READY]
    assert [*load, *talk, Health.UNLOADED, *load, *talk] == healths[:11]
    assert healths[-1] is Health.UNAVAILABLE
    for before, after in pairwise(healths):
        assert after is before or after in LEGAL[before]
    stage.queue.end(3)


def test_what_was_told_last_is_true(stage: Stage) -> None:
    random_one = random.Random(5)
    for dictation in range(1, 60):
        if random_one.random() < 0.3:
            stage.registry.evict(A)
        if random_one.random() < 0.3:
            stage.choose(random_one.choice("ab"))
        elif dictation == 1:
            stage.choose("a")
        stage.said(dictation)
    serving = stage.serving._serving
    assert serving is not None
    stage.wait(lambda: stage.told.health is stage.registry.vitals(serving).health)
    assert stage.told.model == serving.model


# Races


@pytest.mark.parametrize("seed", range(4))
def test_attend_and_release_at_the_same_moment(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """The one's end and the other's beginning, evictions between them: everyone gets a text, and
    nothing stays held."""
    with staged(monkeypatch, replace(KEEP, ttl_seconds=0 if seed % 2 else -1)) as stage:
        stage.choose("a")
        going = threading.Event()

        def evict() -> None:
            while not going.wait(0.0005):
                stage.registry.evict(A)
                stage.registry.sweep()

        def talk(first: int) -> None:
            for dictation in range(first, 200, 4):
                stage.dictate(dictation)
                if dictation % 3 == seed % 3:
                    stage.wait(lambda dictation=dictation: dictation in stage.over)

        threads = [threading.Thread(target=talk, args=(first,)) for first in range(4)]
        threads.append(threading.Thread(target=evict))
        for thread in threads:
            thread.start()
        for thread in threads[:-1]:
            thread.join(3 * LIMIT)
        stage.wait(lambda: len(stage.over) == 200)
        going.set()
        threads[-1].join(LIMIT)
        assert sorted(it for it, _ in stage.done) == list(range(1, 201))
        assert all(isinstance(result, Transcript) for _, result in stage.done)
        assert not any(standing.leases for standing in stage.registry.census())
