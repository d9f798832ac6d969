"""The Text and EditableText interfaces of one accessible object (at-spi2-core's xml/Text.xml).

Toolkits count differently: GTK and Chromium in code points, Qt in UTF-16 code units, though the
interface says characters. None tells which, so it is seen from what is asked for: the answer to
"from place a to place b" has b-a units of whatever the toolkit counts in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sayso.core.ports import Clock
from sayso.core.spot import Rect
from sayso.pipeline.type_out.dbus.connection import Bus, BusError

PREFIX = "org.a11y.atspi."

PROPERTIES = "org.freedesktop.DBus.Properties"

FOCUSED = 1 << 12
"""Atspi.StateType.FOCUSED, as a bit of the first word that GetState answers."""

PASSWORD_TEXT = 40
"""Atspi.Role.PASSWORD_TEXT."""

TERMINAL = 60
"""Atspi.Role.TERMINAL: its text is a screen, lines filled up and broken as it is wide."""

ANSWER_SECONDS = 0.3
"""For each question to the field, however many calls that is."""

_ON_SCREEN = 0
"""Atspi.CoordType.SCREEN."""

_ONE_LINE = 64
"""Pixels: a field no higher than this holds its caret well enough."""

_LOOK_BACK = 1_000
"""Characters, for the end of the paragraph before."""

_EMBEDDED = "\ufffc"
"""Stands for an object in the text, as a paragraph is for the page's editor around it."""

_DEEPEST = 8
"""Objects in objects that are followed to the caret."""


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def unit_of(text: str, units: int) -> Callable[[str], int] | None:
    """What the field counts in, a function that counts, given that ``text`` has ``units`` of them.
    None: in something else, or it gave another piece than was asked for."""
    if len(text) == units:
        return len  # or UTF-16, where that is the same for this text
    return _utf16 if _utf16(text) == units else None


@dataclass(frozen=True, slots=True)
class _Read:
    """``text`` stands before ``caret``, a place in the object at ``path``, which counts in what
    ``count`` counts."""

    text: str
    caret: int
    count: Callable[[str], int]
    path: str


