"""A change of a setting holds at once, in the running app."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from app_world import SAID, STARTER, TINY, Ear, Mouth, UndoKey, World, started

from sayso.control.commands import Command
from sayso.control.no_hotkey import NoHotkey
from sayso.core.errors import DownloadCancelled, HotkeyError
from sayso.core.events import (
    Activity,
    ActivityChanged,
    DictationEnded,
    Event,
    LoadProgress,
    Notice,
    PausedChanged,
    SettingsChanged,
    TraceChanged,
)
from sayso.core.ports import Key, RecognizeOptions
from sayso.core.speech import Samples, Transcript
from sayso.core.target import Target
from sayso.settings import store
from sayso.settings.schema import Recognition, Settings, Value


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with started(tmp_path, STARTER) as world:
        world.load()
        yield world


def say(world: World, text: str) -> str:
    """The text that it becomes."""
    world.answers.put(text)
    world.dictate(SAID)
    world.wait_for(DictationEnded)
    return "".join(world.texts.get() for _ in range(world.texts.qsize()))


def change(world: World, **values: Value) -> SettingsChanged:
    """What is told of it."""
    world.app.preferences.change(values)
    event = world.wait_for(SettingsChanged)
    assert isinstance(event, SettingsChanged)
    assert event.keys == values.keys()
    return event


def test_what_becomes_of_the_text(world: World) -> None:
    assert say(world, "one") == "one "
    change(world, trailing_space=False, scratch_that=False)
    assert say(world, "scratch that") == "scratch that"


def test_return_after_each_dictation(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    pressed: list[Target | None] = []
    monkeypatch.setattr(world, "press_enter", pressed.append)
    say(world, "one")
    assert not pressed
    change(world, press_enter=True)
    say(world, "two")
    assert len(pressed) == 1


def test_what_counts_as_speech(world: World) -> None:
    change(world, voice_threshold=0.95)  # the stand-in is never that sure
    world.dictate(SAID)
    assert world.wait_for(DictationEnded) == DictationEnded(1, False)
    assert not world.ears[0].heard


def test_how_it_is_recognised(tmp_path: Path) -> None:
    asked: list[RecognizeOptions] = []

    class Asked(Ear):
        def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
            asked.append(options)
            return super().recognize(samples, options)

    world = World(tmp_path, STARTER)
    world.make_ear = Asked
    world.start()
    world.load()
    assert not change(world, language="de", beam_size=5).loads
    say(world, "eins")
    assert {(each.language, each.beam_size) for each in asked} == {("de", 5)}
    assert world.app.status().language == "de"
    world.app.close()


def test_where_the_sound_comes_from(tmp_path: Path) -> None:
    names: list[str] = []

    def microphone(name: str) -> Mouth:
        names.append(name)
        return world._microphone(name)

    with started(tmp_path, STARTER, microphone=microphone) as world:
        world.load()
        change(world, microphone="Headset")
        say(world, "one")
        assert names == ["Headset"]
        assert world.app.status().microphone == "Headset"


def test_which_models_stay_in_memory(world: World) -> None:
    say(world, "one")
    assert not world.ears[0].closed.is_set()
    change(world, model_ttl_seconds=0.0)
    assert world.ears[0].closed.wait(5)


def test_what_is_kept_and_for_how_long(world: World) -> None:
    say(world, "one")
    change(world, text_days=0.0, audio_days=0.0)
    world.app.close()
    with closing(world.history()) as history:
        assert history.items() == []


def test_where_no_trace_is_left(world: World) -> None:
    change(world, no_trace_in="keepassxc")
    world.focused = Target("1", "org.keepassxc.keepassxc")
    say(world, "secret")
    world.focused = None
    say(world, "public")
    world.app.close()
    with closing(world.history()) as history:
        assert [item.text for item in history.items()] == ["public"]


def test_no_trace_at_all_by_the_file(world: World) -> None:
    (world.folder / "settings.toml").write_text("[history]\nleave_no_trace = true\n")
    assert world.app.preferences.read_again() == []
    assert world.wait_for(TraceChanged) == TraceChanged(True)
    assert world.wait_for(SettingsChanged) == SettingsChanged(frozenset({"leave_no_trace"}))
    assert world.app.status().leaves_no_trace


def test_staying_offline_ends_a_download(tmp_path: Path) -> None:
    settings = replace(Settings(), recognition=Recognition(model="tiny"))
    world = World(tmp_path, settings)
    world.may_fetch.clear()
    world.start()
    fetching, over = threading.Event(), []

    def report(progress: LoadProgress) -> None:
        if progress.step == "Connecting":
            fetching.set()

    def load() -> None:
        try:
            world.app.load(report)
        except DownloadCancelled as error:
            over.append(error)

    loading = threading.Thread(target=load)
    loading.start()
    assert fetching.wait(5)
    change(world, offline=True)
    loading.join(5)
    assert len(over) == 1
    world.app.close()


@pytest.mark.parametrize(
    ("values", "loads"),
    [
        ({"model": str(TINY)}, True),
        ({"device": "cuda:0"}, True),
        ({"compute_type": "int8"}, True),
        ({"threads": 2}, True),
        ({"sounds": False, "theme": "dark"}, False),
        ({"warm_up": "full", "loading_strategy": "lazy"}, False),
        ({"recognize_ahead": False, "recognition_timeout_seconds": 5.0}, False),
    ],
)
def test_what_another_model_is_loaded_for(
    world: World, values: dict[str, Value], loads: bool
) -> None:
    assert change(world, **values).loads is loads


def test_without_the_starter_another_model_is_meant(tmp_path: Path) -> None:
    with started(tmp_path, Settings()) as world:
        world.load()
        assert change(world, starter=False).loads


class Board:
    """A keyboard on which some keys are taken. ``sources``: by the setting that they were made of,
    those that are listened to."""

    def __init__(self, *taken: str) -> None:
        self.taken = taken
        self.sources: dict[str, UndoKey] = {}
        self.settings: Callable[[], Settings] = Settings

    def make(self, failed: object) -> NoHotkey:
        board, name = self, self.settings().trigger.hotkey

        class Source(UndoKey):
            def start(self, deliver: Callable[[Key], None]) -> None:
                if name in board.taken:
                    raise HotkeyError(f"{name} is taken.")
                super().start(deliver)
                board.sources[name] = self

            def stop(self) -> None:
                board.sources.pop(name, None)

        return Source()


@pytest.fixture
def board() -> Board:
    return Board("F8")


@pytest.fixture
def keyed(tmp_path: Path, board: Board) -> Iterator[World]:
    world = World(tmp_path, STARTER, hotkey=board.make)
    board.settings = lambda: world.app.settings
    world.start()
    world.load()
    yield world
    for ear in world.ears:
        ear.close()
    world.app.close()


def test_another_key(keyed: World, board: Board) -> None:
    assert set(board.sources) == {"auto"}
    change(keyed, hotkey="F9")
    assert set(board.sources) == {"F9"}
    board.sources["F9"].deliver(Key.DOWN)
    keyed.release(keyed.mouths.get(timeout=5))


def test_a_key_that_cannot_be_had_leaves_the_one_before_in_the_file_too(
    keyed: World, board: Board
) -> None:
    change(keyed, hotkey="F9")
    change(keyed, hotkey="F8")
    assert keyed.app.settings.trigger.hotkey == "F9"
    assert keyed.written() == {"hotkey": "F9"}
    assert set(board.sources) == {"F9"}
    keyed.app.preferences.change({"hotkey": "F8"})
    notice = keyed.wait_for(Notice)
    assert isinstance(notice, Notice)
    assert notice.text == "F8 is taken."


def test_how_long_a_tap_is(keyed: World, board: Board) -> None:
    change(keyed, tap_seconds=1.0)
    source = board.sources["auto"]
    source.deliver(Key.DOWN)
    assert keyed.wait_for(ActivityChanged) == ActivityChanged(Activity.LISTENING)
    keyed.now = 0.5
    source.deliver(Key.UP)
    assert keyed.wait_for(ActivityChanged) == ActivityChanged(Activity.LISTENING, hands_free=True)
    keyed.release(keyed.mouths.get(timeout=5))


def test_while_paused_the_key_is_free_and_what_was_said_is_finished(
    keyed: World, board: Board
) -> None:
    keyed.answers.put("before")
    board.sources["auto"].deliver(Key.DOWN)
    mouth = keyed.mouths.get(timeout=5)
    mouth.say(SAID)
    keyed.app.pause(True)
    assert keyed.wait_for(PausedChanged) == PausedChanged(True)
    assert not board.sources
    keyed.release(mouth)
    assert keyed.texts.get(timeout=5) == "before "
    assert keyed.app.status().paused
    keyed.app.pause(True)
    keyed.app.pause(False)
    assert keyed.wait_for(PausedChanged) == PausedChanged(False)
    assert set(board.sources) == {"auto"}
    assert not keyed.app.status().paused


def test_hands_free_ends_with_the_pause(keyed: World) -> None:
    keyed.app.command(Command.START)
    mouth = keyed.mouths.get(timeout=5)
    mouth.say(".")
    keyed.app.pause(True)
    while not mouth.closed.wait(0.001):
        mouth.say(".")
    assert keyed.wait_for(DictationEnded) == DictationEnded(1, False)


@pytest.mark.parametrize("command", [Command.START, Command.TOGGLE])
def test_what_begins_a_dictation_ends_the_pause(
    keyed: World, board: Board, command: Command
) -> None:
    keyed.app.pause(True)
    keyed.app.command(Command.STOP)
    keyed.app.command(Command.CANCEL)
    assert keyed.app.status().paused
    keyed.app.command(command)
    keyed.release(keyed.mouths.get(timeout=5))
    assert set(board.sources) == {"auto"}
    assert not keyed.app.status().paused


def test_what_is_changed_after_the_end_is_kept_and_told_to_nobody(tmp_path: Path) -> None:
    with started(tmp_path, STARTER) as world:
        world.load()
    late: list[Event] = []
    world.app._listener = late.append
    world.app.preferences.change({"model_ttl_seconds": 0.0, "hotkey": "F9"})
    assert late == []
    assert store.read(tmp_path / "settings.toml").settings.trigger.hotkey == "F9"


def test_a_surprise_in_one_duty_keeps_no_other_from_being_done(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("surprise")

    monkeypatch.setattr(world.app._models, "set_limits", broken)
    world.app.preferences.change({"max_models": 2, "leave_no_trace": True})
    assert world.app.status().leaves_no_trace
    assert "surprise" in caplog.text
    notice = world.wait_for(Notice)
    assert isinstance(notice, Notice)
    assert "holds from the next start on" in notice.text
