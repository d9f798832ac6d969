"""Whether texts can be told from what is behind them: one of the checks of every window."""

from __future__ import annotations

from checks import named, parts
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QTextEdit,
    QToolButton,
    QWidget,
)

_TEXT_CONTRAST, _LARGE_CONTRAST = 4.5, 3.0
_LARGE_POINTS, _LARGE_BOLD_POINTS = 18.0, 14.0
"""WCAG 2.2, 1.4.3."""


def too_faint(window: QWidget) -> list[str]:
    """Texts whose colour is too near to that behind them, by their palette."""
    found = []
    for widget in parts(window):
        if not widget.isEnabled() or not _has_text(widget):
            continue
        back, text, ground = _colours(widget)
        if back == widget.palette().color(QPalette.ColorRole.Highlight):
            continue  # what is chosen looks as the platform has it
        ratio = contrast(back, text, ground)
        if ratio < (_LARGE_CONTRAST if _is_large(widget) else _TEXT_CONTRAST):
            found.append(
                f"{named(widget)} has a contrast of {ratio:.2f} : 1 ({text.name()} on"
                f" {back.name()})"
            )
    return found


def _has_text(widget: QWidget) -> bool:
    if isinstance(widget, (QLabel, QAbstractButton)):
        return bool(widget.text())
    return isinstance(widget, (QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractItemView))


def _colours(widget: QWidget) -> tuple[QColor, QColor, QColor]:
    """Behind it, of the text, and of what is behind all."""
    roles = QPalette.ColorRole
    palette = widget.palette()
    if isinstance(widget, (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractItemView)):
        return palette.color(roles.Base), palette.color(roles.Text), palette.color(roles.Window)
    if isinstance(widget, QComboBox) or (
        isinstance(widget, QAbstractButton) and not isinstance(widget, (QCheckBox, QRadioButton))
    ):
        if isinstance(widget, QToolButton) and widget.autoRaise():
            return (
                palette.color(roles.Window),
                palette.color(roles.ButtonText),
                palette.color(roles.Window),
            )
        return (
            palette.color(roles.Button),
            palette.color(roles.ButtonText),
            palette.color(roles.Window),
        )
    return (
        _background(widget),
        palette.color(widget.foregroundRole()),
        palette.color(roles.Window),
    )


def _background(widget: QWidget) -> QColor:
    at: QWidget | None = widget
    while at is not None:
        if at.isWindow() or at.autoFillBackground():
            return at.palette().color(at.backgroundRole())
        at = at.parentWidget()
    return widget.palette().color(QPalette.ColorRole.Window)


def _is_large(widget: QWidget) -> bool:
    font = widget.font()
    return font.pointSizeF() >= (_LARGE_BOLD_POINTS if font.bold() else _LARGE_POINTS)


def contrast(behind: QColor, text: QColor, ground: QColor) -> float:
    """WCAG's ratio, 1…21. ``text`` and ``behind`` may be translucent, over ``ground``."""
    lower = _over(behind, ground)
    one, other = _luminance(_over(text, lower)), _luminance(lower)
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _over(colour: QColor, ground: QColor) -> QColor:
    share = colour.alphaF()
    return QColor.fromRgbF(
        *(
            share * upper + (1 - share) * lower
            for upper, lower in zip(colour.getRgbF()[:3], ground.getRgbF()[:3], strict=True)
        )
    )


def _luminance(colour: QColor) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in colour.getRgbF()[:3]
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
