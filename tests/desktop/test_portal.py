"""The portal's way against a stand-in on a private bus, and against the real xdg-desktop-portal
with a stand-in behind it. GNOME's and KDE's own parts are not here: see tests/manual.md."""

from __future__ import annotations

import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from portal_desktop import PERMISSIONS, PORTAL, PortalDesktop

from sayso.core.errors import FocusMoved, InsertionError, WayUnavailable
from sayso.core.target import Target
from sayso.pipeline.type_out.dbus.portal import Portal

EVERYTHING = "Grüße, naïve “quotes” – Привет, мир! Γειά 你好 👩‍👩‍👧 🇳🇴 é e\u0301 😀"
TEXT = "text/plain;charset=utf-8"
COPIED = {
    TEXT: b"what was copied",
    "text/html": b"<b>what was copied</b>",
    "image/png": b"\x89PNG" * 100_000,
    "x-special/gnome-copied-files": b"copy\nfile:///a",
}
SHIFT, CONTROL, INSERT, RETURN = 0xFFE1, 0xFFE3, 0xFF63, 0xFF0D
PASTE = [(SHIFT, 1), (INSERT, 1), (INSERT, 0), (SHIFT, 0)]
EDITOR = Target("1", "org.gnome.texteditor")


@pytest.fixture
def desktop() -> Iterator[PortalDesktop]:
    with PortalDesktop("front") as desktop:
        yield desktop


class Clock:
    """Real time, and what the test adds."""

    ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(clock: Clock, tmp_path: Path) -> Iterator[Callable[..., Portal]]:
    made: list[Portal] = []

    def make(desktop: PortalDesktop, **options: float) -> Portal:
        token = tmp_path / "state" / "token"
        made.append(Portal(clock, desktop.address, token, **options))
        return made[-1]

    yield make
    for way in made:
        way.close()


@pytest.fixture
def way(make: Callable[..., Portal], desktop: PortalDesktop) -> Portal:
    return make(desktop)


class TestByTheClipboard:
    def test_the_text_arrives_and_all_that_was_copied_is_given_back(
        self, way: Portal, desktop: PortalDesktop
    ) -> None:
        way.insert("first, ", None)
        desktop.copy(COPIED)
        done = way.insert(EVERYTHING, None)
        desktop.wait_for("first, " + EVERYTHING)
        assert (done.way, done.confirmed) == ("clipboard paste", True)
        desktop.wait(lambda: desktop.keys == PASTE * 2)
        desktop.wait(lambda: desktop.clipboard == list(COPIED))
        assert {name: desktop.paste(name) for name in COPIED} == COPIED

    def test_what_was_given_back_is_given_back_again(
        self, way: Portal, desktop: PortalDesktop
    ) -> None:
        desktop.copy(COPIED)
        for _ in range(3):
            way.insert("again ", None)
        desktop.wait_for("again " * 3)
        assert desktop.paste("image/png") == COPIED["image/png"]

    def test_a_desktop_that_groups_its_types_as_gnome_does(
        self, way: Portal, desktop: PortalDesktop
    ) -> None:
        desktop.behave(grouped=True)
        way.insert("first, ", None)
        desktop.copy(COPIED)
        way.insert("text", None)
        assert {name: desktop.paste(name) for name in COPIED} == COPIED

    def test_a_megabyte(self, way: Portal, desktop: PortalDesktop) -> None:
        text = "Слово 😀 and line\n" * 50_000
        assert way.insert(text, None).confirmed
        desktop.wait_for(text)

    def test_a_clipboard_manager_that_reads_at_once_confirms_nothing(
        self, make: Callable[..., Portal], desktop: PortalDesktop
    ) -> None:
        way = make(desktop, paste_seconds=0.3)
        desktop.behave(manager=True, pastes=False)
        with pytest.raises(InsertionError, match="did not take") as raised:
            way.insert("text", None)
        assert not raised.value.left_nothing
        assert desktop.paste(TEXT) == b"text"

    def test_a_clipboard_manager_and_a_window(self, way: Portal, desktop: PortalDesktop) -> None:
        desktop.behave(manager=True)
        desktop.copy(COPIED)
        assert way.insert("text", None).confirmed
        desktop.wait_for("text")
        assert desktop.paste(TEXT) == COPIED[TEXT]

    def test_a_terminal_gets_its_own_chord(self, way: Portal, desktop: PortalDesktop) -> None:
        way.insert("text", Target("1", "org.gnome.terminal"))
        desktop.wait_for("text")
        pressed = [(CONTROL, 1), (SHIFT, 1), (ord("v"), 1)]
        chord = pressed + [(key, 0) for key, _ in reversed(pressed)]
        desktop.wait(lambda: desktop.keys == chord)

    def test_return(self, way: Portal, desktop: PortalDesktop) -> None:
        way.insert("text", None)
        way.press_enter(None)
        desktop.wait_for("text\n")
        desktop.wait(lambda: desktop.keys[-2:] == [(RETURN, 1), (RETURN, 0)])


