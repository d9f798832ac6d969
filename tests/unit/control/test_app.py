"""The app without its windows, in a world of stand-ins: what was said gets its text, or is kept.

The recognizer, the microphone and the window are stand-ins that the test commands; voice detection
takes loud for speech. Everything between them is the real thing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import numpy as np
import pytest

from sayso.control.app import App, Folders, Parts
from sayso.control.commands import Command
from sayso.control.no_hotkey import NoHotkey
from sayso.core.errors import (
    EngineDied,
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
    Health,
    LoadProgress,
    Notice,
    RecognizerChanged,
    TextInserted,
)
from sayso.core.ports import Insertion, RecognizeOptions
from sayso.core.speech import FRAME_SAMPLES, Frame, Samples, Transcript
from sayso.residency.model import ModelKey
from sayso.settings.schema import Recognition, Settings, Value

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


class LoudIsSpeech:
    def probability(self, samples: Samples) -> float:
        return 0.9 if abs(float(samples[0])) > 0.1 else 0.0


class Mouth:
    """A microphone that hears what the test says, a frame a character: ``#`` is speech."""

    name = "mouth"

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.closed = threading.Event()
        self.broken: Exception | None = None
        self.sticks = False

    def open(
        self, deliver: Callable[[Frame], None], lost: Callable[[MicrophoneError | None], None]
    ) -> None:
        if self.broken:
            raise self.broken
        self._deliver, self.lost = deliver, lost
        self.opened.set()

    def close(self) -> None:
        self.closed.set()
        if self.sticks:
            raise ZeroDivisionError("surprise")

    def say(self, pattern: str) -> None:
        assert self.opened.wait(5)
        for c in pattern:
            samples = np.full(FRAME_SAMPLES, 0.5 if c == "#" else 0.0, np.float32)
            self._deliver(Frame(samples, 0))


class Ear:
    """A recognizer that gives the test's texts, one an utterance, and errors where it is told."""

    def __init__(self, key: ModelKey, answers: Queue[str | RecognitionError]) -> None:
        self.key, self.answers = key, answers
        self.engine, self.model, self.device = key.engine, key.model, "cpu"
        self.fault: Exception | None = None
        self.slow: threading.Event | None = None
        self.closed = threading.Event()

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        report(LoadProgress("Loading"))
        if self.fault:
            raise self.fault
        if self.slow is not None:
            self.slow.set()
            self.closed.wait()
            raise EngineDied("closed")

    def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        while not self.closed.is_set():
            try:
                answer = self.answers.get(timeout=0.01)
            except Empty:
                continue
            if isinstance(answer, RecognitionError):
                raise answer
            return Transcript(answer, (), "en", self.engine, self.model, 1.0, 0.1)
        raise EngineDied("closed")

    def close(self) -> None:
        self.closed.set()


