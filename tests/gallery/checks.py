"""What must hold of every window, in any state, language and palette.

Each check takes a window that is shown and laid out, and returns what is wrong in a list of
sentences; an empty one is good.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTextEdit,
    QWidget,
)

from sayso.desktop.parts import Growing

SMALLEST_SCREEN = (1024, 768)
_FRAME = 40
"""Pixels of a title bar."""

_MOST_TABS = 250

_NO_ROLES = (QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Pane)


def named(widget: QWidget) -> str:
    """For a person who looks for it in the source."""
    text = getattr(widget, "text", None) or getattr(widget, "title", None)
    words = text() if callable(text) else ""
    kind = type(widget).__name__
    return f"{kind} {words or widget.accessibleName() or widget.objectName()!r}".strip()


def parts(window: QWidget) -> Iterator[QWidget]:
    """What is seen in it, without what Qt puts its own widgets together from."""
    for widget in window.findChildren(QWidget):
        if widget.window() is window and widget.isVisible() and not _is_inner(widget):
            yield widget


def _is_inner(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    if isinstance(parent, (QComboBox, QAbstractSpinBox, QTabBar)):
        return True
    if isinstance(parent, QLineEdit):  # the sign that clears it
        return True
    return widget.objectName().startswith("qt_") or isinstance(widget, QScrollBar)


def controls(window: QWidget) -> list[QWidget]:
    """What can be worked with now."""
    kinds = (
        QAbstractButton,
        QComboBox,
        QLineEdit,
        QAbstractSpinBox,
        QAbstractSlider,
        QAbstractItemView,
        QPlainTextEdit,
        QTextEdit,
        QTabBar,
    )
    return [
        widget
        for widget in parts(window)
        if widget.isEnabled()
        and (isinstance(widget, kinds) or widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    ]


def takes_focus(window: QWidget) -> bool:
    return not (
        isinstance(window, QMenu) or window.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    )


# Accessibility


def unnamed(window: QWidget) -> list[str]:
    """Controls that a screen reader has no name or no role for, and pictures without words."""
    if isinstance(window, QMenu):
        return [f"a line of {named(window)} has no text" for it in _lines(window) if not it.text()]
    found = []
    for widget in controls(window):
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is None:
            found.append(f"{named(widget)} is not there for a screen reader")
            continue
        name = interface.text(QAccessible.Text.Name)
        if isinstance(widget, QComboBox):
            name = _name_of_box(widget, interface)
        if not name.strip():
            found.append(f"{named(widget)} has no accessible name")
        elif "&" in name.replace("&&", "") and "& " not in name:
            found.append(f"{named(widget)} is read out with its mnemonic: {name}")
        if interface.role() in _NO_ROLES:
            found.append(f"{named(widget)} has no role (it is a {interface.role().name})")
    for label in parts(window):
        is_picture = isinstance(label, QLabel) and not label.pixmap().isNull()
        if is_picture and not (label.accessibleName() or label.property("decorative")):
            found.append(
                f"a picture in {named(label.parentWidget())} has neither an accessible name nor the"
                " property decorative"
            )
    return found


def _name_of_box(box: QComboBox, interface: QAccessibleInterface) -> str:
    """Where Linux has it: the name there is what is chosen, whatever name was given to it. What it
    is called, a screen reader takes from its label, or reads as its description."""
    for label, kind in interface.relations():
        if kind == QAccessible.RelationFlag.Label:
            return label.text(QAccessible.Text.Name)
    return box.accessibleDescription() if box.accessibleName() else ""


def out_of_reach(window: QWidget) -> list[str]:
    """Controls that the Tab key, pressed until it is back where it was, does not come to."""
    if not takes_focus(window):
        return []
    window.activateWindow()
    wanted = controls(window)
    if not wanted:
        return []
    QTest.qWaitForWindowActive(window, 2000)
    if QApplication.focusWidget() is None:
        window.focusNextPrevChild(True)
    stops = sum(bool(it.focusPolicy() & Qt.FocusPolicy.TabFocus) for it in wanted)
    reached: list[QWidget] = []
    for _ in range(_MOST_TABS):
        focused = QApplication.focusWidget()
        if focused is None or focused in reached:
            break
        reached.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is focused and stops > 1:
            return [f"{named(focused)} keeps the Tab key to itself"]
    found = []
    for widget in wanted:
        near = [widget, *_same_group(widget)]
        if not any(it in reached or it.isAncestorOf(at) for it in near for at in reached):
            found.append(f"{named(widget)} cannot be reached with the Tab key")
    return found


def _same_group(widget: QWidget) -> list[QWidget]:
    """Of radio buttons one is a stop of the Tab key, and the arrow keys go on from it."""
    if not isinstance(widget, QAbstractButton):
        return []
    group = widget.group()
    if group is not None and group.exclusive():
        return list(group.buttons())
    parent = widget.parentWidget()
    if widget.autoExclusive() and parent is not None:
        return list(parent.findChildren(type(widget)))
    return []


def clashing_mnemonics(window: QWidget) -> list[str]:
    """Letters that two places of one window, or two lines of one menu, have."""
    if isinstance(window, QMenu):
        return _clashes([action.text() for action in _lines(window)])
    texts = []
    for widget in parts(window):
        if isinstance(widget, QLabel):
            texts += [widget.text()] if widget.buddy() is not None else []
        elif isinstance(widget, QAbstractButton):
            texts.append(widget.text())
        elif isinstance(widget, QGroupBox):
            texts.append(widget.title())
        elif isinstance(widget, QTabBar):
            texts += [widget.tabText(index) for index in range(widget.count())]
    return _clashes(texts)


def _clashes(texts: list[str]) -> list[str]:
    keys = [(QKeySequence.mnemonic(text).toString(), text) for text in texts]
    count = Counter(key for key, _ in keys if key)
    return [
        f"{key} is the mnemonic of {' and '.join(text for it, text in keys if it == key)}"
        for key, times in count.items()
        if times > 1
    ]


def _lines(menu: QMenu) -> list[QAction]:
    return [it for it in menu.actions() if it.isVisible() and not it.isSeparator()]


# Room


def cut(window: QWidget) -> list[str]:
    """Texts that have not the room they need, and parts that are outside of their window."""
    found = []
    for widget in parts(window):
        found += _cut_text(widget)
        if isinstance(widget, QScrollArea):
            found += _cut_sideways(widget)
        if not _inside_a_scroll_area(widget, window):
            place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
            if not window.rect().adjusted(-1, -1, 1, 1).contains(place):
                found.append(f"{named(widget)} is not wholly inside its window")
    width, height = SMALLEST_SCREEN
    if isinstance(window, Growing):  # as high as its own screen lets it be
        height = max(height, window.screen().availableGeometry().height())
    if not isinstance(window, QMenu) and (
        window.width() > width or window.height() > height - _FRAME
    ):
        found.append(
            f"the window is {window.width()} × {window.height()}, too much for a screen of"
            f" {width} × {height}"
        )
    return found


def _cut_text(widget: QWidget) -> list[str]:
    if isinstance(widget, QLabel):
        return _cut_label(widget)
    advance = widget.fontMetrics().horizontalAdvance
    needed, there = 0, widget.contentsRect().width()
    if isinstance(widget, QAbstractButton) and widget.text():
        needed, there = widget.sizeHint().width(), widget.width()
    elif isinstance(widget, QComboBox) and not (widget.isEditable() or widget.toolTip()):
        needed, there = advance(widget.currentText()), _room_in(widget)
    elif isinstance(widget, QLineEdit) and not widget.text():
        needed = advance(widget.placeholderText())
    elif isinstance(widget, QGroupBox):
        needed = advance(widget.title())
    if needed > there + 1:
        return [f"{named(widget)} is cut: it needs {needed} pixels and has {there}"]
    return []


def _room_in(box: QComboBox) -> int:
    """What is left beside the arrow."""
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    return (
        box.style()
        .subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            box,
        )
        .width()
    )


def _cut_label(label: QLabel) -> list[str]:
    if not label.text() or hasattr(label, "whole"):
        return _cut_short(label)
    needed, there = label.sizeHint().width(), label.width()
    if label.wordWrap():
        needed, there = label.heightForWidth(label.width()), label.height()
        words = label.text().replace("&", "").split()
        widest = max(map(label.fontMetrics().horizontalAdvance, words), default=0)
        if "<" not in label.text() and widest > label.contentsRect().width() + 1:
            return [f"a word of {named(label)} is wider than its place"]
    if needed > there + 1:
        return [f"{named(label)} is cut: it needs {needed} pixels and has {there}"]
    return []


def _cut_short(label: QLabel) -> list[str]:
    whole = getattr(label, "whole", "")
    if whole and label.text() != whole and whole not in label.toolTip():
        return [f"{named(label)} is shortened, and its tooltip has not the whole of it"]
    return []


def _cut_sideways(area: QScrollArea) -> list[str]:
    inner = area.widget()
    if inner is not None and inner.width() > area.viewport().width() + 1:
        return [f"what is in {named(area)} is wider than it"]
    return []


def _inside_a_scroll_area(widget: QWidget, window: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


# Direction


def not_mirrored(window: QWidget) -> list[str]:
    """Parts that stand in the same place from left to right and from right to left. The window is
    in the second; both ways are tried."""
    if isinstance(window, QMenu):
        return []
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    size = window.size()
    from_right = _places(window)
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    window.resize(size)
    _settle(app)
    from_left = _places(window)
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    _settle(app)
    found = []
    for widget, place in from_right.items():
        other = from_left.get(widget)
        if other is None:
            continue
        mirrored = window.width() - (other.x() + other.width())
        if abs(mirrored - place.x()) > 4 + abs(other.width() - place.width()):
            found.append(
                f"{named(widget)} is at {place.x()} and not, mirrored from {other.x()}, at"
                f" {mirrored}"
            )
    return found


def _places(window: QWidget) -> dict[QWidget, QRect]:
    return {
        widget: QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        for widget in parts(window)
        if not isinstance(widget.parentWidget(), QAbstractItemView)
    }


def _settle(app: QApplication) -> None:
    for _ in range(2):
        app.sendPostedEvents()
        app.processEvents()
