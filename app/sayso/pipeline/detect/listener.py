"""The detector thread: one dictation's frames go in as they are heard, its utterances come out."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from enum import Enum, auto
from queue import SimpleQueue
from typing import TypeAlias

import numpy as np

from sayso.core.events import SpeechLevel
from sayso.core.ports import VoiceDetector
from sayso.core.speech import FRAME_SECONDS, Frame, Samples, Utterance
from sayso.pipeline.detect.segmenter import Rules, Segmenter, Span
from sayso.pipeline.detect.silero import EverythingIsSpeech

_log = logging.getLogger(__name__)

LATENCY_SECONDS = 0.096
"""Sound from before the release may still be on its way through the sound server: three frames, the
longest gap between callbacks that was measured (55 ms) and one frame more."""

TAIL_SILENCE_FRAMES = 3
"""So much silence after the release, and the last syllable was not the one being spoken."""

AHEAD_FRAMES = 3
"""After so much silence (96 ms) an utterance may be over. A choice: fewer would guess wrong more
often, more would gain less of the time until the key is released."""

LEVEL_EVERY = 3
"""Frames between two reports of the level: ten a second is as much as an eye follows."""


class _Mark(Enum):
    FINISH = auto()
    """The key was released: the tail is still wanted."""
    CUT = auto()
    """No more frames will come, or none is wanted."""
    DISCARD = auto()


_Item: TypeAlias = Frame | _Mark


class Listener:
    """Runs voice detection and the segmenter over one dictation, on a thread of its own.

    Frames wait in its queue until the detector is there, so that recording may begin before. The
    queue has no limit: it holds seconds, and dropping audio is the one thing that must not happen.

    dictation: the number of the one that it listens to.
    """

    def __init__(
        self,
        dictation: int,
        *,
        detector: Callable[[], AbstractContextManager[VoiceDetector]],
        rules: Rules,
        tail_seconds: float,
        heard: Callable[[Utterance], None],
        dropped: Callable[[Utterance], None],
        foreseen: Callable[[Utterance | None], None],
        level: Callable[[SpeechLevel], None],
        ended: Callable[[bool], None],
    ) -> None:
        """``detector`` lends a fresh one and may block until that can be done. ``ended`` is called
        once, last, with whether the dictation was discarded. ``heard`` gets each utterance;
        ``dropped`` the one that was being spoken when that happened. ``foreseen`` gets one that may
        be over, `AHEAD_FRAMES` after its last voiced frame, and None if it was not. All are called
        from the listener's thread."""
        self.dictation = dictation
        self._lend_detector = detector
        self._detector: VoiceDetector = EverythingIsSpeech()  # until it is lent
        self._rules = rules
        self._segmenter = Segmenter(rules)
        self._tail = round(tail_seconds / FRAME_SECONDS)
        self._least_tail = min(self._tail, round(LATENCY_SECONDS / FRAME_SECONDS))
        self._heard, self._dropped, self._foreseen = heard, dropped, foreseen
        self._level, self._ended = level, ended
        self._items: SimpleQueue[_Item] = SimpleQueue()
        self._count = 0
        self._discarded = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"detector-{dictation}", daemon=True)
        self._thread.start()

    def frame(self, frame: Frame) -> None:
        """The next frame. Returns at once, so that no source has to wait."""
        self._items.put(frame)

    def finish(self) -> None:
        """The key was released. Ends after the tail, or when `cut` says that nothing follows."""
        self._items.put(_Mark.FINISH)

    def cut(self) -> None:
        """No more frames will come. What was heard up to now counts."""
        self._items.put(_Mark.CUT)

    def discard(self) -> None:
        """Nothing of it was meant. What was not looked at yet never will be."""
        self._discarded.set()
        self._items.put(_Mark.DISCARD)

    def join(self, seconds: float) -> bool:
        """Whether the thread has ended within so many seconds."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            with ExitStack() as lent:
                try:
                    self._detector = lent.enter_context(self._lend_detector())
                except Exception:  # noqa: BLE001 - logged below
                    self._go_without_detector()
                self._listen()
        finally:
            self._ended(self._discarded.is_set())
            # No sound is kept after its use, though this object may stay until the next dictation.
            self._items = SimpleQueue()
            self._segmenter = Segmenter(self._rules)

    def _listen(self) -> None:
        after_release: int | None = None
        seen = 0
        while not self._discarded.is_set():
            item = self._items.get()
            if isinstance(item, Frame):
                seen += 1
                self._detect(item.samples, seen)
                if after_release is not None:
                    after_release += 1
            elif item is _Mark.FINISH:
                after_release = after_release or 0
            else:
                break
            if after_release is not None and self._tail_is_over(after_release):
                break
        last = self._segmenter.finish()
        if not self._discarded.is_set():
            self._emit(last)
        elif last is not None:
            self._dropped(self._utterance(last))

    def _tail_is_over(self, frames: int) -> bool:
        if frames < self._least_tail:
            return False
        silent = self._segmenter.silent_frames >= TAIL_SILENCE_FRAMES
        return frames >= self._tail or not self._segmenter.speaking or silent

    def _detect(self, samples: Samples, seen: int) -> None:
        try:
            voice = self._detector.probability(samples)
        except Exception:  # noqa: BLE001 - logged below
            self._go_without_detector()
            voice = self._detector.probability(samples)
        if seen % LEVEL_EVERY == 1:
            self._level(SpeechLevel(float(np.sqrt(np.mean(np.square(samples)))), voice))
        silent_before = self._segmenter.silent_frames
        self._emit(self._segmenter.push(samples, voice))
        silent = self._segmenter.silent_frames
        if silent == AHEAD_FRAMES and (span := self._segmenter.so_far()) is not None:
            self._foreseen(self._utterance(span))
        elif self._segmenter.speaking and silent < silent_before >= AHEAD_FRAMES:
            self._foreseen(None)

    def _go_without_detector(self) -> None:
        """A fault in voice detection costs accuracy and not speech."""
        _log.exception("voice detection failed; the rest of the dictation is taken for speech")
        self._detector = EverythingIsSpeech()

    def _emit(self, span: Span | None) -> None:
        if span is not None:
            self._heard(self._utterance(span))
            self._count += 1

    def _utterance(self, span: Span) -> Utterance:
        return Utterance(self.dictation, self._count, span.samples, span.start, span.spoken_until)
