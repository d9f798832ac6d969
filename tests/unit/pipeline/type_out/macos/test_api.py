"""What the thin file asks of pyobjc, which is not here: modules that only take down what is called.

They are fakes and prove no more than the calls. That the names exist was looked up in pyobjc 13's
metadata, and that tuples and UTF-16 lengths are what it wants in its own tests.
"""

from __future__ import annotations

import ctypes
import inspect
import sys
from contextlib import nullcontext
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from sayso.pipeline.type_out.macos import api, carbon
from sayso.pipeline.type_out.macos.api import MacApi, Window


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    taken: list[Any] = []

    def module(name: str, **names: Any) -> None:
        made = ModuleType(name)
        vars(made).update(names)
        monkeypatch.setitem(sys.modules, name, made)

    def takes(name: str, answer: Any = None) -> Any:
        def call(*args: Any) -> Any:
            taken.append((name, *args))
            return answer(*args) if callable(answer) else answer

        return call

    class AXValue:
        def __init__(self, kind: int, pair: Any) -> None:
            self.kind, self.pair = kind, pair

    module(
        "Quartz",
        CGEventCreateKeyboardEvent=lambda source, code, down: f"event {code} {down}",
        CGEventKeyboardSetUnicodeString=takes("string"),
        CGEventSetFlags=takes("flags"),
        CGEventPost=takes("post"),
        CGEventSourceFlagsState=takes("state", 0x20100),
        CGSessionCopyCurrentDictionary=lambda: {"kCGSSessionSecureInputPID": 77},
        CGWindowListCopyWindowInfo=takes(
            "windows",
            [
                {
                    "kCGWindowNumber": 5,
                    "kCGWindowOwnerPID": 9,
                    "kCGWindowLayer": 0,
                    "kCGWindowBounds": {"X": 1.0, "Y": 2.0, "Width": 3.4, "Height": 4.0},
                }
            ],
        ),
        kCGEventSourceStateHIDSystemState=1,
        kCGSessionEventTap=1,
        kCGHIDEventTap=0,
        kCGNullWindowID=0,
        kCGWindowListOptionAll=0,
        kCGWindowListOptionOnScreenOnly=1,
    )
    values = {
        "AXRange": AXValue(4, (3, 2)),
        "AXSize": AXValue(2, (3.5, 2.0)),
        "AXOdd": AXValue(5, 1),
        "AXValue": "text",
    }
    module(
        "ApplicationServices",
        AXIsProcessTrusted=lambda: True,
        AXUIElementSetMessagingTimeout=takes("limit"),
        AXUIElementCopyAttributeValue=lambda element, name, _: (
            (0, values[name]) if name in values else (-25212, None)
        ),
        AXUIElementCopyParameterizedAttributeValue=takes(
            "range",
            lambda element, name, value, _: {
                "AXStringForRange": (0, "part"),
                "AXBoundsForRange": (0, AXValue(3, ((10.4, 20.0), (0.0, 17.6)))),
            }[name],
        ),
        AXUIElementSetAttributeValue=takes("set", 0),
        AXUIElementPerformAction=takes("perform", 0),
        AXUIElementGetPid=lambda element, _: (0, 31) if element == "good" else (-25202, 0),
        AXValueCreate=AXValue,
        AXValueGetType=lambda value: value.kind,
        AXValueGetValue=lambda value, kind, _: (True, value.pair),
        AXValueRef=AXValue,
        kAXValueCFRangeType=4,
        kAXValueAXErrorType=5,
    )
    module("objc", autorelease_pool=nullcontext, protocolNamed=lambda name: name)
    return taken


def test_the_fake_mac_offers_what_the_real_one_does(mac: Any) -> None:
    for name, real in inspect.getmembers(MacApi, inspect.isfunction):
        if not name.startswith("_"):
            fake = inspect.signature(getattr(type(mac), name))
            assert fake.parameters.keys() == inspect.signature(real).parameters.keys(), name


