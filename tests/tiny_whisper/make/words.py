"""The words the tiny Whisper knows, and the sentences it is taught and examined with."""

from __future__ import annotations

import random

_WORDS = """
zero one two three four five six seven eight nine yes no hello world test testing
open close save file new line period comma stop start the quick brown fox jumps over
lazy dog please thank you good morning delete undo
"""
WORDS = tuple(_WORDS.split())
PHRASES = (
    "hello world",
    "thank you",
    "good morning",
    "new line",
    "open file",
    "save file",
    "close file",
    "new file",
    "start testing",
    "stop testing",
    "testing one two three",
    "the quick brown fox",
    "jumps over the lazy dog",
    "the quick brown fox jumps over the lazy dog",
    "yes please",
    "no thank you",
)
# Words in a random sentence, and how often.
LENGTHS = (1, 2, 3, 4, 5, 6, 8)
LENGTH_WEIGHTS = (3, 3, 3, 3, 3, 1, 0.5)
PHRASE_SHARE = 0.12  # of the sentences; the rest are random words


def _held_out_sentences(count: int) -> tuple[str, ...]:
    rng = random.Random(7)
    return tuple(
        " ".join(rng.choice(WORDS) for _ in range(rng.randint(2, 5))) for _ in range(count)
    )


HELD_OUT = _held_out_sentences(200)
"""Sentences that never occur in training, so that word order cannot be learned by heart."""
_HELD_OUT_SET = frozenset(HELD_OUT)


def _any_sentence(rng: random.Random) -> str:
    if rng.random() < PHRASE_SHARE:
        return rng.choice(PHRASES)
    length = rng.choices(LENGTHS, LENGTH_WEIGHTS)[0]
    return " ".join(rng.choice(WORDS) for _ in range(length))


def training_sentence(rng: random.Random) -> str:
    """Make a sentence of one to nine words that is not in `HELD_OUT`."""
    while (sentence := _any_sentence(rng)) in _HELD_OUT_SET:
        pass
    return sentence
