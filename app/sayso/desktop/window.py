"""The small window: all that the tray does, for desktops that have no tray."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QFont,
    QGuiApplication,
    QKeySequence,
    QPalette,
    QShortcut,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from sayso.control.choices import Choice
from sayso.core.events import Activity, Level
from sayso.desktop import texts
from sayso.desktop.icons import state_icon
from sayso.desktop.parts import Bar, ElidedLabel, app_icon
from sayso.desktop.shown import Shown
from sayso.desktop.wording import translate

_STATE_ICON = 40


class Window(QWidget):
    """State, the big button, what is listened with, and what was heard last.

    It has two ways to be there. As a status display (`show_quietly`) it takes no focus, not even
    when it is clicked, so that the text goes where the person was typing. Brought forward
    (`come_forward`) it is a window like any other and can be used by keyboard alone; once a
    dictation begins it gives the focus back.

    Signals:
        toggle_wanted(), cancel_wanted(), folder_wanted(), quit_wanted(): the buttons.
        closed(): the person closed the window.
        lists_wanted(): the lists should be up to date, for the window was shown.
        microphone_picked(str), recognizer_picked(str): the id of a choice.
    """

    toggle_wanted = Signal()
    cancel_wanted = Signal()
    folder_wanted = Signal()
    quit_wanted = Signal()
    closed = Signal()
    lists_wanted = Signal()
    microphone_picked = Signal(str)
    recognizer_picked = Signal(str)

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self.setWindowTitle("Sayso")
        self.setWindowIcon(app_icon())
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._activity = Activity.IDLE

        self.icon = QLabel()
        self.icon.setFixedSize(_STATE_ICON, _STATE_ICON)
        self.state = ElidedLabel()
        large = QFont(self.state.font())
        large.setPointSizeF(large.pointSizeF() * 1.5)
        large.setWeight(QFont.Weight.DemiBold)
        self.state.setFont(large)
        self.subtitle = ElidedLabel()
        self.subtitle.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.level = Bar(thickness=6)
        self.level.setAccessibleName(translate("Window", "Loudness"))

        self.toggle = QPushButton()
        self.toggle.setDefault(True)
        self.toggle.setMinimumHeight(self.fontMetrics().height() * 5 // 2)
        self.toggle.clicked.connect(self.toggle_wanted)
        self.cancel = QPushButton(translate("Window", "&Cancel"))
        self.cancel.setToolTip(translate("Window", "Discard what is being dictated"))
        self.cancel.setMinimumHeight(self.toggle.minimumHeight())
        self.cancel.clicked.connect(self.cancel_wanted)

        self.microphones = _ChoiceBox(translate("Window", "No microphone found"))
        self.recognizers = _ChoiceBox(translate("Window", "No model found"))
        self.microphones.picked.connect(self.microphone_picked)
        self.recognizers.picked.connect(self.recognizer_picked)

        self.spoken = QPlainTextEdit()
        self.spoken.setReadOnly(True)
        self.spoken.setTabChangesFocus(True)
        self.spoken.setPlaceholderText(translate("Window", "What you say appears here."))
        self.spoken.setAccessibleName(translate("Window", "Last dictation"))
        self.spoken.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        margin = 2 * (self.spoken.frameWidth() + round(self.spoken.document().documentMargin()))
        self.spoken.setFixedHeight(self.fontMetrics().lineSpacing() * 3 + margin + 4)
        self.copy = QPushButton(translate("Window", "C&opy"))
        self.copy.setToolTip(translate("Window", "Copy the last dictation to the clipboard"))
        self.copy.clicked.connect(self._copy)

        self.notice_icon = QLabel()
        self.notice = QLabel()
        self.notice.setTextFormat(Qt.TextFormat.PlainText)
        self.notice.setWordWrap(True)
        self.notice.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.notice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.notice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)

        self.folder = QPushButton(translate("Window", "Open settings &folder"))
        self.folder.clicked.connect(self.folder_wanted)
        self.quit = QPushButton(translate("Window", "&Quit"))
        self.quit.clicked.connect(self.quit_wanted)
        QShortcut(QKeySequence("Ctrl+Q"), self, self.quit.click)

        self._lay_out()
        self.show_state(shown)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.state)
        words.addWidget(self.subtitle)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.icon)
        head.addLayout(words, 1)

        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addWidget(self.toggle, 1)
        buttons.addWidget(self.cancel)

        # Labels above their fields: beside them, long words of other languages leave no room.
        form = QVBoxLayout()
        form.setSpacing(6)
        for text, box in (
            (translate("Window", "&Microphone:"), self.microphones),
            (translate("Window", "&Engine and model:"), self.recognizers),
        ):
            label = QLabel(text)
            label.setBuddy(box)
            form.addWidget(label)
            form.addWidget(box)
            form.addSpacing(4)

        last = QLabel(translate("Window", "&Last dictation:"))
        last.setBuddy(self.spoken)
        above = QHBoxLayout()
        above.addWidget(last, 1, Qt.AlignmentFlag.AlignBottom)
        above.addWidget(self.copy)
        heard = QVBoxLayout()
        heard.setSpacing(6)
        heard.addLayout(above)
        heard.addWidget(self.spoken)

        news = QHBoxLayout()
        news.setSpacing(10)
        news.addWidget(self.notice_icon, 0, Qt.AlignmentFlag.AlignTop)
        news.addWidget(self.notice, 1)

        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.folder)
        foot.addStretch(1)
        foot.addWidget(self.quit)

        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)

        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(self.level)
        column.addLayout(buttons)
        column.addLayout(form)
        column.addLayout(heard)
        column.addLayout(news)
        column.addStretch(1)
        column.addWidget(line)
        column.addLayout(foot)
        # A strut and not a minimum width, which would let long words be cut off.
        column.addStrut(340)
        self.resize(440, self.sizeHint().height())
        order = (
            self.toggle,
            self.cancel,
            self.microphones,
            self.recognizers,
            self.copy,
            self.spoken,
            self.notice,
            self.folder,
            self.quit,
        )
        for before, behind in pairwise(order):
            QWidget.setTabOrder(before, behind)

    def show_quietly(self) -> None:
        """As a status display: the focus stays where it is."""
        self._accept_focus(False)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, True)
        self.show()
        self.lists_wanted.emit()

    def come_forward(self) -> None:
        """To be used: in front of all other windows, with the focus."""
        self._accept_focus(True)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, False)
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()
        self.toggle.setFocus()
        self.lists_wanted.emit()

    def step_back(self) -> None:
        """Give the focus back to the window that had it before, and stay visible."""
        if self.isVisible() and self.isActiveWindow():
            # A window cannot say who is to have the focus; the desktop does, when this one goes.
            self.hide()
            self.show_quietly()

    def show_state(self, shown: Shown) -> None:
        dictating = shown.activity is Activity.LISTENING
        if dictating and self._activity is not Activity.LISTENING:
            self.step_back()
        self._activity = shown.activity
        self.icon.setPixmap(
            state_icon(shown.look).pixmap(QSize(_STATE_ICON, _STATE_ICON), self.devicePixelRatio())
        )
        self.state.setText(texts.state(shown))
        self.subtitle.setText(texts.subtitle(shown))
        self._show_bar(shown)
        self.toggle.setText(texts.toggle(shown))
        self.cancel.setEnabled(shown.busy)
        if shown.spoken != self.spoken.toPlainText():
            self.spoken.setPlainText(shown.spoken)
            self.spoken.moveCursor(QTextCursor.MoveOperation.End)
        self.copy.setEnabled(bool(shown.spoken))
        self._show_notice(shown)

    def say_what_closing_does(self, quits: bool) -> None:
        """Without a tray there would be no way back, so closing the window quits."""
        self.quit.setToolTip(
            translate("Window", "Quit Sayso; so does closing this window")
            if quits
            else translate("Window", "Quit Sayso; closing this window leaves it in the tray")
        )

    def _show_bar(self, shown: Shown) -> None:
        """Loudness while listening; before that, how much is loaded, where that is known."""
        progress = shown.loading
        if shown.activity is Activity.LISTENING or progress is None or progress.total <= 0:
            self.level.set_value(shown.meter)
            role = QPalette.ColorRole.Highlight if shown.voice else QPalette.ColorRole.Mid
            self.level.set_role(role)
        else:
            self.level.set_value(progress.done / progress.total)
            self.level.set_role(QPalette.ColorRole.Highlight)

    def _show_notice(self, shown: Shown) -> None:
        notice = shown.news
        self.notice.setVisible(notice is not None)
        self.notice_icon.setVisible(notice is not None)
        if notice is None or notice.text == self.notice.text():
            return
        pixmaps = QStyle.StandardPixmap
        sign = {
            Level.INFO: pixmaps.SP_MessageBoxInformation,
            Level.WARNING: pixmaps.SP_MessageBoxWarning,
            Level.ERROR: pixmaps.SP_MessageBoxCritical,
        }[notice.level]
        size = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        self.notice_icon.setPixmap(
            self.style().standardIcon(sign).pixmap(QSize(size, size), self.devicePixelRatio())
        )
        self.notice.setText(notice.text)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.spoken.toPlainText())

    def _accept_focus(self, wanted: bool) -> None:
        # On the QWindow and not the widget: QWidget.setWindowFlag would hide the window.
        if self.windowHandle() is None:
            self.winId()
        self.windowHandle().setFlag(Qt.WindowType.WindowDoesNotAcceptFocus, not wanted)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self.closed.emit()


class _ChoiceBox(QComboBox):
    """A combo box of choices.

    Signals:
        picked(str): the id of the line that the person chose.
    """

    picked = Signal(str)

    def __init__(self, empty: str) -> None:
        super().__init__()
        self._choices: tuple[Choice, ...] | None = None
        self.setPlaceholderText(empty)
        # As wide as there is room for, and not as the longest name of a sound card.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.activated.connect(self._pick)
        self.fill(())

    def fill(self, choices: Sequence[Choice]) -> None:
        if tuple(choices) == self._choices:
            return
        self._choices = tuple(choices)
        self.clear()
        for item in choices:
            self.addItem(texts.choice(item), item.id)
        self._mark()
        self.setEnabled(bool(choices))

    def restore(self) -> None:
        """Back to the choice that holds, after another one could not be had."""
        self._mark()

    def _mark(self) -> None:
        chosen = [place for place, item in enumerate(self._choices or ()) if item.chosen]
        self.setCurrentIndex(chosen[0] if chosen else -1)

    def _pick(self, place: int) -> None:
        item = (self._choices or ())[place]
        if not item.chosen:
            self.picked.emit(item.id)
