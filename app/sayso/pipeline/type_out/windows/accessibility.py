"""What Windows tells to screen readers of the field with the caret: UI Automation."""

from __future__ import annotations

import ctypes
import logging
import queue
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeVar

from sayso.core.ports import Clock, Field
from sayso.core.spot import Rect
from sayso.core.target import Target
from sayso.pipeline.type_out.windows.api import Api, GuiThreadInfo, Point
from sayso.pipeline.type_out.windows.focus import foreground, handle
from sayso.pipeline.type_out.windows.keyboard import VK_BACK, Keyboard

_log = logging.getLogger(__name__)

_Answer = TypeVar("_Answer")

ASK_SECONDS = 0.3
"""A provider answers in some milliseconds; one that hangs would keep us for UI Automation's own two
seconds ("IUIAutomation2::get_ConnectionTimeout method")."""

REMOVE_SECONDS = 1.0
POLL_SECONDS = 0.02

_TRIES = 16
"""A character of UI Automation's may be several of ours, as may a line break: the start of a range
is moved by what is missing until its text is right."""

# uiautomationclient.h
_TEXT_PATTERN = 10014
_VALUE_PATTERN = 10002
_TEXT_PATTERN_2 = 10024
_START, _END = 0, 1
_CHARACTER = 0
_COINIT_MULTITHREADED = 0

_GWL_STYLE = -16
_ES_PASSWORD = 0x0020


class Client(NamedTuple):
    """automation: an IUIAutomation; interfaces: what has the interfaces by their names."""

    automation: Any
    interfaces: Any
    end: Callable[[], None] = lambda: None


def connect() -> Client:
    """Raises ImportError where comtypes is missing, OSError where Windows refuses.

    On the thread that will ask: it has no windows and is in the multithreaded apartment, as
    "Understanding Threading Issues" (UI Automation) wants it.
    """
    vars(sys).setdefault("coinit_flags", _COINIT_MULTITHREADED)  # comtypes looks when imported
    import comtypes
    import comtypes.client

    comtypes.CoInitializeEx(_COINIT_MULTITHREADED)
    interfaces = comtypes.client.GetModule("UIAutomationCore.dll")
    automation = comtypes.client.CreateObject(
        interfaces.CUIAutomation8, interface=interfaces.IUIAutomation2
    )
    automation.ConnectionTimeout = automation.TransactionTimeout = int(ASK_SECONDS * 1000)
    return Client(automation, interfaces, comtypes.CoUninitialize)


