"""The history in words, in the language of the windows. Pure, but for that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

from sayso.archive.browsing import Dictation
from sayso.archive.items import Earlier, Retention
from sayso.archive.statistics import TYPED_WORDS_A_MINUTE, Day, Totals
from sayso.core.state import UNDELIVERED, State
from sayso.desktop import languages
from sayso.desktop.sentences import said
from sayso.desktop.wording import translate

_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:s|min|h)\b)")


def state(of: State) -> str:
    """In a word or two."""
    return {
        State.HEARD: translate("History", "not recognised"),
        State.RECOGNISED: translate("History", "not delivered"),
        State.INSERTING: translate("History", "perhaps inserted"),
        State.INSERTED: translate("History", "inserted"),
        State.COPIED: translate("History", "copied"),
        State.TAKEN_BACK: translate("History", "taken back"),
        State.EMPTY: translate("History", "no words"),
        State.CANCELLED: translate("History", "discarded"),
        State.FAILED: translate("History", "failed"),
        State.REFUSED: translate("History", "refused"),
    }[of]


def state_of(dictation: Dictation) -> str:
    """And whether the person was asked already what is to become of it."""
    item = dictation.told
    if item.state in UNDELIVERED and item.offered:
        return translate("History", "{state}, offered").format(state=state(item.state))
    return state(item.state)


def day(of: date, today: date) -> str:
    if of == today:
        return translate("History", "Today")
    if of == today - timedelta(days=1):
        return translate("History", "Yesterday")
    locale = QLocale()
    form = locale.dateFormat(QLocale.FormatType.LongFormat)
    return locale.toString(QDate(of.year, of.month, of.day), form)


def clock(at: datetime) -> str:
    """The time of the day, as the wall had it then."""
    return QLocale().toString(QTime(at.hour, at.minute), QLocale.FormatType.ShortFormat)


def moment(at: datetime, today: date) -> str:
    return translate("History", "{day}, {time}").format(day=day(at.date(), today), time=clock(at))


def short_moment(at: datetime) -> str:
    local = QDateTime(QDate(at.year, at.month, at.day), QTime(at.hour, at.minute))
    return QLocale().toString(local, QLocale.FormatType.ShortFormat)


def length(seconds: float) -> str:
    """``0:07``, ``1:02:03``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def time_span(minutes: float) -> str:
    """``3 h 12 min``, rounded down: it says what is gained."""
    hours, left = divmod(int(minutes), 60)
    if hours:
        return translate("History", "{hours} h {minutes} min").format(hours=hours, minutes=left)
    return translate("History", "{n} min").format(n=left)


def number(of: float) -> str:
    return QLocale().toString(round(of))


def dictations(many: int) -> str:
    if many == 1:
        return translate("History", "1 dictation")
    return translate("History", "{n} dictations").format(n=number(many))


def deleted(many: int) -> str:
    if many == 1:
        return translate("History", "1 dictation deleted")
    return translate("History", "{n} dictations deleted").format(n=number(many))


def exported(many: int, file: str) -> str:
    if many == 1:
        return translate("History", "1 dictation went into {file}.").format(file=file)
    return translate("History", "{n} dictations went into {file}.").format(
        n=number(many), file=file
    )


def spoken_row(dictation: Dictation, today: date) -> str:
    """A row as a screen reader says it."""
    parts = [
        dictation.text or translate("History", "no text"),
        moment(dictation.first.started_at, today),
        dictation.first.application,
        state_of(dictation),
    ]
    return ". ".join(part for part in parts if part)


def facts(dictation: Dictation) -> str:
    """What is known of it beside its text, on one line."""
    return "\N{NO-BREAK SPACE}· ".join(map(_together, _facts(dictation)))


def _facts(dictation: Dictation) -> Iterable[str]:
    items = dictation.utterances
    form = (
        translate("History", "{length} of audio")
        if dictation.has_audio
        else translate("History", "{length} of audio, not kept any more")
    )
    yield form.format(length=length(dictation.audio_seconds))
    for code in dict.fromkeys(item.language for item in items if item.language):
        yield languages.setting(code)
    for model in dict.fromkeys(_model(item.engine, item.model) for item in items):
        if model:
            yield model
    if taken := sum(item.taken_seconds or 0.0 for item in items):
        yield translate("History", "recognised in {n} s").format(n=_seconds(taken))
    late = [item.delivered_seconds for item in items if item.delivered_seconds is not None]
    if late:
        yield translate("History", "in the window {n} s after the last word").format(
            n=_seconds(late[-1])
        )
    if dictation.told.way:
        yield said(dictation.told.way)


def version(earlier: Earlier, *, edited: bool) -> str:
    """The heading of what it was taken for before. edited: the person wrote it."""
    by = _model(earlier.engine, earlier.model)
    at = short_moment(earlier.at)
    form = (
        translate("History", "As you corrected it, {at}:")
        if edited
        else translate("History", "{model}, {at}:")
    )
    return form.format(model=by, at=at)


def retention(kept: Retention) -> str:
    """What is kept for how long, in a sentence."""
    audio, text = kept.audio_days, kept.text_days
    if audio is None and text is None:
        return translate("History", "Audio and text are kept for ever.")
    return translate("History", "Audio is kept {audio}, text {text}.").format(
        audio=_for(audio), text=_for(text)
    )


def totals(of: Totals) -> str:
    """Of the last 30 days."""
    if not of.words:
        return translate("History", "Nothing was dictated in the last 30 days.")
    sentence = translate(
        "History", "Last 30 days: {words} words · {pace} words a minute · {saved} saved"
    ).format(
        words=number(of.words), pace=number(of.words_a_minute), saved=time_span(of.minutes_saved)
    )
    return _together(sentence)


def how_saved() -> str:
    """What the time saved is measured against."""
    return translate(
        "History",
        "Saved against typing {n} words a minute, the mean of 168,000 people in a typing test"
        " (Dhakal and others, CHI 2018). Most people type more slowly, so it is rather too little"
        " than too much.",
    ).format(n=number(TYPED_WORDS_A_MINUTE))


def day_words(of: Day, today: date) -> str:
    """``Yesterday: 120 words``."""
    if of.words == 1:
        return translate("History", "{day}: 1 word").format(day=day(of.day, today))
    return translate("History", "{day}: {n} words").format(
        day=day(of.day, today), n=number(of.words)
    )


def chart(days: Sequence[Day], of: Totals, today: date) -> str:
    """The chart for whoever does not see it."""
    heading = translate("History", "Words a day. {totals}.").format(totals=totals(of).rstrip("."))
    return "\n".join([heading, *(day_words(each, today) for each in days if each.words)])


def _for(days: float | None) -> str:
    if days is None:
        return translate("History", "for ever")
    if days == 0:
        return translate("History", "until it is delivered")
    if days == 1:
        return translate("History", "1 day")
    text = QLocale().toString(days, "f", 0 if days == int(days) else 1)
    return translate("History", "{n} days").format(n=text)


def _model(engine: str, model: str) -> str:
    if engine == "whisper":
        return f"Whisper {model}"
    if engine == "starter":
        return translate("History", "the starter")
    return f"{engine} {model}".strip()


def _together(text: str) -> str:
    """A number and its unit on one line."""
    return _BEFORE_UNIT.sub("\N{NO-BREAK SPACE}", text)


def _seconds(value: float) -> str:
    return QLocale().toString(value, "f", 1 if value < 10 else 0)
