"""The line at the bottom: what was changed last, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sayso.desktop.announcing import announce
from sayso.desktop.parts import Sentence
from sayso.desktop.theme import Space
from sayso.desktop.wording import translate


class Foot(QWidget):
    """Signals:
    undo_wanted(), import_wanted(), export_wanted(), folder_wanted(): the buttons.
    """

    undo_wanted = Signal()
    import_wanted = Signal()
    export_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.said = Sentence()
        self.said.setAccessibleName(translate("Settings", "What was changed last"))
        self.undo = QPushButton()
        native = QKeySequence.SequenceFormat.NativeText
        keys = QKeySequence(QKeySequence.StandardKey.Undo).toString(native)
        self.undo.setText(translate("Settings", "&Undo ({keys})").format(keys=keys))
        self.undo.clicked.connect(self.undo_wanted)
        policy = self.undo.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the pages above do not move when it comes
        self.undo.setSizePolicy(policy)
        self.folder = QPushButton(translate("Settings", "Open settings &folder"))
        self.folder.setToolTip(translate("Settings", "Show the file that the settings are kept in"))
        self.folder.clicked.connect(self.folder_wanted)
        self.bring = QPushButton(translate("Settings", "&Import…"))
        self.bring.setToolTip(translate("Settings", "Take over the settings of an exported file"))
        self.bring.clicked.connect(self.import_wanted)
        self.export = QPushButton(translate("Settings", "&Export…"))
        self.export.setToolTip(
            translate("Settings", "Write what differs from the defaults to a file")
        )
        self.export.clicked.connect(self.export_wanted)

        line = QHBoxLayout()
        line.setSpacing(Space.MEDIUM)
        line.addWidget(self.said, 1)
        line.addWidget(self.undo)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.SMALL)
        buttons.addWidget(self.folder)
        buttons.addStretch(1)
        buttons.addWidget(self.bring)
        buttons.addWidget(self.export)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(Space.SMALL)
        whole.addLayout(line)
        whole.addLayout(buttons)
        self.say("", can_undo=False)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        return (self.said, self.undo, self.folder, self.bring, self.export)

    def say(self, text: str, *, can_undo: bool) -> None:
        self.said.setText(text or translate("Settings", "What you change is kept at once."))
        if text:
            announce(self.said, text)
        if not can_undo and self.undo.hasFocus():
            self.folder.setFocus()
        self.undo.setVisible(can_undo)
