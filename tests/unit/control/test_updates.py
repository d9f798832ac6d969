"""Against a real server on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sayso.control.releases import Release
from sayso.control.updates import MOST_BYTES, Updates, _next
from sayso.settings.schema import Settings

PAGE = "https://example.org/sayso/0.2.0"
NEWER = json.dumps([{"version": "0.2.0", "page": PAGE}]).encode()
FOUND = Release("0.2.0", PAGE)
MORNING = datetime(2026, 11, 22, 9, 0, tzinfo=timezone(timedelta(hours=1)))


class Feed:
    """answers: status, headers and body by path. asked: the paths, in order. gate: the server waits
    for it before it answers. drops: it never comes to the end of its head."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {"/feed": (200, {}, NEWER)}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.gate = threading.Event()
        self.gate.set()
        self.drops = False
        self.closing = threading.Event()
        feed = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                feed.asked.append(self.path)
                feed.agents.add(self.headers["User-Agent"])
                feed.gate.wait(30)
                status, headers, body = feed.answers.get(self.path, (404, {}, b""))
                try:
                    while feed.drops and not feed.closing.wait(0.05):
                        self.wfile.write(b"H")
                    self.send_response(status)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # nobody waits any more

            def log_message(self, *_: object) -> None:
                """Not onto the terminal."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self.gate.set()
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def feed() -> Iterator[Feed]:
    made = Feed()
    yield made
    made.close()


class Desk:
    """What the app gives it, to be changed by the test."""

    def __init__(self, folder: Path, address: str) -> None:
        self.now = MORNING
        self.clock: Callable[[], float] = lambda: 0.0
        self.file = folder / "data" / "updates.json"
        self.settings = Settings()
        self.ask_at(address)

    def ask_at(self, address: str) -> None:
        updates = replace(self.settings.updates, update_feed=address)
        self.settings = replace(self.settings, updates=updates)

    def updates(self, own: str = "0.1.0", seconds: float = 10.0) -> Updates:
        return Updates(
            settings=lambda: self.settings,
            own=own,
            file=self.file,
            now=lambda: self.now,
            clock=self.clock,
            seconds=seconds,
        )


@pytest.fixture
def desk(tmp_path: Path, feed: Feed) -> Desk:
    return Desk(tmp_path, f"{feed.url}/feed")


def test_nobody_is_asked_unless_the_settings_say_so(desk: Desk, feed: Feed) -> None:
    desk.ask_at("none")
    assert desk.updates().look() is None
    assert feed.asked == []
    assert not desk.file.exists()


def test_a_newer_version_is_found_and_known_at_the_next_start(desk: Desk, feed: Feed) -> None:
    assert desk.updates().look() == FOUND
    assert desk.updates().look() == FOUND
    assert feed.asked == ["/feed"]
    assert feed.agents == {"Sayso"}, "not even which version runs"


def test_asks_once_a_day(desk: Desk, feed: Feed) -> None:
    updates = desk.updates()
    for hours in (0, 1, 23.9, 24.1, 25, 48.2):
        desk.now = MORNING + timedelta(hours=hours)
        updates.look()
    assert len(feed.asked) == 3
    desk.now = MORNING - timedelta(days=400)  # the clock was wrong
    updates.look()
    assert len(feed.asked) == 4


def test_another_address_is_asked_at_once(desk: Desk, feed: Feed) -> None:
    updates = desk.updates()
    updates.look()
    feed.answers["/other"] = (200, {}, b"[]")
    desk.ask_at(f"{feed.url}/other")
    assert updates.look() is None
    assert feed.asked == ["/feed", "/other"]


@pytest.mark.parametrize("own", ["0.2.0", "0.3"])
def test_what_runs_is_new_enough(desk: Desk, own: str) -> None:
    assert desk.updates(own).look() is None


def test_what_was_found_may_be_installed_by_now(desk: Desk, feed: Feed) -> None:
    assert desk.updates("0.1.0").look() == FOUND
    assert desk.updates("0.2.0").look() is None
    assert len(feed.asked) == 1


def test_offline_nobody_is_asked(desk: Desk, feed: Feed) -> None:
    residency = replace(desk.settings.residency, offline=True)
    desk.settings = replace(desk.settings, residency=residency)
    assert desk.updates().look() is None
    assert feed.asked == []


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, {}, b"<html>"),
        (200, {}, NEWER[:-3]),
        (200, {}, b"[" + b" " * MOST_BYTES + b"]"),
        (404, {}, NEWER),
        (500, {}, NEWER),
        (302, {}, NEWER),
        (302, {"Location": "/feed"}, b""),  # round and round
        (302, {"Location": "http://example.org/feed"}, b""),
        (302, {"Location": "file:///etc/hostname"}, b""),
    ],
)
def test_a_bad_answer_costs_nothing_and_is_not_asked_for_again_today(
    desk: Desk, feed: Feed, status: int, headers: dict[str, str], body: bytes
) -> None:
    feed.answers["/feed"] = (status, headers, body)
    updates = desk.updates()
    assert updates.look() is None
    asked = len(feed.asked)
    assert 1 <= asked <= 4
    assert updates.look() is None
    assert len(feed.asked) == asked


def test_what_was_known_stays_known_where_nobody_answers(desk: Desk, feed: Feed) -> None:
    updates = desk.updates()
    updates.look()
    feed.answers["/feed"] = (503, {}, b"")
    desk.now += timedelta(days=2)
    assert updates.look() == FOUND


def test_this_machine_is_asked_past_a_proxy(
    desk: Desk, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert desk.updates().look() == FOUND


def test_a_redirect_on_this_machine_is_followed(desk: Desk, feed: Feed) -> None:
    feed.answers["/feed"] = (301, {"Location": "/moved"}, b"")
    feed.answers["/moved"] = (200, {}, NEWER)
    assert desk.updates().look() == FOUND


def test_what_was_asked_by_https_is_not_sent_on_without_it() -> None:
    assert _next("https://example.org/a", "/b") == "https://example.org/b"
    for there in ("http://127.0.0.1/b", "http://example.org/b", "file:///b", ""):
        with pytest.raises(ValueError, match="not safe"):
            _next("https://example.org/a", there)


def test_a_server_that_does_not_answer_is_not_waited_for(desk: Desk, feed: Feed) -> None:
    feed.gate.clear()
    assert desk.updates(seconds=0.1).look() is None


def test_a_server_that_answers_drop_by_drop_neither(desk: Desk, feed: Feed) -> None:
    feed.answers["/feed"] = (200, {}, b" " * (MOST_BYTES // 2) + NEWER)
    assert desk.updates().look() == FOUND, "all at once it may be as long"
    desk.file.unlink()
    ticks = iter(range(0, 10_000, 4))
    desk.clock = lambda: float(next(ticks))
    assert desk.updates().look() is None


def test_a_server_whose_head_comes_drop_by_drop_neither(desk: Desk, feed: Feed) -> None:
    """Each drop is in time for the socket; only all of them together are not."""
    feed.drops = True
    assert desk.updates(seconds=0.2).look() is None


def test_an_address_without_encryption_is_not_even_asked(desk: Desk, feed: Feed) -> None:
    desk.ask_at("http://example.org/feed")
    assert desk.updates().look() is None


@pytest.mark.parametrize(
    "kept",
    [
        *("", "[]", "{}", '{"feed": 1}', "\x00", "[" * 100_000),
        '{"feed": "URL", "asked": "0001-01-01T00:00:00"}',
    ],
)
def test_a_broken_memory_is_none(desk: Desk, feed: Feed, kept: str) -> None:
    desk.file.parent.mkdir()
    desk.file.write_text(kept.replace("URL", desk.settings.updates.update_feed))
    assert desk.updates().look() == FOUND
    assert desk.updates().look() == FOUND
    assert len(feed.asked) == 1


@pytest.mark.parametrize(
    "found", [{"version": 2, "page": PAGE}, {"version": "9", "page": "file:///etc"}, {"a": 1}, "x"]
)
def test_of_a_broken_memory_nothing_is_offered(desk: Desk, feed: Feed, found: object) -> None:
    kept = {
        "feed": desk.settings.updates.update_feed,
        "asked": MORNING.isoformat(),
        "found": found,
    }
    desk.file.parent.mkdir()
    desk.file.write_text(json.dumps(kept))
    assert desk.updates().look() is None
    assert feed.asked == []


def test_a_memory_that_cannot_be_written_costs_nothing(desk: Desk, feed: Feed) -> None:
    desk.file.parent.write_text("a file in the folder's place")
    assert desk.updates().look() == FOUND
