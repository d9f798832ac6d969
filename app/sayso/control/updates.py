"""Whether there is a newer version: asked at most once a day, and only where the settings name an
address to ask. Nothing is downloaded or installed."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sayso.control.releases import (
    Release,
    is_here,
    may_be_asked,
    newest,
    numbers_of,
    release_of,
)
from sayso.core.ports import Clock
from sayso.pipeline.capture.throwaway import within
from sayso.settings.schema import Settings

if TYPE_CHECKING:
    from http.client import HTTPResponse

_log = logging.getLogger(__name__)

SECONDS = 10.0
"""For the whole answer."""

MOST_BYTES = 256 * 1024
"""A list of a thousand releases is a third of this."""

_BLOCK = 16 * 1024

_MOST_REDIRECTS = 3

_BETWEEN = timedelta(days=1)


class Updates:
    """Remembers in a file when it asked and what was found, for the next start on the same day."""

    def __init__(
        self,
        *,
        settings: Callable[[], Settings],
        own: str,
        file: Path,
        now: Callable[[], datetime],
        clock: Clock,
        seconds: float = SECONDS,
    ) -> None:
        """own: the version that runs. now: local time with its zone."""
        self._settings = settings
        self._own = own
        self._file = file
        self._now = now
        self._clock = clock
        self._seconds = seconds
        self._turn = threading.Lock()

    def look(self) -> Release | None:
        """A newer version, if one is known of; asks first, if that is allowed and due. Within some
        ten seconds, so not from the main thread. Never raises: a question that finds no answer is
        asked again the next day, and only the log is told."""
        with self._turn:
            settings = self._settings()
            feed = settings.updates.update_feed
            if feed == "none":
                return None
            asked, found = self._remembered(feed)
            if settings.residency.offline or (
                asked is not None and timedelta(0) <= self._now() - asked < _BETWEEN
            ):
                return self._newer(found)
            try:
                # A name that nobody resolves, or a head in drops, is under no limit of a socket's.
                answer = within(self._seconds, lambda: self._ask(feed), name="updates")
                found = newest(answer, self._own)
            # Whatever a server can do to a client; it must cost nobody anything.
            except Exception as error:  # noqa: BLE001
                _log.info("there is no answer about updates: %s", error)
            self._remember(feed, found)
            return self._newer(found)

    def _newer(self, found: Release | None) -> Release | None:
        """It may have been installed since."""
        newer = found is not None and numbers_of(found.version) > numbers_of(self._own)
        return found if newer else None

    def _ask(self, address: str) -> bytes:
        deadline = self._clock() + self._seconds
        for _ in range(_MOST_REDIRECTS + 1):
            if not may_be_asked(address):
                raise ValueError("the address is neither https nor of this machine")
            answer = _opened(address, self._left(deadline))
            with answer:
                if answer.status in (301, 302, 303, 307, 308):
                    address = _next(address, answer.headers.get("Location", ""))
                    continue
                if answer.status != 200:
                    raise ValueError(f"the server answers {answer.status}")
                return self._read(answer, deadline)
        raise ValueError("it is sent from one address to the next")

    def _read(self, answer: HTTPResponse, deadline: float) -> bytes:
        body = b""
        while block := answer.read1(_BLOCK):
            body += block
            if len(body) > MOST_BYTES:
                raise ValueError("the answer is too long")
            self._left(deadline)
        return body

    def _left(self, deadline: float) -> float:
        left = deadline - self._clock()
        if left <= 0:
            raise TimeoutError("the server takes too long")
        return left

    def _remembered(self, feed: str) -> tuple[datetime | None, Release | None]:
        """When this address was asked last, and what it said."""
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            if kept["feed"] != feed:
                return None, None
            asked = datetime.fromisoformat(kept["asked"])
            return asked.astimezone(), release_of(kept.get("found"))
        except FileNotFoundError:
            return None, None
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            _log.info("when updates were asked for last cannot be read")
            return None, None

    def _remember(self, feed: str, found: Release | None) -> None:
        kept = {
            "feed": feed,
            "asked": self._now().isoformat(),
            "found": None if found is None else asdict(found),
        }
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            new = self._file.with_name(f"{self._file.name}.new")
            new.write_text(json.dumps(kept), encoding="utf-8")
            new.replace(self._file)
        except OSError as error:
            _log.warning("when updates were asked for cannot be written: %s", error.strerror)


def _opened(address: str, seconds: float) -> Any:
    """The answer's head, whatever its status; `_ask` decides where to go from there."""
    from urllib.error import HTTPError
    from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

    class Stay(HTTPRedirectHandler):
        def redirect_request(self, *_: object, **__: object) -> None:
            """Nowhere: where it leads is looked at first."""

    handlers: list[Any] = [Stay()]
    if is_here(address):
        handlers.append(ProxyHandler({}))
    request = Request(address, headers={"User-Agent": "Sayso", "Accept": "application/json"})
    try:
        return build_opener(*handlers).open(request, timeout=seconds)
    except HTTPError as answer:
        return answer


def _next(address: str, location: str) -> str:
    """Raises ValueError: whoever asked by https is not sent on without it."""
    from urllib.parse import urljoin

    there = urljoin(address, location)
    if not location or (address.startswith("https:") and not there.startswith("https:")):
        raise ValueError("it is sent to an address that is not safe")
    return there
