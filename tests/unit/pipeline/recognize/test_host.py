"""Real child processes that are killed, stopped and orphaned; the text arrives, or a sentence."""

from __future__ import annotations

import importlib
import logging
import os
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

from sayso.core.errors import EngineDied, EngineHung, ModelError, RecognitionError
from sayso.core.events import LoadProgress
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import SAMPLE_RATE, Samples
from sayso.pipeline.recognize.host import HostedRecognizer, _deaf_to_interrupts, time_limit
from sayso.residency.catalog import starter_key
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

    def make(model: str, timeout: float = LIMIT, **more: object) -> HostedRecognizer:
        key = ModelKey("fake", model, tmp_path)
        recognizer = HostedRecognizer(key, timeout_seconds=timeout, make=fake.make, **more)
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
    assert (recognizer.engine, recognizer.model, recognizer.device) == ("fake", "echo", "abacus")
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
    recognizer = HostedRecognizer(starter_key())
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
    recognizer = host("echo", restarted=lambda reason: replaced.set())
    recognizer.load(nothing)
    first = recognizer.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert replaced.wait(LIMIT)
    second = recognizer.pid
    assert second not in (None, first)
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


@posix
def test_ctrl_c_is_no_traceback_of_a_child_that_just_begins() -> None:
    program = "import os, signal; os.kill(os.getpid(), signal.SIGINT); print('went on')"

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )

    with _deaf_to_interrupts():
        deaf = run()
    assert (deaf.stdout, deaf.stderr) == ("went on\n", "")
    assert run().returncode == -signal.SIGINT
