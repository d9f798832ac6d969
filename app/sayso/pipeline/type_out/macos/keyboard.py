"""What every way that presses keys looks at first."""

from __future__ import annotations

import threading

from sayso.core.errors import FocusMoved, InsertionError, Refused, WayUnavailable
from sayso.core.ports import Clock, Focus
from sayso.core.target import Target
from sayso.pipeline.type_out.macos.api import MacApi
from sayso.pipeline.type_out.macos.bounded import on_main
from sayso.pipeline.type_out.macos.layout import Translate

RELEASE_SECONDS = 3.0
"""How long a held modifier may keep the text waiting; one that is still down then is stuck. What is
sent names its own modifiers, so that it may go on all the same."""

POLL_SECONDS = 0.01
"""The state of the keyboard is asked for, and only while a modifier is down: hearing of every key
would take an event tap."""

MAIN_SECONDS = 0.5
"""How long the main thread, which draws our windows, may take to come to a question."""

SHIFT_FLAGS = 0x20002
COMMAND_FLAGS = 0x100008
"""kCGEventFlagMask… with the bit of the left key of the pair (IOLLEvent.h), as a real one has:
viewers of other machines see no modifier without it (Maccy 365)."""

SHIFT_KEY, RETURN_KEY = 56, 36
"""kVK_Shift, kVK_Return."""

_HELD = 0x1E0000
"""kCGEventFlagMaskShift, Control, Alternate and Command; Caps Lock and Fn hinder nothing."""

_CAPS_LOCK = 0x10000
"""kCGEventFlagMaskAlphaShift."""


class MacKeyboard:
    """closed: ends every wait."""

    def __init__(
        self,
        api: MacApi,
        clock: Clock,
        focus: Focus,
        closed: threading.Event,
        release_seconds: float,
    ) -> None:
        self._api = api
        self._clock = clock
        self._focus = focus
        self._closed = closed
        self._release_seconds = release_seconds

    def check(self, target: Target | None) -> None:
        """Whether keys may be pressed at all. Raises WayUnavailable, Refused, InsertionError."""
        try:
            trusted, secured = self._api.trusted(), self._api.secure_input()
        except (ImportError, OSError) as error:
            raise WayUnavailable(
                "The parts of macOS that Sayso types with cannot be loaded; install Sayso again."
            ) from error
        if not trusted:
            raise WayUnavailable(NOT_TRUSTED)
        if not secured:
            return
        holder = self._api.secure_input_process()
        if holder and target is not None and target.process and holder != target.process:
            # Not this window's password field, and often a program that forgot to let go: keys of
            # ours arrive nowhere while it lasts.
            name = (self._api.program(holder) or "").rpartition(".")[2] or "another program"
            raise InsertionError(
                f"{name} keeps the keyboard for a password, so macOS lets nobody type; "
                f"finish there, or quit {name}.",
                left_nothing=True,
            )
        raise Refused(
            "The keyboard is secured, as for a password, so Sayso types nothing; leave the "
            "password field, or turn off Secure Keyboard Entry in the terminal's menu."
        )

    def wait_released(self) -> None:
        """Until no modifier is held, or it has been so long that it is stuck."""
        deadline = self._clock() + self._release_seconds
        while self._api.flags() & _HELD and self._clock() < deadline:
            if self._closed.wait(POLL_SECONDS):
                return

    def caps_lock(self) -> bool:
        return bool(self._api.flags() & _CAPS_LOCK)

    def has(self, target: Target | None) -> bool:
        """Whether it still has the keyboard. There is nothing to compare with None."""
        if target is None:
            return True
        now = self._focus.focused()
        return now is not None and now.id == target.id

    def aimed(self, target: Target | None) -> None:
        """Raises FocusMoved."""
        if target is not None and not self.has(target):
            raise FocusMoved(
                f"{target.name} has not the keyboard any more; go back to it and try again."
            )

    def layouts(self) -> tuple[Translate, ...]:
        """Raises WayUnavailable."""
        try:
            return on_main(self._api.post_to_main, self._api.layouts, MAIN_SECONDS)
        except TimeoutError as error:
            raise WayUnavailable(BUSY) from error

    def chord(self, code: int, flags: int) -> None:
        """One key with modifiers that only the events themselves tell of."""
        self._api.post_key(code, True, flags, hardware=False)
        self._api.post_key(code, False, flags, hardware=False)

    def enter(self, target: Target | None, *, hardware: bool = False) -> None:
        """Raises FocusMoved, and what `check` raises."""
        self.check(target)
        self.wait_released()
        self.aimed(target)
        self._api.post_key(RETURN_KEY, True, 0, hardware=hardware)
        self._api.post_key(RETURN_KEY, False, 0, hardware=hardware)


NOT_TRUSTED = (
    "macOS does not let Sayso type; allow it in System Settings, Privacy & Security, "
    "Accessibility, and start Sayso again."
)

BUSY = "Sayso's own windows do not answer, so the keyboard layout cannot be read; try again."
