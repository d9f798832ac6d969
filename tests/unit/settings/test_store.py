"""Settings on disk: checked, salvaged key by key, written whole or not at all."""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.core.errors import SettingsError
from sayso.settings import store
from sayso.settings.schema import LANGUAGES, Settings, Value, all_settings

BY_KEY = {s.key: s for s in all_settings()}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def put(file: Path, text: str | bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_keys_are_unique_and_so_are_their_variables() -> None:
    keys = [s.key for s in all_settings()]
    assert len(set(keys)) == len(keys)
    assert BY_KEY["model"].variable == "SAYSO_MODEL"
    assert BY_KEY["device"].variable == "SAYSO_DEVICE"


@pytest.mark.parametrize("setting", list(all_settings()), ids=lambda s: s.key)
def test_each_default_obeys_its_own_rule(setting: store.Setting) -> None:
    assert store.parse(setting, setting.default) == setting.default
    assert setting.rule.sentence.endswith(".")


def test_no_file_is_all_defaults(file: Path) -> None:
    assert store.read(file) == store.Loaded(Settings())


def test_values_are_read(file: Path) -> None:
    put(file, '[recognition]\nmodel = "small"\nbeam_size = 5\n[detection]\npause_seconds = 1\n')
    loaded = store.read(file)
    assert loaded.complaints == ()
    assert loaded.settings.recognition.model == "small"
    assert loaded.settings.recognition.beam_size == 5
    assert loaded.settings.detection.pause_seconds == 1.0
    assert isinstance(loaded.settings.detection.pause_seconds, float)


def test_a_bad_value_costs_itself_and_is_told(file: Path) -> None:
    text = '[recognition]\nmodel = "small"\nbeam_size = 99\ndevice = "toaster"\n'
    loaded = store.read(put(file, text))
    assert loaded.settings.recognition.model == "small"
    assert loaded.settings.recognition.beam_size == 1
    assert loaded.settings.recognition.device == "auto"
    words = " ".join(loaded.complaints)
    assert "beam_size is 99; it must be between 1 and 10" in words
    assert "one of auto, cpu, cuda" in words
    aside = file.with_name("settings.toml.damaged-1")
    assert str(aside) in words
    assert aside.read_text() == text


def test_unknown_keys_are_told(file: Path) -> None:
    loaded = store.read(put(file, 'loose = 1\n[recognition]\nmodle = "small"\n'))
    assert len(loaded.complaints) == 3
    assert "modle" in loaded.complaints[1]


def test_a_broken_line_costs_itself(file: Path) -> None:
    text = (
        '[trigger]\nhotkey = "F9"\ntap_seconds = 0.5.5\n'
        '[recognition]\nmodel = "small\nlanguage = "de"\n'
    )
    loaded = store.read(put(file, text))
    assert loaded.settings.trigger.hotkey == "F9"
    assert loaded.settings.trigger.tap_seconds == 0.35
    assert loaded.settings.recognition.model == "auto"
    assert loaded.settings.recognition.language == "de"
    assert "damaged" in loaded.complaints[0]
    assert file.with_name("settings.toml.damaged-1").read_text() == text


def test_brackets_without_end_are_damage(file: Path) -> None:
    text = '[recognition]\nlanguage = "de"\nthreads = ' + "[" * 5000 + "\n"
    loaded = store.read(put(file, text))
    assert loaded.settings.recognition.language == "de"
    assert "damaged" in loaded.complaints[0]
    store.write(file, {"beam_size": 2})
    assert store.read(file).settings.recognition.language == "de"


def test_the_same_damage_is_kept_once(file: Path) -> None:
    put(file, "[recognition")
    for _ in range(3):
        store.read(file)
    assert len(list(file.parent.glob("*.damaged-*"))) == 1
    put(file, "[trigger")
    store.read(file)
    assert len(list(file.parent.glob("*.damaged-*"))) == 2


@given(st.binary(max_size=300))
def test_no_content_is_too_strange(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    file = put(tmp_path_factory.mktemp("s") / "settings.toml", raw)
    assert isinstance(store.read(file).settings, Settings)


def test_a_file_that_cannot_be_read_is_one_sentence(file: Path) -> None:
    file.mkdir(parents=True)
    with pytest.raises(SettingsError, match="cannot be read"):
        store.read(file)


def test_writing_keeps_what_the_person_wrote(file: Path) -> None:
    put(file, '# mine\n[recognition]\nmodel = "base"  # the quick one\n')
    store.write(file, {"model": "small", "hotkey": "F9"})
    text = file.read_text()
    assert "# mine" in text
    assert "# the quick one" in text
    assert tomllib.loads(text) == {
        "recognition": {"model": "small"},
        "trigger": {"hotkey": "F9"},
    }


def test_writing_makes_the_file_for_its_owner_alone(file: Path) -> None:
    store.write(file, {"microphone": "Headset"})
    assert store.read(file).settings.microphone.microphone == "Headset"
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert list(file.parent.iterdir()) == [file]


def test_writing_over_a_damaged_file_keeps_what_could_be_read(file: Path) -> None:
    put(file, '[trigger]\nhotkey = "F9"\n[recognition\n')
    store.write(file, {"model": "small"})
    loaded = store.read(file)
    assert loaded.complaints == ()
    assert (loaded.settings.trigger.hotkey, loaded.settings.recognition.model) == ("F9", "small")


def test_a_default_leaves_the_file_and_what_was_written_beside_it_stays(file: Path) -> None:
    put(
        file,
        "# head\n[typing] # of typing\nread_back = false # why\n\n"
        "[look]\nsounds = false\n\n[trigger]\nhotkey = 'F9' # where\ntap_seconds = 1.0\n# foot\n",
    )
    store.write(file, {"read_back": True, "sounds": True, "hotkey": "auto"})
    assert file.read_text() == (
        "# head\n[typing] # of typing\n# why\n\n[trigger]\n# where\ntap_seconds = 1.0\n# foot\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        'recognition.model = "base"\nrecognition.beam_size = 2\n',
        'recognition = {model = "base", beam_size = 2} # mine\n',
        "recognition = 5\n",
        '[recognition.more]\nx = 1\n[look]\n[recognition]\nmodel = "base"\n',
        '[recognition]\r\nmodel = "base"\r\n',
        '"recognition"."model" = "base"\n',
    ],
)
def test_however_it_was_written(file: Path, text: str) -> None:
    put(file, text)
    steps: list[dict[str, Value]] = [
        {"model": "small", "threads": 3},
        {"model": "auto", "beam_size": 1},
    ]
    for values in steps:
        there = store.read(file).settings
        store.write(file, values)
        assert store.read(file).settings == store.with_values(there, values)


def test_what_it_says_already_is_not_written_again(file: Path) -> None:
    put(file, '[recognition]\nmodel = "base"')
    inode = file.stat().st_ino
    assert store.write(file, {"model": "base", "beam_size": 1}) == (file.read_bytes(),) * 2
    assert file.stat().st_ino == inode


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_link_to_the_file_stays_one(file: Path, tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    kept = tmp_path / "dotfiles" / "sayso.toml"
    kept.write_text("# kept elsewhere\n")
    file.parent.mkdir()
    file.symlink_to(kept)
    store.write(file, {"model": "small"})
    assert file.is_symlink()
    assert store.read(kept).settings.recognition.model == "small"
    assert kept.read_text().startswith("# kept elsewhere")


def test_half_a_character_is_no_text(file: Path) -> None:
    """What a command line becomes that is not in its encoding."""
    with pytest.raises(SettingsError, match="microphone"):
        store.write(file, {"microphone": "caf\udce9"})


def test_what_the_environment_sets() -> None:
    environ = {"SAYSO_MODEL": "small", "SAYSO_DEVICE": " ", "SAYSO_HOME": "/x", "HOME": "/y"}
    assert store.fixed(environ) == {"model": "SAYSO_MODEL"}


def test_writing_refuses_what_reading_would(file: Path) -> None:
    with pytest.raises(SettingsError, match="beam_size"):
        store.write(file, {"beam_size": 0})
    assert not file.exists()


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where the folder should be")
    with pytest.raises(SettingsError, match=r"cannot be (read|written)"):
        store.write(tmp_path / "config" / "settings.toml", {"model": "small"})


def test_a_failed_write_leaves_the_old_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write(file, {"model": "base"})
    before = file.read_bytes()

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(SettingsError, match="No space left"):
        store.write(file, {"model": "small"})
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_the_environment_wins(file: Path) -> None:
    put(file, '[recognition]\nmodel = "base"\n')
    environ = {"SAYSO_MODEL": "small", "SAYSO_STARTER": "no", "SAYSO_BEAM_SIZE": "5"}
    settings = store.load(file, environ).settings
    assert settings.recognition.model == "small"
    assert settings.recognition.starter is False
    assert settings.recognition.beam_size == 5


def test_the_settings_of_typing(file: Path) -> None:
    put(
        file,
        '[typing]\ntyping_for = "firefox=keys, keepassxc=never"\nfocus_moved = "ask"\n'
        "press_enter = true\nread_back = false\n"
        '[trigger]\nundo_hotkey = "none"\n[text]\nscratch_that = false\n',
    )
    loaded = store.load(file, {"SAYSO_LINE_BREAKS": "space", "SAYSO_UNDO_HOTKEY": "ctrl+alt+u"})
    assert loaded.complaints == ()
    typing = loaded.settings.typing
    assert typing.typing_for == "firefox=keys, keepassxc=never"
    assert (typing.focus_moved, typing.line_breaks) == ("ask", "space")
    assert typing.press_enter is True
    assert typing.read_back is False
    assert loaded.settings.trigger.undo_hotkey == "ctrl+alt+u"
    assert loaded.settings.text.scratch_that is False


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("SAYSO_FOCUS_MOVED", "wait", "one of return, ask, follow"),
        ("SAYSO_LINE_BREAKS", "never", "one of auto, keep, space"),
        ("SAYSO_TYPING", "magic", "one of auto, paste, keys, copy"),
        ("SAYSO_PRESS_ENTER", "sometimes", "true or false"),
        ("SAYSO_READ_BACK", "2", "true or false"),
        ("SAYSO_SCRATCH_THAT", "it", "true or false"),
    ],
)
def test_what_typing_cannot_be_told(file: Path, variable: str, value: str, words: str) -> None:
    with pytest.raises(SettingsError, match=f"{variable}: .*{words}"):
        store.load(file, {variable: value})


