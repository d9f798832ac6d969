"""Kept audio is recognised again, beside dictation and behind it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from sayso.archive.items import Item
from sayso.control.choices import settings_of_recognizer
from sayso.control.served import CARD_FAILED
from sayso.core.errors import (
    AudioFileError,
    HistoryError,
    ModelError,
    RecognitionCancelled,
    RecognitionError,
    SaysoError,
)
from sayso.core.events import LoadProgress
from sayso.core.ports import RecognizeOptions, Recognizer
from sayso.core.speech import Samples, Transcript
from sayso.models.choosing import Plan
from sayso.residency.model import ModelKey
from sayso.settings.schema import Recognition, Settings
from sayso.settings.store import with_values

_log = logging.getLogger(__name__)

RECOGNISING = "Recognising again"
"""The step that is reported once the model is there; done and total are utterances."""


class Again:
    """One job at a time; each has a process of its own, which is gone after it.

    Not one of the models that are in memory for dictation: a key that is pressed meanwhile would
    have to wait for it, and another model in there could evict the one that serves.
    """

    def __init__(
        self,
        *,
        recognition: Callable[[], Recognition],
        plan: Callable[[Recognition], Plan],
        recognizer: Callable[[ModelKey], Recognizer],
    ) -> None:
        """``recognition``: the settings as they hold now. ``recognizer``: makes one whose process
        gives way to others, not loaded yet."""
        self._recognition = recognition
        self._plan = plan
        self._make = recognizer
        self._job = threading.Lock()
        self._changing = threading.Lock()
        """Held for moments, around all below."""
        self._current: Recognizer | None = None
        self._stopped = True
        self._closed = False

    def recognize(
        self,
        items: Sequence[Item],
        choice: str,
        language: str,
        report: Callable[[LoadProgress], None],
        keep: Callable[[Item, Transcript, str], None],
    ) -> int:
        """How many were; as `sayso.control.past.Past.recognize_again`, in what it raises too."""
        if not self._job.acquire(blocking=False):
            raise RecognitionError("Something is being recognised again already; wait for it.")
        try:
            with self._changing:
                self._stopped = self._closed
            self._go_on()
            return self._all(items, choice, language, report, keep)
        finally:
            with self._changing:
                self._stopped = True
            self._job.release()

    def stop(self) -> None:
        """Returns at once, and `recognize` raises RecognitionCancelled soon."""
        with self._changing:
            self._stopped = True
            current = self._current
        if current is not None:
            current.cancel()

    def close(self) -> None:
        """As `stop`, and its process is ended. Nothing is recognised any more."""
        with self._changing:
            self._stopped = self._closed = True
            current, self._current = self._current, None
        if current is not None:
            current.close()

    def _all(
        self,
        items: Sequence[Item],
        choice: str,
        language: str,
        report: Callable[[LoadProgress], None],
        keep: Callable[[Item, Transcript, str], None],
    ) -> int:
        from sayso.pipeline.rewrite.joining import tidy

        audio, first = _audio(items)
        done = 0
        options = RecognizeOptions(
            None if language == "auto" else language, self._recognition().beam_size
        )
        keys = keys_for(choice, self._recognition(), self._plan) if audio else ()
        for number, key in enumerate(keys):
            try:
                recognizer = self._begun(key)
                recognizer.load(report)
                for item, samples in audio[done:]:
                    self._go_on()
                    report(LoadProgress(RECOGNISING, "", done, len(audio), unit=""))
                    try:
                        transcript = recognizer.recognize(samples, options)
                    except (RecognitionCancelled, *CARD_FAILED):
                        raise
                    except RecognitionError as error:
                        first = first or error
                        done += 1
                        continue
                    keep(item, transcript, tidy(transcript.text))
                    done += 1
                break
            except CARD_FAILED as error:
                self._go_on()  # where it was ended, that is no failure
                if key.device == "cpu" or number + 1 == len(keys):
                    raise
                _log.warning("%s on %s failed: %s", key.model, key.place, error)
            finally:
                self._end()
        if first is not None:
            raise first
        return done

    def _begun(self, key: ModelKey) -> Recognizer:
        made = self._make(key)
        with self._changing:
            if self._stopped:
                raise _stopped()
            self._current = made
        return made

    def _end(self) -> None:
        with self._changing:
            current, self._current = self._current, None
        if current is not None:
            current.close()

    def _go_on(self) -> None:
        """Raises RecognitionCancelled where nobody wants it any more."""
        with self._changing:
            if self._stopped:
                raise _stopped()


def keys_for(
    choice: str, recognition: Recognition, plan: Callable[[Recognition], Plan]
) -> Sequence[ModelKey]:
    """What to recognise with, best first. Raises ModelError, also where it had to be downloaded."""
    wanted = with_values(Settings(recognition=recognition), settings_of_recognizer(choice))
    found = plan(wanted.recognition)
    if found.fault is not None:
        raise found.fault
    if not found.wanted:
        raise ModelError(
            f"The model {found.missing or choice} is not on this machine; choose it in the menu "
            "first, to download it."
        )
    # Another model in its place would only surprise here; the same one on the processor may do.
    folder = found.wanted[0].folder
    return [*found.wanted, *(key for key in found.stand_ins if folder and key.folder == folder)]


def _audio(items: Sequence[Item]) -> tuple[list[tuple[Item, Samples]], SaysoError | None]:
    """Before a model is loaded for nothing. The first failure."""
    from sayso.archive.recording import read

    there: list[tuple[Item, Samples]] = []
    first: SaysoError | None = None
    for item in items:
        try:
            samples = read(item.clip) if item.clip is not None else None
        except AudioFileError as error:
            first = first or error
            continue
        if samples is None or not len(samples):
            first = first or HistoryError(
                "There is no audio of it any more, so it cannot be recognised again."
            )
        else:
            there.append((item, samples))
    return there, first


def _stopped() -> RecognitionCancelled:
    return RecognitionCancelled("It was stopped.")
