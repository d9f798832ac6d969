"""The two keys, to dictate with and to take back: listened to, given back, and bound anew."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from enum import IntEnum

from sayso.control.no_hotkey import NoHotkey
from sayso.core.errors import HotkeyError, InsertionError, SettingsError
from sayso.core.events import Level, Notice
from sayso.core.ports import HotkeySource, Key, Publish

Make = Callable[[Callable[[HotkeyError], None]], HotkeySource]
"""By the settings as they hold when it is called; raises SettingsError. The source is given a
callable that is told if it stops working later."""


class Which(IntEnum):
    DICTATE = 0
    TAKE_BACK = 1


class Hotkeys:
    """Owns the sources of both keys. All methods may be called from any thread.

    While paused, and before `listen`, no key is taken from other programs.
    """

    def __init__(
        self,
        dictate: Make,
        take_back: Make,
        *,
        deliver: Callable[[Key], None],
        finish: Callable[[], None],
        undo: Callable[[], None],
        publish: Publish,
    ) -> None:
        """``deliver`` gets what the key to dictate with does, and must not block. ``finish`` ends
        what is being said: the key that was held for it is no longer listened to. ``undo`` takes
        the last dictation back; raises InsertionError, and may take its time."""
        self._makes = (dictate, take_back)
        self._deliver = deliver
        self._finish = finish
        self._undo = undo
        self._publish = publish
        self._changing = threading.Lock()
        """Held while a source is started or stopped, but never by what a source calls."""
        self._sources: list[HotkeySource] = [NoHotkey(""), NoHotkey("")]
        self._listens = self._paused = self._closed = False
        self._cancel_wanted = False
        self._down = False  # the key to dictate with
        self._alone = False  # the other is down, and no other key was pressed since

    def make(self) -> None:
        """The sources, not listening yet. A key that is none is told. Once, and first."""
        with self._changing:
            for each in Which:
                try:
                    self._sources[each] = self._makes[each](self._failed)
                except SettingsError as error:
                    self._failed(error)
                    self._sources[each] = NoHotkey(str(error))

    def listen(self) -> None:
        """From now on, unless paused. A key that cannot be had is told."""
        with self._changing:
            if self._listens or self._closed:
                return
            self._listens = True
            if not self._paused:
                self._start(Which)

    def pause(self, wanted: bool) -> bool:
        """Give both keys back, or take them again. False: it is so already."""
        with self._changing:
            if wanted == self._paused or self._closed:
                return False
            self._paused = wanted
            if self._listens and wanted:
                self._stop(Which)
            elif self._listens:
                self._start(Which)
            return True

    def rebind(self, changed: Iterable[Which]) -> bool:
        """The settings name other keys. False: one of them cannot be had, which is told, and the
        ones before are listened to again."""
        which = tuple(changed)
        with self._changing:
            if self._closed:
                return True
            listening = self._listens and not self._paused
            if listening:
                self._stop(which)
            before = list(self._sources)
            started: list[Which] = []
            try:
                for each in which:
                    self._sources[each] = self._makes[each](self._failed)
                for each in which if listening else ():
                    self._start_one(each)
                    started.append(each)
            except (HotkeyError, SettingsError) as error:
                self._failed(error)
                self._stop(started)
                self._sources = before
                if listening:
                    self._start(which)
                return False
            return True

    def watch_cancel(self, wanted: bool) -> None:
        """Take Escape as well, or no longer. For who must not wait for a key that is bound anew."""
        self._cancel_wanted = wanted
        self._sources[Which.DICTATE].watch_cancel(wanted)

    def stop(self) -> None:
        """For good."""
        with self._changing:
            self._closed = True
            if self._listens and not self._paused:
                for source in self._sources:
                    source.stop()

    # With the lock

    def _start(self, which: Iterable[Which]) -> None:
        for each in which:
            try:
                self._start_one(each)
            except HotkeyError as error:
                self._failed(error)

    def _start_one(self, which: Which) -> None:
        """Raises HotkeyError."""
        source = self._sources[which]
        heard = self._dictate if which is Which.DICTATE else self._take_back
        if which is Which.DICTATE:
            source.watch_cancel(self._cancel_wanted)

        def deliver(key: Key) -> None:
            if source is self._sources[which]:  # one that did not stop in time says no more
                heard(key)

        source.start(deliver)

    def _stop(self, which: Iterable[Which]) -> None:
        for each in which:
            self._sources[each].stop()
            if each is Which.DICTATE and self._down:
                self._down = False
                self._finish()
                self._deliver(Key.UP)  # which will not come

    # From the sources' threads

    def _dictate(self, key: Key) -> None:
        if key in (Key.DOWN, Key.UP):
            self._down = key is Key.DOWN
        self._deliver(key)

    def _take_back(self, key: Key) -> None:
        """On release: while a key is held nothing can be typed. Not where another key was pressed
        meanwhile: then it was part of a shortcut, as Ctrl is."""
        alone = self._alone
        self._alone = key is Key.DOWN
        if key is not Key.UP or not alone:
            return

        def undo() -> None:
            try:
                self._undo()
            except InsertionError as error:
                self._publish(Notice(Level.WARNING, str(error)))

        threading.Thread(target=undo, name="undo key", daemon=True).start()

    def _failed(self, error: HotkeyError | SettingsError) -> None:
        self._publish(Notice(Level.WARNING, str(error)))
