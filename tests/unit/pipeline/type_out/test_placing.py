"""The window that was meant, the ways in, what is seen of them, and what is left alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

import pytest

from sayso.core.errors import FocusMoved, InsertionError, Refused, WayUnavailable
from sayso.core.ports import Field, Insertion
from sayso.core.target import Target
from sayso.pipeline.type_out.applications import Specials
from sayso.pipeline.type_out.method import Method
from sayso.pipeline.type_out.placing import OURS_SECONDS, SEEN_SECONDS, Desktop, Placing
from sayso.settings.schema import Typing

EDITOR = Target("1", "editor", 101)
BROWSER = Target("2", "browser", 102)
TERMINAL = Target("3", "xterm", 103)
REMOTE = Target("4", "vncviewer", 104)
OURS = Target("9", "sayso", os.getpid())


class World:
    """A desktop of windows, by their targets: who has the keyboard, and what each holds."""

    def __init__(self) -> None:
        self.now: Target | None = EDITOR
        self.windows = {EDITOR, BROWSER, TERMINAL, REMOTE}
        self.lets_us = True
        self.text: dict[Target | None, str] = {}
        self.brought: list[Target] = []
        self.tried: list[Method] = []
        self.copied = ""
        self.outcomes: dict[Method, InsertionError | Insertion] = {}
        self.entered: list[Method] = []
        self.fields: dict[Target, FakeField] = {}
        self.erased: bool | InsertionError | None = None
        self.time = 0.0
        self.closed: list[str] = []
        self.tells = True

    def placing(self, typing: Typing = Typing()) -> Placing:  # noqa: B008 - frozen
        return self.placing_by(lambda: typing)

    def placing_by(self, typing: Callable[[], Typing]) -> Placing:
        desktop = Desktop(
            "linux",
            "x11",
            self,
            lambda method: FakeWay(self, method),
            accessibility=self,
            erasers=[self],
            release=lambda: self.closed.append("shared"),
        )
        return Placing(desktop, typing, Specials(lambda: typing().typing_for), self.clock)

    def clock(self) -> float:
        self.time += 0.01
        return self.time

    # sayso.core.ports.Focus
    def focused(self) -> Target | None:
        return self.now

    def exists(self, target: Target) -> bool:
        return target in self.windows

    def bring_back(self, target: Target) -> bool:
        if not self.lets_us or target not in self.windows:
            return False
        self.brought.append(target)
        self.now = target
        return True

    def close(self) -> None:
        self.closed.append("port")

    # Accessibility
    def field(self, target: Target) -> Field | None:
        return self.fields.get(target)

    # Eraser
    def erase(self, text: str, target: Target) -> bool:
        assert self.now == target
        if isinstance(self.erased, InsertionError):
            raise self.erased
        if self.erased is None:
            raise InsertionError("This window does not tell what is selected.")
        if self.erased:
            self.text[target] = self.text[target].removesuffix(text)
        return self.erased


class FakeWay:
    def __init__(self, world: World, method: Method) -> None:
        self.world = world
        self.method = method

    def insert(self, text: str, target: Target | None) -> Insertion:
        self.world.tried.append(self.method)
        outcome = self.world.outcomes.get(self.method, Insertion(self.method, confirmed=True))
        if isinstance(outcome, InsertionError):
            raise outcome
        if self.method.endswith("-copy"):
            self.world.copied = text
            return Insertion(self.method, confirmed=False, copied=True)
        assert target is None or target == self.world.now
        self.world.text[target] = self.world.text.get(target, "") + text
        return outcome

    def press_enter(self, target: Target | None) -> None:
        self.world.entered.append(self.method)

    def close(self) -> None:
        self.world.closed.append(self.method)


class FakeField:
    """Before the caret stands what the window holds."""

    def __init__(self, world: World, target: Target, *, secret: bool = False) -> None:
        self.world = world
        self.target = target
        self.secret = secret
        self.removes = True

    def before_caret(self, characters: int) -> str | None:
        return self.world.text.get(self.target, "")[-characters:]

    def remove_before_caret(self, text: str) -> bool:
        if self.removes:
            held = self.world.text[self.target]
            assert held.endswith(text)
            self.world.text[self.target] = held.removesuffix(text)
        return self.removes


@pytest.fixture
def world() -> World:
    return World()


def test_the_window_that_was_meant_still_has_the_keyboard(world: World) -> None:
    insertion = world.placing().insert("hello ", EDITOR)
    assert insertion == Insertion(Method.X11_PASTE, True, target=EDITOR, text="hello ")
    assert world.text == {EDITOR: "hello "}
    assert world.brought == []


def test_what_is_aimed_at_is_the_window_of_now_but_never_our_own(world: World) -> None:
    placing = world.placing()
    assert placing.aim() == EDITOR
    world.now = OURS
    assert placing.aim() is None
    world.now = None
    assert placing.aim() is None


def test_return_brings_the_window_back_and_then_the_one_that_was_left(world: World) -> None:
    world.now = BROWSER
    world.placing().insert("hello ", EDITOR)
    assert world.text == {EDITOR: "hello "}
    assert world.brought == [EDITOR, BROWSER]


def test_where_the_window_cannot_be_brought_back_the_text_waits(world: World) -> None:
    world.now, world.lets_us = BROWSER, False
    with pytest.raises(FocusMoved, match="Editor"):
        world.placing().insert("hello ", EDITOR)
    assert world.text == {}


def test_with_no_window_focused_at_all_the_meant_one_is_brought_back(world: World) -> None:
    world.now = None
    world.placing().insert("hello ", EDITOR)
    assert world.text == {EDITOR: "hello "}
    assert world.brought == [EDITOR]


def test_ask_leaves_the_focus_where_it_is(world: World) -> None:
    world.now = BROWSER
    with pytest.raises(FocusMoved):
        world.placing(Typing(focus_moved="ask")).insert("hello ", EDITOR)
    assert world.brought == []
    assert world.text == {}


def test_follow_types_into_the_new_window(world: World) -> None:
    world.now = BROWSER
    insertion = world.placing(Typing(focus_moved="follow")).insert("hello ", EDITOR)
    assert insertion.target == BROWSER
    assert world.text == {BROWSER: "hello "}


@pytest.mark.parametrize("mode", ["return", "ask"])
def test_a_closed_window_gets_nothing_and_nor_does_another(world: World, mode: str) -> None:
    world.now = BROWSER
    world.windows.discard(EDITOR)
    with pytest.raises(InsertionError, match="gone") as caught:
        world.placing(Typing(focus_moved=mode)).insert("hello ", EDITOR)
    assert caught.value.left_nothing
    assert world.text == {}


def test_has_keyboard_tells_now_later_and_never(world: World) -> None:
    placing = world.placing()
    assert placing.has_keyboard(EDITOR) is True
    assert placing.has_keyboard(BROWSER) is False
    world.windows.discard(BROWSER)
    assert placing.has_keyboard(BROWSER) is None


def test_our_own_window_gets_a_moment_to_go(world: World) -> None:
    world.now = OURS
    asked = []

    def focused() -> Target | None:
        asked.append(1)
        if len(asked) == 3:
            world.now = BROWSER
        return world.now

    world.focused = focused  # type: ignore[method-assign]
    world.placing().insert("hello ", None)
    assert world.text == {BROWSER: "hello "}


def test_and_if_it_stays_nothing_is_typed_into_it(world: World) -> None:
    world.now = OURS
    with pytest.raises(InsertionError, match="own window"):
        world.placing().insert("hello ", None)
    assert world.text == {}
    assert world.time > OURS_SECONDS


def test_a_field_of_ours_that_waits_for_it_gets_it_at_once(world: World) -> None:
    world.now = OURS
    world.windows.add(OURS)
    placing = world.placing()
    assert placing.aim() is None
    placing.let_in(True)
    assert placing.aim() == OURS
    assert placing.has_keyboard(OURS)
    placing.insert("hello ", OURS)
    placing.insert("world ", None)
    assert world.text == {OURS: "hello world "}
    assert world.time < OURS_SECONDS
    placing.let_in(False)
    assert placing.aim() is None


def test_with_no_window_at_all_nothing_is_typed_blindly(world: World) -> None:
    world.now = None
    with pytest.raises(InsertionError, match="No window has the keyboard") as caught:
        world.placing().insert("hello ", None)
    assert caught.value.left_nothing
    assert world.tried == []


def test_where_the_desktop_does_not_tell_the_text_goes_to_the_keyboard(world: World) -> None:
    world.now, world.tells = None, False
    world.placing().insert("hello ", None)
    assert world.text == {None: "hello "}


# Ways


def test_a_second_way_is_tried_if_the_first_left_nothing(world: World) -> None:
    world.outcomes[Method.X11_PASTE] = InsertionError("Not pasted.", left_nothing=True)
    insertion = world.placing().insert("hello ", EDITOR)
    assert insertion.way == Method.X11_KEYS
    assert world.tried == [Method.X11_PASTE, Method.X11_KEYS]


def test_no_second_way_where_the_first_may_have_left_something(world: World) -> None:
    world.outcomes[Method.X11_PASTE] = InsertionError("Perhaps pasted.")
    with pytest.raises(InsertionError, match="Perhaps"):
        world.placing().insert("hello ", EDITOR)
    assert world.tried == [Method.X11_PASTE]


def test_if_the_second_fails_too_its_error_is_told(world: World) -> None:
    world.outcomes[Method.X11_PASTE] = InsertionError("Not pasted.", left_nothing=True)
    world.outcomes[Method.X11_KEYS] = InsertionError("No such key.", left_nothing=True)
    with pytest.raises(InsertionError, match="No such key"):
        world.placing().insert("hello ", EDITOR)


@pytest.mark.parametrize("error", [FocusMoved("Gone elsewhere."), Refused("Secret.")])
def test_these_are_final(world: World, error: InsertionError) -> None:
    world.outcomes[Method.X11_PASTE] = error
    with pytest.raises(type(error)):
        world.placing().insert("hello ", EDITOR)
    assert world.tried == [Method.X11_PASTE]


def test_unavailable_ways_are_passed_over_and_do_not_count(world: World) -> None:
    world.outcomes[Method.WAYLAND_INPUT_METHOD] = WayUnavailable("Another input method.")
    world.outcomes[Method.WAYLAND_PASTE] = WayUnavailable("No clipboard.")
    world.outcomes[Method.WAYLAND_KEYS] = InsertionError("No.", left_nothing=True)
    desktop = replace(world.placing()._desktop, session="wayland")
    placing = Placing(desktop, Typing, {}, world.clock)
    assert placing.insert("hello ", EDITOR).way == Method.IBUS
    assert world.tried == [
        Method.WAYLAND_INPUT_METHOD, Method.WAYLAND_PASTE, Method.WAYLAND_KEYS, Method.IBUS,
    ]  # fmt: skip


def test_with_no_way_at_all_the_last_reason_is_told(world: World) -> None:
    for method in Method:
        world.outcomes[method] = WayUnavailable(f"No {method}.")
    with pytest.raises(WayUnavailable, match="x11-keys"):
        world.placing().insert("hello ", EDITOR)


@pytest.mark.parametrize(("typing", "told"), [("keys", "Emoji"), ("auto", "No portal")])
def test_what_keeps_this_text_from_the_way_asked_for_says_more(
    world: World, typing: str, told: str
) -> None:
    for method in Method:
        world.outcomes[method] = WayUnavailable(f"No {method}.")
    world.outcomes[Method.WAYLAND_KEYS] = WayUnavailable("Emoji.", for_text=True)
    desktop = replace(world.placing()._desktop, session="wayland")
    with pytest.raises(WayUnavailable, match=told):
        Placing(desktop, lambda: Typing(typing=typing), {}, world.clock).insert("🙂 ", EDITOR)


def test_each_window_gets_what_it_can_take(world: World) -> None:
    placing = world.placing()
    placing.insert("one\ntwo\n", EDITOR)
    world.now = TERMINAL
    placing.insert("one\ntwo\n", TERMINAL)
    world.now = REMOTE
    assert placing.insert("one\ntwo\n", REMOTE).way == Method.X11_KEYS
    assert world.text == {
        EDITOR: "one\ntwo\n",
        TERMINAL: "one two ",
        REMOTE: "one two ",
    }


def test_a_text_of_nothing_but_controls_goes_nowhere(world: World) -> None:
    assert world.placing().insert("\x1b\x03", EDITOR).confirmed
    assert world.tried == []


def test_the_settings_exceptions_hold(world: World) -> None:
    typing = Typing(typing_for="editor=keys, browser=never, xterm=copy")
    placing = world.placing(typing)
    assert placing.insert("one ", EDITOR).way == Method.X11_KEYS
    world.now = BROWSER
    with pytest.raises(Refused, match="Browser"):
        placing.insert("two ", BROWSER)
    world.now = TERMINAL
    assert placing.insert("three ", TERMINAL).copied
    assert world.copied == "three "


def test_elevated_windows_are_named(world: World) -> None:
    world.now = replace(EDITOR, elevated=True)
    with pytest.raises(InsertionError, match="Editor runs with administrator") as caught:
        world.placing().insert("hello ", world.now)
    assert caught.value.left_nothing
    assert world.tried == []


# What accessibility tells


def test_password_fields_are_refused(world: World) -> None:
    world.fields[EDITOR] = FakeField(world, EDITOR, secret=True)
    with pytest.raises(Refused, match="password field of Editor"):
        world.placing().insert("hello ", EDITOR)
    assert world.tried == []


def test_what_a_way_cannot_confirm_is_read_back(world: World) -> None:
    world.fields[EDITOR] = FakeField(world, EDITOR)
    world.outcomes[Method.X11_PASTE] = Insertion("keys", confirmed=False)
    assert world.placing().insert("hello ", EDITOR).confirmed


def test_what_does_not_come_is_not_confirmed(world: World) -> None:
    world.fields[EDITOR] = FakeField(world, BROWSER)
    world.outcomes[Method.X11_PASTE] = Insertion("keys", confirmed=False)
    assert not world.placing().insert("hello ", EDITOR).confirmed
    assert SEEN_SECONDS <= world.time < SEEN_SECONDS + 1


def test_with_read_back_off_accessibility_is_not_asked(world: World) -> None:
    world.fields[EDITOR] = FakeField(world, EDITOR, secret=True)
    assert world.placing(Typing(read_back=False)).insert("hello ", EDITOR).confirmed


# Return, and taking back


def test_return_is_pressed_by_the_way_that_the_text_took(world: World) -> None:
    world.outcomes[Method.X11_PASTE] = InsertionError("No.", left_nothing=True)
    placing = world.placing()
    placing.press_enter(EDITOR)  # nothing was typed
    placing.insert("hello ", EDITOR)
    placing.press_enter(EDITOR)
    assert world.entered == [Method.X11_KEYS]


def test_return_does_not_go_into_another_window(world: World) -> None:
    placing = world.placing(Typing(focus_moved="ask"))
    placing.insert("hello ", EDITOR)
    world.now = BROWSER
    with pytest.raises(FocusMoved):
        placing.press_enter(EDITOR)
    assert world.entered == []


def test_a_field_takes_its_text_back(world: World) -> None:
    world.fields[EDITOR] = FakeField(world, EDITOR)
    placing = world.placing()
    placing.insert("before hello ", EDITOR)
    world.now = BROWSER
    placing.take_back("hello ", EDITOR)
    assert world.text == {EDITOR: "before "}
    assert world.now == BROWSER


def test_a_web_page_may_keep_a_space_as_a_no_break_space(world: World) -> None:
    world.fields[EDITOR] = FakeField(world, EDITOR)
    world.text[EDITOR] = "before hello there\xa0"
    world.placing().take_back("hello there ", EDITOR)
    assert world.text == {EDITOR: "before "}


def test_a_field_that_holds_something_else_is_left_alone(world: World) -> None:
    world.fields[EDITOR] = FakeField(world, EDITOR)
    world.erased = True
    world.text[EDITOR] = "hello there "
    with pytest.raises(InsertionError, match="does not stand before the cursor of Editor"):
        world.placing().take_back("hello ", EDITOR)
    assert world.text == {EDITOR: "hello there "}


def test_a_field_that_cannot_is_helped_by_an_eraser(world: World) -> None:
    world.fields[EDITOR] = field = FakeField(world, EDITOR)
    field.removes = False
    world.erased = True
    world.text[EDITOR] = "hello "
    world.placing().take_back("hello ", EDITOR)
    assert world.text == {EDITOR: ""}


@pytest.mark.parametrize(
    ("erased", "sentence"),
    [(False, "does not stand"), (None, "does not tell"), (InsertionError("Too long."), "Too long")],
)
def test_what_cannot_be_taken_back_is_told(
    world: World, erased: bool | InsertionError | None, sentence: str
) -> None:
    world.erased = erased
    world.text[EDITOR] = "hello "
    with pytest.raises(InsertionError, match=sentence):
        world.placing().take_back("hello ", EDITOR)
    assert world.text == {EDITOR: "hello "}


def test_without_a_known_window_nothing_is_taken_back(world: World) -> None:
    world.erased = True
    with pytest.raises(InsertionError, match="does not tell which window"):
        world.placing().take_back("hello ", None)


def test_copying_is_for_every_window(world: World) -> None:
    world.placing().copy("one\ntwo \x1b")
    assert world.copied == "one\ntwo "


def test_closing_closes_all_and_what_they_share_last(world: World) -> None:
    placing = world.placing()
    placing.insert("hello ", EDITOR)
    placing.close()
    assert world.closed == [Method.X11_PASTE, "port", "port", "port", "shared"]


# What stands in a window is that window's


@pytest.mark.parametrize("mode", ["ask", "follow"])
def test_taking_back_does_not_follow_the_focus(world: World, mode: str) -> None:
    world.fields = {window: FakeField(world, window) for window in (EDITOR, BROWSER)}
    world.text = {EDITOR: "hello ", BROWSER: "hello "}
    world.now = BROWSER
    with pytest.raises(FocusMoved, match="go back to it and try"):
        world.placing(Typing(focus_moved=mode)).take_back("hello ", EDITOR)
    assert world.text == {EDITOR: "hello ", BROWSER: "hello "}


def test_return_does_not_follow_the_focus(world: World) -> None:
    placing = world.placing(Typing(focus_moved="follow"))
    placing.insert("hello ", EDITOR)
    world.now = BROWSER
    with pytest.raises(FocusMoved):
        placing.press_enter(EDITOR)
    assert world.entered == []


def test_return_goes_into_no_window_that_may_not_have_the_text(world: World) -> None:
    world.now, world.tells = None, False
    placing = world.placing()
    placing.insert("hello ", None)
    placing.press_enter(None)
    assert world.entered == [Method.X11_PASTE]
    world.now = EDITOR
    with pytest.raises(InsertionError, match="does not tell"):
        placing.press_enter(None)
    assert world.entered == [Method.X11_PASTE]


def test_a_text_that_follows_waits_for_any_window_but_ours(world: World) -> None:
    placing = world.placing(Typing(focus_moved="follow"))
    world.windows.discard(EDITOR)
    for world.now, has in ((BROWSER, True), (OURS, False), (None, False)):
        assert placing.has_keyboard(EDITOR) is has


def test_a_text_that_follows_is_not_lost_with_the_window_it_was_begun_in(world: World) -> None:
    world.windows.discard(EDITOR)
    world.now = BROWSER
    world.outcomes[Method.X11_PASTE] = FocusMoved("Elsewhere.")
    with pytest.raises(FocusMoved):
        world.placing(Typing(focus_moved="follow")).insert("hello ", EDITOR)


def test_from_our_own_window_the_meant_one_is_brought_back(world: World) -> None:
    world.now = OURS
    world.placing().insert("hello ", EDITOR)
    assert world.text == {EDITOR: "hello "}
    assert world.brought == [EDITOR]  # the fake refuses what is not among its windows


def test_a_text_that_asks_waits_while_our_own_window_has_the_keyboard(world: World) -> None:
    world.now = OURS
    with pytest.raises(FocusMoved):
        world.placing(Typing(focus_moved="ask")).insert("hello ", EDITOR)


def test_nothing_that_can_be_typed_is_told_as_nothing(world: World) -> None:
    assert world.placing().insert("\x1b", EDITOR).text == ""


def test_of_a_window_that_is_gone_that_is_said(world: World) -> None:
    world.now = BROWSER
    world.windows.discard(EDITOR)
    with pytest.raises(InsertionError, match="gone"):
        world.placing().take_back("hello ", EDITOR)
    assert world.brought == []


def test_no_return_follows_what_was_only_copied(world: World) -> None:
    placing = world.placing(Typing(typing_for="xterm=copy"))
    placing.insert("one ", EDITOR)
    world.now = TERMINAL
    placing.insert("two ", TERMINAL)
    placing.press_enter(TERMINAL)
    assert world.entered == []


def test_the_settings_hold_as_they_are_at_that_moment(world: World) -> None:
    typing = Typing()
    placing = world.placing_by(lambda: typing)
    assert placing.insert("one ", EDITOR).way == Method.X11_PASTE
    typing = Typing(typing="keys", focus_moved="ask")
    assert placing.insert("two ", EDITOR).way == Method.X11_KEYS
    world.now = BROWSER
    with pytest.raises(FocusMoved):
        placing.insert("three ", EDITOR)
    typing = Typing(typing_for="editor=copy")
    world.now = EDITOR
    assert placing.insert("three ", EDITOR).way == Method.X11_COPY
    assert world.closed == []  # no way was made anew for it
