"""The hotkey setting: what is understood, what is refused, and with which words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.control.chord import LONE_MODIFIERS, MODIFIERS, Chord, label, parse
from sayso.core.errors import SettingsError


def chord(text: str) -> Chord:
    *modifiers, key = text.split("+")
    return Chord(frozenset(modifiers), key)


_FREE = st.sampled_from(["f1", "f9", "f24", "pause", "insert", "scroll_lock", "print_screen"])
_ANY_KEY = st.one_of(
    _FREE,
    st.sampled_from(["space", "enter", "page_up", "delete", "left", "plus"]),
    st.sampled_from("abcxyz0189-=[];',./\\`?:{_öéßжя漢"),
)
_STRONG = st.sets(st.sampled_from(MODIFIERS)).filter(lambda some: bool(some - {"shift"}))

CHORDS = st.one_of(
    st.builds(Chord, st.just(frozenset()), st.sampled_from(LONE_MODIFIERS)),
    st.builds(Chord, st.just(frozenset()), _FREE),
    st.builds(Chord, _STRONG.map(frozenset), _ANY_KEY),
)


@given(CHORDS)
def test_what_is_written_is_read_back(value: Chord) -> None:
    assert parse(str(value)) == value


@given(CHORDS, st.randoms(use_true_random=False), st.sampled_from(["+", " + ", "+ "]))
def test_case_order_and_spaces_do_not_matter(value: Chord, random: object, plus: str) -> None:
    parts = str(value).split("+")
    random.shuffle(parts)  # type: ignore[attr-defined]
    # Some letters have no capital that leads back to them ("ß").
    written = plus.join(p.upper() if p.upper().lower() == p else p for p in parts)
    assert parse(written) == value


@given(st.text(max_size=24))
def test_any_text_is_a_hotkey_or_a_sentence(text: str) -> None:
    try:
        value = parse(text)
    except SettingsError as error:
        sentence = str(error)
    else:
        assert parse(str(value)) == value
        return
    assert sentence.endswith((".", "?"))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("right_ctrl", "right_ctrl"),
        ("Right Ctrl", "right_ctrl"),
        ("right-control", "right_ctrl"),
        ("ctrl_r", "right_ctrl"),
        ("rctrl", "right_ctrl"),
        ("control_l", "left_ctrl"),
        ("right_option", "right_alt"),
        ("option_r", "right_alt"),
        ("alt_gr", "right_alt"),
        ("AltGr", "right_alt"),
        ("right_cmd", "right_super"),
        ("lwin", "left_super"),
        ("shift_r", "right_shift"),
        ("F9", "f9"),
        ("Pause", "pause"),
        ("break", "pause"),
        ("insert", "insert"),
        ("shift+f12", "shift+f12"),
        ("ctrl+alt+h", "ctrl+alt+h"),
        ("Alt + Control + H", "ctrl+alt+h"),
        ("super+space", "super+space"),
        ("win+space", "super+space"),
        ("cmd+option+d", "alt+super+d"),
        ("ctrl++", "ctrl+plus"),
        ("ctrl + +", "ctrl+plus"),
        ("ctrl+minus", "ctrl+-"),
        ("ctrl+-", "ctrl+-"),
        ("ctrl+o\u0308", "ctrl+ö"),
        ("h+ctrl", "ctrl+h"),
    ],
)
def test_synonyms(written: str, meant: str) -> None:
    assert parse(written) == chord(meant)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "empty"),
        ("h", "try ctrl+alt+h"),
        ("Shift+H", "try ctrl+alt+shift+h"),
        ("7", "try ctrl+alt+7"),
        ("+", "try ctrl+alt+plus"),
        ("space", "try ctrl+alt+space"),
        ("backspace", "writing"),
        ("ctrl", "write right_ctrl or left_ctrl"),
        ("cmd", "write right_super or left_super"),
        ("ctrl+alt", "no key beside"),
        ("ctrl+right_alt", "no key beside"),
        ("ctrl+ctrl+h", "twice"),
        ("right_ctrl+h", "write ctrl+h"),
        ("alt_gr+shift+h", "write alt+shift+h"),
        ("a+b", "more than one key"),
        ("ctrl+a+b", "more than one key"),
        ("ctrl++h", "lacks a key"),
        ("ctrl+", "lacks a key"),
        ("F25", "'F25' is not a key"),
        ("ctrl+puase", "did you mean pause?"),
        ("cntrl+h", "did you mean ctrl?"),
        ("escape", "Escape cancels"),
        ("ctrl+esc", "Escape cancels"),
        ("shift+insert", "pastes"),
        ("nonsense", "for example F9, ctrl+alt+h or right_ctrl"),
    ],
)
def test_what_would_not_do_is_refused_in_one_sentence(written: str, says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse(written)
    assert says in str(caught.value)


def test_auto_is_what_suits_the_system() -> None:
    assert parse("auto") == chord("right_ctrl")
    assert parse(" Auto ", default="right_option") == chord("right_alt")


@pytest.mark.parametrize(
    ("text", "lone"), [("right_ctrl", True), ("f9", False), ("ctrl+alt+h", False)]
)
def test_lone_modifier(text: str, lone: bool) -> None:
    assert parse(text).is_lone_modifier is lone


@pytest.mark.parametrize(
    ("text", "system", "called"),
    [
        ("right_ctrl", "linux", "Right Ctrl"),
        ("right_alt", "macos", "Right Option"),
        ("super+space", "macos", "Command+Space"),
        ("super+space", "windows", "Windows+Space"),
        ("ctrl+alt+h", "linux", "Ctrl+Alt+H"),
        ("page_up+ctrl", "linux", "Ctrl+Page Up"),
        ("ctrl+_", "linux", "Ctrl+_"),
        ("f9", "windows", "F9"),
    ],
)
def test_label(text: str, system: str, called: str) -> None:
    assert label(parse(text), system) == called
