from __future__ import annotations

from sayso.pipeline.type_out.macos.layout import COMMAND, NONE, SHIFT, paste_key, plain_keys

QWERTY = {9: "v", 40: "k", 47: "."}
DVORAK = {9: "k", 40: "t", 47: "v"}
RUSSIAN = {9: "м", 40: "л", 47: "ю"}


def test_the_key_that_gives_v_is_pressed() -> None:
    assert paste_key([lambda code, mods: QWERTY.get(code, "")]) == 9
    assert paste_key([lambda code, mods: DVORAK.get(code, "")]) == 47


def test_command_may_give_other_letters() -> None:
    def dvorak_qwerty(code: int, modifiers: int) -> str:
        return (QWERTY if modifiers == COMMAND else DVORAK).get(code, "")

    assert paste_key([dvorak_qwerty]) == 9


def test_without_a_latin_letter_the_latin_layout_is_asked() -> None:
    def russian(code: int, modifiers: int) -> str:
        return RUSSIAN.get(code, "")

    assert paste_key([russian, lambda code, mods: DVORAK.get(code, "")]) == 47
    assert paste_key([russian]) == 9
    assert paste_key([]) == 9


def test_keys_for_another_machine() -> None:
    def layout(code: int, modifiers: int) -> str:
        return {
            NONE: {0: "a", 18: "1", 33: "", 65: ".", 47: ".", 36: "\r"},  # 33 is a dead key
            SHIFT: {0: "A", 18: "!", 47: "1"},
        }[modifiers].get(code, "")

    assert plain_keys(layout) == {
        "a": (0, False),
        "1": (18, False),  # and not with Shift, on another key
        ".": (47, False),  # and not on the keypad
        "A": (0, True),
        "!": (18, True),
    }
