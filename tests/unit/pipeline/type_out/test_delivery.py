"""The inserter thread: in order, held back while the key is down, nothing twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import Queue

import pytest

from sayso.core.errors import InsertionError
from sayso.core.events import Event, Level, Notice, TextInserted
from sayso.core.ports import Insertion
from sayso.pipeline.type_out.delivery import Delivery


class Window:
    """Takes texts; may refuse."""

    def __init__(self) -> None:
        self.texts: Queue[str] = Queue()
        self.refusal: Exception | None = None
        self.entered = threading.Event()
        self.gate = threading.Event()
        self.gate.set()

    def insert(self, text: str) -> Insertion:
        self.entered.set()
        assert self.gate.wait(5)
        if self.refusal:
            refusal, self.refusal = self.refusal, None
            raise refusal
        self.texts.put(text)
        return Insertion("window", True)

    def close(self) -> None:
        """The app closes it, once it has what is left."""

    def next(self) -> str:
        return self.texts.get(timeout=5)


class World:
    def __init__(self) -> None:
        self.window = Window()
        self.events: Queue[Event] = Queue()
        self.ended: Queue[tuple[int, bool]] = Queue()
        self.delivery = Delivery(
            self.window, publish=self.events.put, ended=lambda *what: self.ended.put(what)
        )

    def say(self, dictation: int, *texts: str) -> None:
        self.delivery.expect(dictation)
        for text in texts:
            self.delivery.put(dictation, text)
        self.delivery.complete(dictation)


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.delivery.close(5)


def test_a_text_goes_in_and_is_told(world: World) -> None:
    world.say(1, "hello ")
    assert world.window.next() == "hello "
    assert world.events.get(timeout=5) == TextInserted(1, "hello ", "window", True)
    assert world.ended.get(timeout=5) == (1, False)


def test_while_the_key_is_held_everything_waits_and_then_goes_in_at_once(world: World) -> None:
    world.delivery.hold(True)
    world.say(1, "one ", "two ", "three ")
    assert world.window.texts.empty()
    world.delivery.hold(False)
    assert world.window.next() == "one two three "


def test_hands_free_texts_go_in_as_they_come(world: World) -> None:
    world.delivery.expect(1)
    world.delivery.put(1, "one ")
    assert world.window.next() == "one "
    world.delivery.put(1, "two ")
    assert world.window.next() == "two "


def test_dictations_keep_their_order(world: World) -> None:
    world.delivery.expect(1)
    world.delivery.expect(2)
    world.delivery.put(2, "second ")
    world.delivery.complete(2)
    world.delivery.put(1, "first ")
    world.delivery.complete(1)
    assert [world.window.next() for _ in range(2)] == ["first ", "second "]
    assert [world.ended.get(timeout=5) for _ in range(2)] == [(1, False), (2, False)]


def test_an_empty_dictation_ends(world: World) -> None:
    world.say(1)
    assert world.ended.get(timeout=5) == (1, False)


def test_discarded_texts_do_not_go_in(world: World) -> None:
    world.delivery.hold(True)
    world.delivery.expect(1)
    world.delivery.put(1, "no ")
    world.delivery.discard(1)
    world.delivery.put(1, "no ")
    world.delivery.complete(1)
    assert world.ended.get(timeout=5) == (1, True)
    world.delivery.hold(False)
    world.say(2, "yes ")
    assert world.window.next() == "yes "


def test_discarding_what_is_over_does_nothing(world: World) -> None:
    world.say(1, "x ")
    world.ended.get(timeout=5)
    world.delivery.discard(1)


def test_a_window_that_refuses_is_told_and_the_next_text_is_tried(world: World) -> None:
    world.window.refusal = InsertionError("It is on the clipboard; press Ctrl+V.")
    world.say(1, "one ")
    assert world.events.get(timeout=5) == Notice(
        Level.ERROR, "It is on the clipboard; press Ctrl+V."
    )
    world.say(2, "two ")
    assert world.window.next() == "two "


def test_a_fault_in_a_way_in_does_not_end_the_thread(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.window.refusal = ZeroDivisionError("surprise")
    world.say(1, "secret ")
    notice = world.events.get(timeout=5)
    assert isinstance(notice, Notice)
    assert "secret" not in caplog.text
    world.say(2, "two ")
    assert world.window.next() == "two "


@pytest.fixture
def opened() -> Iterator[Callable[[], World]]:
    worlds: list[World] = []

    def make() -> World:
        worlds.append(World())
        return worlds[-1]

    yield make
    for world in worlds:
        world.window.gate.set()
        world.delivery.close(5)


def test_close_delivers_what_is_there(opened: Callable[[], World]) -> None:
    world = opened()
    world.delivery.hold(True)
    world.say(1, "last ")
    assert world.delivery.close(5) == ""
    assert world.window.next() == "last "


def test_close_gives_back_what_a_stuck_window_did_not_take(opened: Callable[[], World]) -> None:
    """The text that is being inserted too: whether the window took it is not known."""
    world = opened()
    world.window.gate.clear()
    world.say(1, "stuck ")
    world.say(2, "waiting ")
    assert world.window.entered.wait(5)
    assert world.delivery.close(0.05) == "stuck waiting "
    world.window.gate.set()
    assert world.window.next() == "stuck "
    assert world.ended.get(timeout=5) == (1, False)
    assert world.ended.get(timeout=5) == (2, False)
    assert world.window.texts.empty()


def test_close_gives_back_what_a_window_refuses(opened: Callable[[], World]) -> None:
    world = opened()
    world.delivery.hold(True)
    world.window.refusal = InsertionError("No window took it.")
    world.say(1, "last ")
    assert world.delivery.close(5) == "last "