class World:
    """``otherwise``: parts that differ from the ones here."""

    def __init__(self, folder: Path, settings: Settings, **otherwise: Any) -> None:
        self.folder = folder
        self.before_ear: Callable[[], None] = lambda: None
        self.mouths: Queue[Mouth] = Queue()
        self.answers: Queue[str | RecognitionError] = Queue()
        self.ears: list[Ear] = []
        self.texts: Queue[str] = Queue()
        self.events: Queue[Event] = Queue()
        self.written: list[dict[str, Value]] = []
        self.faults: list[Exception] = []
        self.broken_microphone: Exception | None = None
        self.refusal: InsertionError | None = None
        self.slow_load: threading.Event | None = None
        parts = Parts(
            microphone=self._microphone,
            microphones=lambda: [("Built-in", True)],
            recognizer=self._recognizer,
            network=lambda: LoudIsSpeech,
            prepare=lambda: None,
            hotkey=lambda failed: NoHotkey(""),
            inserter=lambda: self,
            clock=lambda: 0.0,
            local_time=lambda: NOW,
        )
        folders = Folders(folder, folder / "models", folder / "hub", folder / "kept")
        self.app = App(
            settings, replace(parts, **otherwise), folders, write_settings=self.written.append
        )

    def _microphone(self, name: str) -> Mouth:
        mouth = Mouth()
        mouth.broken = self.broken_microphone
        self.mouths.put(mouth)
        return mouth

    def _recognizer(self, key: ModelKey, timeout: float, restarted: Callable[[str], None]) -> Ear:
        self.before_ear()
        ear = Ear(key, self.answers)
        ear.fault = self.faults.pop() if self.faults else None
        ear.slow = self.slow_load
        self.ears.append(ear)
        return ear

    def insert(self, text: str) -> Insertion:
        if self.refusal:
            raise self.refusal
        self.texts.put(text)
        return Insertion("test", True)

    def close(self) -> None:
        pass

    def start(self) -> None:
        self.app.start(self.events.put)

    def load(self) -> None:
        self.app.load(lambda progress: None)

    def load_and_fail(self) -> None:
        with pytest.raises(EngineDied):
            self.load()

    def dictate(self, *patterns: str) -> None:
        self.app.command(Command.START)
        mouth = self.mouths.get(timeout=5)
        for pattern in patterns:
            mouth.say(pattern)
        self.release(mouth)

    def release(self, mouth: Mouth) -> None:
        """A microphone goes on after the release, until it is closed."""
        self.app.command(Command.STOP)
        while not mouth.closed.wait(0.001):
            mouth.say(".")

    def wait_for(self, kind: type[Event]) -> Event:
        while not isinstance(event := self.events.get(timeout=5), kind):
            pass
        return event

    def kept(self) -> list[Path]:
        folder = self.folder / "kept"
        return sorted(folder.iterdir()) if folder.is_dir() else []


STARTER = replace(Settings(), recognition=replace(Settings().recognition, engine="starter"))
SAID = "....######"


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


def test_escape_discards(world: World) -> None:
    world.load()
    world.app.command(Command.START)
    mouth = world.mouths.get(timeout=5)
    mouth.say(SAID)
    world.app.command(Command.CANCEL)
    assert world.wait_for(DictationEnded) == DictationEnded(1, True)
    assert world.texts.empty()
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
    [path] = world.kept()
    assert isinstance(notice, Notice)
    assert notice.text == f'The engine failed. The audio was kept: sayso transcribe "{path}"'


def test_a_full_disk_is_told_too(world: World) -> None:
    (world.folder / "kept").write_text("in the way")
    world.load()
    world.answers.put(RecognitionError("The engine failed."))
    world.dictate(SAID)
    notice = world.wait_for(Notice)
    assert isinstance(notice, Notice)
    assert "could not be kept either" in notice.text


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
    world.load()
    first, second = world.ears
    assert first.closed.is_set()
    world.answers.put("new")
    world.dictate(SAID)
    assert world.texts.get(timeout=5) == "new "
    assert not second.closed.is_set()


def test_a_recognizer_that_cannot_be_had_leaves_the_one_before(world: World) -> None:
    world.load()
    world.faults.append(ModelError("The model is broken."))
    with pytest.raises(ModelError, match="broken"):
        world.load()
    assert world.ears[1].closed.is_set()
    assert world.app.status().health == Health.READY
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
    def broken() -> Callable[[], LoudIsSpeech]:
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
    assert world.written == [{"microphone": "Headset"}, {"engine": "whisper", "model": "base"}]
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
    assert world.kept() == []


def test_what_no_window_takes_while_quitting_is_kept(world: World) -> None:
    world.load()
    world.refusal = InsertionError("No window took it.")
    world.dictate(SAID)
    world.answers.put("last words")
    world.app.close()
    [path] = world.kept()
    assert path.read_text(encoding="utf-8") == "last words "


def test_a_surprise_in_loading_detection_makes_nobody_wait(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Callable[[], LoudIsSpeech]:
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
