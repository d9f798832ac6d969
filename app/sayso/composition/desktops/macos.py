"""The ways into windows, and what is known of them, on macOS."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sayso.composition.desktops.kinds import kind_by
from sayso.core.ports import Clock, Way
from sayso.core.target import Kind
from sayso.pipeline.type_out.applications import Special
from sayso.pipeline.type_out.macos.accessibility import MacAccessibility
from sayso.pipeline.type_out.macos.api import MacApi
from sayso.pipeline.type_out.macos.focus import MacFocus
from sayso.pipeline.type_out.macos.keys import MacKeys
from sayso.pipeline.type_out.macos.paste import MacCopy, MacPaste
from sayso.pipeline.type_out.method import Method
from sayso.pipeline.type_out.placing import Desktop


def macos(clock: Clock, specials: Mapping[str, Special]) -> Desktop:
    api = MacApi()
    focus = MacFocus(api, clock)
    kind = kind_by(specials)
    ways: dict[Method, Callable[[], Way]] = {
        Method.MACOS_PASTE: lambda: MacPaste(api, clock, focus),
        Method.MACOS_KEYS: lambda: MacKeys(
            api, clock, focus, lambda application: kind(application) is Kind.REMOTE
        ),
        Method.MACOS_COPY: lambda: MacCopy(api),
    }
    return Desktop(
        "macos",
        "none",
        focus,
        lambda method: ways[method](),
        accessibility=MacAccessibility(api, clock),
        onlooker=lambda: MacAccessibility(api, clock),
    )
