"""`sayso doctor`: is everything there that dictation needs, and what to do where it is not."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from sayso.cli.overview import COMMANDS
from sayso.cli.parser import Parser
from sayso.cli.say import show
from sayso.core.errors import SaysoError

_EPILOG = """Each line is ok, warn (dictation works, but not at its best) or FAILED, with what
was found and, after an arrow, what to do. The exit code is 0 where nothing failed, else 1.

--json prints one object: ok, and checks (name, result, found, advice)."""


class Result(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. ``advice``: what to do, empty where nothing is to be done."""

    result: Result
    found: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """``seconds``: a check that takes longer has failed; some libraries wait for ever."""

    name: str
    seconds: float
    work: Callable[[], Finding]


@dataclass(frozen=True, slots=True)
class Checked:
    """A line of the answer."""

    name: str
    result: Result
    found: str
    advice: str


def main(arguments: Sequence[str]) -> int:
    """0 where nothing failed, else 1."""
    parser = Parser("doctor", f"{COMMANDS['doctor'].capitalize()}.", _EPILOG)
    parser.add_json()
    as_json: bool = parser.parse_args(arguments).json
    from sayso.archive.log import log_to
    from sayso.cli.checks import all_checks
    from sayso.paths import log_folder

    log_to(log_folder())
    checked: list[Checked] = []
    hung = False
    for line, in_time in examine(all_checks(time.monotonic)):
        checked.append(line)
        hung = hung or not in_time
        if not as_json:
            show(words(line))
    code = 1 if any(line.result is Result.FAILED for line in checked) else 0
    if as_json:
        about = {"ok": code == 0, "checks": [asdict(line) for line in checked]}
        show(json.dumps(about, ensure_ascii=False) + "\n")
    if hung:
        # Whatever holds that thread may hold the end of the process as well.
        sys.stdout.flush()
        os._exit(code)
    return code


def examine(checks: Sequence[Check]) -> Iterator[tuple[Checked, bool]]:
    """One after the other; with each, whether it came back in time."""
    from sayso.pipeline.capture.throwaway import within

    for check in checks:
        in_time = True
        try:
            finding = within(check.seconds, check.work, name=f"check {check.name}")
        except SaysoError as error:
            found, advice = split(str(error))
            finding = Finding(Result.FAILED, found, advice)
        except TimeoutError:
            in_time = False
            finding = Finding(
                Result.FAILED,
                f"no answer within {check.seconds:.0f} s",
                "See whether the machine is overloaded, and try again.",
            )
        except Exception as error:  # noqa: BLE001 - one check must not cost the others
            from sayso.cli.unforeseen import note

            finding = Finding(Result.FAILED, note(error))
        yield Checked(check.name, finding.result, finding.found, finding.advice), in_time


def split(sentence: str) -> tuple[str, str]:
    """An error's one sentence is what is wrong; then, after a semicolon or colon, what to do."""
    for mark in ("; ", ": "):
        found, separator, advice = sentence.rpartition(mark)
        if separator:
            return found, f"{advice[:1].upper()}{advice[1:]}"
    return sentence, ""


def words(line: Checked) -> str:
    """For people."""
    result = "FAILED" if line.result is Result.FAILED else str(line.result)
    advice = f"{'':23}→ {line.advice}\n" if line.advice else ""
    return f"{result:8}{line.name:15}{line.found}\n{advice}"
