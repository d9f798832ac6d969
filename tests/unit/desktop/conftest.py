"""Widgets without a screen; and what Qt complains of fails a test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_backend import FakeBackend

from sayso.desktop import once
from sayso.paths import first_run_file, no_tray_file

os.environ["QT_QPA_PLATFORM"] = "offscreen"

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            # What the offscreen platform cannot do, it says, and what it says is no fault of ours.
            item.add_marker(
                pytest.mark.qt_log_ignore(r"This plugin does not support|systemTrayWindowChanged")
            )


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[FakeBackend]:
    """A fake: the real one needs sound, a keyboard and a model."""
    fake = FakeBackend(tmp_path / "settings")
    yield fake
    fake.gate.set()
    fake.close_gate.set()
    fake.errand_gate.set()
    fake.cues.close()


@pytest.fixture(autouse=True)
def set_up_before() -> None:
    """The first run is over, and there was no tray before, unless a test wants it."""
    once.done(first_run_file())
    once.done(no_tray_file())
