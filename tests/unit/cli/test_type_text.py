"""`sayso type`: what is asked, of whom, and what is told. Nothing is typed here."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sayso.cli import client, type_alone, type_text
from sayso.control.commands import LONGEST_LINE, Typed, done, encode
from sayso.core.errors import InsertionError, NotRunning, SaysoError, UsageError

TYPED = Typed(way="clipboard paste", confirmed=True, copied=False, application="xterm")

Asked = list[tuple[str, str, "str | None"]]


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Stands for an app that runs; what it was asked."""
    asked: Asked = []

    def ask(request: str, *, seconds: float, text: str) -> dict[str, Any]:
        assert seconds == client.TYPING_SECONDS
        asked.append((request, text, None))
        return done(TYPED)

    def alone(*_: object) -> dict[str, Any]:
        raise AssertionError("the app runs")

    monkeypatch.setattr(client, "ask", ask)
    monkeypatch.setattr(type_alone, "type_alone", alone)
    return asked


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """No app runs; what the process of its own was asked, by ``alone`` where it was tried first."""
    asked: Asked = []

    def ask(request: str, *, seconds: float, text: str) -> dict[str, Any]:
        asked.append((request, text, None))
        raise NotRunning("nobody")

    def by_itself(text: str, way: str | None, seconds: float) -> dict[str, Any]:
        assert seconds > type_text.ALONE_SECONDS
        asked.append(("alone", text, way))
        return done(TYPED)

    monkeypatch.setattr(client, "ask", ask)
    monkeypatch.setattr(type_alone, "type_alone", by_itself)
    return asked


def never(_: float) -> None:
    raise AssertionError("nobody asked to wait")


def test_the_running_app_is_asked(running: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    assert type_text.main(["hello"], wait=never) == 0
    assert running == [("type", "hello", None)]
    assert capsys.readouterr() == ("clipboard paste into xterm, confirmed\n", "")


def test_json(running: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    assert type_text.main(["hello", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "way": "clipboard paste",
        "confirmed": True,
        "copied": False,
        "application": "xterm",
    }


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["several", "words", "here"], "several words here"),
        (["one  argument\nwith ü🙂 "], "one  argument\nwith ü🙂 "),
        ([" "], " "),
        (["--", "--json", "-x"], "--json -x"),
        (["a", "-"], "a -"),
        (["--json", "-5"], "-5"),
    ],
)
def test_words_are_joined_by_spaces(running: Asked, arguments: list[str], text: str) -> None:
    type_text.main(arguments)
    assert running == [("type", text, None)]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"from a pipe\n", "from a pipe\n"),
        (b"\xef\xbb\xbfmarked", "marked"),
        ("Größe 🙂\r\nü".encode(), "Größe 🙂\r\nü"),
    ],
)
def test_standard_input(running: Asked, data: bytes, text: str) -> None:
    type_text.main(["-"], read=lambda most: data[:most])
    assert running == [("type", text, None)]


def test_where_no_app_runs(alone: Asked) -> None:
    type_text.main(["hello"])
    assert alone == [("type", "hello", None), ("alone", "hello", None)]


def test_a_way_of_its_own_does_not_ask_the_app(alone: Asked) -> None:
    type_text.main(["--way", "keys", "hello"])
    assert alone == [("alone", "hello", "keys")]


def test_waiting_comes_first(running: Asked) -> None:
    seen: list[tuple[float, int]] = []
    type_text.main(["--wait", "2.5", "hello"], wait=lambda s: seen.append((s, len(running))))
    assert seen == [(2.5, 0)]
    assert running == [("type", "hello", None)]


@pytest.mark.parametrize("seconds", ["-1", "nan", "inf", "3601", "soon"])
def test_no_such_wait(running: Asked, seconds: str) -> None:
    with pytest.raises(UsageError, match="--wait"):
        type_text.main([f"--wait={seconds}", "hello"], wait=never)
    assert running == []


def test_no_such_way(running: Asked) -> None:
    with pytest.raises(UsageError, match="--way"):
        type_text.main(["--way", "magic", "hello"])


def nothing(most: int) -> bytes:
    return b""


@pytest.mark.parametrize("arguments", [[], ["--json"], [""], ["-"], ["\x00\x1b"], ["--way=copy"]])
def test_nothing_to_type(running: Asked, arguments: list[str]) -> None:
    with pytest.raises(UsageError, match="nothing to type"):
        type_text.main(arguments, read=nothing)
    assert running == []


@pytest.mark.parametrize("letter", ["x", "🙂", "\x01x"])
def test_the_longest_text(running: Asked, letter: str) -> None:
    longest = (letter * type_text.LONGEST_CHARACTERS)[: type_text.LONGEST_CHARACTERS]
    type_text.main(["-"], read=lambda most: longest.encode()[:most])
    assert running == [("type", longest, None)]
    assert len(encode({"command": "type", "text": longest})) <= LONGEST_LINE
    for much in (longest + letter, longest * 2):
        with pytest.raises(UsageError, match="more than 1,000,000 characters"):
            type_text.main(["-"], read=lambda most, much=much: much.encode()[:most])  # type: ignore[misc]


def test_more_patience_for_a_longer_text(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []

    def alone(text: str, way: str | None, seconds: float) -> dict[str, Any]:
        given.append(seconds)
        return done(TYPED)

    monkeypatch.setattr(type_alone, "type_alone", alone)
    type_text.put("x", "keys")
    type_text.put("x" * 205 * 1000, "keys")  # what wtype takes 1000 s for
    assert given[0] < 61
    assert given[1] > 2000


@pytest.mark.parametrize("data", [b"Gr\xfc\xdfe", b"\xff\xfeh\x00i\x00", b"cut off \xc3"])
def test_what_is_not_utf_8(running: Asked, data: bytes) -> None:
    with pytest.raises(UsageError, match="standard input is not UTF-8"):
        type_text.main(["-"], read=lambda most: data[:most])
    with pytest.raises(UsageError, match="not UTF-8"):
        type_text.main([data.decode("utf-8", "surrogateescape")])
    assert running == []


def test_what_the_app_refuses(running: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(*_: object, **__: object) -> dict[str, Any]:
        raise InsertionError("That is a password field; type there yourself.")

    monkeypatch.setattr(client, "ask", ask)
    with pytest.raises(SaysoError, match="password field") as caught:
        type_text.main(["hello"])
    assert caught.value.exit_code == 7


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (("typed keys", False, False, "xterm"), "not confirmed: xterm does not tell"),
        (("typed keys", False, False, ""), "typed keys, not confirmed: the window does not tell"),
        (("typed keys", True, False, ""), "typed keys, confirmed"),
        (
            ("copied to the clipboard", False, True, "xterm"),
            "copied to the clipboard, for you to paste",
        ),
    ],
)
def test_in_words(told: tuple[str, bool, bool, str], words: str) -> None:
    answer: Callable[..., dict[str, Any]] = lambda *fields: done(Typed(*fields))  # noqa: E731
    assert type_text.words(answer(*told)).endswith(words)
