"""What is typed into, and holds only once it is entered."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QStyle, QStyleOptionSpinBox

from sayso.desktop.preferences.quantities import in_words, read, shown_unit, stepped
from sayso.desktop.preferences.words import word
from sayso.settings.schema import Setting, Value

_QUIET_MS = 350
"""Steps follow each other; what they lead to is entered once."""


class Field(QLineEdit):
    """A line that knows what holds, and whether something else stands in it.

    Escape brings back what holds. Undo is the line's own only while there is something in it to
    undo; else it is left to the window.

    Signals:
        given_up(): Escape brought back what holds.
    """

    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._holds = ""
        self._entered: str | None = None

    @property
    def dirty(self) -> bool:
        return self.text() != self._holds

    @property
    def typed_on(self) -> bool:
        """Something else stands there than what was entered last, or it was refused."""
        return self.dirty and self.text() != self._entered

    def enter(self) -> None:
        """What stands there is being tried."""
        self._entered = self.text()

    def keep(self) -> None:
        """What stands there was refused: nothing takes its place unasked."""
        self._entered = None

    def show_text(self, text: str) -> None:
        """It holds. What was typed is forgotten, and so is the way back to it."""
        self._holds = text
        self._entered = None
        place = self.cursorPosition()
        self.setText(text)
        self.setCursorPosition(min(place, len(text)) if self.hasFocus() else 0)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            if event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable():
                event.ignore()
                return True
            if event.key() == Qt.Key.Key_Escape and self.dirty:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.dirty:
            self.show_text(self._holds)
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class NumberBox(QAbstractSpinBox):
    """A number with its unit, or a word for it, of exactly the value that holds: a QDoubleSpinBox
    rounds, and brings what is out of range back without a word.

    Signals:
        entered(object): the number that was written or stepped to, or the text if it is none.
        given_up(): Escape brought back what holds.
    """

    entered = Signal(object)
    given_up = Signal()

    def __init__(self, setting: Setting, step: float) -> None:
        super().__init__()
        self._setting = setting
        self._step = step
        self._value: Value = setting.default
        self._field = Field()
        self._field.given_up.connect(self.given_up)
        self.setLineEdit(self._field)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # and not by the wheel
        self.setAccelerated(True)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_QUIET_MS)
        self._quiet.timeout.connect(self.settle)
        self.editingFinished.connect(self.settle)
        self.show_value(setting.default)

    @property
    def field(self) -> Field:
        return self._field

    @property
    def value(self) -> Value:
        """What holds."""
        return self._value

    @property
    def dirty(self) -> bool:
        return self._field.dirty

    def show_value(self, value: Value) -> None:
        """It holds."""
        self._quiet.stop()
        self._value = value
        self._field.show_text(self._text(value))

    def settle(self) -> None:
        """Enter what stands there, if it is not what holds."""
        self._quiet.stop()
        if self.dirty:
            self._field.enter()
            self.entered.emit(self._typed())

    def stepBy(self, steps: int) -> None:
        typed = self._typed()
        now = self._number(self._value if isinstance(typed, str) else typed)
        low, high = self._bounds()
        then = min(high, max(low, stepped(now, steps, self._step)))
        self._field.setText(self._text(int(then) if self._setting.kind is int else then))
        self._field.selectAll()
        self._quiet.start()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        flags = QAbstractSpinBox.StepEnabledFlag
        typed = self._typed()
        now = self._number(self._value if isinstance(typed, str) else typed)
        low, high = self._bounds()
        up = flags.StepUpEnabled if now < high else flags.StepNone
        return up | (flags.StepDownEnabled if now > low else flags.StepNone)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Whoever scrolls the page changes nothing on the way."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def sizeHint(self) -> QSize:
        low, high = self._bounds()
        metrics = self.fontMetrics()
        widest = max(
            metrics.horizontalAdvance(self._text(value))
            for value in (low, high, 0, self._setting.default, self._value)
        )
        option = QStyleOptionSpinBox()
        self.initStyleOption(option)
        inside = QSize(widest + 2 * metrics.averageCharWidth(), self._field.sizeHint().height())
        kind = QStyle.ContentsType.CT_SpinBox
        return self.style().sizeFromContents(kind, option, inside, self)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _text(self, value: Value) -> str:
        number = self._number(value)
        return word(self._setting.key, value) or in_words(number, self._setting.rule.unit)

    def _typed(self) -> Value:
        """The number that stands there; the text itself, where it is none."""
        text = self._field.text()
        if not self.dirty:
            return self._value
        for value in (-1.0, 0.0, 100.0):  # those that may have a word
            if text.strip().casefold() == word(self._setting.key, value).casefold():
                return int(value) if self._setting.kind is int else value
        unit = self._setting.rule.unit
        number = read(text, unit, self._meant())
        if number is None:
            return text
        return int(number) if self._setting.kind is int and number.is_integer() else number

    def _meant(self) -> str:
        """The unit of a bare number: the one that stood there."""
        value, rule = self._number(self._value), self._setting.rule
        if value <= 0 < (rule.high or 0):
            value = self._number(self._setting.default)
        return shown_unit(value if value > 0 else (rule.high or 0), rule.unit)

    def _bounds(self) -> tuple[float, float]:
        low, high = self._setting.rule.low, self._setting.rule.high
        assert low is not None
        assert high is not None
        return low, high

    @staticmethod
    def _number(value: Value) -> float:
        assert not isinstance(value, str)
        return value
