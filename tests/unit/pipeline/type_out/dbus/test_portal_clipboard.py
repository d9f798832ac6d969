"""The clipboard's side of the portal, against a fake of the session: tests/desktop/test_portal.py
has a portal."""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Any, cast

import pytest
from jeepney import DBusAddress, Message, new_signal

from sayso.pipeline.type_out.dbus import portal_clipboard
from sayso.pipeline.type_out.dbus.connection import BusError
from sayso.pipeline.type_out.dbus.portal_clipboard import TEXT, PortalClipboard, text_content
from sayso.pipeline.type_out.dbus.portal_session import PortalSession

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the portal is Linux's")

CLIPBOARD = "org.freedesktop.portal.Clipboard"
HINT = "x-kde-passwordManagerHint"


class File:
    """As jeepney hands files out."""

    def __init__(self, number: int) -> None:
        self._number = number

    def fileno(self) -> int:
        return self._number

    def __enter__(self) -> File:
        return self

    def __exit__(self, *error: object) -> None:
        os.close(self._number)


class FakeSession:
    """content: what another program has copied. silent: types of which nothing ever comes. takes:
    whether what is written is read. got: what was. done: serial and success of each transfer."""

    handle = "/session/1"

    def __init__(self) -> None:
        self.content: dict[str, bytes] = {}
        self.silent: set[str] = set()
        self.takes = True
        self.got: list[bytes] = []
        self.done: list[tuple[int, bool]] = []
        self.offered: list[list[str]] = []
        self._threads: list[threading.Thread] = []
        self._open: list[int] = []

    def call(self, interface: str, member: str, signature: str, *body: Any) -> tuple[Any, ...]:
        if member == "SetSelection":
            self.offered.append(body[0]["mime_types"][1])
        elif member == "SelectionWriteDone":
            self.done.append(body)
        else:
            reads, writes = os.pipe()
            if member == "SelectionWrite":
                self._take(reads)
                return (File(writes),)
            if body[0] not in self.content and body[0] not in self.silent:
                os.close(reads)
                os.close(writes)
                raise BusError("org.freedesktop.portal.Error.Failed")
            self._send(writes, body[0])
            return (File(reads),)
        return ()

    def close(self) -> None:
        for number in self._open:
            os.close(number)
        for thread in self._threads:
            thread.join(10)

    def _take(self, reads: int) -> None:
        if not self.takes:
            self._open.append(reads)
            return

        def read() -> None:
            with os.fdopen(reads, "rb") as file:
                self.got.append(file.read())

        self._run(read)

    def _send(self, writes: int, mime_type: str) -> None:
        if mime_type in self.silent:
            self._open.append(writes)
            return

        def write() -> None:
            with os.fdopen(writes, "wb") as file:
                file.write(self.content[mime_type])

        self._run(write)

    def _run(self, work: Any) -> None:
        thread = threading.Thread(target=work)
        self._threads.append(thread)
        thread.start()

    def settle(self) -> None:
        for thread in self._threads:
            thread.join(10)


@pytest.fixture
def session() -> Any:
    session = FakeSession()
    yield session
    session.close()


@pytest.fixture
def clipboard(session: FakeSession) -> PortalClipboard:
    return PortalClipboard(cast(PortalSession, session), time.monotonic)


def signal(member: str, signature: str, *body: Any) -> Message:
    return new_signal(DBusAddress("/", interface=CLIPBOARD), member, signature, body)


def owner(*types: str, ours: bool = False, session: str = "/session/1") -> Message:
    options = {"mime_types": ("as", list(types)), "session_is_owner": ("b", ours)}
    return signal("SelectionOwnerChanged", "oa{sv}", session, options)


def transfer(mime_type: str, serial: int = 7) -> Message:
    return signal("SelectionTransfer", "osu", "/session/1", mime_type, serial)


class TestReading:
    def test_everything_that_is_there(
        self, clipboard: PortalClipboard, session: FakeSession
    ) -> None:
        session.content = {TEXT: b"text", "image/png": b"\x89PNG" * 100_000}
        clipboard.hear(owner(*session.content))
        assert clipboard.read() == session.content

    def test_nothing_is_there(self, clipboard: PortalClipboard) -> None:
        clipboard.hear(owner())
        assert clipboard.read() == {}

    def test_where_nobody_told_what_there_is_the_likely_is_looked_for(
        self, clipboard: PortalClipboard, session: FakeSession
    ) -> None:
        session.content = {"image/png": b"picture", TEXT: b""}
        assert clipboard.read() == {"image/png": b"picture"}

    @pytest.mark.parametrize("missing", ["refused", "never sent"])
    def test_what_cannot_be_read_whole_is_said_to_be_so(
        self,
        clipboard: PortalClipboard,
        session: FakeSession,
        monkeypatch: pytest.MonkeyPatch,
        missing: str,
    ) -> None:
        monkeypatch.setattr(portal_clipboard, "READ_SECONDS", 0.05)
        session.content = {TEXT: b"text"}
        session.silent = {"image/png"} if missing == "never sent" else set()
        clipboard.hear(owner(TEXT, "image/png"))
        assert clipboard.read() is None

    def test_of_our_own_nothing_is_asked(
        self, clipboard: PortalClipboard, session: FakeSession
    ) -> None:
        clipboard.offer({TEXT: b"ours"})
        assert clipboard.read() == {TEXT: b"ours"}


class TestWhoseItIs:
    def test_ours_until_another_program_copies(self, clipboard: PortalClipboard) -> None:
        clipboard.offer({TEXT: b"ours"})
        clipboard.hear(owner(TEXT, ours=True))
        assert clipboard.ours
        clipboard.hear(owner(TEXT))
        assert not clipboard.ours

    def test_what_is_said_of_another_session(self, clipboard: PortalClipboard) -> None:
        clipboard.offer({TEXT: b"ours"})
        clipboard.hear(owner(TEXT, session="/session/2"))
        clipboard.hear(new_signal(DBusAddress("/", interface="org.example"), "Other", "s", ("x",)))
        assert clipboard.ours


class TestGiving:
    def test_the_whole_text(self, clipboard: PortalClipboard, session: FakeSession) -> None:
        text = "Слово 😀 " * 100_000
        clipboard.offer(text_content(text))
        clipboard.hear(transfer(TEXT))
        session.settle()
        assert session.got == [text.encode()]
        assert session.done == [(7, True)]
        assert (clipboard.taken, clipboard.failed) == (1, 0)

    def test_a_form_that_was_not_offered(
        self, clipboard: PortalClipboard, session: FakeSession
    ) -> None:
        clipboard.offer(text_content("text"))
        clipboard.hear(transfer("image/png"))
        assert session.done == [(7, False)]
        assert clipboard.failed == 1

    def test_the_mark_for_histories_is_no_text(
        self, clipboard: PortalClipboard, session: FakeSession
    ) -> None:
        clipboard.offer(text_content("text"))
        assert HINT in session.offered[0]
        clipboard.hear(transfer(HINT))
        session.settle()
        assert session.got == [b"secret"]
        assert clipboard.taken == 0

    def test_whoever_stops_halfway_is_not_waited_for(
        self,
        clipboard: PortalClipboard,
        session: FakeSession,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(portal_clipboard, "STALL_SECONDS", 0.05)
        session.takes = False
        clipboard.offer({TEXT: b"x" * 1_000_000})
        clipboard.hear(transfer(TEXT))
        assert session.done == [(7, False)]
        assert (clipboard.taken, clipboard.failed) == (1, 1)
