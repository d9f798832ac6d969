"""The sentences and labels that more than one place shows."""

from __future__ import annotations

import re

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QFontMetrics

from sayso.control.choices import AUTO, Choice
from sayso.core.events import Activity, LoadProgress, Offered
from sayso.core.health import Health
from sayso.desktop.languages import setting
from sayso.desktop.sentences import said
from sayso.desktop.shown import Look, Shown
from sayso.desktop.wording import amount, detail, downloads, step, translate

_POINT = re.compile(r"(?<=\d)\.(?=\d [GM]B)")
"""Of a size, as the layers below write it."""


def state(shown: Shown) -> str:
    """A word or two: what the app is doing."""
    if shown.look is Look.LISTENING:
        if shown.hands_free:
            return translate("Sayso", "Listening, hands-free")
        return translate("Sayso", "Listening")
    if shown.look is Look.RECOGNIZING:
        return translate("Sayso", "Recognising")
    if shown.look is Look.ERROR:
        return translate("Sayso", "Needs attention")
    if shown.look is Look.PAUSED:
        return translate("Sayso", "Paused")
    if shown.health.serves:  # while another one may be loading, too
        return translate("Sayso", "Ready")
    if shown.health is Health.WARMING_UP:
        return translate("Sayso", "Warming up")
    if downloads(shown.loading):
        return translate("Sayso", "Downloading")
    if shown.loading is not None or shown.health is Health.STARTING:
        return translate("Sayso", "Loading")
    return translate("Sayso", "Ready")  # it loads while the first words are spoken


def toggle(shown: Shown) -> str:
    """What the one button that starts and stops does next."""
    if shown.activity is Activity.LISTENING:
        return translate("Sayso", "&Stop dictation")
    return translate("Sayso", "&Start dictation")


def last_dictation(shown: Shown) -> str:
    """The label of the box that holds it."""
    if not shown.taken_back:
        return translate("Sayso", "Last d&ictation:")
    if shown.spoken:
        return translate("Sayso", "Last d&ictation, in part taken back:")
    return translate("Sayso", "Last d&ictation, taken back:")


def waiting(shown: Shown) -> str:
    """What it is that waits for a window; the text itself stands in a box near by."""
    if shown.waits_alone:
        return translate("Sayso", "The last dictation waits for a window.")
    return translate("Sayso", "This text waits for a window:")


def offer(offered: Offered) -> str:
    """What was not delivered, and whether some of it may stand in a window all the same."""
    amount = _joined_by(", ", _utterances(offered), duration(offered.seconds))
    told = translate("Sayso", "Sayso ended before this was delivered: {amount}.")
    return _joined_by(" ", told.format(amount=amount), _doubt(offered))


def offer_line(offered: Offered) -> str:
    """A line of a menu."""
    amount = _utterances(offered)
    return translate("Sayso", "&Not delivered: {amount}…").format(amount=amount)


def offer_message(offered: Offered) -> str:
    """For those who do not look at the window."""
    amount = _utterances(offered)
    return translate(
        "Sayso",
        "Sayso ended before this was delivered: {amount}. Open its window to recognise, copy or"
        " discard it.",
    ).format(amount=amount)


def recognize(offered: Offered) -> str:
    """The button that finds the words of what is offered."""
    if not offered.recognising:
        return translate("Sayso", "Reco&gnise")
    return translate("Sayso", "Recognising… {n} left").format(n=offered.unrecognised)


def no_tray() -> str:
    """For a desktop that has none; told once."""
    return translate(
        "Sayso",
        "This desktop shows no tray icons, so Sayso is in this window: closing it quits Sayso.",
    )


def update_line(shown: Shown) -> str:
    """A line of a menu."""
    return translate("Sayso", "&Version {version} is available…").format(version=shown.newer)


def no_trace(shown: Shown) -> str:
    """The state, where it is told."""
    return _no_trace_here(shown) or translate("Sayso", "Leaves no trace")


def _no_trace_here(shown: Shown) -> str:
    """That the application alone is the reason, or empty."""
    if shown.leaves_no_trace or not shown.leaves_no_trace_here:
        return ""
    return translate("Sayso", "Leaves no trace in this application")


