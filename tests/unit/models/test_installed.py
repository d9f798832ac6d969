"""Which models are found on the disk, and what is said when there is none."""

from __future__ import annotations

import json
import os
import pickle
from dataclasses import dataclass
from pathlib import Path

import pytest

from sayso.core.errors import ModelError
from sayso.models.installed import (
    InstalledModel,
    MissingModel,
    check_folder,
    find_model,
    folder_name,
    installed_models,
    is_complete,
)
from sayso.paths import hub_cache


@dataclass(frozen=True)
class Disk:
    models: Path
    hub: Path

    def own(self, name: str, size: int = 10) -> Path:
        return write_model(self.models / name, size)

    def hub_model(self, repo: str, revision: str = "abc", *, main: bool = True) -> Path:
        folder = self.hub / f"models--{repo.replace('/', '--')}"
        if main:
            (folder / "refs").mkdir(parents=True, exist_ok=True)
            (folder / "refs" / "main").write_text(revision)
        return write_model(folder / "snapshots" / revision)

    def find(self, name: str) -> Path:
        return find_model(name, models_folder=self.models, hub_cache=self.hub)

    def installed(self) -> list[InstalledModel]:
        return installed_models(models_folder=self.models, hub_cache=self.hub)


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path / "models", tmp_path / "hub")


def write_model(folder: Path, size: int = 10) -> Path:
    folder.mkdir(parents=True)
    with (folder / "model.bin").open("wb") as file:
        file.truncate(size)
    (folder / "config.json").write_text(json.dumps({"suppress_ids": []}))
    (folder / "tokenizer.json").write_text("{}")
    (folder / "vocabulary.json").write_text("[]")
    return folder


def is_one_sentence(error: BaseException) -> bool:
    said = str(error)
    return said.endswith(".") and "\n" not in said and ". " not in said


def test_a_name_is_looked_up_in_our_folder_first(disk: Disk) -> None:
    hub = disk.hub_model("Systran/faster-whisper-base")
    assert disk.find("base") == hub
    assert disk.find("Systran/faster-whisper-base") == hub
    own = disk.own("base")
    assert disk.find("base") == own


def test_a_repositorys_folder_may_be_copied_as_it_is(disk: Disk) -> None:
    folder = disk.own("faster-whisper-small.en")
    assert disk.find("small.en") == folder
    assert disk.find("Systran/faster-whisper-small.en") == folder


def test_any_folder_in_ours_goes_by_its_name(disk: Disk) -> None:
    folder = disk.own("my-own")
    assert disk.find("my-own") == folder


