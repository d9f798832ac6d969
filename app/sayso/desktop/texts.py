"""The sentences and labels that more than one place shows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from sayso.control.choices import Choice
from sayso.core.events import Activity, Health, LoadProgress
from sayso.desktop.shown import Look, Shown
from sayso.desktop.wording import amount, translate


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
    if shown.loading is not None or shown.health is Health.STARTING:
        return translate("Sayso", "Loading")
    return translate("Sayso", "Ready")


def toggle(shown: Shown) -> str:
    """What the one button that starts and stops does next."""
    if shown.activity is Activity.LISTENING:
        return translate("Sayso", "&Stop dictation")
    return translate("Sayso", "&Start dictation")


def recognizer(shown: Shown) -> str:
    """``Whisper base.en``, or empty while none is chosen."""
    if not shown.engine:
        return ""
    name = f"{shown.engine.capitalize()} {shown.model}".strip()
    return f"{name} ({shown.device.upper()})" if shown.device not in ("", "cpu") else name


def loading(progress: LoadProgress) -> str:
    """The step in one line, for where there is no room for more."""
    parts = (progress.step, progress.detail, amount(progress))
    return " · ".join(part for part in parts if part)


def subtitle(shown: Shown) -> str:
    """The line under the state: what is being loaded, or what recognises."""
    return loading(shown.loading) if shown.loading is not None else recognizer(shown)


def tooltip(shown: Shown) -> str:
    """State, engine and model, microphone: a line each."""
    lines = [translate("Sayso", "Sayso: {state}").format(state=state(shown))]
    if shown.loading is not None:
        lines.append(loading(shown.loading))
    elif name := recognizer(shown):
        lines.append(name)
    if shown.microphone:
        lines.append(translate("Sayso", "Microphone: {name}").format(name=shown.microphone))
    return "\n".join(lines)


def choice(item: Choice) -> str:
    return f"{item.label} ({item.detail})" if item.detail else item.label


def menu_label(text: str, metrics: QFontMetrics, width: int) -> str:
    """Of no more than ``width`` pixels, and with no mnemonic where a name holds an ampersand."""
    short = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)
    return short.replace("&", "&&")
