"""A model hub on loopback, with a real HTTP server, that can be told to misbehave.

It speaks what huggingface_hub 2.4 asks for: the model's description with sizes and hashes, and its
files with ETag, X-Repo-Commit, X-Linked-Size and Range. It is also an HTTP proxy to itself, for
whatever host it is asked. ::

    with LoopbackHub() as hub:
        hub.add("owner/repo", folder)           # or {"config.json": b"…"}
        hub.misbehave("model.bin", Cut(1000))   # the next request for it, once
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        …
        assert [asked.range for asked in hub.asked_for("model.bin")] == ["", "bytes=1000-"]
"""

from __future__ import annotations

import hashlib
import json
import ssl
import threading
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

BLOCK = 64 * 1024
REVISION = "0123456789abcdef0123456789abcdef01234567"


@dataclass(frozen=True)
class Cut:
    """Close the connection after so many bytes of the body."""

    after: int


@dataclass(frozen=True)
class Stall:
    """Send so many bytes and then nothing, until `LoopbackHub.release`."""

    after: int


@dataclass(frozen=True)
class Wrong:
    """As many bytes as declared, but others."""


@dataclass(frozen=True)
class Short:
    """Fewer bytes than declared, honestly announced: another file."""


@dataclass(frozen=True)
class Status:
    """An HTTP error. ``code``: the hub's word for it, as ``GatedRepo``."""

    status: int
    code: str = ""


@dataclass(frozen=True)
class IgnoreRange:
    """200 with everything, whatever was asked for."""


@dataclass(frozen=True)
class WrongRange:
    """206 with other bytes than were asked for."""


@dataclass(frozen=True)
class Redirect:
    """To the same file elsewhere, as to a content network. ``base``: its address."""

    base: str


@dataclass(frozen=True)
class Html:
    """A sign-in page."""


Fault = Cut | Stall | Wrong | Short | Status | IgnoreRange | WrongRange | Redirect | Html

DESCRIPTION = ""
"""Instead of a file's name: the description of a model."""


@dataclass
class Asked:
    """A request and what became of it."""

    method: str
    path: str
    file: str
    headers: Mapping[str, str]
    status: int = 0
    sent: int = 0
    """Bytes of the body."""

    @property
    def range(self) -> str:
        return self.headers.get("range", "")


@dataclass
class _Repo:
    files: dict[str, bytes]
    revision: str
    lfs: frozenset[str]
    gated: bool = False
    private: bool = False


@dataclass
class _State:
    repos: dict[str, _Repo] = field(default_factory=dict)
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    asked: list[Asked] = field(default_factory=list)
    token: str = ""
    released: threading.Event = field(default_factory=threading.Event)
    stalled: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    lock: threading.Lock = field(default_factory=threading.Lock)