class UiAutomation:
    """A `sayso.core.ports.Accessibility`. Connecting begins at once, on a thread of its own, and
    takes about a second; until then only Windows' own password fields are known."""

    def __init__(
        self,
        clock: Clock,
        *,
        api: Api | None = None,
        connect: Callable[[], Client] = connect,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self._api = api or Api()
        self._clock = clock
        self._asking = _Asking(connect)
        self._wait = wait or self._asking.ended.wait
        self._keyboard = Keyboard(self._api, clock, self._wait, self._asking.ended.is_set)

    def field(self, target: Target) -> Field | None:
        if self._is_password_edit(target):
            return _PasswordEdit(self, target)
        found = self._asking.ask(lambda client: self._focused(client, target), ASK_SECONDS)
        if found is None:
            return None
        element, secret = found
        return _UiaField(self, target, element, secret)

    def close(self) -> None:
        self._asking.close()

    def ask(self, work: Callable[[Client], _Answer], seconds: float) -> _Answer | None:
        return self._asking.ask(work, seconds)

    def remove(self, target: Target, element: Any, text: str) -> bool:
        """Select exactly ``text``, see that it is what is selected, and press Backspace once: what
        that does to a selection is the same everywhere."""
        self._keyboard.wait_until_released()
        selected = self._asking.ask(
            lambda client: _select_before_caret(client, element, text), REMOVE_SECONDS
        )
        if not selected:
            return False
        if not self._keyboard.in_front(target) or self._keyboard.press(VK_BACK) == 0:
            self._asking.ask(lambda client: _unselect(client, element), ASK_SECONDS)
            return False
        deadline = self._clock() + REMOVE_SECONDS
        # Where it does not go the selection stays: the key may still be on its way.
        while self._clock() < deadline and not self._asking.ended.is_set():
            if self._asking.ask(lambda client: _caret(client, element), ASK_SECONDS) is not None:
                return True
            self._wait(POLL_SECONDS)
        return False

    def _focused(self, client: Client, target: Target) -> tuple[Any, bool] | None:
        """The focus belongs to the window in front: so that must be the target, and stay it."""
        if foreground(self._api) != handle(target):
            return None
        element = client.automation.GetFocusedElement()
        if not element or foreground(self._api) != handle(target):
            return None
        return element, bool(element.CurrentIsPassword)

    def system_caret(self, target: Target) -> Rect | None:
        """Of windows that have Windows draw it; browsers and newer toolkits draw their own."""
        try:
            info = GuiThreadInfo(cbSize=ctypes.sizeof(GuiThreadInfo))
            thread = self._api.GetWindowThreadProcessId(handle(target), None)
            if not thread or not self._api.GetGUIThreadInfo(thread, ctypes.byref(info)):
                return None
            if not info.hwndCaret:
                return None
            inside = info.rcCaret
            corners = []
            for x, y in ((inside.left, inside.top), (inside.right, inside.bottom)):
                point = Point(x, y)
                if not self._api.ClientToScreen(info.hwndCaret, ctypes.byref(point)):
                    return None
                # Of a program that knows nothing of screens' scales the pixels are not real ones.
                self._api.LogicalToPhysicalPointForPerMonitorDPI(
                    info.hwndCaret, ctypes.byref(point)
                )
                corners.append(point)
        except OSError as error:
            _log.info("the caret: %s", error)
            return None
        start, end = corners
        height = end.y - start.y
        return Rect(start.x, start.y, max(1, end.x - start.x), height) if height > 0 else None

    def _is_password_edit(self, target: Target) -> bool:
        """By its style: needs no provider, and no time."""
        try:
            api = self._api
            info = GuiThreadInfo(cbSize=ctypes.sizeof(GuiThreadInfo))
            thread = api.GetWindowThreadProcessId(handle(target), None)
            if not thread or not api.GetGUIThreadInfo(thread, ctypes.byref(info)):
                return False
            kind = ctypes.create_unicode_buffer(64)
            api.RealGetWindowClassW(info.hwndFocus, kind, 64)
            # The bit means something else in windows of other kinds.
            if "edit" not in kind.value.lower():
                return False
            return bool(api.GetWindowLongW(info.hwndFocus, _GWL_STYLE) & _ES_PASSWORD)
        except OSError as error:  # a library or a function that this Windows has not
            _log.info("the kind of field: %s", error)
            return False


class _PasswordEdit:
    """A `sayso.core.ports.Field` that is for a password; nothing more is asked of it."""

    secret = True

    def __init__(self, owner: UiAutomation, target: Target) -> None:
        self._owner = owner
        self._target = target

    def before_caret(self, characters: int) -> str | None:
        return None

    def remove_before_caret(self, text: str) -> bool:
        return False

    def caret(self) -> Rect | None:
        return self._owner.system_caret(self._target)


class _UiaField:
    """A `sayso.core.ports.Field`."""

    def __init__(self, owner: UiAutomation, target: Target, element: Any, secret: bool) -> None:
        self._owner = owner
        self._target = target
        self._element = element
        self._secret = secret

    @property
    def secret(self) -> bool:
        return self._secret

    def before_caret(self, characters: int) -> str | None:
        if self._secret or characters <= 0:
            return None
        return self._owner.ask(
            lambda client: _text_before_caret(client, self._element, characters), ASK_SECONDS
        )

    def remove_before_caret(self, text: str) -> bool:
        if self._secret or not text:
            return False
        return self._owner.remove(self._target, self._element, text)

    def caret(self) -> Rect | None:
        return self._owner.system_caret(self._target) or self._owner.ask(
            lambda client: _caret_place(client, self._element), ASK_SECONDS
        )


class _Asking:
    """One question at a time on the thread that UI Automation is used from."""

    def __init__(self, connect: Callable[[], Client]) -> None:
        self.ended = threading.Event()
        self._connect = connect
        self._work: queue.SimpleQueue[tuple[Callable[[Client], Any], Future[Any]] | None]
        self._work = queue.SimpleQueue()
        self._last: Future[Any] | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ui-automation", daemon=True)
        self._thread.start()

    def ask(self, work: Callable[[Client], _Answer], seconds: float) -> _Answer | None:
        """None: no answer in time, an error, or the last question is still with a hung provider."""
        if self.ended.is_set() or not self._ready.is_set():
            return None
        if self._last is not None and not self._last.done():
            return None
        future: Future[_Answer | None] = Future()
        self._last = future
        self._work.put((work, future))
        try:
            return future.result(seconds)
        except TimeoutError:
            future.cancel()  # where it has not begun it must not happen later
            return None

    def close(self) -> None:
        self.ended.set()
        self._work.put(None)
        self._thread.join(ASK_SECONDS)  # it may hang with a provider, and must not hold up our end

    def _run(self) -> None:
        try:
            client = self._connect()
        except Exception as error:  # noqa: BLE001  COM's own errors have no common base
            _log.info("no UI Automation: %s", type(error).__name__)
            return
        self._ready.set()
        try:
            while (item := self._work.get()) is not None:
                work, future = item
                if future.set_running_or_notify_cancel():
                    future.set_result(_quietly(work, client))
                del item, work, future  # what they hold must be released on this thread
        finally:
            end = client.end
            del client
            end()


def _quietly(work: Callable[[Client], _Answer], client: Client) -> _Answer | None:
    try:
        return work(client)
    except Exception as error:  # noqa: BLE001  a provider may answer with anything
        _log.info("UI Automation: %s", type(error).__name__)  # its text may hold what was typed
        return None


def _pattern(client: Client, element: Any, number: int, interface: str) -> Any:
    """None where the element has not got it."""
    found = element.GetCurrentPattern(number)
    return found.QueryInterface(getattr(client.interfaces, interface)) if found else None


def _caret(client: Client, element: Any) -> Any:
    """The empty range where the caret is; None where that is not told, or something is selected.

    Without a selection GetSelection gives the caret ("IUIAutomationTextPattern::GetSelection
    method"); of those that give nothing then the second version of the pattern knows it.
    """
    text = _pattern(client, element, _TEXT_PATTERN, "IUIAutomationTextPattern")
    if text is None:
        return None
    selection = text.GetSelection()
    if selection and selection.Length == 1:
        only = selection.GetElement(0)
        return only if only.CompareEndpoints(_START, only, _END) == 0 else None
    if selection and selection.Length > 1:
        return None
    second = _pattern(client, element, _TEXT_PATTERN_2, "IUIAutomationTextPattern2")
    if second is None:
        return None
    active, caret = second.GetCaretRange()
    return caret if active and caret else None


def _caret_place(client: Client, element: Any) -> Rect | None:
    """Empty ranges have no rectangle: that of the character behind it, or else of the one before.

    GetBoundingRectangles gives left, top, width and height of each line of the range.
    """
    caret = _caret(client, element)
    if caret is None:
        return None
    for step in (1, -1):
        beside = caret.Clone()
        if not beside.MoveEndpointByUnit(_END if step > 0 else _START, _CHARACTER, step):
            continue
        found = [round(number) for number in beside.GetBoundingRectangles() or ()][:4]
        if len(found) == 4 and found[3] > 0:
            left, top, width, height = found
            return Rect(left if step > 0 else left + width, top, 1, height)
    return None


def _text_before_caret(client: Client, element: Any, characters: int) -> str | None:
    caret = _caret(client, element)
    if caret is None:
        return None
    before = caret.Clone()
    # A unit may be half of a surrogate pair or of a CR LF: so twice as many are enough.
    before.MoveEndpointByUnit(_START, _CHARACTER, -2 * characters)
    return _lines(before.GetText(-1))[-characters:]


def _select_before_caret(client: Client, element: Any, text: str) -> bool:
    """Exactly ``text`` is selected; or False, and the caret is where it was."""
    value = _pattern(client, element, _VALUE_PATTERN, "IUIAutomationValuePattern")
    caret = _caret(client, element)
    if caret is None or (value is not None and value.CurrentIsReadOnly):
        return False
    before = caret.Clone()
    missing = len(text)
    for _ in range(_TRIES):
        before.MoveEndpointByUnit(_START, _CHARACTER, -missing)
        missing = len(text) - len(_lines(before.GetText(-1)))
        if missing == 0:
            break
    if _lines(before.GetText(-1)) != text:
        return False
    before.Select()
    now = _pattern(client, element, _TEXT_PATTERN, "IUIAutomationTextPattern").GetSelection()
    if now and now.Length == 1 and _lines(now.GetElement(0).GetText(-1)) == text:
        return True
    caret.Select()
    return False


def _unselect(client: Client, element: Any) -> None:
    text = _pattern(client, element, _TEXT_PATTERN, "IUIAutomationTextPattern")
    only = text.GetSelection().GetElement(0)
    only.MoveEndpointByRange(_START, only, _END)
    only.Select()


def _lines(text: str | None) -> str:
    """Line breaks as we have them: an edit control has CR LF, a rich one CR."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")
