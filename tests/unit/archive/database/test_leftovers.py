"""What lies beside the database for a while, and goes also where a program was killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from history_stage import Stage

from sayso.archive.database import leftovers
from sayso.archive.database.leftovers import copy_in
from sayso.archive.items import Retention
from sayso.core.errors import HistoryBusy


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path / "history")
    yield stage
    stage.close()


def copies(stage: Stage) -> list[Path]:
    return sorted(path for path in stage.folder.iterdir() if path.name.startswith(".import"))


def test_a_copy_that_is_read_is_for_its_owner_and_goes(stage: Stage) -> None:
    stage.open()
    with copy_in(stage.folder) as copy:
        assert copies(stage) == [copy]
        assert copy.stat().st_mode & 0o777 == 0o700
    assert copies(stage) == []


def test_what_a_killed_import_has_left_goes_with_the_next(stage: Stage) -> None:
    stage.open()
    left = stage.folder / ".import-killed"
    (left / "recordings").mkdir(parents=True)
    (left / "history.db").write_text("what was said")
    with copy_in(stage.folder) as copy:
        assert copies(stage) == [copy]


def test_what_a_killed_import_has_left_goes_when_sayso_tidies_up(stage: Stage) -> None:
    history = stage.open()
    (stage.folder / ".import-killed").mkdir()
    history.purge(Retention())
    assert copies(stage) == []


def test_a_copy_is_left_alone_while_it_is_read(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers, "_PATIENCE", 0.01)
    history = stage.open(patience=0.01)
    with copy_in(stage.folder) as copy:
        with pytest.raises(HistoryBusy):
            history.purge(Retention())
        with pytest.raises(HistoryBusy), copy_in(stage.folder):
            pass
        assert copies(stage) == [copy]
