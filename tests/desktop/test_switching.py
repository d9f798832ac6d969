"""Twenty switches under continuous dictation: no utterance is lost, doubled or reordered.

The app, its engines and its voice detection are real, and hear the tiny Whisper under three names;
the microphone is a recording that goes on as long as the switching does, at several times the pace
of speech, hands-free. `tests/desktop/test_models.py` does it once more through the tray's menu.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from itertools import cycle, pairwise

import psutil
import pytest
from rig import Clip
from spoken_app import SECONDS, SpokenApp, engine_processes, gone, install, settings, silence

from sayso.control.commands import Command
from sayso.core.errors import MicrophoneError, ModelError
from sayso.core.events import Event, LoadProgress, UtteranceHeard
from sayso.core.health import Health
from sayso.core.speech import FRAME_SAMPLES, FRAME_SECONDS, Frame, Samples
from sayso.pipeline.capture.audio_file import read_audio

SWITCHES = 20
PACE = 6.0
PAUSE = silence(0.9)
CLIPS = [
    Clip.named(name)
    for name in (
        "hello-world",
        "thank-you",
        "good-morning-world",
        "save-the-file",
        "new-file",
        "close-the-file",
        "seven-eight-nine",
        "testing-one-two-three",
        "jumps-over-the-lazy-dog",
    )
]
"""In turn, not by chance: what was said before leaves a trace in voice detection, and so in where
the next utterance begins, which so small a model may hear."""


class Talker:
    """A microphone that somebody speaks into without end, clip after clip, until `hush`.

    said: the words, in order.
    """

    name = "talker"

    def __init__(self) -> None:
        self.said: list[str] = []
        self._sound = {clip: read_audio(clip.audio) for clip in CLIPS}
        self._hushed = threading.Event()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def open(
        self, deliver: Callable[[Frame], None], lost: Callable[[MicrophoneError | None], None]
    ) -> None:
        self._thread = threading.Thread(target=self._talk, args=(deliver, lost), name="talker")
        self._thread.start()

    def hush(self) -> None:
        """After the sentence that is being said."""
        self._hushed.set()

    def close(self) -> None:
        self._closed.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _talk(
        self, deliver: Callable[[Frame], None], lost: Callable[[MicrophoneError | None], None]
    ) -> None:
        for number, frame in enumerate(self._frames()):
            if self._closed.wait(FRAME_SECONDS / PACE):
                return
            deliver(Frame(frame, number * FRAME_SAMPLES))
        lost(None)

    def _frames(self) -> Iterator[Samples]:
        yield from _cut(PAUSE)
        for clip in cycle(CLIPS):
            if self._hushed.is_set():
                return
            self.said.append(clip.words)
            yield from _cut(self._sound[clip])
            yield from _cut(PAUSE)


def _cut(samples: Samples) -> Iterator[Samples]:
    whole = len(samples) // FRAME_SAMPLES * FRAME_SAMPLES
    yield from samples[:whole].reshape(-1, FRAME_SAMPLES)


class Census:
    """The engine processes that were there at one time, looked at whenever anything happens."""

    def __init__(self) -> None:
        self.most = 0
        self.seen: dict[int, psutil.Process] = {}

    def take(self, what: object = None) -> None:
        there = engine_processes()
        self.most = max(self.most, len(there))
        self.seen |= {process.pid: process for process in there}


def test_twenty_switches_under_continuous_dictation() -> None:
    names = ["ear", "spare", "third"]
    install(*names)
    dice = random.Random(20)
    census = Census()
    talker = Talker()
    with SpokenApp(settings(model="ear", model_ttl_seconds=-1.0, max_models=1)) as app:

        def watch(event: Event) -> None:
            # Not with every loudness; a look takes some milliseconds.
            if not hasattr(event, "rms"):
                census.take()

        app.load(census.take)
        app.watch = watch
        dictation = app.listen_to(talker)
        now = "ear"
        for number in range(SWITCHES):
            # Some at once, some after a word or two of the one before.
            app.wait_for_more(number % 3)
            now = dice.choice([name for name in names if name != now])
            app.app.choose_recognizer(now)
            app.load(census.take)
            if number % 4 == 1:
                app.app.choose_device(dice.choice(["cpu", "auto"]))
                app.load(census.take)
            if number % 5 == 2 and app.app.choose_language(dice.choice(["auto", "en"])):
                app.load(census.take)
        app.wait(lambda: app.recognized()[-1].transcript.model == now)
        talker.hush()
        text = app.text_of(dictation)
        assert text == "".join(f"{words} " for words in talker.said)
        assert app.told() == []
        assert app.kept() == []
        models = [event.transcript.model for event in app.recognized()]
        changes = sum(one != other for one, other in pairwise(models))
        assert set(models) == set(names)
        app.wait(lambda: len(app.engines()) == 1)
        [last] = app.engines()
        left = [pid for pid in census.seen if pid != last and not gone(pid)]
        psutil.wait_procs([census.seen[pid] for pid in left], SECONDS)
        assert [it.pid for it in engine_processes()] == [last]
        assert census.most == 2
        print(
            f"\n{SWITCHES} switches; {len(models)} utterances, all in order, once; "
            f"{changes} times the next one was recognised by another model than the one before; "
            f"{len(census.seen)} engine processes, at most {census.most} at one time"
        )


def test_a_switch_that_fails_leaves_the_old_one_at_work() -> None:
    """Between two good ones, and told in a sentence; the words go on."""
    _, bad = install("ear", "bad")
    (bad / "model.bin").write_bytes(b"cheese")
    talker = Talker()
    with SpokenApp(settings(model="ear", model_ttl_seconds=-1.0)) as app:
        app.load()
        dictation = app.listen_to(talker)
        app.wait(lambda: len(app.recognized()) >= 1)
        with pytest.raises(ModelError) as raised:
            app.switch("bad")
        app.wait_for_more(2)
        assert app.app.status().model == "ear"
        assert str(raised.value) in app.app.status().message
        talker.hush()
        assert app.text_of(dictation) == "".join(f"{words} " for words in talker.said)
        assert {event.transcript.model for event in app.recognized()} == {"ear"}
        assert app.told() == []


def test_a_change_of_mind_is_followed_by_the_last_word() -> None:
    """Two choices in two threads: the second waits for the first, and holds."""
    install("ear", "spare", "third")
    census = Census()
    talker = Talker()
    with SpokenApp(settings(model="ear", model_ttl_seconds=-1.0)) as app:
        app.load()
        dictation = app.listen_to(talker)
        app.wait(lambda: any(isinstance(event, UtteranceHeard) for event in app.events))
        begun = threading.Event()

        def report(progress: LoadProgress) -> None:
            census.take()
            begun.set()

        app.app.choose_recognizer("spare")
        first = threading.Thread(target=app.load, args=(report,), name="first choice")
        first.start()
        assert begun.wait(SECONDS)
        app.app.choose_recognizer("third")
        app.load(census.take)
        first.join()
        app.wait(lambda: app.recognized() and app.recognized()[-1].transcript.model == "third")
        talker.hush()
        assert app.text_of(dictation) == "".join(f"{words} " for words in talker.said)
        assert app.changes()[-1].model == "third"
        # The one that loads and the one that serves: it waits for one at its last utterance.
        assert census.most <= 2
        assert app.changes()[-1].health in (Health.READY, Health.BUSY)


def test_a_key_that_is_tapped_while_models_change() -> None:
    """Many short dictations and not one long one: each begins and ends around a switch."""
    install("ear", "spare")
    dice = random.Random(8)
    sound = {clip: read_audio(clip.audio) for clip in CLIPS}
    said = []
    with SpokenApp(settings(model="ear", model_ttl_seconds=0.0)) as app:
        app.load()
        for number in range(8):
            clip = dice.choice(CLIPS)
            said.append(f"{clip.words} ")
            dictation = app.say(sound[clip], pace=PACE)
            app.switch(["spare", "ear"][number % 2])
            app.wait(lambda dictation=dictation: app.is_over(dictation))
        assert app.texts == said
        assert app.told() == []
        app.app.command(Command.CANCEL)
        app.wait(lambda: not app.engines())
