"""A button that takes a key: press the one that you want."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QPushButton, QSizePolicy

from sayso.control import chord
from sayso.core.errors import SettingsError
from sayso.desktop import theme
from sayso.desktop.first_run.key_reading import Pressed, name_of
from sayso.desktop.sentences import said
from sayso.desktop.theme import Meaning, Space, Type
from sayso.desktop.wording import translate


class KeyCapture(QPushButton):
    """Shows a hotkey by its plain name. A click, or Space, begins to record: the next key, or
    chord, is captured. Escape ends that and keeps the key; Tab leaves, and ends it too. Until then
    screen readers and the window keep their own keys.

    Signals:
        captured(str): a hotkey, in the syntax of the setting ``hotkey``.
        refused(str): what was pressed can be none; a sentence. Recording goes on.
        recording_changed(bool): while it is true nobody else, nor Sayso itself, should take keys.
    """

    captured = Signal(str)
    refused = Signal(str)
    recording_changed = Signal(bool)

    def __init__(
        self,
        system: str,
        default: str,
        *,
        title: str = "",
        prompt: str = "",
        scale: Type = Type.HEADING,
    ) -> None:
        """``system``: ``linux``, ``macos`` or ``windows``. ``default``: what ``auto`` means.

        title: what the key is for, told by screen readers; else that it is held to dictate.
        prompt: what stands on it while it records; else that the key to hold is to be pressed.
        scale: ``BODY`` where it is one line among others; else it stands out.
        """
        super().__init__()
        self._title = title or translate("KeyCapture", "Key to hold")
        self._prompt = prompt or translate("KeyCapture", "Press the key that you want to hold…")
        self._system = system
        self._default = default
        self._hotkey = "auto"
        self._recording = False
        self._pressed = Pressed()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.set_type(self, scale)
        side = self.fontMetrics().ascent()
        self.setIconSize(QSize(side, side))  # no higher than the words: the line would jump
        self._room = Space.SMALL if scale is Type.HEADING else 0
        self.clicked.connect(self.record)
        self._show()

    @property
    def hotkey(self) -> str:
        """What is shown, as it was set or captured."""
        return self._hotkey

    @property
    def recording(self) -> bool:
        return self._recording

    @property
    def shown(self) -> str:
        """What stands on it."""
        if not self._recording:
            return self._label()
        if self._pressed.so_far:
            parts = [said(part.capitalize()) for part in self._pressed.so_far.split("+")]
            return "+".join([*parts, "…"])
        return self._prompt

    def set_key(self, hotkey: str) -> None:
        """As the setting has it, ``auto`` included."""
        self._hotkey = hotkey
        self._show()

    def record(self) -> None:
        """Take the next key."""
        if not self._recording:
            self._recording = True
            self._pressed = Pressed()
            self._show()
            self.recording_changed.emit(True)

    def stop(self) -> None:
        """Record no more; the key stays as it was."""
        if self._recording:
            self._recording = False
            self._show()
            self.recording_changed.emit(False)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._recording:
            event.accept()  # a key that is a shortcut elsewhere, Escape included, is ours
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._recording:
            super().keyPressEvent(event)
            return
        if event.isAutoRepeat():
            return
        name = name_of(event, self._system)
        if name == "escape" and not self._pressed.down:
            self.stop()
        else:
            self._take(self._pressed.press(name))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self._recording:
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat():
            name = name_of(event, self._system)
            if name in self._pressed.down:
                self._take(self._pressed.release(name))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.stop()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        # As wide while it records, with the dot before the prompt, as before.
        widest = self.fontMetrics().horizontalAdvance(self._prompt) + self.iconSize().width()
        height = self.fontMetrics().height() + 2 * self._room
        return QSize(max(hint.width(), widest + 2 * Space.MEDIUM), max(hint.height(), height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _take(self, pressed: Pressed) -> None:
        self._pressed = Pressed() if pressed.over else pressed
        if pressed.hotkey:
            try:
                chord.parse(pressed.hotkey, self._default)
            except SettingsError as error:
                self.refused.emit(said(str(error)))
            else:
                self._hotkey = pressed.hotkey
                self.stop()
                self.captured.emit(pressed.hotkey)
                return
        elif pressed.over:
            self.refused.emit(
                translate(
                    "KeyCapture",
                    "That is no key that Sayso can listen for: press one key, or modifiers and one"
                    " key.",
                )
            )
        self._show()

    def _label(self) -> str:
        try:
            return said(chord.label(chord.parse(self._hotkey, self._default), self._system))
        except SettingsError:
            return self._hotkey

    def _show(self) -> None:
        self.setText(self.shown.replace("&", "&&"))
        self.setIcon(self._dot() if self._recording else QIcon())
        self.setAccessibleName(
            self.shown
            if self._recording
            else translate("KeyCapture", "{title}: {key}").format(
                title=self._title, key=self._label()
            )
        )
        self.setAccessibleDescription(
            translate("KeyCapture", "Escape keeps the key as it is.")
            if self._recording
            else translate("KeyCapture", "Press Space, then the key that you want.")
        )

    def _dot(self) -> QIcon:
        """As on a recorder."""
        pixmap = QPixmap(64, 64)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(Meaning.LISTENING, self.palette()))
        painter.drawEllipse(12, 12, 40, 40)
        painter.end()
        return QIcon(pixmap)
