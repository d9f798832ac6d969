"""A fake: it keeps `sayso.desktop.backend.Backend` and does nothing but remember what it was asked.

The real one needs a microphone, a keyboard and a model. Run as a program, this file starts the real
desktop over the fake, with the control socket at ``argv[1]``; each further argument is a wish:
``slow-load`` (loading waits until it is closed), ``no-model`` (loading fails).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from sayso.control.choices import Choice
from sayso.control.commands import Command, Status
from sayso.core.errors import ModelError, SettingsError
from sayso.core.events import Activity, ActivityChanged, Health, LoadProgress, RecognizerChanged
from sayso.core.ports import Publish


class FakeBackend:
    """commands, chosen: what was asked, in order. ``threads``: which thread asked what.

    loads: how often `load` was called. gate: `load` waits for it. load_error, choose_error: raised
    where they are set. close_gate: `close` waits for it.
    """

    def __init__(self, folder: Path = Path("settings")) -> None:
        self.settings_folder = folder
        self.commands: list[Command] = []
        self.chosen: list[str] = []
        self.threads: dict[str, str] = {}
        self.loads = 0
        self.gate = threading.Event()
        self.gate.set()
        self.close_gate = threading.Event()
        self.close_gate.set()
        self.load_error: str | None = None
        self.choose_error: str | None = None
        self.steps: list[LoadProgress] = [
            LoadProgress("Loading the model", "model.bin", 40e6, 145e6)
        ]
        self.closed = 0
        self.publish: Publish = lambda event: None
        self._microphone = "mic-1"
        self._recognizer = "whisper/base.en"
        self._activity = Activity.IDLE
        self._health = Health.STARTING

    def start(self, publish: Publish) -> None:
        self.publish = publish

    def load(self, report: Callable[[LoadProgress], None]) -> None:
        self.loads += 1
        self._called("load")
        for step in self.steps:
            report(step)
        self.gate.wait(60)
        engine, model = self._recognizer.split("/")
        if self.load_error is not None:
            self._health = Health.UNAVAILABLE
            self.publish(RecognizerChanged(Health.UNAVAILABLE, engine, model))
            raise ModelError(self.load_error)
        self._health = Health.READY
        self.publish(RecognizerChanged(Health.READY, engine, model))

    def command(self, command: Command) -> None:
        self.commands.append(command)
        if command is Command.START:
            self._activity = Activity.LISTENING
        elif command is Command.TOGGLE:
            idle = self._activity is not Activity.LISTENING
            self._activity = Activity.LISTENING if idle else Activity.IDLE
        else:
            self._activity = Activity.IDLE
        self.publish(ActivityChanged(self._activity))

    def status(self) -> Status:
        engine, model = self._recognizer.split("/")
        microphone = next(choice.label for choice in self._microphones() if choice.chosen)
        return Status(
            state=self._activity.value,
            hands_free=False,
            health=self._health.value,
            engine=engine,
            model=model,
            device="cpu",
            microphone=microphone,
            last_transcript_at=None,
            message="",
            version="0",
            pid=1,
        )

    def microphones(self) -> Sequence[Choice]:
        self._called("microphones")
        return self._microphones()

    def choose_microphone(self, choice: str) -> None:
        if self.choose_error is not None:
            raise SettingsError(self.choose_error)
        self.chosen.append(choice)
        self._microphone = choice

    def recognizers(self) -> Sequence[Choice]:
        self._called("recognizers")
        lines = [
            Choice("whisper/base.en", "Whisper base.en", "145 MB"),
            Choice("whisper/small", "Whisper small", "480 MB"),
            Choice("starter/en-us", "Starter", "rough"),
        ]
        return [replace(line, chosen=line.id == self._recognizer) for line in lines]

    def choose_recognizer(self, choice: str) -> None:
        if self.choose_error is not None:
            raise SettingsError(self.choose_error)
        self.chosen.append(choice)
        self._recognizer = choice

    def close(self) -> None:
        self._called("close")
        self.gate.set()
        self.close_gate.wait(60)
        self.closed += 1

    def _microphones(self) -> list[Choice]:
        lines = [Choice("mic-1", "Built-in & Audio"), Choice("mic-2", "Headset", "Bluetooth")]
        return [replace(line, chosen=line.id == self._microphone) for line in lines]

    def _called(self, name: str) -> None:
        # Not current_thread(): in Qt's loading thread that would make a dummy that never ends.
        names = {thread.ident: thread.name for thread in threading.enumerate()}
        self.threads[name] = names.get(threading.get_ident(), "not one of Python's")


def main(arguments: list[str]) -> int:
    import time

    from sayso.desktop.application import run

    backend = FakeBackend()
    if "slow-load" in arguments:
        backend.gate.clear()
    if "no-model" in arguments:
        backend.load_error = "The model is damaged; load it again."
    return run(
        lambda: backend,
        check_display=lambda: None,
        clock=time.monotonic,
        socket_path=arguments[0],
    )


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
