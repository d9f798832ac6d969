"""The app without its windows, in a world of stand-ins: what was said gets its text, or is kept.

The recognizer, the microphone and the window are stand-ins that the test commands; voice detection
takes loud for speech. Everything between them is the real thing.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from app_world import (
    NOW,
    SAID,
    STARTER,
    TINY,
    Ear,
    LoudIsSpeech,
    World,
    started,
)

from sayso.archive.items import Item
from sayso.control import app as app_module
from sayso.control.commands import Command, Typed
from sayso.control.no_hotkey import NoHotkey
from sayso.core.errors import (
    DeviceError,
    DownloadCancelled,
    HotkeyError,
    InsertionError,
    MicrophoneError,
    ModelError,
    RecognitionError,
    SettingsError,
)
from sayso.core.events import (
    DictationEnded,
    Event,
    LoadProgress,
    Notice,
    RecognizerChanged,
    TextInserted,
    TextTakenBack,
    TraceChanged,
    TraceHereChanged,
)
from sayso.core.health import Health
from sayso.core.ports import Key, RecognizeOptions
from sayso.core.speech import Samples, Transcript
from sayso.core.state import State
from sayso.core.target import Target
from sayso.residency.hardware import Gpu, Hardware
from sayso.settings.schema import Recognition, Settings, Text


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path, STARTER)
    world.start()
    yield world
    for ear in world.ears:
        ear.close()
    world.app.close()


def test_what_is_said_gets_its_text(world: World) -> None:
    world.load()
    world.answers.put(" Hello,  world. ")
    world.dictate(SAID)
    assert world.texts.get(timeout=5) == "Hello, world. "
    assert world.wait_for(DictationEnded) == DictationEnded(1, False)
    assert world.app.status().last_transcript_at == NOW.isoformat()


def test_audio_waits_for_the_model(world: World) -> None:
    world.answers.put("early")
    world.app.command(Command.START)
    mouth = world.mouths.get(timeout=5)
    mouth.say(SAID)
    assert world.texts.empty()
    world.load()
    world.release(mouth)
    assert world.texts.get(timeout=5) == "early "


def test_utterances_are_recognised_while_listening_goes_on(world: World) -> None:
    world.load()
    world.app.command(Command.START)
    mouth = world.mouths.get(timeout=5)
    world.answers.put("one")
    mouth.say(SAID + "." * 20)
    assert world.texts.get(timeout=5) == "one "
    world.answers.put("two")
    mouth.say(SAID + "." * 20)
    assert world.texts.get(timeout=5) == "two "
    world.release(mouth)
    world.wait_for(DictationEnded)


def test_the_text_is_for_the_window_that_had_the_keyboard_at_the_beginning(world: World) -> None:
    world.load()
    world.answers.put("hello")
    world.focused = editor = Target("1", "editor")
    world.app.command(Command.START)
    mouth = world.mouths.get(timeout=5)
    world.focused = Target("2", "browser")
    mouth.say(SAID)
    world.release(mouth)
    assert world.texts.get(timeout=5) == "hello "
    assert world.typed_into == [editor]


def test_scratch_that_takes_back_what_was_said_before(world: World) -> None:
    world.load()
    for text in ("hello", "Scratch that."):
        world.answers.put(text)
        world.dictate(SAID)
        world.wait_for(DictationEnded)
    assert world.texts.get(timeout=5) == "hello "
    assert world.taken_back.get(timeout=5) == "hello "
    assert world.texts.empty()


def test_without_the_setting_scratch_that_is_text(tmp_path: Path) -> None:
    world = World(tmp_path, replace(STARTER, text=Text(scratch_that=False)))
    world.start()
    try:
        world.load()
        world.answers.put("scratch that")
        world.dictate(SAID)
        assert world.texts.get(timeout=5) == "scratch that "
    finally:
        world.app.close()


def test_the_undo_key_takes_back_the_last_dictation(world: World) -> None:
    world.load()
    world.answers.put("hello")
    world.dictate(SAID)
    world.wait_for(DictationEnded)
    world.undo_key.press()
    assert world.taken_back.get(timeout=5) == "hello "
    assert world.wait_for(TextTakenBack) == TextTakenBack(1, "hello ")
    world.undo_key.press()
    notice = world.wait_for(Notice)
    assert isinstance(notice, Notice)
    assert "no dictation" in notice.text


def test_another_key_between_makes_the_undo_key_part_of_a_shortcut(world: World) -> None:
    world.load()
    world.answers.put("hello")
    world.dictate(SAID)
    world.wait_for(DictationEnded)
    for key in (Key.DOWN, Key.OTHER, Key.UP):
        world.undo_key.deliver(key)
    world.app.type_text("behind whatever was asked for before")
    assert world.taken_back.empty()


def test_a_text_that_found_no_window_can_be_typed_or_copied_later(world: World) -> None:
    world.load()
    for put in (world.app.type_again, world.app.copy_waiting):
        world.refusal = InsertionError("No window took it.")
        world.answers.put("hello")
        world.dictate(SAID)
        world.wait_for(DictationEnded)
        world.refusal, world.clipboard = None, ""
        put()
    assert world.texts.get(timeout=5) == "hello "
    assert world.clipboard == "hello "


def test_any_text_can_be_typed(world: World) -> None:
    world.focused = Target("1", "editor")
    assert world.app.type_text("hello") == Typed("test", True, False, "editor")
    world.app.undo()
    assert world.taken_back.get(timeout=5) == "hello"


def test_escape_discards(world: World) -> None:
    world.load()
    world.app.command(Command.START)
    mouth = world.mouths.get(timeout=5)
    mouth.say(SAID)
    world.app.command(Command.CANCEL)
    assert world.wait_for(DictationEnded) == DictationEnded(1, True)
    assert world.texts.empty()
    world.app.close()
    assert world.kept() == []


def test_an_empty_transcript_types_nothing(world: World) -> None:
    world.load()
    world.answers.put("")
    world.dictate(SAID)
    world.wait_for(DictationEnded)
    assert world.texts.empty()


def test_what_the_engine_fails_on_is_kept_and_told(world: World) -> None:
    world.load()
    world.answers.put(RecognitionError("The engine failed."))
    world.dictate(SAID)
    notice = world.wait_for(Notice)
    assert isinstance(notice, Notice)
    world.app.close()
    [item] = world.kept()
    assert notice.text == (f"The engine failed. Its audio is kept: sayso history retry {item.id}")
    assert item.state is State.FAILED
    assert item.clip is not None


def test_a_full_disk_is_told_too(world: World) -> None:
    world.app._journal.ask(lambda history: None)  # so that it is there
    (world.folder / "history" / "recordings").rmdir()
    (world.folder / "history" / "recordings").write_text("in the way")
    world.load()
    world.answers.put("all the same")
    world.dictate(SAID)
    assert world.texts.get(timeout=5) == "all the same "
    notice = world.wait_for(Notice)
    assert isinstance(notice, Notice)
    assert "cannot be written to" in notice.text


def test_a_history_that_cannot_be_is_told_and_dictation_goes_on(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("in the way")
    with started(tmp_path, STARTER) as world:
        world.load()
        notice = world.wait_for(Notice)
        assert isinstance(notice, Notice)
        assert "Dictation goes on" in notice.text
        # In this order: what is recognised ahead, once the engine is known to be quick, may fail
        # without a word.
        world.answers.put(RecognitionError("The engine failed."))
        world.dictate(SAID)
        notice = world.wait_for(Notice)
        assert isinstance(notice, Notice)
        assert "could not be kept either" in notice.text
        world.answers.put("all the same")
        world.dictate(SAID)
        assert world.texts.get(timeout=5) == "all the same "
    assert (tmp_path / "history").read_text() == "in the way"


def test_no_microphone_is_told(world: World) -> None:
    world.load()
    world.broken_microphone = MicrophoneError("No microphone was found.")
    world.app.command(Command.START)
    notice = world.wait_for(Notice)
    assert isinstance(notice, Notice)
    assert notice.text == "No microphone was found."
    world.broken_microphone = None
    world.mouths.get(timeout=5)
    world.answers.put("again")
    world.dictate(SAID)
    assert world.texts.get(timeout=5) == "again "


def test_a_microphone_lost_in_mid_word_keeps_what_was_heard(world: World) -> None:
    world.load()
    world.app.command(Command.START)
    mouth = world.mouths.get(timeout=5)
    mouth.say(SAID)
    world.answers.put("half")
    mouth.lost(MicrophoneError("The microphone is gone."))
    assert world.texts.get(timeout=5) == "half "


def test_another_recognizer_takes_over(world: World) -> None:
    world.load()
    world.app.choose_recognizer(str(TINY))
    world.load()
    first, second = world.ears
    assert first.closed.is_set()
    world.answers.put("new")
    world.dictate(SAID)
    assert world.texts.get(timeout=5) == "new "
    assert not second.closed.is_set()


def test_a_recognizer_that_cannot_be_had_leaves_the_one_before(world: World) -> None:
    world.load()
    world.app.choose_recognizer(str(TINY))
    world.faults.append(ModelError("The model is broken."))
    with pytest.raises(ModelError, match="broken"):
        world.load()
    assert world.ears[1].closed.is_set()
    assert world.app.status().health == Health.READY
    assert world.app.status().message == "The model is broken."
    assert world.app.status().engine == "starter"
    world.answers.put("still here")
    world.dictate(SAID)
    assert world.texts.get(timeout=5) == "still here "


def test_without_any_recognizer_the_state_is_an_error_and_audio_waits(world: World) -> None:
    world.faults.append(ModelError("The model is broken."))
    with pytest.raises(ModelError):
        world.load()
    assert (world.app.status().state, world.app.status().message) == (
        "error",
        "The model is broken.",
    )
    world.answers.put("late")
    world.dictate(SAID)
    world.load()
    assert world.texts.get(timeout=5) == "late "


def test_the_starter_says_that_it_is_rough(world: World) -> None:
    world.load()
    changed = world.wait_for(RecognizerChanged)
    while isinstance(changed, RecognizerChanged) and changed.health is not Health.READY:
        changed = world.wait_for(RecognizerChanged)
    assert isinstance(changed, RecognizerChanged)
    assert "rough" in changed.message


def test_quitting_waits_for_the_text(world: World) -> None:
    world.load()
    world.dictate(SAID)
    world.answers.put("last words")
    world.app.close()
    assert world.texts.get(timeout=5) == "last words "


def test_quitting_before_anything_is_loaded_keeps_the_audio(world: World) -> None:
    world.app.command(Command.START)
    mouth = world.mouths.get(timeout=5)
    mouth.say(SAID)
    mouth.lost(None)
    world.app.close()
    assert len(world.kept()) == 1


def test_without_voice_detection_everything_is_speech(tmp_path: Path) -> None:
    def broken() -> LoudIsSpeech:
        raise ModelError("The voice detection network is missing.")

    world = World(tmp_path, STARTER, network=broken)
    world.start()
    world.load()
    notice = world.wait_for(Notice)
    assert isinstance(notice, Notice)
    assert "missing" in notice.text
    world.answers.put("all of it")
    world.dictate("....")
    assert world.texts.get(timeout=5) == "all of it "
    world.app.close()


def test_quitting_without_a_recognizer_keeps_the_audio(world: World) -> None:
    world.faults.append(ModelError("The model is broken."))
    with pytest.raises(ModelError):
        world.load()
    world.dictate(SAID)
    world.app.close()
    assert len(world.kept()) == 1


def test_quitting_keeps_the_audio_before_it_waits_for_the_engine_to_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A graphics card's driver that hangs holds its process, and so whoever waits for its end."""
    monkeypatch.setattr(app_module, "FINISH_SECONDS", 0.1)
    kept: list[list[Item]] = []

    class Stuck(Ear):
        def close(self) -> None:
            kept.append(world.kept())
            super().close()

    world.make_ear = Stuck
    world.load()
    world.dictate(SAID)
    world.app.close()
    assert len(kept[0]) == 1
    assert world.kept() == kept[0], "and once"


