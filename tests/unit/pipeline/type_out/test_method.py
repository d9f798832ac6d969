import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sayso.pipeline.type_out.method import Method, choose, typeable

ANY_TEXT = st.text(
    st.characters(codec=None, categories=None) | st.sampled_from("\n\t\r \x1b\u202e")
)
BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize(
    ("platform", "session", "setting", "method"),
    [
        ("linux", "x11", "auto", Method.X11_PASTE),
        ("linux", "x11", "paste", Method.X11_PASTE),
        ("linux", "x11", "keys", Method.X11_KEYS),
        ("linux", "x11", "copy", Method.X11_COPY),
        ("linux", "none", "auto", Method.X11_PASTE),
        ("linux", "wayland", "auto", Method.COMMANDS_PASTE),
        ("linux", "wayland", "paste", Method.COMMANDS_PASTE),
        ("linux", "wayland", "keys", Method.WAYLAND_KEYS),
        ("linux", "wayland", "copy", Method.COMMANDS_COPY),
        ("macos", "none", "auto", Method.KEYS),
        ("macos", "none", "paste", Method.COMMANDS_PASTE),
        ("windows", "none", "auto", Method.KEYS),
        ("windows", "none", "keys", Method.KEYS),
        ("windows", "none", "copy", Method.COMMANDS_COPY),
    ],
)
def test_each_desktop_has_its_ways(
    platform: str, session: str, setting: str, method: Method
) -> None:
    assert choose(platform, session, setting) is method


@pytest.mark.parametrize(
    ("platform", "session", "setting"),
    [("beos", "x11", "auto"), ("linux", "mir", "auto"), ("linux", "x11", "telepathy")],
)
def test_an_unknown_word_is_refused(platform: str, session: str, setting: str) -> None:
    with pytest.raises(ValueError, match="unknown"):
        choose(platform, session, setting)


@given(ANY_TEXT)
@example("rm -rf /\n")
@example("\x1b[201~\r")
@example("a\x00 \n\u2028\tb")
def test_no_control_character_is_ever_typed(text: str) -> None:
    typed = typeable(text)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in typed)
    assert not BIDI & set(typed)


@given(ANY_TEXT)
def test_twice_is_the_same_as_once(text: str) -> None:
    assert typeable(typeable(text)) == typeable(text)


@given(st.text(st.characters(categories=["L", "N", "P", "S", "M", "Zs"])))
def test_what_can_be_said_stays_as_it_is(text: str) -> None:
    assert typeable(text) == text


@given(ANY_TEXT)
def test_letters_are_neither_lost_nor_moved(text: str) -> None:
    def letters(some: str) -> str:
        return "".join(char for char in some if char.isalnum())

    assert letters(typeable(text)) == letters(text)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("one\ntwo", "one two"),
        ("one \r\n\t two", "one two"),
        ("two  spaces ", "two  spaces "),
        ("ends\n", "ends "),
        ("be\x07ll", "bell"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("half \ud83d", "half "),
    ],
)
def test_breaks_become_one_space(text: str, typed: str) -> None:
    assert typeable(text) == typed