def test_a_path_is_a_path(disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_model(tmp_path / "somewhere" / "mine")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for way in (str(folder), "somewhere/mine", "./somewhere/mine"):
        assert disk.find(way) == folder
    if os.name == "posix":
        assert disk.find("~/somewhere/mine") == folder


def test_a_folder_in_the_way_does_not_shadow_a_known_name(
    disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "base").mkdir()
    monkeypatch.chdir(tmp_path)
    own = disk.own("base")
    assert disk.find("base") == own


def test_the_main_revision_wins_if_it_is_complete(disk: Disk) -> None:
    repo = "Systran/faster-whisper-tiny"
    old = disk.hub_model(repo, "old", main=False)
    new = disk.hub_model(repo, "new")
    os.utime(old, (2e9, 2e9))
    assert disk.find("tiny") == new
    (new / "model.bin").unlink()
    assert disk.find("tiny") == old
    (old / "model.bin").unlink()
    with pytest.raises(ModelError, match=r"model\.bin is missing"):
        disk.find("tiny")


@pytest.mark.parametrize(
    ("name", "get"),
    [
        ("base", "base"),
        ("distil-large-v3", "distil-large-v3"),
        ("turbo", "large-v3-turbo"),
        ("Systran/faster-whisper-base", "base"),
        ("owner/repo", "owner/repo"),
    ],
)
def test_an_absent_model_says_how_to_get_it(disk: Disk, name: str, get: str) -> None:
    with pytest.raises(MissingModel, match="not on this machine") as caught:
        disk.find(name)
    assert is_one_sentence(caught.value)
    assert caught.value.name == get
    assert f"`sayso models download {get}`" in str(caught.value)


def test_a_missing_model_is_told_between_processes() -> None:
    error = pickle.loads(pickle.dumps(MissingModel("base")))
    assert isinstance(error, MissingModel)
    assert error.name == "base"
    assert str(error) == str(MissingModel("base"))


def test_a_name_that_nobody_knows_cannot_be_downloaded(disk: Disk) -> None:
    with pytest.raises(ModelError, match="not on this machine") as caught:
        disk.find("nonsense")
    assert not isinstance(caught.value, MissingModel)
    assert is_one_sentence(caught.value)
    assert str(disk.models / "nonsense") in str(caught.value)


def test_a_broken_model_is_not_a_missing_one(disk: Disk) -> None:
    (disk.own("base") / "model.bin").unlink()
    with pytest.raises(ModelError, match=r"model\.bin is missing") as caught:
        disk.find("base")
    assert not isinstance(caught.value, MissingModel)


@pytest.mark.parametrize("name", ["large", "large-v3", "Systran/faster-whisper-large-v3"])
def test_one_model_by_any_of_its_names(disk: Disk, name: str) -> None:
    folder = disk.own("large-v3")
    assert disk.find(name) == folder


def test_a_repository_of_ones_own(disk: Disk) -> None:
    folder = disk.own(folder_name("owner/repo"))
    assert disk.find("owner/repo") == folder
    assert [model.name for model in disk.installed()] == ["owner/repo"]


def test_folders_with_a_dot_are_never_models(disk: Disk) -> None:
    folder = disk.own(".partial-base")
    assert is_complete(folder)
    assert disk.installed() == []


def test_multilingual_as_published() -> None:
    for name, expected in [
        ("small", True),
        ("small.en", False),
        ("distil-large-v3", False),
        ("somebody/theirs", True),
        ("somebody/theirs.en", False),
    ]:
        assert InstalledModel(name, Path(), 1).multilingual is expected


@pytest.mark.parametrize("path", ["/no/such/folder", "./none", "~/none", "a/b/c"])
def test_an_absent_folder_is_named(disk: Disk, path: str) -> None:
    with pytest.raises(ModelError, match="does not exist"):
        disk.find(path)


def test_an_empty_name(disk: Disk) -> None:
    with pytest.raises(ModelError, match="no name"):
        disk.find("  ")


@pytest.mark.parametrize(
    "missing", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"]
)
def test_each_missing_file_is_named(disk: Disk, missing: str) -> None:
    folder = disk.own("base")
    check_folder(folder)
    (folder / missing).unlink()
    with pytest.raises(ModelError, match="missing") as caught:
        disk.find("base")
    assert missing in str(caught.value)
    assert is_one_sentence(caught.value)
    assert disk.installed() == []


def test_other_vocabularies_will_do(disk: Disk) -> None:
    folder = disk.own("base")
    (folder / "vocabulary.json").rename(folder / "vocabulary.txt")
    check_folder(folder)


def test_an_empty_file_is_named(disk: Disk) -> None:
    folder = disk.own("base", size=0)
    with pytest.raises(ModelError, match=r"model\.bin is empty"):
        check_folder(folder)


def test_a_file_is_no_folder(disk: Disk) -> None:
    file = disk.own("base") / "model.bin"
    with pytest.raises(ModelError, match="is a file") as caught:
        disk.find(str(file))
    assert is_one_sentence(caught.value)


def test_what_is_installed(disk: Disk) -> None:
    disk.own("my-own", size=30)
    disk.own("base", size=20)
    disk.hub_model("Systran/faster-whisper-base")
    turbo = disk.hub_model("mobiuslabsgmbh/faster-whisper-large-v3-turbo")
    disk.hub_model("somebody/whisper-of-theirs")
    stranger = disk.hub_model("somebody/translates")
    (stranger / "config.json").write_text("{}")
    (disk.hub / "datasets--a--b").mkdir()
    (disk.models / ".partial").mkdir()
    assert [(model.name, model.bytes) for model in disk.installed()] == [
        ("base", 20),
        ("large-v3-turbo", 10),
        ("my-own", 30),
        ("somebody/whisper-of-theirs", 10),
    ]
    assert disk.installed()[1].folder == turbo
    for model in disk.installed():
        assert disk.find(model.name) == model.folder


def test_nothing_is_installed_where_nothing_is(disk: Disk) -> None:
    assert disk.installed() == []


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "~/.cache/huggingface/hub"),
        ({"XDG_CACHE_HOME": "/c"}, "/c/huggingface/hub"),
        ({"XDG_CACHE_HOME": "/c", "HF_HOME": "/h"}, "/h/hub"),
        ({"HF_HOME": "/h", "HF_HUB_CACHE": "/hub"}, "/hub"),
    ],
)
def test_the_hubs_cache_is_where_its_own_tools_look(environ: dict[str, str], expected: str) -> None:
    assert hub_cache(environ) == Path(expected).expanduser()
