"""What every text is made with. Imported before the splash is up, so it imports Qt's core alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from sayso.desktop.sentences import said

if TYPE_CHECKING:
    from sayso.core.events import LoadProgress

translate = QCoreApplication.translate
"""The translators' tools find each text by this name, if it is called with literals."""

_DOWNLOADING = "Downloading"
_OF_A_DOWNLOAD = ("Connecting", _DOWNLOADING, "Connecting again", "Checking")
"""As `sayso.models.download` names its steps."""


def downloads(progress: LoadProgress | None) -> bool:
    """Whether bytes are coming."""
    return progress is not None and progress.step == _DOWNLOADING


def can_be_stopped(progress: LoadProgress | None) -> bool:
    """Whether it is a step of a download: that alone takes long enough to be stopped."""
    return progress is not None and progress.step in _OF_A_DOWNLOAD


def step(progress: LoadProgress) -> str:
    """What is being done; of a download, what is being downloaded, too."""
    if downloads(progress) and progress.detail:
        return translate("Sayso", "Downloading {name}").format(name=said(progress.detail))
    return said(progress.step)


def detail(progress: LoadProgress) -> str:
    """What `step` leaves out: the file or the model; of a download, how long it will take."""
    return time_left(progress.seconds_left) if downloads(progress) else said(progress.detail)


def amount(progress: LoadProgress) -> str:
    """``48 of 142 MB``, ``48 MB`` where the whole is not known, or empty."""
    if progress.total <= 0 and progress.done <= 0:
        return ""
    done = _quantity(progress.done, progress.unit)
    if progress.total <= 0:
        return done
    total = _quantity(progress.total, progress.unit)
    number, _, unit = done.rpartition(" ")
    if number and total.endswith(f" {unit}"):
        done = number
    return translate("Sayso", "{done} of {total}").format(done=done, total=total)


def time_left(seconds: float | None) -> str:
    """In plain words and rounded up, as people do; empty where it is not known."""
    if seconds is None or not 0 <= seconds < math.inf:
        return ""
    if seconds < 10:
        return translate("Sayso", "a few seconds left")
    if seconds <= 55:
        return translate("Sayso", "{n} s left").format(n=math.ceil(seconds / 5) * 5)
    hours, minutes = divmod(math.ceil(seconds / 60), 60)
    if hours == 0:
        return translate("Sayso", "{n} min left").format(n=minutes)
    if hours < 24:
        return translate("Sayso", "{hours} h {minutes} min left").format(
            hours=hours, minutes=minutes
        )
    return translate("Sayso", "more than a day left")


def _quantity(value: float, unit: str) -> str:
    locale = QLocale()
    if unit == "bytes":
        return locale.formattedDataSize(
            round(value), 0 if value < 1e9 else 1, QLocale.DataSizeFormat.DataSizeSIFormat
        )
    number = locale.toString(float(value), "f", 0 if value == int(value) else 1)
    return f"{number} {said(unit)}".strip()
