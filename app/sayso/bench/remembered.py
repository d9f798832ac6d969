"""What was measured on this machine before, in a file of the cache folder."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sayso.bench.canned_model import bench_folder
from sayso.bench.warmup_report import Measured, Tier
from sayso.residency.loading import WarmUp

_FORMAT = 1
"""Raise it with every change of what is kept or measured; older ones are then forgotten."""


def warm_up_file() -> Path:
    return bench_folder() / "warm-up.json"


def recall(file: Path, conditions: dict[str, Any]) -> Measured | None:
    """None where nothing was measured under these conditions, or the file is not ours to read."""
    for entry in _entries(file):
        if entry.get("conditions") == conditions:
            try:
                return _measured(entry)
            except (KeyError, TypeError):
                return None
    return None


def remember(file: Path, found: Measured, tell: Callable[[str], None]) -> None:
    """In place of what was kept under the same conditions. A full disk is told and no error: the
    figures are there."""
    entry = asdict(found)
    del entry["remembered"]
    others = [it for it in _entries(file) if it.get("conditions") != found.conditions]
    text = json.dumps({"format": _FORMAT, "warm_up": [*others, entry]}, indent=1)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".warm-up-", dir=file.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
            os.replace(name, file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        tell(f"The result cannot be kept in {file} ({error.strerror}); it will be measured again.")


def _entries(file: Path) -> list[dict[str, Any]]:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # none yet, or damaged: then it is measured again
        return []
    if not isinstance(kept, dict) or kept.get("format") != _FORMAT:
        return []
    found = kept.get("warm_up")
    return [it for it in found if isinstance(it, dict)] if isinstance(found, list) else []


def _measured(entry: dict[str, Any]) -> Measured:
    """Raises KeyError, TypeError where something is missing or strange."""
    return Measured(
        conditions=entry["conditions"],
        measured_at=entry["measured_at"],
        rounds=entry["rounds"],
        tiers={tier.value: Tier(**entry["tiers"][tier.value]) for tier in WarmUp},
        remembered=True,
    )
