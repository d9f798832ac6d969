"""The two keys: listened to, given back, bound anew, and never half of it."""

from __future__ import annotations

from collections.abc import Callable
from queue import Queue

import pytest

from sayso.control.hotkeys import Hotkeys, Which
from sayso.core.errors import HotkeyError, InsertionError, SettingsError
from sayso.core.events import Event, Notice
from sayso.core.ports import HotkeySource, Key


class Source:
    def __init__(self, desk: Desk, name: str) -> None:
        self.desk, self.name = desk, name
        self.deliver: Callable[[Key], None] = lambda key: None
        self.escape = False

    def start(self, deliver: Callable[[Key], None]) -> None:
        if self.name in self.desk.taken or self.name in self.desk.grabbed:
            raise HotkeyError(f"{self.name} is taken.")
        self.desk.grabbed[self.name] = self
        self.deliver = deliver

    def watch_cancel(self, wanted: bool) -> None:
        self.escape = wanted

    def stop(self) -> None:
        if self.desk.grabbed.get(self.name) is self:
            del self.desk.grabbed[self.name]


class Desk:
    """A keyboard that two programs share. names: what the settings name. taken: by the other."""

    def __init__(self) -> None:
        self.names = {"dictate": "F9", "undo": "F10"}
        self.taken: set[str] = set()
        self.grabbed: dict[str, Source] = {}
        self.heard: list[Key | str] = []
        self.undone: Queue[str] = Queue()
        self.notices: Queue[Event] = Queue()
        self.refusal: InsertionError | None = None
        self.keys = Hotkeys(
            lambda failed: self._make("dictate"),
            lambda failed: self._make("undo"),
            deliver=self.heard.append,
            finish=lambda: self.heard.append("finish"),
            undo=self._undo,
            publish=self.notices.put,
        )
        self.keys.make()

    def _make(self, which: str) -> HotkeySource:
        if self.names[which] == "q":
            raise SettingsError("q is no key.")
        return Source(self, self.names[which])

    def _undo(self) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.undone.put("undone")

    def press(self, name: str, *keys: Key) -> None:
        for key in keys:
            self.grabbed[name].deliver(key)

    def told(self) -> str:
        notice = self.notices.get(timeout=5)
        assert isinstance(notice, Notice)
        return notice.text


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.keys.listen()
    return desk


def test_nothing_is_taken_before_it_listens() -> None:
    desk = Desk()
    assert not desk.grabbed
    desk.keys.listen()
    desk.keys.listen()
    assert set(desk.grabbed) == {"F9", "F10"}
    desk.keys.stop()
    assert not desk.grabbed


def test_what_is_pressed_is_delivered(desk: Desk) -> None:
    desk.press("F9", Key.DOWN, Key.OTHER, Key.UP)
    assert desk.heard == [Key.DOWN, Key.OTHER, Key.UP]


def test_the_other_key_takes_back_on_release_unless_in_a_shortcut(desk: Desk) -> None:
    desk.press("F10", Key.DOWN, Key.OTHER, Key.UP)
    desk.press("F10", Key.DOWN, Key.UP)
    assert desk.undone.get(timeout=5) == "undone"
    assert desk.undone.empty()
    desk.refusal = InsertionError("Nothing stands there.")
    desk.press("F10", Key.DOWN, Key.UP)
    assert desk.told() == "Nothing stands there."


def test_another_key_takes_the_old_ones_place(desk: Desk) -> None:
    old = desk.grabbed["F9"]
    desk.names["dictate"] = "F8"
    assert desk.keys.rebind([Which.DICTATE])
    assert set(desk.grabbed) == {"F8", "F10"}
    old.deliver(Key.DOWN)  # one that ends too late
    desk.press("F8", Key.DOWN)
    assert desk.heard == [Key.DOWN]


def test_the_keys_change_places(desk: Desk) -> None:
    desk.names = {"dictate": "F10", "undo": "F9"}
    assert desk.keys.rebind(Which)
    desk.press("F10", Key.DOWN)
    assert desk.heard == [Key.DOWN]
    assert desk.notices.empty()


@pytest.mark.parametrize("name", ["F8", "q"])
def test_a_key_that_cannot_be_had_leaves_the_one_before(desk: Desk, name: str) -> None:
    desk.taken = {"F8"}
    desk.names = {"dictate": "F7", "undo": name}
    assert not desk.keys.rebind(Which)
    assert set(desk.grabbed) == {"F9", "F10"}
    assert desk.told() == ("F8 is taken." if name == "F8" else "q is no key.")
    assert desk.notices.empty()
    desk.press("F9", Key.DOWN)
    assert desk.heard == [Key.DOWN]


def test_what_is_said_with_the_old_key_held_ends(desk: Desk) -> None:
    """Its release would never come."""
    desk.press("F9", Key.DOWN)
    desk.names["dictate"] = "F8"
    assert desk.keys.rebind([Which.DICTATE])
    assert desk.heard == [Key.DOWN, "finish", Key.UP]


def test_escape_stays_watched_under_another_key(desk: Desk) -> None:
    desk.keys.watch_cancel(True)
    assert desk.grabbed["F9"].escape
    desk.names["dictate"] = "F8"
    desk.keys.rebind([Which.DICTATE])
    assert desk.grabbed["F8"].escape
    desk.keys.watch_cancel(False)
    assert not desk.grabbed["F8"].escape


def test_while_paused_the_keys_are_the_other_programs(desk: Desk) -> None:
    desk.press("F9", Key.DOWN)
    assert desk.keys.pause(True)
    assert not desk.keys.pause(True)
    assert not desk.grabbed
    assert desk.heard == [Key.DOWN, "finish", Key.UP]
    desk.names["dictate"] = "F8"
    assert desk.keys.rebind([Which.DICTATE])
    assert not desk.grabbed
    assert desk.keys.pause(False)
    assert set(desk.grabbed) == {"F8", "F10"}


def test_a_key_taken_meanwhile_is_told_and_the_other_works(desk: Desk) -> None:
    desk.keys.pause(True)
    desk.taken = {"F9"}
    desk.keys.pause(False)
    assert desk.told() == "F9 is taken."
    assert set(desk.grabbed) == {"F10"}


def test_paused_before_it_listens() -> None:
    desk = Desk()
    assert desk.keys.pause(True)
    desk.keys.listen()
    assert not desk.grabbed
    desk.keys.pause(False)
    assert set(desk.grabbed) == {"F9", "F10"}


def test_after_the_end_nothing_is_taken(desk: Desk) -> None:
    desk.keys.stop()
    assert desk.keys.rebind(Which)
    assert not desk.keys.pause(True)
    desk.keys.listen()
    assert not desk.grabbed
