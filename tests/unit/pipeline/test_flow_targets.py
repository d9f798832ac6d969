"""Which window a dictation is for, and with which space each text of it begins and ends."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest
from fake_journal import FakeJournal

from sayso.core.errors import MicrophoneError
from sayso.core.ports import AudioSource
from sayso.core.speech import Transcript, Utterance, Words
from sayso.core.target import Target
from sayso.pipeline.flow import Flow, Stages
from sayso.settings.schema import Settings
from sayso.settings.store import with_values

EDITOR, BROWSER = Target("1", "editor"), Target("2", "browser")


class World:
    """Stands for every stage; writes down what the flow does to them, in order."""

    def __init__(self, *, trailing_space: bool = False) -> None:
        self.did: list[tuple[Any, ...]] = []
        self.focused = EDITOR
        self.journal = FakeJournal()
        self.numbers = itertools.count()
        stages = Stages(
            source=self.source,
            detector=cast("Any", None),
            attend=lambda dictation: None,
            release=lambda dictation: None,
            recognition=cast("Any", self),
            aim=lambda: self.focused,
            delivery=cast("Any", self),
            journal=self.journal,
        )
        settings = with_values(
            Settings(),
            {"tail_seconds": 0.0, "trailing_space": trailing_space, "recognize_ahead": False},
        )
        self.flow = Flow(
            stages,
            settings=lambda: settings,
            publish=lambda event: None,
        )

    def source(self) -> AudioSource:
        self.focused = BROWSER  # looking for a microphone takes a moment
        return cast("AudioSource", self)

    def open(self, deliver: Callable[..., None], lost: Callable[..., None]) -> None:
        raise MicrophoneError("There is none.")

    def close(self) -> None:
        """The source's."""

    def begin(self, dictation: int) -> None:
        """The recognition's."""

    def expect(self, dictation: int, target: Target | None) -> None:
        self.did.append(("expect", dictation, target))

    def put(self, dictation: int, words: Words) -> None:
        self.did.append(("put", dictation, words.text))

    def scratch(self, dictation: int) -> None:
        self.did.append(("scratch", dictation))

    def complete(self, dictation: int) -> None:
        self.did.append(("complete", dictation))

    def discard(self, dictation: int) -> bool:
        self.did.append(("discard", dictation))
        return True

    def end(self, dictation: int) -> None:
        """Recognition's."""

    def hear(self, dictation: int, *texts: str) -> None:
        for text in texts:
            utterance = Utterance(dictation, next(self.numbers), np.zeros(1, np.float32), 0, 1)
            self.journal.heard(utterance)
            self.flow.recognized(utterance, Transcript(text, (), None, "test", "test", 1.0, 0.1))

    def put_texts(self) -> list[str]:
        return [what[2] for what in self.did if what[0] == "put"]


def test_the_window_is_the_one_of_the_first_moment() -> None:
    world = World()
    with pytest.raises(MicrophoneError):
        world.flow.begin(1, lambda error: None)
    assert ("expect", 1, EDITOR) in world.did


def test_a_dictation_without_a_microphone_leaves_nothing_to_be_typed() -> None:
    world = World()
    with pytest.raises(MicrophoneError):
        world.flow.begin(1, lambda error: None)
    assert [what[0] for what in world.did[:2]] == ["expect", "discard"]


def test_a_space_stands_between_the_texts_of_a_dictation_and_not_before_the_first() -> None:
    world = World()
    world.hear(1, "one", "two")
    world.flow.through(1)
    world.hear(2, "three")
    assert world.put_texts() == ["one", " two", "three"]


def test_what_follows_when_all_was_scratched_is_the_first_again() -> None:
    world = World()
    world.hear(1, "Scratch that.", "one", "two", "scratch that", "Scratch that", "three", "four")
    assert world.put_texts() == ["one", " two", "three", " four"]
    assert world.did.count(("scratch", 1)) == 3


def test_with_trailing_spaces_it_makes_no_difference() -> None:
    world = World(trailing_space=True)
    world.hear(1, "one", "scratch that", "two")
    assert world.put_texts() == ["one ", "two "]
