"""Whatever is changed, by us or by an editor: the file and the settings that hold are in step."""

from __future__ import annotations

import itertools
import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sayso.control.applying import changes
from sayso.control.keys import Keys
from sayso.control.meaning import sound
from sayso.control.preferences import Applied, Preferences
from sayso.core.errors import SettingsError
from sayso.core.events import Event, SettingsChanged
from sayso.settings import store
from sayso.settings.schema import Setting, Settings, Value, all_settings

ALL = list(all_settings())
UNDERSTOOD: dict[str, list[Value]] = {
    "hotkey": ["auto", "F9", "ctrl+alt+h", "ctrl+alt+z", "Right Ctrl"],
    "undo_hotkey": ["auto", "none", "F9", "f10", "ctrl+alt+h"],
    "typing_for": ["none", "firefox=keys, kitty=terminal", "a=never"],
    "update_feed": ["none", "https://example.org/releases"],
}

UNUSABLE: list[dict[str, Value]] = [{"beam_size": 99}, {"hotkey": "q"}, {"x": 1}]


def values_of(setting: Setting) -> st.SearchStrategy[Value]:
    rule = setting.rule
    if setting.key in UNDERSTOOD:
        return st.sampled_from(UNDERSTOOD[setting.key])
    if rule.choices:
        return st.sampled_from(rule.choices)
    if setting.kind is bool:
        return st.booleans()
    if setting.kind is int:
        return st.integers(int(rule.low or 0), int(rule.high or 0))
    if setting.kind is float:
        return st.floats(rule.low, rule.high)
    texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    return texts.filter(lambda text: bool(text.strip()))


some_values = st.lists(st.sampled_from(ALL), max_size=4, unique_by=lambda each: each.key).flatmap(
    lambda chosen: st.fixed_dictionaries({each.key: values_of(each) for each in chosen})
)
some_keys = st.lists(st.sampled_from([each.key for each in ALL]), max_size=4)


class InStep(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.file = self.folder / "config" / "settings.toml"
        self.applied = Settings()
        self.events: list[Event] = []
        self.comments: set[str] = set()
        self.numbers = itertools.count()
        self.preferences = Preferences(Settings(), self.file)
        self.preferences.follow(self.apply, self.events.append)

    def apply(self, before: Settings, after: Settings) -> Applied:
        assert before == self.applied
        self.applied = after
        return Applied()

    def told(self, before: Settings) -> None:
        """One event, of what differs, or none."""
        keys = changes(before, self.preferences.settings)
        assert self.events == ([SettingsChanged(keys)] if keys else [])
        self.events.clear()

    @rule(values=some_values)
    def change(self, values: dict[str, Value]) -> None:
        before, text = self.preferences.settings, store.content(self.file)
        try:
            self.preferences.change(values)
        except SettingsError:  # one key twice
            assert {"hotkey", "undo_hotkey"} & values.keys()
            assert (self.preferences.settings, store.content(self.file)) == (before, text)
        self.told(before)
        assert self.preferences.read_again() == []

    @rule(
        values=some_values, unusable=st.sampled_from([{"beam_size": 99}, {"hotkey": "q"}, {"x": 1}])
    )
    def refuse(self, values: dict[str, Value], unusable: dict[str, Value]) -> None:
        before, text = self.preferences.settings, store.content(self.file)
        try:
            self.preferences.change({**values, **unusable})
            raise AssertionError("it cannot be used")
        except SettingsError:
            pass
        assert (self.preferences.settings, store.content(self.file)) == (before, text)

    @rule(keys=some_keys)
    def reset(self, keys: list[str]) -> None:
        before = self.preferences.settings
        try:
            self.preferences.reset(keys)
        except SettingsError:
            assert {"hotkey", "undo_hotkey"} & set(keys)
        else:
            for each in ALL:
                if each.key in keys:
                    assert (
                        getattr(getattr(self.preferences.settings, each.section), each.key)
                        == each.default
                    )
        self.told(before)

    @rule(values=some_values, seed=st.integers(0, 99), garbage=st.booleans())
    def edit(self, values: dict[str, Value], seed: int, garbage: bool) -> None:
        """Somebody writes the file by hand: in any order, with comments, perhaps with mistakes."""
        before = self.preferences.settings
        self.comments = set()
        text = self.by_hand(values, random.Random(seed))
        if garbage:
            text += "\n[recognition\nbeam_size = = 3\n"
            self.comments = set()  # of such a file a copy is kept
        self.file.parent.mkdir(exist_ok=True)
        self.file.write_bytes(text.encode())
        complaints = self.preferences.read_again()
        assert bool(complaints) >= garbage
        assert self.preferences.read_again() == []
        self.told(before)

    def by_hand(self, values: dict[str, Value], chance: random.Random) -> str:
        import tomlkit

        def comment() -> str:
            word = f"mine-{next(self.numbers)}"
            self.comments.add(word)
            return f"# {word}"

        sections: dict[str, list[str]] = {}
        for each in ALL:
            if each.key in values:
                lines = sections.setdefault(each.section, [])
                written: Any = tomlkit.item(values[each.key])
                lines.append(f"{each.key} = {written.as_string()} {comment()}")
        parts = ["\n".join([f"[{name}] {comment()}", *lines]) for name, lines in sections.items()]
        chance.shuffle(parts)
        return "\n\n".join([comment(), *parts, comment()]) + "\n"

    @rule(values=some_values)
    def edit_and_change(self, values: dict[str, Value]) -> None:
        """We write before we have noticed that somebody else has."""
        before = self.preferences.settings
        if store.content(self.file) and self.preferences.read_again() == []:
            store.write(self.file, {"beam_size": 7})
            self.preferences.change({"sound_volume": 33})
            self.preferences.read_again()
            assert self.preferences.settings.recognition.beam_size == 7
            assert self.preferences.settings.look.sound_volume == 33
            keys = {key for event in self.events for key in event.keys}  # type: ignore[union-attr]
            assert keys == changes(before, self.preferences.settings)
            self.events.clear()

    @rule()
    @precondition(lambda self: self.file.exists())
    def remove(self) -> None:
        before = self.preferences.settings
        self.file.unlink()
        self.comments = set()
        self.preferences.read_again()
        assert self.preferences.settings == Settings()
        self.told(before)

    @rule()
    def move(self) -> None:
        """To an empty home."""
        exported = self.folder / "exported.toml"
        self.preferences.export_to(exported)
        home = self.folder / f"home-{next(self.numbers)}"
        other = Preferences(Settings(), home / "settings.toml")
        assert other.import_from(exported) == []
        assert other.settings == self.preferences.settings
        assert sound(store.read(other.file).settings, Keys())[0] == other.settings

    @invariant()
    def in_step(self) -> None:
        held = self.preferences.settings
        assert sound(store.read(self.file).settings, Keys())[0] == held
        assert self.applied == held
        text = store.content(self.file).decode()
        assert all(comment in text for comment in self.comments)

    def teardown(self) -> None:
        shutil.rmtree(self.folder)


TestInStep = InStep.TestCase
TestInStep.settings = settings(
    max_examples=15,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
