"""Rows are read as SQLite reads them, and damage is left out."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.archive.database.pages import Row, Value, rows

SIZE = 512  # the least that SQLite takes: most rows need more than one page

VALUES: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.sampled_from([0, 1, 127, 128, -129, 2**23, -(2**31), 2**47, 2**63 - 1]),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=50),
    st.integers(0, 5000).map(lambda length: "x" * length),
    st.binary(max_size=50),
)


def made(path: Path, found: list[Row]) -> None:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA page_size = {SIZE}")
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO t VALUES (?, ?, ?)", [(i, *v[1:]) for i, v in found])
        connection.execute("COMMIT")


def of_table(path: Path) -> list[Row]:
    return sorted((row for row in rows(path, SIZE) if len(row.values) == 3), key=lambda row: row.id)


@settings(max_examples=30, deadline=None)
@given(there=st.dictionaries(st.integers(1, 2**40 - 1), st.tuples(VALUES, VALUES), max_size=20))
def test_as_sqlite_reads_them(there: dict[int, tuple[Value, Value]]) -> None:
    found = [Row(one, (None, *values)) for one, values in sorted(there.items())]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "some.db"
        made(path, found)
        assert of_table(path) == found


def test_damage_is_left_out(tmp_path: Path) -> None:
    """Whatever stands there: it ends, raises nothing, and the other pages are read."""
    path = tmp_path / "some.db"
    draw = random.Random(2)
    found = [Row(n, (None, "x" * draw.randint(0, 900), n)) for n in range(1, 80)]
    made(path, found)
    data = path.read_bytes()
    least = len(found)
    for _ in range(60):
        damaged = bytearray(data)
        for _ in range(draw.randint(1, 3)):
            size = draw.choice([1, 8, SIZE])
            at = draw.randrange(SIZE, len(data) - size)
            damaged[at : at + size] = draw.choice([bytes(size), draw.randbytes(size)])
        path.write_bytes(damaged)
        least = min(least, len(set(of_table(path)) & set(found)))
    assert least > len(found) / 2


def test_a_chain_of_pages_in_a_circle_ends(tmp_path: Path) -> None:
    path = tmp_path / "some.db"
    made(path, [Row(1, (None, "x" * 100_000, 1))])
    data = bytearray(path.read_bytes())
    for page in range(2, len(data) // SIZE):
        data[page * SIZE : page * SIZE + 4] = (4).to_bytes(4, "big")
    path.write_bytes(data)
    assert len(of_table(path)) <= 1
