"""Real child processes that are killed, stopped and orphaned; the text arrives, or a sentence."""

from __future__ import annotations

import importlib
import logging
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
import pytest

from sayso.bench.canned_whisper import canned_text, canned_whisper
from sayso.core.errors import (
    DeviceError,
    DeviceFailed,
    EngineDied,
    EngineHung,
    ModelError,
    RecognitionCancelled,
    RecognitionError,
    SaysoError,
)
from sayso.core.events import LoadProgress
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import SAMPLE_RATE, Samples
from sayso.pipeline.recognize import host as host_module
from sayso.pipeline.recognize import process
from sayso.pipeline.recognize.host import HostedRecognizer, time_limit
from sayso.residency.model import ModelKey

ROOT = Path(__file__).parents[4]
CLIP = ROOT / "tests" / "speech" / "starter" / "meeting.flac"
HERE = Path(__file__).parent
OPTIONS = RecognizeOptions(language="en")
SHORT = np.ones(10, np.float32)
LIMIT = 60.0

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals or named pipes")

Host = Callable[..., HostedRecognizer]


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """Makes hosted fake engines by the name of what they do."""
    monkeypatch.syspath_prepend(str(HERE))
    fake = importlib.import_module("fake_engines")
    made: list[HostedRecognizer] = []

    def make(
        model: str, timeout: float = LIMIT, device: str = "cpu", **more: object
    ) -> HostedRecognizer:
        key = ModelKey("fake", model, tmp_path, device)
        recognizer = HostedRecognizer(key, timeout_seconds=lambda: timeout, make=fake.make, **more)
        made.append(recognizer)
        return recognizer

    yield make
    for recognizer in made:
        recognizer.close()


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    return path


def nothing(progress: LoadProgress) -> None: ...


