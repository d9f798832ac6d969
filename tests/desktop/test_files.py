"""A recording becomes text while somebody dictates: one engine, in its own process, does both."""

from __future__ import annotations

import logging
import threading
import wave
from pathlib import Path

import numpy as np
import pytest
from rig import Clip
from spoken_app import SECONDS, SpokenApp, install, settings, silence

from sayso import paths
from sayso.archive.history import History
from sayso.composition import machine
from sayso.control.file_job import FileJob, FileState
from sayso.core.events import UtteranceRecognized
from sayso.core.speech import SAMPLE_RATE
from sayso.pipeline.capture.audio_file import read_audio

NAMES = ("hello-world", "good-morning-world", "close-the-file", "save-the-file", "thank-you")
CLIPS = [Clip.named(name) for name in NAMES]
SAID = Clip.named("new-file")
ROUNDS = 4


def recording(path: Path) -> list[Clip]:
    """All clips, some times over, so far apart that each is a piece of its own."""
    clips = CLIPS * ROUNDS
    gap = silence(3)
    sound = np.concatenate([part for clip in clips for part in (read_audio(clip.audio), gap)])
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((sound * 32767).astype("<i2").tobytes())
    return clips


def test_a_dictation_in_the_middle_of_a_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    path = tmp_path / "private-talk.wav"
    clips = recording(path)
    install("ear")
    sound = read_audio(SAID.audio)
    with SpokenApp(settings(model="ear")) as app:
        app.load()

        def job() -> FileJob:
            (found,) = app.app.files.standing()
            return found

        def pieces() -> int:
            heard = job().transcript
            return len(heard.segments) if heard is not None else 0

        app.app.files.add([path])
        app.wait(lambda: pieces() > 1)
        number = app.say(sound)
        assert app.text_of(number) == f"{SAID.words} "
        during = pieces()
        assert job().state is FileState.RECOGNISING
        app.wait(lambda: job().state.is_over)
        done = job()
        assert done.sentence == ""
        assert done.transcript is not None
        assert done.transcript.text == " ".join(clip.words for clip in clips)
        assert during < len(done.transcript.segments) == len(clips)
        recognized = [it for it in app.events if isinstance(it, UtteranceRecognized)]
        assert [it.text for it in recognized] == [SAID.words]
        # And the model may go again, as nobody uses it.
        for thread in threading.enumerate():
            if thread.name == "files":
                thread.join(SECONDS)
        assert not any(it.in_use for it in app.app.status().models)
    # Nothing of the file is left anywhere but with whoever has its text.
    assert "private-talk" not in caplog.text
    assert CLIPS[0].words not in caplog.text
    history = History(paths.history_folder(), now=machine.now)
    try:
        assert [item.text for item in history.items()] == [SAID.words]
    finally:
        history.close()
