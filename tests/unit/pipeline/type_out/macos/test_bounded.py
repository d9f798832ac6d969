from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from sayso.pipeline.type_out.macos.bounded import Aside, on_main


def test_the_main_threads_answer_comes_back() -> None:
    assert on_main(lambda work: work(), lambda: 7, 1.0) == 7


def test_what_the_work_raises_comes_back() -> None:
    with pytest.raises(KeyError):
        on_main(lambda work: work(), lambda: {}["no"], 1.0)


def test_what_the_main_thread_does_not_come_to_is_never_done() -> None:
    posted = []
    done = []
    with pytest.raises(TimeoutError):
        on_main(posted.append, lambda: done.append(1), 0.01)
    posted[0]()
    assert not done


def test_work_that_has_begun_gets_its_time() -> None:
    """The limit passes while it runs: it is waited for as long once more."""
    late = threading.Event()

    def post(work: Callable[[], None]) -> None:
        threading.Thread(target=work).start()
        assert begun.wait(5)

    begun = threading.Event()

    def work() -> int:
        begun.set()
        late.wait(0.3)
        return 3

    assert on_main(post, work, 0.2) == 3


def test_one_stuck_call_keeps_others_away_until_it_ends() -> None:
    aside, go = Aside(), threading.Event()
    with pytest.raises(TimeoutError):
        aside.call(lambda: go.wait(10), 0.01)
    with pytest.raises(TimeoutError):
        aside.call(lambda: 1, 5.0)
    stuck = next(thread for thread in threading.enumerate() if thread.name == "pasteboard")
    go.set()
    stuck.join(5)
    assert aside.call(lambda: 1, 5.0) == 1


def test_an_error_aside_comes_back() -> None:
    with pytest.raises(ZeroDivisionError):
        Aside().call(lambda: 1 // 0, 5.0)
