"""Numbers with their units, as they are shown and as people write them."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QLocale

from sayso.desktop.wording import translate

_NUMBER_AND_UNIT = re.compile(r"\s*([-+−]?[\d.,٬٫’'\u00a0\u202f]*\d)\s*(\D*)\s*")
_ALIKE = 1e-9


def _units(unit: str) -> dict[str, tuple[float, tuple[str, ...]]]:
    """By the name of each unit in which a quantity may be written: how many of the setting's own
    unit it is, and what it is called; the first name is the one that is shown."""
    match unit:
        case "seconds":
            return {
                "s": (1.0, (translate("Settings", "s"), "s", "sec", "seconds")),
                "min": (60.0, (translate("Settings", "min"), "min", "minutes")),
                "h": (3600.0, (translate("Settings", "h"), "h", "hours")),
            }
        case "days":
            return {
                "days": (
                    1.0,
                    (translate("Settings", "days"), translate("Settings", "day"), "d", "days"),
                )
            }
        case "percent":
            return {"%": (1.0, ("%",))}
        case "megabytes":
            return {
                "MB": (1.0, (translate("Settings", "MB"), "MB", "megabytes")),
                "GB": (1000.0, (translate("Settings", "GB"), "GB", "gigabytes")),
            }
        case _:
            return {"": (1.0, ("",))}


def shown_unit(value: float, unit: str) -> str:
    """The unit in which a value reads best, and no digit of it is lost."""
    if unit == "seconds":
        if value >= 7200 and value % 3600 == 0:
            return "h"
        if value >= 120 and value % 60 == 0:
            return "min"
    return next(iter(_units(unit)))


def in_words(value: float, unit: str) -> str:
    """``0.35`` seconds as ``0.35 s``, in the number format of the interface."""
    name = shown_unit(value, unit)
    times, names = _units(unit)[name]
    shown = value / times
    called = translate("Settings", "day") if name == "days" and shown == 1 else names[0]
    return f"{_digits(shown)}\u00a0{called}".strip()


def read(text: str, unit: str, meant: str) -> float | None:
    """What a person wrote, in the setting's own ``unit``. ``meant``: the unit of a bare number.

    None: it is no number, or has a unit that means something else.
    """
    found = _NUMBER_AND_UNIT.fullmatch(text)
    if found is None:
        return None
    number = _number(found[1].replace("−", "-"))
    units = _units(unit)
    written = found[2].strip().casefold()
    if written:
        meant = next(
            (name for name, (_, called) in units.items() if written in map(str.casefold, called)),
            "",
        )
        if meant not in units or not meant:
            return None
    if number is None or not math.isfinite(number):
        return None
    return number * units[meant][0]


def stepped(value: float, steps: int, size: float) -> float:
    """The next multiples of ``size``, and no dust behind the point."""
    exact = value / size
    down = math.floor(exact + _ALIKE)
    up = math.ceil(exact - _ALIKE)
    return round(((down if steps > 0 else up) + steps) * size, 9)


def _number(text: str) -> float | None:
    number, well = QLocale().toDouble(text)
    if well:
        return float(number)
    try:
        return float(text.replace(",", "."))  # the other one is understood, too
    except ValueError:
        return None


def _digits(value: float) -> str:
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    shortest = QLocale.FloatingPointPrecisionOption.FloatingPointShortest.value
    return locale.toString(float(value), "f", shortest)
