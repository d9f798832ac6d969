"""The first run, each step in its states."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fake_backend import FakeBackend
from PySide6.QtWidgets import QWidget
from scene import AtOnce, Scene
from values import MICROPHONES

from sayso.control.choices import Choice, microphone_choices, recognizer_choices
from sayso.core.errors import ModelError
from sayso.core.events import (
    Activity,
    ActivityChanged,
    DictationEnded,
    Level,
    LoadProgress,
    Notice,
    SpeechLevel,
    TextInserted,
    TrialEnded,
    TrialLevel,
)
from sayso.core.health import Health
from sayso.desktop.first_run.model_offer import offer
from sayso.desktop.first_run.picture import Edge
from sayso.desktop.first_run.window import FirstRun
from sayso.settings.schema import Recognition

MICROPHONE, MODEL, KEY, TRY, END = range(5)
TAKEN = "Another program has taken F9; choose another key."


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class NewHome(FakeBackend):
    """No Whisper model is here yet."""

    def __init__(self, folder: Path, *, here: tuple[tuple[str, int], ...] = ()) -> None:
        super().__init__(folder)
        self.here = here
        self._recognizer = self._loaded = "starter/pocketsphinx en-us"
        self._health = Health.READY

    def microphones(self) -> list[Choice]:
        return list(microphone_choices(MICROPHONES, "auto"))

    def recognizers(self) -> list[Choice]:
        settings = self.preferences.settings
        return list(
            recognizer_choices(
                self.here,
                "starter",
                "pocketsphinx en-us",
                Recognition(),
                offline=settings.residency.offline,
            )
        )


Prepare = Callable[[FirstRun, NewHome, Clock], None]


def _build(
    step: int,
    prepare: Prepare,
    *,
    tray: bool = True,
    system: str = "linux",
    why_none: str = "",
) -> Callable[[Path], QWidget]:
    def build(folder: Path) -> QWidget:
        from dataclasses import replace

        backend, clock = NewHome(folder), Clock()
        backend.free_keys.none = why_none
        backend.keys = replace(backend.keys, system=system)
        window = FirstRun(
            backend,
            AtOnce(),
            clock=clock,
            tray=tray,
            file=folder / "first-run-done",
        )
        backend.publish = window.happened
        window.show_step(step)
        window._arrive()
        prepare(window, backend, clock)
        return window

    return build


def _silent(window: FirstRun, backend: NewHome, clock: Clock) -> None:
    clock.now = 9.0
    window.happened(TrialLevel(0.0, 0.0, False))


def _no_speech(window: FirstRun, backend: NewHome, clock: Clock) -> None:
    clock.now = 9.0
    window.happened(TrialLevel(0.01, 0.1, False))


def _heard(window: FirstRun, backend: NewHome, clock: Clock) -> None:
    clock.now = 2.0
    window.happened(TrialLevel(0.12, 0.9, True))


def _failed(window: FirstRun, backend: NewHome, clock: Clock) -> None:
    window.happened(
        TrialEnded(
            "The microphone Jabra Evolve2 65 gives no sound; check that it is plugged in and"
            " switched on, or choose another one."
        )
    )


def _nothing(window: FirstRun, backend: NewHome, clock: Clock) -> None: ...


def _download(window: FirstRun, backend: NewHome, clock: Clock) -> None:
    window.model.take()
    window._want_model("small")
    window._show_buttons()
    for second in range(5):
        clock.now = float(second)
        done = 60e6 + second * 4.2e6
        window.happened(LoadProgress("Downloading", "small", done, 488e6, seconds_left=98.0))


def _folder_refused(window: FirstRun, backend: NewHome, clock: Clock) -> None:
    window.model._failed(
        ModelError(
            "The model in /home/ada/Downloads/whisper is incomplete, tokenizer.json is missing:"
            " copy the whole folder again, or remove it and download the model."
        )
    )


def _is_here(window: FirstRun, backend: NewHome, clock: Clock) -> None:
    backend.here = (("base.en", 145_000_000), ("small", 484_000_000))
    window.model._came(offer(backend.recognizers(), backend.recommended()))


def _offline(window: FirstRun, backend: NewHome, clock: Clock) -> None:
    backend.preferences.change({"offline": True})
    window.model._came(offer(backend.recognizers(), backend.recommended()))


def _recording(window: FirstRun, backend: NewHome, clock: Clock) -> None:
    window.key.capture.record()


def _kept(window: FirstRun, backend: NewHome, clock: Clock) -> None:
    window.key.capture.set_key("f9")
    window.key._captured("f9")


def _clash(window: FirstRun, backend: NewHome, clock: Clock) -> None:
    window.key.capture.set_key("ctrl+c")
    window.key._captured("ctrl+c")


def _taken(window: FirstRun, backend: NewHome, clock: Clock) -> None:
    backend.free_keys.taken["f9"] = TAKEN
    window.key._captured("f9")


def _download_failed(window: FirstRun, backend: NewHome, clock: Clock) -> None:
    _download(window, backend, clock)
    window.happened(
        Notice(
            Level.ERROR,
            "There is no connection to huggingface.co: check the network and, if there is one, the"
            " proxy.",
        )
    )


def _listening(window: FirstRun, backend: NewHome, clock: Clock) -> None:
    window.happened(ActivityChanged(Activity.LISTENING))
    window.happened(SpeechLevel(0.1, 0.9))


def _tried(window: FirstRun, backend: NewHome, clock: Clock) -> None:
    _listening(window, backend, clock)
    window.happened(ActivityChanged(Activity.RECOGNIZING))
    window.trial.field.insertPlainText("The quick brown fox jumps over the lazy dog. ")
    window.happened(TextInserted(1, "The quick brown fox…", "clipboard paste", True))
    window.happened(DictationEnded(1, False))
    _download(window, backend, clock)


def _nothing_heard(window: FirstRun, backend: NewHome, clock: Clock) -> None:
    _listening(window, backend, clock)
    window.happened(DictationEnded(1, False))


def _end_at(where: Edge, system: str) -> Prepare:
    def prepare(window: FirstRun, backend: NewHome, clock: Clock) -> None:
        shown = window.end.picture
        shown._edge, shown._system = where, system

    return prepare


def _close(widget: QWidget) -> None:
    assert isinstance(widget, FirstRun)
    widget._leave()


def _scenes() -> Iterator[Scene]:
    states: dict[str, tuple[int, Prepare, dict[str, Any]]] = {
        "1-microphone-say-something": (MICROPHONE, _nothing, {}),
        "1-microphone-heard": (MICROPHONE, _heard, {}),
        "1-microphone-silent": (MICROPHONE, _silent, {}),
        "1-microphone-silent-macos": (MICROPHONE, _silent, {"system": "macos"}),
        "1-microphone-no-speech": (MICROPHONE, _no_speech, {}),
        "1-microphone-failed": (MICROPHONE, _failed, {}),
        "2-model": (MODEL, _nothing, {}),
        "2-model-downloading": (MODEL, _download, {}),
        "2-model-is-here": (MODEL, _is_here, {}),
        "2-model-offline": (MODEL, _offline, {}),
        "2-model-folder-refused": (MODEL, _folder_refused, {}),
        "3-key": (KEY, _nothing, {}),
        "3-key-recording": (KEY, _recording, {}),
        "3-key-kept": (KEY, _kept, {}),
        "3-key-conflict": (KEY, _clash, {}),
        "3-key-taken": (KEY, _taken, {}),
        "3-key-taken-macos": (KEY, _taken, {"system": "macos"}),
        "3-key-wayland": (KEY, _nothing, {"why_none": "On Wayland only the compositor may."}),
        "3-key-download-failed": (KEY, _download_failed, {}),
        "4-try": (TRY, _nothing, {}),
        "4-try-listening": (TRY, _listening, {}),
        "4-try-tried-while-downloading": (TRY, _tried, {}),
        "4-try-nothing-heard": (TRY, _nothing_heard, {}),
        "5-end-linux": (END, _end_at(Edge.BOTTOM, "linux"), {}),
        "5-end-left-panel": (END, _end_at(Edge.LEFT, "linux"), {}),
        "5-end-windows": (END, _end_at(Edge.BOTTOM, "windows"), {"system": "windows"}),
        "5-end-macos": (END, _end_at(Edge.TOP, "macos"), {"system": "macos"}),
        "5-end-without-tray": (END, _nothing, {"tray": False}),
    }
    for name, (step, prepare, more) in states.items():
        yield Scene(f"first-run-{name}", _build(step, prepare, **more), _close)


SCENES = tuple(_scenes())
