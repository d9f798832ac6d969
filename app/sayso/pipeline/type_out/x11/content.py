"""What a selection holds: one piece of content in several forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from Xlib import Xatom

CONTROL_TARGETS = frozenset(
    {
        "TARGETS",
        "MULTIPLE",
        "TIMESTAMP",
        "SAVE_TARGETS",
        "DELETE",
        "INSERT_SELECTION",
        "INSERT_PROPERTY",
    }
)
"""Targets that ask for something to be done (ICCCM 2.6.2, 2.6.3): they hold no content."""

OWNERS_RESOURCES = frozenset(
    {"PIXMAP", "BITMAP", "DRAWABLE", "WINDOW", "COLORMAP", "CLIENT_WINDOW"}
)
"""Targets that name a thing in the owner's possession, which goes when the selection does."""


@dataclass(frozen=True, slots=True)
class Flavour:
    """One form of the content, as its property holds it.

    type: an atom; format: bits of an item, 8, 16 or 32; data: the items in this machine's order.
    """

    type: int
    format: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """Flavours by target (an atom), in the order of the owner's TARGETS. None: an empty one.

    complete: false where the owner hangs, so that there may be more that could not be had.
    """

    flavours: Mapping[int, Flavour] = field(default_factory=dict)
    complete: bool = True

    def __bool__(self) -> bool:
        return bool(self.flavours)


def text_content(text: str, atom: Callable[[str], int], *, transient: bool) -> Content:
    """``text`` in every form that windows ask text in.

    STRING is Latin-1 (ICCCM 2.6.2), so it is offered only where it can hold the text: a window
    that knows nothing else then gets nothing, instead of something wrong. ``transient`` content is
    marked in the way that password managers mark theirs, which tells clipboard histories (Klipper,
    CopyQ, GPaste…) not to keep it.
    """
    utf8 = text.encode()
    flavours = {
        atom("UTF8_STRING"): Flavour(atom("UTF8_STRING"), 8, utf8),
        atom("text/plain;charset=utf-8"): Flavour(atom("text/plain;charset=utf-8"), 8, utf8),
        atom("text/plain"): Flavour(atom("text/plain"), 8, utf8),
        atom("TEXT"): Flavour(atom("UTF8_STRING"), 8, utf8),
    }
    try:
        flavours[Xatom.STRING] = Flavour(Xatom.STRING, 8, text.encode("latin-1"))
    except UnicodeEncodeError:
        pass  # said above
    if transient:
        hint = atom("x-kde-passwordManagerHint")
        flavours[hint] = Flavour(hint, 8, b"secret")
    return Content(flavours)
