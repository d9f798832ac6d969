"""How `sayso models list` puts together what is published and what is here, and says it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sayso.cli import models_remove
from sayso.cli.models_list import rows, words
from sayso.core.errors import NotRunning
from sayso.models.catalog import KnownModel, Recommendation
from sayso.models.installed import InstalledModel

TINY = KnownModel("tiny", "o/tiny", 244, 2, 4, "multilingual")
ODD = KnownModel("odd", "o/odd", 166, None, None, "en")


def found(
    tmp_path: Path, installed: list[InstalledModel], used: Path | None
) -> list[dict[str, Any]]:
    return rows((TINY, ODD), installed, used, Recommendation(TINY, "tiny fits."))


def test_each_model_has_one_row(tmp_path: Path) -> None:
    here = [
        InstalledModel("tiny", tmp_path / "tiny", 484_000_000),
        InstalledModel("own/repo", tmp_path / "own--repo", 75_000_000),
    ]
    table = found(tmp_path, here, tmp_path / "tiny")
    assert [(row["name"], row["state"], row["bytes"]) for row in table] == [
        ("tiny", "used", 484_000_000),
        ("odd", "available", None),
        ("own/repo", "installed", 75_000_000),
    ]
    assert [row["recommended"] for row in table] == [True, False, False]
    assert [row["repo"] for row in table] == ["o/tiny", "o/odd", "own/repo"]
    assert len({tuple(row) for row in table}) == 1  # the same keys in each


def test_a_folder_that_the_settings_name_has_a_row_too(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"12345")
    *_, last = found(tmp_path, [], tmp_path)
    assert (last["name"], last["state"], last["bytes"]) == (tmp_path.name, "used", 5)
    assert last["languages"] is None


def test_words(tmp_path: Path) -> None:
    here = [InstalledModel("own", Path("/m/own"), 75_000_000)]
    about = {
        "models": found(tmp_path, here, Path("/m/own")),
        "recommended": "tiny",
        "why": "tiny fits.",
    }
    assert words(about).splitlines() == [
        "Whisper models (setting: model)",
        "    name  size          memory  speed  languages  licence  state",
        "    tiny  about 488 MB  2 GB    × 4    many       MIT      can be downloaded, recommended",
        "    odd   about 332 MB  ?       ?      English    MIT      can be downloaded",
        f"  * own   75 MB         ?       ?      many       ?        in use, {Path('/m/own')}",
        "",
        "Recommended for this machine: tiny fits.",
        "Get it with: sayso models download tiny",
    ]


def test_what_the_running_app_uses(monkeypatch: pytest.MonkeyPatch) -> None:
    from sayso.cli import client

    status = {"model": "base", "models": [{"model": "small"}, {"model": ""}]}
    monkeypatch.setattr(client, "ask", lambda request: status)
    assert models_remove._in_use() == {"base", "small"}

    def nobody(request: str) -> dict[str, Any]:
        raise NotRunning("It is not running.")

    monkeypatch.setattr(client, "ask", nobody)
    assert models_remove._in_use() == set()
