import re
import unicodedata
from pathlib import Path

import pytest

from sayso.pipeline.type_out.x11.keysyms import dead_mark
from sayso.pipeline.type_out.x11.layout import Stroke, sequences, shifts, strokes, together
from sayso.pipeline.type_out.x11.xkb import KeyType, State, SymbolMap

SHIFT, ALTGR = 50, 108
ONE = KeyType(0, {})
TWO = KeyType(1, {1: 1})
ALPHABETIC = KeyType(3, {1: 1, 2: 1})  # and both: the first level again
FOUR = KeyType(0x81, {1: 1, 0x80: 2, 0x81: 3})
GERMAN = {
    10: SymbolMap(((TWO, (ord("1"), ord("!"))),)),
    20: SymbolMap(((FOUR, (ord("ß"), ord("?"), ord("\\"), 0x1001E9E)),)),
    24: SymbolMap(((FOUR, (ord("q"), ord("Q"), ord("@"), 0x7D9)),)),
    38: SymbolMap(((ALPHABETIC, (ord("a"), ord("A"))),)),
    65: SymbolMap(((ONE, (ord(" "),)),)),
    94: SymbolMap(((TWO, (ord("1"), ord("<"))),)),
    187: SymbolMap(((ONE, (ord("!"),)),)),
    SHIFT: SymbolMap(((ONE, (0xFFE1,)),)),
    62: SymbolMap(((ONE, (0xFFE2,)),)),
    92: SymbolMap(((ONE, (0xFE03,)),)),
    ALTGR: SymbolMap(((ONE, (0xFE03,)),)),
}
ROWS = [[SHIFT, 62], [66], [37], [64], [77], [], [133], [92]]


def test_the_keys_that_shift() -> None:
    assert shifts(GERMAN, 0, ROWS) == {1: SHIFT, 0x80: ALTGR}
    # Beside a layout without AltGr, where the same key is Alt.
    both = [*ROWS[:3], [64, ALTGR], *ROWS[4:]]
    assert shifts(GERMAN, 0, both) == {1: SHIFT, 0x80: ALTGR}
    del (plain := dict(GERMAN))[ALTGR]
    assert shifts(plain, 0, ROWS) == {1: SHIFT, 0x80: 92}
    assert shifts({}, 0, ROWS) == {}


def test_the_fewest_modifiers_on_the_plainest_key() -> None:
    found = strokes(GERMAN, State(0, 0), {1: SHIFT, 0x80: ALTGR})
    assert found["q"] == Stroke(24)
    assert found["Q"] == Stroke(24, (SHIFT,))
    assert found["@"] == Stroke(24, (ALTGR,))
    assert found["Ω"] == Stroke(24, (SHIFT, ALTGR))
    assert found["1"] == Stroke(10)  # and not the key that only some keyboards have
    assert found["!"] == Stroke(10, (SHIFT,))  # nor a multimedia key
    assert found["<"] == Stroke(94, (SHIFT,))
    assert found[" "] == Stroke(65)
    assert "é" not in found


def test_caps_lock_turns_letters_round_and_leaves_the_rest() -> None:
    found = strokes(GERMAN, State(0, 2), {1: SHIFT, 0x80: ALTGR})
    assert found["a"] == Stroke(38, (SHIFT,))
    assert found["A"] == Stroke(38)
    assert found["1"] == Stroke(10)
    assert "ß" not in found  # what windows make of it then, they do not agree about
    assert found["?"] == Stroke(20, (SHIFT,))


def test_without_a_key_for_altgr() -> None:
    found = strokes(GERMAN, State(0, 0), {1: SHIFT})
    assert "@" not in found
    assert "Q" in found


def test_the_layout_in_use() -> None:
    two = {38: SymbolMap(((TWO, (ord("a"), ord("A"))), (TWO, (0x6C6, 0x6E6))))}
    assert set(strokes(two, State(0, 0), {1: SHIFT})) == {"a", "A"}
    assert set(strokes(two, State(1, 0), {1: SHIFT})) == {"ф", "Ф"}


DEAD_GRAVE, DEAD_ACUTE, DEAD_CIRCUMFLEX, DEAD_TILDE, DEAD_DIAERESIS, DEAD_CARON = (
    *range(0xFE50, 0xFE54),
    0xFE57,
    0xFE5A,
)
SPANISH = {
    **{30 + place: SymbolMap(((ALPHABETIC, (ord(char), ord(char.upper()))),))
       for place, char in enumerate("aceinouv")},
    34: SymbolMap(((TWO, (DEAD_GRAVE, DEAD_CIRCUMFLEX)),)),
    47: SymbolMap(((ALPHABETIC, (ord("ñ"), ord("Ñ"))),)),
    48: SymbolMap(((TWO, (DEAD_ACUTE, DEAD_DIAERESIS)),)),
    49: SymbolMap(((TWO, (DEAD_TILDE, DEAD_CARON)),)),
    51: SymbolMap(((TWO, (0x7E9, 0x7C9)),)),  # iota
    52: SymbolMap(((ONE, (0x1000301,)),)),
    65: SymbolMap(((ONE, (ord(" "),)),)),
    SHIFT: SymbolMap(((ONE, (0xFFE1,)),)),
}  # fmt: skip


