"""kill -9 of the engine's process, a hundred times, from the key's going down to after the text:
every utterance has its text once, or is kept as a file and told of.

The app and its engines are real, and hear the tiny Whisper; the microphone is a recording, pushed
faster than anybody speaks. The moments are drawn from a fixed seed; where in an engine's work such
a moment falls depends on the machine, which is the point.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from rig import Clip
from spoken_app import SpokenApp, install, settings

from sayso.core.events import (
    DictationEnded,
    Event,
    TextInserted,
    UtteranceHeard,
    UtteranceRecognized,
)
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import Samples, Transcript
from sayso.pipeline.capture.audio_file import read_audio
from sayso.pipeline.recognize.host import HostedRecognizer
from sayso.residency.model import ModelKey
from sayso.settings.schema import Settings

CLIPS = [
    Clip.named(name)
    for name in ("hello-world", "thank-you", "good-morning-world", "save-the-file", "new-file")
]
PACE = 10.0

RECOGNISING_SECONDS = 0.12
"""About as long as the tiny Whisper takes for a clip, so that a kill within it falls anywhere."""

LOADING_SECONDS = 0.5
"""And for a new process to come up."""


class Clock:
    """The machine's, which can be set forward."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


class Killer:
    """An app, and who kills its engine at the moment that was agreed.

    hits: processes that were killed while they ran.
    begins: called when a recognition does.
    """

    def __init__(self, wanted: Settings) -> None:
        self.clock = Clock()
        self.app = SpokenApp(wanted, recognizer=self._recognizer, clock=self.clock)
        self.hits = 0
        self.begins: Callable[[], None] = lambda: None
        self._timers: list[threading.Timer] = []

    def kill(self) -> None:
        self.hits += self.app.kill_engine()

    def kill_in(self, seconds: float) -> None:
        timer = threading.Timer(seconds, self.kill)
        self._timers.append(timer)
        timer.start()

    def settle(self) -> None:
        """Until it has killed all that it was to kill."""
        for timer in self._timers:
            timer.join()
        self._timers.clear()
        self.begins = lambda: None
        self.app.watch = lambda event: None

    def _begun(self) -> None:
        self.begins()

    def _recognizer(self, key: ModelKey, restarted: Callable[[str], None]) -> HostedRecognizer:
        return _Watched(key, self._begun, restarted)


class _Watched(HostedRecognizer):
    def __init__(
        self, key: ModelKey, begins: Callable[[], None], restarted: Callable[[str], None]
    ) -> None:
        super().__init__(key, passes=(), restarted=restarted)
        self._begins = begins

    def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        self._begins()
        return super().recognize(samples, options)


Arm = Callable[[Killer, random.Random], None]
"""Has the killer wait for its moment in the next dictation."""


def on(kind: type[Event]) -> Arm:
    def arm(killer: Killer, dice: random.Random) -> None:
        def watch(event: Event) -> None:
            if isinstance(event, kind):
                killer.app.watch = lambda event: None
                killer.kill()

        killer.app.watch = watch

    return arm


def key_down(killer: Killer, dice: random.Random) -> None:
    killer.kill()


def while_spoken(killer: Killer, dice: random.Random) -> None:
    killer.kill_in(dice.uniform(0.0, 1.8 / PACE))


def while_recognised(killer: Killer, dice: random.Random) -> None:
    wait = dice.uniform(0.0, RECOGNISING_SECONDS)

    def begins() -> None:
        killer.begins = lambda: None
        killer.kill_in(wait)

    killer.begins = begins


def while_loading(killer: Killer, dice: random.Random) -> None:
    """One kill that has a new process come up, and one while it does."""
    killer.kill()
    killer.kill_in(dice.uniform(0.02, LOADING_SECONDS))


MOMENTS: dict[str, tuple[Arm, int]] = {
    "the key goes down": (key_down, 12),
    "it is being spoken": (while_spoken, 12),
    "the utterance is over": (on(UtteranceHeard), 12),
    "it is recognised": (while_recognised, 24),
    "a new engine comes up": (while_loading, 20),
    "the text is there": (on(UtteranceRecognized), 8),
    "the text is in the window": (on(TextInserted), 6),
    "the dictation is over": (on(DictationEnded), 6),
}
assert sum(kills for _, kills in MOMENTS.values()) == 100


@pytest.fixture
def killer() -> Iterator[Killer]:
    """With a copy of the model that can stand in: an engine that is killed while it loads counts
    as a model that does not load, and is left alone for a while."""
    first, _ = install("ear", "spare")
    killer = Killer(settings(model=str(first), model_ttl_seconds=-1.0))
    with killer.app:
        killer.app.load()
        yield killer


# In two halves, for two cores.
@pytest.mark.parametrize("half", [0, 1])
def test_every_utterance_has_its_text_once(half: int, killer: Killer) -> None:
    app = killer.app
    sound = {clip: read_audio(clip.audio) for clip in CLIPS}
    dice = random.Random(2026 + half)
    table: dict[str, Counter[str]] = {}
    delivered: list[str] = []
    for moment in list(MOMENTS)[half * 4 : half * 4 + 4]:
        arm, kills = MOMENTS[moment]
        row = table[moment] = Counter()
        before = killer.hits
        while killer.hits - before < kills:
            assert row["said"] < 3 * kills, f"nobody is there to be killed: {table}"
            clip = dice.choice(CLIPS)
            kept = set(app.kept())
            killer.clock.ahead += 1000.0  # whatever was put aside may be tried again
            arm(killer, dice)
            text = app.text_of(app.say(sound[clip], pace=PACE if arm is while_spoken else None))
            killer.settle()
            row["said"] += 1
            undelivered = set(app.kept()) - kept
            if text:
                assert (text, undelivered) == (f"{clip.words} ", set()), moment
                row["delivered"] += 1
                delivered.append(text)
            else:
                [number] = undelivered
                assert app.told()[-1].endswith(f"sayso history retry {number}")
                row["kept"] += 1
        row["kills"] = killer.hits - before
    assert app.texts == delivered, "one came twice, or late"
    print(f"\n{'killed while/when':28}{'kills':>6}{'said':>6}{'delivered':>11}{'kept':>6}")
    for moment, row in table.items():
        counts = (row[name] for name in ("kills", "said", "delivered", "kept"))
        print("{:28}{:6}{:6}{:11}{:6}".format(moment, *counts))
    assert sum(row["kept"] for row in table.values()) == 0
