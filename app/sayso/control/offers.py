"""What earlier runs heard and did not deliver: offered once, to be recognised, copied, dropped."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from itertools import groupby

from sayso.archive.history import History
from sayso.archive.items import DictationKey, Item, Query
from sayso.archive.journal import Journal
from sayso.archive.recording import read
from sayso.archive.runs import standing
from sayso.control.recovery import Recovered, recover
from sayso.core.errors import HistoryError, SaysoError
from sayso.core.events import Offered
from sayso.core.ports import Publish, VoiceDetector
from sayso.core.speech import Samples, Transcript
from sayso.core.state import UNDELIVERED, State
from sayso.pipeline.detect.segmenter import Rules
from sayso.pipeline.rewrite.joining import tidy

_log = logging.getLogger(__name__)

_DOUBTFUL = (State.INSERTING, State.FAILED)
"""With a text: it may stand in its window, or not."""

CLOSE_SECONDS = 1.0
"""For writing down what was offered: the person waits for the end, and a disk may hang."""

_NOTHING = "Nothing is offered that was not delivered; see `sayso history list`."


class Offers:
    """Items stay offered until they are copied or discarded, or the app ends in order.

    `look`, `recognize`, `copy` and `discard` block, and are called from any thread.
    """

    def __init__(
        self,
        journal: Journal,
        *,
        detector: Callable[[], AbstractContextManager[VoiceDetector]],
        rules: Rules,
        submit: Callable[[Samples], Future[Transcript]],
        copy: Callable[[str], None],
        publish: Publish,
        goes_on: Callable[[], bool] = lambda: True,
    ) -> None:
        """``submit`` has a piece recognised, when nobody's words wait; ``copy`` puts a text onto
        the clipboard (raises InsertionError). ``goes_on``: whether the app is not ending."""
        self._journal = journal
        self._detector = detector
        self._rules = rules
        self._submit = submit
        self._copy = copy
        self._publish = publish
        self._goes_on = goes_on
        self._lock = threading.Lock()
        """Held for moments, around all below, and while it is told."""
        self._items: dict[int, Item] = {}  # in the order of speech
        self._rebuilt: frozenset[DictationKey] = frozenset()
        self._recognising = False

    def look(self) -> bool:
        """At start, until it has found out: False where the history could not be read now."""
        if not self._journal.folder.is_dir():
            return True  # nothing was ever kept, and looking would make the folder
        try:
            recovered = self._recover()
            # Before the items: what another app has delivered by then is not among them.
            alive = standing(self._journal.folder / "runs") - recovered.crashed
            found = self._journal.ask(lambda history: history.undelivered())
        except HistoryError as error:
            _log.warning("what was not delivered cannot be looked for: %s", error)
            return False
        with self._lock:
            self._rebuilt = recovered.rebuilt
            self._items = {item.id: item for item in found if item.key.run not in alive}
            if self._items:
                self._tell()
        return True

    def _recover(self) -> Recovered:
        """Raises HistoryError. Whatever else goes wrong with a crashed run, of which the next start
        will see as much, must not hide what is in order."""
        try:
            return recover(self._journal, self._detector, self._rules, self._goes_on)
        except HistoryError:
            raise
        except Exception:  # noqa: BLE001
            _log.exception("what a crashed run has left could not be seen to")
            return Recovered()

    def recognize(self) -> None:
        """All that has no text yet, one after the other. Raises SaysoError where one could not be
        recognised; the others are, all the same."""
        self._look_again()
        with self._lock:
            wanted = [item for item in self._items.values() if item.text is None]
            if self._recognising or not wanted:
                return
            self._recognising = True
            self._tell()
        failure: SaysoError | None = None
        try:
            for item in wanted:
                try:
                    self._recognize(item)
                except SaysoError as error:
                    failure = failure or error
        finally:
            with self._lock:
                self._recognising = False
                self._tell()
        if failure is not None:
            raise failure

    def copy(self) -> None:
        """All that has a text, onto the clipboard; it is offered no more. Raises InsertionError,
        HistoryError."""
        self._look_again()
        with self._lock:
            taken = [item for item in self._items.values() if item.text]
            if not taken:
                raise HistoryError(_NOTHING)
            text = text_of(taken)
        self._copy(text)
        self._settle(taken, State.COPIED)

    def discard(self) -> None:
        """Nothing is offered any more; the history has it, as cancelled. Raises HistoryError."""
        with self._lock:
            taken = tuple(self._items.values())
        if taken:
            self._settle(taken, State.CANCELLED)

    def close(self) -> None:
        """The app ends in order: what was offered until now was offered once."""
        with self._lock:
            taken, self._items = tuple(self._items.values()), {}
        if taken:
            try:
                self._journal.ask(
                    lambda history: history.set_offered([it.id for it in taken]), CLOSE_SECONDS
                )
            except HistoryError as error:
                _log.warning("what was offered will be offered again: %s", error)

    def _look_again(self) -> None:
        """What was deleted or copied meanwhile, on the command line say, is offered no more."""
        with self._lock:
            if not self._items:
                return
        try:
            found = self._journal.ask(lambda history: history.items(Query(states=UNDELIVERED)))
        except HistoryError as error:
            _log.warning("what is still offered is taken from memory: %s", error)
            return
        now = {item.id: item for item in found}
        with self._lock:
            before = self._items
            self._items = {key: now[key] for key in before if key in now}
            if self._items.keys() != before.keys():
                self._tell()

    def _recognize(self, item: Item) -> None:
        """Raises SaysoError."""
        if item.clip is None:
            raise HistoryError("The audio of an utterance is not there any more.")
        heard = self._submit(read(item.clip)).result()
        text = tidy(heard.text)

        def write(history: History) -> Item:
            with history.writing():
                history.recognized(item.key, item.number, heard, text)
            return history.item(item.id)

        now = self._journal.ask(write)
        with self._lock:
            if item.id not in self._items:
                return  # discarded meanwhile
            if now.text:
                self._items[item.id] = now
            else:
                del self._items[item.id]  # no words were in it
            self._tell()

    def _settle(self, taken: Sequence[Item], state: State) -> None:
        def write(history: History) -> None:
            with history.writing():
                for item in taken:
                    history.mark(item.key, (item.number,), state)
                history.set_offered([item.id for item in taken])

        self._journal.ask(write)
        with self._lock:
            for item in taken:
                self._items.pop(item.id, None)
            self._tell()

    def _tell(self) -> None:
        """With the lock, so that the last word is the true one."""
        self._publish(offer(self._items.values(), self._rebuilt, recognising=self._recognising))


def offer(
    items: Iterable[Item],
    rebuilt: frozenset[DictationKey] = frozenset(),
    *,
    recognising: bool,
) -> Offered:
    """What is told of them. ``rebuilt``: dictations of which nothing but the audio was there."""
    items = tuple(items)
    return Offered(
        utterances=len(items),
        seconds=round(sum(item.audio_seconds for item in items), 1),
        unrecognised=sum(item.text is None for item in items),
        recognising=recognising,
        text=text_of(items),
        doubtful=sum(
            item.key in rebuilt or (item.state in _DOUBTFUL and bool(item.text)) for item in items
        ),
    )


def text_of(items: Iterable[Item]) -> str:
    """``items`` in the order of speech; each dictation on a line of its own."""
    spoken = [item for item in items if item.text]
    return "\n".join(
        " ".join(item.text or "" for item in of_one)
        for _, of_one in groupby(spoken, key=lambda item: item.key)
    )
