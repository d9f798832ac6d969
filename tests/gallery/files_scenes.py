"""The window for audio and video in its states."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fake_backend import FakeBackend
from PySide6.QtWidgets import QWidget
from scene import Scene

from sayso.control.file_job import FileJob, FileState
from sayso.core.speech import Segment, Transcript
from sayso.desktop.aside import Aside
from sayso.desktop.files.window import FilesWindow

_WORDS = (
    "Good morning, and welcome to the third part of our conversations about the harbour. ",
    "We have with us today the woman who ran the lighthouse for thirty-one years. ",
    "She says that she never once fell asleep on watch, and we believe her. ",
)


def _heard(times: int) -> Transcript:
    segments = tuple(
        Segment(5.0 * at, 5.0 * at + 4.5, _WORDS[at % 3].strip()) for at in range(times)
    )
    text = " ".join(part.text for part in segments)
    return Transcript(text, segments, "en", "whisper", "base.en", 5.0 * times, 1.0 * times)


_RUNNING = FileJob(
    2,
    Path("/home/ada/Videos/harbour-conversations-part-3.mp4"),
    FileState.RECOGNISING,
    audio_seconds=4213.0,
    done_seconds=1731.0,
    seconds_left=412.0,
    transcript=_heard(24),
)
_ALL = (
    FileJob(
        1,
        Path("/home/ada/Music/interview.m4a"),
        FileState.DONE,
        audio_seconds=724.0,
        done_seconds=724.0,
        transcript=_heard(12),
    ),
    _RUNNING,
    FileJob(3, Path("/home/ada/Music/lecture.ogg"), audio_seconds=5400.0),
    FileJob(4, Path("/home/ada/Music/voice note.opus"), FileState.CANCELLED, audio_seconds=31.0),
    FileJob(
        5,
        Path("/home/ada/Music/birds.flac"),
        FileState.DONE,
        audio_seconds=62.0,
        done_seconds=62.0,
        transcript=Transcript("", (), None, "whisper", "base.en", 62.0, 1.0),
    ),
)
_FAILED = (
    FileJob(
        1,
        Path("/media/stick/minutes.mp3"),
        FileState.FAILED,
        audio_seconds=1833.0,
        done_seconds=644.0,
        sentence="/media/stick/minutes.mp3 cannot be read to its end (Input/output error); check "
        "its disk or its network.",
        transcript=_heard(7),
    ),
    FileJob(
        2,
        Path("/home/ada/Documents/letter.pdf"),
        FileState.FAILED,
        sentence="/home/ada/Documents/letter.pdf is not audio, or is damaged; choose a recording "
        "such as WAV, FLAC, MP3, M4A, OGG or a video.",
    ),
    FileJob(3, Path("/home/ada/Music/talk.wav"), FileState.DECODING, audio_seconds=300.0),
)
_LONG = (
    FileJob(
        1,
        Path(
            "/home/ada/Musik/Donaudampfschifffahrtsgesellschaftskapitaensmuetzenversammlung"
            "_Mitschnitt_der_Nachmittagssitzung_vom_Donnerstag_Teil_2_bearbeitet.flac"
        ),
        FileState.RECOGNISING,
        audio_seconds=11_110.0,
        done_seconds=3333.0,
        seconds_left=9000.0,
        transcript=_heard(3),
    ),
)


def _window(*jobs: FileJob, chosen: int = 0) -> Callable[[Path], QWidget]:
    def build(folder: Path) -> QWidget:
        backend = FakeBackend(folder)
        backend.files.jobs = {job.id: job for job in jobs}
        window = FilesWindow(backend, Aside())
        window.choose(chosen)
        return window

    return build


SCENES = (
    Scene("files-empty", _window()),
    Scene("files-all-states", _window(*_ALL, chosen=1)),
    Scene("files-failed", _window(*_FAILED)),
    Scene("files-long-name", _window(*_LONG)),
)
