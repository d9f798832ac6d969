"""The first step: does the microphone hear?"""

from __future__ import annotations

import logging
from functools import partial

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from sayso.control.choices import AUTO
from sayso.core.errors import SaysoError
from sayso.core.events import Event, TrialEnded, TrialLevel
from sayso.core.ports import Clock
from sayso.desktop.aside import Asks
from sayso.desktop.backend import Backend
from sayso.desktop.choice_box import ChoiceBox
from sayso.desktop.first_run import hearing
from sayso.desktop.first_run.hearing import Hearing, Verdict
from sayso.desktop.first_run.step import Said, Step, button, labelled, row, show_page
from sayso.desktop.first_run.system_pages import Page, address
from sayso.desktop.parts import Bar, Words
from sayso.desktop.sentences import said
from sayso.desktop.theme import Meaning
from sayso.desktop.wording import translate

_log = logging.getLogger(__name__)


class MicrophoneStep(Step):
    """The list, the level, and whether speech is heard. The microphone is open while the step is
    seen, and the window is active."""

    def __init__(self, backend: Backend, aside: Asks, clock: Clock) -> None:
        super().__init__(
            translate("FirstRun", "Does your microphone hear you?"),
            translate(
                "FirstRun",
                "Say something. Nothing of it is recognised or kept. Later the microphone is open"
                " only while you dictate.",
            ),
        )
        self._backend = backend
        self._aside = aside
        self._clock = clock
        self._seen = False
        self._hearing = Hearing(clock())
        self.list = ChoiceBox(translate("FirstRun", "No microphone found"))
        self.list.picked.connect(self._pick)
        self.level = Bar(thickness=10)
        self.level.setAccessibleName(translate("FirstRun", "Loudness"))
        self.verdict = Said()
        self.help = Words()
        self.page = button(translate("FirstRun", "Open s&ettings…"))
        self.page.clicked.connect(partial(show_page, self._address))
        self.again = button(translate("FirstRun", "&Try again"))
        self.again.clicked.connect(self._try_again)
        self.body.addLayout(labelled(translate("FirstRun", "&Microphone:"), self.list))
        for widget in (self.level, self.verdict, self.help):
            self.body.addWidget(widget)
        self.body.addLayout(row(self.page, self.again))
        self.body.addStretch(1)
        self._show()

    @property
    def first(self) -> QWidget | None:
        return self.list if self.list.isEnabled() else None  # it is empty for a moment

    @property
    def _address(self) -> str:
        return address(Page.MICROPHONE, self._backend.keys.system)

    def enter(self) -> None:
        self._seen = True
        self._refresh()
        self._listen()

    def leave(self) -> None:
        self._seen = False
        self._backend.trial.stop()

    def happened(self, event: Event) -> None:
        if not self._seen or not isinstance(event, TrialLevel | TrialEnded):
            return
        if isinstance(event, TrialLevel) and self.window().isActiveWindow():
            self._backend.trial.look()
        self._hearing = hearing.after(self._hearing, event, self._clock())
        self._show()

    def _refresh(self) -> None:
        self._aside.ask("microphones", self._backend.microphones, self.list.fill, self._no_list)

    def _no_list(self, error: Exception) -> None:
        """What is wrong with the sound system, the trial says, too."""
        _log.warning("the microphones could not be listed: %s", error)

    def _pick(self, choice: str) -> None:
        try:
            self._backend.choose_microphone(choice)
        except SaysoError as error:
            self._refresh()
            self.verdict.say(said(str(error)), Meaning.WRONG)
            return
        self._refresh()
        self._listen()

    def _try_again(self) -> None:
        """With the microphones that there are now."""
        self._refresh()
        self._listen()

    def _listen(self) -> None:
        self._hearing = Hearing(self._clock())
        self._show()
        microphone = self._backend.preferences.settings.microphone.microphone
        self._backend.trial.start(microphone or AUTO)

    def _show(self) -> None:
        it = self._hearing
        self.level.set_value(it.meter)
        self.level.set_role(QPalette.ColorRole.Highlight if it.voice else QPalette.ColorRole.Mid)
        self.verdict.say(*self._sentence())
        help_text = self._help() if it.verdict in (Verdict.SILENT, Verdict.NO_SPEECH) else ""
        self.help.setText(help_text)
        self.help.setVisible(bool(help_text))
        trouble = it.verdict in (Verdict.SILENT, Verdict.FAILED)
        self.page.setVisible(trouble and bool(self._address))
        self.again.setVisible(it.verdict in (Verdict.FAILED, Verdict.RESTING))

    def _sentence(self) -> tuple[str, Meaning | None]:
        match self._hearing.verdict:
            case Verdict.HEARD:
                return translate("FirstRun", "Sayso hears you speak."), Meaning.WELL
            case Verdict.SILENT:
                return translate("FirstRun", "No sound comes from this microphone."), Meaning.CARE
            case Verdict.NO_SPEECH:
                return translate("FirstRun", "There is sound, but no speech in it."), Meaning.CARE
            case Verdict.FAILED:
                return said(self._hearing.message), Meaning.WRONG
            case Verdict.RESTING:
                return translate("FirstRun", "The microphone is closed again."), None
            case _:
                return translate("FirstRun", "Say something…"), None

    def _help(self) -> str:
        if self._hearing.verdict is Verdict.NO_SPEECH:
            return translate(
                "FirstRun",
                "Speak a little louder or nearer, or choose another microphone: this may be the one"
                " of a camera or a screen.",
            )
        if self._address:
            return translate(
                "FirstRun",
                "Is it muted, perhaps by a switch or a key of its own? Is it another one that you"
                " speak into? The system may also keep it from Sayso: allow it in its settings.",
            )
        return translate(
            "FirstRun",
            "Is it muted, perhaps by a switch or a key of its own, or in the system's sound"
            " settings? Is it another one that you speak into?",
        )
