"""Recognizers and voice detection in memory, and the sweeper that keeps them in bounds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from sayso.control import resident_models
from sayso.control.resident_models import ResidentModels
from sayso.core.errors import DeviceError
from sayso.core.events import LoadProgress
from sayso.core.health import Health
from sayso.models.choosing import VOICE
from sayso.residency.model import ModelKey
from sayso.residency.policy import REST_SECONDS, Pressure
from sayso.residency.vitals import Vitals
from sayso.settings.schema import Residency

LIMIT = 10.0
A, B = ModelKey("whisper", "a"), ModelKey("whisper", "b")
STAY = Residency(model_ttl_seconds=-1, voice_ttl_seconds=-1, memory_limit_percent=90)


class Model:
    """Stands in for both kinds."""

    def __init__(self, closed: Callable[[], None], fault: DeviceError | None) -> None:
        self._closed = closed
        self._fault = fault

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        if self._fault is not None:
            raise self._fault

    def warm_up(self, report: Callable[[LoadProgress], None]) -> None: ...

    def close(self) -> None:
        self._closed()


class House:
    def __init__(self, residency: Residency) -> None:
        self.now = 0.0
        self.pressure = Pressure()
        self.fault: DeviceError | None = None
        self.asked: list[bool] = []  # whether of cards too, at each look at the memory
        self.moved = threading.Condition()
        self.told: list[tuple[ModelKey, Health]] = []
        self.closed: list[ModelKey] = []
        self.models = ResidentModels(
            residency,
            recognizer=self._make,  # type: ignore[arg-type,return-value]
            network=lambda: self._make(VOICE),  # type: ignore[arg-type,return-value]
            pressure=self._read,
            clock=lambda: self.now,
            changed=self._changed,
        )

    def _make(self, key: ModelKey) -> Model:
        def closed() -> None:
            with self.moved:
                self.closed.append(key)
                self.moved.notify_all()

        return Model(closed, self.fault)

    def _read(self, cards: bool) -> Pressure:
        with self.moved:
            self.asked.append(cards)
            self.moved.notify_all()
        return self.pressure

    def wait_until_asked(self, *, cards: bool) -> None:
        with self.moved:
            assert self.moved.wait_for(lambda: self.asked[-1:] == [cards], LIMIT), self.asked

    def _changed(self, key: ModelKey, vitals: Vitals) -> None:
        with self.moved:
            self.told.append((key, vitals.health))

    def use(self, *keys: ModelKey) -> None:
        for key in keys:
            registry = self.models.networks if key == VOICE else self.models.recognizers
            registry.lease(key).release()

    def wait_for(self, *keys: ModelKey) -> None:
        with self.moved:
            assert self.moved.wait_for(lambda: self.closed == list(keys), LIMIT), self.closed


@pytest.fixture
def house() -> Iterator[House]:
    house = House(STAY)
    house.models.start()
    yield house
    house.models.close()


def with_residency(**values: object) -> Iterator[House]:
    house = House(replace(STAY, **values))
    house.models.start()
    yield house
    house.models.close()


def test_both_kinds_are_shown(house: House) -> None:
    house.now = 3.0
    house.use(VOICE, A)
    house.now = 5.5
    recognizer, voice = house.models.in_memory()
    assert (recognizer.engine, recognizer.model, recognizer.device) == ("whisper", "a", "cpu")
    assert (recognizer.health, recognizer.in_use) == ("ready", 0)
    assert (recognizer.uptime_seconds, recognizer.idle_seconds) == (2.5, 2.5)
    assert voice.engine == "silero"


def test_only_recognizers_are_told_of(house: House) -> None:
    house.use(VOICE, A)
    assert [health for _, health in house.told] == ["starting", "warming_up", "ready"]
    assert {key for key, _ in house.told} == {A}


def test_one_recognizer_stays_and_voice_detection_is_not_counted(house: House) -> None:
    house.use(VOICE, A, B)
    house.wait_for(A)
    assert {each.model for each in house.models.in_memory()} == {"b", VOICE.model}


def test_each_kind_has_its_own_time() -> None:
    for house in with_residency(model_ttl_seconds=10.0, voice_ttl_seconds=0.0):
        house.use(A)
        house.use(VOICE)
        house.wait_for(VOICE)
        house.now = 10.0
        house.models.recognizers.set_limits(house.models.recognizers._limits)
        house.models._sweeper.nudge()
        house.wait_for(VOICE, A)


def test_full_memory_makes_an_idle_recognizer_go_and_never_voice_detection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resident_models, "PRESSURE_EVERY_SECONDS", 0.0)
    for house in with_residency(max_models=2):
        house.use(VOICE, A, B)
        lease = house.models.recognizers.lease(A)
        house.now = REST_SECONDS
        house.pressure = Pressure(95.0)
        house.models._sweeper.nudge()
        house.wait_for(B)  # A is in use
        lease.release()
        house.now = 3 * REST_SECONDS
        house.models._sweeper.nudge()
        house.wait_for(B, A)
        house.now = 9 * REST_SECONDS
        house.models._sweeper.nudge()
        house.use(A)
        assert house.closed == [B, A]


def test_cards_are_asked_of_their_memory_only_while_a_model_is_on_one() -> None:
    card = ModelKey("whisper", "a", device="cuda")
    for house in with_residency(max_models=2):
        house.fault = DeviceError("The card is full.")
        with pytest.raises(DeviceError):
            house.models.recognizers.lease(card)
        house.fault = None
        house.use(B)
        house.wait_until_asked(cards=False)
        house.now = 100.0
        house.use(card)
        house.now = 200.0
        house.models._sweeper.nudge()
        house.wait_until_asked(cards=True)


def test_closing_gives_everything_back_and_ends_the_sweeper(house: House) -> None:
    house.use(VOICE, A)
    lease = house.models.recognizers.lease(A)
    house.models.close()
    assert sorted(key.model for key in house.closed) == sorted([A.model, VOICE.model])
    lease.release()
    assert not [thread for thread in threading.enumerate() if thread.name == "sweeper"]


def test_closing_before_starting_is_nothing() -> None:
    House(STAY).models.close()


@pytest.mark.parametrize("key", [A, VOICE])
def test_whatever_changes_the_sweeper_looks_again(
    house: House, monkeypatch: pytest.MonkeyPatch, key: ModelKey
) -> None:
    """It sleeps until the earliest moment it knew of."""
    nudges: list[int] = []
    monkeypatch.setattr(house.models._sweeper, "nudge", lambda: nudges.append(1))
    house.use(key)
    assert len(nudges) == 3  # starting, warming up, ready
    monkeypatch.undo()
