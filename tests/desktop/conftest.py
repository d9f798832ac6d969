"""Tables that tests of whole matrices leave behind; tests/conftest.py prints them at the end.

A test puts rows into the ``table`` that it asks for; with several processes each hands its rows to
the one that prints.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

Row = tuple[str, ...]


@pytest.fixture
def table(
    record_property: Callable[[str, object], None],
) -> Iterator[Callable[[str, Row, Row], None]]:
    """``table(title, heads, row)`` adds a row to the table of that title."""
    rows: list[tuple[str, Row, Row]] = []
    yield lambda title, heads, row: rows.append((title, heads, row))
    record_property("table", json.dumps(rows))
