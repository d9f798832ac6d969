"""What the values of settings are called in the window, in plain words.

`CHOICES` holds the English ones, by key and by the value as it is written in the file; a number
that means something else than so many of its unit has a word there, too. The translators' tools
read the table, as they read titles and sentences from the schema, for the context ``Settings``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sayso.desktop import languages
from sayso.desktop.preferences.pages import Page
from sayso.desktop.preferences.quantities import in_words
from sayso.desktop.wording import translate
from sayso.settings.schema import History, Setting, Value

_AUTOMATIC = "Automatic"

_VALUE = re.compile(r"`([^`]+)`")

CHOICES: Mapping[str, Mapping[str, str]] = {
    "hotkey": {"auto": _AUTOMATIC},
    "undo_hotkey": {"auto": _AUTOMATIC, "none": "No key"},
    "microphone": {"auto": "System default"},
    "engine": {"auto": _AUTOMATIC, "whisper": "Whisper", "starter": "Built-in starter"},
    "model": {"auto": _AUTOMATIC, "starter": "Built-in starter"},
    "device": {"auto": _AUTOMATIC, "cpu": "Processor", "cuda": "Graphics card"},
    "compute_type": {
        "auto": _AUTOMATIC,
        "int8": "8-bit whole numbers",
        "int8_float16": "8-bit whole numbers with 16-bit fractions",
        "int8_float32": "8-bit whole numbers with 32-bit fractions",
        "float16": "16-bit fractions",
        "float32": "32-bit fractions",
    },
    "threads": {"0": _AUTOMATIC},
    "language": {"auto": "Detect"},
    "loading_strategy": {
        "eager": "At start, then listen",
        "lazy": "With the first dictation",
        "hybrid": "At start, listening at once",
    },
    "warm_up": {
        "none": "None",
        "minimal": "One pass",
        "standard": "Three passes",
        "full": "Five passes",
    },
    "model_ttl_seconds": {"-1": "Never", "0": "After each dictation"},
    "voice_ttl_seconds": {"-1": "Never", "0": "After each dictation"},
    "memory_limit_percent": {"100": "No limit"},
    "typing": {
        "auto": _AUTOMATIC,
        "paste": "Paste",
        "keys": "Type key by key",
        "copy": "Only copy",
    },
    "typing_for": {
        "none": "No exceptions",
        "auto": _AUTOMATIC,
        "paste": "Paste",
        "keys": "Type key by key",
        "copy": "Only copy",
        "never": "Never type",
        "terminal": "It is a terminal",
        "remote": "It shows another computer",
        "window": "It is an ordinary window",
    },
    "focus_moved": {
        "return": "Go back to the first one",
        "ask": "Wait until I go back",
        "follow": "Type into the new one",
    },
    "line_breaks": {
        "auto": _AUTOMATIC,
        "keep": "Keep them",
        "space": "Make them spaces",
    },
    "no_trace_in": {"none": "No application"},
    "audio_days": {"-1": "For ever", "0": "Until its text is delivered"},
    "audio_megabytes": {"-1": "No limit"},
    "text_days": {"-1": "For ever", "0": "Until it is delivered"},
    "text_megabytes": {"-1": "No limit"},
    "theme": {"auto": _AUTOMATIC, "light": "Light", "dark": "Dark"},
    "interface_language": {"auto": _AUTOMATIC},
    "overlay": {
        "caret": "Near the text cursor",
        "top": "At the top edge",
        "bottom": "At the bottom edge",
        "off": "Nowhere",
    },
    "overlay_screen": {"auto": _AUTOMATIC},
    "reduce_motion": {"auto": _AUTOMATIC, "yes": "Always", "no": "Never"},
    "update_feed": {"none": "Ask nobody"},
}


def title(setting: Setting) -> str:
    return translate("Settings", setting.rule.title)


def sentence(setting: Setting) -> str:
    """With the words that the window has for the values: ```auto` follows the system`` as
    ``“Automatic” follows the system``."""

    def named(value: re.Match[str]) -> str:
        return translate("Settings", "“{word}”").format(word=word(setting.key, value[1]))

    text = _VALUE.sub(named, translate("Settings", setting.rule.sentence))
    match setting.rule.holds_from:
        case "load":
            text += " " + translate("Settings", "Holds when a model is loaded next.")
        case "start":
            text += " " + translate("Settings", "Holds when Sayso is started next.")
    return text


def word(key: str, value: Value) -> str:
    """Of a value that has one; else empty."""
    written = f"{value:g}" if isinstance(value, float) else str(value)
    english = CHOICES.get(key, {}).get(written, "")
    return translate("Settings", english) if english else ""


def value_in_words(setting: Setting, value: Value) -> str:
    """As the control shows it."""
    if isinstance(value, bool):
        return translate("Settings", "On") if value else translate("Settings", "Off")
    if found := word(setting.key, value):
        return found
    if not isinstance(value, str):
        return in_words(value, setting.rule.unit)
    if setting.key in ("language", "interface_language"):
        return languages.setting(value)
    return value


def page_title(page: Page) -> str:
    match page:
        case Page.TRIGGER:
            return translate("Settings", "Trigger")
        case Page.MICROPHONE:
            return translate("Settings", "Microphone")
        case Page.DETECTION:
            return translate("Settings", "Voice detection")
        case Page.RECOGNITION:
            return translate("Settings", "Recognition")
        case Page.TEXT:
            return translate("Settings", "Text")
        case Page.TYPING:
            return translate("Settings", "Typing")
        case Page.HISTORY:
            return translate("Settings", "History and privacy")
        case Page.LOOK:
            return translate("Settings", "Look")
        case Page.ADVANCED:
            return translate("Settings", "Advanced")


def retention(history: History) -> str:
    """What is kept of what was said, as one says it."""
    if history.leave_no_trace:
        return translate("Settings", "Nothing of what you say is kept.")
    audio, text = _kept(history.audio_days), _kept(history.text_days)
    told = translate("Settings", "Kept: audio {audio}, text {text}.").format(audio=audio, text=text)
    limits = []
    if history.audio_megabytes >= 0:
        limits.append(
            translate("Settings", "At most {size} of audio.").format(
                size=in_words(history.audio_megabytes, "megabytes")
            )
        )
    if history.text_megabytes >= 0:
        limits.append(
            translate("Settings", "At most {size} of text.").format(
                size=in_words(history.text_megabytes, "megabytes")
            )
        )
    return " ".join([told, *limits])


def _kept(days: float) -> str:
    if days < 0:
        return translate("Settings", "for ever")
    if days == 0:
        return translate("Settings", "until the text is delivered")
    return in_words(days, "days")
