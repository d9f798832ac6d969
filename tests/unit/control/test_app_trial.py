"""The app's door to trying a microphone: a dictation that begins gets it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from app_world import World

from sayso.control.commands import Command
from sayso.core.events import TrialEnded, TrialLevel
from sayso.settings.schema import Recognition, Settings

SAID = "......########......"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path, Settings(recognition=Recognition(engine="starter")))
    world.start()
    yield world
    for ear in world.ears:
        ear.close()
    world.app.close()


def test_a_dictation_closes_the_microphone_that_is_tried(world: World) -> None:
    world.load()
    world.app.trial.start("auto")
    tried = world.mouths.get(timeout=5)
    tried.say("###")
    level = world.wait_for(TrialLevel)
    assert isinstance(level, TrialLevel)
    assert level.rms == 0.5
    world.answers.put("hello")
    world.app.command(Command.START)
    mouth = world.mouths.get(timeout=5)
    assert tried.closed.is_set()
    assert world.wait_for(TrialEnded) == TrialEnded("")
    mouth.say(SAID)
    world.release(mouth)
    assert world.texts.get(timeout=5) == "hello "


def test_the_end_of_the_app_closes_it_too(world: World) -> None:
    world.app.trial.start("auto")
    tried = world.mouths.get(timeout=5)
    assert tried.opened.wait(5)
    world.app.close()
    assert tried.closed.is_set()


def test_what_suits_this_machine(world: World) -> None:
    found = world.app.recommended()
    assert found.model.name in found.why
