"""Keys that wait for modifiers which nothing lets go of. With a real server: tests/desktop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import pytest

from sayso.core.errors import InsertionError
from sayso.core.target import Target
from sayso.pipeline.type_out.x11.guarded import GuardedKeys
from sayso.pipeline.type_out.x11.keyboard import X11Keyboard
from sayso.pipeline.type_out.x11.selections import Selections
from sayso.pipeline.type_out.x11.windows import Holder

SHIFT = 50


class StuckKeyboard:
    """Shift is down, and what XTEST says of it changes nothing: as where another program presses
    it again each time."""

    def __init__(self) -> None:
        self.released: list[Sequence[int]] = []
        self.asked = 0

    def held_modifiers(self) -> list[int]:
        self.asked += 1
        assert self.asked < 5_000, "it asks for ever"
        return [SHIFT]

    def release(self, keycodes: Sequence[int]) -> None:
        self.released.append(keycodes)


class World:
    """The clock goes on while there is waiting, and a millisecond with each look."""

    def __init__(self) -> None:
        self.time = 0.0
        self.display = self
        self.keyboard = StuckKeyboard()
        self.keys = GuardedKeys(cast(Selections, self), self.clock, lambda: False, 3.0)
        self.keys.keyboard = cast(X11Keyboard, self.keyboard)

    def clock(self) -> float:
        self.time += 0.001
        return self.time

    def pump(self, until: Callable[[], bool], deadline: float) -> bool:
        self.time = max(self.time, deadline)
        return until()

    # python-xlib's display
    def grab_server(self) -> None: ...

    def ungrab_server(self) -> None: ...

    def sync(self) -> None: ...


def test_a_modifier_that_stays_down_is_given_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    monkeypatch.setattr(
        GuardedKeys, "holder", lambda self, target: Holder(1, frozenset({1})), raising=True
    )
    pressed: list[Any] = []
    with pytest.raises(InsertionError, match="stays down") as caught:
        world.keys.send(Target("1", "editor"), pressed.append)
    assert caught.value.left_nothing
    assert pressed == []
    assert world.keyboard.released, "it was let go of first"
    assert world.time < 10
