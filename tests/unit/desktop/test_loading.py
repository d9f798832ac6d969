from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from sayso.core.errors import DownloadCancelled, ModelError
from sayso.core.events import LoadProgress
from sayso.desktop.loading import Loading

Report = Callable[[LoadProgress], None]


def no_download() -> None:
    """Nothing to stop."""


class Told:
    """What a Loading said, in order."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.threads: set[threading.Thread] = set()

    def listen(self, loading: Loading) -> Loading:
        loading.progressed.connect(lambda step: self._note(step.step))
        loading.finished.connect(lambda: self._note("finished"))
        loading.stopped.connect(lambda: self._note("stopped"))
        loading.failed.connect(lambda text: self._note(f"failed: {text}"))
        return loading

    def _note(self, word: str) -> None:
        self.words.append(word)
        self.threads.add(threading.current_thread())


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def made() -> Iterator[list[Loading]]:
    loadings: list[Loading] = []
    yield loadings
    assert all(loading.end(10) for loading in loadings)


def test_progress_and_end_are_told_in_the_main_thread(
    qtbot: QtBot, told: Told, made: list[Loading]
) -> None:
    threads: list[int] = []

    def load(report: Report) -> None:
        threads.append(threading.get_ident())
        report(LoadProgress("one"))
        report(LoadProgress("two"))

    made.append(loading := told.listen(Loading(load, no_download)))
    with qtbot.waitSignal(loading.finished):
        loading.begin()
    assert told.words == ["one", "two", "finished"]
    assert told.threads == {threading.current_thread()}
    assert threads[0] != threading.get_ident()
    with qtbot.waitSignal(loading.finished):
        loading.begin()  # after another recognizer was chosen
    assert threads[1] != threading.get_ident()


def test_a_failure_is_told_in_its_own_words(qtbot: QtBot, told: Told, made: list[Loading]) -> None:
    def load(report: Report) -> None:
        raise ModelError("model.bin is missing; load it again.")

    made.append(loading := told.listen(Loading(load, no_download)))
    with qtbot.waitSignal(loading.failed):
        loading.begin()
    assert told.words == ["failed: model.bin is missing; load it again."]
    assert not loading.running


def test_what_nobody_foresaw_is_logged_and_told_without_a_traceback(
    qtbot: QtBot,
    told: Told,
    made: list[Loading],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The name of a thread that Python did not start would cost a dummy that outlives the test.
    monkeypatch.setattr(logging, "logThreads", False)

    def load(report: Report) -> None:
        raise ZeroDivisionError

    made.append(loading := told.listen(Loading(load, no_download)))
    with qtbot.waitSignal(loading.failed):
        loading.begin()
    assert "sayso doctor" in told.words[0]
    assert "ZeroDivisionError" in caplog.text


def test_choosing_again_while_loading_loads_again_and_keeps_quiet_about_the_first(
    qtbot: QtBot, told: Told, made: list[Loading]
) -> None:
    inside, go_on = threading.Event(), threading.Event()
    calls: list[int] = []

    def load(report: Report) -> None:
        calls.append(len(calls))
        inside.set()
        go_on.wait(10)
        report(LoadProgress(f"load {calls[-1]}"))
        if calls[-1] == 0:
            raise ModelError("the first one is broken")

    made.append(loading := told.listen(Loading(load, no_download)))
    loading.begin()
    assert inside.wait(10)
    loading.begin()
    loading.begin()
    with qtbot.waitSignal(loading.finished):
        go_on.set()
    assert calls == [0, 1]
    assert told.words == ["load 1", "finished"]


class Download:
    """A load that begins with a download; ``stop`` ends it."""

    def __init__(self) -> None:
        self.calls = 0
        self.stops = 0
        self.inside = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()
        self._stopped = threading.Event()

    def load(self, report: Report) -> None:
        self.calls += 1
        if self.calls > 1:
            return
        self.inside.set()
        self.go_on.wait(10)
        self._stopped.clear()
        report(LoadProgress("Downloading", "base", 1, 2))
        assert self._stopped.wait(10)
        raise DownloadCancelled("stopped")

    def stop(self) -> None:
        self.stops += 1
        self._stopped.set()


def test_stopping_a_download_is_no_failure(qtbot: QtBot, told: Told, made: list[Loading]) -> None:
    download = Download()
    made.append(loading := told.listen(Loading(download.load, download.stop)))
    loading.stop()
    assert download.stops == 0, "there was nothing to stop"
    with qtbot.waitSignal(loading.progressed):
        loading.begin()
    with qtbot.waitSignal(loading.stopped):
        loading.stop()
    assert told.words == ["Downloading", "stopped"]
    assert not loading.running


@pytest.mark.parametrize("early", [False, True])
def test_choosing_again_gives_the_download_up(
    qtbot: QtBot, told: Told, made: list[Loading], early: bool
) -> None:
    """Early: the choice comes before the download has begun, and stopping it did nothing yet."""
    download = Download()
    made.append(loading := told.listen(Loading(download.load, download.stop)))
    if early:
        download.go_on.clear()
        loading.begin()
        assert download.inside.wait(10)
    else:
        with qtbot.waitSignal(loading.progressed):
            loading.begin()
    loading.begin()
    with qtbot.waitSignal(loading.finished):
        download.go_on.set()
    assert download.calls == 2
    assert told.words == ([] if early else ["Downloading"]) + ["finished"]


def test_ending_waits_no_longer_than_it_is_told(
    qtbot: QtBot, told: Told, made: list[Loading]
) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def load(report: Report) -> None:
        inside.set()
        go_on.wait(10)

    made.append(loading := told.listen(Loading(load, no_download)))
    loading.begin()
    assert inside.wait(10)
    assert not loading.end(0.01)
    go_on.set()
    assert loading.end(10)
    loading.begin()  # nobody will load any more
    assert not told.words


def test_ending_before_anything_was_loaded() -> None:
    assert Loading(lambda report: None, no_download).end(0)
