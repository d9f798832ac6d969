"""At the foot of the window: a model is on its way, or could not be had."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sayso.desktop import theme
from sayso.desktop.first_run.coming import Coming
from sayso.desktop.first_run.step import Said, button
from sayso.desktop.parts import Bar, ElidedLabel
from sayso.desktop.sentences import said
from sayso.desktop.theme import Meaning, Space, Type
from sayso.desktop.wording import amount, step, time_left, translate


class DownloadStrip(QWidget):
    """Hidden while nothing comes.

    Signals:
        stop_wanted(): the download is to be given up; what is there is kept for the next try.
    """

    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.line = ElidedLabel()
        theme.set_type(self.line, Type.SMALL)
        self.bar = Bar(thickness=4)
        self.bar.setAccessibleName(translate("FirstRun", "Download"))
        self.stop = button(translate("FirstRun", "Stop d&ownload"))
        self.stop.clicked.connect(self.stop_wanted)
        self.told = Said()
        below = QHBoxLayout()
        below.setSpacing(Space.MEDIUM)
        below.addWidget(self.bar, 1)
        below.addWidget(self.stop)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(Space.TINY)
        whole.addWidget(self.told)
        whole.addWidget(self.line)
        whole.addLayout(below)
        self.hide()

    def show_coming(self, coming: Coming, *, failures: bool) -> None:
        """``failures``: tell them here, and not where the model was chosen."""
        progress = coming.progress
        failed = failures and bool(coming.failed)
        self.told.say(said(coming.failed) if failed else "", Meaning.CARE if failed else None)
        self.told.setVisible(failed)
        for part in (self.line, self.bar, self.stop):
            part.setVisible(coming.stoppable)
        self.setVisible(coming.stoppable or failed)
        if progress is None or not coming.stoppable:
            return  # what comes after it takes a moment
        self.line.setText(line(coming))
        known = progress.total > 0
        self.bar.set_value(progress.done / progress.total if known else 0.0)


def line(coming: Coming) -> str:
    """``Downloading small · 63 of 145 MB · 4.1 MB/s · 1 min left``."""
    progress = coming.progress
    if progress is None:
        return ""
    parts = [
        step(progress),
        amount(progress),
        _speed(coming.speed),
        time_left(progress.seconds_left),
    ]
    return " · ".join(part for part in parts if part)


def _speed(bytes_a_second: float | None) -> str:
    if bytes_a_second is None:
        return ""
    size = QLocale().formattedDataSize(
        round(bytes_a_second), 1, QLocale.DataSizeFormat.DataSizeSIFormat
    )
    return translate("FirstRun", "{size}/s").format(size=size)
