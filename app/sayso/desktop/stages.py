"""How far loading is, as a short list of its stages.

Imported before the splash is up, so it imports Qt's core alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from sayso.desktop.wording import can_be_stopped, translate

if TYPE_CHECKING:
    from sayso.core.events import LoadProgress


class Stage(Enum):
    """In the order in which they are shown."""

    DETECTION = 0
    DOWNLOAD = 1
    MODEL = 2
    WARM_UP = 3


class Mark(Enum):
    TO_COME = 0
    NOW = 1
    DONE = 2


_OF_STEPS = {"Voice detection": Stage.DETECTION, "Warming up": Stage.WARM_UP}
"""As `sayso.control.app` and `sayso.pipeline.recognize.host` name their steps."""


def stage_of(progress: LoadProgress) -> Stage:
    """Engines name the steps of bringing a model into memory as they like."""
    if can_be_stopped(progress):
        return Stage.DOWNLOAD
    return _OF_STEPS.get(progress.step, Stage.MODEL)


def name_of(stage: Stage) -> str:
    return {
        Stage.DETECTION: translate("Splash", "Voice detection"),
        Stage.DOWNLOAD: translate("Splash", "Download"),
        Stage.MODEL: translate("Splash", "Model"),
        Stage.WARM_UP: translate("Splash", "Warm-up"),
    }[stage]


def name_of_mark(mark: Mark) -> str:
    """For those who do not see it."""
    return {
        Mark.TO_COME: translate("Splash", "to come"),
        Mark.NOW: translate("Splash", "now"),
        Mark.DONE: translate("Splash", "done"),
    }[mark]


_AT_FIRST = ((Stage.DETECTION, Mark.TO_COME), (Stage.MODEL, Mark.TO_COME),
             (Stage.WARM_UP, Mark.TO_COME))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stages:
    """A download has a line only where there is one. Voice detection is loaded beside the rest, and
    says itself when it is there; what else comes is over when the next stage begins."""

    lines: Sequence[tuple[Stage, Mark]] = _AT_FIRST

    def after(self, progress: LoadProgress) -> Stages:
        now = stage_of(progress)
        over = 0 < progress.total <= progress.done
        marks = dict(self.lines)
        if now is Stage.DETECTION:
            marks[now] = Mark.DONE if over else Mark.NOW
        else:
            marks[now] = Mark.NOW
            for stage in marks:
                if stage is not Stage.DETECTION and stage.value < now.value:
                    marks[stage] = Mark.DONE
                elif stage.value > now.value:  # another model is tried
                    marks[stage] = Mark.TO_COME
        return replace(self, lines=tuple(sorted(marks.items(), key=lambda line: line[0].value)))
