"""`sayso demo`: watch the whole pipeline work, on bundled speech in the microphone's place."""

from __future__ import annotations

import json
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sayso.cli.overview import COMMANDS
from sayso.cli.parser import Parser
from sayso.cli.say import say, show
from sayso.core.errors import RecognitionError

if TYPE_CHECKING:
    from sayso.core.events import Event
    from sayso.core.ports import Clock
    from sayso.core.speech import Transcript, Utterance

_EPILOG = """The recording is played at the pace at which somebody speaks. Each of its sentences is
recognised at the pause after it, while the next is still being spoken. The delay is the time from
the moment when such a pause has lasted long enough to end an utterance, to its text.

--json prints one object at the end: utterances (text, start, audio_seconds, recognize_seconds,
delay_seconds), text, audio_seconds, engine, model."""


def main(arguments: Sequence[str]) -> int:
    """Raises ModelError, RecognitionError, SettingsError."""
    parser = Parser("demo", f"{COMMANDS['demo'].capitalize()}.", _EPILOG)
    parser.add_json()
    as_json: bool = parser.parse_args(arguments).json
    from sayso.archive.log import log_to
    from sayso.composition import machine
    from sayso.composition.demo import run_demo
    from sayso.paths import log_folder

    log_to(log_folder())
    loaded = machine.load_settings()
    for complaint in loaded.complaints:
        say(complaint)
    watched = Watched(time.monotonic, show=(lambda line: None) if as_json else show, say=say)
    run_demo(loaded.settings, watched.see)
    if not watched.heard:
        raise RecognitionError(
            "Nothing was heard in the bundled speech; `sayso doctor` tells what is wrong."
        )
    show(json.dumps(watched.summary(), ensure_ascii=False) + "\n" if as_json else watched.ending())
    return RecognitionError.exit_code if watched.failed else 0


@dataclass(frozen=True, slots=True)
class Heard:
    """One utterance that has its text. ``start`` and all lengths are in seconds."""

    text: str
    start: float
    audio_seconds: float
    recognize_seconds: float
    delay_seconds: float


@dataclass(slots=True)
class Watched:
    """Follows the events, from whichever thread they come, and shows each text as it comes.

    failed: whether something was told that ought not to happen.
    """

    clock: Clock
    show: Callable[[str], None]
    say: Callable[[str], None]
    heard: list[Heard] = field(default_factory=list)
    engine: str = ""
    model: str = ""
    failed: bool = False
    _serves: tuple[str, str, str] | None = None
    _ended: dict[int, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def see(self, event: Event) -> None:
        """A `sayso.core.ports.Publish`."""
        from sayso.core.events import (
            Level,
            Notice,
            RecognizerChanged,
            UtteranceHeard,
            UtteranceRecognized,
        )
        from sayso.core.health import Health

        now = self.clock()
        with self._lock:
            match event:
                case UtteranceHeard(utterance):
                    self._ended[utterance.number] = now
                case UtteranceRecognized(utterance, transcript, text):
                    self._recognized(utterance, transcript, text, now)
                case RecognizerChanged(Health.READY | Health.DEGRADED, engine, model, device):
                    if (engine, model, device) != self._serves:  # or only busy in between
                        self._serves = (engine, model, device)
                        self.engine, self.model = engine, model
                        if event.message:
                            self.say(event.message)
                        self.show(f"{engine} ({model}, on {device}) listens to bundled speech:\n\n")
                case Notice(Level.WARNING | Level.ERROR, text):
                    self.failed = self.failed or event.level is Level.ERROR
                    self.say(text)
                case _:
                    pass

    def _recognized(
        self, utterance: Utterance, transcript: Transcript, text: str, now: float
    ) -> None:
        from sayso.core.speech import SAMPLE_RATE

        heard = Heard(
            text=text,
            start=round(utterance.start / SAMPLE_RATE, 3),
            audio_seconds=round(utterance.seconds, 3),
            recognize_seconds=round(transcript.taken_seconds, 3),
            delay_seconds=round(now - self._ended[utterance.number], 3),
        )
        self.heard.append(heard)
        self.show(
            f"{heard.start:5.1f} s  {heard.text or '(nothing)'}\n"
            f"         {heard.audio_seconds:.1f} s of speech, recognised in "
            f"{heard.recognize_seconds:.2f} s, there {heard.delay_seconds:.2f} s after its end\n"
        )

    def summary(self) -> dict[str, Any]:
        """What ``--json`` prints."""
        from dataclasses import asdict

        return {
            "utterances": [asdict(each) for each in self.heard],
            "text": " ".join(each.text for each in self.heard if each.text),
            "audio_seconds": round(sum(each.audio_seconds for each in self.heard), 3),
            "engine": self.engine,
            "model": self.model,
        }

    def ending(self) -> str:
        """The last lines for people."""
        delays = [each.delay_seconds for each in self.heard]
        seconds = sum(each.audio_seconds for each in self.heard)
        return (
            f"\n{len(self.heard)} utterances, {seconds:.1f} s of speech; from the end of an "
            f"utterance to its text {statistics.median(delays):.2f} s (median), "
            f"{max(delays):.2f} s at worst.\n"
        )
