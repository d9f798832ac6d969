import threading

import pytest

from sayso.core.errors import InsertionError, WayUnavailable
from sayso.pipeline.type_out.windows import message_window
from sayso.pipeline.type_out.windows.message_window import MessageWindow


@pytest.fixture
def window(windows):
    made = MessageWindow(windows, windows.clock, lambda message, first: False)
    yield made
    made.close()


def test_work_is_done_on_one_thread_of_its_own(window):
    threads = {window.call(threading.current_thread) for _ in range(3)}
    assert len(threads) == 1
    assert threading.current_thread() not in threads


def test_what_work_raises_is_raised_where_it_was_asked_for(window):
    def fail():
        raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        window.call(fail)
    assert window.call(lambda: 7) == 7


def test_work_that_hangs_in_another_program_is_given_up(window, monkeypatch):
    monkeypatch.setattr(message_window, "CALL_SECONDS", 0.05)
    over = threading.Event()
    seen = []

    def hangs():
        over.wait(10)
        seen.append(window.stopping)

    with pytest.raises(InsertionError, match="does not respond"):
        window.call(hangs)
    with pytest.raises(WayUnavailable, match="does not respond"):
        window.call(lambda: None)
    over.set()
    monkeypatch.setattr(message_window, "CALL_SECONDS", 10)
    for _ in range(200):
        if not window.stopping:
            break
        threading.Event().wait(0.01)
    assert seen == [True], "the work itself can see that nobody waits"
    assert window.call(lambda: 7) == 7


def test_an_error_in_a_message_does_not_reach_windows(windows, caplog):
    def fail(message, first):
        raise RuntimeError(message)

    window = MessageWindow(windows, windows.clock, fail)
    try:
        assert window.call(lambda: windows._send(window.handle, 0x305)) is None
    finally:
        window.close()
    assert "message 0x305" in caplog.text


def test_pump_ends_in_time(windows, window):
    assert window.call(lambda: window.pump(lambda: False, windows.now + 0.5)) is False
    assert windows.now == pytest.approx(100.5)
    windows.later(0.1, lambda: None)
    assert window.call(lambda: window.pump(lambda: windows.now > 100.55, windows.now + 5))
    assert windows.now < 101


def test_a_missing_library_makes_the_way_unavailable(windows, window):
    def missing(name):
        raise OSError("no user32")

    windows.GetModuleHandleW = missing
    with pytest.raises(WayUnavailable):
        window.call(lambda: None)


def test_closed_before_it_was_wanted(window):
    window.close()
    with pytest.raises(WayUnavailable):
        window.call(lambda: None)
