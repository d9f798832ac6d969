from sayso.pipeline.type_out.x11.layout import Stroke, shifts, strokes
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
