"""Which sound tells what happened."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from sayso.control.cues import Cue
from sayso.core.events import (
    Activity,
    ActivityChanged,
    DictationEnded,
    Event,
    Level,
    Notice,
    SpeechLevel,
)
from sayso.settings.schema import Look

_CANCEL_COMES_MS = 60
"""A dictation that is discarded ends before it is told that it was: until then it is not known
whether listening has stopped or was cancelled."""


class PlaysCues(Protocol):
    """`sayso.control.cues.Cues`."""

    def play(self, cue: Cue, volume: float) -> None: ...


class Sounds(QObject):
    """Listening begins with a sound once the microphone really delivers, so that it neither comes
    in the way of opening it nor promises what is not yet so; it ends with one if it began."""

    def __init__(self, cues: PlaysCues, look: Look) -> None:
        """``look``: its ``sounds`` and ``sound_volume``, until `apply` brings others."""
        super().__init__()
        self._cues = cues
        self._listening = False
        self._began = False
        self._stopped = QTimer(self)
        self._stopped.setSingleShot(True)
        self._stopped.setInterval(_CANCEL_COMES_MS)
        self._stopped.timeout.connect(self._stop)
        self.apply(look)

    def apply(self, look: Look) -> None:
        """The settings have changed."""
        self._volume = look.sound_volume / 100 if look.sounds else 0.0

    def happened(self, event: Event) -> None:
        """Of every event, in order."""
        match event:
            case ActivityChanged(activity=Activity.LISTENING):
                if not self._listening:
                    if self._stopped.isActive():  # one dictation right after another
                        self._stopped.stop()
                    self._listening, self._began = True, False
            case ActivityChanged():
                if self._listening and self._began:
                    self._stopped.start()
                self._listening = False
            case SpeechLevel():
                if self._listening and not self._began:
                    self._began = True
                    self._play(Cue.START)
            case DictationEnded(discarded=True):
                self._stopped.stop()
                self._play(Cue.CANCEL)
            case Notice(level=Level.ERROR):
                self._stopped.stop()
                self._play(Cue.ERROR)

    def _stop(self) -> None:
        self._play(Cue.STOP)

    def _play(self, cue: Cue) -> None:
        if self._volume > 0:
            self._cues.play(cue, self._volume)
