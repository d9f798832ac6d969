"""`sayso bench`: how fast this machine dictates, against what its engine can do at best."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.cli.parser import Parser
from sayso.cli.say import say, show
from sayso.core.errors import UsageError

_DESCRIPTION = (
    "Measure this machine: time to splash and to ready, voice detection, and key release to text "
    "for a 20 s dictation with pauses, as a ratio to what the engine alone needs for the same "
    "audio. Takes half a minute a round. The model it uses is made on the spot; it has the size "
    "and the speed of Whisper base, and says the same words whatever it hears."
)


def main(arguments: Sequence[str]) -> int:
    """Raises SaysoError."""
    parser = Parser("bench", _DESCRIPTION)
    parser.add_json()
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="default: 5")
    asked = parser.parse_args(arguments)
    if asked.rounds < 1:
        raise UsageError("The number of rounds must be at least 1; try --rounds 3.")
    from sayso.bench import report
    from sayso.bench.run import measure

    samples, facts = measure(asked.rounds, say)
    if asked.json:
        import json

        show(json.dumps(report.as_json(samples, facts), indent=2) + "\n")
    else:
        show(report.as_text(samples, facts) + "\n")
    return 0
