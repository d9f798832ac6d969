"""The coordinator: signals become dictations, in order, on its own thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import Queue

import pytest

from sayso.control.commands import Command
from sayso.control.coordinator import Coordinator
from sayso.core.errors import MicrophoneError
from sayso.core.events import (
    Activity,
    ActivityChanged,
    DictationEnded,
    Event,
    Level,
    Notice,
)
from sayso.core.ports import Key


class Recorder:
    """Stands in for the pipeline: notes what it is told."""

    def __init__(self) -> None:
        self.told: Queue[object] = Queue()
        self.lost: Callable[[MicrophoneError | None], None] = lambda error: None
        self.broken: Exception | None = None
        self.held = False

    def begin(self, dictation: int, lost: Callable[[MicrophoneError | None], None]) -> None:
        if self.broken:
            raise self.broken
        self.lost = lost
        self.told.put(("begin", dictation, self.held))

    def finish(self, dictation: int) -> None:
        self.told.put(("finish", dictation))

    def discard(self, dictation: int) -> None:
        self.told.put(("discard", dictation))

    def hold(self, held: bool) -> None:
        self.held = held

    def next(self) -> object:
        return self.told.get(timeout=5)


class World:
    def __init__(self) -> None:
        self.now = 0.0
        self.events: Queue[Event] = Queue()
        self.watched: list[bool] = []
        self.flow = Recorder()
        self.coordinator = Coordinator(
            self.flow,
            publish=self.events.put,
            clock=lambda: self.now,
            tap_seconds=lambda: 0.35,
            watch_cancel=self.watched.append,
        )
        self.coordinator.start()

    def press(self, seconds: float) -> None:
        self.coordinator.key(Key.DOWN)
        self.now += seconds
        self.coordinator.key(Key.UP)

    def event(self) -> Event:
        return self.events.get(timeout=5)


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.coordinator.close(0.0)


def test_a_held_key_is_one_dictation(world: World) -> None:
    world.press(2.0)
    assert world.flow.next() == ("begin", 1, True)
    assert world.flow.next() == ("finish", 1)
    assert world.event() == ActivityChanged(Activity.LISTENING)
    assert world.event() == ActivityChanged(Activity.RECOGNIZING)
    world.coordinator.ended(1, False)
    assert world.event() == DictationEnded(1, False)
    assert world.event() == ActivityChanged(Activity.IDLE)
    assert world.watched == [True, False]
    assert not world.flow.held


def test_a_tap_shows_hands_free(world: World) -> None:
    world.press(0.1)
    assert world.event() == ActivityChanged(Activity.LISTENING)
    assert world.event() == ActivityChanged(Activity.LISTENING, hands_free=True)
    world.press(0.1)
    assert [world.flow.next() for _ in range(2)] == [("begin", 1, True), ("finish", 1)]


def test_presses_during_work_are_not_dropped(world: World) -> None:
    for _ in range(3):
        world.press(1.0)
    told = [world.flow.next() for _ in range(6)]
    assert [t[:2] for t in told if isinstance(t, tuple)] == [
        ("begin", 1), ("finish", 1), ("begin", 2), ("finish", 2), ("begin", 3), ("finish", 3),
    ]  # fmt: skip
    for number in (1, 2, 3):
        world.coordinator.ended(number, False)
    seen = [world.event() for _ in range(10)]
    assert seen[-1] == ActivityChanged(Activity.IDLE)
    assert seen.count(ActivityChanged(Activity.IDLE)) == 1


def test_escape_discards(world: World) -> None:
    world.coordinator.key(Key.DOWN)
    world.coordinator.key(Key.CANCEL)
    assert world.flow.next() == ("begin", 1, True)
    assert world.flow.next() == ("discard", 1)


@pytest.mark.parametrize("ending", [Command.STOP, Command.TOGGLE])
def test_commands(world: World, ending: Command) -> None:
    world.coordinator.command(Command.START)
    assert world.flow.next() == ("begin", 1, False)
    world.coordinator.command(ending)
    assert world.flow.next() == ("finish", 1)
    world.coordinator.command(Command.START)
    world.coordinator.command(Command.CANCEL)
    assert [world.flow.next() for _ in range(2)] == [("begin", 2, False), ("discard", 2)]


def test_no_microphone_is_told_and_the_next_press_tries_again(world: World) -> None:
    world.flow.broken = MicrophoneError("No microphone.")
    world.press(1.0)
    assert world.event() == Notice(Level.ERROR, "No microphone.")
    world.flow.broken = None
    world.press(1.0)
    assert world.flow.next() == ("begin", 2, True)
    assert world.flow.next() == ("finish", 2)


def test_a_microphone_lost_in_mid_dictation_finishes_it(world: World) -> None:
    world.coordinator.command(Command.START)
    world.flow.next()
    world.event()
    world.flow.lost(MicrophoneError("It is gone."))
    assert world.flow.next() == ("finish", 1)
    assert world.event() == Notice(Level.ERROR, "It is gone.")
    assert world.event() == ActivityChanged(Activity.RECOGNIZING)


def test_a_late_loss_of_an_earlier_dictation_is_ignored(world: World) -> None:
    world.coordinator.command(Command.START)
    world.flow.next()
    late = world.flow.lost
    world.coordinator.command(Command.STOP)
    world.coordinator.command(Command.START)
    late(MicrophoneError("Too late."))
    world.coordinator.command(Command.STOP)
    told = [world.flow.next() for _ in range(3)]
    assert told == [("finish", 1), ("begin", 2, False), ("finish", 2)]


def test_close_finishes_what_is_being_said_and_waits_for_its_text() -> None:
    world = World()
    world.coordinator.command(Command.START)
    closing = threading.Thread(target=world.coordinator.close, args=(5.0,))
    assert world.flow.next() == ("begin", 1, False)
    closing.start()
    assert world.flow.next() == ("finish", 1)
    assert closing.is_alive()
    world.coordinator.ended(1, False)
    closing.join(5)
    assert not closing.is_alive()


def test_a_surprise_at_the_beginning_is_told_and_does_not_end_the_thread(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.flow.broken = ZeroDivisionError("surprise")
    world.press(1.0)
    notice = world.event()
    assert isinstance(notice, Notice)
    assert notice.level is Level.ERROR
    assert "surprise" in caplog.text
    world.flow.broken = None
    world.press(1.0)
    assert world.flow.next() == ("begin", 2, True)
    assert world.flow.next() == ("finish", 2)


def test_a_surprise_at_the_end_does_not_end_the_thread(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patched:
        patched.delattr(Recorder, "finish")
        world.press(1.0)
        assert world.event() == ActivityChanged(Activity.LISTENING)
        assert isinstance(world.event(), Notice)
    assert "finish" in caplog.text
    world.press(1.0)
    assert [world.flow.next() for _ in range(3)] == [
        ("begin", 1, True), ("begin", 2, True), ("finish", 2),
    ]  # fmt: skip


def test_cancel_while_recognising_discards_what_is_outstanding(world: World) -> None:
    world.press(1.0)
    world.press(1.0)
    told = [world.flow.next() for _ in range(4)]
    assert told[-1] == ("finish", 2)
    world.coordinator.command(Command.CANCEL)
    assert {world.flow.next(), world.flow.next()} == {("discard", 1), ("discard", 2)}


def test_cancel_while_listening_leaves_the_dictation_before_alone(world: World) -> None:
    world.press(1.0)
    world.coordinator.command(Command.START)
    world.coordinator.command(Command.CANCEL)
    world.coordinator.command(Command.START)
    assert [world.flow.next() for _ in range(5)] == [
        ("begin", 1, True), ("finish", 1),
        ("begin", 2, False), ("discard", 2),
        ("begin", 3, False),
    ]  # fmt: skip


def test_closing_with_the_key_down_lets_the_text_out() -> None:
    """Nobody listens for the release any more, so its text would wait until it is too late."""
    world = World()
    world.coordinator.key(Key.DOWN)
    assert world.flow.next() == ("begin", 1, True)
    closing = threading.Thread(target=world.coordinator.close, args=(5.0,))
    closing.start()
    assert world.flow.next() == ("finish", 1)
    world.coordinator.ended(1, False)
    closing.join(5)
    assert not closing.is_alive()
    assert not world.flow.held


def test_close_does_not_wait_for_ever() -> None:
    world = World()
    world.coordinator.command(Command.START)
    world.coordinator.close(0.0)
    world.coordinator.close(0.0)
