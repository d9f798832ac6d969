"""`sayso transcribe`: recordings in, text, JSON or subtitles out."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.cli.parser import Parser
from sayso.cli.say import say, show
from sayso.core.errors import AudioFileError, ModelError, UsageError
from sayso.settings.schema import Settings, Value, all_settings

if TYPE_CHECKING:
    from sayso.residency.model import ModelKey

ROUGH = (
    "No Whisper model is used but the built-in starter, which is rough: expect wrong words. "
    "`sayso models` lists better ones."
)

LOW_PRIORITY = 10
"""Of Unix's 19: a dictation that goes on meanwhile comes first, and an idle machine is used in
full. The engine's process takes it over from this one."""

_FORMATS = ("text", "json", "srt", "vtt")

_EPILOG = """formats:
  text  the text of the recording on one line; of several recordings, each below
        a line ==> FILE <== and with an empty line after it
  json  one object on one line, with text, segments (start, end, text; in seconds),
        language, engine, model, audio_seconds, taken_seconds; of several recordings,
        an object a line, each with its file
  srt, vtt  subtitles, of one recording

A model that is named and not on this machine is downloaded first, unless it is to stay offline;
nothing is ever downloaded for `auto`. Where a graphics card fails, the processor takes over.

A recording that cannot be read is told on stderr; the others are done, and the exit code is that
of the first one that was not."""


def main(arguments: Sequence[str]) -> int:
    """Raises ModelError, SettingsError, UsageError; the rest is told file by file."""
    options = _parse(arguments)
    from sayso.archive.log import log_to
    from sayso.cli.in_turn import InTurn
    from sayso.cli.output import Output
    from sayso.cli.progress import say_above
    from sayso.cli.recordings import Recordings
    from sayso.composition.machine import load_detection, load_settings, make_recognizer
    from sayso.paths import log_folder

    log_to(log_folder())
    loaded = load_settings()
    for complaint in loaded.complaints:
        say(complaint)
    settings = chosen(loaded.settings, options)
    output = Output(options.output, options.file) if options.output else None
    try:
        if not any(file.exists() for file in options.file):
            return _none_is_there(options.file)  # before a model is fetched for them
        keys = keys_for(settings)
        step_back()
        recognizer = InTurn(keys, lambda key: make_recognizer(key, settings), say_above)
        try:
            if recognizer.engine == "starter":
                say(ROUGH)
            work = Recordings(
                recognizer,
                load_detection,
                settings,
                clock=time.monotonic,
                write=output.write if output else show,
                say=say,
            )
            first_failure = work.all(options.file, options.format)
            if output and work.written:
                output.keep()
        finally:
            recognizer.close()
    finally:
        if output:
            output.close()
    return first_failure.exit_code if first_failure else 0


def _none_is_there(files: Sequence[Path]) -> int:
    from sayso.pipeline.capture.audio_file import read_audio

    for file in files:
        try:
            read_audio(file)
        except AudioFileError as error:
            say(str(error))
    return AudioFileError.exit_code


def keys_for(settings: Settings) -> Sequence[ModelKey]:
    """What to recognise with, best first. A model that was named is downloaded, if it is not
    there; ``auto`` never downloads anything. Raises ModelError."""
    from sayso.composition import machine

    plan = machine.plan(settings)
    if plan.missing:
        if settings.residency.offline:
            raise ModelError(
                f"The model {plan.missing} is not on this machine, and offline is set: get it with "
                f"`sayso models download {plan.missing}` while there is a network."
            )
        from sayso.cli.models_download import download

        download(plan.missing, settings)
        plan = machine.plan(settings)
    if plan.fault is not None:
        raise plan.fault
    if not plan.wanted:
        raise ModelError(
            f"The model {settings.recognition.model} cannot be used: see `sayso models list`."
        )
    # What stands in for a model in dictation, so that no word is lost, is another one, which would
    # only surprise here; but for the same model on the processor.
    folder = plan.wanted[0].folder
    return [*plan.wanted, *(key for key in plan.stand_ins if folder and key.folder == folder)]


def step_back() -> None:
    import logging

    import psutil

    # Windows counts in classes, which psutil has there alone.
    wanted = getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", LOW_PRIORITY)
    this = psutil.Process()
    try:
        if wanted != LOW_PRIORITY or this.nice() < LOW_PRIORITY:
            this.nice(wanted)
    except (OSError, psutil.Error) as error:
        logging.getLogger(__name__).info("The priority stays as it is: %s", error)


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    choices = {setting.key: setting.rule.choices for setting in all_settings()}
    parser = Parser("transcribe", "Turn recordings into text, on this computer.", _EPILOG)
    parser.add_argument("file", nargs="+", type=Path, help="any sound or video that FFmpeg reads")
    parser.add_argument("--engine", choices=[name for name in choices["engine"] if name != "auto"])
    parser.add_argument(
        "--model", metavar="NAME|FOLDER", help="a Whisper model: its name, as base.en, or folder"
    )
    parser.add_argument("--device", metavar="auto|cpu|cuda|cuda:N", help="what the model runs on")
    parser.add_argument(
        "--compute-type", choices=choices["compute_type"], help="precision of its arithmetic"
    )
    parser.add_argument(
        "--language", metavar="CODE", help="what is spoken, as en or de; auto listens for it"
    )
    parser.add_argument(
        "--beam-size", metavar="N", help="guesses followed at once: 1 is fastest, 5 more exact"
    )
    parser.add_argument(
        "--offline", action="store_true", help="fetch nothing, not even the model that is named"
    )
    parser.add_argument("--format", choices=_FORMATS, default="text", help="(default: text)")
    parser.add_argument(
        "--output", metavar="FILE", type=Path, help="write there instead of on the terminal"
    )
    options = parser.parse_args(arguments)
    if options.format in ("srt", "vtt") and len(options.file) > 1:
        raise UsageError(f"{options.format} holds one recording; give one file at a time.")
    if options.engine == "starter" and options.model is not None:
        raise UsageError("The starter brings its own model; leave out --model or --engine.")
    return options


def chosen(settings: Settings, options: argparse.Namespace) -> Settings:
    """The command line wins over environment and file. Raises SettingsError."""
    from sayso.settings.store import parse, with_values

    known = {setting.key: setting for setting in all_settings()}
    asked = {
        key: value
        for key in ("engine", "model", "device", "compute_type", "language", "beam_size")
        if (value := getattr(options, key)) is not None
    }
    if "model" in asked:
        asked.setdefault("engine", "whisper")  # whatever the settings say of the engine
    values: dict[str, Value] = {key: parse(known[key], value) for key, value in asked.items()}
    if options.offline:
        values["offline"] = True
    return with_values(settings, values)