class LoopbackHub:
    """Runs from ``with`` to its end.

    tls: speaks HTTPS, with the certificate in it.
    url: for HF_ENDPOINT, and for HTTP_PROXY.
    asked: every request, in order.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._state = _State()
        handler = type("Handler", (_Handler,), {"state": self._state})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = False
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="loopback hub"
        )
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
            self.url = f"https://localhost:{self._server.server_port}"

    def __enter__(self) -> LoopbackHub:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def add(
        self,
        repo: str,
        files: Path | Mapping[str, bytes],
        *,
        revision: str = REVISION,
        lfs: frozenset[str] = frozenset({"model.bin"}),
        gated: bool = False,
        private: bool = False,
    ) -> None:
        """Serve a repository: a folder's files, or these. Again, with others, for a new revision.

        gated, private: needs the token.
        """
        if isinstance(files, Path):
            files = {path.name: path.read_bytes() for path in files.iterdir() if path.is_file()}
        self._state.repos[repo] = _Repo(dict(files), revision, lfs, gated, private)

    def accept_token(self, token: str) -> None:
        self._state.token = token

    def misbehave(self, file: str, *faults: Fault) -> None:
        """What the next requests for ``file`` get, one each; then it behaves again.

        file: its name, or DESCRIPTION.
        """
        self._state.faults[file].extend(faults)

    def release(self) -> None:
        """Those who were stalled get the rest, and nobody is stalled any more."""
        self._state.released.set()

    def wait_stalled(self, seconds: float = 60.0) -> None:
        """Until another request is stalled."""
        assert self._state.stalled.acquire(timeout=seconds), "nobody is stalled"

    @property
    def asked(self) -> list[Asked]:
        with self._state.lock:
            return list(self._state.asked)

    def asked_for(self, file: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.file == file]


class _Handler(BaseHTTPRequestHandler):
    state: ClassVar[_State]
    timeout = 60.0

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def do_CONNECT(self) -> None:
        """As a proxy that lets nobody through to TLS."""
        self._note("")
        self.send_error(403)

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _note(self, file: str) -> Asked:
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, self.path, file, headers)
        with self.state.lock:
            self.state.asked.append(asked)
        return asked

    def _answer(self) -> None:
        parts = unquote(urlsplit(self.path).path).strip("/").split("/")
        try:
            if parts[:2] == ["api", "models"] and len(parts) in (4, 6):
                asked = self._note(DESCRIPTION)
                self._describe(asked, "/".join(parts[2:4]), parts[5] if len(parts) == 6 else "")
            elif len(parts) == 5 and parts[2] == "resolve":
                asked = self._note(parts[4])
                self._file(asked, "/".join(parts[:2]), parts[3])
            else:
                self._refuse(self._note("?"), 404)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _fault(self, asked: Asked) -> Fault | None:
        with self.state.lock:
            waiting = self.state.faults[asked.file]
            return waiting.popleft() if waiting else None

    def _refuse(self, asked: Asked, status: int, code: str = "") -> None:
        headers = {"X-Error-Code": code} if code else {}
        self._send(asked, status, b'{"error": "no"}', headers)

    def _send(
        self, asked: Asked, status: int, body: bytes, headers: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(status)
        asked.status = status
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self._write(asked, body)

    def _write(self, asked: Asked, body: bytes) -> None:
        for start in range(0, len(body), BLOCK):
            block = body[start : start + BLOCK]
            self.wfile.write(block)
            asked.sent += len(block)
        self.wfile.flush()

    def _misbehave_before(self, asked: Asked, fault: Fault | None) -> bool:
        """Whether the fault was the whole answer."""
        if isinstance(fault, Status):
            self._refuse(asked, fault.status, fault.code)
        elif isinstance(fault, Html):
            page = b"<html><body>Please sign in.</body></html>"
            self._send(asked, 200, page, {"Content-Type": "text/html"})
        elif isinstance(fault, Redirect):
            self._send(asked, 302, b"", {"Location": fault.base + urlsplit(self.path).path})
        elif isinstance(fault, Stall) and asked.file == DESCRIPTION:
            self.state.stalled.release()
            self.state.released.wait(60)
            return False
        else:
            return False
        return True

    def _permitted(self, asked: Asked, repo: _Repo | None) -> bool:
        authorization = asked.headers.get("authorization", "")
        right = bool(self.state.token) and authorization == f"Bearer {self.state.token}"
        if self.state.token and authorization and not right:
            self._send(
                asked,
                401,
                b"",
                {"X-Error-Message": "Invalid credentials in Authorization header"},
            )
        elif repo is None or (repo.private and not right):
            self._refuse(asked, 401 if not right else 404, "RepoNotFound")
        elif repo.gated and not right and asked.file != DESCRIPTION:
            self._refuse(asked, 401, "GatedRepo")
        else:
            return True
        return False

    def _describe(self, asked: Asked, name: str, revision: str) -> None:
        repo = self.state.repos.get(name)
        if self._misbehave_before(asked, self._fault(asked)) or not self._permitted(asked, repo):
            return
        assert repo is not None
        if revision not in ("", "main", repo.revision):
            self._refuse(asked, 404, "RevisionNotFound")
            return
        siblings = []
        for file, data in repo.files.items():
            sibling: dict[str, object] = {
                "rfilename": file,
                "size": len(data),
                "blobId": hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest(),
            }
            if file in repo.lfs:
                sibling["blobId"] = "0" * 40  # the pointer's, which nobody can check
                sibling["lfs"] = {
                    "size": len(data),
                    "sha256": hashlib.sha256(data).hexdigest(),
                    "pointerSize": 134,
                }
            siblings.append(sibling)
        told = {"id": name, "modelId": name, "sha": repo.revision, "siblings": siblings}
        body = json.dumps(told | {"private": False, "tags": [], "downloads": 0}).encode()
        self._send(asked, 200, body, {"Content-Type": "application/json"})

    def _file(self, asked: Asked, name: str, revision: str) -> None:
        fault = self._fault(asked)
        repo = self.state.repos.get(name)
        if self._misbehave_before(asked, fault) or not self._permitted(asked, repo):
            return
        assert repo is not None
        data = repo.files.get(asked.file)
        if data is None or revision not in ("main", repo.revision):
            self._refuse(asked, 404, "EntryNotFound")
            return
        etag = hashlib.sha256(data).hexdigest()
        headers = {
            "ETag": f'"{etag}"',
            "X-Repo-Commit": repo.revision,
            "X-Linked-Size": str(len(data)),
            "X-Linked-Etag": f'"{etag}"',
            "Accept-Ranges": "bytes",
        }
        if isinstance(fault, Wrong):
            data = bytes(byte ^ 0xFF for byte in data[:1]) + data[1:]
        if isinstance(fault, Short):
            data = data[: len(data) // 2]
        start, status = 0, 200
        if asked.range and not isinstance(fault, IgnoreRange):
            start, status = int(asked.range.removeprefix("bytes=").partition("-")[0]), 206
            if start >= len(data):
                self._refuse(asked, 416)
                return
            if isinstance(fault, WrongRange):
                start = 0
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        self._body(asked, status, headers, data[start:], fault)

    def _body(
        self,
        asked: Asked,
        status: int,
        headers: Mapping[str, str],
        body: bytes,
        fault: Fault | None,
    ) -> None:
        self.send_response(status)
        asked.status = status
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if isinstance(fault, (Cut, Stall)):
            self._write(asked, body[: fault.after])
            body = body[fault.after :]
        if isinstance(fault, Cut):
            self.close_connection = True
            return
        if isinstance(fault, Stall):
            self.state.stalled.release()
            self.state.released.wait(60)
        self._write(asked, body)
