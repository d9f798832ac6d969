"""The way of a sentence, joined up: source, detector, recognizer, text rules, window."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sayso.core.errors import MicrophoneError, RecognitionError, SaysoError
from sayso.core.events import Level, Notice, UtteranceHeard, UtteranceRecognized
from sayso.core.ports import AudioSource, Journal, Publish, VoiceDetector
from sayso.core.speech import Frame, Transcript, Utterance, Words
from sayso.core.target import Target
from sayso.pipeline.detect.listener import Listener
from sayso.pipeline.detect.segmenter import Rules
from sayso.pipeline.recognize.queue import RecognitionQueue
from sayso.pipeline.rewrite.joining import joined, tidy
from sayso.pipeline.rewrite.spoken import is_scratch
from sayso.pipeline.type_out.delivery import Delivery
from sayso.settings.schema import Detection, Settings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stages:
    """What the flow joins. ``source`` makes a new source for each dictation; ``detector`` lends one
    and may block until it is loaded; ``attend`` and ``release`` say that a dictation needs the
    recognizer, and no longer; ``aim`` tells the window that has the keyboard."""

    source: Callable[[], AudioSource]
    detector: Callable[[], AbstractContextManager[VoiceDetector]]
    attend: Callable[[int], None]
    release: Callable[[int], None]
    recognition: RecognitionQueue
    aim: Callable[[], Target | None]
    delivery: Delivery
    journal: Journal


def rules_of(detection: Detection) -> Rules:
    """Where an utterance begins and ends, by the settings."""
    return Rules.of_seconds(
        threshold=detection.voice_threshold,
        pause=detection.pause_seconds,
        pre_roll=detection.pre_roll_seconds,
        longest=detection.longest_utterance_seconds,
    )


class Flow:
    """Dictations that run through the stages; commanded by the coordinator, from its thread.

    The journal has everything first: what is lost on the way is there.
    """

    def __init__(
        self,
        stages: Stages,
        *,
        settings: Callable[[], Settings],
        publish: Publish,
    ) -> None:
        """``settings``: as they hold when it is called."""
        self._stages = stages
        self._settings = settings
        self._publish = publish
        self._listener: Listener | None = None  # the latest
        self._listeners: dict[int, Listener] = {}  # of all that have not ended, by dictation
        # How many texts a dictation has, less those scratched; the recogniser's thread's alone.
        self._spoken: Counter[int] = Counter()

    def begin(self, dictation: int, lost: Callable[[MicrophoneError | None], None]) -> None:
        target = self._stages.aim()  # first of all: the person may go on to another window
        if self._listener is not None:
            self._listener.cut()  # its tail would hear what belongs to this one
        self._stages.journal.begin(dictation, target)
        try:
            source = self._stages.source()
            self._stages.attend(dictation)
            listener = self._listener_for(dictation, source)
        except BaseException:
            self._stages.journal.end(dictation)
            raise

        def on_frame(frame: Frame) -> None:
            self._stages.journal.frame(dictation, frame.samples)
            listener.frame(frame)

        def on_lost(error: MicrophoneError | None) -> None:
            listener.cut()
            lost(error)

        self._listeners[dictation] = listener
        self._stages.recognition.begin(dictation)
        self._stages.delivery.expect(dictation, target)
        try:
            source.open(on_frame, on_lost)
        except BaseException:
            self._stages.delivery.discard(dictation)
            listener.discard()
            raise
        self._listener = listener

    def _listener_for(self, dictation: int, source: AudioSource) -> Listener:
        detection = self._settings().detection

        def on_ended(discarded: bool) -> None:
            self._listeners.pop(dictation, None)
            try:
                source.close()
            # Whatever holds the microphone, this dictation and those behind it have to end.
            except Exception:  # noqa: BLE001
                _log.exception("the microphone could not be closed")
            if discarded:
                self._stages.journal.cancel(dictation)
                self._stages.recognition.discard(dictation)
            self._stages.journal.end(dictation)
            self._stages.recognition.end(dictation)

        return Listener(
            dictation,
            detector=self._stages.detector,
            rules=rules_of(detection),
            tail_seconds=detection.tail_seconds,
            heard=self._heard,
            dropped=self._dropped,
            foreseen=self._foreseen,
            level=self._publish,
            ended=on_ended,
        )

    def finish(self, dictation: int) -> None:
        assert self._listener is not None
        self._listener.finish()

    def discard(self, dictation: int) -> None:
        assert self._listener is not None
        more = self._stages.delivery.discard(dictation)
        self._stages.journal.cancel(dictation)
        if more:
            self._stages.recognition.discard(dictation)
        if (listener := self._listeners.get(dictation)) is not None:
            listener.discard()

    def settle(self, seconds: float) -> None:
        """Wait until what was heard has been handed to recognition; for quitting."""
        if self._listener is not None and not self._listener.join(seconds):
            _log.warning("the end of a dictation was still being listened to")

    def hold(self, held: bool) -> None:
        self._stages.delivery.hold(held)

    def _heard(self, utterance: Utterance) -> None:
        self._stages.journal.heard(utterance)
        self._publish(UtteranceHeard(utterance))
        try:
            self._stages.recognition.put(utterance)
        except RecognitionError as error:
            self._failed(utterance, error)

    def _dropped(self, utterance: Utterance) -> None:
        self._stages.journal.heard(utterance)
        self._stages.journal.cancel(utterance.dictation)

    def _failed(self, utterance: Utterance, error: SaysoError) -> None:
        told = self._stages.journal.failed(utterance, str(error))
        self._publish(Notice(Level.ERROR, told))

    def _foreseen(self, utterance: Utterance | None) -> None:
        if self._settings().recognition.recognize_ahead:
            self._stages.recognition.foresee(utterance)

    def recognized(self, utterance: Utterance, result: Transcript | SaysoError) -> None:
        """From the recogniser's thread, in the order of the utterances."""
        if isinstance(result, SaysoError):
            self._failed(utterance, result)
            return
        dictation = utterance.dictation
        rules = self._settings().text
        text = tidy(result.text)
        scratches = rules.scratch_that and is_scratch(text)
        self._stages.journal.recognized(utterance, result, "" if scratches else text)
        self._publish(UtteranceRecognized(utterance, result, text))
        if scratches:
            self._spoken[dictation] = max(0, self._spoken[dictation] - 1)
            self._stages.delivery.scratch(dictation)
        elif text:
            first = not self._spoken[dictation]
            self._spoken[dictation] += 1
            ready = joined(text, first=first, trailing_space=rules.trailing_space)
            self._stages.delivery.put(dictation, Words(ready, (utterance.id,)))

    def through(self, dictation: int) -> None:
        """From the recogniser's thread: every utterance of the dictation was seen to."""
        del self._spoken[dictation]
        self._stages.delivery.complete(dictation)
        self._stages.release(dictation)
