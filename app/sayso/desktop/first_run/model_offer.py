"""What the model step offers, from the list of recognizers and what suits the machine. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.control.choices import AUTO, STARTER, Choice
from sayso.models.catalog import Recommendation, known


@dataclass(frozen=True, slots=True)
class Offer:
    """best: the model that suits this machine; None: it cannot be had, for Sayso is to stay
    offline. why: it does, in a sentence. best_is_here: nothing has to be downloaded for it.
    others: all further models, those that are here first; here: how many of them are."""

    best: Choice | None
    why: str
    best_is_here: bool
    others: tuple[Choice, ...]
    here: int


def offer(choices: Sequence[Choice], recommendation: Recommendation) -> Offer:
    """``choices``: as `sayso.control.choices.recognizer_choices` makes them: what is here comes
    before the starter, what could be downloaded after it."""
    ids = [choice.id for choice in choices]
    starter = ids.index(STARTER) if STARTER in ids else len(ids)
    here = [choice for choice in choices[:starter] if choice.id != AUTO]
    to_come = list(choices[starter + 1 :])
    best = _named(here, recommendation) or _named(to_come, recommendation)
    others = [choice for choice in (*here, *to_come) if choice is not best]
    return Offer(
        best,
        recommendation.why,
        best in here,
        tuple(others),
        sum(choice in here for choice in others),
    )


def _named(choices: Sequence[Choice], recommendation: Recommendation) -> Choice | None:
    return next((each for each in choices if known(each.id) == recommendation.model), None)
