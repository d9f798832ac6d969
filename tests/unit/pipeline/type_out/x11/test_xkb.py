import struct

from sayso.pipeline.type_out.x11.xkb import KeyType, SymbolMap, parse_map

ONE, TWO = KeyType(0, {}), KeyType(1, {1: 1})


def reply() -> bytes:
    """What a server would send from the ninth byte on: two types, and keys 38 to 40."""
    head = bytearray(32)
    head[6:9] = bytes([0, 2, 2])
    head[9], head[12] = 38, 3
    one = struct.pack("=BBHBBBB", 0, 0, 0, 1, 0, 0, 0)
    entries = struct.pack("=BBBBHH", 1, 1, 1, 1, 0, 0) + struct.pack("=BBBBHH", 0, 8, 1, 8, 0, 0)
    two = struct.pack("=BBHBBBB", 1, 1, 0, 2, 2, 1, 0) + entries + bytes(8)
    first = struct.pack("=4BBBH", 1, 1, 0, 0, 2, 2, 4) + struct.pack("=4I", 97, 65, 0x6C6, 0x6E6)
    second = struct.pack("=4BBBH", 0, 0, 0, 0, 1, 2, 2) + struct.pack("=2I", 0xFF0D, 0)
    none = struct.pack("=4BBBH", 0, 0, 0, 0, 0, 0, 0)
    return bytes(head) + one + two + first + second + none


def test_the_map_is_read() -> None:
    found = parse_map(reply())
    assert found == {
        38: SymbolMap(((TWO, (97, 65)), (TWO, (0x6C6, 0x6E6))), 2),
        39: SymbolMap(((ONE, (0xFF0D, 0)),), 1),
        40: SymbolMap((), 0),
    }


def test_modifiers_choose_the_level() -> None:
    assert [TWO.level(modifiers) for modifiers in (0, 1, 2, 3)] == [0, 1, 0, 1]


def test_a_layout_that_a_key_does_not_have() -> None:
    groups = ((ONE, (1,)), (ONE, (2,)))

    def symbols(how: int, layout: int) -> tuple[int, ...]:
        group = SymbolMap(groups, how).group(layout)
        assert group is not None
        return group[1]

    assert symbols(0x02, 2) == (1,)  # around
    assert symbols(0x42, 3) == (2,)  # the last
    assert symbols(0x92, 3) == (2,)  # a certain one
    assert symbols(0xB2, 3) == (1,)  # which is not there either
    assert SymbolMap(()).group(0) is None
