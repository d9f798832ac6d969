"""A Mac that is none.

A fake: it behaves as Apple's documentation, pyobjc's own tests and other programs' bug reports say
that a Mac does, and no Mac was there to compare it with. It shows what is asked of macOS, in which
order, and what is made of the answers; tests/manual.md is for the rest.
"""

from __future__ import annotations

import dataclasses
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from sayso.pipeline.type_out.macos.api import ACCESS_ALLOWED, TEXT, Item, Window

NO_VALUE, CANNOT_COMPLETE, UNSUPPORTED, INVALID = -25212, -25204, -25205, -25202

ANSI = dict(enumerate("asdfhgzxcv§bqweryt123465=97-80]ou[ip\rlj'k;\\,/nm.\t `"))
ANSI_SHIFT = dict(enumerate('ASDFHGZXCV±BQWERYT!@#$^%+(&_*)}OU{IP\rLJ"K:|<?NM>\t ~'))


def ansi(code: int, modifiers: int) -> str:
    return (ANSI_SHIFT if modifiers == 2 else ANSI).get(code, "")


@dataclass
class FakeField:
    """A text field; counts in UTF-16, as AX does."""

    value: str = ""
    caret: int = 0
    selected: int = 0
    subrole: str = ""
    empty_bounds: bool = True
    """It tells where an empty range is."""
    ranges: bool = True
    """It can hand out a part of its text."""
    deaf: frozenset[str] = frozenset()
    """Attributes that it says yes to, and does nothing."""
    fixed: frozenset[str] = frozenset()
    """Attributes that cannot be set."""
    later: int = 0
    """Questions until a change shows."""
    _due: list[Callable[[], None]] = dataclasses.field(default_factory=list)

    def part(self, start: int, length: int) -> str:
        raw = self.value.encode("utf-16-le")[2 * start : 2 * (start + length)]
        return raw.decode("utf-16-le", errors="surrogatepass")

    def replace(self, text: str) -> None:
        raw = self.value.encode("utf-16-le")
        new = text.encode("utf-16-le")
        end = self.caret + self.selected
        self.value = (raw[: 2 * self.caret] + new + raw[2 * end :]).decode("utf-16-le")
        self.caret, self.selected = self.caret + len(new) // 2, 0

    def change(self, what: Callable[[], None]) -> None:
        if self.later:
            self._due.append(what)
        else:
            what()

    def asked(self) -> None:
        if self._due:
            self.later -= 1
            if self.later <= 0:
                self.later = 0
                for what in self._due:
                    what()
                self._due.clear()


@dataclass
class FakeProgram:
    process: int
    bundle: str
    windows: list[Window]
    """From front to back."""
    focused: int = 0
    """Number of the window with the keyboard; 0: the first."""
    field: FakeField = dataclasses.field(default_factory=FakeField)
    busy: bool = False
    told: bool = True
    """Accessibility knows that it has the keyboard."""
    obeys: frozenset[str] = frozenset({"AXFrontmost", "activate"})
    """What brings it to the front."""
    reads: bool = True
    """It fetches what is pasted."""
    got: list[str] = dataclasses.field(default_factory=list)
    """What its windows were given, piece by piece."""


