"""A model is chosen that has to come over the network, which has its ways: through the whole app.

The hub is one on loopback, the download's processes are the real ones; only its patience is short.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from loopback_hub import DESCRIPTION, Cut, LoopbackHub, Stall, Status, Wrong
from rig import TINY_WHISPER, Clip
from spoken_app import SECONDS, SpokenApp, install, settings

from sayso import paths
from sayso.core.errors import DownloadCancelled, DownloadError, SaysoError
from sayso.core.events import LoadProgress, UtteranceHeard
from sayso.core.health import Health
from sayso.models.download import Download, partial_folder
from sayso.pipeline.capture.audio_file import read_audio

TINY = "Systran/faster-whisper-tiny"
SIZE = (TINY_WHISPER / "model.bin").stat().st_size
HELLO = Clip.named("hello-world")


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackHub]:
    with LoopbackHub() as hub:
        hub.add(TINY, TINY_WHISPER)
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


def _fetch(name: str) -> Download:
    """As the app makes it, with less patience."""
    return Download(
        TINY, name, paths.models_folder(), offline=False, stall_seconds=1.0, pauses=(0.0,)
    )


@pytest.fixture
def app() -> Iterator[SpokenApp]:
    """With a model that serves."""
    install("ear")
    with SpokenApp(settings(model="ear", model_ttl_seconds=-1.0), fetch=_fetch) as app:
        app.load()
        yield app


class Choosing:
    """The tray's thread, which loads what was chosen."""

    def __init__(self, app: SpokenApp) -> None:
        self.progress: list[LoadProgress] = []
        self.error: SaysoError | None = None
        self._app = app
        self._thread = threading.Thread(target=self._load, name="choosing")
        app.app.choose_recognizer("tiny")
        self._thread.start()

    def end(self) -> None:
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()

    def _load(self) -> None:
        try:
            self._app.load(self.progress.append)
        except SaysoError as error:
            self.error = error


def _one_sentence(error: SaysoError | None) -> str:
    said = str(error)
    assert "\n" not in said
    assert said.count(". ") == 0
    assert said.endswith(".")
    return said


def _wait_for_part(size: int) -> None:
    """Of the weights, on the disk, where another process writes them; other files come beside."""
    partial = partial_folder("tiny", paths.models_folder())
    look = threading.Event()
    for _ in range(int(SECONDS / 0.01)):
        if sum(part.stat().st_size for part in partial.glob("model.bin.*.part")) >= size:
            return
        look.wait(0.01)
    raise AssertionError("it never came")


def _says_hello(app: SpokenApp, model: str) -> None:
    assert app.dictate(read_audio(HELLO.audio)) == f"{HELLO.words} "
    assert app.recognized()[-1].transcript.model == model


def test_what_was_there_serves_until_it_has_come(hub: LoopbackHub, app: SpokenApp) -> None:
    hub.misbehave("model.bin", Cut(300_000), Stall(100_000))
    choosing = Choosing(app)
    hub.wait_stalled()
    _says_hello(app, "ear")
    hub.release()
    choosing.end()
    assert choosing.error is None
    assert app.wait_for(Health.READY).model == "tiny"
    _says_hello(app, "tiny")
    seen = [step for step in choosing.progress if step.step == "Downloading" and step.total]
    done = [step.done for step in seen]
    assert done == sorted(done)
    assert done[-1] > 0
    checked = [step for step in choosing.progress if step.step == "Checking"]
    assert {step.total for step in [*seen, *checked]} == {checked[-1].done}
    assert checked[-1].done > SIZE
    assert hub.asked_for("model.bin")[-1].range


def test_stopped_by_the_person_and_gone_on_with_later(hub: LoopbackHub, app: SpokenApp) -> None:
    hub.misbehave("model.bin", Stall(500_000))
    choosing = Choosing(app)
    hub.wait_stalled()
    _wait_for_part(500_000)
    app.app.stop_loading()
    choosing.end()
    assert isinstance(choosing.error, DownloadCancelled)
    _says_hello(app, "ear")
    assert not (paths.models_folder() / "tiny").exists()
    there = len(hub.asked_for("model.bin"))
    choosing = Choosing(app)
    choosing.end()
    assert choosing.error is None
    _says_hello(app, "tiny")
    [last] = [it for it in hub.asked_for("model.bin")[there:] if it.method == "GET"]
    assert last.range.startswith("bytes=")
    assert 0 < last.sent <= SIZE - 500_000


def test_a_connection_that_stalls_is_made_anew(hub: LoopbackHub, app: SpokenApp) -> None:
    hub.misbehave("model.bin", Stall(500_000))
    choosing = Choosing(app)
    choosing.end()  # nobody releases the hub
    assert choosing.error is None
    _says_hello(app, "tiny")


def test_wrong_bytes_are_never_a_model(hub: LoopbackHub, app: SpokenApp) -> None:
    hub.misbehave("model.bin", *[Wrong()] * 20)
    choosing = Choosing(app)
    choosing.end()
    assert isinstance(choosing.error, DownloadError)
    said = _one_sentence(choosing.error)
    assert "sent something else than tiny" in said
    assert app.app.status().message == said
    assert not (paths.models_folder() / "tiny").exists()
    _says_hello(app, "ear")


def test_a_hub_that_is_down_is_one_sentence(hub: LoopbackHub, app: SpokenApp) -> None:
    hub.misbehave(DESCRIPTION, *[Status(503)] * 50)
    choosing = Choosing(app)
    choosing.end()
    assert isinstance(choosing.error, DownloadError)
    _one_sentence(choosing.error)
    _says_hello(app, "ear")


def test_no_network_is_one_sentence(app: SpokenApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing listens at the address."""
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    choosing = Choosing(app)
    choosing.end()
    assert isinstance(choosing.error, DownloadError)
    _one_sentence(choosing.error)
    _says_hello(app, "ear")


def test_quitting_ends_a_download_at_once(hub: LoopbackHub) -> None:
    """And what was said meanwhile has its text."""
    install("ear")
    hub.misbehave("model.bin", Stall(500_000))
    with SpokenApp(settings(model="ear", model_ttl_seconds=-1.0), fetch=_fetch) as app:
        app.load()
        choosing = Choosing(app)
        hub.wait_stalled()
        app.say(read_audio(HELLO.audio))
        app.wait(lambda: any(isinstance(event, UtteranceHeard) for event in app.events))
    choosing.end()
    assert choosing.error is not None
    assert app.texts == [f"{HELLO.words} "]
