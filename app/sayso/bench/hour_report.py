"""The figures of `sayso bench --hour`: memory by the minute of speech. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sayso.bench.figures import line

SETTLED_MINUTES = 5
"""From then on it must not grow any more."""


@dataclass(frozen=True, slots=True)
class Minute:
    """The minute'th of speech. app, engine: the most MB of RSS in it, of the app's process and its
    child's. waiting_seconds: of audio, to be recognised."""

    minute: int
    app: float
    engine: float
    waiting_seconds: float


@dataclass(frozen=True, slots=True)
class Hour:
    """spoken, recognised, kept: utterances that were said, had their text in order, and are in the
    history with it. recorded_mb: of audio on disk. pace: times the pace of speech."""

    minutes: tuple[Minute, ...]
    seconds: float
    pace: float
    spoken: int
    recognised: int
    kept: int
    recorded_mb: float
    model: str

    @property
    def growth(self) -> float | None:
        """Memory at the end, app and engine, over that after the fifth minute."""
        settled = [each for each in self.minutes if each.minute == SETTLED_MINUTES]
        if not settled:
            return None
        first, last = settled[0], self.minutes[-1]
        return (last.app + last.engine) / (first.app + first.engine)


def as_json(hour: Hour) -> dict[str, Any]:
    return {
        "rss_end_over_fifth_minute": hour.growth,
        "speech_seconds": hour.seconds,
        "pace": hour.pace,
        "spoken": hour.spoken,
        "recognised": hour.recognised,
        "kept": hour.kept,
        "recorded_mb": hour.recorded_mb,
        "model": hour.model,
        "minutes": [
            {
                "minute": each.minute,
                "app_mb": each.app,
                "engine_mb": each.engine,
                "waiting_seconds": each.waiting_seconds,
            }
            for each in hour.minutes
        ],
    }


def as_text(hour: Hour) -> str:
    """A table for people."""
    head = (
        f"{hour.seconds / 60:.0f} minutes of speech in one dictation, at {hour.pace:g} × its pace; "
        f"{hour.model}"
    )
    lines = [
        head,
        "",
        f"{'minute':>6}{'app':>10}{'engine':>10}{'waiting':>12}",
        *(
            f"{each.minute:>6}{each.app:>7.0f} MB{each.engine:>7.0f} MB"
            f"{each.waiting_seconds:>10.0f} s"
            for each in hour.minutes
            if each.minute % SETTLED_MINUTES == 0 or each is hour.minutes[-1]
        ),
        "",
        line("memory at the end, over the fifth minute", hour.growth, "× {:.3f}"),
        line("utterances said", hour.spoken, "{:.0f}"),
        line("  recognised, in order", hour.recognised, "{:.0f}"),
        line("  in the history with their text", hour.kept, "{:.0f}"),
        line("audio on disk", hour.recorded_mb, "{:.0f} MB"),
    ]
    return "\n".join(lines)
