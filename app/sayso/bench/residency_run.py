"""What the ways of keeping models cost and bring: loading, reloading, switching, full memory."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from sayso.bench.apart import Apart
from sayso.bench.canned_model import bench_folder, bench_settings, make_model
from sayso.bench.dictation import RELEASE_AFTER_SECONDS
from sayso.bench.residency_report import LENGTHS, MAX_MODELS, Samples
from sayso.bench.speech import Spoken, one_utterance
from sayso.bench.subject import subject
from sayso.composition import machine
from sayso.control.resident_models import PRESSURE_EVERY_SECONDS
from sayso.core.errors import SaysoError
from sayso.pipeline.recognize.whisper import helpful_threads
from sayso.residency.loading import Strategy
from sayso.residency.policy import REST_SECONDS
from sayso.settings.schema import Settings

_FIRST_SECONDS = 3.0
"""Of the first dictation after a start, and after a switch."""

_SETTLE_SECONDS = 1.0
"""Before the memory is read: threads that are done with something let go of it."""

_TWO = ("canned-a", "canned-b")


def measure(rounds: int, tell: Callable[[str], None]) -> tuple[Samples, dict[str, Any]]:
    """All figures; ``tell`` is given a line before each long step. Raises SaysoError."""
    model = make_model(tell)
    threads = helpful_threads()
    settings = bench_settings(machine.load_settings().settings, model, threads)
    bench = _Bench(settings, model)
    with ExitStack() as ends:
        place = ends.enter_context(
            tempfile.TemporaryDirectory(prefix="models-", dir=bench_folder())
        )
        bench.prepare(Path(place), ends, tell)
        for number in range(1, rounds + 1):
            tell(f"round {number} of {rounds}: loading strategies")
            for strategy in Strategy:
                bench.start_once(strategy)
            tell(f"round {number} of {rounds}: reloading while somebody speaks")
            bench.reload_once(resident_first=number % 2 == 1)
            tell(f"round {number} of {rounds}: switching between two models")
            bench.switch_once(_TWO[number % 2])
            tell(f"round {number} of {rounds}: memory running short")
            bench.run_short_once((number - 0.5) / rounds)
    facts = {
        "model": model.name,
        "threads": threads,
        "rounds": rounds,
        "release_after_speech_seconds": RELEASE_AFTER_SECONDS,
        "warm_up": "minimal",
    }
    return bench.samples, facts


class _Bench:
    """Apps in processes of their own, each kept through all rounds where it is not its start that
    is measured."""

    def __init__(self, settings: Settings, model: Path) -> None:
        self.samples = Samples()
        self._settings = settings
        self._model = model
        detector = machine.load_detection()
        self._said: dict[float, Spoken] = {
            seconds: one_utterance(detector(), seconds) for seconds in {*LENGTHS, _FIRST_SECONDS}
        }
        self._place = Path()
        self._resident: Apart
        self._reloading: Apart
        self._pressed: Apart
        self._switching: dict[int, Apart] = {}

    def prepare(self, place: Path, ends: ExitStack, tell: Callable[[str], None]) -> None:
        """Start those that stay, and let each do once what it will be measured doing: caches,
        clock speed and thread pools settle."""
        tell("starting the apps that are compared")
        self._place = place
        for name in _TWO:
            self._copy(place / name)

        def staying(settings: Settings, strategy: Strategy, **limits: Any) -> Apart:
            app = ends.enter_context(
                subject(settings, place, strategy=strategy, voice_known=True, **limits)
            )
            app.ask("start")
            app.ask("settle")
            return app

        self._resident = staying(self._settings, Strategy.EAGER)
        self._resident.ask("dictate", self._said[_FIRST_SECONDS])
        self._reloading = staying(self._settings, Strategy.LAZY, ttl_seconds=0.0)
        self.samples.before_mb.append(_settled_mb(self._reloading))
        self._reloading.ask("dictate", self._said[_FIRST_SECONDS])
        self._pressed = staying(self._settings, Strategy.LAZY)
        for number in MAX_MODELS:
            settings = replace(
                self._settings,
                recognition=replace(self._settings.recognition, model=_TWO[0]),
            )
            app = staying(settings, Strategy.EAGER, max_models=number)
            for name in (_TWO[1], _TWO[0]):
                app.ask("switch", name, self._said[_FIRST_SECONDS])
            self._switching[number] = app

    def start_once(self, strategy: Strategy) -> None:
        found = self.samples.strategies[strategy.value]
        with subject(self._settings, self._place, strategy=strategy) as app:
            found.listens_seconds.append(app.ask("start"))
            # At once, whatever is loaded by then.
            found.first_text_seconds.append(app.ask("dictate", self._said[_FIRST_SECONDS]))
            found.ready_seconds.append(app.ask("ready"))
        with subject(self._settings, self._place, strategy=strategy) as app:
            app.ask("start")
            app.ask("settle")
            found.rest_mb.append(_settled_mb(app))

    def reload_once(self, *, resident_first: bool) -> None:
        for seconds in LENGTHS:
            speech, found = self._said[seconds], self.samples.lengths[seconds]

            def resident(speech: Spoken = speech) -> float:
                return float(self._resident.ask("dictate", speech))

            def reloaded(speech: Spoken = speech) -> float:
                self._reloading.ask("await_unloaded")
                return float(self._reloading.ask("dictate", speech))

            for measured, raw in (
                ((resident, found.resident_seconds), (reloaded, found.reloaded_seconds))
                if resident_first
                else ((reloaded, found.reloaded_seconds), (resident, found.resident_seconds))
            ):
                raw.append(measured())
        self.samples.resident_mb.append(_settled_mb(self._resident))
        self._reloading.ask("await_unloaded")
        self.samples.unloaded_mb.append(_settled_mb(self._reloading))

    def switch_once(self, name: str) -> None:
        """There and back."""
        for number, app in self._switching.items():
            found = self.samples.switches[number]
            other = _TWO[1 - _TWO.index(name)]
            for to in (name, other):
                serves, text = app.ask("switch", to, self._said[_FIRST_SECONDS])
                found.serves_seconds.append(serves)
                found.text_seconds.append(text)
                found.total_seconds.append(serves + text)

    def run_short_once(self, part: float) -> None:
        """``part``, 0…1: when, between two looks at the memory, it runs short."""
        self._pressed.ask("dictate", self._said[_FIRST_SECONDS])
        self._pressed.ask("go_ahead", REST_SECONDS + 1.0)
        _wait(_SETTLE_SECONDS + part * PRESSURE_EVERY_SECONDS)
        before = self._pressed.resident_mb()
        self.samples.pressure_seconds.append(self._pressed.ask("run_short"))
        _wait(_SETTLE_SECONDS)
        self.samples.given_back_mb.append(before - self._pressed.resident_mb())

    def _copy(self, to: Path) -> None:
        try:
            shutil.copytree(self._model, to)
        except OSError as error:
            raise SaysoError(
                f"The bench's models cannot be written to {to.parent} ({error.strerror}); "
                "make room, or correct the folder's permissions."
            ) from error


def _settled_mb(app: Apart) -> float:
    _wait(_SETTLE_SECONDS)
    return app.resident_mb()


def _wait(seconds: float) -> None:
    threading.Event().wait(seconds)
