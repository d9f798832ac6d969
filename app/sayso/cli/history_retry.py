"""`sayso history retry`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sayso.cli import history
from sayso.cli.say import say, show
from sayso.core.errors import AudioFileError, HistoryError, RecognitionError, SaysoError
from sayso.core.state import State

if TYPE_CHECKING:
    from sayso.archive.history import History
    from sayso.archive.items import Item
    from sayso.core.ports import RecognizeOptions, Recognizer
    from sayso.core.speech import Samples
    from sayso.settings.schema import Settings

_EPILOG = """Without ID it is the newest one that could not be recognised. A range is written 12-20.
The model and everything else is that of the settings, but for what the options say. A model that is
named and not on this machine is downloaded first, unless it is to stay offline.

The new text takes the place of the old one, which `sayso history show` shows still. It goes into no
window: `sayso history copy` puts it on the clipboard.

What cannot be recognised is told on stderr; the others are done, and the exit code is that of the
first one that was not: 11 where its audio is gone. Of several, each text stands below a line
==> ID <==. --json prints an object a line, as the items of `sayso history list --json`."""

_PAGE = 200


def main(arguments: Sequence[str]) -> int:
    """Raises HistoryError, ModelError, SettingsError, UsageError; the rest is told one by one."""
    asked = _parse(arguments)
    from sayso.archive.log import log_to
    from sayso.cli.history_open import found, left_behind, no_such, opened_if_there, spans
    from sayso.cli.history_words import LEFT_BEHIND, NO_HISTORY, NOTHING_TO_RETRY
    from sayso.paths import log_folder

    wanted = spans(asked.ids)
    log_to(log_folder())
    with opened_if_there() as there:
        items, missing = found(there, wanted)
        if missing:
            raise no_such(missing)
        if there is None:
            say(NO_HISTORY)
            return 0
        if not wanted:
            items = newest_without_text(there)
            if not items:
                say(LEFT_BEHIND if left_behind() else NOTHING_TO_RETRY)
                return 0
        audio, first = _audio(items)
        if audio:
            first = first or _all(there, audio, asked)
    return first.exit_code if first else 0


def newest_without_text(there: History) -> list[Item]:
    """One at the most: with audio, if there is such a one. Raises HistoryError."""
    from sayso.archive.items import Query

    states = frozenset({State.HEARD, State.FAILED})
    before: int | None = None
    newest: list[Item] = []
    while page := there.items(Query(states=states, before=before, limit=_PAGE)):
        silent = [item for item in page if item.text is None]
        if with_audio := [item for item in silent if item.clip is not None]:
            return with_audio[:1]
        newest = newest or silent[:1]
        before = page[-1].id
    return newest


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = history.parser("retry", _EPILOG)
    parser.add_argument("ids", nargs="*", metavar="ID", help="as `sayso history list` prints it")
    parser.add_argument(
        "--model", metavar="NAME|FOLDER", help="a Whisper model: its name, as base.en, or folder"
    )
    parser.add_argument(
        "--language", metavar="CODE", help="what is spoken, as en or de; auto listens for it"
    )
    parser.add_argument(
        "--offline", action="store_true", help="fetch nothing, not even the model that is named"
    )
    parser.add_json()
    # What `transcribe` has besides: the settings hold for these.
    parser.set_defaults(engine=None, device=None, compute_type=None, beam_size=None)
    return parser.parse_intermixed_args(arguments)


def _audio(items: Sequence[Item]) -> tuple[list[tuple[Item, Samples]], SaysoError | None]:
    """Before a model is loaded, or even fetched, for nothing."""
    from sayso.archive.recording import read

    there = []
    first: SaysoError | None = None
    for item in items:
        try:
            if item.clip is None:
                raise HistoryError(
                    f"There is no audio of {item.id} any more, so it cannot be recognised again."
                )
            samples = read(item.clip)
            if not len(samples):
                raise HistoryError(f"The audio of {item.id} is empty: it was cut off before that.")
        except (AudioFileError, HistoryError) as error:
            say(str(error))
            first = first or HistoryError(str(error))
            continue
        there.append((item, samples))
    return there, first


def _all(
    there: History, audio: Sequence[tuple[Item, Samples]], asked: argparse.Namespace
) -> SaysoError | None:
    """The first failure. Raises ModelError, SettingsError, HistoryError."""
    from sayso.cli.in_turn import InTurn
    from sayso.cli.progress import say_above
    from sayso.cli.transcribe import ROUGH, chosen, keys_for, step_back
    from sayso.composition.machine import load_settings, make_recognizer

    loaded = load_settings()
    for complaint in loaded.complaints:
        say(complaint)
    settings = chosen(loaded.settings, asked)
    keys = keys_for(settings)
    step_back()
    recognizer = InTurn(keys, lambda key: make_recognizer(key, settings), say_above)
    try:
        if recognizer.engine == "starter":
            say(ROUGH)
        write = _as_json if asked.json else _several if len(audio) > 1 else _alone
        return again(there, audio, recognizer, _options(settings), write)
    finally:
        recognizer.close()


def again(
    there: History,
    audio: Sequence[tuple[Item, Samples]],
    recognizer: Recognizer,
    options: RecognizeOptions,
    write: Callable[[Item], None],
) -> SaysoError | None:
    """Each is kept before the next one is begun. The first failure. Raises ModelError,
    HistoryError."""
    from sayso.cli.progress import Progress
    from sayso.pipeline.rewrite.joining import tidy

    first: SaysoError | None = None
    for item, samples in audio:
        try:
            with Progress(str(item.id), item.audio_seconds) as progress:
                recognizer.load(progress.loading)
                transcript = recognizer.recognize(samples, options)
                progress.reached(item.audio_seconds)
        except RecognitionError as error:
            say(f"{item.id}: {error}")
            first = first or error
            continue
        new = there.retried(item.id, transcript, tidy(transcript.text))
        if not new.text:
            say(f"No words were heard in {item.id}.")
        write(new)
    return first


def _options(settings: Settings) -> RecognizeOptions:
    """As dictation has them."""
    from sayso.core.ports import RecognizeOptions

    recognition = settings.recognition
    language = None if recognition.language == "auto" else recognition.language
    return RecognizeOptions(language, recognition.beam_size)


def _alone(item: Item) -> None:
    from sayso.archive.export_formats import one_line

    show(f"{one_line(item.text or '')}\n")


def _several(item: Item) -> None:
    from sayso.archive.export_formats import one_line

    show(f"==> {item.id} <==\n{one_line(item.text or '')}\n\n")


def _as_json(item: Item) -> None:
    from sayso.archive.export_formats import as_dict, json_text

    show(json_text(as_dict(item)) + "\n")