def test_quitting_while_a_model_loads_ends_the_load(world: World) -> None:
    world.slow_load = threading.Event()
    loading = threading.Thread(target=world.load_and_fail)
    loading.start()
    assert world.slow_load.wait(5)
    world.app.close()
    loading.join(5)
    assert not loading.is_alive()


def test_choices_are_kept_in_the_settings(world: World) -> None:
    world.app.choose_microphone("Headset")
    world.app.choose_recognizer("base")
    assert world.written() == {"microphone": "Headset", "engine": "whisper", "model": "base"}
    assert world.app.settings.recognition.model == "base"
    assert world.app.status().microphone == "Headset"
    assert world.app.microphones()[-1].detail == "not there"


def test_a_hotkey_that_cannot_be_had_is_told(tmp_path: Path) -> None:
    class Taken(NoHotkey):
        def start(self, deliver: object) -> None:
            raise HotkeyError("The key is taken.")

    world = World(tmp_path, STARTER, hotkey=lambda failed: Taken(""))
    world.start()
    notice = world.wait_for(Notice)
    assert isinstance(notice, Notice)
    assert notice.text == "The key is taken."
    world.app.close()


def test_inserted_text_is_told(world: World) -> None:
    world.load()
    world.answers.put("hello")
    world.dictate(SAID)
    assert world.wait_for(TextInserted) == TextInserted(1, "hello ", "test", True)


