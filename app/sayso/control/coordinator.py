"""Owns what the app is doing: one thread, one queue. Everybody else sends it signals.

Signals that arrive during work wait in the queue; none is dropped.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Protocol

from sayso.control.commands import Command
from sayso.control.push_to_talk import (
    Action,
    HandsFree,
    Idle,
    Signal,
    State,
    is_listening,
    key_is_down,
    step,
)
from sayso.core.errors import MicrophoneError, SaysoError
from sayso.core.events import Activity, ActivityChanged, DictationEnded, Level, Notice
from sayso.core.ports import Clock, Key, Publish

_log = logging.getLogger(__name__)

_SIGNAL_OF_KEY = {
    Key.DOWN: Signal.DOWN,
    Key.UP: Signal.UP,
    Key.OTHER: Signal.OTHER,
    Key.CANCEL: Signal.CANCEL,
}
_SIGNAL_OF_COMMAND = {
    Command.START: Signal.START,
    Command.STOP: Signal.STOP,
    Command.TOGGLE: Signal.TOGGLE,
    Command.CANCEL: Signal.CANCEL,
}


_SURPRISE = "Something went wrong that should not have; see the log, and dictate it again."


class Dictations(Protocol):
    """The pipeline as the coordinator sees it; `sayso.pipeline.flow.Flow` is one."""

    def begin(self, dictation: int, lost: Callable[[MicrophoneError | None], None]) -> None:
        """Raises MicrophoneError; then nothing of the dictation is left to be finished."""

    def finish(self, dictation: int) -> None: ...

    def discard(self, dictation: int) -> None:
        """One that was begun and has not ended, whether it is still being spoken or not."""

    def hold(self, held: bool) -> None:
        """While held, no text goes into a window."""


@dataclass(frozen=True, slots=True)
class _Told:
    signal: Signal
    at: float


@dataclass(frozen=True, slots=True)
class _Lost:
    dictation: int
    error: MicrophoneError | None


@dataclass(frozen=True, slots=True)
class _Ended:
    dictation: int
    discarded: bool


class _Close:
    """End once nothing is outstanding."""


class _Abandon:
    """End now."""


class Coordinator:
    """Signals in; dictations begun, finished and discarded; ActivityChanged out."""

    def __init__(
        self,
        dictations: Dictations,
        *,
        publish: Publish,
        clock: Clock,
        tap_seconds: Callable[[], float],
        watch_cancel: Callable[[bool], None] = lambda wanted: None,
    ) -> None:
        """``tap_seconds`` is asked whenever it matters. ``watch_cancel(True)`` asks the hotkey
        source to take Escape while we listen."""
        self._dictations = dictations
        self._publish = publish
        self._clock = clock
        self._tap_seconds = tap_seconds
        self._watch_cancel = watch_cancel
        self._items: SimpleQueue[_Told | _Lost | _Ended | _Close | _Abandon] = SimpleQueue()
        self._state: State = Idle()
        self._dictation = 0  # counts up; the one that is listening, if any is
        self._outstanding: set[int] = set()  # begun, not ended
        self._shown = ActivityChanged(Activity.IDLE)
        self._thread = threading.Thread(target=self._run, name="coordinator", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def key(self, key: Key) -> None:
        """From the hotkey source's thread. The time counts from here, not from when it is read."""
        self._items.put(_Told(_SIGNAL_OF_KEY[key], self._clock()))

    def command(self, command: Command) -> None:
        self._items.put(_Told(_SIGNAL_OF_COMMAND[command], self._clock()))

    def ended(self, dictation: int, discarded: bool) -> None:
        """Everything of this dictation was delivered."""
        self._items.put(_Ended(dictation, discarded))

    def close(self, seconds: float) -> None:
        """Finish what is being said, wait up to so many seconds for its text, end the thread."""
        if not self._thread.is_alive():
            return
        self._items.put(_Told(Signal.STOP, self._clock()))
        self._items.put(_Close())
        self._thread.join(seconds)
        self._items.put(_Abandon())
        self._thread.join()

    def _run(self) -> None:
        closing = False
        while not (closing and not self._outstanding):
            match self._items.get():
                case _Abandon():
                    return
                case _Close():
                    closing = True
                    # Nobody listens for the key any more, so its release would never come.
                    self._dictations.hold(False)
                case item:
                    self._handle(item)
            self._show()

    def _handle(self, item: _Told | _Lost | _Ended) -> None:
        try:
            match item:
                case _Told(signal, at):
                    self._take(signal, at)
                case _Lost(dictation, error):
                    self._on_lost(dictation, error)
                case _Ended(dictation, discarded):
                    self._outstanding.discard(dictation)
                    self._publish(DictationEnded(dictation, discarded))
        # The thread must outlive every fault: without it no key and no button does anything.
        except Exception:  # noqa: BLE001
            _log.exception("%s could not be done", type(item).__name__)
            self._publish(Notice(Level.ERROR, _SURPRISE))

    def _take(self, signal: Signal, now: float) -> None:
        was_listening = is_listening(self._state)
        self._state, action = step(self._state, signal, now, self._tap_seconds())
        # The gate closes before a text of it can be ready, and opens after a discard.
        if action is Action.BEGIN:
            self._dictations.hold(key_is_down(self._state))
            self._begin(now)
        elif action is Action.FINISH:
            self._dictations.finish(self._dictation)
        elif action is Action.DISCARD:
            self._dictations.discard(self._dictation)
        elif signal is Signal.CANCEL and not was_listening:
            for dictation in sorted(self._outstanding):
                self._dictations.discard(dictation)
        self._dictations.hold(key_is_down(self._state))
        if is_listening(self._state) != was_listening:
            self._watch_cancel(not was_listening)

    def _begin(self, now: float) -> None:
        self._dictation += 1
        number = self._dictation
        try:
            self._dictations.begin(number, lambda error: self._items.put(_Lost(number, error)))
        except Exception as error:  # noqa: BLE001 - told, and in full in the log
            sentence = str(error)
            if not isinstance(error, SaysoError):
                _log.exception("a dictation could not be begun")
                sentence = _SURPRISE
            self._publish(Notice(Level.ERROR, sentence))
            self._state, _ = step(self._state, Signal.LOST, now, self._tap_seconds())
        else:
            self._outstanding.add(number)

    def _on_lost(self, dictation: int, error: MicrophoneError | None) -> None:
        if dictation != self._dictation or not is_listening(self._state):
            return
        if error is not None:
            self._publish(Notice(Level.ERROR, str(error)))
        self._take(Signal.LOST, self._clock())

    def _show(self) -> None:
        if is_listening(self._state):
            now = ActivityChanged(Activity.LISTENING, isinstance(self._state, HandsFree))
        elif self._outstanding:
            now = ActivityChanged(Activity.RECOGNIZING)
        else:
            now = ActivityChanged(Activity.IDLE)
        if now != self._shown:
            self._shown = now
            self._publish(now)
