"""Voice detection is lent to each dictation; without it everything is speech."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest

from sayso.control.detection import Detection
from sayso.core.errors import ModelError
from sayso.core.events import LoadProgress
from sayso.core.speech import FRAME_SAMPLES, Samples
from sayso.models.choosing import VOICE
from sayso.pipeline.detect.silero import EverythingIsSpeech
from sayso.residency.policy import Limits
from sayso.residency.registry import Registry
from sayso.residency.vitals import FIRST_RETRY_SECONDS

LIMIT = 10.0


class Ear:
    def probability(self, samples: Samples) -> float:
        return 0.25


class Network:
    """Stands in for the network: it hears the same in everything."""

    def __init__(self, house: House) -> None:
        self.house = house

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        self.house.loads += 1
        self.house.entered.set()
        assert self.house.go_on.wait(LIMIT)
        if self.house.closing:
            raise ModelError("closed")
        if self.house.faults:
            raise self.house.faults.pop()

    def warm_up(self, report: Callable[[LoadProgress], None]) -> None: ...

    def detector(self) -> Ear:
        return Ear()

    def close(self) -> None:
        self.house.closing = True
        self.house.go_on.set()


class House:
    def __init__(self, ttl_seconds: float = -1.0) -> None:
        self.now = 0.0
        self.loads = 0
        self.closing = False
        self.faults: list[Exception] = []
        self.entered, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()
        self.told: list[str] = []
        self.registry: Registry[Network] = Registry(
            lambda key: self._network(), Limits(1, ttl_seconds, 100.0), clock=lambda: self.now
        )
        self.detection = Detection(self.registry, self.told.append)  # type: ignore[arg-type]

    def _network(self) -> Network:
        self.closing = False
        return Network(self)

    def hears(self) -> float:
        with self.detection.detector() as detector:
            return detector.probability(np.zeros(FRAME_SAMPLES, np.float32))


def test_each_dictation_has_a_detector_of_its_own() -> None:
    house = House()
    with house.detection.detector() as first, house.detection.detector() as second:
        assert first is not second
        assert not house.registry.evict(VOICE)
    assert house.loads == 1
    assert house.registry.evict(VOICE)
    assert house.hears() == 0.25
    assert house.loads == 2


def test_it_is_loaded_before_it_is_needed() -> None:
    house = House()
    house.detection.load()
    assert house.registry.vitals(VOICE).health.serves
    assert house.hears() == 0.25
    assert house.loads == 1
    assert not house.registry.census()[0].leases


def test_a_dictation_waits_until_it_is_there() -> None:
    house = House()
    house.go_on.clear()
    heard: list[float] = []
    thread = threading.Thread(target=lambda: heard.append(house.hears()))
    thread.start()
    assert house.entered.wait(LIMIT)
    assert not heard
    house.go_on.set()
    thread.join(LIMIT)
    assert heard == [0.25]


def test_without_it_everything_is_speech_and_that_is_told() -> None:
    house = House()
    house.faults = [ModelError("The network is missing: install Sayso again.")]
    with house.detection.detector() as detector:
        assert isinstance(detector, EverythingIsSpeech)
    assert house.told == ["The network is missing: install Sayso again."]
    assert house.hears() == 1.0  # it is not tried again at once
    assert house.loads == 1
    house.now += FIRST_RETRY_SECONDS
    assert house.hears() == 0.25


def test_a_load_that_fails_is_told_and_not_raised() -> None:
    house = House()
    house.faults = [ModelError("The network is missing.")]
    house.detection.load()
    assert house.told == ["The network is missing."]


def test_whoever_waits_for_it_does_not_wait_beyond_the_end() -> None:
    house = House()
    house.go_on.clear()
    heard: list[float] = []
    thread = threading.Thread(target=lambda: heard.append(house.hears()))
    thread.start()
    assert house.entered.wait(LIMIT)
    house.registry.close(0.0)
    thread.join(LIMIT)
    assert heard == [1.0]
    assert house.told == []
    house.detection.load()
    assert house.told == []


def test_it_goes_when_its_time_is_over() -> None:
    house = House(ttl_seconds=0.0)
    with house.detection.detector():
        house.registry.sweep()
        assert house.registry.vitals(VOICE).health.serves
    assert not house.registry.vitals(VOICE).health.serves


def test_what_is_raised_in_a_dictation_gives_it_back() -> None:
    house = House()
    with pytest.raises(ZeroDivisionError), house.detection.detector():
        raise ZeroDivisionError
    assert house.registry.evict(VOICE)
