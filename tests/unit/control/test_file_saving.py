"""Texts into files. What the forms are like is in test_formats.py of core."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sayso.control.file_saving import Form, form_of, rendered, save, save_beside
from sayso.core.errors import SaysoError
from sayso.core.speech import Segment, Transcript

HEARD = Transcript("Grüße.", (Segment(0.0, 1.5, "Grüße."),), "de", "whisper", "base", 2.0, 0.1)


def test_each_form_is_what_its_name_says() -> None:
    assert rendered(HEARD, Form.TEXT) == "Grüße.\n"
    assert rendered(HEARD, Form.SUBRIP).startswith("1\n00:00:00,000 --> 00:00:01,500\nGrüße.")
    assert rendered(HEARD, Form.WEBVTT).startswith("WEBVTT")
    assert json.loads(rendered(HEARD, Form.JSON))["segments"][0]["end"] == 1.5


def test_the_form_goes_by_the_name() -> None:
    assert form_of(Path("a.SRT")) is Form.SUBRIP
    assert form_of(Path("a.b"), Form.JSON) is Form.JSON
    assert form_of(Path("a")) is Form.TEXT


def test_saving_takes_the_place_of_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("much longer than what comes now")
    save(HEARD, path, Form.TEXT)
    assert path.read_bytes() == "Grüße.\n".encode()


def test_saving_beside_overwrites_nothing(tmp_path: Path) -> None:
    recording = tmp_path / "talk.part.wav"
    there = [save_beside(recording, HEARD, Form.TEXT).name for _ in range(3)]
    assert there == ["talk.part.txt", "talk.part (2).txt", "talk.part (3).txt"]


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    for attempt in (
        lambda: save(HEARD, tmp_path / "gone" / "a.txt", Form.TEXT),
        lambda: save_beside(tmp_path / "gone" / "a.wav", HEARD, Form.TEXT),
    ):
        with pytest.raises(SaysoError, match=r"cannot be written .*; save it in another folder"):
            attempt()
