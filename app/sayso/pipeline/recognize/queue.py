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
from functools import partial

from sayso.core.errors import RecognitionError, SaysoError
from sayso.core.ports import RecognizeOptions, Recognizer
from sayso.core.speech import Transcript, Utterance

log = logging.getLogger(__name__)


AHEAD_SECONDS = 1.0
"""Utterances are recognised ahead while the last one took no longer than this. If the guess was
wrong, the next utterance waits for as long at worst: no engine can be stopped in its work."""


@dataclass(frozen=True, slots=True)
class _End:
    """A marker behind the last utterance of a dictation."""

    dictation: int


class RecognitionQueue:
    """Feeds one utterance after the other to the recognizer that is in use.

    While there is none, audio waits. All methods may be called from any thread and none blocks,
    but for `close`.

    **Ahead**: an utterance that may be over is recognised before that is certain, when there is
    nothing else to do. If it was over, its text is there that much sooner; a fast engine loses
    nothing if it was not.

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
        self._foreseen: Utterance | None = None
        self._ahead: tuple[Utterance, Transcript] | None = None
        self._last_taken: float | None = None
        self._discarded: set[int] = set()
        self._recognizer: Recognizer | None = None
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="recogniser", daemon=True)

    def start(self) -> None:
        """Begin. Once."""
        self._thread.start()

    def put(self, utterance: Utterance) -> None:
        """Dropped if its dictation was discarded."""
        with self._changed:
            if utterance.dictation not in self._discarded:
                self._waiting.append(utterance)
                self._changed.notify_all()

    def foresee(self, utterance: Utterance | None) -> None:
        """This utterance may be over, and will be `put` if it is; None: it was not over.

        Recognised ahead if there is time, and forgotten if something else is put.
        """
        with self._changed:
            self._foreseen = utterance
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
            if self._foreseen is not None and self._foreseen.dictation == dictation:
                self._foreseen = None
            if self._ahead is not None and self._ahead[0].dictation == dictation:
                self._ahead = None
            self._changed.notify_all()

    def use(self, recognizer: Recognizer) -> None:
        """From the next utterance on. An utterance on which the old one fails is tried again."""
        with self._changed:
            self._recognizer = recognizer
            self._ahead = self._last_taken = None
            self._changed.notify_all()

    def unavailable(self) -> None:
        """There is no recognizer: audio waits until the next `use`, or until `close`."""
        with self._changed:
            self._recognizer = None

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
            step()

    def _next(self) -> Callable[[], None] | None:
        """What to do now; blocks until there is something. None: end the thread."""
        with self._changed:
            while not self._stopping:
                first = self._waiting[0] if self._waiting else None
                recognizer, options = self._recognizer, self._options
                if isinstance(first, _End):
                    return partial(self._finish, first)
                if first is not None and recognizer is not None:
                    return partial(self._recognize, first, recognizer, options)
                if self._foreseen is not None and recognizer is not None and self._is_quick():
                    utterance, self._foreseen = self._foreseen, None
                    return partial(self._recognize_ahead, utterance, recognizer, options)
                self._changed.wait()
            return None

    def _is_quick(self) -> bool:
        return self._last_taken is not None and self._last_taken <= AHEAD_SECONDS

    def _recognize_ahead(
        self, utterance: Utterance, recognizer: Recognizer, options: RecognizeOptions
    ) -> None:
        result = _ask(recognizer, utterance, options)
        if isinstance(result, Transcript):  # an error will come again, if the guess was right
            with self._changed:
                if utterance.dictation not in self._discarded:
                    self._ahead = (utterance, result)

    def _recognize(
        self, utterance: Utterance, recognizer: Recognizer, options: RecognizeOptions
    ) -> None:
        with self._changed:
            ahead, self._ahead, self._foreseen = self._ahead, None, None
        if ahead is not None and ahead[0].says_the_same_as(utterance):
            result: Transcript | SaysoError = ahead[1]
        else:
            result = _ask(recognizer, utterance, options)
        with self._changed:
            if isinstance(result, Transcript):
                self._last_taken = result.taken_seconds
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


def _ask(
    recognizer: Recognizer, utterance: Utterance, options: RecognizeOptions
) -> Transcript | SaysoError:
    try:
        return recognizer.recognize(utterance.samples, options)
    except SaysoError as error:
        return error
    except Exception as error:
        log.exception("The %s engine raised what it should not", recognizer.engine)
        return RecognitionError(
            f"The {recognizer.engine} engine failed on this audio ({type(error).__name__}): "
            "see the log, and say it again."
        )
