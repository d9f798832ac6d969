"""What the pill says, worked out from what is shown elsewhere, too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sayso.core.events import Activity, Level
from sayso.desktop import texts
from sayso.desktop.shown import Shown
from sayso.desktop.wording import translate


class Sign(StrEnum):
    """Each of a shape of its own."""

    LISTENING = "listening"
    HANDS_FREE = "hands-free"
    WORKING = "working"
    WELL = "well"
    COPIED = "copied"
    DISCARDED = "discarded"
    INFO = "info"
    CARE = "care"
    WRONG = "wrong"


SIGN_OF = {Level.INFO: Sign.INFO, Level.WARNING: Sign.CARE, Level.ERROR: Sign.WRONG}


@dataclass(frozen=True, slots=True)
class Moment:
    """What is told for some seconds."""

    sign: Sign
    text: str
    seconds: float

    @property
    def is_notice(self) -> bool:
        return self.sign in SIGN_OF.values()


@dataclass(frozen=True, slots=True)
class Face:
    """All of it but what moves: waveform and seconds.

    title: the state in words, where the sign and the waveform do not say enough. hint: smaller,
    and left out first. wave: with waveform and seconds. traceless: nothing is written down.
    preview: words that are recognised; settled: they will not change any more.
    message, level: below the rest.
    """

    sign: Sign
    title: str = ""
    hint: str = ""
    wave: bool = False
    traceless: bool = False
    preview: str = ""
    settled: bool = False
    message: str = ""
    message_sign: Sign = Sign.INFO

    @property
    def words(self) -> str:
        """For those who hear it: what the shapes tell, too, and nothing of what was said."""
        state = self.title
        if self.wave:
            state = translate("Overlay", "Listening")
            if self.sign is Sign.HANDS_FREE:
                state = translate("Overlay", "Listening, hands-free")
        trace = translate("Overlay", "Leaves no trace") if self.traceless else ""
        return " · ".join(part for part in ("Sayso", state, trace, self.message) if part)


def face(shown: Shown, moment: Moment | None, *, preview: str, hints: bool) -> Face | None:
    """None: nothing is to be seen. ``preview``: the words of this dictation that may be shown.
    ``hints``: whether to tell what Escape and the key do."""
    message = moment.text if moment is not None and moment.is_notice else ""
    sign = moment.sign if moment is not None and moment.is_notice else Sign.INFO
    if shown.activity is Activity.LISTENING:
        return Face(
            Sign.HANDS_FREE if shown.hands_free else Sign.LISTENING,
            translate("Overlay", "Hands-free") if shown.hands_free else "",
            _hint(shown, hints),
            wave=True,
            traceless=shown.traceless,
            preview=preview,
            message=message,
            message_sign=sign,
        )
    if shown.activity is Activity.RECOGNIZING:
        return Face(
            Sign.WORKING,
            _working(shown),
            texts.backlog(shown),
            traceless=shown.traceless,
            preview=preview,
            message=message,
            message_sign=sign,
        )
    if moment is None:
        return None
    if moment.is_notice:
        return Face(moment.sign, message=moment.text, message_sign=moment.sign)
    if moment.sign is Sign.DISCARDED:
        preview = ""  # what is recognised may stand in its window already: the rest was discarded
    return Face(moment.sign, moment.text, preview=preview, settled=True)


def well() -> Moment:
    return Moment(Sign.WELL, translate("Overlay", "Inserted"), 1.4)


def copied() -> Moment:
    return Moment(Sign.COPIED, translate("Overlay", "On the clipboard: paste it"), 3.0)


def waits() -> Moment:
    text = translate("Overlay", "The text waits for its window.")
    return Moment(Sign.CARE, text, reading_seconds(text))


def discarded() -> Moment:
    return Moment(Sign.DISCARDED, translate("Overlay", "Discarded"), 1.4)


def taken_back() -> Moment:
    return Moment(Sign.DISCARDED, translate("Overlay", "Taken back"), 1.8)


def nothing_heard() -> Moment:
    return Moment(Sign.DISCARDED, translate("Overlay", "No words were heard"), 2.2)


def told(level: Level, text: str) -> Moment:
    return Moment(SIGN_OF[level], text, reading_seconds(text))


def reading_seconds(text: str) -> float:
    """To notice it, and to read it: subtitles for adults have at most 17 characters a second
    (Netflix, Timed Text Style Guide for English); here nobody waits for them, so 13."""
    return min(16.0, 3.0 + len(text) / 13.0)


def newest(text: str, fits: Callable[[str], bool]) -> str:
    """The end of ``text``, as much as ``fits``; what comes before is elided, by whole words where
    there are any near."""
    text = " ".join(text.split())
    if fits(text):
        return text
    low, high = 0, len(text)  # text[high:] fits, text[low:] does not
    while high - low > 1:
        middle = (low + high) // 2
        if fits("… " + text[middle:]):
            high = middle
        else:
            low = middle
    space = text.find(" ", high - 1, high + 16)
    start = high if space < 0 else space + 1
    return "… " + text[start:]


def _hint(shown: Shown, hints: bool) -> str:
    if not shown.health.serves:
        return translate("Overlay", "The model is loading: go on speaking")
    if shown.traceless:
        return texts.no_trace(shown)
    if not hints:
        return ""
    if shown.hands_free:
        return translate("Overlay", "Key: finish · Esc: discard")
    return translate("Overlay", "Esc discards · a tap goes hands-free")


def _working(shown: Shown) -> str:
    if shown.waits:
        return translate("Overlay", "Waiting for its window")
    if not shown.health.serves:
        return translate("Overlay", "Loading the model")
    return translate("Overlay", "Recognising")