def test_dead_keys_before_the_letter() -> None:
    found = sequences(SPANISH, State(0, 0), {1: SHIFT})
    assert found["a"] == (Stroke(30),)
    assert found["á"] == (Stroke(48), Stroke(30))
    assert found["Á"] == (Stroke(48), Stroke(30, (SHIFT,)))
    assert found["ü"] == (Stroke(48, (SHIFT,)), Stroke(36))
    assert found["ñ"] == (Stroke(47),)  # its own key
    assert found["`"] == (Stroke(34), Stroke(65))
    assert found["^"] == (Stroke(34, (SHIFT,)), Stroke(65))


def test_two_dead_keys_in_the_order_that_every_window_knows() -> None:
    found = sequences(SPANISH, State(0, 0), {1: SHIFT})
    assert found["ΐ"] == (Stroke(48), Stroke(48, (SHIFT,)), Stroke(51))
    assert found["ấ"] == (Stroke(48), Stroke(34, (SHIFT,)), Stroke(30))


def test_dead_keys_under_caps_lock() -> None:
    found = sequences(SPANISH, State(0, 2), {1: SHIFT})
    assert found["á"] == (Stroke(48), Stroke(30, (SHIFT,)))
    assert found["Á"] == (Stroke(48), Stroke(30))


@pytest.mark.parametrize("char", ["´", "¨", "'", '"', "ć", "ǔ", "ø", "å", "\u212b", "\u1f77"])
def test_what_windows_do_not_agree_about_has_no_keys(char: str) -> None:
    assert char not in sequences(SPANISH, State(0, 0), {1: SHIFT})


def test_without_the_letter_or_the_dead_key() -> None:
    poor = {code: SPANISH[code] for code in (31, 48, SHIFT)}  # c, acute and diaeresis
    assert set(sequences(poor, State(0, 0), {})) == {"c"}


def test_plain_keys_and_dead_keys_do_not_go_together() -> None:
    plain, dead = (Stroke(30),), (Stroke(48), Stroke(30))
    assert together([plain, plain, dead, plain], None) == 2
    assert together([plain, dead], False) == 1
    assert together([dead, plain], False) == 0
    assert together([dead, dead, plain], None) == 2
    assert together([dead], True) == 1
    assert together([plain], True) == 0


COMPOSE = Path("/usr/share/X11/locale")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
GREEK = {
    0x7E1: "Greek_alpha",
    0x7E5: "Greek_epsilon",
    0x7E7: "Greek_eta",
    0x7E9: "Greek_iota",
    0x7EF: "Greek_omicron",
    0x7F5: "Greek_upsilon",
    0x7F9: "Greek_omega",
}
MARKS = (
    "grave acute circumflex tilde macron breve abovedot diaeresis abovering doubleacute caron "
    "cedilla ogonek"
)
DEAD = {0xFE50 + place: f"dead_{name}" for place, name in enumerate(MARKS.split())}


@pytest.mark.skipif(not COMPOSE.exists(), reason="X11's tables are not installed (libx11-data)")
@pytest.mark.parametrize("locale", ["en_US.UTF-8", "pt_BR.UTF-8", "cs_CZ.UTF-8", "el_GR.UTF-8"])
def test_x11s_own_tables_make_the_same_of_the_keys(locale: str) -> None:
    names = {keysym: name for keysym, name in DEAD.items() if dead_mark(keysym)} | GREEK
    for char in LETTERS:
        names |= {ord(char): char, ord(char.upper()): char.upper()}
    codes = {100 + place: keysym for place, keysym in enumerate(names)}
    symbols = {code: SymbolMap(((ONE, (keysym,)),)) for code, keysym in codes.items()}
    found = sequences(symbols, State(0, 0), {})
    table = dict(compose_table(COMPOSE / locale / "Compose"))
    wrong = {
        char: table[keys]
        for char, all_keys in found.items()
        if (keys := tuple(names[codes[stroke.code]] for stroke in all_keys)) in table
        and table[keys] != char
    }
    assert wrong == {}
    composed = {char for char, keys in found.items() if len(keys) > 1}
    assert len(composed) > 300
    assert all(unicodedata.normalize("NFC", char) == char for char in composed)
    if locale == "en_US.UTF-8":
        missing = {
            char
            for char in composed
            if tuple(names[codes[stroke.code]] for stroke in found[char]) not in table
        }
        assert missing == set()


def compose_table(path: Path) -> list[tuple[tuple[str, ...], str]]:
    lines = re.findall(r'^((?:<\w+> *)+)\s*:\s*"([^"\\]+)"', path.read_text(), re.MULTILINE)
    return [(tuple(re.findall(r"<(\w+)>", keys)), made) for keys, made in lines]
