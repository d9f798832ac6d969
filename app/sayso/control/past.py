"""What was said so far, for a window: looked through, heard, corrected, exported, deleted."""

from __future__ import annotations

import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from sayso.archive.browsing import BrowsableHistory, Dictation, Page, shared_out
from sayso.archive.export_formats import BYTE_ORDER_MARK, rendered
from sayso.archive.items import DictationKey, Earlier, Item, Query, Retention
from sayso.archive.statistics import Day
from sayso.control.again import Again
from sayso.control.keeping import retention
from sayso.core.errors import HistoryDamaged, HistoryError, HistoryUntidy
from sayso.core.events import Level, LoadProgress, Notice
from sayso.core.ports import Publish
from sayso.core.speech import Samples, Transcript
from sayso.settings.schema import History as HistorySettings

_log = logging.getLogger(__name__)

_DAY_SECONDS = 86_400.0

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Found:
    """A page, and how many dictations there are like that in all."""

    page: Page
    dictations: int


@dataclass(frozen=True, slots=True)
class Details:
    """earlier: what each utterance was taken for before, by its id."""

    dictation: Dictation
    earlier: Mapping[int, Sequence[Earlier]]


class Past:
    """The history of this person, by a connection of its own, beside the journal's.

    Callable from any thread, one after the other; everything may take its time, and a deletion
    seconds. Raises HistoryError. Nothing is opened, or made, before there is anything to see; a
    damaged history is set aside, and what can be read of it brought over, which is told as a
    Notice.

    What is put aside is out of sight at once, and deleted by `delete_now`: until then `bring_back`
    undoes it. Closing deletes it too.
    """

    def __init__(
        self,
        folder: Path,
        *,
        now: Callable[[], datetime],
        kept: Callable[[], HistorySettings],
        again: Again,
        publish: Publish,
    ) -> None:
        """``kept``: the settings as they hold now."""
        self._folder = folder
        self._now = now
        self._kept = kept
        self._again = again
        self._publish = publish
        self._turn = threading.RLock()
        """Held while the connection is used."""
        self._history: BrowsableHistory | None = None
        self._changing = threading.Lock()
        """Held for moments, around the next two: the main thread puts into the first."""
        self._aside: dict[DictationKey, None] = {}
        self._going: frozenset[DictationKey] = frozenset()
        """What is being deleted: it cannot be had back any more."""
        self._closed = False

    @property
    def retention(self) -> Retention:
        return retention(self._kept())

    @property
    def today(self) -> date:
        return self._now().date()

    # Looking

    def found(self, query: Query, known: frozenset[DictationKey] = frozenset()) -> Found:
        """The first page of them, or with ``before`` and ``known`` a further one."""
        with self._turn:
            hidden = self._hidden()
            page = self._ask(lambda there: there.page(query, known | hidden), Page((), None))
            count = self._ask(lambda there: there.dictations(query, hidden), 0)
        return Found(page, count)

    def dictation(self, key: DictationKey) -> Dictation | None:
        return self._ask(lambda there: there.dictation(key), None)

    def details(self, key: DictationKey) -> Details | None:
        """None where it is gone."""

        def look(there: BrowsableHistory) -> Details | None:
            dictation = there.dictation(key)
            if dictation is None:
                return None
            return Details(dictation, there.earlier_of(dictation))

        return self._ask(look, None)

    def applications(self) -> Sequence[str]:
        return self._ask(lambda there: there.applications(), ())

    def days(self, since: date) -> Sequence[Day]:
        """As `BrowsableHistory.days`."""
        return self._ask(lambda there: there.days(since, _DAY_SECONDS), ())

    def audio(self, key: DictationKey) -> Samples:
        """Of its utterances that have some, shape ``(n,)``. Raises AudioFileError too."""
        import numpy as np

        from sayso.archive.recording import read

        dictation = self.dictation(key)
        clips = [item.clip for item in dictation.utterances if item.clip] if dictation else []
        if not clips:
            raise HistoryError("There is no audio of it any more.")
        samples: Samples = np.concatenate([read(clip) for clip in clips])
        if not len(samples):
            raise HistoryError("Its audio is empty: it was cut off before that.")
        return samples

    # Changing

    def edit(self, key: DictationKey, text: str) -> Dictation | None:
        """The person has corrected it; what it was before is kept beside it. None: it is gone."""

        def write(there: BrowsableHistory) -> Dictation | None:
            dictation = there.dictation(key)
            if dictation is None:
                return None
            shares = shared_out([item.text or "" for item in dictation.utterances], text)
            with there.writing():
                for item, share in zip(dictation.utterances, shares, strict=True):
                    there.edited(item.id, share)
            return there.dictation(key)

        return self._ask(write, None)

    def recognize_again(
        self,
        keys: Sequence[DictationKey],
        choice: str,
        language: str,
        report: Callable[[LoadProgress], None],
    ) -> int:
        """With the recognizer of that `sayso.control.choices.Choice`, in a process of its own that
        gives way to dictation. ``language``: a code, or ``auto``. How many utterances have a new
        text; each is kept before the next one is begun.

        Blocks; `stop_recognizing` ends it. Raises ModelError, RecognitionError, AudioFileError, and
        then of several the first, after the others."""
        items = [
            item
            for key in keys
            if (dictation := self.dictation(key)) is not None
            for item in dictation.utterances
        ]
        return self._again.recognize(items, choice, language, report, self._keep)

    def stop_recognizing(self) -> None:
        """Returns at once."""
        self._again.stop()

    def _keep(self, item: Item, transcript: Transcript, text: str) -> None:
        self._ask(lambda there: there.retried(item.id, transcript, text), None)

    # Exporting

    def export(self, file: Path, form: str, what: Query | Sequence[DictationKey]) -> int:
        """``form``: of `sayso.archive.export_formats.FORMATS`. Whole or not at all, for its owner's
        eyes alone; a file that is there is replaced. How many dictations."""

        def look(there: BrowsableHistory) -> Sequence[Dictation]:
            if isinstance(what, Query):
                return there.page(what, self._hidden()).dictations
            return [found for key in what if (found := there.dictation(key)) is not None]

        dictations: Sequence[Dictation] = self._ask(look, [])
        items = [item for dictation in dictations for item in dictation.utterances]
        # What was imported came later than it was said.
        items.sort(key=lambda item: (item.started_at, item.id))
        mark = BYTE_ORDER_MARK if form == "csv" else ""
        _write(file, (mark, *rendered(items, form)))
        return len(dictations)

    # Deleting

    def put_aside(self, keys: Iterable[DictationKey]) -> int:
        """How many are now. Returns at once."""
        with self._changing:
            self._aside.update(dict.fromkeys(keys))
            return len(self._aside)

    def bring_back(self) -> Sequence[DictationKey]:
        """All that was put aside, and not deleted yet. Returns at once."""
        with self._changing:
            back, self._aside = tuple(self._aside), {}
            return back

    def delete_now(self) -> int:
        """What was put aside, for good, with its audio. How many dictations. Where it cannot be, it
        is in sight again; but after HistoryUntidy the words are gone all the same."""
        with self._turn:
            with self._changing:
                keys = self._going = frozenset(self._aside)
                self._aside = {}
            try:
                if keys:
                    self._ask(lambda there: there.delete(there.ids_of(keys)), 0)
            finally:
                with self._changing:
                    self._going = frozenset()
            return len(keys)

    def clear(self) -> int:
        """Everything but what is being dictated. How many utterances."""
        self.bring_back()
        return self._ask(lambda there: there.clear(), 0)

    def close(self) -> None:
        """What was put aside is deleted. Nothing can be asked after it."""
        self._again.close()
        with self._turn:
            try:
                self.delete_now()
            except HistoryUntidy as error:
                _log.warning("%s", error)  # the next purge tries again
            except HistoryError as error:
                _log.error("what was to be deleted stays: %s", error)
            self._closed = True
            if self._history is not None:
                self._history.close()
                self._history = None

    def _hidden(self) -> frozenset[DictationKey]:
        with self._changing:
            return self._going.union(self._aside)

    def _ask(self, question: Callable[[BrowsableHistory], _T], nothing: _T) -> _T:
        """``nothing``: the answer while there is no history."""
        with self._turn:
            there = self._opened()
            if there is None:
                return nothing
            try:
                return question(there)
            except HistoryDamaged:
                there.close()
                self._history = None
                mended = self._opened(damaged=True)
                return nothing if mended is None else question(mended)

    def _opened(self, *, damaged: bool = False) -> BrowsableHistory | None:
        if self._closed:
            raise HistoryError("Sayso is ending; start it again.")
        if self._history is None:
            try:
                if not (self._folder / "history.db").exists():
                    return None
            except OSError as error:
                raise HistoryError(
                    f"{self._folder} cannot be read ({error.strerror}); see to whose it is."
                ) from error
            self._history = BrowsableHistory(
                self._folder,
                now=self._now,
                say=lambda sentence: self._publish(Notice(Level.WARNING, sentence)),
                damaged=damaged,
                or_read=True,
            )
        return self._history


def _write(file: Path, pieces: Iterable[str]) -> None:
    """Raises HistoryError."""
    part = file.with_name(f".sayso-{secrets.token_hex(4)}.part")
    try:
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(handle, "w", encoding="utf-8", newline="") as out:
                out.writelines(pieces)
            os.replace(part, file)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise HistoryError(
            f"{file} cannot be written ({error.strerror}); choose another place."
        ) from error
