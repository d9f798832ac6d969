"""What every text is made with. Imported before the splash is up, so it imports Qt's core alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

if TYPE_CHECKING:
    from sayso.core.events import LoadProgress

translate = QCoreApplication.translate
"""The translators' tools find each text by this name, if it is called with literals."""


def amount(progress: LoadProgress) -> str:
    """``48 MB of 142 MB``, ``48 MB`` where the whole is not known, or empty."""
    if progress.total <= 0 and progress.done <= 0:
        return ""
    if progress.total <= 0:
        return _quantity(progress.done, progress.unit)
    unit_once = "" if progress.unit != "bytes" else progress.unit
    return translate("Sayso", "{done} of {total}").format(
        done=_quantity(progress.done, unit_once), total=_quantity(progress.total, progress.unit)
    )


def _quantity(value: float, unit: str) -> str:
    locale = QLocale()
    if unit == "bytes":
        return locale.formattedDataSize(
            round(value), 0 if value < 1e9 else 1, QLocale.DataSizeFormat.DataSizeSIFormat
        )
    number = locale.toString(float(value), "f", 0 if value == int(value) else 1)
    return f"{number} {unit}".strip()
