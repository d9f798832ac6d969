"""MacFocus against the fake Mac of conftest.py."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from sayso.core.spot import Rect
from sayso.core.target import Target
from sayso.pipeline.type_out.macos.api import Window
from sayso.pipeline.type_out.macos.focus import ASK_SECONDS, MacFocus

EDITOR = Target("101:11", "com.apple.textedit", 101)
TERMINAL = Target("202:21", "com.googlecode.iterm2", 202)


def focus(mac: Any) -> MacFocus:
    return MacFocus(mac, mac.clock)


def test_the_window_of_the_active_program(mac: Any) -> None:
    assert focus(mac).focused() == EDITOR
    mac.to_front(202)
    assert focus(mac).focused() == TERMINAL


def test_nobody_has_the_keyboard(mac: Any) -> None:
    mac.programs.clear()
    assert focus(mac).focused() is None


def test_the_window_with_the_keyboard_may_not_be_the_first(mac: Any) -> None:
    program = mac.programs[0]
    program.windows.insert(0, Window(12, 101, 0, (5, 5, 80, 20)))  # a hint that pops up
    program.focused = 11
    assert focus(mac).focused() == EDITOR


def test_two_windows_in_one_place_are_told_by_their_order(mac: Any) -> None:
    program = mac.programs[0]
    program.windows.insert(0, Window(12, 101, 0, program.windows[0].frame))
    assert focus(mac).focused() == Target("101:12", "com.apple.textedit", 101)


def test_a_panel_with_the_keyboard_need_not_be_on_the_ordinary_layer(mac: Any) -> None:
    mac.programs[0].windows = [Window(13, 101, 23, (1, 2, 3, 4))]
    assert focus(mac).focused() == Target("101:13", "com.apple.textedit", 101)


def test_a_launcher_takes_the_keyboard_without_becoming_active(mac: Any) -> None:
    mac.panel = type(mac.programs[0])(
        303, "com.apple.Spotlight", [Window(31, 303, 23, (300, 200, 680, 60))]
    )
    assert mac.front_process() == 101
    assert focus(mac).focused() == Target("303:31", "com.apple.spotlight", 303)


def test_a_program_that_accessibility_does_not_know(mac: Any) -> None:
    mac.programs[0].told = False
    assert focus(mac).focused() == EDITOR


def test_a_busy_program_is_asked_once(mac: Any) -> None:
    mac.programs[0].busy = True
    assert focus(mac).focused() == EDITOR
    # The system, then the program: 0.1 s at the most, though it does not answer.
    assert mac.limits == [ASK_SECONDS] * 2


def test_every_question_has_a_limit(mac: Any) -> None:
    focus(mac).focused()
    assert sum(mac.limits) <= 0.2
    assert set(mac.limits) == {ASK_SECONDS}


def test_a_program_without_a_window(mac: Any) -> None:
    mac.programs[0].windows = []
    target = focus(mac).focused()
    assert target == Target("101:0", "com.apple.textedit", 101)
    assert focus(mac).exists(target)
    mac.programs.pop(0)
    assert not focus(mac).exists(target)


def test_exists(mac: Any) -> None:
    assert focus(mac).exists(TERMINAL)
    mac.programs[1].windows = []
    assert not focus(mac).exists(TERMINAL)
    # The number has gone to a window of another program.
    mac.programs[0].windows.append(Window(21, 101, 0, (0, 0, 1, 1)))
    assert not focus(mac).exists(TERMINAL)


def test_bring_back_raises_that_very_window(mac: Any) -> None:
    program = mac.programs[0]
    program.windows.append(Window(12, 101, 0, (100, 100, 50, 50)))
    there = focus(mac)
    assert there.focused() == EDITOR
    program.windows.reverse()
    mac.to_front(202)
    assert there.bring_back(EDITOR)
    assert mac.calls == [
        ("set", ("window", 101, 11), "AXMain", True),
        ("perform", ("window", 101, 11), "AXRaise"),
        ("set", ("application", 101), "AXFrontmost", True),
    ]
    assert there.focused() == EDITOR


def test_bring_back_asks_the_other_way_when_that_does_nothing(mac: Any) -> None:
    there = focus(mac)
    there.focused()
    mac.programs[0].obeys = frozenset({"activate"})
    mac.to_front(202)
    windows = mac.windows
    mac.windows = lambda **kind: (setattr(mac, "now", mac.now + 0.1), windows(**kind))[1]
    assert there.bring_back(EDITOR)
    assert mac.calls[-1] == ("activate", 101)


def test_bring_back_gives_up_after_a_second(mac: Any) -> None:
    there = focus(mac)
    there.focused()
    mac.programs[0].obeys = frozenset()
    mac.to_front(202)
    windows = mac.windows
    mac.windows = lambda **kind: (setattr(mac, "now", mac.now + 0.1), windows(**kind))[1]
    assert not there.bring_back(EDITOR)
    assert mac.now == pytest.approx(1.1, abs=0.11)
    assert mac.calls.count(("activate", 101)) == 1


def test_a_window_that_is_gone_is_not_brought_back(mac: Any) -> None:
    mac.programs.pop(0)
    assert not focus(mac).bring_back(EDITOR)
    assert not mac.calls


def test_closing_ends_the_wait(mac: Any) -> None:
    there = focus(mac)
    mac.programs[0].obeys = frozenset()
    mac.to_front(202)
    answers: list[bool] = []
    asked = threading.Event()
    windows = mac.windows
    mac.windows = lambda **kind: (asked.set(), windows(**kind))[1]
    thread = threading.Thread(target=lambda: answers.append(there.bring_back(EDITOR)))
    thread.start()
    assert asked.wait(5)
    there.close()
    thread.join(5)
    assert answers == [False]


def test_old_windows_are_forgotten(mac: Any) -> None:
    there = focus(mac)
    for number in range(100, 200):
        mac.programs[0].windows = [Window(number, 101, 0, (0, 0, 9, 9))]
        there.focused()
    assert len(there._elements) == 32
    assert "101:199" in there._elements


def test_nothing_is_raised(mac: Any, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        mac.now += 0.1
        raise RuntimeError("secret words")

    mac.get = mac.windows = broken
    there = focus(mac)
    assert there.focused() is None
    assert there.exists(EDITOR)
    assert not there.bring_back(EDITOR)
    mac.set = broken
    assert not there.bring_back(EDITOR)
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text


def test_where_a_window_is(mac: Any) -> None:
    assert focus(mac).place(EDITOR) == Rect(10, 20, 600, 400)
    assert focus(mac).place(Target("101:99", "com.apple.textedit", 101)) is None
