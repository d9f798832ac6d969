"""The figures of `sayso bench --residency`: for people and for programs. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from sayso.bench.figures import line, middle, ratio, row, shown
from sayso.residency.loading import Strategy

LENGTHS = (2.0, 3.0, 5.0)
"""Seconds of speech."""

MAX_MODELS = (1, 2)
"""How many may stay while two are used in turn."""

GOAL = 1.15
"""Release → text with a model that was unloaded, over that with one that was not."""


@dataclass(slots=True)
class Start:
    """One loading strategy. Seconds since the app was made; from release to text; MB at rest."""

    listens_seconds: list[float] = field(default_factory=list)
    ready_seconds: list[float] = field(default_factory=list)
    first_text_seconds: list[float] = field(default_factory=list)
    rest_mb: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Length:
    """Release → text of one length of utterance."""

    resident_seconds: list[float] = field(default_factory=list)
    reloaded_seconds: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Switch:
    """Two a round, there and back. From choosing until the new one serves; from the release after
    that to its text; both, which is choosing → text without the speaking."""

    serves_seconds: list[float] = field(default_factory=list)
    text_seconds: list[float] = field(default_factory=list)
    total_seconds: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Samples:
    """Raw samples."""

    strategies: dict[str, Start] = field(
        default_factory=lambda: {strategy.value: Start() for strategy in Strategy}
    )
    lengths: dict[float, Length] = field(
        default_factory=lambda: {seconds: Length() for seconds in LENGTHS}
    )
    before_mb: list[float] = field(default_factory=list)
    resident_mb: list[float] = field(default_factory=list)
    unloaded_mb: list[float] = field(default_factory=list)
    switches: dict[int, Switch] = field(
        default_factory=lambda: {number: Switch() for number in MAX_MODELS}
    )
    pressure_seconds: list[float] = field(default_factory=list)
    given_back_mb: list[float] = field(default_factory=list)


def figures(samples: Samples) -> dict[str, float | None]:
    """Flat keys."""
    found: dict[str, float | None] = {}
    for name, start in samples.strategies.items():
        found[f"{name}_listens_seconds"] = middle(start.listens_seconds)
        found[f"{name}_ready_seconds"] = middle(start.ready_seconds)
        found[f"{name}_first_text_seconds"] = middle(start.first_text_seconds)
        found[f"{name}_rest_mb"] = middle(start.rest_mb)
    for seconds, length in samples.lengths.items():
        key = f"release_to_text_{seconds:.0f}s"
        found[f"{key}_resident_seconds"] = middle(length.resident_seconds)
        found[f"{key}_reloaded_seconds"] = middle(length.reloaded_seconds)
        found[f"{key}_reloaded_over_resident"] = ratio(
            length.reloaded_seconds, length.resident_seconds
        )
    found["before_loading_mb"] = middle(samples.before_mb)
    found["resident_mb"] = middle(samples.resident_mb)
    found["unloaded_mb"] = middle(samples.unloaded_mb)
    found["unloaded_over_before_mb"] = ratio(samples.unloaded_mb[-1:], samples.before_mb)
    for number, switch in samples.switches.items():
        found[f"switch_max_models_{number}_serves_seconds"] = middle(switch.serves_seconds)
        found[f"switch_max_models_{number}_text_seconds"] = middle(switch.text_seconds)
        found[f"switch_max_models_{number}_total_seconds"] = middle(switch.total_seconds)
    found["pressure_to_unloaded_seconds"] = middle(samples.pressure_seconds)
    found["pressure_given_back_mb"] = middle(samples.given_back_mb)
    return found


def as_json(samples: Samples, facts: dict[str, Any]) -> dict[str, Any]:
    return {**figures(samples), **facts, "samples": asdict(samples)}


def as_text(samples: Samples, facts: dict[str, Any]) -> str:
    """Tables for people."""
    found = figures(samples)
    lines = [
        (
            f"{facts['model']}, beam 1, {facts['threads']} threads, warm-up {facts['warm_up']}, "
            f"released {facts['release_after_speech_seconds']:.1f} s after the last word, "
            f"weights in the page cache; medians of {facts['rounds']} rounds"
        ),
        "",
        row("loading strategy", list(samples.strategies)),
    ]
    for words, key, form in (
        ("app made → listens", "listens_seconds", "{:.2f} s"),
        ("app made → model ready", "ready_seconds", "{:.2f} s"),
        ("speaking at once, 3 s: release → text", "first_text_seconds", "{:.2f} s"),
        ("memory at rest, before that", "rest_mb", "{:.0f} MB"),
    ):
        lines.append(
            row(words, [shown(found[f"{name}_{key}"], form) for name in samples.strategies])
        )
    lines += ["", row("release → text", ["resident", "reloaded", "ratio", "of the rounds"])]
    for seconds, length in samples.lengths.items():
        key = f"release_to_text_{seconds:.0f}s"
        ratios = [
            above / below
            for above, below in zip(length.reloaded_seconds, length.resident_seconds, strict=False)
        ]
        spread = f"{min(ratios):.2f} … {max(ratios):.2f}" if ratios else ""
        lines.append(
            row(
                f"{seconds:.0f} s of speech",
                [
                    shown(found[f"{key}_resident_seconds"], "{:.2f} s"),
                    shown(found[f"{key}_reloaded_seconds"], "{:.2f} s"),
                    shown(found[f"{key}_reloaded_over_resident"], "× {:.2f}"),
                    spread,
                ],
            )
        )
    lines += [
        (
            "reloaded: unloaded after each dictation and loaded from the key-down on; the goal is "
            f"at most × {GOAL}"
        ),
        "",
        line("memory before loading, app and engine", found["before_loading_mb"], "{:.0f} MB"),
        line("  with the model resident", found["resident_mb"], "{:.0f} MB", samples.resident_mb),
        line("  after unloading", found["unloaded_mb"], "{:.0f} MB", samples.unloaded_mb),
        line(
            "  after the last unloading, over before", found["unloaded_over_before_mb"], "× {:.2f}"
        ),
        "",
        row("two models in turn, max_models", [str(number) for number in samples.switches]),
    ]
    for words, key in (
        ("choosing → the new one serves", "serves_seconds"),
        ("its first 3 s: release → text", "text_seconds"),
        ("choosing → text, without the speaking", "total_seconds"),
    ):
        lines.append(
            row(
                words,
                [
                    shown(found[f"switch_max_models_{number}_{key}"], "{:.2f} s")
                    for number in samples.switches
                ],
            )
        )
    lines += [
        "",
        line(
            "memory runs short → model unloaded",
            found["pressure_to_unloaded_seconds"],
            "{:.2f} s",
            samples.pressure_seconds,
        ),
        line(
            "  given back",
            found["pressure_given_back_mb"],
            "{:.0f} MB",
            samples.given_back_mb,
        ),
    ]
    return "\n".join(lines)
