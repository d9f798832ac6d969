"""Small widgets that splash and window both use."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QIcon,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QSizePolicy, QWidget

from sayso.paths import resource


def app_icon() -> QIcon:
    """The app's own, from its file."""
    return QIcon(str(resource("icons", "sayso.svg")))


def call(box: QComboBox, name: str) -> None:
    """What a box without a label is, for screen readers. On Linux Qt tells them what is chosen as
    its name, whatever name it has; they read its description, too."""
    box.setAccessibleName(name)
    box.setAccessibleDescription(name)


class Bar(QWidget):
    """A thin bar in the direction of reading, for progress and for loudness. Moves only when it is
    told to: a QProgressBar animates, and costs processor time by it."""

    def __init__(self, thickness: int) -> None:
        super().__init__()
        self._value = 0.0
        self._thickness = thickness
        self._role = QPalette.ColorRole.Highlight
        self.setFixedHeight(thickness)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def value(self) -> float:
        return self._value

    def set_value(self, value: float) -> None:
        """0…1; what lies outside is taken for the nearest."""
        value = min(1.0, max(0.0, value))
        if value != self._value:
            self._value = value
            self.update()

    def set_role(self, role: QPalette.ColorRole) -> None:
        """Which of the palette's colours the bar has."""
        if role != self._role:
            self._role = role
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self._thickness)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        radius = whole.height() / 2
        groove = self.palette().color(QPalette.ColorRole.WindowText)
        groove.setAlpha(36)
        painter.setBrush(groove)
        painter.drawRoundedRect(whole, radius, radius)
        if self._value > 0:
            painter.setBrush(self.palette().color(self._role))
            whole.setWidth(max(whole.height(), whole.width() * self._value))
            if self.isRightToLeft():
                whole.moveRight(self.rect().right() + 1)
            painter.drawRoundedRect(whole, radius, radius)
        painter.end()


class ElidedLabel(QLabel):
    """One line that shortens itself instead of widening the window; the tooltip has it all."""

    def __init__(
        self, text: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight
    ) -> None:
        super().__init__()
        self._mode = mode
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._align()
        self.setText(text)

    @property
    def whole(self) -> str:
        """The text as it was set."""
        return self._whole

    def setText(self, text: str) -> None:
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._align()

    def _align(self) -> None:
        """With the window: Qt would go by the text, and a file's name is Latin everywhere."""
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        middle = Qt.AlignmentFlag.AlignVCenter
        self.setAlignment(Qt.AlignmentFlag.AlignAbsolute | side | middle)

    def _fit(self) -> None:
        room = self.contentsRect().width()
        short = self.fontMetrics().elidedText(self._whole, self._mode, max(0, room))
        super().setText(short)
        self.setToolTip(self._whole if short != self._whole else "")


class Sentence(QLabel):
    """Wrapped text to be read and copied, as wide as there is room and no higher than it needs.

    A QLabel that wraps claims the height of a narrower one, and leaves a gap below.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(0, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class Words(Sentence):
    """No stop for the Tab key: screen readers read what it says with the window, or with what it
    describes."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setText(text)


_MOST_LETTERS = 20_000
"""Qt lays out the text of a line in one go, on the main thread: a megabyte takes seconds."""


class TextBox(QPlainTextEdit):
    """Some lines to be read and copied, and not to be written.

    from_end: what does not fit is what comes first.
    """

    def __init__(self, lines: int, *, from_end: bool = False) -> None:
        super().__init__()
        self._from_end = from_end
        self._shown = ("", "")
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        margin = 2 * (self.frameWidth() + round(self.document().documentMargin()))
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + margin + 4)

    def show_text(self, text: str, struck: str = "") -> None:
        """``struck`` comes behind it, struck out. Of what is very long only a part is shown."""
        if (text, struck) == self._shown:
            return
        self._shown = (text, struck)
        plain, crossed = QTextCharFormat(), QTextCharFormat()
        crossed.setFontStrikeOut(True)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(self._part(text), plain)
        if struck:
            cursor.insertText(" " if text else "", plain)
            cursor.insertText(self._part(struck), crossed)
        places = QTextCursor.MoveOperation
        self.moveCursor(places.End if self._from_end else places.Start)

    def _part(self, text: str) -> str:
        if len(text) <= _MOST_LETTERS:
            return text
        return "… " + text[-_MOST_LETTERS:] if self._from_end else text[:_MOST_LETTERS] + " …"


class Growing(QWidget):
    """A window that stays on the screen when it grows to hold more, by moving up."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible() and not event.spontaneous():  # and so not by the person
            self._move_up(event.size().height() - event.oldSize().height())

    def _move_up(self, grown: int) -> None:
        """No further than it has grown: whoever has put it half outside wants it there."""
        room = self.screen().availableGeometry()
        frame = self.frameGeometry()
        up = min(grown, frame.bottom() - room.bottom(), frame.top() - room.top())
        if up > 0:
            self.move(self.x(), self.y() - up)
