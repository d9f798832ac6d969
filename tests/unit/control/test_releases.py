from __future__ import annotations

import json

import pytest

from sayso.control.releases import Release, may_be_asked, newest, numbers_of

PAGE = "https://example.org/sayso"


def listed(*versions: str) -> bytes:
    return json.dumps([{"version": version, "page": PAGE} for version in versions]).encode()


@pytest.mark.parametrize(
    ("versions", "found"),
    [
        ((), None),
        (("0.1.0",), None),
        (("0.1",), None),
        (("0.0.9",), None),
        (("0.1.1", "0.10.0", "0.9.0"), "0.10.0"),
        (("1",), "1"),
        (("0.2.0rc1", "v0.3.0", "0.4.0-beta", ""), None),
        (("9" * 30,), None),
    ],
)
def test_the_newest_that_is_newer(versions: tuple[str, ...], found: str | None) -> None:
    expected = None if found is None else Release(found, PAGE)
    assert newest(listed(*versions), "0.1.0") == expected


@pytest.mark.parametrize(
    "item",
    [
        7,
        {},
        {"version": 2, "page": PAGE},
        {"version": "2.0"},
        {"version": "2.0", "page": "http://example.org"},
        {"version": "2.0", "page": "file:///etc/passwd"},
        {"version": "2.0", "page": "javascript:alert(1)"},
    ],
)
def test_what_is_no_release_is_passed_over(item: object) -> None:
    body = json.dumps([item, {"version": "0.2", "page": PAGE, "date": "2027-01-31"}]).encode()
    assert newest(body, "0.1.0") == Release("0.2", PAGE)


@pytest.mark.parametrize("body", [b"", b"{}", b"<html>", b"\xff\xfe", b"null", b'"0.2"'])
def test_what_is_no_list_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"no list|Expecting|decode"):
        newest(body, "0.1.0")


def test_numbers() -> None:
    assert numbers_of("1.2.0") == numbers_of("1.2") == (1, 2)
    assert numbers_of("0.2.0.dev3+abc") == (0, 2)
    assert numbers_of("unknown") == ()


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://example.org/feed", True),
        ("http://127.0.0.1:8000/feed", True),
        ("http://[::1]/feed", True),
        ("http://localhost/feed", True),
        ("http://example.org/feed", False),
        ("http://localhost.example.org/feed", False),
        ("http://127.0.0.1@example.org/feed", False),
        ("https://me:secret@example.org/feed", False),
        ("ftp://example.org", False),
        ("https://", False),
        ("https://[", False),
        ("https://exa mple.org", False),
        ("none", False),
    ],
)
def test_what_may_be_asked(address: str, may: bool) -> None:
    assert may_be_asked(address) is may
