from __future__ import annotations

import subprocess
import sys
import threading

from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from sayso.core.events import Event, Level, Notice
from sayso.desktop.bridge import Bridge


def test_events_of_many_threads_arrive_in_the_main_thread_in_order(qtbot: QtBot) -> None:
    bridge = Bridge()
    came: list[Event] = []
    where: set[QThread] = set()

    def note(event: Event) -> None:
        came.append(event)
        where.add(QThread.currentThread())

    bridge.happened.connect(note)

    def work(name: str) -> None:
        for number in range(200):
            bridge.publish(Notice(Level.INFO, f"{name}{number}"))

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert came == []  # nothing happens in the threads that publish
    qtbot.waitUntil(lambda: len(came) == 800)
    assert where == {QThread.currentThread()}
    for name in "abcd":
        texts = [event.text for event in came if isinstance(event, Notice)]
        assert [text for text in texts if text[0] == name] == [f"{name}{n}" for n in range(200)]


def test_a_closed_bridge_drops_what_is_under_way(qtbot: QtBot) -> None:
    bridge = Bridge()
    came: list[Event] = []
    bridge.happened.connect(came.append)
    bridge.publish(Notice(Level.INFO, "under way"))
    bridge.close()
    bridge.publish(Notice(Level.INFO, "late"))
    other = Bridge()
    with qtbot.waitSignal(other.happened):  # queued behind the ones above
        other.publish(Notice(Level.INFO, "later still"))
    assert came == []


def test_a_long_day_of_events_does_not_end_the_interpreter() -> None:
    """PySide6 6.12.0 drops a reference to True with each emit; on Python 3.11 the process aborts
    after some six hundred, which is half a minute of listening."""
    program = """
from PySide6.QtCore import QCoreApplication
from sayso.core.events import SpeechLevel
from sayso.desktop.bridge import Bridge

app = QCoreApplication([])
bridge = Bridge()
came = []
bridge.happened.connect(came.append)
for _ in range(5000):
    bridge.publish(SpeechLevel(0.1, 0.9))
app.processEvents()
print(len(came))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.split() == ["5000"], done.stderr
    assert done.returncode == 0
