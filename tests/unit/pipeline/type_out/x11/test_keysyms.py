import pytest

from sayso.pipeline.type_out.x11.keysyms import RETURN, TAB, character, dead_mark


@pytest.mark.parametrize(
    ("keysym", "char"),
    [
        (0x61, "a"),
        (0xE9, "é"),
        (0x1B1, "ą"),  # aogonek, Latin-2
        (0x2A1, "Ħ"),  # Hstroke, Latin-3
        (0x3BF, "ŋ"),  # eng, Latin-4
        (0x4DD, "ン"),  # kana_N
        (0x5C7, "ا"),  # Arabic_alef
        (0x6A4, "є"),  # Ukrainian_ie
        (0x6C1, "а"),  # Cyrillic_a
        (0x6FF, "Ъ"),  # Cyrillic_HARDSIGN
        (0x7AE, "΅"),  # Greek_accentdieresis
        (0x7B1, "ά"),  # Greek_alphaaccent
        (0x7D2, "Σ"),  # Greek_SIGMA
        (0x7F3, "ς"),  # Greek_finalsmallsigma
        (0x7F9, "ω"),  # Greek_omega
        (0xAA9, "—"),  # emdash
        (0xAD3, "”"),  # rightdoublequotemark
        (0xAFE, "„"),  # doublelowquotemark
        (0xCE0, "א"),  # hebrew_aleph
        (0xDA1, "ก"),  # Thai_kokai
        (0x13BD, "œ"),  # oe, Latin-9
        (0x20AC, "€"),
        (0x1000451, "ё"),
        (0x101F642, "🙂"),
        (RETURN, "\n"),
        (TAB, "\t"),
    ],
)
def test_what_a_keysym_stands_for(keysym: int, char: str) -> None:
    assert character(keysym) == char


@pytest.mark.parametrize(
    "keysym", [0, 0x1B, 0x7F, 0x85, 0x7A6, 0xFE51, 0xFFE1, 0xFF8D, 0xFFAB, 0x100001B, 0x1110000]
)
def test_dead_keys_the_keypad_and_controls_type_nothing(keysym: int) -> None:
    assert character(keysym) == ""


def test_what_dead_keys_put_onto_a_letter() -> None:
    assert [dead_mark(keysym) for keysym in (0xFE51, 0xFE57, 0xFE5A)] == [
        "\N{COMBINING ACUTE ACCENT}",
        "\N{COMBINING DIAERESIS}",
        "\N{COMBINING CARON}",
    ]
    assert [dead_mark(keysym) for keysym in (0x61, 0xB4, 0x1000301, 0xFFE1, 0)] == [""] * 5
