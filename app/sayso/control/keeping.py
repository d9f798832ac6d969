"""Pure: what the settings say of what is kept."""

from __future__ import annotations

from sayso.archive.items import Retention
from sayso.settings.schema import History

_MEGABYTE = 1_000_000


def retention(history: History) -> Retention:
    return Retention(
        audio_days=_limit(history.audio_days),
        audio_bytes=_bytes(history.audio_megabytes),
        text_days=_limit(history.text_days),
        text_bytes=_bytes(history.text_megabytes),
    )


def named(setting: str) -> frozenset[str]:
    """The applications in a list like ``keepassxc, signal``; ``none`` is none."""
    names = frozenset(name.strip().lower() for name in setting.split(","))
    return names - {"", "none"}


def _limit(value: float) -> float | None:
    """Below 0 there is none."""
    return None if value < 0 else value


def _bytes(megabytes: float) -> int | None:
    return None if megabytes < 0 else round(megabytes * _MEGABYTE)
