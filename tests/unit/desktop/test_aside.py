from __future__ import annotations

import threading

from pytestqt.qtbot import QtBot

from sayso.desktop.aside import Aside


def test_the_question_is_asked_elsewhere_and_answered_here(qtbot: QtBot) -> None:
    aside = Aside()
    answers: list[tuple[str, str]] = []
    failures: list[Exception] = []
    aside.ask(
        "asking",
        lambda: threading.current_thread().name,
        lambda name: answers.append((name, threading.current_thread().name)),
        failures.append,
    )
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [("asking", threading.current_thread().name)]
    assert failures == []


def test_a_failure_comes_back_too(qtbot: QtBot) -> None:
    aside = Aside()
    failures: list[Exception] = []

    def question() -> None:
        raise OSError("no sound server")

    aside.ask("asking", question, failures.append, failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert [str(failure) for failure in failures] == ["no sound server"]


def test_answers_after_closing_are_dropped(qtbot: QtBot) -> None:
    aside, other = Aside(), Aside()
    go_on = threading.Event()
    answers: list[object] = []
    aside.ask("asking", lambda: go_on.wait(10), answers.append, answers.append)
    aside.close()
    go_on.set()
    (thread,) = (t for t in threading.enumerate() if t.name == "asking")
    thread.join()
    ended: list[object] = []
    other.ask("other", lambda: None, ended.append, ended.append)
    qtbot.waitUntil(lambda: bool(ended))
    assert answers == []
