"""What waits long to be recognised need not wait in memory: the journal has it on disk."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from journal_stage import ENOUGH, SAFE, Talk, desk

from sayso.archive.journal import Journal
from sayso.core.errors import AudioFileError
from sayso.core.speech import Samples, Utterance


def on_disk(journal: Journal, utterance: Utterance) -> Callable[[], Samples]:
    """Once the recorder's thread has got to it."""
    until, look = time.monotonic() + ENOUGH, threading.Event()
    while (fetch := journal.on_disk(utterance)) is None:
        assert time.monotonic() < until
        look.wait(0.005)
    return fetch


def test_it_comes_back_bit_for_bit_while_the_dictation_goes_on(tmp_path: Path) -> None:
    with desk(tmp_path / "history") as here:
        talk = Talk(here.journal())
        spoken = [talk.heard(seconds) for seconds in (0.7, 1.3, 0.9)]
        talk.speak(1.0)
        fetches = [on_disk(talk.journal, one) for one in spoken]
        talk.speak(1.0)
        for one, fetch in zip(spoken, fetches, strict=True):
            assert np.array_equal(fetch(), one.samples)
        talk.end()
        assert np.array_equal(fetches[0](), spoken[0].samples)


def test_what_is_not_written_yet_is_not_there(tmp_path: Path) -> None:
    with desk(tmp_path / "history") as here:
        talk = Talk(here.journal())
        talk.heard(0.5)
        ahead = Utterance(1, 1, np.zeros(80_000, np.float32), talk.samples, talk.samples + 1)
        assert talk.journal.on_disk(ahead) is None


def test_silence_in_its_place_is_not_what_was_heard(tmp_path: Path) -> None:
    """Which stands there where the disk hung for a minute."""
    with desk(tmp_path / "history") as here:
        talk = Talk(here.journal())
        spoken = talk.heard(0.5)
        talk.journal.frame(1, np.zeros(16_000, np.float32))
        heard = Utterance(1, 1, spoken.samples, talk.samples, talk.samples + len(spoken.samples))
        silent = replace(heard, samples=np.zeros_like(spoken.samples))
        on_disk(talk.journal, silent)
        assert talk.journal.on_disk(heard) is None


def test_what_is_louder_than_16_bits_hold_is_there(tmp_path: Path) -> None:
    with desk(tmp_path / "history") as here:
        talk = Talk(here.journal())
        samples = np.linspace(-1.5, 1.5, 8000, dtype=np.float32)
        for at in range(0, 8000, 500):
            talk.journal.frame(1, samples[at : at + 500])
        talk.speak(0.5)
        on_disk(talk.journal, Utterance(1, 0, samples, 0, 8000))


def test_what_leaves_no_trace_is_not_there(tmp_path: Path) -> None:
    with desk(tmp_path / "history") as here:
        journal = here.journal(no_trace_in=frozenset({"keepassxc"}))
        talk = Talk(journal, target=SAFE)
        assert journal.on_disk(talk.heard(0.5)) is None


def test_a_recording_that_is_cut_off_meanwhile_is_said(tmp_path: Path) -> None:
    with desk(tmp_path / "history") as here:
        talk = Talk(here.journal())
        spoken = talk.heard(1.0)
        talk.speak(1.0)
        fetch = on_disk(talk.journal, spoken)
        talk.end()
        talk.journal.close(ENOUGH)
        [file] = here.recordings()
        with file.open("r+b") as opened:
            opened.truncate(5000)
        with pytest.raises(AudioFileError, match="cut off"):
            fetch()