class FakeMac:
    """In place of `sayso.pipeline.type_out.macos.api.MacApi`.

    calls: all that changes something, in order. now: the clock, which every look at the keyboard
    moves by ten milliseconds. programs: from the
    active one to the last. panel: one whose window has the keyboard all the same.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.now = 0.0
        self.is_trusted = True
        self.secured = False
        self.holder = 0
        self.held: list[int] = []
        self.stuck = 0
        self.layouts_found: tuple[Callable[[int, int], str], ...] = (ansi,)
        self.main_stuck = False
        self.access_is = ACCESS_ALLOWED
        self.items: tuple[Item, ...] = ()
        self.count = 7
        self.promise: tuple[str, Callable[[], None]] | None = None
        self.hold_back: threading.Event | None = None
        self.manager_reads = False
        self.after: dict[tuple[object, ...], Callable[[], None]] = {}
        self.programs: list[FakeProgram] = []
        self.panel: FakeProgram | None = None
        self.limits: list[float] = []
        self._queue: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._main = threading.Thread(target=self._run, name="fake main")
        self._main.start()

    def clock(self) -> float:
        return self.now

    def end(self) -> None:
        self._queue.put(None)
        self._main.join()

    def _run(self) -> None:
        while (work := self._queue.get()) is not None:
            work()

    def on_main(self, work: Callable[[], None]) -> None:
        """As an outside event would: not subject to `main_stuck`. Waits for it."""
        done = threading.Event()

        def run() -> None:
            work()
            done.set()

        self._queue.put(run)
        assert done.wait(5)

    def _only_main(self) -> None:
        # The real one ends the process here (SIGTRAP).
        assert threading.current_thread() is self._main, "on the main thread only"

    def _did(self, *call: object) -> None:
        self.calls.append(call)
        then = self.after.pop(call, None)
        if then is not None:
            then()

    # What is allowed

    def trusted(self) -> bool:
        return self.is_trusted

    def secure_input(self) -> bool:
        return self.secured

    def secure_input_process(self) -> int:
        return self.holder

    def post_to_main(self, work: Callable[[], None]) -> None:
        if not self.main_stuck:
            self._queue.put(work)

    # The keyboard

    def flags(self) -> int:
        self.now += 0.01
        return self.held.pop(0) if self.held else self.stuck

    def post_text(self, text: str) -> None:
        self._did("text", text)
        kept = text.encode("utf-16-le")[:40].decode("utf-16-le", errors="replace")
        self._typed(kept)

    def post_key(self, code: int, down: bool, flags: int, *, hardware: bool) -> None:
        self._did("key", code, down, flags, hardware)
        if down and flags & 0x100000 and self.layouts_found[0](code, 1).lower() == "v":
            program = self.programs[0] if self.programs else None
            if program is None or program.reads:
                self._queue.put(lambda: self.read_by(program))

    def _typed(self, text: str) -> None:
        if self.programs:
            self.programs[0].got.append(text)
            self.programs[0].field.replace(text)

    def layouts(self) -> tuple[Callable[[int, int], str], ...]:
        self._only_main()
        return self.layouts_found

    # The pasteboard

    def change_count(self) -> int:
        return self.count

    def access(self) -> int:
        return self.access_is

    def read_items(self) -> tuple[Item, ...]:
        if self.hold_back is not None:
            self.hold_back.wait(10)
        return self.items

    def write_items(self, items: Sequence[Item]) -> int | None:
        self._did("write", tuple(items))
        self.promise = None
        self.items = tuple(items)
        self.count += 1
        return self.count

    def offer(self, text: str, markers: Sequence[str], read: Callable[[], None]) -> int | None:
        self._only_main()
        self._did("offer", text, tuple(markers))
        self.items = (((TEXT, b"?"), *((name, b"") for name in markers)),)
        self.promise = (text, read)
        self.count += 1
        if self.manager_reads:
            self._queue.put(lambda: self.read_by(None))
        return self.count

    def read_by(self, program: FakeProgram | None) -> None:
        """On the main thread: the server asks once who promised, and keeps what it gets."""
        self._only_main()
        if self.promise is not None:
            text, read = self.promise
            self.promise = None
            (first, *rest), *others = self.items
            self.items = (((first[0], text.encode()), *rest), *others)
            read()
        if program is not None:
            found = dict(self.items[0]).get(TEXT, b"").decode() if self.items else ""
            program.got.append(found)
            program.field.replace(found)

    def copied_by_person(self, text: str) -> None:
        self.items = (((TEXT, text.encode()),),)
        self.promise = None
        self.count += 1

    # Windows and programs

    def front_process(self) -> int:
        return self.programs[0].process if self.programs else 0

    def program(self, process: int) -> str | None:
        found = self.find(process)
        return None if found is None else found.bundle

    def find(self, process: int) -> FakeProgram | None:
        there = [*self.programs, *([self.panel] if self.panel else [])]
        return next((program for program in there if program.process == process), None)

    def to_front(self, process: int) -> None:
        found = self.find(process)
        assert found is not None
        self.programs.remove(found)
        self.programs.insert(0, found)

    def activate(self, process: int) -> None:
        self._did("activate", process)
        found = self.find(process)
        if found is not None and "activate" in found.obeys:
            self.to_front(process)

    def windows(self, *, on_screen: bool) -> tuple[Window, ...]:
        over = self.panel.windows if self.panel else []
        return (*over, *(window for program in self.programs for window in program.windows))

    # Accessibility

    def system(self) -> Any:
        return ("system",)

    def application(self, process: int) -> Any:
        return ("application", process)

    def element_process(self, element: Any) -> int:
        return int(element[1])

    def get(self, element: Any, name: str, seconds: float) -> tuple[int, Any]:
        self.limits.append(seconds)
        match element:
            case ("system",):
                if self.panel is not None:
                    return 0, ("application", self.panel.process)
                if not self.programs or not self.programs[0].told:
                    return NO_VALUE, None
                return 0, ("application", self.programs[0].process)
            case ("application", process):
                return self._of_program(self.find(process), name)
            case ("window", process, number):
                return self._of_window(process, number, name)
            case ("field", process):
                return self._of_field(self.find(process), name)
        raise AssertionError(element)

    def _of_program(self, program: FakeProgram | None, name: str) -> tuple[int, Any]:
        if program is None:
            return INVALID, None
        if program.busy:
            return CANNOT_COMPLETE, None
        if name == "AXFocusedWindow" and program.windows:
            number = program.focused or program.windows[0].number
            return 0, ("window", program.process, number)
        if name == "AXFocusedUIElement" and program.told:
            return 0, ("field", program.process)
        return NO_VALUE, None

    def _of_window(self, process: int, number: int, name: str) -> tuple[int, Any]:
        program = self.find(process)
        for window in program.windows if program else ():
            if window.number == number:
                x, y, width, height = window.frame
                return 0, (float(x), float(y)) if name == "AXPosition" else (width, height)
        return INVALID, None

    def _of_field(self, program: FakeProgram | None, name: str) -> tuple[int, Any]:
        if program is None:
            return INVALID, None
        if program.busy:
            return CANNOT_COMPLETE, None
        found = program.field
        found.asked()
        values: dict[str, Any] = {
            "AXRole": "AXTextArea",
            "AXSubrole": found.subrole,
            "AXValue": found.value,
            "AXNumberOfCharacters": len(found.value.encode("utf-16-le")) // 2,
            "AXSelectedTextRange": (found.caret, found.selected),
            "AXSelectedText": found.part(found.caret, found.selected),
        }
        return (0, values[name]) if values.get(name) not in (None, "") else (NO_VALUE, None)

    def string_for_range(self, element: Any, start: int, length: int, seconds: float) -> str | None:
        program = self.find(element[1])
        assert program is not None
        return program.field.part(start, length) if program.field.ranges else None

    def bounds_for_range(
        self, element: Any, start: int, length: int, seconds: float
    ) -> tuple[int, int, int, int] | None:
        """Units of 10 by 20 points."""
        self.limits.append(seconds)
        program = self.find(element[1])
        assert program is not None
        there = program.field
        if start + length > len(there.value.encode("utf-16-le")) // 2:
            return None
        if not length and not there.empty_bounds:
            return (0, 900, 0, 0)  # as seen in the wild: of no size, in a corner
        return (100 + 10 * start, 200, 10 * length, 20)

    def set_range(self, element: Any, start: int, length: int, seconds: float) -> int:
        return self.set(element, "AXSelectedTextRange", (start, length), seconds)

    def set(self, element: Any, name: str, value: object, seconds: float) -> int:
        self._did("set", element, name, value)
        program = self.find(element[1])
        if program is None:
            return INVALID
        if name == "AXFrontmost" and "AXFrontmost" in program.obeys:
            self.to_front(program.process)
        if element[0] != "field":
            return 0
        found = program.field
        if name in found.fixed:
            return UNSUPPORTED
        if name not in found.deaf:
            if name == "AXSelectedText":
                found.change(lambda: found.replace(str(value)))
            else:
                start, length = value  # type: ignore[misc]
                found.caret, found.selected = start, length
        return 0

    def perform(self, element: Any, action: str, seconds: float) -> int:
        self._did("perform", element, action)
        program = self.find(element[1])
        if program is None:
            return INVALID
        number = element[2]
        program.windows.sort(key=lambda window: window.number != number)
        program.focused = number
        return 0


@pytest.fixture
def mac() -> Iterator[FakeMac]:
    made = FakeMac()
    made.programs = [
        FakeProgram(101, "com.apple.TextEdit", [Window(11, 101, 0, (10, 20, 600, 400))]),
        FakeProgram(202, "com.googlecode.iterm2", [Window(21, 202, 0, (0, 0, 800, 600))]),
    ]
    yield made
    made.end()
