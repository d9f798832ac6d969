"""Who is told of a setting that has changed, so that it holds at once.

Most are asked for whenever they are needed and need nobody to be told. The others are in one table
below; a test sees that each setting is in one place or the other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TypeAlias

from sayso.archive.journal import Journal
from sayso.control.choices import AUTO
from sayso.control.hotkeys import Hotkeys, Which
from sayso.control.keeping import named, retention
from sayso.control.preferences import Applied
from sayso.control.resident_models import ResidentModels
from sayso.control.serving import Serving
from sayso.control.status import StatusBoard
from sayso.core.events import Level, Notice, TraceChanged
from sayso.core.ports import Publish, RecognizeOptions
from sayso.pipeline.recognize.queue import RecognitionQueue
from sayso.settings.schema import Recognition, Setting, Settings, Value, all_settings

_log = logging.getLogger(__name__)

_LOADS = frozenset({"engine", "model", "device", "compute_type", "threads"})
"""Another model is meant by them."""

_MAY_LOAD = frozenset({"language", "starter"})
"""Where another model suits them better."""

_ASKED_FOR = frozenset(
    {
        *("microphone", "detection", "text", "typing", "tap_seconds"),
        *("recognize_ahead", "recognition_timeout_seconds", "warm_up"),
    }
)
"""Sections and keys that are read when they are needed."""

_THE_DESKTOPS = frozenset({"look", "updates"})
"""Sections for which it listens to `sayso.core.events.SettingsChanged`."""

_SURPRISE = "A setting could not be applied; it holds from the next start on. See the log."


class Applying:
    """Callable with the settings before and after a change, with one change at a time."""

    def __init__(
        self,
        *,
        hotkeys: Hotkeys,
        recognition: RecognitionQueue,
        serving: Serving,
        models: ResidentModels,
        journal: Journal,
        board: StatusBoard,
        wanted: Callable[[Recognition], object],
        publish: Publish,
    ) -> None:
        """``wanted``: which model is meant; compared with what was meant before."""
        self._hotkeys = hotkeys
        self._recognition = recognition
        self._serving = serving
        self._models = models
        self._journal = journal
        self._board = board
        self._wanted = wanted
        self._publish = publish

    def __call__(self, before: Settings, after: Settings) -> Applied:
        changed = changes(before, after)
        for keys, duty in _TABLE:
            if keys & changed:
                try:
                    duty(self, after)
                # One that cannot be applied must not keep the others from it.
                except Exception:  # noqa: BLE001
                    _log.exception("%s could not be applied", ", ".join(sorted(keys & changed)))
                    self._publish(Notice(Level.ERROR, _SURPRISE))
        loads = bool(changed & _LOADS) or (
            bool(changed & _MAY_LOAD)
            and self._wanted(before.recognition) != self._wanted(after.recognition)
        )
        return Applied(loads, self._bind(before, changed))

    def _bind(self, before: Settings, changed: frozenset[str]) -> Mapping[str, Value]:
        """The keys anew; what they were before, where they cannot be had."""
        trigger = before.trigger
        then = {"hotkey": trigger.hotkey, "undo_hotkey": trigger.undo_hotkey}
        of = {"hotkey": Which.DICTATE, "undo_hotkey": Which.TAKE_BACK}
        which = [of[key] for key in of if key in changed]
        if not which or self._hotkeys.rebind(which):
            return {}
        return {key: value for key, value in then.items() if key in changed}

    def _options(self, settings: Settings) -> None:
        self._recognition.set_options(options(settings.recognition))
        self._board.use_language(settings.recognition.language)

    def _microphone(self, settings: Settings) -> None:
        self._board.use_microphone(microphone_name(settings))

    def _limits(self, settings: Settings) -> None:
        self._models.set_limits(settings.residency)

    def _network(self, settings: Settings) -> None:
        if settings.residency.offline:
            self._serving.stop_loading()  # what is being downloaded is not, any more

    def _retention(self, settings: Settings) -> None:
        self._journal.keep(retention(settings.history))

    def _trace(self, settings: Settings) -> None:
        self._journal.leave_no_trace(settings.history.leave_no_trace)
        self._publish(TraceChanged(settings.history.leave_no_trace))

    def _trace_in(self, settings: Settings) -> None:
        self._journal.leave_no_trace_in(named(settings.history.no_trace_in))


_Duty: TypeAlias = Callable[[Applying, Settings], None]

_TABLE: tuple[tuple[frozenset[str], _Duty], ...] = (
    (frozenset({"microphone"}), Applying._microphone),
    (frozenset({"language", "beam_size"}), Applying._options),
    (
        frozenset({"max_models", "model_ttl_seconds", "voice_ttl_seconds", "memory_limit_percent"}),
        Applying._limits,
    ),
    (frozenset({"offline"}), Applying._network),
    (
        frozenset({"audio_days", "audio_megabytes", "text_days", "text_megabytes"}),
        Applying._retention,
    ),
    (frozenset({"leave_no_trace"}), Applying._trace),
    (frozenset({"no_trace_in"}), Applying._trace_in),
)

_BOUND = frozenset({"hotkey", "undo_hotkey"})


def is_applied(setting: Setting) -> bool:
    """Whether anybody sees to it that a change of it holds."""
    told = _BOUND | _LOADS | _MAY_LOAD | frozenset().union(*(keys for keys, _ in _TABLE))
    return (
        setting.key in told | _ASKED_FOR
        or setting.section in _ASKED_FOR | _THE_DESKTOPS
        or setting.rule.holds_from == "start"
    )


def changes(before: Settings, after: Settings) -> frozenset[str]:
    """The keys whose values differ."""
    return frozenset(
        each.key
        for each in all_settings()
        if getattr(getattr(before, each.section), each.key)
        != getattr(getattr(after, each.section), each.key)
    )


def options(recognition: Recognition) -> RecognizeOptions:
    """How an utterance is recognised."""
    return RecognizeOptions(
        language=None if recognition.language == AUTO else recognition.language,
        beam_size=recognition.beam_size,
    )


def microphone_name(settings: Settings) -> str:
    name = settings.microphone.microphone
    return "System default" if name == AUTO else name