class TestByKeys:
    @pytest.fixture(params=["not allowed", "not there"])
    def desktop(self, request: pytest.FixtureRequest) -> Iterator[PortalDesktop]:
        there = request.param == "not allowed"
        interfaces = ("RemoteDesktop", "Clipboard") if there else ("RemoteDesktop",)
        with PortalDesktop("front", interfaces) as desktop:
            desktop.behave(clipboard=False)
            yield desktop

    def test_key_by_key_and_never_confirmed(self, way: Portal, desktop: PortalDesktop) -> None:
        desktop.copy(COPIED)
        done = way.insert(EVERYTHING, None)
        desktop.wait_for(EVERYTHING)
        assert (done.way, done.confirmed) == ("typed keys", False)
        desktop.wait(lambda: len(desktop.keys) == 2 * len(EVERYTHING))
        assert [state for _, state in desktop.keys] == [1, 0] * len(EVERYTHING)
        assert desktop.paste(TEXT) == COPIED[TEXT]

    def test_letters_have_the_numbers_that_layouts_have(
        self, way: Portal, desktop: PortalDesktop
    ) -> None:
        way.insert("aйé€😀", None)
        desktop.wait_for("aйé€😀")
        pressed = [key for key, state in desktop.keys if state]
        assert pressed == [ord("a"), 0x6CA, 0xE9, 0x20AC, 0x0101F600]

    def test_what_the_layout_has_not_is_lost_and_so_nothing_is_confirmed(
        self, way: Portal, desktop: PortalDesktop
    ) -> None:
        desktop.behave(layout="abc ")
        assert not way.insert("a bйc", None).confirmed
        desktop.wait_for("a bc")


