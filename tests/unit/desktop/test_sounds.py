from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

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
from sayso.desktop.sounds import Sounds
from sayso.settings.schema import Look

LISTENING = ActivityChanged(Activity.LISTENING)
HANDS_FREE = ActivityChanged(Activity.LISTENING, hands_free=True)
RECOGNIZING = ActivityChanged(Activity.RECOGNIZING)
IDLE = ActivityChanged(Activity.IDLE)
LEVEL = SpeechLevel(0.1, 0.9)
DELIVERED = DictationEnded(1, discarded=False)
DISCARDED = DictationEnded(1, discarded=True)
ERROR = Notice(Level.ERROR, "The microphone went away.")
WARNING = Notice(Level.WARNING, "That was quiet.")


class Heard:
    """A fake of `sayso.control.cues.Cues`, which needs a sound device."""

    def __init__(self) -> None:
        self.cues: list[Cue] = []
        self.volumes: set[float] = set()

    def play(self, cue: Cue, volume: float) -> None:
        self.cues.append(cue)
        self.volumes.add(volume)


@pytest.mark.parametrize(
    ("events", "cues"),
    [
        ((LISTENING,), []),  # the microphone does not deliver yet
        ((LISTENING, LEVEL, LEVEL, HANDS_FREE, LEVEL), [Cue.START]),
        ((LISTENING, LEVEL, RECOGNIZING, DELIVERED, IDLE), [Cue.START, Cue.STOP]),
        ((LISTENING, LEVEL, RECOGNIZING, LEVEL, IDLE), [Cue.START, Cue.STOP]),
        ((LISTENING, LEVEL, RECOGNIZING, DISCARDED, IDLE), [Cue.START, Cue.CANCEL]),
        ((RECOGNIZING, DISCARDED, IDLE), [Cue.CANCEL]),
        ((ERROR,), [Cue.ERROR]),
        ((WARNING,), []),
        ((LISTENING, ERROR, IDLE), [Cue.ERROR]),  # it could not be opened
        ((LISTENING, LEVEL, ERROR, RECOGNIZING), [Cue.START, Cue.ERROR, Cue.STOP]),
        ((LISTENING, LEVEL, IDLE, LISTENING, LEVEL), [Cue.START, Cue.START]),
        ((LEVEL,), []),
    ],
)
def test_which_sound_tells_what(qtbot: QtBot, events: tuple[Event, ...], cues: list[Cue]) -> None:
    heard = Heard()
    sounds = Sounds(heard, Look())
    for event in events:
        sounds.happened(event)
    if sounds._stopped.isActive():
        with qtbot.waitSignal(sounds._stopped.timeout):
            pass
    assert heard.cues == cues
    assert heard.volumes <= {0.5}


def test_the_settings_hold_at_once(qtbot: QtBot) -> None:
    heard = Heard()
    sounds = Sounds(heard, Look(sounds=False))
    sounds.happened(ERROR)
    assert heard.cues == []
    sounds.apply(replace(Look(), sound_volume=0))
    sounds.happened(ERROR)
    assert heard.cues == []
    sounds.apply(replace(Look(), sound_volume=80))
    sounds.happened(ERROR)
    assert (heard.cues, heard.volumes) == ([Cue.ERROR], {0.8})
