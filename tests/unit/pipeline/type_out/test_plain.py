import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sayso.core.target import Kind
from sayso.pipeline.type_out.plain import ready, typeable

ANY_TEXT = st.text(
    st.characters(codec=None, categories=None) | st.sampled_from("\n\t\r \x1b\u202e")
)
BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


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


@given(ANY_TEXT)
def test_where_breaks_stay_they_are_all_of_one_kind(text: str) -> None:
    typed = typeable(text, breaks=True)
    controls = {char for char in typed if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")}
    assert controls <= {"\n", "\t"}
    assert not BIDI & set(typed)
    assert typeable(typed, breaks=True) == typed


@pytest.mark.parametrize(
    ("kind", "by_keys", "line_breaks", "typed"),
    [
        (Kind.WINDOW, False, "auto", "one\ntwo\n"),
        (Kind.WINDOW, True, "auto", "one two "),
        (Kind.TERMINAL, False, "auto", "one two "),
        (Kind.REMOTE, True, "auto", "one two "),
        (Kind.WINDOW, True, "keep", "one\ntwo\n"),
        (Kind.TERMINAL, False, "keep", "one\ntwo"),
        (Kind.WINDOW, False, "space", "one two "),
    ],
)
def test_a_line_break_stays_where_it_runs_and_sends_nothing(
    kind: Kind, by_keys: bool, line_breaks: str, typed: str
) -> None:
    assert ready("one\r\ntwo\n", kind, by_keys=by_keys, line_breaks=line_breaks) == typed


@given(ANY_TEXT, st.sampled_from(["auto", "keep", "space"]), st.booleans())
def test_a_terminal_never_gets_a_line_break_at_the_end(
    text: str, line_breaks: str, by_keys: bool
) -> None:
    assert not ready(text, Kind.TERMINAL, by_keys=by_keys, line_breaks=line_breaks).endswith("\n")