def test_closing_before_starting_is_nothing(tmp_path: Path) -> None:
    World(tmp_path, STARTER).app.close()


def test_a_surprise_in_the_microphone_is_told_and_the_next_dictation_works(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.load()
    world.broken_microphone = ZeroDivisionError("surprise")
    world.app.command(Command.START)
    assert isinstance(world.wait_for(Notice), Notice)
    assert world.wait_for(DictationEnded) == DictationEnded(1, True)
    assert "surprise" in caplog.text
    world.broken_microphone = None
    world.mouths.get(timeout=5)
    world.answers.put("again")
    world.dictate(SAID)
    assert world.texts.get(timeout=5) == "again "


def test_a_microphone_that_fails_to_close_holds_nothing_up(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.load()
    world.app.command(Command.START)
    mouth = world.mouths.get(timeout=5)
    mouth.sticks = True
    mouth.say(SAID)
    world.answers.put("there")
    world.release(mouth)
    assert world.texts.get(timeout=5) == "there "
    assert world.wait_for(DictationEnded) == DictationEnded(1, False)
    assert "surprise" in caplog.text


def test_cancel_while_recognising_types_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    discarded, discard = threading.Event(), world.app._flow.discard

    def watched(dictation: int) -> None:
        discard(dictation)
        discarded.set()

    monkeypatch.setattr(world.app._flow, "discard", watched)
    world.load()
    world.dictate(SAID)
    world.app.command(Command.CANCEL)
    assert discarded.wait(5)
    world.answers.put("too late")
    assert world.wait_for(DictationEnded) == DictationEnded(1, True)
    assert world.texts.empty()
    world.app.close()
    assert world.kept() == []


def test_what_no_window_takes_while_quitting_is_kept(world: World) -> None:
    world.load()
    world.refusal = InsertionError("No window took it.")
    world.dictate(SAID)
    world.answers.put("last words")
    world.app.close()
    [item] = world.kept()
    assert item.text == "last words"


def test_a_surprise_in_loading_detection_makes_nobody_wait(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> LoudIsSpeech:
        raise ImportError("no such library")

    world = World(tmp_path, STARTER, network=broken)
    world.start()
    world.load()
    assert isinstance(world.wait_for(Notice), Notice)
    assert "no such library" in caplog.text
    world.answers.put("all of it")
    world.dictate("....")
    assert world.texts.get(timeout=5) == "all of it "
    world.app.close()


def test_a_surprise_in_loading_the_recognizer_is_told(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.faults.append(ZeroDivisionError("surprise"))
    with pytest.raises(ModelError):
        world.load()
    assert world.ears[0].closed.is_set()
    assert world.app.status().health == Health.UNAVAILABLE
    assert "surprise" in caplog.text


def test_a_hotkey_that_is_no_key_is_told(tmp_path: Path) -> None:
    def refuse(failed: object) -> NoHotkey:
        raise SettingsError("'right_crtl' is not a key that Sayso knows.")

    world = World(tmp_path, STARTER, hotkey=refuse)
    world.start()
    notice = world.wait_for(Notice)
    assert isinstance(notice, Notice)
    assert "right_crtl" in notice.text
    world.app.close()


def test_a_model_that_is_chosen_while_quitting_is_not_left_behind(world: World) -> None:
    begun, closed = threading.Event(), threading.Event()

    def late() -> None:
        begun.set()
        assert closed.wait(5)

    world.before_ear = late
    world.slow_load = threading.Event()
    loading = threading.Thread(target=world.load_and_fail)
    loading.start()
    assert begun.wait(5)
    world.app.close()
    closed.set()
    loading.join(5)
    assert not loading.is_alive()


def test_a_listener_that_fails_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(event: Event) -> None:
        raise ZeroDivisionError("surprise")

    world = World(tmp_path, STARTER)
    world.app.start(fail)
    world.load()
    world.answers.put("there all the same")
    world.dictate(SAID)
    assert world.texts.get(timeout=5) == "there all the same "
    world.app.close()
    assert "surprise" in caplog.text


def test_before_it_is_known_what_to_load_nothing_is_named(tmp_path: Path) -> None:
    world = World(tmp_path, replace(Settings(), recognition=Recognition(starter=False)))
    world.start()
    with pytest.raises(ModelError):
        world.load()
    assert (world.app.status().engine, world.app.status().model) == ("", "")
    world.app.close()


# When models are loaded


def with_strategy(strategy: str, **values: object) -> Settings:
    residency = replace(Settings().residency, loading_strategy=strategy, **values)
    return replace(STARTER, residency=residency)


class Pressed(NoHotkey):
    """A hotkey that says when it is listened to."""

    def __init__(self) -> None:
        super().__init__("")
        self.started = threading.Event()

    def start(self, deliver: object) -> None:
        self.started.set()


def test_eager_listens_to_nothing_before_everything_is_loaded(tmp_path: Path) -> None:
    key = Pressed()
    with started(tmp_path, with_strategy("eager"), hotkey=lambda failed: key) as world:
        assert not key.started.is_set()
        world.app.command(Command.START)
        world.app.command(Command.TOGGLE)
        notice = world.wait_for(Notice)
        assert isinstance(notice, Notice)
        assert "still loading" in notice.text
        assert world.mouths.empty()
        world.load()
        assert key.started.is_set()
        world.answers.put("now")
        world.dictate(SAID)
        assert world.texts.get(timeout=5) == "now "


def test_eager_listens_even_if_the_load_failed(tmp_path: Path) -> None:
    key = Pressed()
    with started(tmp_path, with_strategy("eager"), hotkey=lambda failed: key) as world:
        world.faults.append(ModelError("It is broken."))
        with pytest.raises(ModelError):
            world.load()
        assert key.started.is_set()


def test_eager_closed_before_it_listened(tmp_path: Path) -> None:
    key = Pressed()
    with started(tmp_path, with_strategy("eager"), hotkey=lambda failed: key) as world:
        world.app.close()
        world.load_and_fail()
        assert not key.started.is_set()


def test_hybrid_listens_at_once(tmp_path: Path) -> None:
    key = Pressed()
    with started(tmp_path, with_strategy("hybrid"), hotkey=lambda failed: key):
        assert key.started.is_set()


def test_lazy_loads_with_the_first_dictation(tmp_path: Path) -> None:
    networks: list[LoudIsSpeech] = []

    def network() -> LoudIsSpeech:
        networks.append(LoudIsSpeech())
        return networks[-1]

    prepared = threading.Event()
    with started(tmp_path, with_strategy("lazy"), network=network, prepare=prepared.set) as world:
        world.load()
        assert (world.ears, networks) == ([], [])
        assert prepared.is_set()
        assert world.app.status().health is Health.UNLOADED
        assert world.app.status().engine == "starter"
        assert world.app.status().state == "idle"
        world.answers.put("late")
        world.dictate(SAID)
        assert world.texts.get(timeout=5) == "late "
        assert (len(world.ears), len(networks)) == (1, 1)


def test_lazy_still_fetches_what_is_missing(tmp_path: Path) -> None:
    settings = with_strategy("lazy")
    settings = replace(settings, recognition=Recognition(model="tiny"))
    with started(tmp_path, settings) as world:
        world.load()
        assert world.fetched == ["tiny"]
        assert world.app.status().model == "tiny"


def test_lazy_loads_at_once_what_is_chosen_afterwards(tmp_path: Path) -> None:
    with started(tmp_path, with_strategy("lazy")) as world:
        world.load()
        world.app.choose_recognizer(str(TINY))
        world.load()
        assert [ear.engine for ear in world.ears] == ["whisper"]


def test_voice_detection_and_recognizer_load_side_by_side(tmp_path: Path) -> None:
    meet = threading.Barrier(2, timeout=5)

    class Slow(LoudIsSpeech):
        def load(self, report: Callable[[LoadProgress], None]) -> None:
            meet.wait()

    def beside() -> None:
        meet.wait()

    world = World(tmp_path, STARTER, network=Slow)
    world.before_ear = beside
    world.start()
    world.load()
    assert not meet.broken
    world.app.close()


def test_a_model_that_goes_after_each_dictation_comes_back_with_the_next(tmp_path: Path) -> None:
    with started(tmp_path, with_strategy("hybrid", model_ttl_seconds=0.0)) as world:
        world.load()
        for number in range(3):
            world.answers.put(f"text {number}")
            world.dictate(SAID)
            assert world.texts.get(timeout=5) == f"text {number} "
            world.wait_for(DictationEnded)
        assert len(world.ears) == 4


# What is chosen while it runs


def test_the_card_is_chosen_and_what_fails_leaves_what_was_there(tmp_path: Path) -> None:
    settings = replace(Settings(), recognition=Recognition(model=str(TINY)))
    with started(tmp_path, settings) as world:
        world.hardware = Hardware(4, 8 << 30, (Gpu(0, "Some Card", 24 << 30, 20 << 30),))
        world.app.choose_device("cpu")
        world.load()
        assert world.app.status().device == "cpu"
        assert [line.id for line in world.app.devices()] == ["auto", "cpu", "cuda:0"]
        world.faults.append(DeviceError("The card is full."))
        world.app.choose_device("cuda:0")
        with pytest.raises(DeviceError):
            world.load()
        assert (world.app.status().device, world.app.status().message) == (
            "cpu",
            "The card is full.",
        )
        world.app.choose_device("cuda:0")
        world.load()
        assert world.app.status().device == "cuda:0"
        assert world.written()["device"] == "cuda:0"
        world.answers.put("fast")
        world.dictate(SAID)
        assert world.texts.get(timeout=5) == "fast "
        assert world.ears[-1].heard


def test_a_choice_that_cannot_be_had_is_taken_back(tmp_path: Path) -> None:
    """Else the next choice, of a device say, or the next start would try it anew."""
    settings = replace(Settings(), recognition=Recognition(model=str(TINY)))
    with started(tmp_path, settings) as world:
        world.load()
        world.app.choose_recognizer("tiny")
        world.faults.append(ModelError("The model is broken."))
        with pytest.raises(ModelError, match="broken"):
            world.load()
        assert world.written() == {"model": str(TINY)}
        assert world.app.settings.recognition == settings.recognition
        fetched = list(world.fetched)
        world.app.choose_device("cpu")
        world.load()
        assert world.app.status().model == TINY.name
        assert world.fetched == fetched


def test_a_choice_that_another_one_follows_is_not_taken_back(tmp_path: Path) -> None:
    settings = replace(Settings(), recognition=Recognition(model=str(TINY)))
    with started(tmp_path, settings) as world:
        world.load()
        world.app.choose_recognizer("tiny")
        world.before_ear = lambda: world.app.choose_recognizer("starter")
        world.faults.append(ModelError("The model is broken."))
        with pytest.raises(ModelError, match="broken"):
            world.load()
        assert world.written()["engine"] == "starter"
        assert world.app.settings.recognition.engine == "starter"


def test_what_cannot_be_had_at_the_start_stays_chosen(tmp_path: Path) -> None:
    settings = replace(Settings(), recognition=Recognition(model=str(TINY), starter=False))
    with started(tmp_path, settings) as world:
        world.faults.append(ModelError("The model is broken."))
        with pytest.raises(ModelError, match="broken"):
            world.load()
        assert not (tmp_path / "settings.toml").exists()
        assert world.app.settings == settings


def test_a_language_changes_the_model_only_where_another_suits_it(tmp_path: Path) -> None:
    settings = replace(Settings(), recognition=Recognition(language="de"))
    with started(tmp_path, settings) as world:
        for name in ("tiny", "tiny.en"):
            shutil.copytree(TINY, tmp_path / "models" / name)
        world.load()
        assert world.app.status().model == "tiny"
        assert not world.app.choose_language("fr")
        assert world.app.choose_language("en")
        world.load()
        assert world.app.status().model == "tiny.en"
        assert world.app.status().language == "en"
        assert world.app.settings.recognition.language == "en"


def test_a_language_changes_nothing_about_a_model_that_cannot_be_had(tmp_path: Path) -> None:
    """The reason is made anew each time, and is the same all the same."""
    broken = tmp_path / "broken"
    broken.mkdir()
    settings = replace(Settings(), recognition=Recognition(model=str(broken)))
    with started(tmp_path, settings) as world:
        assert not world.app.choose_language("fr")
        assert not world.app.choose_language("auto")


def test_nor_about_settings_that_name_nothing(tmp_path: Path) -> None:
    settings = replace(Settings(), recognition=Recognition(starter=False))
    with started(tmp_path, settings) as world:
        assert not world.app.choose_language("fr")


def test_the_language_is_handed_to_the_recognizer(world: World) -> None:
    options: list[RecognizeOptions] = []

    class Curious(Ear):
        def recognize(self, samples: Samples, given: RecognizeOptions) -> Transcript:
            options.append(given)
            return super().recognize(samples, given)

    world.make_ear = Curious
    world.load()
    world.app.choose_language("de")
    world.answers.put("ja")
    world.dictate(SAID)
    assert world.texts.get(timeout=5) == "ja "
    assert options[-1].language == "de"


# The deep check


def test_the_check_hears_nothing_in_silence(world: World) -> None:
    world.load()
    world.answers.put("")
    checked = world.app.check()
    assert (checked.ok, checked.engine, checked.device) == (True, "starter", "cpu")
    assert len(world.ears[0].heard[0]) == 8000


def test_the_check_loads_what_was_evicted_and_lets_it_go(tmp_path: Path) -> None:
    with started(tmp_path, with_strategy("hybrid", model_ttl_seconds=0.0)) as world:
        world.load()
        world.answers.put("")
        assert world.app.check().ok
        assert len(world.ears) == 2
        assert world.ears[1].closed.wait(5)


def test_checks_beside_each_other(tmp_path: Path) -> None:
    """The one that is over first does not take the model from the others."""
    with started(tmp_path, with_strategy("hybrid", model_ttl_seconds=0.0)) as world:
        world.load()
        found: list[bool] = []
        threads = [
            threading.Thread(target=lambda: found.append(world.app.check().ok)) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        while world.app._recognition._turns.jobs < len(threads):
            threading.Event().wait(0.001)
        for _ in threads:
            world.answers.put("")
        for thread in threads:
            thread.join(5)
        assert found == [True] * 4
        assert len(world.ears) == 2


def test_the_check_of_what_cannot_be_had(world: World) -> None:
    world.faults.append(ModelError("It is broken."))
    with pytest.raises(ModelError):
        world.load()
    with pytest.raises(ModelError, match="broken"):
        world.app.check()


def test_a_dictation_goes_before_the_check(world: World) -> None:
    world.load()
    checked: list[bool] = []
    thread = threading.Thread(target=lambda: checked.append(world.app.check().ok))
    thread.start()
    while not (world.ears and world.ears[0].heard):
        threading.Event().wait(0.001)
    world.dictate(SAID)
    while len(world.ears[0].heard) < 2:
        threading.Event().wait(0.001)
    assert not checked
    world.answers.put("words")
    assert world.texts.get(timeout=5) == "words "
    world.answers.put("")
    thread.join(5)
    assert checked == [True]


# Downloads while somebody speaks


def downloading(folder: Path, strategy: str = "hybrid", **otherwise: Any) -> World:
    settings = replace(with_strategy(strategy), recognition=Recognition(model="tiny"))
    world = World(folder, settings, **otherwise)
    world.may_fetch.clear()
    world.start()
    return world


def test_the_starter_listens_while_the_model_is_downloaded(tmp_path: Path) -> None:
    world = downloading(tmp_path)
    loading = threading.Thread(target=world.load)
    loading.start()
    world.answers.put("rough")
    world.dictate(SAID)
    assert world.texts.get(timeout=5) == "rough "
    status = world.app.status()
    assert (status.engine, status.health) == ("starter", Health.DEGRADED)
    assert status.message.startswith("The model tiny is being downloaded.")
    world.may_fetch.set()
    loading.join(5)
    assert (world.app.status().model, world.app.status().health) == ("tiny", Health.READY)
    world.answers.put("fine")
    world.dictate(SAID)
    assert world.texts.get(timeout=5) == "fine "
    assert world.ears[-1].engine == "whisper"
    assert len(world.ears[-1].heard) >= 1
    world.app.close()


def test_eager_listens_as_soon_as_something_stands_in_for_the_download(tmp_path: Path) -> None:
    key = Pressed()
    world = downloading(tmp_path, "eager", hotkey=lambda failed: key)
    loading = threading.Thread(target=world.load)
    loading.start()
    try:
        assert key.started.wait(5)
        world.answers.put("rough")
        world.dictate(SAID)
        assert world.texts.get(timeout=5) == "rough "
    finally:
        world.may_fetch.set()
        loading.join(5)
        world.app.close()


def test_a_download_that_is_stopped_leaves_the_starter(tmp_path: Path) -> None:
    world = downloading(tmp_path)
    stopped: list[BaseException] = []

    def load() -> None:
        try:
            world.load()
        except DownloadCancelled as error:
            stopped.append(error)

    loading = threading.Thread(target=load)
    loading.start()
    world.answers.put("rough")
    world.dictate(SAID)
    assert world.texts.get(timeout=5) == "rough "
    world.app.stop_loading()
    loading.join(5)
    assert len(stopped) == 1
    assert world.app.status().message.startswith("The download was stopped. Meanwhile")
    world.app.close()


def test_quitting_during_a_download_ends_it(tmp_path: Path) -> None:
    world = downloading(tmp_path)
    ended: list[BaseException] = []

    def load() -> None:
        try:
            world.load()
        except ModelError as error:
            ended.append(error)

    loading = threading.Thread(target=load)
    loading.start()
    while not world.fetched:
        threading.Event().wait(0.001)
    world.app.close()
    loading.join(5)
    assert not loading.is_alive()
    assert len(ended) == 1


def test_quitting_while_a_model_that_was_evicted_comes_back_keeps_the_audio(
    tmp_path: Path,
) -> None:
    with started(tmp_path, with_strategy("lazy")) as world:
        world.load()
        world.slow_load = threading.Event()
        world.dictate(SAID)
        assert world.slow_load.wait(5)
        world.app.close()
        assert len(world.kept()) == 1


def test_quitting_while_it_waits_for_another_try_keeps_the_audio(tmp_path: Path) -> None:
    with started(tmp_path, with_strategy("lazy")) as world:
        world.faults.append(ModelError("It is broken."))
        world.load()
        world.dictate(SAID)
        changed = world.wait_for(RecognizerChanged)
        while changed.health is not Health.UNAVAILABLE:  # type: ignore[union-attr]
            changed = world.wait_for(RecognizerChanged)
        world.app.close()
        assert len(world.kept()) == 1


# What is kept, and offered


def test_what_is_typed_is_in_the_history(world: World) -> None:
    world.load()
    world.answers.put("hello  there")
    world.dictate(SAID)
    world.wait_for(DictationEnded)
    world.app.close()
    with closing(world.history()) as history:
        [item] = history.items()
    assert (item.state, item.raw_text, item.text) == (State.INSERTED, "hello  there", "hello there")
    assert (item.way, item.confirmed, item.language) == ("test", True, "en")
    assert item.clip is not None
    assert world.kept() == []


def test_what_was_not_delivered_is_offered_at_the_next_start_once(tmp_path: Path) -> None:
    with quit_before_the_text(tmp_path):
        pass
    with started(tmp_path, STARTER) as world:
        world.load()
        offered = world.offered()
        assert (offered.utterances, offered.unrecognised) == (1, 1)
        assert world.app.status().offered == 1
    with started(tmp_path, STARTER) as world:
        world.load()
        world.app._looking_back.join()
        assert world.app.status().offered == 0
        assert world.texts.empty(), "it is never typed by itself"


def test_what_is_offered_is_recognised_and_copied(tmp_path: Path) -> None:
    with quit_before_the_text(tmp_path):
        pass
    with started(tmp_path, STARTER) as world:
        world.load()
        world.offered()
        world.answers.put("from before")
        world.app.recognize_offered()
        world.app.copy_offered()
        assert world.clipboard == "from before"
        assert world.app.status().offered == 0
        assert world.texts.empty()
    assert world.kept() == []
    with closing(world.history()) as history:
        assert [item.state for item in history.items()] == [State.COPIED]


def test_what_is_offered_can_be_discarded(tmp_path: Path) -> None:
    with quit_before_the_text(tmp_path):
        pass
    with started(tmp_path, STARTER) as world:
        world.load()
        world.offered()
        world.app.discard_offered()
        assert world.app.status().offered == 0
    with closing(world.history()) as history:
        assert [item.state for item in history.items()] == [State.CANCELLED]


def test_a_start_on_which_nothing_was_kept_makes_no_folder_without_trace(tmp_path: Path) -> None:
    with started(tmp_path, traceless()) as world:
        assert world.wait_for(TraceChanged) == TraceChanged(True)
        assert world.app.status().leaves_no_trace
        world.load()
        world.answers.put("secret")
        world.dictate(SAID)
        assert world.texts.get(timeout=5) == "secret "
        world.app.discard_offered()
    assert not (tmp_path / "history").exists()


def test_leaving_no_trace_begins_and_ends_at_once(world: World) -> None:
    world.load()
    assert not world.app.status().leaves_no_trace
    world.app.leave_no_trace(True)
    assert world.wait_for(TraceChanged) == TraceChanged(True)
    assert world.app.status().leaves_no_trace
    world.answers.put("secret")
    world.dictate(SAID)
    world.wait_for(DictationEnded)
    world.app.leave_no_trace(False)
    assert world.wait_for(TraceChanged) == TraceChanged(False)
    world.answers.put("public")
    world.dictate(SAID)
    world.wait_for(DictationEnded)
    world.app.close()
    assert world.written() == {}
    with closing(world.history()) as history:
        assert [item.text for item in history.items()] == ["public"]


def test_nothing_is_kept_of_applications_that_the_settings_name(tmp_path: Path) -> None:
    history = replace(Settings().history, no_trace_in="KeePassXC, signal")
    with started(tmp_path, replace(STARTER, history=history)) as world:
        world.load()
        world.focused = Target("1", "org.keepassxc.keepassxc")
        world.answers.put("secret")
        world.dictate(SAID)
        assert world.wait_for(TraceHereChanged) == TraceHereChanged(True)
        assert world.wait_for(TraceHereChanged) == TraceHereChanged(False)
        world.wait_for(DictationEnded)
        assert not world.app.status().leaves_no_trace_here
    with closing(world.history()) as found:
        assert found.items() == []


def test_a_setting_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    with started(tmp_path, STARTER) as world:
        (tmp_path / "settings.toml").mkdir()
        with pytest.raises(SettingsError):
            world.app.leave_no_trace(True)
        assert not world.app.status().leaves_no_trace


def traceless() -> Settings:
    return replace(STARTER, history=replace(Settings().history, leave_no_trace=True))


@contextmanager
def quit_before_the_text(folder: Path) -> Iterator[World]:
    """Something was said, and no model was there for it."""
    with started(folder, STARTER) as world:
        world.faults.append(ModelError("The model is broken."))
        with pytest.raises(ModelError):
            world.load()
        world.dictate(SAID)
        yield world
