"""The text field with the caret (macOS). AX counts in UTF-16 units."""

from __future__ import annotations

import logging
import threading
from typing import Any

from sayso.core.ports import Clock
from sayso.core.spot import Rect
from sayso.core.target import Target
from sayso.pipeline.type_out.macos.api import SUCCESS, Element, MacApi
from sayso.pipeline.type_out.macos.pieces import units

_log = logging.getLogger(__name__)

ASK_SECONDS = 0.1
"""For each question; the field itself takes two."""

CHANGED_SECONDS = 0.3
"""How long a change may take to show: web pages make it in another process."""

POLL_SECONDS = 0.02

LONGEST_VALUE = 200_000
"""Characters: a field that hands out nothing but its whole text is not asked for more."""


class MacAccessibility:
    """A `sayso.core.ports.Accessibility`."""

    def __init__(self, api: MacApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._closed = threading.Event()

    def field(self, target: Target) -> MacField | None:
        if not target.process:
            return None
        try:
            application = self._api.application(target.process)
            error, element = self._api.get(application, "AXFocusedUIElement", ASK_SECONDS)
            if error != SUCCESS or element is None:
                # Chromium builds what accessibility sees only when it is first asked for, and does
                # so on being asked for this (talon-axkit 79): the next dictation finds it.
                self._api.get(application, "AXRole", ASK_SECONDS)
                return None
            return MacField(self._api, self._clock, self._closed, element)
        except Exception as error:  # noqa: BLE001 - pyobjc raises what it likes
            _log.warning("macOS does not tell which field has the caret (%s)", type(error).__name__)
            return None

    def close(self) -> None:
        self._closed.set()


class MacField:
    """A `sayso.core.ports.Field`. closed: ends every wait."""

    def __init__(
        self, api: MacApi, clock: Clock, closed: threading.Event, element: Element
    ) -> None:
        self._api = api
        self._clock = clock
        self._closed = closed
        self._element = element

    @property
    def secret(self) -> bool:
        try:
            return any(self._get(name) == "AXSecureTextField" for name in ("AXSubrole", "AXRole"))
        except Exception as error:  # noqa: BLE001 - pyobjc raises what it likes
            _log.warning("macOS does not tell what the field is for (%s)", type(error).__name__)
            return False

    def before_caret(self, characters: int) -> str | None:
        try:
            return self._before_caret(characters)
        except Exception as error:  # noqa: BLE001 - pyobjc raises what it likes
            _log.warning("macOS does not tell what stands in the field (%s)", type(error).__name__)
            return None

    def remove_before_caret(self, text: str) -> bool:
        try:
            return self._remove(text)
        except Exception as error:  # noqa: BLE001 - pyobjc raises what it likes
            _log.warning("macOS does not take the text away (%s)", type(error).__name__)
            return False

    def caret(self) -> Rect | None:
        try:
            return self._caret()
        except Exception as error:  # noqa: BLE001 - pyobjc raises what it likes
            _log.warning("macOS does not tell where the caret is (%s)", type(error).__name__)
            return None

    def _caret(self) -> Rect | None:
        """Programs differ in what they tell of an empty range: nothing, or nonsense of no height.
        Then that of the unit before it is asked for, which may be half a character."""
        selected = self._selected()
        if selected is None:
            return None
        start = selected[0]
        for first, length in ((start, 0), (start, 1), (start - 1, 1)):
            if first < 0:
                continue
            found = self._api.bounds_for_range(self._element, first, length, ASK_SECONDS)
            if found is not None and found[3] > 0:
                x, y, width, height = found
                return Rect(x + width if first < start else x, y, 1, height)
        return None

    def _before_caret(self, characters: int) -> str | None:
        selected = self._selected()
        if selected is None or selected[1]:
            return None
        caret = selected[0]
        start = max(0, caret - 2 * characters)  # a character is one unit or two
        length = caret - start
        if not length:
            return ""
        text = self._api.string_for_range(self._element, start, length, ASK_SECONDS)
        if text is None:
            text = self._from_value(start, length)
        if text is None or units(text) != length:
            return None
        # Half a pair at the start, where there is one, is not among them.
        return text[-characters:]

    def _from_value(self, start: int, length: int) -> str | None:
        count = self._get("AXNumberOfCharacters")
        if isinstance(count, int) and count > LONGEST_VALUE:
            return None
        value = self._get("AXValue")
        if not isinstance(value, str):
            return None
        encoded = str(value).encode("utf-16-le", errors="surrogatepass")
        part = encoded[2 * start : 2 * (start + length)]
        return part.decode("utf-16-le", errors="surrogatepass")

    def _remove(self, text: str) -> bool:
        selected = self._selected()
        length = units(text)
        if selected is None or selected[1] or selected[0] < length:
            return False
        caret = selected[0]
        start = caret - length
        if self._api.set_range(self._element, start, length, ASK_SECONDS) != SUCCESS:
            return self._put_back(caret)
        # Programs have been seen to say yes and do nothing, or something else.
        if not self._until(lambda: self._selected() == (start, length)) or (
            self._get("AXSelectedText") != text
        ):
            return self._put_back(caret)
        if self._api.set(self._element, "AXSelectedText", "", ASK_SECONDS) != SUCCESS:
            return self._put_back(caret)
        if not self._until(lambda: self._selected() == (start, 0)):
            if self._get("AXSelectedText") == text:
                return self._put_back(caret)
            # It is gone, and what has the caret now is not known: to say that nothing was done
            # would have it taken away twice.
            _log.info("the field took the text away and does not tell where the caret is")
        return True

    def _put_back(self, caret: int) -> bool:
        self._api.set_range(self._element, caret, 0, ASK_SECONDS)
        return False

    def _until(self, holds: Any) -> bool:
        deadline = self._clock() + CHANGED_SECONDS
        while not holds():
            if self._clock() >= deadline or self._closed.wait(POLL_SECONDS):
                return False
        return True

    def _selected(self) -> tuple[int, int] | None:
        """Where the selection starts, and how long it is."""
        value = self._get("AXSelectedTextRange")
        if not isinstance(value, tuple) or len(value) != 2:
            return None
        start, length = int(value[0]), int(value[1])
        return (start, length) if start >= 0 and length >= 0 else None

    def _get(self, name: str) -> Any:
        error, value = self._api.get(self._element, name, ASK_SECONDS)
        return value if error == SUCCESS else None
