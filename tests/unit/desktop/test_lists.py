from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from fake_backend import FakeBackend
from pytestqt.qtbot import QtBot

from sayso.control.choices import Choice
from sayso.desktop.aside import Aside
from sayso.desktop.lists import Kind, Lists


class Later(Aside):
    """Asks when a test says so, in the main thread."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, Callable[[], Any], Callable[[Any], None]]] = []
        self.failures: dict[str, Callable[[Exception], None]] = {}

    def ask(
        self,
        name: str,
        question: Callable[[], Any],
        answer: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self.asked.append((name, question, answer))
        self.failures[name] = failed

    def fail(self, name: str) -> None:
        self.asked = []
        self.failures[name](OSError("no disk"))

    def answer(self) -> None:
        asked, self.asked = self.asked, []
        for _, question, answer in asked:
            answer(question())


class Filled:
    """Remembers what it was filled with."""

    def __init__(self) -> None:
        self.choices: Sequence[Choice] = ()
        self.likely = -1

    def fill(self, choices: Sequence[Choice], likely: int) -> None:
        self.choices, self.likely = choices, likely

    @property
    def marked(self) -> list[str]:
        return [item.id for item in self.choices if item.chosen]


class FakeFace:
    def __init__(self) -> None:
        self.lists = {kind: Filled() for kind in Kind}


@pytest.fixture
def aside() -> Later:
    return Later()


@pytest.fixture
def lists(backend: FakeBackend, aside: Later, qtbot: QtBot) -> Lists:
    return Lists(backend, aside)


@pytest.fixture
def face(lists: Lists, aside: Later) -> FakeFace:
    made = FakeFace()
    lists.show_in(made)
    lists.refresh()
    aside.answer()
    return made


def test_all_are_filled_and_languages_have_names(face: FakeFace) -> None:
    marks = [face.lists[kind].marked for kind in Kind]
    assert marks == [["mic-1"], ["auto"], ["whisper/base.en"], ["cpu"]]
    assert face.lists[Kind.LANGUAGE].choices[0].label == "Detect"
    assert face.lists[Kind.LANGUAGE].likely >= 2
    assert face.lists[Kind.MICROPHONE].likely == 0


def test_what_could_be_downloaded_is_set_off(
    lists: Lists, face: FakeFace, aside: Later, backend: FakeBackend,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    lines = [
        Choice("tiny", "Whisper tiny"),
        Choice("starter", "Starter"),
        Choice("base", "Whisper base", "about 145 MB, to download"),
    ]
    monkeypatch.setattr(backend, "recognizers", lambda: lines)
    lists.refresh()
    aside.answer()
    assert face.lists[Kind.RECOGNIZER].likely == 2


def test_a_face_that_comes_later_is_filled_with_what_is_known(lists: Lists, face: FakeFace) -> None:
    other = FakeFace()
    lists.show_in(other)
    assert other.lists[Kind.DEVICE].marked == ["cpu"]


def test_the_mark_is_at_what_was_picked_until_loading_is_over(
    lists: Lists, face: FakeFace, aside: Later
) -> None:
    assert lists.holds(Kind.RECOGNIZER, "whisper/base.en")
    lists.expect(Kind.RECOGNIZER, "whisper/small")
    assert face.lists[Kind.RECOGNIZER].marked == ["whisper/small"]
    assert lists.holds(Kind.RECOGNIZER, "whisper/small")
    lists.refresh()
    aside.answer()
    assert face.lists[Kind.RECOGNIZER].marked == ["whisper/small"]
    lists.settle()
    assert face.lists[Kind.RECOGNIZER].marked == ["whisper/small"], "until the backend has said it"
    aside.answer()
    assert face.lists[Kind.RECOGNIZER].marked == ["whisper/base.en"]


def test_the_mark_goes_back_even_if_the_list_cannot_be_had(
    lists: Lists, face: FakeFace, aside: Later, caplog: pytest.LogCaptureFixture
) -> None:
    lists.expect(Kind.RECOGNIZER, "whisper/small")
    lists.settle()
    aside.fail("recognizers")
    assert face.lists[Kind.RECOGNIZER].marked == ["whisper/base.en"]
    assert "no disk" in caplog.text


def test_what_is_picked_before_the_answer_is_not_forgotten_by_it(
    lists: Lists, face: FakeFace, aside: Later
) -> None:
    lists.expect(Kind.RECOGNIZER, "whisper/small")
    lists.settle()
    lists.expect(Kind.RECOGNIZER, "starter/en-us")
    aside.answer()
    assert face.lists[Kind.RECOGNIZER].marked == ["starter/en-us"]


def test_the_mark_stays_where_what_was_picked_is_not_in_the_list(
    lists: Lists, face: FakeFace
) -> None:
    lists.expect(Kind.RECOGNIZER, "whisper/gone")
    assert face.lists[Kind.RECOGNIZER].marked == ["whisper/base.en"]


def test_an_answer_that_was_overtaken_is_dropped(
    lists: Lists, face: FakeFace, aside: Later, backend: FakeBackend
) -> None:
    lists.refresh()
    old = {name: (answer, question()) for name, question, answer in aside.asked}
    aside.asked = []
    backend.choose_microphone("mic-2")
    lists.refresh()
    aside.answer()
    assert face.lists[Kind.MICROPHONE].marked == ["mic-2"]
    answer, choices = old["microphones"]
    answer(choices)
    assert face.lists[Kind.MICROPHONE].marked == ["mic-2"]
