"""What `sayso doctor` looks at, in the order of a sentence's way. Each takes care of one thing."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from sayso import paths
from sayso.cli import client
from sayso.cli.checks_history import history
from sayso.cli.checks_machine import graphics_card, memory, models
from sayso.cli.checks_typing import accessibility, focus, insertion
from sayso.cli.doctor import Check, Finding, Result
from sayso.composition import machine
from sayso.control.no_hotkey import NoHotkey
from sayso.core.errors import HotkeyError, MicrophoneError, NotRunning, SettingsError
from sayso.core.ports import Clock, RecognizeOptions
from sayso.core.speech import FRAME_SECONDS, SAMPLE_RATE, Frame, Samples
from sayso.models.installed import MissingModel
from sayso.pipeline.capture.audio_file import read_audio
from sayso.pipeline.detect.segmenter import Rules
from sayso.pipeline.stretches import utterances
from sayso.residency.model import ModelKey
from sayso.settings.schema import Settings

LISTEN_SECONDS = 1.0
SILENT_PEAK = 0.001
"""-60 dB below full scale; a room that is quiet has more, a microphone that is muted has less."""

LOUD_PEAK = 0.99

_ENOUGH_WORDS = 0.5
"""Of the bundled sentence: the starter hears all of it, a model of another language little."""


def all_checks(clock: Clock) -> Sequence[Check]:
    """With the settings as they are, or the defaults where they cannot be used."""
    status = _running()
    try:
        settings = machine.load_settings().settings
    except SettingsError:
        settings = Settings()
    running = isinstance(status, dict)
    return (
        Check("app", 5, lambda: app(status)),
        Check("settings", 5, settings_file),
        Check(
            "microphone",
            15,
            lambda: microphone_in_use(status) if running else microphone(settings),
        ),
        Check("voice", 30, lambda: voice(settings, clock)),
        Check("memory", 5, memory),
        Check("graphics card", 30, lambda: graphics_card(settings)),
        Check("models", 10, lambda: models(settings)),
        Check(
            "recognizer",
            180,
            lambda: recognizer_in_use(status) if running else recognizer(settings, clock),
        ),
        Check("history", 15, lambda: history(settings)),
        Check("hotkey", 5, lambda: hotkey_in_use(status) if running else hotkey(settings)),
        Check("insertion", 30, lambda: insertion(settings, clock)),
        Check("focus", 10, lambda: focus(settings)),
        Check("accessibility", 10, lambda: accessibility(settings, clock)),
        Check("tray", 10, tray),
    )


def _running() -> dict[str, Any] | NotRunning | Exception:
    try:
        return client.ask("status")
    except Exception as error:  # noqa: BLE001 - `app` says what it was
        return error


def app(status: dict[str, Any] | Exception) -> Finding:
    """Whether it runs, and what it says of itself."""
    if isinstance(status, NotRunning):
        return Finding(Result.OK, "not running, so everything is tried out here")
    if isinstance(status, Exception):
        return Finding(Result.FAILED, str(status))
    about = f"running (process {status.get('pid')}), {status.get('state')}"
    message = str(status.get("message") or "")
    return Finding(Result.WARN if message else Result.OK, about, message)


def settings_file() -> Finding:
    """Raises SettingsError."""
    file = paths.settings_file()
    loaded = machine.load_settings()
    if loaded.complaints:
        # It may be right, and the environment wrong.
        where = f"{file} or the environment has" if file.exists() else "the environment has"
        return Finding(Result.WARN, f"{where} faults", " ".join(loaded.complaints))
    return Finding(Result.OK, f"{file}" if file.exists() else "defaults, there is no file yet")


def microphone_in_use(status: dict[str, Any] | Exception) -> Finding:
    name = status.get("microphone") if isinstance(status, dict) else ""
    return Finding(Result.OK, f"{name}: left to the running app; quit it to try it out here")


def microphone(settings: Settings) -> Finding:
    """Listens for a second. Raises MicrophoneError."""
    source = machine.make_microphone(settings.microphone.microphone)
    wanted = round(LISTEN_SECONDS / FRAME_SECONDS)
    frames: list[Samples] = []
    errors: list[MicrophoneError] = []
    enough = threading.Event()

    def deliver(frame: Frame) -> None:
        frames.append(frame.samples)
        if len(frames) >= wanted:
            enough.set()

    def lost(error: MicrophoneError | None) -> None:
        if error is not None:
            errors.append(error)
        enough.set()

    source.open(deliver, lost)
    try:
        enough.wait(LISTEN_SECONDS + 5)
    finally:
        source.close()
    if errors:
        raise errors[0]
    if not frames:
        raise MicrophoneError(f"{source.name} gives no sound; choose another microphone.")
    return level(source.name, np.concatenate(frames))


def level(name: str, samples: Samples) -> Finding:
    """How loud it is. Nobody is asked to speak, so only what cannot be right is told."""
    peak = float(np.max(np.abs(samples)))
    rms = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    found = f"{name}: {decibels(rms)} on average, {decibels(peak)} at the loudest"
    if peak < SILENT_PEAK:
        return Finding(
            Result.WARN,
            found,
            "It is silent: unmute it, raise its level in the system's sound settings, or allow "
            "this program to use it.",
        )
    if peak >= LOUD_PEAK:
        return Finding(
            Result.WARN, found, "It is too loud: lower its level in the system's sound settings."
        )
    return Finding(Result.OK, found)


def decibels(level: float) -> str:
    """Below full scale."""
    return f"{20 * math.log10(level):.0f} dB" if level > 0 else "no sound at all"


def voice(settings: Settings, clock: Clock) -> Finding:
    """Raises ModelError where detection cannot be loaded."""
    speech = _bundled()
    detector = machine.load_detection()
    rules = _rules(settings)
    began = clock()
    found = list(utterances(speech, detector(), rules))
    taken = clock() - began
    silence = np.zeros(SAMPLE_RATE, np.float32)
    if not found or list(utterances(silence, detector(), rules)):
        return Finding(
            Result.FAILED,
            f"{len(found)} utterances found in the bundled speech",
            f"Set voice_threshold (now {settings.detection.voice_threshold:g}) back to 0.5.",
        )
    microseconds = taken / (len(speech) / SAMPLE_RATE / FRAME_SECONDS) * 1e6
    return Finding(
        Result.OK, f"{len(found)} utterances found in bundled speech, {microseconds:.0f} µs a frame"
    )


def recognizer_in_use(status: dict[str, Any] | Exception) -> Finding:
    """Has the running app do its deep check: a second copy might not find room beside it. Raises
    SaysoError."""
    health = str(status.get("health") if isinstance(status, dict) else "").replace("_", " ")
    found = client.ask("check", seconds=client.CHECK_SECONDS)
    about = f"{health}; the running app's deep check: {client.check_words(found)}"
    if found.get("healthy") is not True:
        return Finding(Result.FAILED, about, "Quit Sayso and start it again.")
    if health == "degraded":
        message = str(status.get("message") or "") if isinstance(status, dict) else ""
        return Finding(Result.WARN, about, message)
    return Finding(Result.OK, about)


def recognizer(settings: Settings, clock: Clock) -> Finding:
    """Loads it in its process and gives it a bundled sentence. Raises ModelError."""
    key = _wanted(settings)
    expected = paths.resource("speech", "demo.txt").read_text(encoding="utf-8").splitlines()[0]
    speech = _bundled()
    first = next(utterances(speech, machine.load_detection()(), _rules(Settings())))
    language = settings.recognition.language
    options = RecognizeOptions(
        None if language == "auto" else language, settings.recognition.beam_size
    )
    engine = machine.make_recognizer(key, settings)
    try:
        began = clock()
        engine.load(lambda progress: None)
        engine.warm_up(lambda progress: None)
        loaded = clock() - began
        heard = engine.recognize(speech[first.start : first.end], options)
    finally:
        engine.close()
    about = (
        f"{engine.engine} {engine.model} on {engine.device}: ready in {loaded:.1f} s, heard "
        f"{heard.audio_seconds:.1f} s of speech in {heard.taken_seconds:.1f} s"
    )
    if share(expected, heard.text) < _ENOUGH_WORDS:
        return Finding(
            Result.WARN,
            f"{about}, but as: {heard.text or 'nothing'}",
            f"The English sentence is: {expected} Check the settings model and language.",
        )
    if engine.engine == "starter":
        return Finding(
            Result.WARN, about, "The starter is rough: `sayso models` lists better models."
        )
    return Finding(Result.OK, about)


def _wanted(settings: Settings) -> ModelKey:
    """Raises ModelError where the settings want what is not there."""
    plan = machine.plan(settings)
    if plan.fault is not None:
        raise plan.fault
    if plan.missing:
        raise MissingModel(plan.missing)
    return plan.wanted[0]


def share(expected: str, heard: str) -> float:
    """Of the words that were expected, how many were heard, wherever."""
    words = [word.strip(".,?!").casefold() for word in expected.split()]
    there = {word.strip(".,?!").casefold() for word in heard.split()}
    return sum(word in there for word in words) / len(words)


def hotkey_in_use(status: dict[str, Any] | Exception) -> Finding:
    del status
    return Finding(Result.OK, "left to the running app; quit it to try it out here")


def hotkey(settings: Settings) -> Finding:
    """Takes it for a moment. Raises HotkeyError, SettingsError."""
    wanted = settings.trigger.hotkey
    failures: list[HotkeyError] = []
    source = machine.make_hotkey(wanted, failures.append)
    if isinstance(source, NoHotkey):
        found, _, advice = source.reason.partition(", so ")
        return Finding(Result.WARN, found, f"{advice[:1].upper()}{advice[1:]}")
    source.start(lambda key: None)
    source.stop()
    if failures:
        raise failures[0]
    return Finding(Result.OK, f"{machine.hotkey_name(wanted)} can be listened for")


def tray() -> Finding:
    from sayso.cli.tray import host

    kind = machine.session()
    where = host(kind)
    if where:
        return Finding(Result.OK, where)
    if kind == "none":
        return Finding(Result.WARN, "there is no desktop here, and so no tray")
    return Finding(
        Result.WARN,
        "this desktop has no tray",
        "Nothing needs to be done: a small window shows what the tray icon would.",
    )


def _bundled() -> Samples:
    return read_audio(paths.resource("speech", "demo.flac"))[: 10 * SAMPLE_RATE]


def _rules(settings: Settings) -> Rules:
    detection = settings.detection
    return Rules.of_seconds(
        threshold=detection.voice_threshold,
        pause=detection.pause_seconds,
        pre_roll=detection.pre_roll_seconds,
        longest=detection.longest_utterance_seconds,
    )
