"""Every setting: a frozen section per stage, in the order of the pipeline.

Each field carries its sentence, its range and its unit in its metadata, so that `sayso settings`
and the checks have one source. Each key is unique among all sections: its environment override is
``SAYSO_`` and the key in capitals (``SAYSO_MODEL``, ``SAYSO_DEVICE``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, TypeAlias

Value: TypeAlias = str | bool | int | float


_CODES = (
    "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha "
    "haw he hi hr ht hu hy id is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn "
    "mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so sq sr su sv sw ta te "
    "tg th tk tl tr tt uk ur uz vi yi yo yue zh "
)
LANGUAGES = tuple(_CODES.split())
"""ISO 639 codes of the languages that Whisper was trained on."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a value may be. ``title``: the setting's name, for people. ``choices``: one of these, or
    of the form ``shape``, whose N stands for a number. ``low``, ``high``: inclusive bounds.

    sentence: what it does, wherever it is shown; values stand in backticks, and the window has
        words for them. written: what whoever writes the value has to know besides; the window's
        controls say it by themselves.
    holds_from: when a change holds: ``now``, with the next dictation at the latest; ``load``, when
        a model is next loaded; ``start``, when the app is next started.
    """

    title: str
    sentence: str
    choices: tuple[str, ...] = ()
    shape: str = ""
    low: float | None = None
    high: float | None = None
    unit: str = ""
    holds_from: str = "now"
    written: str = ""

    @property
    def in_full(self) -> str:
        """The sentence for whoever writes the value."""
        return f"{self.sentence.replace('`', '')} {self.written}".rstrip()


def _setting(
    title: str,
    default: Value,
    sentence: str,
    written: str = "",
    *,
    choices: tuple[str, ...] = (),
    shape: str = "",
    low: float | None = None,
    high: float | None = None,
    unit: str = "",
    holds_from: str = "now",
) -> Any:
    rule = Rule(title, sentence, choices, shape, low, high, unit, holds_from, written)
    return field(default=default, metadata={"rule": rule})


@dataclass(frozen=True, slots=True)
class Trigger:
    """The key that starts and stops a dictation."""

    hotkey: str = _setting(
        "Key to hold",
        "auto",
        "Held while you speak. A short tap instead listens until the next one.",
        "A key, as F9, ctrl+alt+h or right_ctrl; auto is right_ctrl, on macOS right_option.",
    )
    tap_seconds: float = _setting(
        "Longest tap",
        0.35,
        "A press shorter than this is a tap: listening goes on, hands-free, until the next one.",
        low=0.05,
        high=2.0,
        unit="seconds",
    )
    undo_hotkey: str = _setting(
        "Key to undo",
        "auto",
        "Takes the last dictation back out of its window.",
        "A key, as ctrl+alt+z, which is auto, on macOS ctrl+option+z; none is no key.",
    )


@dataclass(frozen=True, slots=True)
class Microphone:
    """Where the sound comes from."""

    microphone: str = _setting(
        "Microphone",
        "auto",
        "It is open only while you dictate, or try it here.",
        "A name as `sayso devices` prints it; auto is the system's default.",
    )


@dataclass(frozen=True, slots=True)
class Detection:
    """When speech begins and ends."""

    voice_threshold: float = _setting(
        "Certainty of speech",
        0.5,
        "How sure voice detection must be that it hears speech: higher keeps noise out, lower"
        " catches soft words.",
        low=0.05,
        high=0.95,
    )
    pause_seconds: float = _setting(
        "Pause that ends an utterance",
        0.6,
        "A silence this long ends an utterance, which is then recognised while you go on.",
        low=0.2,
        high=5.0,
        unit="seconds",
    )
    pre_roll_seconds: float = _setting(
        "Sound kept from before",
        0.25,
        "So much from before speech was noticed is kept, or first words would lose their start.",
        low=0.0,
        high=1.0,
        unit="seconds",
    )
    tail_seconds: float = _setting(
        "Listening on after release",
        0.2,
        "Listening goes on for this long after the key is released, if you are still speaking.",
        low=0.0,
        high=1.0,
        unit="seconds",
    )
    longest_utterance_seconds: float = _setting(
        "Longest utterance",
        25.0,
        "Speech without a pause is split at its quietest point before it gets longer than this.",
        low=5.0,
        high=29.0,
        unit="seconds",
    )


@dataclass(frozen=True, slots=True)
class Recognition:
    """What turns speech into text."""

    engine: str = _setting(
        "Engine",
        "auto",
        "`auto` is Whisper where a model of it is present, and else the starter.",
        choices=("auto", "whisper", "starter"),
    )
    model: str = _setting(
        "Model",
        "auto",
        "`auto` is the best one that is present and that this machine runs well.",
        "A Whisper model's name or folder.",
    )
    device: str = _setting(
        "Device",
        "auto",
        "What the model runs on; `auto` takes a graphics card if one works.",
        "cuda:1 is the second graphics card.",
        choices=("auto", "cpu", "cuda"),
        shape="cuda:N",
    )
    compute_type: str = _setting(
        "Precision",
        "auto",
        "Coarser arithmetic is faster and needs less memory; `auto` suits the device.",
        "auto is int8 on cpu and float16 on cuda.",
        choices=("auto", "int8", "int8_float16", "int8_float32", "float16", "float32"),
    )
    threads: int = _setting(
        "Processor threads",
        0,
        "For one utterance; `0` takes as many as help.",
        low=0,
        high=64,
    )
    language: str = _setting(
        "Language you speak",
        "auto",
        "`auto` finds it out by listening. The built-in starter knows only English.",
        "A code, as en or de.",
        choices=("auto", *LANGUAGES),
    )
    beam_size: int = _setting(
        "Beam size",
        1,
        "Guesses followed at once: 1 is fastest, 5 a little more exact.",
        low=1,
        high=10,
    )
    recognize_ahead: bool = _setting(
        "Begin early",
        True,
        "Begin at the first short silence, before it is certain that you have finished:"
        " sooner text for some more work of the processor.",
    )
    starter: bool = _setting(
        "Built-in starter",
        True,
        "Use the rough built-in starter while no Whisper model is present.",
    )
    recognition_timeout_seconds: float = _setting(
        "Time limit for an utterance",
        60.0,
        "An engine that takes longer than this for one utterance is restarted.",
        low=5.0,
        high=600.0,
        unit="seconds",
    )


@dataclass(frozen=True, slots=True)
class Residency:
    """Which models are in memory, and for how long."""

    loading_strategy: str = _setting(
        "When models are loaded",
        "hybrid",
        "What is loaded at start takes memory from then on; what is loaded with the first"
        " dictation keeps that one waiting.",
        "eager loads at start and listens only then, hybrid loads at start and listens at once,"
        " lazy loads with the first dictation.",
        choices=("eager", "lazy", "hybrid"),
        holds_from="start",
    )
    warm_up: str = _setting(
        "Warm-up",
        "minimal",
        "Passes that a model makes before its first utterance, which would be slow without.",
        "minimal is one, standard three, full five.",
        choices=("none", "minimal", "standard", "full"),
        holds_from="load",
    )
    max_models: int = _setting(
        "Models in memory",
        1,
        "Models that stay in memory; the one used longest ago goes first.",
        low=1,
        high=8,
    )
    model_ttl_seconds: float = _setting(
        "Unload after",
        1800.0,
        "A model that was not used for so long is unloaded, and loaded again while you speak.",
        "-1 is never, 0 after each dictation.",
        low=-1.0,
        high=604800.0,
        unit="seconds",
    )
    voice_ttl_seconds: float = _setting(
        "Unload voice detection after",
        -1.0,
        "It is small, and soon loaded again.",
        "-1 is never, 0 after each dictation.",
        low=-1.0,
        high=604800.0,
        unit="seconds",
    )
    memory_limit_percent: float = _setting(
        "Memory limit",
        90.0,
        "While more of the memory than this is in use, models that nobody uses are unloaded.",
        "100 is never.",
        low=10.0,
        high=100.0,
        unit="percent",
    )
    offline: bool = _setting(
        "Stay offline", False, "Never use the network, not even to fetch a model that you name."
    )


@dataclass(frozen=True, slots=True)
class Text:
    """What becomes of the text before it is typed."""

    trailing_space: bool = _setting(
        "Space at the end",
        True,
        "End each dictation with a space, so that the next one does not stick to it.",
    )
    scratch_that: bool = _setting(
        "“Scratch that”",
        True,
        "The words “scratch that”, spoken alone, take back what was said before them.",
    )


@dataclass(frozen=True, slots=True)
class Typing:
    """How text gets into the window."""

    typing: str = _setting(
        "Way of typing",
        "auto",
        "`paste` is fast and restores the clipboard, `keys` is slow and leaves it alone, `copy`"
        " leaves it to you to paste. `auto` takes what suits the application.",
        choices=("auto", "paste", "keys", "copy"),
    )
    typing_for: str = _setting(
        "Exceptions by application",
        "none",
        "Applications that want another way of typing, or that Sayso takes for something else.",
        "As firefox=keys, kitty=terminal, keepassxc=never: a way of typing, or what it is:"
        " terminal, remote or window.",
    )
    focus_moved: str = _setting(
        "If you go to another window",
        "return",
        "What happens when another window has the keyboard by the time the text is there.",
        "return brings the one back that had it when you began, ask waits until you go back,"
        " follow types into the new one.",
        choices=("return", "ask", "follow"),
    )
    line_breaks: str = _setting(
        "Line breaks",
        "auto",
        "`auto` makes them spaces in terminals and wherever they would be the Return key; with"
        " `keep` they may run commands or send messages there.",
        "space keeps none.",
        choices=("auto", "keep", "space"),
    )
    press_enter: bool = _setting(
        "Press Return", False, "After each dictation, as it takes to send a message."
    )
    read_back: bool = _setting(
        "Check what was typed",
        True,
        "Ask the desktop's accessibility whether the text is there, and whether a field is for"
        " a password; only where it is switched on.",
    )


@dataclass(frozen=True, slots=True)
class History:
    """What is kept of what was said, and for how long."""

    leave_no_trace: bool = _setting(
        "Leave no trace",
        False,
        "Write nothing of what you say to disk: no history, and nothing to come back to after a"
        " crash.",
    )
    no_trace_in: str = _setting(
        "Leave no trace in",
        "none",
        "Applications of which nothing is kept, with commas between them, as keepassxc, signal."
        " The icon says so while you dictate into one.",
        "By the names that `sayso history list` shows.",
    )
    audio_days: float = _setting(
        "Keep audio for",
        7.0,
        "Audio older than this is deleted.",
        "-1 keeps it for ever, 0 until its text is delivered.",
        low=-1.0,
        high=36500.0,
        unit="days",
    )
    audio_megabytes: float = _setting(
        "Room for audio",
        1000.0,
        "When the audio takes more than this, the oldest goes first.",
        "-1 is no limit.",
        low=-1.0,
        high=1e6,
        unit="megabytes",
    )
    text_days: float = _setting(
        "Keep text for",
        -1.0,
        "Text older than this is deleted.",
        "-1 keeps it for ever, 0 until it is delivered.",
        low=-1.0,
        high=36500.0,
        unit="days",
    )
    text_megabytes: float = _setting(
        "Room for text",
        -1.0,
        "When the text takes more than this, the oldest goes first.",
        "-1 is no limit.",
        low=-1.0,
        high=1e6,
        unit="megabytes",
    )


@dataclass(frozen=True, slots=True)
class Look:
    """What is seen and heard of the app."""

    theme: str = _setting(
        "Colours", "auto", "`auto` follows the system.", choices=("auto", "light", "dark")
    )
    interface_language: str = _setting(
        "Language of the windows",
        "auto",
        "`auto` follows the system.",
        choices=("auto", "en", "de"),
    )
    overlay: str = _setting(
        "Overlay",
        "bottom",
        "Where a small sign shows that you are heard: near the text cursor where that can be"
        " found, at an edge of the screen, or nowhere.",
        choices=("caret", "top", "bottom", "off"),
    )
    overlay_screen: str = _setting(
        "Screen of the overlay",
        "auto",
        "`auto` is the one with the window that you dictate into.",
        "A screen's name.",
    )
    overlay_preview: bool = _setting(
        "Text in the overlay", True, "Show the words that are recognised already."
    )
    reduce_motion: str = _setting(
        "Less movement",
        "auto",
        "Nothing moves that need not; `auto` asks the system.",
        choices=("auto", "yes", "no"),
    )
    sounds: bool = _setting(
        "Sounds",
        True,
        "A short sound tells that listening begins or ends, and that something failed.",
    )
    sound_volume: int = _setting(
        "Volume of sounds", 50, "Of the system's own volume.", low=0, high=100, unit="percent"
    )


@dataclass(frozen=True, slots=True)
class Updates:
    """Whether the app asks for newer versions of itself."""

    update_feed: str = _setting(
        "Ask for updates at",
        "none",
        "The address of a list of releases, which is asked once a day whether there is a newer"
        " version. Nothing is ever installed by itself.",
        "none asks nobody.",
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All sections. A change makes a new value: ``dataclasses.replace``."""

    trigger: Trigger = Trigger()
    microphone: Microphone = Microphone()
    detection: Detection = Detection()
    recognition: Recognition = Recognition()
    residency: Residency = Residency()
    text: Text = Text()
    typing: Typing = Typing()
    history: History = History()
    look: Look = Look()
    updates: Updates = Updates()


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, found by `all_settings`."""

    section: str
    key: str
    kind: type
    default: Value
    rule: Rule

    @property
    def variable(self) -> str:
        """The environment variable that overrides it."""
        return f"SAYSO_{self.key.upper()}"


def all_settings() -> Iterator[Setting]:
    """Every setting, in the order of the file."""
    for part in fields(Settings):
        section: Any = part.default
        for item in fields(section):
            default = _default(item)
            yield Setting(part.name, item.name, type(default), default, item.metadata["rule"])


def _default(item: Field[Any]) -> Value:
    assert item.default is not MISSING
    value: Value = item.default
    return value
