import pytest

from sayso.core.errors import FocusMoved, InsertionError
from sayso.core.ports import Insertion
from sayso.core.target import Target
from sayso.pipeline.type_out.windows.keys import BATCH, WindowsKeys

NOTEPAD = Target("100", "notepad", 1)
REMOTE = Target("100", "mstsc", 1)
UP, UNICODE, SCANCODE, EXTENDED = 2, 4, 8, 1


@pytest.fixture
def keys(windows):
    return WindowsKeys(
        windows.clock,
        scancodes=lambda target: target.application == "mstsc",
        api=windows,
        wait=windows.wait,
    )


def test_characters_go_as_themselves_and_pairs_as_two_units(windows, keys):
    assert keys.insert("é😀", NOTEPAD) == Insertion("typed keys", confirmed=False)
    assert windows.sent == [
        [
            (0xE9, UNICODE, 0),
            (0xE9, UNICODE | UP, 0),
            (0xD83D, UNICODE, 0),
            (0xDE00, UNICODE, 0),
            (0xD83D, UNICODE | UP, 0),
            (0xDE00, UNICODE | UP, 0),
        ]
    ]


def test_a_line_break_is_the_return_key(windows, keys):
    keys.insert("a\nb\tc", NOTEPAD)
    assert windows.typed() == "a\nb\tc"
    assert (0x1C, 0, 13) in windows.sent[0]


def test_the_window_is_looked_at_before_each_batch(windows, keys):
    text = "ж" * (2 * BATCH + 1)
    keys.insert(text, NOTEPAD)
    assert windows.typed() == text
    assert [len(batch) for batch in windows.sent] == [2 * BATCH, 2 * BATCH, 2]
    steps = [call[0] for call in windows.named("GetForegroundWindow", "SendInput")]
    assert "SendInput SendInput" not in " ".join(steps)


def test_without_a_target_it_goes_to_whichever_window_has_the_keyboard(windows, keys):
    windows.front = 200
    keys.insert("x", None)
    assert windows.typed() == "x"


def test_nothing_goes_to_another_window(windows, keys):
    windows.front = 200
    with pytest.raises(FocusMoved):
        keys.insert("x", NOTEPAD)
    assert windows.sent == []


def test_a_window_that_comes_in_between_gets_nothing(windows, keys):
    windows.later(0.001, lambda: setattr(windows, "front", 200))
    with pytest.raises(InsertionError, match=f"after {BATCH} characters") as raised:
        keys.insert("x" * 200, NOTEPAD)
    assert not raised.value.left_nothing
    assert not isinstance(raised.value, FocusMoved)
    assert windows.typed() == "x" * BATCH


def test_none_sent_names_administrators_windows(windows, keys):
    windows.accepts = [0]
    with pytest.raises(InsertionError, match="administrator") as raised:
        keys.insert("abc", NOTEPAD)
    assert raised.value.left_nothing


def test_some_sent_is_not_nothing_and_no_key_stays_down(windows, keys):
    windows.accepts = [3]
    with pytest.raises(InsertionError) as raised:
        keys.insert("abc", NOTEPAD)
    assert not raised.value.left_nothing
    assert windows.sent[1] == [(ord("b"), UNICODE | UP, 0), (ord("c"), UNICODE | UP, 0)]


def test_a_window_with_more_rights_gets_nothing_as_windows_would_not_tell(windows, keys):
    with pytest.raises(InsertionError, match="Notepad runs as administrator") as raised:
        keys.insert("x", Target("100", "notepad", 1, elevated=True))
    assert raised.value.left_nothing
    assert windows.sent == []


def test_a_window_that_hangs_gets_nothing(windows, keys):
    windows.windows[100].hung = True
    with pytest.raises(InsertionError, match="does not respond") as raised:
        keys.insert("x", NOTEPAD)
    assert raised.value.left_nothing
    assert windows.sent == []


def test_waits_for_a_held_modifier(windows, keys):
    windows.held[0xA2] = windows.now + 1.0
    keys.insert("x", NOTEPAD)
    assert windows.now >= 101.0
    assert windows.typed() == "x"
    assert len(windows.sent) == 1


def test_a_stuck_modifier_is_let_go_of_without_opening_a_menu(windows, keys):
    windows.held[0xA4] = windows.held[0xA3] = windows.now + 3600
    keys.insert("x", NOTEPAD)
    assert 103.0 <= windows.now < 103.5
    released = windows.sent[0]
    assert [key for _, _, key in released] == [0xE8, 0xE8, 0xA3, 0xA4]
    assert [flags for _, flags, _ in released] == [0, UP, UP | EXTENDED, UP]
    assert windows.typed() == "x"


def test_closing_ends_the_wait(windows, keys):
    windows.held[0xA2] = windows.now + 3600
    windows.later(0.5, keys.close)
    with pytest.raises(InsertionError) as raised:
        keys.insert("x", NOTEPAD)
    assert raised.value.left_nothing
    assert windows.now < 101
    assert windows.typed() == ""


def test_enter(windows, keys):
    keys.press_enter(NOTEPAD)
    assert windows.sent == [[(0x1C, 0, 13), (0x1C, UP, 13)]]
    windows.front = 200
    with pytest.raises(FocusMoved):
        keys.press_enter(NOTEPAD)


@pytest.fixture
def german(windows):
    windows.layout = {
        "a": (0x41, 0), "A": (0x41, 1), "ä": (0xDE, 0), "@": (0x51, 6), "^": (0xDC, 0),
        "`": (0xDD, 1), "\x01": (0x42, 2),
    }  # fmt: skip
    windows.dead = {"^", "`"}


@pytest.mark.usefixtures("german")
def test_a_remote_window_gets_the_scan_codes_of_its_layout(windows, keys):
    keys.insert("aA@\n", REMOTE)
    assert windows.sent == [
        [
            (0x41, SCANCODE, 0), (0x41, SCANCODE | UP, 0),
            (0x2A, SCANCODE, 0), (0x41, SCANCODE, 0),
            (0x41, SCANCODE | UP, 0), (0x2A, SCANCODE | UP, 0),
            (0x38, SCANCODE | EXTENDED, 0), (0x51, SCANCODE, 0),
            (0x51, SCANCODE | UP, 0), (0x38, SCANCODE | EXTENDED | UP, 0),
            (0x1C, SCANCODE, 0), (0x1C, SCANCODE | UP, 0),
        ]
    ]  # fmt: skip
    assert ("GetKeyboardLayout", 10) in windows.calls


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("char", ["я", "😀", "^", "`", "\x01"])
def test_a_missing_character_is_told_before_the_first_key(windows, keys, char):
    with pytest.raises(InsertionError, match="no key for") as raised:
        keys.insert(f"a{char}", REMOTE)
    assert raised.value.left_nothing
    assert windows.sent == []


@pytest.mark.usefixtures("german")
def test_caps_lock_would_turn_letters_round(windows, keys):
    windows.caps = 1
    with pytest.raises(InsertionError, match="Caps Lock") as raised:
        keys.insert("a", REMOTE)
    assert raised.value.left_nothing
    assert windows.sent == []
    keys.insert("a", NOTEPAD)
    assert windows.typed() == "a"
