"""What the commands are for, once everything is there: run, test, check."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

PLATFORMS = ("linux", "darwin", "win32")


def has_display(platform: str, environment: Mapping[str, str]) -> bool:
    """Tell whether a window could be shown, for a value of sys.platform."""
    if platform in ("darwin", "win32"):
        return True
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def script_in(venv: Path, name: str, *, windows: bool) -> str:
    """Return where an environment keeps a command."""
    return str(venv / "Scripts" / f"{name}.exe" if windows else venv / "bin" / name)


def test_command(venv: Path, passed_on: Sequence[str], *, windows: bool) -> list[str]:
    """Write the command that runs all tests: as many processes as there are cores and half as many
    again, because most of the long tests wait for speech that is being played. Who has nothing left
    to do takes over from the others: some tests take twenty seconds, most none."""
    cores = os.cpu_count() or 1
    processes = str(cores + max(1, cores // 2))
    return [
        script_in(venv, "pytest", windows=windows),
        "-n",
        processes,
        "--dist",
        "worksteal",
        *passed_on,
    ]


def check_commands(venv: Path, *, windows: bool) -> list[tuple[str, list[str]]]:
    """List the checks as (name, command)."""
    ruff = script_in(venv, "ruff", windows=windows)
    mypy = script_in(venv, "mypy", windows=windows)
    checks = [
        ("ruff check", [ruff, "check", "."]),
        ("ruff format", [ruff, "format", "--check", "."]),
        ("import contracts", [script_in(venv, "lint-imports", windows=windows)]),
    ]
    for platform in PLATFORMS:
        # mypy throws a cache away that was made for another platform: each has its own.
        cache = os.path.join(".mypy_cache", platform)
        checks.append((f"mypy {platform}", [mypy, "--platform", platform, "--cache-dir", cache]))
    return checks


def _become(command: Sequence[str]) -> int:
    """Turn into the command, so that signals reach it; where that cannot be, wait for it."""
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(command[0], list(command))
    return subprocess.call(command)


def _check(root: str, venv: Path) -> int:
    results = []
    for name, command in check_commands(venv, windows=os.name == "nt"):
        print(f"--- {name}", flush=True)
        began = time.monotonic()
        status = subprocess.run(command, cwd=root, check=False).returncode
        results.append((name, status, time.monotonic() - began))
    print("--- in all")
    for name, status, seconds in results:
        print(f"{'ok' if status == 0 else 'FAILED':<7} {name} ({seconds:.1f} s)")
    return int(any(status for _, status, _ in results))


def do(work: str, root: str, venv: Path, passed_on: Sequence[str]) -> int:
    """Do the work; return the exit status of what did it."""
    windows = os.name == "nt"
    if work == "check":
        return _check(root, venv)
    if work == "screenshots":
        import screenshots

        return _become(screenshots.command(venv, root, passed_on, windows=windows))
    if work == "test":
        return _become(test_command(venv, passed_on, windows=windows))
    sayso = script_in(venv, "sayso", windows=windows)
    if has_display(sys.platform, os.environ):
        return _become([sayso, "run", *passed_on])
    print("There is no display here, so this is the demonstration (sayso demo) in its place.")
    return _become([sayso, "demo", *passed_on])
