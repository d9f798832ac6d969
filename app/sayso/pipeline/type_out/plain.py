"""What may be typed into a window. Pure."""

from __future__ import annotations

import re

from sayso.core.target import Kind

_BREAKS = "\t\n\v\f\r\x85\u2028\u2029"
_NEVER = re.compile(
    # C0 and C1 but for the breaks, DEL, bidirectional embeddings, overrides and isolates (they
    # let a text show something other than what it holds), and halves of surrogate pairs, which
    # no encoding can carry.
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_BREAK = re.compile(f" *[{_BREAKS}][ {_BREAKS}]*")
_LINE_END = re.compile("\r\n|[\n\v\f\r\x85\u2028\u2029]")


def typeable(text: str, *, breaks: bool = False) -> str:
    """``text`` without anything that a window could take for a command.

    Control characters are dropped. Each line break or tab, with the spaces around it, becomes one
    space, because in a terminal a break runs the line and a tab completes it; with ``breaks`` they
    stay, every kind of line break as ``\\n``. Twice is the same as once.
    """
    text = _NEVER.sub("", text)
    return _LINE_END.sub("\n", text) if breaks else _BREAK.sub(" ", text)


def ready(text: str, kind: Kind, *, by_keys: bool, line_breaks: str) -> str:
    """``text`` as it goes into a window of that kind, by the setting ``typing.line_breaks``.

    by_keys: a line break would be the Return key. A terminal never gets one at the end: that would
    run the line, which is what `press_enter` is for.
    """
    wanted = line_breaks == "keep" or (
        line_breaks == "auto" and kind is not Kind.TERMINAL and not by_keys
    )
    plain = typeable(text, breaks=wanted)
    return plain.rstrip("\n") if kind is Kind.TERMINAL else plain
