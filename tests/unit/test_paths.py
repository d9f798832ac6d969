"""Where things lie: SAYSO_HOME moves everything, and a socket's path stays short enough."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sayso import paths


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path))
    return tmp_path


def test_one_variable_moves_every_folder(home: Path) -> None:
    folders = [
        paths.config_folder(),
        paths.data_folder(),
        paths.cache_folder(),
        paths.log_folder(),
        paths.models_folder(),
        paths.history_folder(),
        paths.settings_file(),
    ]
    assert all(folder.is_relative_to(home) for folder in folders)
    assert len(set(folders)) == len(folders)


def test_without_it_the_systems_own_folders_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAYSO_HOME")
    for folder in (paths.config_folder(), paths.data_folder(), paths.cache_folder()):
        assert "sayso" in folder.parts


def test_an_empty_variable_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths.home({"SAYSO_HOME": "  "}) is None
    assert paths.home({}) is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has pipes, which have no folder")
@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"SAYSO_HOME": "/a"}, "/a/run/control.sock"),
        ({"XDG_RUNTIME_DIR": "/run/user/7"}, "/run/user/7/sayso/control.sock"),
        ({"SAYSO_HOME": "/a", "XDG_RUNTIME_DIR": "/run/user/7"}, "/a/run/control.sock"),
    ],
)
def test_the_control_socket(environ: dict[str, str], expected: str) -> None:
    assert paths.control_socket(environ) == expected


@pytest.mark.skipif(os.name == "nt", reason="Windows has pipes, which have no folder")
def test_a_long_home_gets_a_short_socket_of_its_own() -> None:
    one = paths.control_socket({"SAYSO_HOME": "/" + "a" * 200})
    other = paths.control_socket({"SAYSO_HOME": "/" + "b" * 200})
    assert len(os.fsencode(one)) <= 100
    assert one != other
    assert one == paths.control_socket({"SAYSO_HOME": "/" + "a" * 200})


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"HF_HUB_CACHE": "/c"}, "/c"),
        ({"HF_HOME": "/h"}, "/h/hub"),
        ({"XDG_CACHE_HOME": "/x"}, "/x/huggingface/hub"),
    ],
)
def test_the_hubs_cache_is_where_its_own_variables_say(
    environ: dict[str, str], expected: str
) -> None:
    assert paths.hub_cache(environ) == Path(expected)


def test_resources_are_found() -> None:
    assert paths.resource("speech", "demo.flac").is_file()
    assert paths.resource("icons", "sayso.svg").is_file()


def test_a_private_folder_is_its_owners_alone(tmp_path: Path) -> None:
    folder = paths.private_folder(tmp_path / "own")
    if os.name == "posix":
        assert folder.stat().st_mode & 0o077 == 0
