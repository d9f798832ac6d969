"""Speak, have the app killed, start it again, count what became of every utterance; and again."""

from __future__ import annotations

import random
import threading
import time
import wave
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from killing import POINTS
from mortal_rig import MortalRig
from rig import Clip
from targets import QtTarget

from sayso.archive.items import Item
from sayso.archive.recording import length
from sayso.core.speech import SAMPLE_RATE, Samples
from sayso.core.state import UNDELIVERED, State
from sayso.pipeline.capture.audio_file import read_audio

CLIPS = [Clip.named(name) for name in ("hello-world", "good-morning-world", "close-the-file")]

PAUSE_SECONDS = 0.9
"""Longer than what ends an utterance."""

LAST_SECONDS = 1.0
"""What a crash may cost of what was said right before it."""

PLAYER_SECONDS = 0.3
"""Until what a player has begun to play is heard, at the most."""

WRITTEN_SECONDS = 0.4
"""So long after the release its text has come, as a rule."""

AFTER_SECONDS = 1.0
"""So long after the text was in its window somebody may still kill it."""

HALF_SPOKEN = "half spoken"
"""Or in the last second before the death."""

KNOWN = tuple(
    point
    for point in POINTS
    if point in ("heard written", "recognised written", "the window took it")
    or point.startswith(("inserting", "the insertion", "the keys", "inserted"))
)
"""Points at which the history has the utterance whose turn it is."""

TAKING_OVER = ("heard half written", "heard written", "the end half written", "the end written")
"""Points of a start that sees to what a dead one has left."""


@dataclass(frozen=True, slots=True)
class Death:
    """When it comes. point, times: at which, and the how-manieth time; else so many seconds after
    the key went down, or after all was said and it was released.
    hands_free: latched by a tap, so that text comes while more is said.
    again: the point at which the next start dies too, and is followed by one that does not."""

    hands_free: bool
    point: str = ""
    times: int = 1
    seconds: float = 0.0
    released: bool = False
    again: str = ""

    @property
    def known(self) -> int:
        """So many utterances stand in the history, whenever it was."""
        if self.point in ("the end half written", "the end written"):
            return 2
        return self.times if self.point in KNOWN else 0


@dataclass(slots=True)
class Said:
    """A dictation, as far as it came. lines: its utterances. begins, ends: when each began to be
    said, and had been, of time.monotonic. phase: where in it the death fell."""

    lines: Sequence[str]
    begins: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    listens_at: float | None = None
    released_at: float | None = None
    killed_at: float = 0.0
    phase: str = "the key goes down"


