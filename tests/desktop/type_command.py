"""`sayso type` as a person runs it on a screen, and what it leaves behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
from screen import Screen
from sway_screen import SwayScreen

import sayso

SECONDS = 60.0


class Command:
    """Runs it on a screen, and finds what it left behind."""

    def __init__(self, screen: Screen | SwayScreen, home: Path, **settings: str) -> None:
        """settings: of the environment."""
        self.env = {
            **screen.env,
            "SAYSO_HOME": str(home),
            "PYTHONPATH": str(Path(sayso.__file__).parents[1]),
            **settings,
        }
        self.home = home

    def __call__(
        self, *arguments: str, data: bytes | None = None, **more: str
    ) -> subprocess.CompletedProcess[bytes]:
        """Waits until nobody has its output open any more."""
        return subprocess.run(
            [sys.executable, "-m", "sayso", "type", *arguments],
            env={**self.env, **more},
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )

    def left(self) -> list[psutil.Process]:
        """Processes that it started and that still run."""
        found = []
        for process in psutil.process_iter():
            try:
                ours = process.environ().get("SAYSO_HOME") == str(self.home)
                if ours and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return found


def said(done: subprocess.CompletedProcess[bytes]) -> str:
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    return done.stdout.decode()
