"""The second step: what recognises. A download goes on while the next steps are done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QRadioButton,
    QStyle,
    QWidget,
)

from sayso.control.choices import STARTER, Choice
from sayso.control.model_folder import usable_model
from sayso.core.errors import SettingsError
from sayso.desktop import texts, theme
from sayso.desktop.aside import Asks
from sayso.desktop.backend import Backend
from sayso.desktop.choice_box import ChoiceBox
from sayso.desktop.first_run.coming import Coming
from sayso.desktop.first_run.model_offer import Offer, offer
from sayso.desktop.first_run.step import Said, Step, button, row
from sayso.desktop.parts import Words, call
from sayso.desktop.sentences import said
from sayso.desktop.theme import Meaning, Space
from sayso.desktop.wording import translate


class ModelStep(Step):
    """What suits this machine, what else there is, and a folder that the person has.

    Signals:
        model_wanted(str): the id of a recognizer, as in `sayso.control.choices`.
    """

    model_wanted = Signal(str)

    def __init__(self, backend: Backend, aside: Asks) -> None:
        super().__init__(
            translate("FirstRun", "Which model turns your speech into text?"),
            translate(
                "FirstRun",
                "A Whisper model is downloaded once. From then on it works on this machine, and"
                " what you say goes nowhere else.",
            ),
        )
        self._backend = backend
        self._aside = aside
        self._offer: Offer | None = None
        self._other = ""
        self._asked = ""
        self._touched = False
        self.best = QRadioButton(translate("FirstRun", "The one that suits this machine"))
        self.why = Words()
        theme.dim(self.why)
        self.another = QRadioButton(translate("FirstRun", "&Another one:"))
        self.list = ChoiceBox(translate("FirstRun", "Choose one…"))
        call(self.list, translate("FirstRun", "Another model"))
        self.list.picked.connect(self._pick)
        self.starter = QRadioButton(
            translate("FirstRun", "Only the built-in &starter: English, rough, no download")
        )
        self.meanwhile = QCheckBox(
            translate("FirstRun", "&Use the starter until the model is here (English, rough)")
        )
        self.meanwhile.setChecked(backend.preferences.settings.recognition.starter)
        self.folder = button(translate("FirstRun", "I have a &folder…"))
        self.folder.clicked.connect(self._ask_for_folder)
        self.told = Said()
        self._group = QButtonGroup(self)
        for radio in (self.best, self.another, self.starter):
            self._group.addButton(radio)
            radio.clicked.connect(self._touch)
        self._group.idToggled.connect(lambda number, on: self._settle())
        self._lay_out()
        self._settle()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(Space.TINY)
        # What belongs to a choice stands close below it, and begins where its words begin.
        style, metric = self.style(), QStyle.PixelMetric
        before = style.pixelMetric(metric.PM_ExclusiveIndicatorWidth, None, self.best)
        before += style.pixelMetric(metric.PM_RadioButtonLabelSpacing, None, self.best)
        grid.setColumnMinimumWidth(0, before)
        grid.setColumnStretch(1, 1)
        for between in (2, 5):
            grid.setRowMinimumHeight(between, Space.TINY)
        grid.addWidget(self.best, 0, 0, 1, 2)
        grid.addWidget(self.why, 1, 1)
        grid.addWidget(self.another, 3, 0, 1, 2)
        grid.addWidget(self.list, 4, 1)
        grid.addWidget(self.starter, 6, 0, 1, 2)
        self.body.addLayout(grid)
        self.body.addWidget(self.meanwhile)
        self.body.addLayout(row(self.folder))
        self.body.addWidget(self.told)
        self.body.addStretch(1)

    @property
    def first(self) -> QWidget | None:
        return self._group.checkedButton()

    @property
    def next_text(self) -> str:
        return (
            translate("FirstRun", "&Download and go on") if self._downloads else super().next_text
        )

    @property
    def choice(self) -> str:
        """The id of what is chosen; empty: nothing yet."""
        if self.starter.isChecked():
            return STARTER
        if self.another.isChecked():
            return self._other
        if self.best.isChecked() and self._offer is not None and self._offer.best is not None:
            return self._offer.best.id
        return ""

    @property
    def rough(self) -> bool:
        """Whether the starter is what listens, for now or for good."""
        return self.starter.isChecked()

    def enter(self) -> None:
        self.look()

    def look(self) -> None:
        """Ask what there is, and what suits this machine."""
        backend = self._backend
        self._aside.ask(
            "models",
            lambda: offer(backend.recognizers(), backend.recommended()),
            self._came,
            self._failed,
        )

    def take(self) -> None:
        wanted = self.choice
        use_starter = self.meanwhile.isChecked()
        if use_starter != self._backend.preferences.settings.recognition.starter:
            try:
                self._backend.preferences.change({"starter": use_starter})
            except SettingsError as error:
                self.told.say(said(str(error)), Meaning.WRONG)
        if wanted and wanted != self._asked and not self._in_use(wanted):
            self._asked = wanted
            self.model_wanted.emit(wanted)

    def show_coming(self, coming: Coming) -> None:
        """How the model that was asked for comes along."""
        if coming.failed:
            self._asked = ""  # to be asked for once more
            self.told.say(said(coming.failed), Meaning.CARE)
        elif coming.ready and coming.model and coming.model == self._asked:
            name = Path(coming.model).name
            self.told.say(translate("FirstRun", "{name} is ready.").format(name=name), Meaning.WELL)
        elif coming.progress is not None:
            self.told.say("")

    def try_folder(self, folder: str) -> None:
        """Take it, if it holds a model."""
        self._aside.ask(
            "model folder", lambda: usable_model(Path(folder)), self._folder_good, self._failed
        )

    def _ask_for_folder(self) -> None:
        dialog = QFileDialog(self, translate("FirstRun", "A folder with a Whisper model"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.try_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _folder_good(self, name: str) -> None:
        self._touched = True
        self._other = name
        shown = Choice(name, f"Whisper {Path(name).name}", "", chosen=True)
        others = self._offer.others if self._offer is not None else ()
        self.list.fill((shown, *(other for other in others if other.id != name)), 1)
        self.another.setChecked(True)
        self.told.say(
            translate("FirstRun", "{folder} holds a Whisper model.").format(folder=Path(name).name),
            Meaning.WELL,
        )
        self._settle()

    def _failed(self, error: Exception) -> None:
        self.told.say(said(str(error)), Meaning.WRONG)

    def _came(self, found: Offer) -> None:
        self._offer = found
        if found.best is not None:
            self.best.setText(texts.choice(found.best).replace("&", "&&"))
        self.best.setEnabled(found.best is not None)
        why = said(found.why)
        # The name as it stands above, and not in small letters at the start of a sentence.
        named = found.best is not None and why.startswith(found.best.id)
        self.why.setText(f"Whisper {why}" if named else why)
        if self._backend.preferences.settings.residency.offline and not found.best_is_here:
            self.why.setText(
                translate("FirstRun", "Sayso is set to stay offline, so nothing is downloaded.")
            )
        if not Path(self._other).is_absolute():
            self.list.fill(found.others, found.here)
        self.another.setEnabled(bool(found.others) or bool(self._other))
        if not self._touched:
            self._choose_first(found)
        self._settle()

    def _choose_first(self, found: Offer) -> None:
        """What is here already, before a download that nobody has asked for yet."""
        if found.here and not found.best_is_here:
            self._pick(found.others[0].id)
            self.list.setCurrentIndex(0)
            self._touched = False
        elif found.best is not None:
            self.best.setChecked(True)
        else:
            self.starter.setChecked(True)

    def _pick(self, choice: str) -> None:
        self._touched = True
        self._other = choice
        self.another.setChecked(True)
        self._settle()

    def _touch(self) -> None:
        self._touched = True

    @property
    def _downloads(self) -> bool:
        wanted, found = self.choice, self._offer
        if found is None or not wanted or wanted == STARTER or wanted == self._asked:
            return False
        if found.best is not None and wanted == found.best.id:
            return not found.best_is_here
        return wanted in [other.id for other in found.others[found.here :]]

    def _in_use(self, wanted: str) -> bool:
        status = self._backend.status()
        in_use = STARTER if status.engine == STARTER else status.model
        return wanted == in_use and wanted == self._meant()

    def _meant(self) -> str:
        """What the settings say already, and not only what serves for want of it."""
        recognition = self._backend.preferences.settings.recognition
        return STARTER if recognition.engine == STARTER else recognition.model

    def _settle(self) -> None:
        if self.another.isChecked() and not self._other and self._offer and self._offer.others:
            self._other = self._offer.others[0].id
            self.list.setCurrentIndex(0)
        self.meanwhile.setVisible(self._downloads)
        self.next_changed.emit()
