"""What is said of a file in the list."""

from __future__ import annotations

import math

from PySide6.QtCore import QLocale

from sayso.control.file_job import FileJob, FileState
from sayso.control.file_saving import Form
from sayso.desktop.sentences import said
from sayso.desktop.wording import time_left, translate


def length(seconds: float | None) -> str:
    """``12:04``, ``1:02:03``; empty where it is not known."""
    if seconds is None:
        return ""
    minutes, rest = divmod(math.ceil(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def share(job: FileJob) -> float:
    """0…1 of it is done."""
    if job.state is FileState.DONE:
        return 1.0
    return min(1.0, job.done_seconds / job.audio_seconds) if job.audio_seconds else 0.0


def state(job: FileJob) -> str:
    match job.state:
        case FileState.WAITING:
            return translate("Files", "Waiting")
        case FileState.DECODING:
            return translate("Files", "Listening for speech")
        case FileState.RECOGNISING:
            if not job.audio_seconds:
                return translate("Files", "Recognising")
            return translate("Files", "Recognising, {percent} done").format(percent=_percent(job))
        case FileState.DONE:
            if job.transcript is None or not job.transcript.text:
                return translate("Files", "Done; no speech was heard")
            return translate("Files", "Done")
        case FileState.FAILED:
            return translate("Files", "Failed")
        case FileState.CANCELLED:
            return translate("Files", "Cancelled")


def left(job: FileJob) -> str:
    return time_left(job.seconds_left) if job.state.is_under_way else ""


def sentence(job: FileJob) -> str:
    """What went wrong."""
    return said(job.sentence) if job.sentence else ""


def aloud(job: FileJob) -> str:
    """The whole row in words, as it is read out."""
    parts = (job.path.name, length(job.audio_seconds), state(job), left(job), sentence(job))
    return ", ".join(part for part in parts if part)


def form(which: Form) -> str:
    match which:
        case Form.TEXT:
            return translate("Files", "Plain text")
        case Form.SUBRIP:
            return translate("Files", "Subtitles (SubRip)")
        case Form.WEBVTT:
            return translate("Files", "Subtitles (WebVTT)")
        case Form.JSON:
            return translate("Files", "JSON, with times")


def _percent(job: FileJob) -> str:
    return f"{QLocale().toString(math.floor(share(job) * 100))}{QLocale().percent()}"
