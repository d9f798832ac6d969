"""From a text and the window it was meant for to the text in that window: the whole way, once.

Is the window still the one that has the keyboard? May it be typed into? Which ways lead in, and did
one of them? What each way does is its own business; what is done about it is decided here.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sayso.core.errors import FocusMoved, InsertionError, Refused, WayUnavailable
from sayso.core.ports import Accessibility, Clock, Eraser, Field, Focus, Insertion, Way
from sayso.core.spot import Rect, Spot
from sayso.core.target import Kind, Target
from sayso.pipeline.type_out.applications import NEVER, Special, kind_of, way_for
from sayso.pipeline.type_out.method import Method, copying, ways
from sayso.pipeline.type_out.plain import ready
from sayso.settings.schema import Typing

_log = logging.getLogger(__name__)

SEEN_SECONDS = 0.5
"""How long accessibility may take to show a text whose arrival nothing else confirms."""

OURS_SECONDS = 1.0
"""How long a window of our own, from which the person asked for the text, may keep the keyboard."""

_LOOK_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Desktop:
    """What this machine offers for typing.

    platform, session: as `sayso.pipeline.type_out.method.ways` takes them.
    way: makes a way, or gives the one that there is. accessibility: None where it is not wanted.
    onlooker: makes another one, to ask for the caret while the inserter's thread is busy.
    release: ends what the ways share. held: blocks until nothing of ours has to stay for the
    clipboard's sake, so many seconds at the most.
    """

    platform: str
    session: str
    focus: Focus
    way: Callable[[Method], Way]
    accessibility: Accessibility | None = None
    onlooker: Callable[[], Accessibility] | None = None
    erasers: Sequence[Eraser] = ()
    release: Callable[[], None] = lambda: None
    held: Callable[[float | None], None] = lambda seconds: None


class Placing:
    """A `sayso.core.ports.TextInserter`."""

    def __init__(
        self,
        desktop: Desktop,
        typing: Callable[[], Typing],
        specials: Mapping[str, Special],
        clock: Clock,
    ) -> None:
        """typing: as it holds when it is called. specials: what the setting ``typing_for`` says, by
        application."""
        self._desktop = desktop
        self._focus = desktop.focus
        self._typing = typing
        self._specials = specials
        self._clock = clock
        self._ways: dict[Method, Way] = {}
        self._last: Method | None = None  # that a text went in by
        self._let_in = False
        self._closed = threading.Event()
        self._looking = threading.Lock()
        self._onlooker: Accessibility | None = None

    def let_in(self, wanted: bool) -> None:
        self._let_in = wanted

    def aim(self) -> Target | None:
        now = self._focus.focused()
        return None if now is None or self._is_barred(now) else now

    def spot(self, *, caret: bool) -> Spot:
        now = self._focus.focused()
        window = None if now is None else self._focus.place(now)
        # A window of ours could not answer before the main thread is free.
        if now is None or window is None or not caret or _is_ours(now):
            return Spot(None, window)
        found = self._caret(now)
        # Some toolkits tell of a place in the window, or count other pixels than the screen has.
        inside = found is not None and window.holds(found.x, found.y + found.height / 2)
        return Spot(found if inside else None, window)

    def has_keyboard(self, target: Target) -> bool | None:
        now = self._focus.focused()
        if self._follows:
            return now is not None and not self._is_barred(now)
        if now is not None and now.id == target.id:
            return True
        return False if self._focus.exists(target) else None

    def insert(self, text: str, target: Target | None) -> Insertion:
        try:
            window, left = self._reach(target, new=True)
            try:
                return self._put(text, window)
            finally:
                if left is not None:
                    self._focus.bring_back(left)
        except FocusMoved as error:
            # One that was closed meanwhile has lost the keyboard, too, and is not to be waited for.
            if target is None or self._follows or self._focus.exists(target):
                raise
            raise _gone(target) from error

    def press_enter(self, target: Target | None) -> None:
        if self._last is None:
            return
        window, left = self._reach(target)
        try:
            if window != target:
                raise InsertionError("This desktop does not tell which window got the text.")
            self._way(self._last).press_enter(window)
        finally:
            if left is not None:
                self._focus.bring_back(left)

    def take_back(self, text: str, target: Target | None) -> None:
        if target is None:
            raise InsertionError(
                "This desktop does not tell which window got the text, so nothing was taken back;"
                " use that window's own undo."
            )
        window, left = self._reach(target)
        try:
            self._take_back(text, window or target)
        finally:
            if left is not None:
                self._focus.bring_back(left)

    def copy(self, text: str) -> None:
        method = copying(self._desktop.platform, self._desktop.session)
        plain = ready(text, Kind.WINDOW, by_keys=False, line_breaks=self._typing().line_breaks)
        if plain:
            self._way(method).insert(plain, None)

    def wait_until_released(self, seconds: float | None = None) -> None:
        """Until nothing on the clipboard needs this process any more, or so many seconds."""
        self._desktop.held(seconds)

    def close(self) -> None:
        """May be called from another thread, to make an insertion end sooner."""
        self._closed.set()
        for way in tuple(self._ways.values()):
            way.close()
        for eraser in self._desktop.erasers:
            eraser.close()
        for accessibility in (self._desktop.accessibility, self._onlooker):
            if accessibility is not None:
                accessibility.close()
        self._focus.close()
        self._desktop.release()

    # Which window

    @property
    def _follows(self) -> bool:
        return self._typing().focus_moved == "follow"

    def _reach(
        self, target: Target | None, *, new: bool = False
    ) -> tuple[Target | None, Target | None]:
        """The window that the text goes into, which has the keyboard now; and the one that was left
        for it, to be gone back to. ``new``: a text that may follow the focus; what is to be
        done where a text stands may not. Raises FocusMoved, InsertionError."""
        now = self._not_ours()
        if target is None or (new and self._follows):
            if now is not None and self._is_barred(now):
                raise InsertionError(
                    "Sayso's own window has the keyboard; click where the text belongs first.",
                    left_nothing=True,
                )
            if now is None and self._focus.tells:
                raise InsertionError(
                    "No window has the keyboard; click where the text belongs and try again.",
                    left_nothing=True,
                )
            return now, None
        if now is not None and now.id == target.id:
            return now, None
        if not self._focus.exists(target):
            raise _gone(target)
        if self._typing().focus_moved == "return" and self._focus.bring_back(target):
            return target, now
        raise FocusMoved(
            f"{target.name} has not the keyboard any more; go back to it and try again."
        )

    def _not_ours(self) -> Target | None:
        """Who has the keyboard: one of our own if it has not given it back after a moment."""
        deadline = self._clock() + OURS_SECONDS
        while (now := self._focus.focused()) is not None and self._is_barred(now):
            if self._clock() >= deadline or self._closed.wait(_LOOK_SECONDS):
                break
        # A desktop that is very busy may not answer in time, once.
        return now or self._focus.focused()

    def _is_barred(self, window: Target) -> bool:
        """Our own windows have their texts from buttons, but for a field that waits for one."""
        return _is_ours(window) and not self._let_in

    # Into it

    def _put(self, text: str, window: Target | None) -> Insertion:
        application = window.application if window else ""
        setting = way_for(application, self._specials, self._typing().typing)
        if window is not None and setting == NEVER:
            raise Refused(f"The settings keep Sayso from typing into {window.name}.")
        if window is not None and window.elevated and setting != "copy":
            raise InsertionError(
                f"{window.name} runs with administrator's rights and takes no keys from programs"
                " without them; paste the text there yourself.",
                left_nothing=True,
            )
        field = self._field(window) if setting != "copy" else None
        if window is not None and field is not None and field.secret:
            raise Refused(f"That is a password field of {window.name}: Sayso types nothing there.")
        insertion = self._by_some_way(text, window, setting, field)
        return replace(insertion, target=window)

    def _by_some_way(
        self, text: str, window: Target | None, setting: str, field: Field | None
    ) -> Insertion:
        """Raises what the last way raised. A second way is tried only where the first is certain to
        have left nothing; one that is unavailable does not count."""
        kind = kind_of(window.application if window else "", self._specials)
        failed: InsertionError | None = None
        missing: WayUnavailable | None = None
        plain = ready(text, kind, by_keys=False, line_breaks=self._typing().line_breaks)
        for method in ways(self._desktop.platform, self._desktop.session, setting, kind, plain):
            plain = ready(
                text, kind, by_keys=method.is_keys, line_breaks=self._typing().line_breaks
            )
            if not plain:
                return Insertion("nothing to type", confirmed=True, text="")
            try:
                insertion = self._way(method).insert(plain, window)
            except WayUnavailable as error:
                _log.info("%s: %s", method, error)
                # Of the way that was asked for it says more than of what might stand in for it.
                if setting == "auto" or missing is None or not missing.for_text:
                    missing = error
                continue
            except (FocusMoved, Refused):
                raise
            except InsertionError as error:
                if failed is not None or not error.left_nothing:
                    raise
                _log.info("%s: %s", method, error)
                failed = error
                continue
            self._last = None if insertion.copied else method
            if not insertion.confirmed and field is not None and not insertion.copied:
                insertion = replace(insertion, confirmed=self._seen(plain, field))
            return replace(insertion, text=plain)
        raise failed or missing or InsertionError("There is no way to type on this desktop.")

    def _seen(self, text: str, field: Field) -> bool:
        """Whether the text comes to stand before the caret."""
        deadline = self._clock() + SEEN_SECONDS
        while not _same(field.before_caret(len(text)), text):
            if self._clock() >= deadline or self._closed.wait(_LOOK_SECONDS):
                return False
        return True

    def _field(self, window: Target | None) -> Field | None:
        accessibility = self._desktop.accessibility
        if window is None or accessibility is None or not self._typing().read_back:
            return None
        return accessibility.field(window)

    def _caret(self, window: Target) -> Rect | None:
        """None as well while an earlier question hangs, and where the person does not want
        accessibility to be asked."""
        make = self._desktop.onlooker
        if (
            make is None
            or not self._typing().read_back
            or not self._looking.acquire(blocking=False)
        ):
            return None
        try:
            if self._closed.is_set():
                return None
            if self._onlooker is None:
                self._onlooker = make()
            field = self._onlooker.field(window)
            return None if field is None else field.caret()
        finally:
            self._looking.release()

    def _way(self, method: Method) -> Way:
        if method not in self._ways:
            self._ways[method] = self._desktop.way(method)
        return self._ways[method]

    # And out again

    def _take_back(self, text: str, window: Target) -> None:
        field = self._field(window)
        if field is not None and (stands := field.before_caret(len(text))) is not None:
            if not _same(stands, text):
                raise InsertionError(_NOT_THERE.format(window.name), left_nothing=True)
            if field.remove_before_caret(stands):
                return
        unable: InsertionError | None = None
        for eraser in self._desktop.erasers:
            try:
                if eraser.erase(text, window):
                    return
            except InsertionError as error:
                unable = error
                continue
            raise InsertionError(_NOT_THERE.format(window.name), left_nothing=True)
        raise unable or InsertionError(
            f"{window.name} does not tell what stands in it, so nothing was taken back;"
            " use its own undo."
        )


_NOT_THERE = (
    "What was dictated does not stand before the cursor of {} any more, so nothing was taken back."
)


def _same(stands: str | None, text: str) -> bool:
    """Editors of web pages keep some spaces as no-break spaces."""
    return stands is not None and stands.replace("\xa0", " ") == text.replace("\xa0", " ")


def _gone(target: Target) -> InsertionError:
    return InsertionError(
        f"The window of {target.name} that you spoke to is gone.", left_nothing=True
    )


def _is_ours(window: Target) -> bool:
    return window.process == os.getpid()
