"""Late signs of life are noticed, and belong to their phase."""

from __future__ import annotations

import itertools
import threading
import time

from pytestqt.qtbot import QtBot

from sayso.desktop.loop_probe import LoopProbe


def test_a_blocked_main_thread_is_seen(qtbot: QtBot) -> None:
    probe = LoopProbe(time.monotonic)
    probe.enter("free")
    qtbot.waitUntil(lambda: len(probe.delays.get("free", [])) >= 5)
    probe.enter("blocked")
    threading.Event().wait(0.2)  # the main thread does nothing else: this is what is looked for
    probe.enter("")
    qtbot.waitUntil(lambda: bool(probe.delays.get("blocked")))
    probe.close()
    assert max(probe.delays["blocked"]) >= 0.15
    assert probe.delays.keys() == {"free", "blocked"}


def test_without_a_phase_nothing_is_asked(qtbot: QtBot) -> None:
    clock = itertools.count()
    probe = LoopProbe(lambda: float(next(clock)))
    probe.close()
    assert probe.delays == {}
    assert next(clock) == 0
