"""Which window has the keyboard (macOS).

A window is told by its program's process and its number on the window server's list, which every
program may read (of the windows of others it tells numbers and places without any permission;
Apple, CGWindow.h). Accessibility tells which of a program's windows has the keyboard, but knows no
such number (the call that gives it, _AXUIElementGetWindow, is private): so the two are brought
together by the place on the screen.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from typing import Any

from sayso.core.ports import Clock
from sayso.core.spot import Rect
from sayso.core.target import Target
from sayso.pipeline.type_out.macos.api import SUCCESS, Element, Frame, MacApi, Window

_log = logging.getLogger(__name__)

ASK_SECONDS = 0.05
"""For each question to a program. They are answered in a millisecond, unless the program is busy:
then the first that fails is the last."""

BACK_SECONDS = 1.0
"""How long a window may take to come back."""

ASK_AGAIN_SECONDS = 0.3
"""If the window has not come by then, its program is asked in the other way."""

POLL_SECONDS = 0.02

_REMEMBERED = 32
"""Windows whose elements are kept, to raise that very one later."""


class MacFocus:
    """A `sayso.core.ports.Focus`."""

    def __init__(self, api: MacApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._elements: OrderedDict[str, Element] = OrderedDict()

    @property
    def tells(self) -> bool:
        return True

    def focused(self) -> Target | None:
        try:
            return self._focused()
        except Exception as error:  # noqa: BLE001 - pyobjc raises what it likes
            _log.warning(
                "macOS does not tell which window has the keyboard (%s)", type(error).__name__
            )
            return None

    def exists(self, target: Target) -> bool:
        try:
            number = _number(target)
            if number == 0:
                return self._api.program(target.process) is not None
            return any(
                window.number == number and window.process == target.process
                for window in self._api.windows(on_screen=False)
            )
        except Exception as error:  # noqa: BLE001 - pyobjc raises what it likes
            _log.warning("macOS does not tell which windows there are (%s)", type(error).__name__)
            return True

    def bring_back(self, target: Target) -> bool:
        try:
            return self._bring_back(target)
        except Exception as error:  # noqa: BLE001 - pyobjc raises what it likes
            _log.warning("macOS does not bring the window back (%s)", type(error).__name__)
            return False

    def place(self, target: Target) -> Rect | None:
        try:
            number = _number(target)
            for window in self._api.windows(on_screen=True):
                if window.number == number and window.process == target.process:
                    return Rect(*window.frame)
        except Exception as error:  # noqa: BLE001 - pyobjc raises what it likes
            _log.warning("macOS does not tell where the window is (%s)", type(error).__name__)
        return None

    def close(self) -> None:
        self._closed.set()
        with self._lock:
            self._elements.clear()

    def _focused(self) -> Target | None:
        process = self._process()
        if not process:
            return None
        application = self._api.program(process)
        if application is None:
            return None
        element, frame = self._focused_window(process)
        number = _in_front(self._api.windows(on_screen=True), process, frame)
        target = Target(f"{process}:{number}", application.lower(), process)
        if element is not None:
            with self._lock:
                self._elements[target.id] = element
                self._elements.move_to_end(target.id)
                while len(self._elements) > _REMEMBERED:
                    self._elements.popitem(last=False)
        return target

    def _process(self) -> int:
        """Whose window has the keyboard. Accessibility knows that of Spotlight and other panels,
        whose program never becomes the active one; of some Electron programs it does not know it
        (presspeech 33), and those do become active."""
        error, element = self._api.get(self._api.system(), "AXFocusedApplication", ASK_SECONDS)
        if error == SUCCESS and element is not None:
            process = self._api.element_process(element)
            if process:
                return process
        return self._api.front_process()

    def _focused_window(self, process: int) -> tuple[Element | None, Frame | None]:
        application = self._api.application(process)
        error, window = self._api.get(application, "AXFocusedWindow", ASK_SECONDS)
        if error != SUCCESS or window is None:
            return None, None
        error, place = self._api.get(window, "AXPosition", ASK_SECONDS)
        if error != SUCCESS or not _is_pair(place):
            return window, None
        error, size = self._api.get(window, "AXSize", ASK_SECONDS)
        if error != SUCCESS or not _is_pair(size):
            return window, None
        return window, (round(place[0]), round(place[1]), round(size[0]), round(size[1]))

    def _bring_back(self, target: Target) -> bool:
        """Raising the window by accessibility, and making its program the active one the same way,
        is not subject to what macOS 14 and later allow programs that merely ask to be activated
        (docky 60); asking is for where that does nothing."""
        if not self.exists(target):
            return False
        with self._lock:
            element = self._elements.get(target.id)
        if element is not None:
            self._api.set(element, "AXMain", True, ASK_SECONDS)
            self._api.perform(element, "AXRaise", ASK_SECONDS)
        application = self._api.application(target.process)
        self._api.set(application, "AXFrontmost", True, ASK_SECONDS)
        begun = self._clock()
        asked = False
        while True:
            now = self.focused()
            if now is not None and now.id == target.id:
                return True
            waited = self._clock() - begun
            if waited >= BACK_SECONDS:
                return False
            if waited >= ASK_AGAIN_SECONDS and not asked:
                asked = True
                self._api.activate(target.process)
            if self._closed.wait(POLL_SECONDS):
                return False


def _in_front(windows: tuple[Window, ...], process: int, frame: Frame | None) -> int:
    """The number of that program's window in this place, else of its foremost ordinary one; 0 where
    it has none on the screen."""
    its = [window for window in windows if window.process == process]
    for window in its:
        if frame is not None and all(
            abs(ours - theirs) <= 1 for ours, theirs in zip(frame, window.frame, strict=True)
        ):
            return window.number
    return next((window.number for window in its if window.layer == 0), 0)


def _number(target: Target) -> int:
    number = target.id.rpartition(":")[2]
    return int(number) if number.isdigit() else 0


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2
