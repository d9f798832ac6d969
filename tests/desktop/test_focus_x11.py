"""Which window has the keyboard, asked of a real X server with and without a window manager."""

import gc
import os
import signal
import time
from collections.abc import Iterator

import pytest
from screen import Screen, end, wait_for_x
from targets import ChromiumTarget, GtkTarget, QtTarget, Target, XtermTarget
from Xlib import X, Xatom

from sayso.core.target import Target as Window
from sayso.pipeline.type_out.x11.focus import X11Focus


@pytest.fixture
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


@pytest.fixture
def focus(screen: Screen) -> Iterator[X11Focus]:
    focus = X11Focus(screen.display)
    yield focus
    focus.close()
    focus.close()


@pytest.mark.parametrize(
    ("kind", "application"),
    [
        (QtTarget, "target"),
        (GtkTarget, "gtk-target"),
        (XtermTarget, "xterm"),
        (ChromiumTarget, "chromium"),
    ],
)
def test_the_window_is_named_by_its_top_level_window(
    screen: Screen, focus: X11Focus, kind: type[Target], application: str
) -> None:
    assert focus.focused() is None
    with kind(screen) as window:
        window.focus()
        target = focus.focused()
        assert target is not None
        assert target.application == application
        managed = screen.xdotool("getactivewindow")
        assert target.id == managed
        process = screen.xdotool("getwindowpid", managed) if kind is not XtermTarget else ""
        assert not process or target.process == int(process)
        assert focus.exists(target)
        assert focus.bring_back(target)
    assert not focus.exists(target)
    assert not focus.bring_back(target)


def test_what_the_server_tells_all_programs_is_not_kept(screen: Screen, focus: X11Focus) -> None:
    with XtermTarget(screen) as window:
        window.focus()
        target = focus.focused()
        assert target is not None
        for layout in ("de", "us") * 3:
            screen.run("setxkbmap", layout)
        for _ in range(2):  # what one question brings along goes with the next
            assert focus.focused() == target
            assert focus.bring_back(target)
    for connection in (focus._questions, focus._wishes):
        assert not connection._display.display.event_queue


def test_a_window_gets_the_keyboard_back(screen: Screen, focus: X11Focus) -> None:
    with QtTarget(screen) as first, XtermTarget(screen) as second:
        first.focus()
        meant = focus.focused()
        assert meant is not None
        second.focus()
        other = focus.focused()
        assert other is not None
        assert other != meant
        assert focus.bring_back(meant)
        assert focus.focused() == meant
        assert focus.bring_back(other)
        assert focus.focused() == other


def test_also_from_the_taskbar_and_another_workspace(screen: Screen, focus: X11Focus) -> None:
    with QtTarget(screen) as window:
        window.focus()
        meant = focus.focused()
        assert meant is not None
        screen.xdotool("windowminimize", "--sync", meant.id)
        wait_until_left(screen, focus, meant)
        assert focus.bring_back(meant)
        screen.xdotool("set_num_desktops", "2")
        screen.xdotool("set_desktop", "1")
        wait_until_left(screen, focus, meant)
        assert focus.bring_back(meant)
        assert screen.xdotool("get_desktop") == "0"


def wait_until_left(screen: Screen, focus: X11Focus, window: Window) -> None:
    display = screen.connect()
    try:
        display.screen().root.change_attributes(event_mask=X.PropertyChangeMask)
        wait_for_x(display, lambda: focus.focused() != window, 10)
    finally:
        display.close()


def test_without_a_window_manager(screen: Screen, focus: X11Focus) -> None:
    with QtTarget(screen) as first:
        first.focus()
        meant = focus.focused()
        assert meant is not None
        end(screen.manager)
        display = screen.connect()
        try:
            other = display.screen().root.create_window(0, 0, 50, 50, 0, X.CopyFromParent)
            other.set_wm_class("other", "Other")
            other.map()
            display.sync()
            other.set_input_focus(X.RevertToParent, X.CurrentTime)
            display.sync()
            assert focus.focused() == Window(str(other.id), "other")
            assert focus.bring_back(meant)
            assert focus.focused() == meant
        finally:
            display.close()


def test_nobody_is_meant_by_the_root_or_a_panel(screen: Screen, focus: X11Focus) -> None:
    display = screen.connect()
    try:
        end(screen.manager)
        panel = display.screen().root.create_window(0, 0, 50, 50, 0, X.CopyFromParent)
        panel.map()
        display.sync()
        panel.set_input_focus(X.RevertToParent, X.CurrentTime)
        display.sync()
        assert focus.focused() is not None
        for kind in ("DOCK", "DESKTOP"):
            panel.change_property(
                display.get_atom("_NET_WM_WINDOW_TYPE"),
                Xatom.ATOM,
                32,
                [display.get_atom(f"_NET_WM_WINDOW_TYPE_{kind}")],
            )
            display.sync()
            assert focus.focused() is None
        for nobody in (display.screen().root, X.NONE):
            display.set_input_focus(nobody, X.RevertToParent, X.CurrentTime)
            display.sync()
            assert focus.focused() is None
    finally:
        display.close()


def test_a_window_of_no_number_is_gone(focus: X11Focus) -> None:
    elsewhere = Window("wayland:7", "foot")
    assert not focus.exists(elsewhere)
    assert not focus.bring_back(elsewhere)


@pytest.mark.filterwarnings(
    # python-xlib does not close the sockets that it could not connect: they are collected here.
    "ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning",
    "ignore::ResourceWarning",
)
def test_a_server_that_hangs_or_goes_keeps_nobody_waiting() -> None:
    with Screen() as lost:
        focus = X11Focus(lost.display)
        with QtTarget(lost) as window:
            window.focus()
            target = focus.focused()
            assert target is not None
            server = lost.servers[0].pid
            os.kill(server, signal.SIGSTOP)
            try:
                before = time.monotonic()
                assert focus.focused() is None
                assert focus.focused() is None
                assert focus.exists(target)
                assert time.monotonic() - before < 1.0
            finally:
                os.kill(server, signal.SIGCONT)
    assert focus.focused() is None
    assert focus.exists(target)
    assert not focus.bring_back(target)
    focus.close()
    del focus
    gc.collect()


@pytest.mark.filterwarnings(
    # python-xlib does not close the sockets that it could not connect: they are collected here.
    "ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning",
    "ignore::ResourceWarning",
)
def test_without_a_server() -> None:
    focus = X11Focus(":9999")
    assert focus.focused() is None
    focus.close()
    assert focus.focused() is None
    del focus
    gc.collect()