def poll(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for what another process does and nobody reports."""
    tick = threading.Event()
    for _ in range(int(seconds / 0.01)):
        if condition():
            return
        tick.wait(0.01)
    raise AssertionError("it did not happen")


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def size(file: Path) -> int:
    return file.stat().st_size


def passes(folder: Path) -> list[float]:
    file = folder / "passes"
    return [float(word) for word in file.read_text().split()] if file.exists() else []


def one_sentence(error: SaysoError) -> bool:
    said = str(error)
    return said.endswith(".") and "\n" not in said and ". " not in said


def test_a_listener_that_fails_leaves_no_half_loaded_child(host: Host) -> None:
    recognizer = host("echo")

    def fail(progress: LoadProgress) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        recognizer.load(fail)
    assert recognizer.pid is None
    recognizer.load(nothing)
    assert recognizer.recognize(SHORT, OPTIONS).text


def test_text_comes_back(host: Host) -> None:
    recognizer = host("echo")
    assert recognizer.pid is None
    recognizer.load(nothing)
    assert recognizer.pid not in (None, os.getpid())
    assert (recognizer.engine, recognizer.model, recognizer.device) == ("fake", "echo", "cpu")
    heard = recognizer.recognize(SHORT, OPTIONS)
    assert heard.text == "what was said 10 10 en"
    assert heard.taken_seconds == 0.5


def test_any_array_of_samples_will_do(host: Host) -> None:
    recognizer = host("echo")
    every_other = np.ones(20, np.float64)[::2]
    assert "10 10" in recognizer.recognize(every_other, OPTIONS).text
    read_only = np.ones(7, np.float32)
    read_only.flags.writeable = False
    assert "7 7" in recognizer.recognize(read_only, OPTIONS).text


def test_loading_twice_loads_once(host: Host, tmp_path: Path) -> None:
    recognizer = host("echo")
    recognizer.load(nothing)
    recognizer.load(nothing)
    assert size(tmp_path / "loads") == 1


@posix
def test_progress_arrives_while_loading(host: Host, fifo: Path) -> None:
    """The engine goes on only when its first step was seen here."""
    told: list[LoadProgress] = []

    def report(progress: LoadProgress) -> None:
        if not told:
            fifo.write_text("go on")
        told.append(progress)

    host("waits while loading").load(report)
    assert [(progress.step, progress.done) for progress in told] == [("Reading", 1), ("Read", 2)]


def test_a_child_that_ends_while_loading_is_tried_once_more(host: Host, tmp_path: Path) -> None:
    recognizer = host("dies while loading once")
    recognizer.load(nothing)
    assert recognizer.recognize(SHORT, OPTIONS).text
    assert size(tmp_path / "loads") == 2


def test_but_not_on_a_card_and_no_more_than_once(host: Host, tmp_path: Path) -> None:
    with pytest.raises(DeviceError):
        host("dies while loading once", device="cuda").load(nothing)
    assert size(tmp_path / "loads") == 1
    with pytest.raises(ModelError):
        host("dies while loading").load(nothing)
    assert size(tmp_path / "loads") == 3


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        ("fails to load", "The model is of cheese: take another."),
        ("trips while loading", "KeyError"),
        ("dies while loading", "exit code 3"),
    ],
)
def test_what_fails_while_loading_is_one_sentence(host: Host, model: str, sentence: str) -> None:
    recognizer = host(model)
    with pytest.raises(ModelError) as caught:
        recognizer.load(nothing)
    assert sentence in str(caught.value)
    assert "Traceback" not in str(caught.value)
    assert recognizer.pid is None


@pytest.mark.parametrize(
    ("model", "sentence"),
    [("fails", "The audio is of cheese: take another."), ("trips", "KeyError")],
)
def test_what_an_engine_raises_travels_back(
    host: Host, tmp_path: Path, model: str, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    recognizer = host(model)
    with pytest.raises(RecognitionError) as caught:
        recognizer.recognize(SHORT, OPTIONS)
    assert sentence in str(caught.value)
    assert "Traceback" in caplog.text
    assert size(tmp_path / "calls") == 1
    pid = recognizer.pid
    with pytest.raises(RecognitionError):
        recognizer.recognize(SHORT, OPTIONS)
    assert recognizer.pid == pid


def test_a_child_that_dies_is_replaced_and_the_audio_tried_again(
    host: Host, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    reasons: list[str] = []
    recognizer = host("dies once", restarted=reasons.append)
    recognizer.load(nothing)
    first = recognizer.pid
    assert recognizer.recognize(SHORT, OPTIONS).text == "what was said 10 10 en"
    assert recognizer.pid != first
    assert size(tmp_path / "loads") == 2
    assert len(reasons) == 1
    assert "exit code 3" in reasons[0]
    assert "what was said" not in caplog.text
    assert passes(tmp_path) == [], "somebody waits: no time for passes"


def test_audio_that_kills_every_child_is_given_up(host: Host, tmp_path: Path) -> None:
    recognizer = host("dies")
    with pytest.raises(EngineDied, match="exit code 3"):
        recognizer.recognize(SHORT, OPTIONS)
    assert size(tmp_path / "calls") == 2


def test_a_child_that_hangs_is_replaced(host: Host, tmp_path: Path) -> None:
    recognizer = host("hangs once", timeout=3.0)
    assert "10 10" in recognizer.recognize(SHORT, OPTIONS).text
    assert size(tmp_path / "loads") == 2


def test_audio_that_hangs_every_child_is_given_up(host: Host, tmp_path: Path) -> None:
    recognizer = host("hangs", timeout=0.5)
    with pytest.raises(EngineHung, match="recognition_timeout_seconds"):
        recognizer.recognize(SHORT, OPTIONS)
    assert size(tmp_path / "loads") == 2
    assert recognizer.pid is None


@posix
@pytest.mark.parametrize("count", [10, 29 * SAMPLE_RATE], ids=["fits the pipe", "fills the pipe"])
def test_a_stopped_child_is_replaced(host: Host, count: int) -> None:
    """Of half a minute of audio the pipe takes a small part, so that sending blocks too."""
    recognizer = host("echo", timeout=3.0)
    recognizer.load(nothing)
    stopped = recognizer.pid
    assert stopped is not None
    os.kill(stopped, signal.SIGSTOP)
    assert f"{count} 0" in recognizer.recognize(np.zeros(count, np.float32), OPTIONS).text
    assert is_gone(stopped)


@posix
def test_the_starter_survives_kill_9_in_the_middle_of_a_sentence() -> None:
    recognizer = HostedRecognizer(ModelKey("starter", "pocketsphinx en-us"))
    recognizer.load(nothing)
    first = recognizer.pid
    assert first is not None
    samples = read(CLIP)
    expected = recognizer.recognize(samples, OPTIONS).text
    process = psutil.Process(first)
    before = process.cpu_times().user
    with ThreadPoolExecutor() as pool:
        heard = pool.submit(recognizer.recognize, samples, OPTIONS)
        poll(lambda: process.cpu_times().user > before + 0.05)
        assert not heard.done()
        os.kill(first, signal.SIGKILL)
        assert heard.result(LIMIT).text == expected != ""
    assert recognizer.pid != first
    recognizer.close()


def read(file: Path) -> Samples:
    from faster_whisper.audio import decode_audio

    samples: Samples = decode_audio(str(file), sampling_rate=SAMPLE_RATE)
    return samples


@posix
def test_a_child_that_dies_idle_is_replaced_at_once_but_only_once(
    host: Host, tmp_path: Path
) -> None:
    replaced = threading.Event()
    recognizer = host("echo", passes=(1.0, 4.0), restarted=lambda reason: replaced.set())
    recognizer.load(nothing)
    first = recognizer.pid
    assert first is not None
    assert passes(tmp_path) == []
    os.kill(first, signal.SIGKILL)
    assert replaced.wait(LIMIT)
    second = recognizer.pid
    assert second not in (None, first)
    assert passes(tmp_path) == [1.0, 4.0]
    os.kill(second, signal.SIGKILL)
    poll(lambda: recognizer.pid is None)
    assert size(tmp_path / "loads") == 2
    assert "10 10" in recognizer.recognize(SHORT, OPTIONS).text
    assert size(tmp_path / "loads") == 3


@posix
def test_ctrl_c_is_not_the_childs_business(host: Host) -> None:
    recognizer = host("echo")
    recognizer.load(nothing)
    pid = recognizer.pid
    assert pid is not None
    os.kill(pid, signal.SIGINT)
    assert "10 10" in recognizer.recognize(SHORT, OPTIONS).text
    assert recognizer.pid == pid


@posix
def test_closing_ends_a_running_call(host: Host, fifo: Path) -> None:
    recognizer = host("says so and hangs")
    with ThreadPoolExecutor() as pool:
        heard = pool.submit(recognizer.recognize, SHORT, OPTIONS)
        assert fifo.read_text() == "here"
        pid = recognizer.pid
        assert pid is not None
        recognizer.close()
        with pytest.raises(EngineDied, match="closed"):
            heard.result(LIMIT)
    assert is_gone(pid)


@posix
def test_closing_ends_loading(host: Host, fifo: Path) -> None:
    recognizer = host("waits while loading")
    loading = threading.Event()
    with ThreadPoolExecutor() as pool:
        loaded = pool.submit(recognizer.load, lambda progress: loading.set())
        assert loading.wait(LIMIT)
        recognizer.close()
        with pytest.raises(ModelError):
            loaded.result(LIMIT)
    assert recognizer.pid is None


def test_closing_twice_and_not_coming_back(host: Host) -> None:
    recognizer = host("echo")
    recognizer.load(nothing)
    pid = recognizer.pid
    assert pid is not None
    recognizer.close()
    recognizer.close()
    assert is_gone(pid)
    assert recognizer.pid is None
    with pytest.raises(EngineDied, match="closed"):
        recognizer.recognize(SHORT, OPTIONS)


def test_closing_what_was_never_loaded(host: Host) -> None:
    host("echo").close()


_PARENT = """
import sys
from pathlib import Path
import numpy as np
sys.path.insert(0, sys.argv[1])
import fake_engines
from sayso.core.ports import RecognizeOptions
from sayso.pipeline.recognize.host import HostedRecognizer
from sayso.residency.model import ModelKey

if __name__ == "__main__":
    key = ModelKey("fake", sys.argv[2], Path(sys.argv[3]))
    recognizer = HostedRecognizer(key, make=fake_engines.make)
    recognizer.load(lambda progress: None)
    print(recognizer.pid, flush=True)
    if sys.argv[2] != "echo":
        print(recognizer.recognize(np.ones(3, np.float32), RecognizeOptions()).text)
        recognizer.close()
    else:
        sys.stdin.read()
"""


def parent(tmp_path: Path, model: str) -> subprocess.Popen[str]:
    """An app of its own, with a child."""
    script = tmp_path / "parent.py"
    script.write_text(_PARENT)
    return subprocess.Popen(
        [sys.executable, str(script), str(HERE), model, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "app")},
    )


@posix
@pytest.mark.parametrize("model", ["echo", "says so and hangs"], ids=["idle", "busy"])
def test_a_child_ends_when_the_app_is_killed(tmp_path: Path, fifo: Path, model: str) -> None:
    with parent(tmp_path, model) as app:
        assert app.stdout is not None
        pid = int(app.stdout.readline())
        if model != "echo":
            assert fifo.read_text() == "here"
        assert not is_gone(pid)
        app.kill()
    poll(lambda: is_gone(pid))


def test_what_libraries_print_does_not_reach_stdout(tmp_path: Path) -> None:
    with parent(tmp_path, "prints") as app:
        out, err = app.communicate(timeout=LIMIT)
    pid, text = out.splitlines()
    assert pid.isdigit()
    assert text == "what was said 3 3 None"
    assert "printed by a library" in err
    assert "printed by Python" in err


def test_time_limits() -> None:
    assert time_limit(60, 0) == time_limit(60, 30) == 60
    assert time_limit(60, 90) == 60 + 4 * 60


def test_warming_up_is_counted_in_passes(host: Host, tmp_path: Path) -> None:
    recognizer = host("echo", passes=(0.5, 1.0, 4.0))
    told: list[LoadProgress] = []
    recognizer.load(nothing)
    recognizer.warm_up(told.append)
    assert passes(tmp_path) == [0.5, 1.0, 4.0]
    assert size(tmp_path / "loads") == 1
    assert [(step.step, step.done, step.total, step.unit) for step in told] == [
        ("Warming up", done, 3, "passes") for done in range(4)
    ]
    assert recognizer.recognize(SHORT, OPTIONS).text


def test_no_passes_are_no_progress(host: Host, tmp_path: Path) -> None:
    recognizer = host("echo", passes=())
    recognizer.warm_up(lambda progress: pytest.fail(str(progress)))
    assert size(tmp_path / "loads") == 1
    assert passes(tmp_path) == []


@pytest.mark.parametrize(
    ("model", "sentence"),
    [("trips while warming up", "KeyError"), ("dies while warming up", "exit code 3")],
)
def test_what_fails_while_warming_up_is_one_sentence(host: Host, model: str, sentence: str) -> None:
    recognizer = host(model)
    recognizer.load(nothing)
    with pytest.raises(ModelError, match=sentence) as caught:
        recognizer.warm_up(nothing)
    assert not isinstance(caught.value, DeviceError)
    assert one_sentence(caught.value)
    assert recognizer.pid is None


@posix
def test_passes_that_nobody_asked_for_make_way(
    host: Host, tmp_path: Path, fifo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child that was replaced while idle is still warming up when somebody speaks."""
    recognizer = host("slow to warm up", passes=(1.0, 2.0, 3.0))
    recognizer.load(nothing)
    pid = recognizer.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    poll(lambda: passes(tmp_path) == [1.0])
    with ThreadPoolExecutor() as pool:
        heard = pool.submit(recognizer.recognize, SHORT, OPTIONS)
        poll(lambda: recognizer._wanted == 1)
        fifo.write_text("go on")
        assert heard.result(LIMIT).text
    assert passes(tmp_path) == [1.0]


@posix
def test_a_cancel_is_heeded_between_steps(
    host: Host, tmp_path: Path, fifo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_module, "CANCEL_SECONDS", LIMIT)
    recognizer = host("says so and heeds once")
    recognizer.load(nothing)
    pid = recognizer.pid
    with ThreadPoolExecutor() as pool:
        heard = pool.submit(recognizer.recognize, SHORT, OPTIONS)
        assert fifo.read_text() == "here"
        recognizer.cancel()
        recognizer.cancel()
        with pytest.raises(RecognitionCancelled) as caught:
            heard.result(LIMIT)
    assert one_sentence(caught.value)
    assert "10 10" in recognizer.recognize(SHORT, OPTIONS).text
    assert recognizer.pid == pid
    assert size(tmp_path / "calls") == 2


@posix
@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_a_cancel_that_is_not_heeded_ends_the_child(
    host: Host, tmp_path: Path, fifo: Path, monkeypatch: pytest.MonkeyPatch, device: str
) -> None:
    """And the next child is there and warm although nobody has asked for it."""
    monkeypatch.setattr(host_module, "CANCEL_SECONDS", 0.05)
    reasons: list[str] = []
    recognizer = host(
        "says so and hangs once",
        device=device,
        passes=(1.0, 4.0),
        restarted=reasons.append,
    )
    recognizer.load(nothing)
    pid = recognizer.pid
    assert pid is not None
    with ThreadPoolExecutor() as pool:
        heard = pool.submit(recognizer.recognize, SHORT, OPTIONS)
        assert fifo.read_text() == "here"
        recognizer.cancel()
        with pytest.raises(RecognitionCancelled):
            heard.result(LIMIT)
    assert is_gone(pid)
    poll(lambda: passes(tmp_path) == [1.0, 4.0])
    assert size(tmp_path / "calls") == 1
    second = recognizer.pid
    assert "10 10" in recognizer.recognize(SHORT, OPTIONS).text
    assert recognizer.pid == second != pid
    assert size(tmp_path / "loads") == 2
    assert reasons == []


@posix
def test_cancelling_again_and_again_always_leaves_a_child(
    host: Host, fifo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one replacement between two answers is for children that die by themselves."""
    monkeypatch.setattr(host_module, "CANCEL_SECONDS", 0.01)
    recognizer = host("says so and hangs", passes=())
    recognizer.load(nothing)
    seen = {recognizer.pid}
    with ThreadPoolExecutor() as pool:
        for _ in range(3):
            heard = pool.submit(recognizer.recognize, SHORT, OPTIONS)
            assert fifo.read_text() == "here"
            recognizer.cancel()
            with pytest.raises(RecognitionCancelled):
                heard.result(LIMIT)
            poll(lambda: recognizer.pid not in {None, *seen})
            seen.add(recognizer.pid)


@posix
def test_a_child_that_does_not_even_read_is_cancelled(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the audio is in the pipe, and the sender in the middle of it."""
    monkeypatch.setattr(host_module, "CANCEL_SECONDS", 0.05)
    recognizer = host("echo")
    recognizer.load(nothing)
    stopped = recognizer.pid
    assert stopped is not None
    os.kill(stopped, signal.SIGSTOP)
    with ThreadPoolExecutor() as pool:
        heard = pool.submit(recognizer.recognize, np.zeros(29 * SAMPLE_RATE, np.float32), OPTIONS)
        poll(lambda: recognizer._request is not None and recognizer._request.child is not None)
        recognizer.cancel()
        with pytest.raises(RecognitionCancelled):
            heard.result(LIMIT)
    assert is_gone(stopped)
    assert "10 10" in recognizer.recognize(SHORT, OPTIONS).text


@posix
def test_a_gentle_cancel_costs_no_child_and_becomes_one_at_once_where_somebody_waits(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_module, "CANCEL_SECONDS", 0.05)
    recognizer = host("echo")
    recognizer.load(nothing)
    stopped = recognizer.pid
    assert stopped is not None
    os.kill(stopped, signal.SIGSTOP)
    with ThreadPoolExecutor() as pool:
        heard = pool.submit(recognizer.recognize, SHORT, OPTIONS)
        poll(lambda: recognizer._request is not None and recognizer._request.child is not None)
        recognizer.cancel(at_once=False)
        recognizer.cancel(at_once=False)
        with pytest.raises(TimeoutError):
            heard.result(0.2)
        assert recognizer.pid == stopped
        os.kill(stopped, signal.SIGCONT)
        with pytest.raises(RecognitionCancelled):
            heard.result(LIMIT)
        assert "10 10" in recognizer.recognize(SHORT, OPTIONS).text
        assert recognizer.pid == stopped
        os.kill(stopped, signal.SIGSTOP)
        heard = pool.submit(recognizer.recognize, SHORT, OPTIONS)
        poll(lambda: recognizer._request is not None and recognizer._request.child is not None)
        recognizer.cancel(at_once=False)
        recognizer.cancel()
        with pytest.raises(RecognitionCancelled):
            heard.result(LIMIT)
    assert is_gone(stopped)


@posix
def test_a_cancel_while_its_child_loads(
    host: Host, tmp_path: Path, fifo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_module, "CANCEL_SECONDS", 0.05)
    recognizer = host("waits while loading", passes=())
    with ThreadPoolExecutor() as pool:
        heard = pool.submit(recognizer.recognize, SHORT, OPTIONS)
        poll((tmp_path / "loads").exists)
        recognizer.cancel()
        with pytest.raises(RecognitionCancelled):
            heard.result(LIMIT)
    poll(lambda: size(tmp_path / "loads") == 2)
    fifo.write_text("go on")
    assert "10 10" in recognizer.recognize(SHORT, OPTIONS).text
    assert size(tmp_path / "loads") == 2


@posix
def test_a_cancel_while_it_waits_for_a_child_that_is_being_replaced(
    host: Host, tmp_path: Path, fifo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new child is innocent."""
    monkeypatch.setattr(host_module, "CANCEL_SECONDS", 0.0)
    recognizer = host("waits while loading again")
    recognizer.load(nothing)
    pid = recognizer.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    poll(lambda: size(tmp_path / "loads") == 2)
    second = recognizer.pid
    with ThreadPoolExecutor() as pool:
        heard = pool.submit(recognizer.recognize, SHORT, OPTIONS)
        poll(lambda: recognizer._wanted == 1)
        recognizer.cancel()
        with pytest.raises(RecognitionCancelled):
            heard.result(LIMIT)
    fifo.write_text("go on")
    assert "10 10" in recognizer.recognize(SHORT, OPTIONS).text
    assert recognizer.pid == second
    assert not (tmp_path / "calls").stat().st_size > 1


def test_a_cancel_of_nothing_cancels_nothing(host: Host) -> None:
    recognizer = host("echo")
    recognizer.cancel()
    recognizer.load(nothing)
    recognizer.cancel()
    assert "10 10" in recognizer.recognize(SHORT, OPTIONS).text
    recognizer.cancel()
    assert "10 10" in recognizer.recognize(SHORT, OPTIONS).text


@pytest.mark.parametrize("grace", [0.0, LIMIT], ids=["killed", "heeded"])
def test_a_cancel_never_hits_the_next_utterance(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, grace: float
) -> None:
    """At every moment of a recognition, and around its end."""
    monkeypatch.setattr(host_module, "CANCEL_SECONDS", grace)
    recognizer = host("takes its time", passes=())
    recognizer.load(nothing)
    chance = random.Random(7)
    cancelled = answered = 0
    with ThreadPoolExecutor() as pool:
        for _ in range(15 if grace == 0 else 60):
            heard = pool.submit(recognizer.recognize, SHORT, OPTIONS)
            threading.Event().wait(chance.uniform(0, 0.012))
            recognizer.cancel()
            try:
                assert "10 10" in heard.result(LIMIT).text
                answered += 1
            except RecognitionCancelled:
                cancelled += 1
            assert "10 10" in recognizer.recognize(SHORT, OPTIONS).text
    assert cancelled > 0
    if grace:
        assert size(tmp_path / "loads") == 1


class LateDeadline:
    """One that runs out in the very moment in which its block is left."""

    def __init__(self, seconds: float, kill: Callable[[], None]) -> None:
        self.kill = kill

    def __enter__(self) -> LateDeadline:
        return self

    def __exit__(self, *error: object) -> None:
        self.kill()


@posix
def test_a_deadline_that_runs_out_with_the_answer_kills_nobody(
    host: Host, tmp_path: Path, fifo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_module, "Deadline", LateDeadline)
    recognizer = host("says so and heeds once")
    recognizer.load(nothing)
    pid = recognizer.pid
    with ThreadPoolExecutor() as pool:
        heard = pool.submit(recognizer.recognize, SHORT, OPTIONS)
        assert fifo.read_text() == "here"
        recognizer.cancel()
        with pytest.raises(RecognitionCancelled):
            heard.result(LIMIT)
    for thread in threading.enumerate():
        if thread.name == "engine cancel":
            thread.join(LIMIT)
    assert "10 10" in recognizer.recognize(SHORT, OPTIONS).text
    assert recognizer.pid == pid
    assert size(tmp_path / "loads") == 1


def test_a_child_that_is_being_killed_is_asked_nothing(host: Host) -> None:
    """A moment ago a cancel ended it, and it is not gone yet; on a card nothing is tried twice."""
    recognizer = host("echo", device="cuda")
    recognizer.load(nothing)
    pid = recognizer.pid
    assert recognizer._child is not None
    recognizer._child.unwanted = True
    assert "10 10" in recognizer.recognize(SHORT, OPTIONS).text
    assert recognizer.pid != pid


@posix
def test_closing_while_a_cancel_waits(host: Host, fifo: Path) -> None:
    recognizer = host("says so and hangs")
    with ThreadPoolExecutor() as pool:
        heard = pool.submit(recognizer.recognize, SHORT, OPTIONS)
        assert fifo.read_text() == "here"
        pid = recognizer.pid
        recognizer.cancel()
        recognizer.close()
        with pytest.raises((RecognitionCancelled, EngineDied)):
            heard.result(LIMIT)
    assert pid is not None
    assert is_gone(pid)
    assert recognizer.pid is None


def test_whisper_stops_between_its_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten minutes of noise, for which even the canned tiny model takes a while; and the same
    child goes on."""
    monkeypatch.setattr(host_module, "CANCEL_SECONDS", LIMIT)
    folder = canned_whisper(tmp_path, size="tiny")
    recognizer = HostedRecognizer(ModelKey("whisper", "canned", folder))
    recognizer.load(nothing)
    recognizer.warm_up(nothing)
    pid = recognizer.pid
    assert pid is not None
    child = psutil.Process(pid)
    noise = np.random.default_rng(3).normal(0, 0.1, 600 * SAMPLE_RATE).astype(np.float32)
    before = child.cpu_times().user
    with ThreadPoolExecutor() as pool:
        heard = pool.submit(recognizer.recognize, noise, OPTIONS)
        poll(lambda: child.cpu_times().user > before + 0.3)
        recognizer.cancel()
        with pytest.raises(RecognitionCancelled):
            heard.result(LIMIT)
    assert recognizer.recognize(noise[:SAMPLE_RATE], OPTIONS).text == canned_text(SAMPLE_RATE)
    assert recognizer.pid == pid
    recognizer.close()


TROUBLE = [
    ("aborts", "signal 6" if os.name == "posix" else "exit code"),
    ("dies", "exit code 3"),
    ("runs out of memory", "memory of the graphics card cuda:0 is full"),
    ("misses a library", "pip install nvidia-cublas-cu12 nvidia-cudnn-cu12"),
    ("trips", "did not work on cuda:0"),
]
"""Of a graphics card that is nowhere near these tests: what its driver and CTranslate2 do."""


@pytest.mark.parametrize(("trouble", "sentence"), TROUBLE)
def test_trouble_with_a_card_while_loading(host: Host, trouble: str, sentence: str) -> None:
    recognizer = host(f"{trouble} while loading", device="cuda")
    with pytest.raises(DeviceError, match=sentence) as caught:
        recognizer.load(nothing)
    assert one_sentence(caught.value)
    assert "device to cpu" in str(caught.value)
    assert recognizer.pid is None


@pytest.mark.parametrize(("trouble", "sentence"), TROUBLE)
def test_trouble_with_a_card_while_warming_up(host: Host, trouble: str, sentence: str) -> None:
    recognizer = host(f"{trouble} while warming up", device="cuda")
    recognizer.load(nothing)
    with pytest.raises(DeviceError, match=sentence) as caught:
        recognizer.warm_up(nothing)
    assert one_sentence(caught.value)
    assert recognizer.pid is None


@pytest.mark.parametrize("when", ["loading", "warming up"])
def test_a_card_that_hangs(host: Host, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    recognizer = host(f"hangs while {when}", device="cuda")
    if when == "warming up":
        recognizer.load(nothing)
    monkeypatch.setattr(process, "LOAD_SECONDS", 0.5)
    with pytest.raises(DeviceError, match="took longer than") as caught:
        recognizer.warm_up(nothing)
    assert one_sentence(caught.value)
    assert recognizer.pid is None


@pytest.mark.parametrize(("trouble", "sentence"), TROUBLE)
def test_trouble_with_a_card_while_recognising(
    host: Host, tmp_path: Path, trouble: str, sentence: str
) -> None:
    """Not tried again there: the caller has a processor to try."""
    reasons: list[str] = []
    recognizer = host(trouble, device="cuda", restarted=reasons.append)
    recognizer.load(nothing)
    assert recognizer.device == "cuda:0"
    kind = EngineDied if trouble in ("aborts", "dies") else DeviceFailed
    with pytest.raises(kind, match=sentence) as caught:
        recognizer.recognize(SHORT, OPTIONS)
    assert one_sentence(caught.value)
    assert "device to cpu" in str(caught.value)
    assert size(tmp_path / "calls") == size(tmp_path / "loads") == 1
    assert (recognizer.pid is None) == (kind is EngineDied)
    assert reasons == []


def test_a_card_that_hangs_while_recognising(host: Host, tmp_path: Path) -> None:
    recognizer = host("hangs", device="cuda", timeout=0.2)
    recognizer.load(nothing)
    with pytest.raises(EngineHung, match="device to cpu") as caught:
        recognizer.recognize(SHORT, OPTIONS)
    assert one_sentence(caught.value)
    assert size(tmp_path / "calls") == size(tmp_path / "loads") == 1
    assert recognizer.pid is None


@posix
def test_closing_ends_loading_and_is_no_fault_of_the_card(host: Host, fifo: Path) -> None:
    recognizer = host("waits while loading", device="cuda")
    loading = threading.Event()
    with ThreadPoolExecutor() as pool:
        loaded = pool.submit(recognizer.load, lambda progress: loading.set())
        assert loading.wait(LIMIT)
        recognizer.close()
        with pytest.raises(ModelError, match="closed") as caught:
            loaded.result(LIMIT)
    assert not isinstance(caught.value, DeviceError)
    with pytest.raises(ModelError, match="closed"):
        recognizer.load(nothing)
