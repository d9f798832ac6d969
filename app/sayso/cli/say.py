"""What a command tells: sentences for the person on stderr, what was asked for on stdout."""

from __future__ import annotations

import sys

from sayso.core.errors import SaysoError


def say(sentence: str) -> None:
    """One line. A windowed app on Windows may have no stderr; then nobody reads anyway."""
    if sys.stderr is not None:
        print(f"sayso: {sentence}", file=sys.stderr, flush=True)


def show(text: str) -> None:
    """At once. Raises BrokenPipeError where nobody reads on, SaysoError where there is no room."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise SaysoError(
            f"The output cannot be written ({error.strerror}); make room, or write it elsewhere."
        ) from error
