"""`sayso settings set`, `reset`, `export` and `import`, on the file itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sayso import paths
from sayso.cli import settings
from sayso.core.errors import SettingsError, UsageError
from sayso.settings import store
from sayso.settings.schema import all_settings


def test_a_value_is_set_and_reset(capsys: pytest.CaptureFixture[str]) -> None:
    assert settings.main(["set", "model_ttl_seconds", "-1"]) == 0
    assert settings.main(["set", "typing_for", "firefox=keys, kitty=terminal"]) == 0
    assert capsys.readouterr().out == (
        'model_ttl_seconds = -1.0\ntyping_for = "firefox=keys, kitty=terminal"\n'
    )
    held = store.read(paths.settings_file()).settings
    assert held.residency.model_ttl_seconds == -1.0
    assert held.typing.typing_for == "firefox=keys, kitty=terminal"
    assert settings.main(["reset", "model_ttl_seconds", "typing_for"]) == 0
    assert capsys.readouterr().out == 'model_ttl_seconds = 1800.0\ntyping_for = "none"\n'
    assert store.content(paths.settings_file()).decode().count("=") == 0


def test_what_waits_for_the_next_start_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    settings.main(["set", "loading_strategy", "lazy"])
    assert "holds from the next start of Sayso on" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["set", "hotkey", "q"], "as the hotkey"),
        (["set", "hotkey", "ctrl+alt+z"], "the key that you dictate with"),
        (["set", "colour", "red"], "There is no setting colour"),
        (["reset", "colour"], "There is no setting colour"),
        (["set", "beam_size", "many"], "must be a whole number"),
        (["import", "nowhere.toml"], r"nowhere\.toml cannot be read"),
        (["export", "/proc/nowhere/x.toml"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(arguments: list[str], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        settings.main(arguments)
    assert not paths.settings_file().exists()


@pytest.mark.parametrize("arguments", [["set"], ["set", "model"], ["reset"], ["sett", "a"], ["x"]])
def test_what_is_no_command(arguments: list[str]) -> None:
    with pytest.raises(UsageError, match="--help"):
        settings.main(arguments)


def test_a_key_of_the_environment_cannot_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAYSO_MODEL", "small")
    with pytest.raises(SettingsError, match="The environment variable SAYSO_MODEL sets model"):
        settings.main(["set", "model", "base"])


def test_settings_travel_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.toml"
    settings.main(["set", "model", "small"])
    settings.main(["set", "sounds", "off"])
    settings.main(["export", str(file)])
    assert file.read_text().startswith("# Settings of Sayso")
    before = store.read(paths.settings_file()).settings
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path / "another"))
    file.write_text(file.read_text() + "\n[colours]\nred = 1\n")
    assert settings.main(["import", str(file)]) == 0
    assert "There is no setting red in [colours]" in capsys.readouterr().err
    assert store.read(paths.settings_file()).settings == before


def test_the_list_has_the_titles(capsys: pytest.CaptureFixture[str]) -> None:
    settings.main(["--json"])
    by_key = {row["key"]: row for row in json.loads(capsys.readouterr().out)["settings"]}
    for setting in all_settings():
        assert by_key[setting.key]["title"] == setting.rule.title
    assert by_key["loading_strategy"]["holds_from"] == "start"
    settings.main(["list"])
    listed = capsys.readouterr().out
    assert "    Key to hold: Held while you speak." in listed
    assert "listens until the next one. A key, as F9, ctrl+alt+h or right_ctrl; auto is" in listed
    assert "\n    Colours: auto follows the system.\n" in listed  # as the file has it
