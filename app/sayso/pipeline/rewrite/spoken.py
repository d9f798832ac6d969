"""Words that are meant for Sayso and not for the window."""

from __future__ import annotations

import re

_SCRATCH = re.compile(r"\W*scratch[\s,]+that\W*", re.IGNORECASE)


def is_scratch(text: str) -> bool:
    """Whether an utterance is "scratch that" and nothing else, whatever its capitals and stops."""
    return _SCRATCH.fullmatch(text) is not None