def duration(seconds: float) -> str:
    """``0:43``, ``12:05``, ``1:02:03``; nothing that was heard takes no time at all."""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _utterances(offered: Offered) -> str:
    if offered.utterances == 1:
        return translate("Sayso", "1 utterance")
    return translate("Sayso", "{n} utterances").format(n=offered.utterances)


def _doubt(offered: Offered) -> str:
    """That it may stand in a window already, where nobody knows."""
    if not offered.doubtful:
        return ""
    if offered.utterances == 1:
        return translate("Sayso", "It may stand in its window already.")
    if offered.doubtful == 1:
        return translate("Sayso", "1 of them may stand in its window already.")
    return translate("Sayso", "{n} of them may stand in their windows already.").format(
        n=offered.doubtful
    )


def recognizer(shown: Shown) -> str:
    """``Whisper base.en · CPU``, or empty while none is chosen."""
    if not shown.engine:
        return ""
    name = f"{shown.engine.capitalize()} {shown.model}".strip()
    return _joined(name, device(shown.device))


def device(name: str) -> str:
    """``CPU``, ``GPU``, or ``GPU 1`` for any but the first."""
    kind, _, index = name.partition(":")
    if kind != "cuda":
        return name.upper()
    return translate("Sayso", "GPU {n}").format(n=index) if index not in ("", "0") else "GPU"


def loading(progress: LoadProgress) -> str:
    """The step in one line, for where there is no room for more."""
    if downloads(progress):
        return _joined(step(progress), amount(progress), detail(progress))
    return _joined(step(progress), detail(progress), amount(progress))


def backlog(shown: Shown) -> str:
    """How much waits to be recognised, where that is worth a word."""
    if not shown.behind:
        return ""
    seconds = round(shown.waiting_seconds)
    if shown.waiting == 1:
        return translate("Sayso", "1 utterance waits, {seconds} s").format(seconds=seconds)
    return translate("Sayso", "{n} utterances wait, {seconds} s").format(
        n=shown.waiting, seconds=seconds
    )


def subtitle(shown: Shown) -> str:
    """The line under the state: that an application is excluded, which no check mark tells; what
    waits, and what is being loaded, or what recognises."""
    if coming := _coming(shown):
        return _joined(_no_trace_here(shown), backlog(shown), coming)
    asleep = shown.health is Health.UNLOADED
    return _joined(
        _no_trace_here(shown),
        backlog(shown),
        recognizer(shown),
        translate("Sayso", "loads when you speak") if asleep else "",
    )


def tooltip(shown: Shown) -> str:
    """A line each. What matters least comes last: some desktops show no more than 127 letters."""
    lines = [translate("Sayso", "Sayso: {state}").format(state=state(shown))]
    if shown.traceless:
        lines.append(no_trace(shown))
    if shown.waits:
        lines.append(translate("Sayso", "A text waits for a window"))
    lines.append(backlog(shown))
    coming = _coming(shown)
    lines.append(coming)
    if not coming or shown.health.serves:
        lines.append(recognizer(shown))
    if shown.microphone:
        lines.append(translate("Sayso", "Microphone: {name}").format(name=said(shown.microphone)))
    if shown.language != AUTO:
        lines.append(translate("Sayso", "Language: {name}").format(name=setting(shown.language)))
    if shown.latency is not None:
        seconds = QLocale().toString(float(shown.latency), "f", 1)
        lines.append(translate("Sayso", "Last text after {seconds} s").format(seconds=seconds))
    return "\n".join(line for line in lines if line)


def choice(item: Choice) -> str:
    point = QLocale().decimalPoint()
    detail = _POINT.sub(point, said(item.detail)) if item.detail else ""
    label = said(item.label)
    return f"{label} ({detail})" if detail else label


def _coming(shown: Shown) -> str:
    """What is being loaded; empty where the state says as much."""
    if shown.loading is None:
        return ""
    if shown.health is Health.WARMING_UP and not downloads(shown.loading):
        return ""
    return loading(shown.loading)


def _joined(*parts: str) -> str:
    return _joined_by(" · ", *parts)


def _joined_by(between: str, *parts: str) -> str:
    return between.join(part for part in parts if part)


def menu_label(text: str, metrics: QFontMetrics, width: int) -> str:
    """Of no more than ``width`` pixels, and with no mnemonic where a name holds an ampersand."""
    short = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)
    return short.replace("&", "&&")
