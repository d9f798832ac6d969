"""Pure: when a model is loaded, what it does before it is given anybody's words, and what it is
called when that fails."""

from __future__ import annotations

from enum import StrEnum

from sayso.core.errors import DeviceError, DeviceFailed, ModelError, SaysoError


class Strategy(StrEnum):
    """When the models are loaded."""

    EAGER = "eager"
    """At start, and nothing is listened to before: the first utterance never waits, the start
    does."""
    LAZY = "lazy"
    """With the first use: no memory is taken before it is needed, and the first utterance waits
    for what of the load is left when the key is released."""
    HYBRID = "hybrid"
    """At start, in the background: listening begins at once, and what is said before the model is
    there waits for it or goes to another."""

    @property
    def loads_at_start(self) -> bool:
        return self is not Strategy.LAZY

    @property
    def waits_until_loaded(self) -> bool:
        """Whether nothing is listened to before the models are there."""
        return self is Strategy.EAGER


class WarmUp(StrEnum):
    """How much a model recognises, of nobody's words, between its load and its first utterance.

    What each tier buys depends on machine and model: ``sayso bench --warmup`` measures it.
    """

    NONE = "none"
    """Ready soonest. What an engine does only once, with its first input (memory for the
    intermediate results, kernels for the graphics card, pages of the file that were not read yet)
    falls on the first utterance."""
    MINIMAL = "minimal"
    """One pass: what is done only once is done."""
    STANDARD = "standard"
    """Three passes of the lengths that dictated sentences have: also what an engine chooses or
    keeps for each length of input anew."""
    FULL = "full"
    """Five passes, from a word to Whisper's whole window: no length comes for the first time, and
    the largest piece of memory was asked for once, so that running out of it shows here."""


_PASSES: dict[WarmUp, tuple[float, ...]] = {
    WarmUp.NONE: (),
    WarmUp.MINIMAL: (1.0,),
    WarmUp.STANDARD: (0.5, 1.0, 4.0),
    WarmUp.FULL: (0.1, 0.5, 1.0, 4.0, 30.0),
}


def passes(tier: WarmUp) -> tuple[float, ...]:
    """Seconds of input of each pass, in order."""
    return _PASSES[tier]


def as_model_error(model: str, error: BaseException) -> ModelError:
    """What is said of a load that ended with ``error``, or of a model that broke with it."""
    if isinstance(error, ModelError):
        return error
    if isinstance(error, DeviceFailed):
        return DeviceError(str(error))
    if isinstance(error, SaysoError):
        return ModelError(str(error))
    if isinstance(error, Exception):
        name = type(error).__name__
        return ModelError(f"The model {model} could not be loaded ({name}): see the log.")
    return ModelError(f"Loading the model {model} was interrupted: try again.")
