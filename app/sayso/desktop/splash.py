"""What is seen first: the name, the stages of loading, and how far the one is that goes on.

Nothing slow is imported here, nor by what this imports: numpy alone would keep it off the screen
for a tenth of a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sayso.desktop.parts import Bar, ElidedLabel, app_icon
from sayso.desktop.sentences import said
from sayso.desktop.stage_lines import StageLines
from sayso.desktop.stages import Stage, Stages, stage_of
from sayso.desktop.wording import amount, can_be_stopped, detail, step, translate

if TYPE_CHECKING:
    from sayso.core.events import LoadProgress

_SENTENCE_STAYS_MS = 12_000
"""Long enough to read two sentences slowly."""


class Splash(QWidget):
    """A card in the middle of the screen that never takes the focus.

    A plain QWidget: QSplashScreen.show() blocks for a second where no window manager runs.

    Signals:
        painted(): it is on the screen for the first time.
        gone(): it was closed by the person, or a sentence was up for long enough.
        stop_wanted(): the person does not want the download.
    """

    painted = Signal()
    gone = Signal()
    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(
            None,
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
            | Qt.WindowType.X11BypassWindowManagerHint,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setWindowTitle("Sayso")
        self._was_painted = False
        self._over = False
        self._now: str | None = None  # the step of what is loaded beside voice detection

        icon = QLabel()
        icon.setProperty("decorative", True)
        icon.setPixmap(app_icon().pixmap(QSize(44, 44), self.devicePixelRatio()))
        name = QLabel("Sayso")
        large = QFont(name.font())
        large.setPointSizeF(large.pointSizeF() * 1.7)
        large.setWeight(QFont.Weight.DemiBold)
        name.setFont(large)
        close = QToolButton()
        close.setText("×")
        close.setAutoRaise(True)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.setToolTip(translate("Splash", "Hide; loading goes on"))
        close.setAccessibleName(translate("Splash", "Hide"))
        close.clicked.connect(self.dismiss)
        self._close = close

        self._stages = Stages()
        self._lines = StageLines()
        self._lines.show_stages(self._stages, "")
        self._detail = ElidedLabel("", Qt.TextElideMode.ElideMiddle)
        self._amount = QLabel()
        for label in (self._detail, self._amount):
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._bar = Bar(thickness=6)
        self._bar.setAccessibleName(translate("Splash", "Loading"))
        self._sentence = QLabel()
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.hide()
        self._stop = QPushButton(translate("Splash", "Stop download"))
        self._stop.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._stop.clicked.connect(self.stop_wanted)
        self._stop.hide()

        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(icon)
        head.addWidget(name)
        head.addStretch(1)  # or a Latin name would stand at the far end where one reads leftwards
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        file = QHBoxLayout()
        file.setSpacing(12)
        file.addWidget(self._detail, 1)
        file.addWidget(self._amount)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 22)
        column.setSpacing(6)
        column.addLayout(head)
        column.addSpacing(10)
        column.addWidget(self._lines)
        column.addSpacing(4)
        column.addLayout(file)
        column.addSpacing(4)
        column.addWidget(self._bar)
        column.addWidget(self._sentence)
        column.addSpacing(4)
        column.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignRight)
        _keep_room(self._bar, True)
        self._bar.hide()
        self._amount.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFixedWidth(400)

        self._leave = QTimer(self)
        self._leave.setSingleShot(True)
        self._leave.setInterval(_SENTENCE_STAYS_MS)
        self._leave.timeout.connect(self.dismiss)

    def appear(self) -> None:
        """Show it in the middle of the main screen."""
        self._settle()
        self.show()

    def show_progress(self, progress: LoadProgress) -> None:
        if self._over:
            self._over = False
            self._stages, self._now = Stages(), None
            self._leave.stop()
            self._sentence.hide()
            _keep_room(self._bar, True)
        before = len(self._stages.lines)
        self._stages = self._stages.after(progress)
        current = stage_of(progress)
        if current is Stage.DETECTION and self._now is not None:
            # It goes on beside the rest, of which more is to be told.
            self._lines.show_stages(self._stages, self._now)
            return
        self._now = step(progress) if current is not Stage.DETECTION else None
        self._lines.show_stages(self._stages, self._now or "")
        self._detail.setText(detail(progress))
        self._amount.setText(amount(progress))
        # No bar is better than one that guesses.
        known = progress.total > 0
        self._bar.setVisible(known)
        if known:
            self._bar.set_value(progress.done / progress.total)
        for widget in (self._lines, self._detail, self._amount):
            widget.show()
        if len(self._stages.lines) != before:
            self._settle()
        if can_be_stopped(progress) and self._stop.isHidden():
            _keep_room(self._stop, True)
            self._stop.show()
            self._settle()
        elif not can_be_stopped(progress):
            self._stop.hide()

    def say(self, sentence: str) -> None:
        """How loading ended, until the card is clicked, or for some seconds."""
        self._over = True
        for widget in (self._lines, self._detail, self._amount, self._bar, self._stop):
            widget.hide()
        _keep_room(self._bar, False)
        _keep_room(self._stop, False)
        self._sentence.setText(said(sentence))
        self._sentence.show()
        self._close.setToolTip(translate("Splash", "Close"))
        self._settle()
        self._leave.start()

    def dismiss(self) -> None:
        """Hide it; what is being loaded goes on loading."""
        if self.isVisible():
            self.hide()
            self.gone.emit()

    def _settle(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
        height = self.heightForWidth(self.width())
        self.setFixedHeight(height if height > 0 else self.sizeHint().height())
        screen = QGuiApplication.primaryScreen()
        if screen is not None:
            room = screen.availableGeometry()
            self.move(room.center() - self.rect().center())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._over:
            self.dismiss()
        else:
            super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        edge = QColor(self.palette().color(QPalette.ColorRole.WindowText))
        edge.setAlpha(70)
        painter.setPen(edge)
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()
        if not self._was_painted:
            self._was_painted = True
            # Painting ends with a flush to the screen; what waits for it comes after that.
            QTimer.singleShot(0, self.painted.emit)


def _keep_room(widget: QWidget, wanted: bool) -> None:
    """So that the card does not change its size while steps with and without the widget go by."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(wanted)
    widget.setSizePolicy(policy)