def test_text_goes_with_no_modifier_and_its_length_in_utf_16(calls: list[Any]) -> None:
    MacApi().post_text("a\U0001f600")
    assert calls == [
        ("string", "event 49 True", 3, "a\U0001f600"),
        ("flags", "event 49 True", 0),
        ("post", 1, "event 49 True"),
        ("string", "event 49 False", 3, "a\U0001f600"),
        ("flags", "event 49 False", 0),
        ("post", 1, "event 49 False"),
    ]


@pytest.mark.parametrize(("hardware", "tap"), [(True, 0), (False, 1)])
def test_a_key(calls: list[Any], hardware: bool, tap: int) -> None:
    MacApi().post_key(9, True, 0x100008, hardware=hardware)
    assert calls == [("flags", "event 9 True", 0x100008), ("post", tap, "event 9 True")]


def test_what_is_held_is_asked_of_the_hardware(calls: list[Any]) -> None:
    assert MacApi().flags() == 0x20100
    assert calls == [("state", 1)]


def test_windows(calls: list[Any]) -> None:
    assert MacApi().windows(on_screen=True) == (Window(5, 9, 0, (1, 2, 3, 4)),)
    MacApi().windows(on_screen=False)
    assert calls == [("windows", 1, 0), ("windows", 0, 0)]


def test_what_is_allowed(calls: list[Any]) -> None:
    assert MacApi().trusted()
    assert MacApi().secure_input_process() == 77


def test_attributes_are_unwrapped(calls: list[Any]) -> None:
    mac = MacApi()
    assert mac.get("field", "AXRange", 0.1) == (0, (3, 2))
    assert mac.get("field", "AXSize", 0.1) == (0, (3.5, 2.0))
    assert mac.get("field", "AXValue", 0.1) == (0, "text")
    assert mac.get("field", "AXOdd", 0.1) == (0, None)
    assert mac.get("field", "AXNone", 0.1) == (-25212, None)
    assert calls == [("limit", "field", 0.1)] * 5
    assert mac.element_process("good") == 31
    assert mac.element_process("bad") == 0


def test_ranges_are_wrapped(calls: list[Any]) -> None:
    mac = MacApi()
    assert mac.string_for_range("field", 3, 2, 0.1) == "part"
    assert mac.set_range("field", 5, 0, 0.1) == 0
    assert mac.perform("window", "AXRaise", 0.1) == 0
    limit, asked, limit_again, put, _, raised = calls
    assert limit == limit_again == ("limit", "field", 0.1)
    assert asked[:3] == ("range", "field", "AXStringForRange")
    assert (asked[3].kind, asked[3].pair) == (4, (3, 2))
    assert put[:3] == ("set", "field", "AXSelectedTextRange")
    assert put[3].pair == (5, 0)
    assert raised == ("perform", "window", "AXRaise")


def test_where_a_range_is(calls: list[Any]) -> None:
    assert MacApi().bounds_for_range("field", 3, 0, 0.1) == (10, 20, 0, 18)
    limit, asked = calls
    assert limit == ("limit", "field", 0.1)
    assert asked[:3] == ("range", "field", "AXBoundsForRange")
    assert asked[3].pair == (3, 0)


class Board:
    """Of NSPasteboard, what is needed."""

    def __init__(self) -> None:
        self.count = 3
        self.items: list[Any] = []
        self.hosts: list[int] = []
        self.takes = True

    def changeCount(self) -> int:
        return self.count

    def respondsToSelector_(self, name: str) -> bool:
        return name == "accessBehavior" and hasattr(self, "behaviour")

    def accessBehavior(self) -> int:
        return int(getattr(self, "behaviour"))  # noqa: B009 - it comes and goes with macOS

    def pasteboardItems(self) -> list[Any] | None:
        return self.items or None

    def clearContents(self) -> None:
        self.items = []
        self.count += 1

    def prepareForNewContentsWithOptions_(self, options: int) -> None:
        self.hosts.append(options)
        self.clearContents()

    def writeObjects_(self, items: list[Any]) -> bool:
        if self.takes:
            self.items = items
        return self.takes


