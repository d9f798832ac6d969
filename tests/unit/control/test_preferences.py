"""The settings as they hold, and the one way to change them."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from sayso.control.applying import changes
from sayso.control.keys import Keys
from sayso.control.meaning import sound
from sayso.control.preferences import Applied, Preferences
from sayso.core.errors import SettingsError
from sayso.core.events import Event, SettingsChanged
from sayso.settings import store
from sayso.settings.schema import Settings, Value


class Held:
    """Preferences over a file, and what became of each change."""

    def __init__(self, file: Path, fixed: dict[str, str] | None = None) -> None:
        self.file = file
        self.answer = Applied()
        self.changes: list[tuple[Settings, Settings]] = []
        self.events: list[Event] = []
        self.it = Preferences(store.read(file).settings, file, fixed=fixed)
        self.it.follow(self.apply, self.events.append)

    def apply(self, before: Settings, after: Settings) -> Applied:
        assert self.it.settings == after, "who is told may ask what holds"
        in_file = sound(store.read(self.file).settings, Keys())[0]
        assert not changes(before, after) & changes(in_file, after), "what is applied is written"
        self.changes.append((before, after))
        return self.answer


@pytest.fixture
def held(tmp_path: Path) -> Held:
    return Held(tmp_path / "settings.toml")


def test_a_change_is_written_applied_and_told(held: Held) -> None:
    held.answer = Applied(loads=True)
    held.it.change({"model": "small", "beam_size": "5"})
    assert held.it.settings.recognition.beam_size == 5
    assert held.changes == [(Settings(), held.it.settings)]
    assert held.events == [SettingsChanged(frozenset({"model", "beam_size"}), loads=True)]


def test_what_holds_already_is_told_to_nobody(held: Held) -> None:
    held.it.change({"beam_size": 5})
    held.it.change({"beam_size": 5.0})
    assert len(held.changes) == len(held.events) == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"beam_size": 99}, "beam_size is 99"),
        ({"model": "small", "nonsense": 1}, "There is no setting nonsense"),
        ({"model": "small", "hotkey": "q"}, "'q' as the hotkey"),
        ({"undo_hotkey": "right_ctrl"}, "the key that you dictate with"),
        ({"hotkey": "ctrl+alt+z"}, "the key that you dictate with"),
        ({"typing_for": "firefox=magic"}, "typing_for has 'magic'"),
        ({"update_feed": "example"}, "update_feed is 'example'"),
        ({"microphone": "half \udc80"}, "microphone is"),
    ],
)
def test_what_cannot_be_used_changes_nothing(
    held: Held, values: dict[str, Value], sentence: str
) -> None:
    with pytest.raises(SettingsError, match=sentence):
        held.it.change(values)
    assert held.it.settings == Settings()
    assert not held.file.exists()
    assert held.changes == held.events == []


def test_the_keys_can_change_places(held: Held) -> None:
    held.it.change({"hotkey": "F9", "undo_hotkey": "F10"})
    held.it.change({"hotkey": "F10", "undo_hotkey": "F9"})
    assert held.it.settings.trigger.hotkey == "F10"


def test_a_disk_that_is_full_changes_nothing(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, changes: object) -> None:
        raise SettingsError("The settings cannot be written.")

    monkeypatch.setattr(store, "write", full)
    with pytest.raises(SettingsError):
        held.it.change({"model": "small"})
    assert held.it.settings == Settings()
    assert held.changes == held.events == []


def test_what_cannot_be_had_is_as_it_was_before_in_the_file_too(held: Held) -> None:
    held.it.change({"hotkey": "F8"})
    held.answer = Applied(back={"hotkey": "F8"})
    held.it.change({"hotkey": "F9", "tap_seconds": 0.5})
    assert held.it.settings.trigger.hotkey == "F8"
    assert store.read(held.file).settings == held.it.settings
    assert held.events[-1] == SettingsChanged(frozenset({"hotkey", "tap_seconds"}))
    assert held.it.read_again() == []


def test_a_key_of_the_environment_is_not_changed_here(tmp_path: Path) -> None:
    held = Held(tmp_path / "settings.toml", {"model": "SAYSO_MODEL"})
    with pytest.raises(SettingsError, match="The environment variable SAYSO_MODEL sets model"):
        held.it.change({"model": "small"})
    with pytest.raises(SettingsError, match="SAYSO_ENGINE"):
        Held(held.file, {"engine": "SAYSO_ENGINE"}).it.change({"engine": "starter"})
    held.it.change({"model": "auto", "engine": "whisper"})  # it is so already
    held.file.write_text('[recognition]\nmodel = "base"\nbeam_size = 2\n')
    assert held.it.read_again() == []
    assert held.it.settings.recognition.model == "auto"
    assert held.it.settings.recognition.beam_size == 2


def test_somebody_else_may_write_the_file(held: Held) -> None:
    held.it.change({"beam_size": 5})
    held.file.write_text(held.file.read_text() + '# mine\nlanguage = "de"\n')
    assert held.it.read_again() == []
    assert held.it.settings.recognition.language == "de"
    assert held.events[-1] == SettingsChanged(frozenset({"language"}))
    held.it.change({"beam_size": 1})
    assert "# mine" in held.file.read_text()


def test_of_a_damaged_file_holds_what_can_be_read(held: Held) -> None:
    held.it.change({"beam_size": 5, "language": "de"})
    held.file.write_text('[recognition]\nlanguage = "fr"\nbeam_size = 99\n[look\n')
    told = held.it.read_again()
    assert "The settings file is damaged" in told[0]
    assert "beam_size is 99" in told[1]
    assert held.it.settings.recognition.language == "fr"
    assert held.it.settings.recognition.beam_size == 1
    assert held.it.read_again() == []
    assert len(list(held.file.parent.glob("*.damaged-*"))) == 1


def test_two_keys_in_the_file_that_are_one_are_told(held: Held) -> None:
    held.file.write_text('[trigger]\nhotkey = "F9"\nundo_hotkey = "f9"\n')
    (told,) = held.it.read_again()
    assert told.endswith("choose another, or none. auto is used in its place.")
    assert held.it.settings.trigger.hotkey == "F9"
    assert held.it.settings.trigger.undo_hotkey == "auto"


def test_a_file_that_cannot_be_read_changes_nothing(held: Held) -> None:
    held.it.change({"beam_size": 5})
    held.file.unlink()
    held.file.mkdir()
    with pytest.raises(SettingsError, match="cannot be read"):
        held.it.read_again()
    assert held.it.settings.recognition.beam_size == 5


def test_all_that_can_be_used_of_a_file_is_imported(held: Held, tmp_path: Path) -> None:
    held.it.change({"undo_hotkey": "F9", "sounds": False})
    file = tmp_path / "from-a-friend.toml"
    file.write_text(
        '[trigger]\nhotkey = "F9"\n[recognition]\nbeam_size = 99\nlanguage = "de"\n'
        "[nonsense]\nx = 1\n[typing]\ntyping_for = 'a=magic'\n"
    )
    told = held.it.import_from(file)
    assert [sentence.split(";")[0] for sentence in told] == [
        "beam_size is 99",
        "There is no setting x in [nonsense]",
        "undo_hotkey is the key that you dictate with, f9",
        "typing_for has 'magic' for a",
    ]
    assert held.it.settings.recognition.language == "de"
    assert held.it.settings.trigger.hotkey == "auto"
    assert not held.it.settings.look.sounds  # what it does not name stays


@pytest.mark.parametrize("content", [None, b"[[[", b"\xff"])
def test_what_is_no_file_of_settings_changes_nothing(
    held: Held, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "other.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=r"other\.toml"):
        held.it.import_from(file)
    assert held.changes == []
    assert not list(tmp_path.glob("*.damaged-*"))


def test_of_a_file_that_is_imported_the_environment_keeps_what_it_sets(tmp_path: Path) -> None:
    held = Held(tmp_path / "settings.toml", {"model": "SAYSO_MODEL"})
    file = tmp_path / "other.toml"
    file.write_text('[recognition]\nmodel = "small"\nbeam_size = 2\n')
    (told,) = held.it.import_from(file)
    assert "SAYSO_MODEL sets model" in told
    assert held.it.settings.recognition.beam_size == 2
    assert held.it.settings.recognition.model == "auto"


def test_who_is_told_may_change_something_else(held: Held) -> None:
    def answer(event: Event) -> None:
        held.events.append(event)
        if len(held.events) == 1:
            held.it.change({"sounds": False})

    held.it.follow(held.apply, answer)
    held.it.change({"model": "small"})
    assert [event.keys for event in held.events if isinstance(event, SettingsChanged)] == [
        {"model"},
        {"sounds"},
    ]


def test_changes_from_two_threads_are_both_kept(held: Held) -> None:
    threads = [
        threading.Thread(target=held.it.change, args=({key: value},))
        for key, value in (
            ("beam_size", 4),
            ("sound_volume", 7),
            ("tap_seconds", 1),
            ("threads", 2),
        )
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.read(held.file).settings == held.it.settings
    assert held.it.settings.look.sound_volume == 7
    assert held.it.settings.recognition.threads == 2
