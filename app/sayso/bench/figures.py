"""Medians, ratios and lines of a table. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median


def middle(values: Sequence[float]) -> float | None:
    """The median; None where nothing was measured."""
    return median(values) if values else None


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0…1) of them lie, by nearest rank. Of at least one value."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ratio(above: Sequence[float], below: Sequence[float]) -> float | None:
    """The median of the ratios within each round: the machine may change between them."""
    return middle([a / b for a, b in zip(above, below, strict=False)])


def shown(value: float | None, form: str) -> str:
    """``form`` is `str.format`'s, as ``"{:.2f} s"``."""
    return "not measured" if value is None else form.format(value)


def line(words: str, value: float | None, form: str, raw: Sequence[float] = ()) -> str:
    """One figure, with the spread of ``raw``."""
    spread = f"   ({min(raw):.3g} … {max(raw):.3g}, n={len(raw)})" if len(raw) > 1 else ""
    return f"{words:<48}{shown(value, form):>12}{spread}"


def row(words: str, cells: Sequence[str]) -> str:
    """A line of several columns."""
    return f"{words:<44}" + "".join(f"{cell:>14}" for cell in cells)