class TextField:
    """A `sayso.core.ports.Field`, for as long as its application lives."""

    def __init__(self, bus: Bus, clock: Clock, application: str, path: str, role: int) -> None:
        self._bus = bus
        self._clock = clock
        self._application = application
        self._path = path
        self._role = role

    @property
    def secret(self) -> bool:
        return self._role == PASSWORD_TEXT

    def before_caret(self, characters: int) -> str | None:
        if self.secret or self._role == TERMINAL:
            return None  # it holds bullets, or a screen
        try:
            read = self._read(characters, self._clock() + ANSWER_SECONDS)
        except (BusError, ValueError, TypeError):  # it went, hangs, or answers in another shape
            return None
        return None if read is None else read.text

    def remove_before_caret(self, text: str) -> bool:
        """By EditableText.DeleteText, which Qt and GTK offer and Chromium does not."""
        deadline = self._clock() + ANSWER_SECONDS
        if not text or self.secret:
            return False
        try:
            (states,) = self._call(deadline, self._path, "Accessible", "GetState")
            read = self._read(len(text), deadline)
            if not states[0] & FOCUSED or read is None or read.text != text:
                return False
            length = self._property(deadline, read.path, "CharacterCount")
        except (BusError, ValueError, TypeError):
            return False
        try:
            return self._delete(read, length, deadline)
        except (BusError, ValueError, TypeError):
            # Perhaps it was deleted, and only the answer did not come in time.
            now = self.before_caret(len(text))
            return now is not None and now != text

    def caret(self) -> Rect | None:
        """From the extents of the character behind it, else of the one before it; an empty field
        has neither, and stands for itself if it is of one line."""
        try:
            return self._caret(self._clock() + ANSWER_SECONDS)
        except (BusError, ValueError, TypeError):
            return None

    def _caret(self, deadline: float) -> Rect | None:
        path = self._path
        for _ in range(_DEEPEST):
            caret = self._property(deadline, path, "CaretOffset")
            (after,) = self._call(deadline, path, "Text", "GetText", "ii", caret, caret + 1)
            if after != _EMBEDDED:
                break
            path = self._embedded(deadline, path, caret)
        # Toolkits answer for a character that is not there with nothing, or with what it likes.
        if after.strip("\n") and (behind := self._extents(deadline, path, caret)):
            place = Rect(behind.x, behind.y, 1, behind.height)
            return place if self._is_its_line(deadline, path, caret, place) else None
        if caret > 0:
            (before,) = self._call(deadline, path, "Text", "GetText", "ii", caret - 1, caret)
            found = self._extents(deadline, path, caret - 1)
            if found is not None and before != "\n":
                place = Rect(found.right, found.y, 1, found.height)
                return place if self._is_its_line(deadline, path, caret, place) else None
        (field,) = self._call(deadline, path, "Component", "GetExtents", "u", _ON_SCREEN)
        whole = Rect(*field)
        return whole if 0 < whole.height <= _ONE_LINE else None

    def _is_its_line(self, deadline: float, path: str, caret: int, place: Rect) -> bool:
        """Whether what stands a paragraph earlier stands higher. In QPlainTextEdit it does not:
        Qt (6.11) has each paragraph begin at the top."""
        start = max(0, caret - _LOOK_BACK)
        (piece,) = self._call(deadline, path, "Text", "GetText", "ii", start, caret)
        count = unit_of(piece, caret - start)
        # Of its letters: a line break itself may be told to be nowhere.
        paragraph = piece.rpartition("\n")[0].rstrip("\n")
        if not paragraph or count is None:
            return True
        earlier = self._extents(deadline, path, start + count(paragraph[:-1]))
        return earlier is None or earlier.y < place.y

    def _extents(self, deadline: float, path: str, place: int) -> Rect | None:
        found = Rect(
            *self._call(deadline, path, "Text", "GetCharacterExtents", "iu", place, _ON_SCREEN)
        )
        return found if found.height > 0 else None

    def _delete(self, read: _Read, length: int, deadline: float) -> bool:
        units = read.count(read.text)
        start = read.caret - units
        self._call(deadline, read.path, "EditableText", "DeleteText", "ii", start, read.caret)
        if self._property(deadline, read.path, "CharacterCount") != length - units:
            (piece,) = self._call(deadline, read.path, "Text", "GetText", "ii", start, read.caret)
            if piece == read.text:
                return False  # whatever it answered
        # Qt leaves the caret at the end of a line, and something selected in a text.
        self._call(deadline, read.path, "Text", "SetCaretOffset", "i", start)
        return True

    def _read(self, characters: int, deadline: float) -> _Read | None:
        path = self._path
        for _ in range(_DEEPEST):
            caret = self._property(deadline, path, "CaretOffset")
            if caret < 0 or self._has_selection(deadline, path):
                return None
            (after,) = self._call(deadline, path, "Text", "GetText", "ii", caret, caret + 1)
            if after != _EMBEDDED:
                break
            path = self._embedded(deadline, path, caret)
        else:
            return None
        # Enough for whichever unit it counts in, and one more.
        start = max(0, caret - 2 * characters - 1)
        (piece,) = self._call(deadline, path, "Text", "GetText", "ii", start, caret)
        count = unit_of(piece, caret - start)
        if count is None and start:
            # In the middle of a pair: Qt leaves the half that was asked for away.
            (piece,) = self._call(deadline, path, "Text", "GetText", "ii", start + 1, caret)
            count = unit_of(piece, caret - start - 1)
        text = piece[-characters:] if characters else ""
        # What stands before a paragraph, or an object, is not told by it.
        cut = path != self._path and len(text) < characters
        if count is None or cut or _EMBEDDED in text:
            return None
        return _Read(text, caret, count, path)

    def _has_selection(self, deadline: float, path: str) -> bool:
        (selections,) = self._call(deadline, path, "Text", "GetNSelections")
        for number in range(selections):
            start, end = self._call(deadline, path, "Text", "GetSelection", "i", number)
            if start != end:
                return True
        return False

    def _embedded(self, deadline: float, path: str, place: int) -> str:
        """The object in the text there, as a paragraph of a page's editor."""
        (link,) = self._call(deadline, path, "Hypertext", "GetLinkIndex", "i", place)
        ((_, link_path),) = self._call(deadline, path, "Hypertext", "GetLink", "i", link)
        ((_, embedded),) = self._call(deadline, link_path, "Hyperlink", "GetObject", "i", 0)
        return str(embedded)

    def _property(self, deadline: float, path: str, name: str) -> int:
        ((_, value),) = self._call(deadline, path, PROPERTIES, "Get", "ss", PREFIX + "Text", name)
        return int(value)

    def _call(
        self,
        deadline: float,
        path: str,
        interface: str,
        member: str,
        signature: str | None = None,
        *body: Any,
    ) -> tuple[Any, ...]:
        return self._bus.call(
            self._application,
            path,
            interface if "." in interface else PREFIX + interface,
            member,
            signature,
            *body,
            seconds=deadline - self._clock(),
        )