class Rounds:
    """table: by where the death fell: ``kills``, how many utterances were ``due`` (spoken before
    the last second, or known to be written down), and what became of those that had been begun:
    ``delivered``, ``offered``, ``doubtful`` (offered with that word), `HALF_SPOKEN` (and not due),
    ``lost``, ``twice`` (in the window, or offered without a doubt although it stands there).
    faults: each that was lost or came twice, told.
    most_lost: seconds of audio before a death that no file has, at the most.
    """

    def __init__(self, rig: MortalRig, window: QtTarget, folder: Path, seed: int) -> None:
        self.table: dict[str, Counter[str]] = {}
        self.faults: list[str] = []
        self.most_lost = 0.0
        self._rig = rig
        self._window = window
        self._folder = folder
        self._dice = random.Random(seed)
        self._sounds = {clip: read_audio(clip.audio) for clip in CLIPS}

    def deaths(self, kills: int) -> list[Death]:
        """Half of them at points, each as often, half at any time of a dictation; after every fifth
        the next start dies, too."""
        found = []
        for number in range(kills // 2):
            point = POINTS[number % len(POINTS)]
            hands_free = self._dice.random() < 0.5
            times = 1
            if point == "audio written":
                times = self._dice.randint(1, 90)  # three seconds of frames
            elif hands_free and not point.startswith(("the beginning", "the end")):
                times = self._dice.choice((1, 2))
            found.append(Death(hands_free, point, times, again=self._again()))
        both = sum(len(sound) for sound in self._sounds.values()) / len(CLIPS) * 2 / SAMPLE_RATE
        whole = both + PAUSE_SECONDS + WRITTEN_SECONDS + AFTER_SECONDS
        while len(found) < kills:
            hands_free, again = self._dice.random() < 0.5, self._again()
            released = len(found) % 2 == 0
            seconds = self._dice.uniform(0.0, WRITTEN_SECONDS if released else whole)
            found.append(Death(hands_free, seconds=seconds, released=released, again=again))
        self._dice.shuffle(found)
        return found

    def _again(self) -> str:
        return self._dice.choice(TAKING_OVER) if self._dice.random() < 0.2 else ""

    def survive(self, death: Death) -> None:
        """One round. The app runs before it, and after it another one."""
        rig, window = self._rig, self._window
        run = rig.run
        window.focus()
        assert window.text() == "", "something came by itself"
        with rig.orphans():
            said = self._die(death)
        rig.screen.xdotool("keyup", "Control_R")
        if death.again:
            rig.start_to_die(death.again)
        rig.start()
        items = rig.items(run)
        due = [item for item in items if item.state in UNDELIVERED]
        # The offer comes right after.
        assert rig.until(lambda: rig.status()["offered"] == len(due)), "it died of itself"
        if any(item.text is None for item in due):
            rig.do("recognize_offered")
            texts = {item.id: item.text for item in rig.items(run)}
        else:
            texts = {item.id: item.text for item in items}
        row = self.table.setdefault(death.point or said.phase, Counter())
        row["kills"] += 1
        for number, line in enumerate(said.lines):
            if not said.begins or said.killed_at < said.begins[number]:
                continue
            before = said.killed_at - LAST_SECONDS
            is_due = said.ends[number] <= before or number < death.known
            fate = self._fate([item for item in items if texts[item.id] == line], line, is_due)
            row["due"] += is_due
            row[fate] += 1
            print(f"{death.point or f'{death.seconds:.2f} s, {said.phase}'}: {line}: {fate}")
            if fate in ("lost", "twice"):
                self.faults.append(f"{line!r} was {fate}: {death}, {said}, {items}, {texts}")
                print(self.faults[-1], flush=True)
        self._measure(said, run)
        self._dismiss(due)

    def _fate(self, found: Sequence[Item], line: str, is_due: bool) -> str:
        """found: the items that have that text, recognised before the death or just now."""
        stands = self._window.text().count(line)
        if stands > 1 or len(found) > 1:
            return "twice"
        if not found:
            return "lost" if is_due or stands else HALF_SPOKEN
        [state] = [item.state for item in found]
        if state is State.INSERTED:
            return "delivered" if stands else "lost"
        if state in (State.INSERTING, State.FAILED):
            return "doubtful"
        if state in UNDELIVERED:
            return "twice" if stands else "offered"
        return "lost"

    def _measure(self, said: Said, run: str) -> None:
        files = self._rig.recordings(run)
        if said.listens_at is None or not files:
            return
        until = min(said.killed_at, said.released_at or said.killed_at)
        heard = sum(length(file) for file in files) / SAMPLE_RATE
        self.most_lost = max(self.most_lost, until - said.listens_at - heard)

    def _dismiss(self, due: Sequence[Item]) -> None:
        rig, window = self._rig, self._window
        if due and self._dice.random() < 0.5 and rig.status()["offered"]:
            rig.do("copy_offered")
        rig.do("discard_offered")
        assert rig.status()["offered"] == 0
        if window.text():
            window.focus()
            rig.screen.xdotool("key", "ctrl+a", "Delete")
            window.wait_for("")

    # Speaking

    def _die(self, death: Death) -> Said:
        rig = self._rig
        said = Said([clip.words for clip in self._dice.sample(CLIPS, 2)])
        timer = threading.Timer(death.seconds, self._kill, [said])
        if death.point:
            rig.light(death.point, death.times)
        elif not death.released:
            timer.start()
        try:
            if self._speak(death, said):
                if death.released:
                    timer.start()
                self._await(said)
        finally:
            if timer.ident is not None:
                timer.join()
        if death.point:
            said.killed_at = rig.killed_itself_at()
        return said

    def _kill(self, said: Said) -> None:
        said.killed_at = time.monotonic()
        self._rig.kill()

    def _speak(self, death: Death, said: Said) -> bool:
        """Whether all has been said before it died."""
        rig = self._rig
        sounds = [self._sound(line) for line in said.lines]
        pause = np.zeros(round(PAUSE_SECONDS * SAMPLE_RATE), np.float32)
        pieces = [sounds[0], pause, sounds[1]]
        key = "key" if death.hands_free else "keydown"
        rig.screen.xdotool(key, "Control_R")
        if not rig.until(lambda: rig.is_state("listening")):
            return False
        said.phase = "it is spoken"
        said.listens_at = begun = time.monotonic()
        first, whole = (sum(map(len, pieces[:count])) / SAMPLE_RATE for count in (1, 3))
        said.begins = [begun, begun + first + PAUSE_SECONDS]
        said.ends = [begun + PLAYER_SECONDS + first, begun + PLAYER_SECONDS + whole]
        file = self._folder / "said.wav"
        _write_wave(file, np.concatenate(pieces))
        player = rig.sound.start_playing(file)
        over = rig.until(lambda: player.poll() is not None)
        player.kill()
        player.wait()
        if not over:
            return False
        rig.screen.xdotool("key" if death.hands_free else "keyup", "Control_R")
        said.phase = "its text is on the way"
        said.released_at = time.monotonic()
        return True

    def _await(self, said: Said) -> None:
        """The text, and then the death."""
        rig, window = self._rig, self._window
        if rig.until(lambda: window.text() == "".join(f"{line} " for line in said.lines)):
            said.phase = "its text is in the window"
            rig.until(lambda: False, seconds=10.0)

    def _sound(self, line: str) -> Samples:
        [sound] = [sound for clip, sound in self._sounds.items() if clip.words == line]
        return sound


def _write_wave(path: Path, samples: Samples) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(np.rint(samples * 32767.0).astype("<i2").tobytes())
