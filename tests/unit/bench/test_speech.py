"""What the bench says."""

from __future__ import annotations

import numpy as np

from sayso.bench.speech import PAUSES, SECONDS, long_dictation, one_utterance
from sayso.core.speech import SAMPLE_RATE, Samples


class Loud:
    """A detector that goes by loudness, which does for a recording without noise."""

    def probability(self, samples: Samples) -> float:
        return 1.0 if float(np.abs(samples).max()) > 0.02 else 0.0


def test_an_utterance_has_its_length_and_ends_with_a_word() -> None:
    for seconds in (2.0, 5.0):
        speech = one_utterance(Loud(), seconds)
        assert speech.samples.shape == (round(seconds * SAMPLE_RATE),)
        assert speech.utterances == 1
        assert np.abs(speech.samples[-SAMPLE_RATE // 5 :]).max() > 0.02


def test_the_long_one_has_its_pauses() -> None:
    speech = long_dictation(Loud())
    assert speech.utterances == PAUSES + 1
    assert speech.seconds <= SECONDS
