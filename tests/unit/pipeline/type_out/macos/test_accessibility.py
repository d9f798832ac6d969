"""MacAccessibility against the fake Mac of conftest.py."""

from __future__ import annotations

from typing import Any

import pytest

from sayso.core.spot import Rect
from sayso.core.target import Target
from sayso.pipeline.type_out.macos.accessibility import MacAccessibility

EDITOR = Target("101:11", "com.apple.textedit", 101)
CALF = "\U0001f42e"


def field(mac: Any, value: str = "", after: str = "", **changed: Any) -> Any:
    """With the caret between the two."""
    there = mac.programs[0].field
    there.value, there.caret = value + after, len(value.encode("utf-16-le")) // 2
    for name, what in changed.items():
        setattr(there, name, what)
    return MacAccessibility(mac, mac.clock).field(EDITOR)


def test_a_password_field(mac: Any) -> None:
    assert not field(mac).secret
    assert field(mac, subrole="AXSecureTextField").secret


@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize(
    ("value", "count", "expected"),
    [
        ("", 4, ""),
        ("Hello", 3, "llo"),
        ("Hello", 9, "Hello"),
        (f"a{CALF}b", 2, f"{CALF}b"),
        (f"{CALF}bc", 2, "bc"),  # two characters may be four units: half a pair too far
        (CALF * 4, 3, CALF * 3),
        ("é\u0301ß", 2, "\u0301ß"),
    ],
)
def test_what_stands_before_the_caret(
    mac: Any, ranges: bool, value: str, count: int, expected: str
) -> None:
    assert field(mac, value, " behind", ranges=ranges).before_caret(count) == expected


def test_a_selection_hides_it(mac: Any) -> None:
    assert field(mac, "Hello", selected=2).before_caret(3) is None


def test_a_field_that_tells_less_than_it_was_asked(mac: Any) -> None:
    there = field(mac, "Hello")
    mac.string_for_range = lambda *_: "lo"
    assert there.before_caret(5) is None


def test_a_book_is_not_handed_over_whole(mac: Any) -> None:
    there = field(mac, "a" * 200_001, ranges=False)
    assert there.before_caret(3) is None


@pytest.mark.parametrize("later", [0, 3])
def test_removing(mac: Any, later: int) -> None:
    there = field(mac, f"Dear {CALF}, hello", " end", later=later)
    assert there.remove_before_caret(f"{CALF}, hello")
    assert mac.programs[0].field.value == "Dear  end"
    assert mac.programs[0].field.caret == 5
    assert mac.calls == [
        ("set", ("field", 101), "AXSelectedTextRange", (5, 9)),
        ("set", ("field", 101), "AXSelectedText", ""),
    ]


def unchanged(mac: Any, caret: int) -> bool:
    there = mac.programs[0].field
    return (there.value, there.caret, there.selected) == ("say hello", caret, 0)


def late(mac: Any) -> None:
    """Every question takes a while."""
    get = mac.get
    mac.get = lambda *asked: (setattr(mac, "now", mac.now + 0.05), get(*asked))[1]


@pytest.mark.parametrize("way", ["fixed", "deaf"])
@pytest.mark.parametrize("name", ["AXSelectedTextRange", "AXSelectedText"])
def test_a_field_that_cannot_is_as_it_was(mac: Any, way: str, name: str) -> None:
    there = field(mac, "say hello", **{way: frozenset({name})})
    late(mac)
    assert not there.remove_before_caret("hello")
    assert unchanged(mac, 9)


def test_something_else_stands_there(mac: Any) -> None:
    there = field(mac, "say hello")
    assert not there.remove_before_caret("jello")
    assert unchanged(mac, 9)
    assert ("set", ("field", 101), "AXSelectedText", "") not in mac.calls


def test_less_stands_there(mac: Any) -> None:
    there = field(mac, "say hello")
    assert not there.remove_before_caret("they say hello")
    assert not mac.calls


def test_a_selection_is_not_removed(mac: Any) -> None:
    assert not field(mac, "hello", selected=1).remove_before_caret("hello")
    assert not mac.calls


def test_a_caret_that_is_elsewhere_afterwards(mac: Any) -> None:
    """The text is gone all the same, and must not be taken away again."""
    there = field(mac, "say hello")
    late(mac)
    model = mac.programs[0].field
    replace = model.replace
    model.replace = lambda text: (replace(text), setattr(model, "caret", 0))
    assert there.remove_before_caret("hello")
    assert model.value == "say "


def test_no_field_to_be_found(mac: Any) -> None:
    mac.programs[0].told = False
    access = MacAccessibility(mac, mac.clock)
    assert access.field(EDITOR) is None
    assert access.field(Target("0:0", "what")) is None
    assert access.field(Target("9:9", "gone", 9)) is None
    access.close()


def test_every_question_has_a_limit(mac: Any) -> None:
    mac.programs[0].busy = True
    assert MacAccessibility(mac, mac.clock).field(EDITOR) is None
    assert sum(mac.limits) <= 0.3


def test_nothing_is_raised(mac: Any, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("secret words")

    there = field(mac, "secret words")
    mac.get = broken
    assert not there.secret
    assert there.before_caret(3) is None
    assert not there.remove_before_caret("secret words")
    assert MacAccessibility(mac, mac.clock).field(EDITOR) is None
    assert "secret" not in caplog.text


@pytest.mark.parametrize("empty_bounds", [True, False])
@pytest.mark.parametrize(
    ("before", "after", "x"), [("", "Hello", 100), ("He", "llo", 120), ("Hello", "", 150)]
)
def test_where_the_caret_is(mac: Any, empty_bounds: bool, before: str, after: str, x: int) -> None:
    there = field(mac, before, after, empty_bounds=empty_bounds)
    assert there.caret() == Rect(x, 200, 1, 20)


def test_where_the_caret_is_in_an_empty_field_that_does_not_tell(mac: Any) -> None:
    assert field(mac, empty_bounds=False).caret() is None


def test_where_the_caret_is_in_a_program_that_raises(mac: Any) -> None:
    there = field(mac, "Hello")
    mac.bounds_for_range = None
    assert there.caret() is None
