"""`sayso bench`: how fast this machine dictates, against what its engine can do at best."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import Any

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
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--warmup",
        action="store_true",
        help="measure what each tier of warm-up buys for the first utterance; remembered",
    )
    what.add_argument(
        "--residency",
        action="store_true",
        help="measure the ways of keeping models in memory; takes a minute and a half a round",
    )
    what.add_argument(
        "--hour",
        action="store_true",
        help="dictate for an hour at ten times the pace of speech, and watch the memory; takes six "
        "minutes",
    )
    parser.add_argument(
        "--model",
        metavar="NAME|FOLDER",
        help="with --warmup: an installed model, on the device that the settings name",
    )
    parser.add_argument(
        "--again", action="store_true", help="with --warmup: measure even what is remembered"
    )
    asked = parser.parse_args(arguments)
    if asked.rounds < 1:
        raise UsageError("The number of rounds must be at least 1; try --rounds 3.")
    if (asked.model is not None or asked.again) and not asked.warmup:
        raise UsageError("--model and --again go with --warmup; add it, or leave them out.")
    as_json, as_text = _measure(asked)
    show((json.dumps(as_json, indent=2) if asked.json else as_text) + "\n")
    return 0


def _measure(asked: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """What was measured, for programs and for people."""
    if asked.warmup:
        from sayso.bench import warmup_report
        from sayso.bench.warmup_run import measure_or_remember

        found = measure_or_remember(asked.rounds, say, model=asked.model, again=asked.again)
        return warmup_report.as_json(found), warmup_report.as_text(found)
    if asked.residency:
        from sayso.bench import residency_report
        from sayso.bench.residency_run import measure as measure_residency

        ways, facts = measure_residency(asked.rounds, say)
        return residency_report.as_json(ways, facts), residency_report.as_text(ways, facts)
    if asked.hour:
        from sayso.bench import hour_report
        from sayso.bench.hour_run import measure as measure_hour

        hour = measure_hour(say)
        return hour_report.as_json(hour), hour_report.as_text(hour)
    from sayso.bench import report
    from sayso.bench.run import measure

    samples, facts = measure(asked.rounds, say)
    return report.as_json(samples, facts), report.as_text(samples, facts)
