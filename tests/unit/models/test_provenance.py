"""Where a model came from is remembered, and whether it is still what it was."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from sayso.core.errors import ModelError
from sayso.core.events import LoadProgress
from sayso.models.provenance import (
    FILE,
    FileSum,
    Finding,
    recall,
    remember,
    same_sizes,
    sum_file,
    verify,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"weights")
    (folder / "config.json").write_bytes(b"{}")
    return folder


def test_what_is_remembered_is_recalled(folder: Path) -> None:
    told = [FileSum("model.bin", 7, "ab" * 32)]
    origin = remember(folder, repo="owner/repo", revision="abc", files=told)
    assert recall(folder) == origin
    assert (origin.repo, origin.revision, origin.files) == ("owner/repo", "abc", tuple(told))
    assert sorted(path.name for path in folder.iterdir()) == ["config.json", "model.bin", FILE]


def test_files_are_summed_where_no_sums_are_given(folder: Path) -> None:
    remember(folder)
    origin = remember(folder)  # does not sum what it wrote itself
    sha = hashlib.sha256(b"weights").hexdigest()
    assert origin.files[1] == FileSum("model.bin", 7, sha) == sum_file(folder / "model.bin")
    assert [file.name for file in origin.files] == ["config.json", "model.bin"]
    assert (origin.repo, origin.revision) == ("", "")


def test_nothing_is_known_of_a_folder_that_was_copied(folder: Path) -> None:
    assert recall(folder) is None
    assert same_sizes(folder)
    (finding,) = verify(folder)
    assert not finding.ok
    assert "not known where" in finding.why


def test_all_is_well(folder: Path) -> None:
    remember(folder)
    reports: list[LoadProgress] = []
    assert verify(folder, reports.append) == [
        Finding("config.json", True),
        Finding("model.bin", True),
    ]
    assert same_sizes(folder)
    assert [(report.done, report.total) for report in reports] == [(2, 9), (9, 9)]
    assert {report.detail for report in reports} == {"base"}


def test_each_fault_is_told(folder: Path) -> None:
    remember(folder)
    (folder / "model.bin").write_bytes(b"Weights")
    assert same_sizes(folder)
    assert [finding.ok for finding in verify(folder)] == [True, False]
    assert "SHA-256" in verify(folder)[1].why
    (folder / "model.bin").write_bytes(b"weight")
    assert not same_sizes(folder)
    assert "6 bytes instead of 7" in verify(folder)[1].why
    (folder / "model.bin").unlink()
    assert not same_sizes(folder)
    assert verify(folder)[1] == Finding("model.bin", False, "model.bin is missing.")


@pytest.mark.parametrize("written", ["", "[]", "{}", '{"repo": "", "revision": "", "files": [1]}'])
def test_a_memory_that_cannot_be_read(folder: Path, written: str) -> None:
    (folder / FILE).write_text(written)
    with pytest.raises(ModelError, match="cannot be read") as caught:
        verify(folder)
    assert str(caught.value).endswith(".")


def test_names_lead_nowhere_else(folder: Path) -> None:
    (folder.parent / "secret").write_text("x")
    told = {"name": "../secret", "size": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
    (folder / FILE).write_text(json.dumps({"repo": "", "revision": "", "files": [told]}))
    (finding,) = verify(folder)
    assert not finding.ok
