"""What macOS is asked: every call into its frameworks, and nothing that decides.

Quartz, AppKit and ApplicationServices are pyobjc's, which pynput brings along. They are imported
when they are first called, so that this module can be imported anywhere. Carbon has no wrapper
there: see `sayso.pipeline.type_out.macos.carbon`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, ParamSpec, TypeAlias, TypeVar

from sayso.pipeline.type_out.macos import carbon

Item: TypeAlias = tuple[tuple[str, bytes], ...]
"""One thing on the pasteboard: each of its types (a UTI) with the bytes, in their order."""

Frame: TypeAlias = tuple[int, int, int, int]
"""x, y, width, height in points, from the upper left corner of the main screen."""

Element: TypeAlias = Any
"""An AXUIElementRef."""

TEXT = "public.utf8-plain-text"

SUCCESS = 0
"""kAXErrorSuccess. The other errors are negative (AXError.h)."""

ACCESS_ASK = 1
ACCESS_ALLOWED = 2
ACCESS_DENIED = 3
"""NSPasteboardAccessBehavior, macOS 15.4 and later; 0 is an app that never set off the question."""

_TEXT_KEY = 0x31
"""kVK_Space, for events that carry a text of their own. Some key must be named. Clients that ignore
the text then get a space for each event, and not the "a" that code 0 stands for (VoiceInk 758)."""


P = ParamSpec("P")
T = TypeVar("T")


def _pooled(ask: Callable[P, T]) -> Callable[P, T]:
    """AppKit leaves its temporary objects to a pool, and threads of Python's have none: there they
    would stay until the thread ends."""

    @wraps(ask)
    def within(*args: P.args, **kwargs: P.kwargs) -> T:
        import objc

        with objc.autorelease_pool():
            return ask(*args, **kwargs)

    return within


@dataclass(frozen=True, slots=True)
class Window:
    """A window on the list of the window server. layer: 0 for ordinary ones."""

    number: int
    process: int
    layer: int
    frame: Frame


class MacApi:
    """The Mac. Callable from any thread but where said otherwise."""

    def __init__(self) -> None:
        self._provider: Any = None

    # What is allowed

    def trusted(self) -> bool:
        """Whether the person lets this process control the computer (Accessibility)."""
        from ApplicationServices import AXIsProcessTrusted

        return bool(AXIsProcessTrusted())

    def secure_input(self) -> bool:
        """Whether some process takes the keyboard for itself, as for a password (Apple's Technical
        Note TN2150)."""
        return carbon.secure_input()

    def secure_input_process(self) -> int:
        """Which one; 0 where that is not known. The key is not documented, and Apple calls what it
        says a best effort (developer forums, thread 726353)."""
        from Quartz import CGSessionCopyCurrentDictionary

        session = CGSessionCopyCurrentDictionary() or {}
        return int(session.get("kCGSSessionSecureInputPID") or 0)

    def post_to_main(self, work: Callable[[], None]) -> None:
        """Run it on the main thread soon, if its run loop runs: Qt's does."""
        from Foundation import NSOperationQueue

        NSOperationQueue.mainQueue().addOperationWithBlock_(work)

    # The keyboard

    def flags(self) -> int:
        """CGEventFlags of the keys that are physically held."""
        from Quartz import CGEventSourceFlagsState, kCGEventSourceStateHIDSystemState

        return int(CGEventSourceFlagsState(kCGEventSourceStateHIDSystemState))

    def post_text(self, text: str) -> None:
        """A key pressed and released that stands for ``text``, with no modifier. At most 20 UTF-16
        units: what is longer is cut off (enigo 68, espanso's native.mm)."""
        from Quartz import (
            CGEventCreateKeyboardEvent,
            CGEventKeyboardSetUnicodeString,
            CGEventPost,
            CGEventSetFlags,
            kCGSessionEventTap,
        )

        for down in (True, False):
            event = CGEventCreateKeyboardEvent(None, _TEXT_KEY, down)
            CGEventKeyboardSetUnicodeString(event, len(text.encode("utf-16-le")) // 2, text)
            CGEventSetFlags(event, 0)
            CGEventPost(kCGSessionEventTap, event)

    def post_key(self, code: int, down: bool, flags: int, *, hardware: bool) -> None:
        """One edge of a key. hardware: enter where the keyboard's own events do, below every
        program that watches keys."""
        from Quartz import (
            CGEventCreateKeyboardEvent,
            CGEventPost,
            CGEventSetFlags,
            kCGHIDEventTap,
            kCGSessionEventTap,
        )

        event = CGEventCreateKeyboardEvent(None, code, down)
        CGEventSetFlags(event, flags)
        CGEventPost(kCGHIDEventTap if hardware else kCGSessionEventTap, event)

    def layouts(self) -> tuple[Callable[[int, int], str], ...]:
        """The keyboard layout in use, then the one with Latin letters that goes with it: key code
        and modifiers (`sayso.pipeline.type_out.macos.layout`) to the characters, empty for none and
        for a dead key. On the main thread only: elsewhere HIToolbox ends the process (XQuartz 205,
        deskflow 9924). What is returned may be called anywhere."""
        return carbon.layouts()

    # The pasteboard

    @_pooled
    def change_count(self) -> int:
        """Goes up whenever anybody writes to the pasteboard."""
        return int(_pasteboard().changeCount())

    @_pooled
    def access(self) -> int:
        """What reading the pasteboard sets off; before macOS 15.4 it sets off nothing."""
        board = _pasteboard()
        if not board.respondsToSelector_("accessBehavior"):
            return ACCESS_ALLOWED
        return int(board.accessBehavior())

    @_pooled
    def read_items(self) -> tuple[Item, ...]:
        """Everything on the pasteboard. Waits for whoever only promised its data. A type whose data
        cannot be had is left out."""
        items = []
        for item in _pasteboard().pasteboardItems() or ():
            types = []
            for name in item.types():
                data = item.dataForType_(name)
                if data is not None:
                    types.append((str(name), bytes(data)))
            items.append(tuple(types))
        return tuple(items)

    @_pooled
    def write_items(self, items: Sequence[Item]) -> int | None:
        """In place of what is there; none: empty the pasteboard. Returns the new change count;
        None: it was refused."""
        from AppKit import NSPasteboardItem
        from Foundation import NSData

        board = _pasteboard()
        board.clearContents()
        made = []
        for types in items:
            item = NSPasteboardItem.alloc().init()
            for name, data in types:
                item.setData_forType_(NSData.dataWithBytes_length_(data, len(data)), name)
            made.append(item)
        if made and not board.writeObjects_(made):
            return None
        return int(board.changeCount())

    @_pooled
    def offer(self, text: str, markers: Sequence[str], read: Callable[[], None]) -> int | None:
        """Promise ``text``, on this machine only (NSPasteboardContentsCurrentHostOnly), beside
        empty data for each of ``markers``. ``read`` is called on the main thread when it is first
        asked for; the pasteboard keeps it from then on, and does not ask again. Returns the change
        count; None: it was refused. On the main thread only: its run loop has to answer."""
        from AppKit import NSPasteboardContentsCurrentHostOnly, NSPasteboardItem
        from Foundation import NSData

        board = _pasteboard()
        board.prepareForNewContentsWithOptions_(NSPasteboardContentsCurrentHostOnly)
        item = NSPasteboardItem.alloc().init()
        provider = _provider_class().alloc().init()
        provider.promised, provider.asked = text, read
        promised = item.setDataProvider_forTypes_(provider, [TEXT])
        for name in markers:
            item.setData_forType_(NSData.data(), name)
        if not promised or not board.writeObjects_([item]):
            return None
        self._provider = provider  # the pasteboard does not keep it alive
        return int(board.changeCount())

    # Windows and programs

    @_pooled
    def front_process(self) -> int:
        """The active program's process; 0 where there is none. AppKit brings it up to date on the
        main thread's turns."""
        from AppKit import NSWorkspace

        front = NSWorkspace.sharedWorkspace().frontmostApplication()
        return 0 if front is None else int(front.processIdentifier())

    @_pooled
    def program(self, process: int) -> str | None:
        """Its bundle identifier, else its name; None where there is no such program."""
        program = _program(process)
        if program is None:
            return None
        return str(program.bundleIdentifier() or program.localizedName() or "")

    @_pooled
    def activate(self, process: int) -> None:
        """Ask for it to become the active program. Since macOS 14 that may be declined."""
        from AppKit import NSApplicationActivateIgnoringOtherApps

        program = _program(process)
        if program is not None:
            program.activateWithOptions_(NSApplicationActivateIgnoringOtherApps)

    @_pooled
    def windows(self, *, on_screen: bool) -> tuple[Window, ...]:
        """From front to back where they are on the screen; else all there are."""
        from Quartz import (
            CGWindowListCopyWindowInfo,
            kCGNullWindowID,
            kCGWindowListOptionAll,
            kCGWindowListOptionOnScreenOnly,
        )

        option = kCGWindowListOptionOnScreenOnly if on_screen else kCGWindowListOptionAll
        listed = CGWindowListCopyWindowInfo(option, kCGNullWindowID) or ()
        return tuple(_window(info) for info in listed)

    # Accessibility. Every call waits so many ``seconds`` for the program it asks, and no longer:
    # a time limit counts for the element that it was set on alone (AXUIElement.h).

    def system(self) -> Element:
        from ApplicationServices import AXUIElementCreateSystemWide

        return AXUIElementCreateSystemWide()

    def application(self, process: int) -> Element:
        from ApplicationServices import AXUIElementCreateApplication

        return AXUIElementCreateApplication(process)

    def element_process(self, element: Element) -> int:
        """0 where that cannot be told."""
        from ApplicationServices import AXUIElementGetPid

        error, process = AXUIElementGetPid(element, None)
        return int(process) if error == SUCCESS else 0

    def get(self, element: Element, name: str, seconds: float) -> tuple[int, Any]:
        """The error, and the attribute: strings, numbers and elements as they are, ranges, points
        and sizes as pairs, rectangles as a pair of these."""
        from ApplicationServices import AXUIElementCopyAttributeValue

        _limit(element, seconds)
        error, value = AXUIElementCopyAttributeValue(element, name, None)
        return int(error), _unwrapped(value)

    def string_for_range(
        self, element: Element, start: int, length: int, seconds: float
    ) -> str | None:
        """So many UTF-16 units; None where the element does not tell."""
        value = _for_range(element, "AXStringForRange", start, length, seconds)
        return None if value is None else str(value)

    def bounds_for_range(
        self, element: Element, start: int, length: int, seconds: float
    ) -> Frame | None:
        """Where so many UTF-16 units are on the screen; None where the element does not tell."""
        bounds = _unwrapped(_for_range(element, "AXBoundsForRange", start, length, seconds))
        if bounds is None:
            return None
        (x, y), (width, height) = bounds
        return round(x), round(y), round(width), round(height)

    def set_range(self, element: Element, start: int, length: int, seconds: float) -> int:
        """Select so many UTF-16 units. Returns the error."""
        return self.set(element, "AXSelectedTextRange", _range(start, length), seconds)

    def set(self, element: Element, name: str, value: object, seconds: float) -> int:
        """Returns the error."""
        from ApplicationServices import AXUIElementSetAttributeValue

        _limit(element, seconds)
        return int(AXUIElementSetAttributeValue(element, name, value))

    def perform(self, element: Element, action: str, seconds: float) -> int:
        """Returns the error."""
        from ApplicationServices import AXUIElementPerformAction

        _limit(element, seconds)
        return int(AXUIElementPerformAction(element, action))


def _limit(element: Element, seconds: float) -> None:
    from ApplicationServices import AXUIElementSetMessagingTimeout

    AXUIElementSetMessagingTimeout(element, seconds)


def _range(start: int, length: int) -> Any:
    from ApplicationServices import AXValueCreate, kAXValueCFRangeType

    return AXValueCreate(kAXValueCFRangeType, (start, length))


def _for_range(element: Element, name: str, start: int, length: int, seconds: float) -> Any:
    from ApplicationServices import AXUIElementCopyParameterizedAttributeValue

    _limit(element, seconds)
    error, value = AXUIElementCopyParameterizedAttributeValue(
        element, name, _range(start, length), None
    )
    return value if error == SUCCESS else None


def _unwrapped(value: Any) -> Any:
    from ApplicationServices import AXValueGetType, AXValueGetValue, AXValueRef, kAXValueAXErrorType

    if not isinstance(value, AXValueRef):
        return value
    kind = AXValueGetType(value)
    known, parts = AXValueGetValue(value, kind, None)
    return tuple(parts) if known and kind != kAXValueAXErrorType else None


def _window(info: Mapping[str, Any]) -> Window:
    bounds = info["kCGWindowBounds"]
    return Window(
        int(info["kCGWindowNumber"]),
        int(info["kCGWindowOwnerPID"]),
        int(info["kCGWindowLayer"]),
        (
            round(bounds["X"]),
            round(bounds["Y"]),
            round(bounds["Width"]),
            round(bounds["Height"]),
        ),
    )


def _pasteboard() -> Any:
    from AppKit import NSPasteboard

    return NSPasteboard.generalPasteboard()


def _program(process: int) -> Any:
    from AppKit import NSRunningApplication

    return NSRunningApplication.runningApplicationWithProcessIdentifier_(process)


@cache
def _provider_class() -> Any:
    """An Objective-C class can be made but once in a process."""
    import objc
    from Foundation import NSObject

    class SaysoTextProvider(  # type: ignore[call-arg]
        NSObject,  # type: ignore[misc]
        protocols=[objc.protocolNamed("NSPasteboardItemDataProvider")],
    ):
        def pasteboard_item_provideDataForType_(  # noqa: N802
            self, _board: Any, item: Any, name: str
        ) -> None:
            item.setString_forType_(self.promised, name)
            self.asked()

    return SaysoTextProvider
