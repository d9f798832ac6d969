"""What a list of releases says. Pure.

The list is JSON, as small as it can be; more keys may be there and are passed over::

    [{"version": "0.2.0", "page": "https://example.org/sayso/0.2.0", "date": "2027-01-31"}]

A version is numbers with dots between them; anything else, a preview say, is offered to nobody.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_NUMBERS = re.compile(r"\d{1,9}(\.\d{1,9}){0,3}")

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Release:
    """page: where the person reads of it, and gets it."""

    version: str
    page: str


def newest(body: bytes, own: str) -> Release | None:
    """The newest that is newer than ``own``; None: there is none. Raises ValueError where ``body``
    is no list of releases."""
    listed = json.loads(body.decode("utf-8"))
    if not isinstance(listed, list):
        raise ValueError("it is no list")
    best: tuple[tuple[int, ...], Release] | None = None
    for item in listed:
        release = release_of(item)
        if release is None:
            continue
        numbers = numbers_of(release.version)
        if numbers > numbers_of(own) and (best is None or numbers > best[0]):
            best = (numbers, release)
    return best[1] if best is not None else None


def numbers_of(version: str) -> tuple[int, ...]:
    """Those it begins with, without zeros at the end, so that 1.0 is 1; empty: it has none."""
    found = _NUMBERS.match(version)
    numbers = [int(part) for part in found[0].split(".")] if found else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def may_be_asked(address: str) -> bool:
    """By https only, or on this machine: whoever is on the way could tell of any version. Without a
    password: `urllib` does not send one, and would name it in an error."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    plain = "@" not in parts.netloc
    return safe and plain and bool(host) and not any(character.isspace() for character in address)


def is_here(address: str) -> bool:
    """Whether it is of this machine, and no proxy's business."""
    return (urlsplit(address).hostname or "") in _LOOPBACK


def release_of(item: object) -> Release | None:
    """Of one entry of the list; None: it is none, or its page is no safe address."""
    if not isinstance(item, dict):
        return None
    version, page = item.get("version"), item.get("page")
    if not isinstance(version, str) or not isinstance(page, str):
        return None
    if not _NUMBERS.fullmatch(version) or not may_be_asked(page):
        return None
    return Release(version, page)
