"""The figures of `sayso bench --warmup`: for people and for programs. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from sayso.bench.figures import middle, ratio, row, shown
from sayso.residency.loading import WarmUp, passes

SPEECH_SECONDS = 3.0
"""Of the utterances that are measured."""

WORTH_PART = 0.05
"""Of a later utterance: a tier that makes the first one sooner by less does not pay. Chosen."""


@dataclass(slots=True)
class Tier:
    """Raw samples of one tier, one a round, in seconds.

    ready_seconds: from the start of the engine's process to the end of the warm-up, which is the
        last ``warm_up_seconds`` of them.
    first_seconds, second_seconds: of two utterances after that.
    """

    warm_up_seconds: list[float] = field(default_factory=list)
    ready_seconds: list[float] = field(default_factory=list)
    first_seconds: list[float] = field(default_factory=list)
    second_seconds: list[float] = field(default_factory=list)


def _all_tiers() -> dict[str, Tier]:
    return {tier.value: Tier() for tier in WarmUp}


@dataclass(slots=True)
class Measured:
    """conditions: what it holds for. measured_at: ISO 8601, in local time. remembered: from before;
    otherwise it was measured just now."""

    conditions: dict[str, Any]
    measured_at: str
    rounds: int
    tiers: dict[str, Tier] = field(default_factory=_all_tiers)
    remembered: bool = False


def figures(found: Measured) -> dict[str, float | None]:
    """Flat keys. Ratios and differences are within each round."""
    flat: dict[str, float | None] = {}
    none = found.tiers[WarmUp.NONE]
    for name, tier in found.tiers.items():
        flat[f"{name}_warm_up_seconds"] = middle(tier.warm_up_seconds)
        flat[f"{name}_ready_seconds"] = middle(tier.ready_seconds)
        flat[f"{name}_first_seconds"] = middle(tier.first_seconds)
        flat[f"{name}_second_seconds"] = middle(tier.second_seconds)
        flat[f"{name}_first_over_second"] = ratio(tier.first_seconds, tier.second_seconds)
        flat[f"{name}_saved_seconds"] = middle(
            [a - b for a, b in zip(none.first_seconds, tier.first_seconds, strict=False)]
        )
    return flat


def worth(found: Measured) -> float:
    """Seconds that a tier must save: `WORTH_PART`, and more than utterances differ for which
    nothing differs (the median distance from their median)."""
    later = [seconds for tier in found.tiers.values() for seconds in tier.second_seconds]
    usual = middle(later) or 0.0
    return max(WORTH_PART * usual, middle([abs(seconds - usual) for seconds in later]) or 0.0)


def which_pays(found: Measured) -> WarmUp:
    """The cheapest that saves as much as the best does, but for what does not count."""
    flat, enough = figures(found), worth(found)
    most = max(_saved(flat, tier) for tier in WarmUp)
    return next(tier for tier in WarmUp if _saved(flat, tier) >= most - enough)


def verdict(found: Measured) -> str:
    """One sentence."""
    best, flat = which_pays(found), figures(found)
    if best is WarmUp.NONE:
        return (
            "none pays here: a warm-up saves less of the first utterance than the "
            f"{worth(found):.2f} s by which utterances differ anyway."
        )
    saved, cost = _saved(flat, best), flat[f"{best.value}_warm_up_seconds"] or 0.0
    where = (
        "which is more than it costs"
        if saved > cost
        else "which is less than it costs, so it pays while nobody waits for the model"
    )
    return (
        f"{best.value} pays here: the first utterance is there {saved:.2f} s sooner for "
        f"{cost:.2f} s of warm-up, {where}."
    )


def as_json(found: Measured) -> dict[str, Any]:
    return {
        **figures(found),
        "pays": which_pays(found).value,
        "verdict": verdict(found),
        "speech_seconds": SPEECH_SECONDS,
        **found.conditions,
        "rounds": found.rounds,
        "measured_at": found.measured_at,
        "remembered": found.remembered,
        "samples": {name: asdict(tier) for name, tier in found.tiers.items()},
    }


def as_text(found: Measured) -> str:
    """A table for people."""
    about, flat = found.conditions, figures(found)
    when = found.measured_at.replace("T", " ")
    lines = [
        (
            f"{about['model']} on {about['device']} ({about['processor']}), "
            f"{about['compute_type']}, {about['threads']} threads; first two utterances of "
            f"{SPEECH_SECONDS:.0f} s after each start; medians of {found.rounds} rounds"
        ),
        "",
        row("warm-up", list(found.tiers)),
        row("  passes", [str(len(passes(WarmUp(name)))) for name in found.tiers]),
    ]
    for words, key, form in (
        ("it takes", "warm_up_seconds", "{:.2f} s"),
        ("process started → ready", "ready_seconds", "{:.2f} s"),
        ("first utterance", "first_seconds", "{:.2f} s"),
        ("second utterance", "second_seconds", "{:.2f} s"),
        ("  first over second", "first_over_second", "× {:.2f}"),
        ("  saved of the first, against none", "saved_seconds", "{:.2f} s"),
    ):
        lines.append(row(words, [shown(flat[f"{name}_{key}"], form) for name in found.tiers]))
    lines += ["", verdict(found)]
    if found.remembered:
        lines.append(f"Measured on {when}; --again measures again.")
    return "\n".join(lines)


def _saved(flat: dict[str, float | None], tier: WarmUp) -> float:
    return flat[f"{tier.value}_saved_seconds"] or 0.0
