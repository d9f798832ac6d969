from __future__ import annotations

import pytest

from sayso.core.events import LoadProgress
from sayso.desktop.stages import Mark, Stage, Stages, stage_of

DETECTION = LoadProgress("Voice detection")
DETECTED = LoadProgress("Voice detection", "", 1, 1, "")
CONNECTING = LoadProgress("Connecting", "small")
DOWNLOADING = LoadProgress("Downloading", "small · file 2 of 5", 63e6, 145e6)
STARTING = LoadProgress("Starting Whisper", "small")
READING = LoadProgress("Reading the model", "small/model.bin", 145e6, 145e6)
WARMING = LoadProgress("Warming up", "small", 1, 1, "passes")


@pytest.mark.parametrize(
    ("progress", "stage"),
    [
        (DETECTION, Stage.DETECTION),
        (CONNECTING, Stage.DOWNLOAD),
        (DOWNLOADING, Stage.DOWNLOAD),
        (LoadProgress("Checking", "small"), Stage.DOWNLOAD),
        (STARTING, Stage.MODEL),
        (LoadProgress("Whatever an engine says"), Stage.MODEL),
        (WARMING, Stage.WARM_UP),
    ],
)
def test_which_stage_a_step_is_of(progress: LoadProgress, stage: Stage) -> None:
    assert stage_of(progress) is stage


@pytest.mark.parametrize(
    ("steps", "marks"),
    [
        ((), "D  M  W "),
        ((DETECTION,), "D> M  W "),
        ((DETECTION, STARTING), "D> M> W "),
        ((DETECTION, STARTING, DETECTED), "Dx M> W "),
        ((DETECTION, DETECTED, READING), "Dx M> W "),  # read, and not loaded yet
        ((STARTING, WARMING), "D  Mx W>"),
        ((CONNECTING,), "D  L> M  W "),
        ((DOWNLOADING, STARTING), "D  Lx M> W "),
        ((STARTING, WARMING, STARTING), "D  M> W "),  # on another device
        ((STARTING, DOWNLOADING), "D  L> M  W "),
    ],
)
def test_what_is_done_and_what_is_to_come(steps: tuple[LoadProgress, ...], marks: str) -> None:
    stages = Stages()
    for progress in steps:
        stages = stages.after(progress)
    letters = {
        Stage.DETECTION: "D",
        Stage.DOWNLOAD: "L",
        Stage.MODEL: "M",
        Stage.WARM_UP: "W",
    }
    signs = {Mark.TO_COME: " ", Mark.NOW: ">", Mark.DONE: "x"}
    told = " ".join(f"{letters[stage]}{signs[mark]}" for stage, mark in stages.lines)
    assert told == marks
