"""A setting that is a key: press the one that is wanted."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from sayso.control.keys import Keys
from sayso.desktop.first_run.key_capture import KeyCapture
from sayso.desktop.preferences import words
from sayso.desktop.preferences.controls import Control, beside, value_of
from sayso.desktop.preferences.pages import SETTINGS
from sayso.desktop.theme import Type
from sayso.desktop.wording import translate
from sayso.settings.schema import Settings

_NO_KEY = "none"


class Key(Control):
    """``auto`` is shown as the key that it means; the reset button brings it back.

    Signals:
        recording(bool): keys are to go to the window alone.
    """

    recording = Signal(bool)

    def __init__(self, key: str, keys: Keys) -> None:
        setting = SETTINGS[key]
        optional = key == "undo_hotkey"
        self._capture = KeyCapture(
            keys.system,
            keys.default_undo if optional else keys.default,
            title=words.title(setting),
            prompt=translate("Settings", "Press a key…"),
            scale=Type.BODY,
        )
        self._none: QPushButton | None = None
        widget: QWidget = self._capture
        if optional:
            self._none = QPushButton(words.word(key, _NO_KEY))
            self._none.setCheckable(True)
            self._none.clicked.connect(lambda: self.entered.emit({key: _NO_KEY}))
            widget = beside(self._capture, self._none)
        super().__init__(setting, widget, self._capture)
        self._capture.captured.connect(lambda name: self.entered.emit({key: name}))
        self._capture.refused.connect(self.refused)
        self._capture.recording_changed.connect(self._recording)

    @property
    def capture(self) -> KeyCapture:
        return self._capture

    @property
    def typing(self) -> bool:
        return self._capture.recording

    def show_settings(self, settings: Settings) -> None:
        value = str(value_of(settings, self.setting))
        self._capture.set_key(value)
        if self._none is not None:
            self._none.setChecked(value == _NO_KEY)

    def settle(self) -> None:
        self._capture.stop()

    def _recording(self, on: bool) -> None:
        if not on:
            self.given_up.emit()
        self.recording.emit(on)
