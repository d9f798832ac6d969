"""Where the person writes, as far as the desktop tells and can be believed."""

from __future__ import annotations

import os
import threading
from typing import Any, cast

import pytest

from sayso.core.ports import Accessibility, Field, Focus
from sayso.core.spot import Rect, Spot
from sayso.core.target import Target
from sayso.pipeline.type_out.placing import Desktop, Placing
from sayso.settings.schema import Typing

EDITOR = Target("1", "editor", 101)
WINDOW = Rect(100, 100, 600, 400)
CARET = Rect(300, 200, 1, 18)


class World:
    """A focus, an accessibility and a field in one. made: how often accessibility was wanted."""

    def __init__(self) -> None:
        self.now: Target | None = EDITOR
        self.window: Rect | None = WINDOW
        self.told: Rect | None = CARET
        self.made = 0
        self.closed = 0
        self.gate = threading.Event()
        self.gate.set()
        self.asked = threading.Event()

    def placing(self, typing: Typing = Typing()) -> Placing:  # noqa: B008  frozen
        desktop = Desktop(
            "linux", "x11", cast(Focus, self), lambda way: cast(Any, None), onlooker=self._make
        )
        return Placing(desktop, lambda: typing, {}, lambda: 0.0)

    def _make(self) -> Accessibility:
        self.made += 1
        return cast(Accessibility, self)

    def focused(self) -> Target | None:
        return self.now

    def place(self, target: Target) -> Rect | None:
        assert target == self.now
        return self.window

    def field(self, target: Target) -> Field | None:
        self.asked.set()
        self.gate.wait(5)
        return cast(Field, self) if self.told else None

    def caret(self) -> Rect | None:
        return self.told

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def world() -> World:
    return World()


def test_the_caret_in_its_window(world: World) -> None:
    placing = world.placing()
    assert placing.spot(caret=True) == Spot(CARET, WINDOW)
    assert placing.spot(caret=True) == Spot(CARET, WINDOW)
    assert world.made == 1
    placing.close()
    assert world.closed == 2


def test_nobody_is_asked_for_a_caret_that_is_not_wanted(world: World) -> None:
    assert world.placing().spot(caret=False) == Spot(None, WINDOW)
    assert world.placing(Typing(read_back=False)).spot(caret=True) == Spot(None, WINDOW)
    assert world.made == 0


@pytest.mark.parametrize("told", [None, Rect(10, 10, 1, 18), Rect(600, 800, 1, 36)])
def test_a_caret_outside_of_its_window_is_none(world: World, told: Rect | None) -> None:
    world.told = told
    assert world.placing().spot(caret=True) == Spot(None, WINDOW)


def test_without_a_window_nothing_is_believed(world: World) -> None:
    world.window = None
    assert world.placing().spot(caret=True) == Spot()
    world.now = None
    assert world.placing().spot(caret=True) == Spot()


def test_our_own_window_is_not_asked(world: World) -> None:
    world.now = Target("2", "sayso", os.getpid())
    assert world.placing().spot(caret=True) == Spot(None, WINDOW)
    assert world.made == 0


def test_while_a_question_hangs_no_other_is_asked(world: World) -> None:
    placing = world.placing()
    world.gate.clear()
    hangs = threading.Thread(target=lambda: placing.spot(caret=True))
    hangs.start()
    assert world.asked.wait(5)
    assert placing.spot(caret=True) == Spot(None, WINDOW)
    world.gate.set()
    hangs.join()
    assert placing.spot(caret=True) == Spot(CARET, WINDOW)