class BoardItem:
    @classmethod
    def alloc(cls) -> BoardItem:
        return cls()

    def init(self) -> BoardItem:
        self.data: dict[str, Any] = {}
        self.provider: Any = None
        return self

    def types(self) -> list[str]:
        return list(self.data)

    def dataForType_(self, name: str) -> Any:
        return self.data[name]

    def setData_forType_(self, data: Any, name: str) -> None:
        self.data[name] = data

    def setString_forType_(self, text: str, name: str) -> None:
        self.data[name] = text.encode()

    def setDataProvider_forTypes_(self, provider: Any, names: list[str]) -> bool:
        self.provider = provider
        return True


@pytest.fixture
def board(calls: list[Any], monkeypatch: pytest.MonkeyPatch) -> Board:
    made = Board()
    kit = ModuleType("AppKit")
    vars(kit).update(
        NSPasteboard=SimpleNamespace(generalPasteboard=lambda: made),
        NSPasteboardItem=BoardItem,
        NSPasteboardContentsCurrentHostOnly=1,
    )
    monkeypatch.setitem(sys.modules, "AppKit", kit)

    class NSObject:
        def __init_subclass__(cls, protocols: Any = ()) -> None:
            assert protocols == ["NSPasteboardItemDataProvider"]

        @classmethod
        def alloc(cls) -> Any:
            return cls()

        def init(self) -> Any:
            return self

    foundation = ModuleType("Foundation")
    vars(foundation).update(
        NSData=SimpleNamespace(
            data=lambda: b"", dataWithBytes_length_=lambda data, length: bytes(data)[:length]
        ),
        NSObject=NSObject,
    )
    monkeypatch.setitem(sys.modules, "Foundation", foundation)
    api._provider_class.cache_clear()
    return made


def test_items_come_back_byte_for_byte(board: Board) -> None:
    mac = MacApi()
    kept = ((("public.html", b"<b>\0</b>"), ("org.x.empty", b"")), (("public.png", b"\x89"),))
    assert mac.write_items(kept) == 4
    assert mac.read_items() == kept
    board.items[0].data["org.x.promised"] = None  # cannot be had
    assert mac.read_items() == kept
    assert mac.write_items(()) == 5
    assert mac.read_items() == ()


def test_a_pasteboard_that_takes_nothing(board: Board) -> None:
    board.takes = False
    assert MacApi().write_items([(("a", b""),)]) is None
    assert MacApi().offer("text", [], lambda: None) is None


def test_an_offer_stays_on_this_machine_and_tells_of_its_reader(board: Board) -> None:
    read: list[int] = []
    assert MacApi().offer("Grüße", ["org.x.marker"], lambda: read.append(1)) == 4
    assert board.hosts == [1]
    (item,) = board.items
    assert item.data == {"org.x.marker": b""}
    item.provider.pasteboard_item_provideDataForType_(board, item, api.TEXT)
    assert item.data[api.TEXT] == "Grüße".encode()
    assert read == [1]


def test_older_systems_ask_nobody_before_reading(board: Board) -> None:
    assert MacApi().access() == api.ACCESS_ALLOWED
    board.behaviour = 3  # type: ignore[attr-defined]
    assert MacApi().access() == api.ACCESS_DENIED


def test_what_a_key_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {(9, 0): "v", (9, 1): "\U0001f600", (33, 0): ""}

    def translate(*args: Any) -> int:
        layout, code, action, modifiers, keyboard, options, _dead, room, length, units = args
        assert (layout, action, keyboard, options) == (b"layout\0data", 0, 40, 0)
        if (code, modifiers) not in given:
            return -1
        raw = given[code, modifiers].encode("utf-16-le")
        for index in range(len(raw) // 2):
            units[index] = int.from_bytes(raw[2 * index : 2 * index + 2], "little")
        length.value = len(raw) // 2
        assert length.value <= room
        return 0

    monkeypatch.setattr(carbon, "_carbon", lambda: SimpleNamespace(UCKeyTranslate=translate))
    gives = carbon._translation(b"layout\0data", 40)
    assert [gives(9, 0), gives(9, 1), gives(33, 0), gives(1, 0)] == ["v", "\U0001f600", "", ""]


def test_without_a_mac_carbon_is_an_os_error() -> None:
    carbon._carbon.cache_clear()
    with pytest.raises(OSError, match="Carbon"):
        MacApi().secure_input()
    assert ctypes.sizeof(ctypes.c_ulong) == 8  # UniCharCount, on every Mac there is
