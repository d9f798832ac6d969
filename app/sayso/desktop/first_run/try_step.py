"""The fourth step: a first sentence, the real way."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from sayso.control.choices import STARTER
from sayso.control.commands import Command
from sayso.core.errors import SettingsError
from sayso.core.events import Event
from sayso.core.health import Health
from sayso.desktop import theme
from sayso.desktop.backend import Backend
from sayso.desktop.first_run import trying
from sayso.desktop.first_run.coming import Coming
from sayso.desktop.first_run.step import Said, Step, button, labelled
from sayso.desktop.first_run.trying import Stage, Trying
from sayso.desktop.parts import Bar, Words
from sayso.desktop.sentences import said
from sayso.desktop.theme import Meaning, Space
from sayso.desktop.wording import translate

PATIENCE_MS = 12_000
"""Nothing was said for so long: then it says what to look for."""

_LINES = 3


class TryStep(Step):
    """A field with the focus, into which the app types as into any other program's."""

    def __init__(self, backend: Backend) -> None:
        super().__init__(translate("FirstRun", "Try it"), "")
        self._backend = backend
        self._trying = Trying()
        self._coming = Coming()
        self._why_none = backend.keys.why_none()
        self._seen = False
        self.field = QPlainTextEdit()
        self.field.setTabChangesFocus(True)
        self.field.setMinimumHeight(self.field.fontMetrics().lineSpacing() * (_LINES + 1))
        self.field.setPlaceholderText(
            translate("FirstRun", "For example: The quick brown fox jumps over the lazy dog.")
        )
        self.level = Bar(thickness=6)
        self.level.setAccessibleName(translate("FirstRun", "Loudness"))
        self.told = Said()
        self.rough = Words()
        theme.dim(self.rough)
        self.speak = button(translate("FirstRun", "&Start dictation"))
        # The words go where the focus is, and that is the field.
        self.speak.clicked.connect(self._toggle)
        below = QHBoxLayout()
        below.setSpacing(Space.SMALL)
        below.addWidget(self.told, 1)
        below.addWidget(self.speak)
        self.body.addLayout(labelled(translate("FirstRun", "Your &words:"), self.field), 1)
        self.body.addWidget(self.level)
        self.body.addLayout(below)
        self.body.addWidget(self.rough)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._show_what_to_check)
        self._show()

    @property
    def first(self) -> QWidget:
        return self.field

    def enter(self) -> None:
        self._seen = True
        self._backend.type_into_ours(True)
        self._trying = Trying()
        self.sentence.setText(self._invitation())
        self._patience.start()
        self._show()

    def leave(self) -> None:
        self._seen = False
        self._backend.type_into_ours(False)
        self._patience.stop()

    def show_coming(self, coming: Coming) -> None:
        if coming.model or coming.progress is not None or coming.ready:
            self._coming = coming
            self._show()

    def happened(self, event: Event) -> None:
        if not self._seen:
            return
        before, self._trying = self._trying, trying.after(self._trying, event)
        if self._trying == before:
            return
        if self._trying.stage is not before.stage and self._trying.stage is not Stage.WAITING:
            self._patience.stop()
        self._show()

    @property
    def listening(self) -> bool:
        return self._seen and self._trying.stage is Stage.LISTENING

    def discard(self) -> None:
        """What is being said."""
        self._backend.command(Command.CANCEL)

    def _toggle(self) -> None:
        self.field.setFocus()
        self._backend.command(Command.STOP if self.listening else Command.START)

    def _invitation(self) -> str:
        if self._why_none:
            return translate(
                "FirstRun",
                "Press your shortcut or the button below, and speak. What you said appears in the"
                " field.",
            )
        try:
            key = said(self._backend.keys.label(self._backend.preferences.settings.trigger.hotkey))
        except SettingsError:
            key = self._backend.preferences.settings.trigger.hotkey
        return translate(
            "FirstRun",
            "Hold {key}, speak, and let go. What you said appears in the field, as it will in any"
            " other program.",
        ).format(key=key)

    def _show(self) -> None:
        it = self._trying
        self.level.set_value(it.meter)
        self.level.set_role(QPalette.ColorRole.Highlight if it.voice else QPalette.ColorRole.Mid)
        listening = it.stage is Stage.LISTENING
        self.speak.setText(
            translate("FirstRun", "&Stop dictation")
            if listening
            else translate("FirstRun", "&Start dictation")
        )
        if it.stage is not Stage.WAITING or it.trouble:
            self.told.say(*self._sentence())
        elif not self._seen or self._patience.isActive():
            self.told.say("")
        self.rough.setText(self._quality())
        self.rough.setVisible(bool(self.rough.text()))

    def _sentence(self) -> tuple[str, Meaning | None]:
        it = self._trying
        if it.trouble and it.stage is not Stage.LISTENING:
            return said(it.trouble), Meaning.CARE
        match it.stage:
            case Stage.LISTENING:
                return translate("FirstRun", "Listening"), Meaning.LISTENING
            case Stage.RECOGNIZING:
                return translate("FirstRun", "Recognising…"), None
            case Stage.DONE:
                return translate("FirstRun", "That is all there is to it."), Meaning.WELL
            case _:
                return (
                    translate(
                        "FirstRun",
                        "No words were heard. Hold the key while you speak, and look whether the"
                        " bar above moves; if it does not, go back to the microphone.",
                    ),
                    Meaning.CARE,
                )

    def _show_what_to_check(self) -> None:
        if self._backend.keys.system == "macos":
            text = translate(
                "FirstRun",
                "Nothing happens when you hold the key? macOS may keep it from Sayso: go back one"
                " step to allow it. Or press the button here.",
            )
        else:
            text = translate(
                "FirstRun",
                "Nothing happens when you hold the key? Choose another one, one step back, or press"
                " the button here.",
            )
        self.told.say(text, Meaning.CARE)

    def _quality(self) -> str:
        status = self._backend.status()
        health = Health(status.health)
        if health.serves and status.engine == STARTER:
            if self._coming.stoppable:
                return translate(
                    "FirstRun",
                    "The model is still being downloaded. Until it is here the starter listens:"
                    " English only, and rough, so expect wrong words.",
                )
            return translate(
                "FirstRun",
                "The starter listens: English only, and rough, so expect wrong words.",
            )
        if health in (Health.STARTING, Health.WARMING_UP, Health.UNAVAILABLE):
            return translate(
                "FirstRun",
                "The model is not ready yet. Speak all the same: your words come when it is.",
            )
        return ""
