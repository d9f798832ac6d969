"""The ways into windows, and what is known of them, on Microsoft's."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sayso.composition.desktops.kinds import kind_by
from sayso.core.ports import Clock, Way
from sayso.core.target import Kind
from sayso.pipeline.type_out.applications import Special
from sayso.pipeline.type_out.method import Method
from sayso.pipeline.type_out.placing import Desktop
from sayso.pipeline.type_out.windows.accessibility import UiAutomation
from sayso.pipeline.type_out.windows.copy import WindowsCopy
from sayso.pipeline.type_out.windows.focus import WindowsFocus
from sayso.pipeline.type_out.windows.keys import WindowsKeys
from sayso.pipeline.type_out.windows.paste import WindowsPaste


def windows(clock: Clock, specials: Mapping[str, Special]) -> Desktop:
    """Microsoft's."""
    kind = kind_by(specials)
    ways: dict[Method, Callable[[], Way]] = {
        Method.WINDOWS_KEYS: lambda: WindowsKeys(
            clock, scancodes=lambda target: kind(target.application) is Kind.REMOTE
        ),
        Method.WINDOWS_PASTE: lambda: WindowsPaste(
            clock, terminal=lambda target: kind(target.application) is Kind.TERMINAL
        ),
        Method.WINDOWS_COPY: lambda: WindowsCopy(clock),
    }
    return Desktop(
        "windows",
        "none",
        WindowsFocus(clock),
        lambda method: ways[method](),
        accessibility=UiAutomation(clock),
        onlooker=lambda: UiAutomation(clock),
    )
