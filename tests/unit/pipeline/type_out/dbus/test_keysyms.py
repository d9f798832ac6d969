from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator

import pytest

from sayso.pipeline.type_out.dbus import keysyms
from sayso.pipeline.type_out.dbus.keysyms import RETURN, TAB, by_rule, keysym


@pytest.fixture
def fresh() -> Iterator[None]:
    keysyms._from_code_point.cache_clear()
    yield
    keysyms._from_code_point.cache_clear()


@pytest.mark.parametrize(
    ("character", "number"),
    [("a", 0x61), ("~", 0x7E), ("é", 0xE9), ("\u00a0", 0xA0), ("й", 0x1000439), ("😀", 0x101F600)],
)
def test_by_rule(character: str, number: int) -> None:
    assert by_rule(ord(character)) == number


@pytest.mark.usefixtures("fresh")
def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", missing)
    assert keysym("a") == 0x61
    assert keysym("й") == 0x1000439


@pytest.mark.skipif(sys.platform != "linux", reason="libxkbcommon is Linux's")
@pytest.mark.usefixtures("fresh")
def test_with_it_letters_have_the_numbers_of_layouts() -> None:
    try:
        ctypes.CDLL("libxkbcommon.so.0")
    except OSError:
        pytest.skip("libxkbcommon is not installed")
    assert [keysym(character) for character in "aйγ€😀"] == [0x61, 0x6CA, 0x7E3, 0x20AC, 0x101F600]


def test_keys_that_are_no_characters() -> None:
    assert [keysym(character) for character in "\n\t"] == [RETURN, TAB]
