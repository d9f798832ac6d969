"""`sayso transcribe`: recordings in, text, JSON or subtitles out."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from sayso.cli.parser import Parser
from sayso.cli.say import say, show
from sayso.core.errors import UsageError
from sayso.settings.schema import Settings, Value, all_settings

ROUGH = (
    "No Whisper model is used but the built-in starter, which is rough: expect wrong words. "
    "`sayso devices` says where a model belongs."
)

_FORMATS = ("text", "json", "srt", "vtt")

_EPILOG = """formats:
  text  the text of the recording on one line; of several recordings, each below
        a line ==> FILE <== and with an empty line after it
  json  one object on one line, with text, segments (start, end, text; in seconds),
        language, engine, model, audio_seconds, taken_seconds; of several recordings,
        an object a line, each with its file
  srt, vtt  subtitles, of one recording

A recording that cannot be read is told on stderr; the others are done, and the exit code is that
of the first one that was not."""


def main(arguments: Sequence[str]) -> int:
    """Raises ModelError, SettingsError, UsageError; the rest is told file by file."""
    options = _parse(arguments)
    from sayso.archive.log import log_to
    from sayso.cli.output import Output
    from sayso.cli.recordings import Recordings
    from sayso.composition.machine import load_detection, load_settings, make_recognizer
    from sayso.paths import log_folder

    log_to(log_folder())
    loaded = load_settings()
    for complaint in loaded.complaints:
        say(complaint)
    settings = _chosen(loaded.settings, options)
    recognizer = make_recognizer(settings)
    output = Output(options.output, options.file) if options.output else None
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
        if output:
            output.close()
    return first_failure.exit_code if first_failure else 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    choices = {setting.key: setting.rule.choices for setting in all_settings()}
    parser = Parser("transcribe", "Turn recordings into text, on this computer.", _EPILOG)
    parser.add_argument("file", nargs="+", type=Path, help="any sound or video that FFmpeg reads")
    parser.add_argument("--engine", choices=[name for name in choices["engine"] if name != "auto"])
    parser.add_argument(
        "--model", metavar="NAME|FOLDER", help="a Whisper model: its name, as base.en, or folder"
    )
    parser.add_argument("--device", choices=choices["device"], help="what the model runs on")
    parser.add_argument(
        "--compute-type", choices=choices["compute_type"], help="precision of its arithmetic"
    )
    parser.add_argument(
        "--language", metavar="CODE", help="what is spoken, as en or de; auto listens for it"
    )
    parser.add_argument(
        "--beam-size", metavar="N", help="guesses followed at once: 1 is fastest, 5 more exact"
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


def _chosen(settings: Settings, options: argparse.Namespace) -> Settings:
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
    return with_values(settings, values)
