"""The two settings that the splash needs, without what it takes to read the others.

The splash is on the screen a twentieth of a second sooner by it. What is wrong with the file is
told later, by `sayso.settings.store`, which reads it whole.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

AUTO = "auto"


class Early(NamedTuple):
    """As the settings of the same names; ``auto`` where nothing usable is said."""

    theme: str = AUTO
    interface_language: str = AUTO


_CHOICES = {"theme": ("auto", "light", "dark"), "interface_language": ("auto", "en", "de")}
"""As in the schema; a test compares them."""


def read_early(path: Path, environ: Mapping[str, str] = os.environ) -> Early:
    """Never raises: a default will do for as long as a splash stands."""
    try:
        found = tomllib.loads(path.read_text("utf-8", errors="replace")).get("look", {})
    except (OSError, tomllib.TOMLDecodeError, RecursionError):
        found = {}
    if not isinstance(found, dict):
        found = {}

    def value(key: str) -> str:
        wanted = environ.get(f"SAYSO_{key.upper()}", "").strip() or found.get(key)
        return wanted if wanted in _CHOICES[key] else AUTO

    return Early(value("theme"), value("interface_language"))
