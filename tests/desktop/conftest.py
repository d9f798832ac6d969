"""Tables that tests of whole matrices leave behind, printed at the end of the run.

A test puts rows into the ``table`` that it asks for; with several processes each hands its rows to
the one that prints.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

_KEY = "table"

Row = tuple[str, ...]


@pytest.fixture
def table(
    record_property: Callable[[str, object], None],
) -> Iterator[Callable[[str, Row, Row], None]]:
    """``table(title, heads, row)`` adds a row to the table of that title."""
    rows: list[tuple[str, Row, Row]] = []
    yield lambda title, heads, row: rows.append((title, heads, row))
    record_property(_KEY, json.dumps(rows))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    tables: dict[str, tuple[list[str], list[list[str]]]] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) != "teardown":
                continue
            for key, value in report.user_properties:
                if key == _KEY:
                    for title, heads, row in json.loads(value):
                        tables.setdefault(title, (heads, []))[1].append(row)
    for title, (heads, rows) in sorted(tables.items()):
        terminalreporter.section(title)
        lines = [heads, *sorted(rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
        for line in lines:
            terminalreporter.write_line(
                "  ".join(
                    cell.ljust(width) for cell, width in zip(line, widths, strict=True)
                ).rstrip()
            )
