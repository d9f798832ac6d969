"""The recogniser thread: utterances in, transcripts out, in order, whatever becomes of the engine.

The queue has no bound. An utterance is 0.1 MB a second of speech, so an hour is 230 MB, which a
machine that runs Whisper has; a bound could only mean to lose speech or to stall the detector,
which would lose it one stage earlier.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from sayso.core.errors import RecognitionError, SaysoError
from sayso.core.ports import RecognizeOptions, Recognizer
from sayso.core.speech import Transcript, Utterance

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _End:
    """A marker behind the last utterance of a dictation."""

    dictation: int


class RecognitionQueue:
    """Feeds one utterance after the other to the recognizer that is in use.

    While there is none, audio waits. All methods may be called from any thread and none blocks,
    but for `close`.

    done: called in order with each utterance and what came of it: a Transcript, or the error.
        After an error the caller may `put` the utterance again.
    through: called with a dictation for which `end` was called, after ``done`` was called for its
        last utterance; for a discarded one, as soon as nothing of it is being recognised.
    Both are called from the recogniser thread.
    """

    def __init__(
        self,
        done: Callable[[Utterance, Transcript | SaysoError], None],
        through: Callable[[int], None],
        options: RecognizeOptions | None = None,
    ) -> None:
        self._done = done
        self._through = through
        self._options = options or RecognizeOptions()
        self._changed = threading.Condition()
        # What is being recognised stays at the front until it is done, so that it is given back.
        self._waiting: deque[Utterance | _End] = deque()
        self._discarded: set[int] = set()
        self._recognizer: Recognizer | None = None
        self._reason: SaysoError | None = None
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="recogniser", daemon=True)

    def start(self) -> None:
        """Begin. Once."""
        self._thread.start()

    @property
    def options(self) -> RecognizeOptions:
        """How the next utterance will be recognised."""
        with self._changed:
            return self._options

    @options.setter
    def options(self, options: RecognizeOptions) -> None:
        with self._changed:
            self._options = options

    @property
    def pending(self) -> int:
        """How many utterances wait, the one that is being recognised included."""
        with self._changed:
            return sum(isinstance(item, Utterance) for item in self._waiting)

    @property
    def reason(self) -> SaysoError | None:
        """Why there is no recognizer, if there is none and somebody said so."""
        with self._changed:
            return self._reason

    def put(self, utterance: Utterance) -> None:
        """Dropped if its dictation was discarded."""
        with self._changed:
            if utterance.dictation not in self._discarded:
                self._waiting.append(utterance)
                self._changed.notify_all()

    def end(self, dictation: int) -> None:
        """No more utterances of this dictation will come. Once a dictation, discarded or not."""
        with self._changed:
            self._waiting.append(_End(dictation))
            self._changed.notify_all()

    def discard(self, dictation: int) -> None:
        """Drop what waits of this dictation, what is still put, and the result of what runs."""
        with self._changed:
            if _End(dictation) not in self._waiting:
                # More may come until its end; then it is forgotten.
                self._discarded.add(dictation)
            self._waiting = deque(
                item
                for item in self._waiting
                if not (isinstance(item, Utterance) and item.dictation == dictation)
            )
            self._changed.notify_all()

    def use(self, recognizer: Recognizer) -> None:
        """From the next utterance on. An utterance on which the old one fails is tried again."""
        with self._changed:
            self._recognizer = recognizer
            self._reason = None
            self._changed.notify_all()

    def unavailable(self, error: SaysoError | None = None) -> None:
        """There is no recognizer: audio waits until the next `use`, or until `close`."""
        with self._changed:
            self._recognizer = None
            self._reason = error

    def stop(self) -> None:
        """Begin no more utterances; `done` and `through` are not called for what is left.

        Then close the recognizer, which ends a call that is running, and `close` this.
        """
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def close(self) -> tuple[Utterance, ...]:
        """End the thread, after a running call. Returns what was not recognised, in order."""
        self.stop()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join()
        with self._changed:
            left = tuple(item for item in self._waiting if isinstance(item, Utterance))
            self._waiting.clear()
            return left

    def _run(self) -> None:
        while (step := self._next()) is not None:
            item, recognizer, options = step
            if isinstance(item, _End):
                self._finish(item)
            elif recognizer is not None:
                self._recognize(item, recognizer, options)

    def _next(self) -> tuple[Utterance | _End, Recognizer | None, RecognizeOptions] | None:
        """What to do now; blocks until there is something. None: end the thread."""
        with self._changed:
            while not self._stopping:
                if self._waiting:
                    item = self._waiting[0]
                    if isinstance(item, _End) or self._recognizer is not None:
                        return item, self._recognizer, self._options
                self._changed.wait()
            return None

    def _recognize(
        self, utterance: Utterance, recognizer: Recognizer, options: RecognizeOptions
    ) -> None:
        result: Transcript | SaysoError
        try:
            result = recognizer.recognize(utterance.samples, options)
        except SaysoError as error:
            result = error
        except Exception as error:
            log.exception("The %s engine raised what it should not", recognizer.engine)
            result = RecognitionError(
                f"The {recognizer.engine} engine failed on this audio ({type(error).__name__}): "
                "see the log, and say it again."
            )
        with self._changed:
            if self._stopping or not self._waiting or self._waiting[0] is not utterance:
                return  # given back by close, or discarded
            if isinstance(result, SaysoError) and self._recognizer is not recognizer:
                return  # its owner closed it; the next one gets the same audio
            self._waiting.popleft()
        self._tell(lambda: self._done(utterance, result))

    def _finish(self, end: _End) -> None:
        with self._changed:
            self._waiting.popleft()
            self._discarded.discard(end.dictation)
        self._tell(lambda: self._through(end.dictation))

    def _tell(self, callback: Callable[[], None]) -> None:
        """A mistake in a listener must not end the thread that everybody's speech waits for."""
        try:
            callback()
        except Exception:
            log.exception("A listener of the recognition queue failed")