def test_an_empty_variable_says_nothing(file: Path) -> None:
    assert store.load(file, {"SAYSO_MODEL": "  "}).settings == Settings()


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("SAYSO_DEVICE", "toaster", "one of auto, cpu, cuda"),
        ("SAYSO_LANGUAGE", "xx", "one of auto, en, de, …"),
        ("SAYSO_BEAM_SIZE", "many", "a whole number"),
        ("SAYSO_BEAM_SIZE", "1.5", "a whole number"),
        ("SAYSO_TAP_SECONDS", "nan", "a number"),
        ("SAYSO_STARTER", "perhaps", "true or false"),
    ],
)
def test_a_bad_variable_is_named(file: Path, variable: str, value: str, words: str) -> None:
    with pytest.raises(SettingsError, match=f"{variable}: .*{words}"):
        store.load(file, {variable: value})


def test_a_misspelt_variable_is_told(file: Path) -> None:
    told = store.load(file, {"SAYSO_MODLE": "x", "SAYSO_HOME": "/h", "OTHER": "y"}).complaints
    assert told == ("There is no setting SAYSO_MODLE; did you mean SAYSO_MODEL?",)


def test_the_languages_are_those_of_whisper() -> None:
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    assert sorted(LANGUAGES) == sorted(_LANGUAGE_CODES)


def test_every_setting_is_described() -> None:
    assert [s.key for s, words in store.describe() if words] == [s.key for s in all_settings()]
