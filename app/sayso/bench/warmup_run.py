"""What each tier of warm-up buys for the first utterance, on this machine with this model."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sayso.bench import remembered
from sayso.bench.canned_model import bench_settings, make_model
from sayso.bench.processor import processor_name
from sayso.bench.speech import one_utterance
from sayso.bench.warmup_report import SPEECH_SECONDS, Measured, Tier
from sayso.composition import machine
from sayso.core.errors import ModelError
from sayso.core.events import LoadProgress
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import Samples
from sayso.pipeline.recognize.whisper import helpful_threads
from sayso.residency.loading import WarmUp
from sayso.residency.model import ModelKey
from sayso.settings.schema import Settings


def measure_or_remember(
    rounds: int,
    tell: Callable[[str], None],
    *,
    model: str | None = None,
    again: bool = False,
) -> Measured:
    """What was measured before under the same conditions, else measured now and remembered.

    model: an installed one, on the device of the settings; without, the canned one. ``tell`` is
    given a line before each long step. Raises SaysoError.
    """
    settings = machine.load_settings().settings
    if model is None:
        settings = bench_settings(settings, make_model(tell), helpful_threads())
    else:
        recognition = replace(settings.recognition, engine="whisper", model=model)
        settings = replace(settings, recognition=recognition)
    key = _key(settings)
    conditions = conditions_of(key)
    file = remembered.warm_up_file()
    if not again and (found := remembered.recall(file, conditions)) is not None:
        return found
    found = Measured(
        conditions,
        machine.now().isoformat(sep="T", timespec="minutes"),
        rounds,
    )
    detector = machine.load_detection()()
    speech = one_utterance(detector, SPEECH_SECONDS).samples
    options = RecognizeOptions(language="en", beam_size=settings.recognition.beam_size)
    tell("bringing the model into the page cache")
    _once(Tier(), WarmUp.NONE, key, settings, speech, options)
    for number in range(1, rounds + 1):
        for tier in WarmUp:
            tell(f"round {number} of {rounds}: {tier.value}")
            _once(found.tiers[tier.value], tier, key, settings, speech, options)
    remembered.remember(file, found, tell)
    return found


def conditions_of(key: ModelKey) -> dict[str, Any]:
    """What the figures hold for."""
    assert key.folder is not None
    weights = (key.folder / "model.bin").stat()
    return {
        "model": key.model,
        "folder": str(key.folder),
        "weights_bytes": weights.st_size,
        "device": key.place,
        "compute_type": key.compute_type,
        "threads": key.threads or helpful_threads(),
        "ctranslate2": version("ctranslate2"),
        "faster_whisper": version("faster-whisper"),
        "processor": processor_name(key, machine.hardware().gpus, Path("/proc/cpuinfo")),
    }


def _key(settings: Settings) -> ModelKey:
    """The one that the settings ask for. Raises ModelError."""
    plan = machine.plan(settings)
    if plan.fault is not None:
        raise plan.fault
    if not plan.wanted:
        raise ModelError(
            f"The Whisper model {plan.missing} is not on this machine: get it with "
            f"`sayso models download {plan.missing}`."
        )
    return plan.wanted[0]


def _once(
    found: Tier,
    tier: WarmUp,
    key: ModelKey,
    settings: Settings,
    speech: Samples,
    options: RecognizeOptions,
) -> None:
    """In a fresh process of the engine's."""
    residency = replace(settings.residency, warm_up=tier.value)
    recognizer = machine.make_recognizer(key, replace(settings, residency=residency))

    def seconds(work: Callable[[], object]) -> float:
        begun = time.monotonic()
        work()
        return time.monotonic() - begun

    try:
        loaded = seconds(lambda: recognizer.load(_untold))
        warmed = seconds(lambda: recognizer.warm_up(_untold))
        found.warm_up_seconds.append(warmed)
        found.ready_seconds.append(loaded + warmed)
        found.first_seconds.append(seconds(lambda: recognizer.recognize(speech, options)))
        found.second_seconds.append(seconds(lambda: recognizer.recognize(speech, options)))
    finally:
        recognizer.close()


def _untold(progress: LoadProgress) -> None:
    del progress
