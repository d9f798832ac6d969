from __future__ import annotations

import queue
import threading

import pytest

from sayso.pipeline.capture.throwaway import within


def test_what_comes_back_in_time_is_returned() -> None:
    assert within(30.0, lambda: threading.current_thread().name, name="thrown away") == (
        "thrown away"
    )


def test_nothing_is_a_result_too() -> None:
    assert within(30.0, lambda: None, name="nothing") is None


def test_what_is_raised_is_raised_here() -> None:
    def fail() -> None:
        raise LookupError("not there")

    with pytest.raises(LookupError, match="not there"):
        within(30.0, fail, name="failing")


def test_who_is_too_late_cleans_up_after_himself() -> None:
    wake = threading.Event()
    cleaned: queue.SimpleQueue[str] = queue.SimpleQueue()

    def hang() -> str:
        assert wake.wait(30.0)
        return "an open stream"

    with pytest.raises(TimeoutError, match="hanging did not come back"):
        within(0.01, hang, name="hanging", too_late=cleaned.put)
    assert cleaned.empty()
    wake.set()
    assert cleaned.get(timeout=30.0) == "an open stream"


def test_who_is_in_time_is_not_told_that_he_was_late() -> None:
    late: list[int] = []
    assert within(30.0, lambda: 1, name="quick", too_late=late.append) == 1
    assert late == []
