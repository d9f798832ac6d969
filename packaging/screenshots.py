"""Pictures of every window in every state, by one command and without a screen."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path


def command(venv: Path, root: str, passed_on: Sequence[str], *, windows: bool) -> list[str]:
    """Write the command that makes them: ``tests/gallery/gallery.py``, in the environment.

    passed_on: the folder for the pictures, and what of them is wanted if not all.
    """
    python = venv / "Scripts" / "python.exe" if windows else venv / "bin" / "python"
    return [str(python), os.path.join(root, "tests", "gallery", "gallery.py"), *passed_on]