class TestThePerson:
    def test_asked_once_also_when_the_app_is_started_anew(
        self, make: Callable[..., Portal], desktop: PortalDesktop, tmp_path: Path
    ) -> None:
        for _ in range(3):
            way = make(desktop)
            way.insert("text ", None)
            way.close()
        desktop.wait_for("text " * 3)
        assert desktop.questions == 1
        token = tmp_path / "state" / "token"
        assert stat.S_IMODE(token.stat().st_mode) == 0o600

    def test_it_asks_for_the_keyboard_only_and_to_remember(
        self, way: Portal, desktop: PortalDesktop
    ) -> None:
        way.insert("text", None)
        assert {"token": None, "types": 1, "persist": 2} in desktop.told

    def test_refused_and_not_asked_again(self, way: Portal, desktop: PortalDesktop) -> None:
        desktop.behave(answer="refuse")
        for _ in range(2):
            with pytest.raises(WayUnavailable, match="start Sayso again to be asked"):
                way.insert("text", None)
        assert desktop.questions == 1

    def test_the_question_was_put_away(self, way: Portal, desktop: PortalDesktop) -> None:
        desktop.behave(answer="dismiss")
        with pytest.raises(WayUnavailable):
            way.insert("text", None)
        desktop.behave(answer="allow")
        assert way.insert("text", None).confirmed

    def test_nobody_answers(self, make: Callable[..., Portal], desktop: PortalDesktop) -> None:
        desktop.behave(answer="nothing")
        way = make(desktop, answer_seconds=0.3)
        with pytest.raises(WayUnavailable, match="nobody answered; dictate again and allow it"):
            way.insert("text", None)
        desktop.wait(lambda: {"withdrawn": "Request"} in desktop.told)
        desktop.behave(answer="allow")
        assert way.insert("text", None).confirmed

    def test_after_a_late_answer_the_text_waits_for_its_window(
        self, way: Portal, desktop: PortalDesktop, clock: Clock
    ) -> None:
        desktop.behave(answer="nothing")
        raised: list[BaseException] = []

        def insert() -> None:
            try:
                way.insert("text", EDITOR)
            except InsertionError as error:
                raised.append(error)

        thread = threading.Thread(target=insert)
        thread.start()
        desktop.wait(lambda: desktop.questions == 1)
        clock.ahead = 1.5  # more than a token takes, less than a call may
        desktop.allow()
        thread.join(10)
        assert isinstance(raised[0], FocusMoved)
        assert desktop.keys == []
        assert way.insert("text", EDITOR).confirmed

    def test_closing_ends_the_wait(self, way: Portal, desktop: PortalDesktop) -> None:
        desktop.behave(answer="nothing")
        raised: list[BaseException] = []

        def insert() -> None:
            try:
                way.insert("text", None)
            except InsertionError as error:
                raised.append(error)

        thread = threading.Thread(target=insert)
        thread.start()
        desktop.wait(lambda: desktop.questions == 1)
        way.close()
        thread.join(10)
        assert isinstance(raised[0], WayUnavailable)
        way.close()
        with pytest.raises(WayUnavailable, match="ending"):
            way.insert("text", None)


class TestTheSession:
    def test_ended_by_the_person_the_next_text_begins_another(
        self, way: Portal, desktop: PortalDesktop
    ) -> None:
        way.insert("one ", None)
        desktop.close_session()
        assert way.insert("two", None).confirmed
        desktop.wait_for("one two")
        assert desktop.questions == 1

    def test_nothing_was_remembered(self, way: Portal, desktop: PortalDesktop) -> None:
        desktop.behave(remember=False)
        way.insert("one ", None)
        desktop.close_session()
        way.insert("two", None)
        desktop.wait_for("one two")
        assert desktop.questions == 2

    def test_a_token_that_no_portal_gave(
        self, way: Portal, desktop: PortalDesktop, tmp_path: Path
    ) -> None:
        (tmp_path / "state").mkdir()
        (tmp_path / "state" / "token").write_text("nonsense")
        assert way.insert("text", None).confirmed
        assert desktop.questions == 1


class TestWithoutAPortal:
    def test_none_at_all(self, make: Callable[..., Portal]) -> None:
        with (
            PortalDesktop("") as desktop,
            pytest.raises(WayUnavailable, match="does not let programs type"),
        ):
            make(desktop).insert("text", None)

    def test_one_for_other_things(self, make: Callable[..., Portal]) -> None:
        with (
            PortalDesktop("front", ("Clipboard",)) as desktop,
            pytest.raises(WayUnavailable, match="does not let programs type"),
        ):
            make(desktop).insert("text", None)

    @pytest.mark.parametrize("address", ["", "unix:path=/nowhere/bus"])
    def test_no_bus(self, clock: Clock, tmp_path: Path, address: str) -> None:
        way = Portal(clock, address, tmp_path / "token")
        for _ in range(2):
            with pytest.raises(WayUnavailable, match="message bus"):
                way.insert("text", None)
        way.close()

    @pytest.mark.parametrize("method", ["CreateSession", "SelectDevices", "Start"])
    def test_one_that_hangs(self, way: Portal, desktop: PortalDesktop, method: str) -> None:
        desktop.behave(hang=[method])
        started = time.monotonic()
        with pytest.raises(WayUnavailable, match="does not answer"):
            way.insert("text", None)
        assert time.monotonic() - started < 6.0
        desktop.behave(hang=[])
        assert way.insert("text", None).confirmed

    def test_one_that_hangs_at_the_keys(self, way: Portal, desktop: PortalDesktop) -> None:
        desktop.behave(hang=["NotifyKeyboardKeysym"])
        with pytest.raises(InsertionError, match="went away") as raised:
            way.insert("text", None)
        assert not raised.value.left_nothing

    def test_one_that_dies(self, way: Portal, desktop: PortalDesktop) -> None:
        way.insert("text", None)
        desktop.kill()
        with pytest.raises(WayUnavailable, match="does not let programs type"):
            way.insert("text", None)


