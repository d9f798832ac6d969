import pytest

from sayso.core.spot import Rect
from sayso.core.target import Target
from sayso.pipeline.type_out.windows.focus import WindowsFocus


@pytest.fixture
def focus(windows):
    return WindowsFocus(windows.clock, api=windows, wait=windows.wait)


def test_a_window_is_its_handle_and_its_program(focus):
    assert focus.focused() == Target("100", "notepad", 1)


def test_no_window(windows, focus):
    windows.front = 0
    assert focus.focused() is None


def test_apps_from_the_store_live_in_a_frame(windows, focus):
    windows.processes[3] = windows.processes[1].__class__("C:\\W\\ApplicationFrameHost.exe")
    windows.processes[4] = windows.processes[1].__class__("C:\\Apps\\Calculator.exe")
    frame = windows.windows[100].__class__
    windows.windows[300] = frame(3, children=[301])
    windows.windows[301] = frame(4, kind="Windows.UI.Core.CoreWindow", parent=300)
    windows.front = 300
    assert focus.focused() == Target("300", "calculator", 4)
    assert focus.exists(focus.focused())
    windows.windows[300].children = []
    assert focus.exists(Target("300", "calculator", 4)), "while it is minimised"


def test_a_console_is_one_whatever_runs_in_it(windows, focus):
    windows.processes[1].path = "C:\\Python\\python.exe"
    windows.windows[100].kind = "ConsoleWindowClass"
    assert focus.focused() == Target("100", "conhost", 1)


@pytest.mark.parametrize(
    ("process", "elevated"),
    [
        ({}, False),
        ({"level": 0x3000}, True),
        ({"level": 0x1000}, False),
        ({"secret_token": True}, True),
        ({"closed_to_us": True}, True),
    ],
)
def test_more_rights_than_ours(windows, focus, process, elevated):
    for name, value in process.items():
        setattr(windows.processes[1], name, value)
    assert focus.focused().elevated is elevated


def test_nothing_is_above_an_administrators_sayso(windows, focus):
    windows.processes[4242].level = windows.processes[1].level = 0x3000
    assert not focus.focused().elevated


def test_every_handle_is_closed_again(windows, focus):
    focus.focused()
    opened = windows.named("OpenProcess", "OpenProcessToken")
    assert len(windows.named("CloseHandle")) == len(opened)


def test_exists(windows, focus):
    target = focus.focused()
    assert focus.exists(target)
    windows.windows[100].process = 2
    assert not focus.exists(target), "the handle was given to another window"
    del windows.windows[100]
    assert not focus.exists(target)
    assert not focus.exists(Target("no handle", "x"))


def test_brings_a_window_back(windows, focus):
    windows.front = 200
    assert focus.bring_back(Target("100", "notepad", 1))
    assert windows.front == 100
    assert windows.named("SendInput", "ShowWindowAsync") == []


def test_a_window_in_the_taskbar_is_opened_first(windows, focus):
    windows.front = 200
    windows.windows[100].iconic = True
    assert focus.bring_back(Target("100", "notepad", 1))
    assert windows.named("ShowWindowAsync", "SetForegroundWindow") == [
        ("ShowWindowAsync", 100, 9),
        ("SetForegroundWindow", 100),
    ]


def test_where_windows_does_not_let_us_an_input_of_our_own_does(windows, focus):
    windows.front = 200
    windows.may_set_foreground = lambda: bool(windows.named("SendInput"))
    assert focus.bring_back(Target("100", "notepad", 1))
    names = [call[0] for call in windows.named("SendInput", "SetForegroundWindow")]
    assert names == ["SetForegroundWindow", "SendInput", "SetForegroundWindow"]
    assert windows.sent == [[]], "no key: a mouse movement by nothing"


def test_gives_up_after_a_second(windows, focus):
    windows.front = 200
    windows.may_set_foreground = lambda: False
    assert not focus.bring_back(Target("100", "notepad", 1))
    assert 101.0 <= windows.now <= 101.1


def test_a_window_that_is_gone(windows, focus):
    assert not focus.bring_back(Target("999", "notepad", 1))
    assert windows.named("SetForegroundWindow") == []


def test_a_missing_library_is_no_window(windows, focus):
    def missing():
        raise OSError("no user32")

    windows.GetForegroundWindow = missing
    assert focus.focused() is None
    assert not focus.bring_back(Target("100", "notepad", 1))


def test_where_a_window_is(focus):
    assert focus.place(Target("100", "notepad", 1)) == Rect(50, 60, 800, 600)
    assert focus.place(Target("999", "notepad", 1)) is None
