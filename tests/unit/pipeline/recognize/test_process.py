"""What is of the process alone; test_host.py has the rest, by real children."""

from __future__ import annotations

import threading

import pytest

from sayso.pipeline.recognize.process import Deadline

LIMIT = 60.0


def test_a_deadline_that_is_kept_kills_nobody() -> None:
    with Deadline(LIMIT, lambda: pytest.fail("killed")) as deadline:
        pass
    assert not deadline.passed


def test_a_deadline_that_passes_kills_once() -> None:
    killed: list[bool] = []
    ended = threading.Event()

    def kill() -> None:
        killed.append(True)
        ended.set()

    with Deadline(0.0, kill) as deadline:
        assert ended.wait(LIMIT)
    assert deadline.passed
    assert killed == [True]
