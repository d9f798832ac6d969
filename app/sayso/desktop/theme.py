"""How the app's own windows look: spacing, a type scale, and the few colours that mean something.

Everything else is the platform's own style and palette, light or dark as the system or the setting
``theme`` says. Numbers are device-independent pixels.
"""

from __future__ import annotations

from enum import Enum, IntEnum, StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QLabel, QWidget


class Space(IntEnum):
    """Steps of a scale; margins of windows are LARGE, gaps between groups MEDIUM."""

    TINY = 4
    SMALL = 8
    MEDIUM = 14
    LARGE = 20
    HUGE = 32


class Type(Enum):
    """Sizes as multiples of the system's font, and whether they are set bolder."""

    TITLE = (1.5, True)
    HEADING = (1.15, True)
    BODY = (1.0, False)
    STRONG = (1.0, True)
    SMALL = (0.9, False)


class Meaning(StrEnum):
    """What a colour tells. Never alone: a shape, a word or a place tells the same."""

    LISTENING = "listening"
    WELL = "well"
    CARE = "care"
    WRONG = "wrong"


_ON_LIGHT = {
    Meaning.LISTENING: "#c42b30",
    Meaning.WELL: "#15702f",
    Meaning.CARE: "#8f5100",
    Meaning.WRONG: "#b3261e",
}
_ON_DARK = {
    Meaning.LISTENING: "#ff6b6b",
    Meaning.WELL: "#5dd879",
    Meaning.CARE: "#f5b14c",
    Meaning.WRONG: "#ff8a80",
}
"""Each at least 4.5 : 1 on the base of its side, as WCAG 2.2 (1.4.3) asks for text; a test counts.
"""

_SCHEMES = {
    "auto": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


_GROUND = {True: "#323232", False: "#efefef"}
_BASE = {True: "#242424", False: "#ffffff"}
_TEXT = {True: "#f0f0f0", False: "#000000"}
_LINK = {True: "#7ab8ff", False: "#0b57d0"}
"""By whether it is dark; for desktops that cannot be asked for the other side of their theme, as
those without GNOME's or KDE's settings."""

_SET_BACK = 0.7
"""How opaque text is that may be passed over. Qt's own half is 3.9 : 1 on a light window."""

_follows = False
_wanted = Qt.ColorScheme.Unknown


def apply(theme: str) -> None:
    """The setting ``theme``, from now on and for every window."""
    global _follows, _wanted
    _wanted = _SCHEMES[theme]
    hints = QGuiApplication.styleHints()
    hints.setColorScheme(_wanted)
    if not _follows:
        _follows = True
        hints.colorSchemeChanged.connect(_colour)
    _colour()


def _colour() -> None:
    """What the system's palette lacks."""
    QGuiApplication.setPalette(QPalette())
    palette, system = QPalette(), QGuiApplication.palette()
    dark = is_dark(system)
    if _wanted is not Qt.ColorScheme.Unknown and dark is not (_wanted is Qt.ColorScheme.Dark):
        dark = not dark
        palette = _own_palette(dark)
        system = palette
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        dimmed = system.color(group, QPalette.ColorRole.Text)
        dimmed.setAlphaF(_SET_BACK)
        palette.setColor(group, QPalette.ColorRole.PlaceholderText, dimmed)
    QGuiApplication.setPalette(palette)


def _own_palette(dark: bool) -> QPalette:
    """Qt works out most of it."""
    ground = QColor(_GROUND[dark])
    palette = QPalette(ground, ground)
    roles = QPalette.ColorRole
    text = QColor(_TEXT[dark])
    for role, made in (
        (roles.Base, QColor(_BASE[dark])),
        (roles.AlternateBase, QColor(_GROUND[dark])),
        (roles.ToolTipBase, QColor(_BASE[dark])),
        (roles.Highlight, QColor("#1f6fa8")),
        (roles.HighlightedText, QColor("#ffffff")),
        (roles.Accent, QColor("#308cc6")),
        (roles.Link, QColor(_LINK[dark])),
        (roles.Text, text),
        (roles.WindowText, text),
        (roles.ButtonText, text),
        (roles.ToolTipText, text),
    ):
        palette.setColor(role, made)
    pale = QColor(text)
    pale.setAlphaF(0.45)
    for role in (roles.Text, roles.WindowText, roles.ButtonText, roles.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, pale)
    return palette


def is_dark(palette: QPalette | None = None) -> bool:
    """By what is really painted: a desktop's theme need not tell."""
    colours = QGuiApplication.palette() if palette is None else palette
    window = colours.color(QPalette.ColorRole.Window)
    return window.lightnessF() < colours.color(QPalette.ColorRole.WindowText).lightnessF()


def colour(meaning: Meaning, palette: QPalette | None = None) -> QColor:
    """For text and signs on the window's or a field's base."""
    return QColor((_ON_DARK if is_dark(palette) else _ON_LIGHT)[meaning])


def font(scale: Type, base: QFont | None = None) -> QFont:
    """``base``: the widget's, if it is not the app's."""
    times, bold = scale.value
    made = QFont(QGuiApplication.font() if base is None else base)
    if made.pointSizeF() > 0:
        made.setPointSizeF(made.pointSizeF() * times)
    else:  # the desktop gave it in pixels
        made.setPixelSize(round(made.pixelSize() * times))
    if bold:
        made.setWeight(QFont.Weight.DemiBold)
    return made


def set_type(widget: QWidget, scale: Type) -> None:
    widget.setFont(font(scale, widget.font()))


def dim(label: QLabel) -> None:
    """What may be passed over: set back, and readable still."""
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
