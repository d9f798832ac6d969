import pytest

from sayso.core.errors import InsertionError, WayUnavailable
from sayso.core.ports import Insertion
from sayso.pipeline.type_out.windows.copy import WindowsCopy


@pytest.fixture
def copy(windows):
    way = WindowsCopy(windows.clock, api=windows)
    yield way
    way.close()


def test_the_text_stays_on_the_clipboard_and_in_the_history(windows, copy):
    windows.offer({8: b"a picture"})
    copied = Insertion("copied to the clipboard", confirmed=False, copied=True)
    assert copy.insert("a\nb", None) == copied
    assert windows.text() == "a\r\nb"
    assert list(windows.board) == [13], "and no marker"
    assert windows.sent == []
    copy.close()
    assert windows.text() == "a\r\nb"


def test_a_clipboard_that_another_keeps(windows, copy):
    windows.busy = 10**6
    with pytest.raises(WayUnavailable):
        copy.insert("x", None)


def test_no_memory(windows, copy):
    windows.GlobalAlloc = lambda flags, size: 0
    with pytest.raises(InsertionError, match="did not take") as raised:
        copy.insert("x", None)
    assert raised.value.left_nothing


def test_there_is_nothing_to_send(windows, copy):
    copy.press_enter(None)
    assert windows.sent == []
