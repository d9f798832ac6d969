"""Work in the background: every request is followed by work, and none runs beside another."""

from __future__ import annotations

import threading

import pytest

from sayso.control.waker import Waker

LIMIT = 10.0


def test_it_works_when_it_is_asked() -> None:
    worked = threading.Event()
    waker = Waker(worked.set)
    waker.wake()
    assert worked.wait(LIMIT)
    waker.close()


def test_asked_while_it_works_it_works_once_more() -> None:
    entered, go_on = threading.Semaphore(0), threading.Semaphore(0)
    done: list[int] = []

    def work() -> None:
        entered.release()
        assert go_on.acquire(timeout=LIMIT)
        done.append(1)

    waker = Waker(work)
    waker.wake()
    assert entered.acquire(timeout=LIMIT)
    waker.wake()
    waker.wake()
    go_on.release()
    assert entered.acquire(timeout=LIMIT)
    go_on.release()
    waker.close()
    assert len(done) == 2


def test_a_mistake_does_not_end_it(caplog: pytest.LogCaptureFixture) -> None:
    worked = threading.Semaphore(0)

    def work() -> None:
        worked.release()
        raise ZeroDivisionError("surprise")

    waker = Waker(work)
    for _ in range(2):
        waker.wake()
        assert worked.acquire(timeout=LIMIT)
    waker.close()
    assert "surprise" in caplog.text


def test_it_wakes_by_itself() -> None:
    worked = threading.Event()
    waker = Waker(worked.set)
    waker.wake_in(3600.0)
    waker.wake_in(0.0)
    assert worked.wait(LIMIT)
    waker.close()


def test_closed_it_does_nothing_more() -> None:
    worked = threading.Event()
    waker = Waker(worked.set)
    waker.wake_in(3600.0)
    waker.close()
    waker.wake()
    waker.wake_in(0.0)
    assert not worked.is_set()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("waker")]
