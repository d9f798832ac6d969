"""The small window: all that the tray does, for desktops that have no tray."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QFont,
    QGuiApplication,
    QKeySequence,
    QPalette,
    QShortcut,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sayso.core.events import Activity
from sayso.desktop import texts
from sayso.desktop.bystander import Bystander
from sayso.desktop.choice_box import ChoiceBox
from sayso.desktop.icons import state_icon
from sayso.desktop.lists import Kind
from sayso.desktop.news import Messages
from sayso.desktop.parts import Bar, ElidedLabel, TextBox, app_icon
from sayso.desktop.shown import Shown
from sayso.desktop.windows import Room
from sayso.desktop.wording import can_be_stopped, translate

_STATE_ICON = 40

_FRAME = 40
"""Pixels: a title bar that is not there yet has about as many."""


class Window(Bystander):
    """State, the big button, what is listened with, and what was heard last.

    Once a dictation begins it gives the focus back.

    Signals:
        toggle_wanted(), cancel_wanted(), stop_wanted(), undo_wanted(), again_wanted(),
            copy_wanted(), quit_wanted(): the buttons; ``stop`` means the download, ``again`` and
            ``copy`` the text that waits.
        room_wanted(Room): another window.
        pause_wanted(bool): whether the keys are to belong to the other programs.
        recognize_wanted(), copy_offer_wanted(), discard_wanted(): what an earlier run did not
            deliver.
        trace_wanted(bool): whether no trace is to be left.
        closed(): the person closed the window.
        lists_wanted(): the lists should be up to date, for the window was shown.
        picked(Kind, str): a choice in one of the lists, by its id.
    """

    toggle_wanted = Signal()
    cancel_wanted = Signal()
    stop_wanted = Signal()
    undo_wanted = Signal()
    again_wanted = Signal()
    copy_wanted = Signal()
    recognize_wanted = Signal()
    copy_offer_wanted = Signal()
    discard_wanted = Signal()
    trace_wanted = Signal(bool)
    room_wanted = Signal(object)
    pause_wanted = Signal(bool)
    quit_wanted = Signal()
    closed = Signal()
    lists_wanted = Signal()
    picked = Signal(object, str)

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self.setWindowTitle("Sayso")
        self.setWindowIcon(app_icon())
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._activity = Activity.IDLE

        self.icon = QLabel()
        self.icon.setProperty("decorative", True)  # the state stands beside it in words
        self.icon.setFixedSize(_STATE_ICON, _STATE_ICON)
        self.state = ElidedLabel()
        large = QFont(self.state.font())
        large.setPointSizeF(large.pointSizeF() * 1.5)
        large.setWeight(QFont.Weight.DemiBold)
        self.state.setFont(large)
        self.subtitle = ElidedLabel()
        self.subtitle.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.stop = QPushButton(translate("Window", "Stop do&wnload"))
        self.stop.setToolTip(translate("Window", "What is there already is kept for the next try"))
        self.stop.clicked.connect(self.stop_wanted)
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

        self.lists = {
            Kind.MICROPHONE: ChoiceBox(translate("Window", "No microphone found")),
            Kind.LANGUAGE: ChoiceBox(translate("Window", "No language")),
            Kind.RECOGNIZER: ChoiceBox(translate("Window", "No model found")),
            Kind.DEVICE: ChoiceBox(translate("Window", "No device")),
        }
        for kind, box in self.lists.items():
            box.picked.connect(partial(self.picked.emit, kind))

        self.last = QLabel()
        self._heard = ""
        self.spoken = TextBox(lines=3, from_end=True)
        self.spoken.setPlaceholderText(translate("Window", "What you say appears here."))
        self.last.setBuddy(self.spoken)
        self.undo = QPushButton(translate("Window", "&Undo"))
        self.undo.setToolTip(
            translate("Window", "Take the last dictation back from the window that it went into")
        )
        self.undo.clicked.connect(self.undo_wanted)
        self.copy = QPushButton(translate("Window", "Co&py"))
        self.copy.setToolTip(translate("Window", "Copy the last dictation to the clipboard"))
        self.copy.clicked.connect(self._copy)

        self.messages = Messages()
        self.waiting = self.messages.waiting
        self.waiting.copy.clicked.connect(self.copy_wanted)
        self.waiting.again.clicked.connect(self.again_wanted)
        self.offer = self.messages.offer
        self.offer.recognize.clicked.connect(self.recognize_wanted)
        self.offer.copy.clicked.connect(self.copy_offer_wanted)
        self.offer.discard.clicked.connect(self.discard_wanted)
        self.notice = self.messages.news.sentence

        self.trace = QCheckBox(translate("Window", "Lea&ve no trace"))
        self.trace.setToolTip(
            translate(
                "Window",
                "Nothing of what you say is written to disk; it cannot be brought back after a"
                " crash either",
            )
        )
        self.trace.clicked.connect(self.trace_wanted)
        self.settings = QPushButton(translate("Window", "Setti&ngs…"))
        self.settings.clicked.connect(partial(self.room_wanted.emit, Room.SETTINGS))
        self.more = QPushButton(translate("Window", "M&ore"))
        self.pause = QAction(translate("Window", "&Pause"), self)
        self.pause.setCheckable(True)
        self.pause.triggered.connect(self.pause_wanted)
        self.more.setMenu(self._menu())
        self.quit = QPushButton(translate("Window", "&Quit"))
        self.quit.clicked.connect(self.quit_wanted)
        QShortcut(QKeySequence("Ctrl+Q"), self, self.quit.click)

        self._lay_out()
        self.show_state(shown)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for room, text in (
            (Room.HISTORY, translate("Window", "&History…")),
            (Room.FILES, translate("Window", "&Files to text…")),
            (Room.FIRST_RUN, translate("Window", "&Set up again…")),
            (Room.ABOUT, translate("Window", "&About Sayso…")),
        ):
            menu.addAction(text).triggered.connect(partial(self.room_wanted.emit, room))
        menu.addSeparator()
        menu.addAction(self.pause)
        return menu

    def _lay_out(self) -> None:
        # The button comes and goes; beside the state it moves nothing else, and leaves the line
        # about the download its whole length.
        words = QGridLayout()
        words.setVerticalSpacing(2)
        words.setHorizontalSpacing(10)
        words.setColumnStretch(0, 1)
        words.addWidget(self.state, 0, 0)
        words.addWidget(self.stop, 0, 1)
        words.addWidget(self.subtitle, 1, 0, 1, 2)
        words.setRowMinimumHeight(0, self.stop.sizeHint().height())
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.icon)
        head.addLayout(words, 1)

        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addWidget(self.toggle, 1)
        buttons.addWidget(self.cancel)

        # Labels above their fields: beside them, long words of other languages leave no room.
        form = QGridLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(6)
        for place, (kind, text) in enumerate(
            (
                (Kind.MICROPHONE, translate("Window", "&Microphone:")),
                (Kind.LANGUAGE, translate("Window", "&Language:")),
                (Kind.RECOGNIZER, translate("Window", "&Engine and model:")),
                (Kind.DEVICE, translate("Window", "&Device:")),
            )
        ):
            row, column = divmod(place, 2)
            label = QLabel(text)
            label.setBuddy(self.lists[kind])
            form.addWidget(label, 3 * row, column)
            form.addWidget(self.lists[kind], 3 * row + 1, column)
            form.setColumnStretch(column, 1)
        form.setRowMinimumHeight(2, 2)

        above = QHBoxLayout()
        above.setSpacing(10)
        above.addWidget(self.last, 1, Qt.AlignmentFlag.AlignBottom)
        above.addWidget(self.undo)
        above.addWidget(self.copy)
        heard = QVBoxLayout()
        heard.setSpacing(6)
        heard.addLayout(above)
        heard.addWidget(self.spoken)

        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.settings)
        foot.addWidget(self.more)
        foot.addStretch(1)
        foot.addWidget(self.trace)
        foot.addStretch(1)
        foot.addWidget(self.quit)

        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)

        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 20, 20, 16)
        whole.setSpacing(14)
        whole.addLayout(head)
        whole.addWidget(self.level)
        whole.addLayout(buttons)
        whole.addLayout(form)
        whole.addLayout(heard)
        whole.addWidget(self.messages)
        whole.addStretch(1)
        whole.addWidget(line)
        whole.addLayout(foot)
        # A strut and not a minimum width, which would let long words be cut off.
        whole.addStrut(380)
        self.resize(520, self.sizeHint().height())
        order = (
            self.stop,
            self.toggle,
            self.cancel,
            *self.lists.values(),
            self.undo,
            self.copy,
            self.spoken,
            *self.messages.order,
            self.settings,
            self.more,
            self.trace,
            self.quit,
        )
        for before, behind in pairwise(order):
            QWidget.setTabOrder(before, behind)

    def show_quietly(self) -> None:
        super().show_quietly()
        self.lists_wanted.emit()

    def come_forward(self) -> None:
        """At what was not delivered, where something is offered."""
        super().come_forward()
        if self.offer.isHidden():
            self.toggle.setFocus()
        else:
            self.offer.take_focus()
        self.lists_wanted.emit()

    def show_state(self, shown: Shown) -> None:
        dictating = shown.activity is Activity.LISTENING
        if dictating and self._activity is not Activity.LISTENING:
            self.leave_focus()
        self._activity = shown.activity
        self.icon.setPixmap(
            state_icon(shown.look, shown.traceless).pixmap(
                QSize(_STATE_ICON, _STATE_ICON), self.devicePixelRatio()
            )
        )
        self.state.setText(texts.state(shown))
        self.subtitle.setText(texts.subtitle(shown))
        self.stop.setVisible(can_be_stopped(shown.loading))
        self._show_bar(shown)
        self.toggle.setText(texts.toggle(shown))
        self.cancel.setEnabled(shown.busy)
        self.last.setText(texts.last_dictation(shown))
        self.spoken.setAccessibleName(self.last.text().replace("&", "").removesuffix(":"))
        self.spoken.show_text(shown.spoken, shown.taken_back)
        self.undo.setEnabled(shown.stands)  # of what is shown here, and not of the one before
        self._heard = shown.heard
        self.copy.setEnabled(bool(shown.heard))
        self.messages.show_state(shown, self._room())
        self.trace.setChecked(shown.leaves_no_trace)
        self.pause.setChecked(shown.paused)

    def say_what_closing_does(self, quits: bool) -> None:
        """Without a tray there would be no way back, so closing the window quits."""
        self.quit.setToolTip(
            translate("Window", "Quit Sayso; so does closing this window")
            if quits
            else translate("Window", "Quit Sayso; closing this window leaves it in the tray")
        )

    def _room(self) -> int:
        """How high the messages may become, so that the window fits on the screen."""
        rest = self.minimumSizeHint().height()
        if not self.messages.isHidden():
            rest -= self.messages.minimumSizeHint().height()
        frame = max(self.frameGeometry().height() - self.height(), _FRAME)
        return self.screen().availableGeometry().height() - frame - rest

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

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._heard)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self.closed.emit()