@pytest.mark.skipif(
    not (PORTAL.exists() and PERMISSIONS.exists()), reason="xdg-desktop-portal is not installed"
)
class TestTheRealPortal:
    """xdg-desktop-portal itself. Before 1.17.1 (Debian 12 has 1.16) it knows neither the clipboard
    nor tokens, and these tests then show keys and another question."""

    @pytest.fixture
    def desktop(self) -> Iterator[PortalDesktop]:
        with PortalDesktop("real") as desktop:
            yield desktop

    def test_the_text_arrives(self, way: Portal, desktop: PortalDesktop) -> None:
        desktop.copy({TEXT: COPIED[TEXT], "image/png": COPIED["image/png"]})
        done = way.insert(EVERYTHING, None)
        desktop.wait_for(EVERYTHING)
        assert done.confirmed is (done.way == "clipboard paste")
        way.press_enter(None)
        desktop.wait_for(EVERYTHING + "\n")
        assert desktop.paste("image/png") == COPIED["image/png"]

    def test_a_megabyte(self, way: Portal, desktop: PortalDesktop) -> None:
        way.insert("a", None)
        if desktop.keys[0] != PASTE[0]:
            pytest.skip("this version of xdg-desktop-portal has no clipboard")
        text = "Слово 😀 and line\n" * 50_000
        assert way.insert(text, None).confirmed
        desktop.wait_for("a" + text)

    def test_ended_by_the_person_the_next_text_begins_another(
        self, way: Portal, desktop: PortalDesktop, tmp_path: Path
    ) -> None:
        way.insert("one ", None)
        remembered = (tmp_path / "state" / "token").exists()
        desktop.close_session()
        way.insert("two", None)
        desktop.wait_for("one two")
        assert desktop.questions == (1 if remembered else 2)

    def test_refused(self, way: Portal, desktop: PortalDesktop) -> None:
        desktop.behave(answer="refuse")
        for _ in range(2):
            with pytest.raises(WayUnavailable, match="start Sayso again to be asked"):
                way.insert("text", None)
        assert desktop.questions == 1

    def test_nobody_answers(self, make: Callable[..., Portal], desktop: PortalDesktop) -> None:
        desktop.behave(answer="nothing")
        way = make(desktop, answer_seconds=0.5)
        with pytest.raises(WayUnavailable, match="nobody answered"):
            way.insert("text", None)
        desktop.wait(lambda: {"withdrawn": "Request"} in desktop.told)
        desktop.behave(answer="allow")
        way.insert("text", None)
        desktop.wait_for("text")

    def test_a_token_that_no_portal_gave(
        self, way: Portal, desktop: PortalDesktop, tmp_path: Path
    ) -> None:
        (tmp_path / "state").mkdir()
        (tmp_path / "state" / "token").write_text("nonsense")
        way.insert("text", None)
        desktop.wait_for("text")

    def test_the_desktop_has_no_part_for_it(self, make: Callable[..., Portal]) -> None:
        with (
            PortalDesktop("real", ("Clipboard",)) as desktop,
            pytest.raises(WayUnavailable, match="does not let programs type"),
        ):
            make(desktop).insert("text", None)
