from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from sayso.control.choices import Choice
from sayso.core.events import Activity, Level, LoadProgress, Notice, Offered
from sayso.core.health import Health
from sayso.desktop import texts
from sayso.desktop.shown import Shown

pytestmark = pytest.mark.usefixtures("qapp")

READY = Shown(health=Health.READY, engine="whisper", model="base.en", device="cpu")
STEP = LoadProgress("Loading the model", "model.bin", 48e6, 142e6)
DOWNLOAD = LoadProgress("Downloading", "base", 63e6, 145e6, seconds_left=48.0)


@pytest.fixture(autouse=True)
def _english() -> None:
    QLocale.setDefault(QLocale.c())


@pytest.mark.parametrize(
    ("shown", "state", "toggle"),
    [
        (Shown(), "Loading", "&Start dictation"),
        (READY, "Ready", "&Start dictation"),
        (replace(READY, loading=STEP), "Ready", "&Start dictation"),
        (Shown(loading=DOWNLOAD), "Downloading", "&Start dictation"),
        (Shown(loading=STEP), "Loading", "&Start dictation"),
        (Shown(health=Health.WARMING_UP, loading=STEP), "Warming up", "&Start dictation"),
        (Shown(health=Health.UNLOADED), "Ready", "&Start dictation"),
        (Shown(health=Health.UNLOADED, loading=STEP), "Loading", "&Start dictation"),
        (replace(READY, health=Health.DEGRADED), "Ready", "&Start dictation"),
        (replace(READY, health=Health.UNAVAILABLE), "Needs attention", "&Start dictation"),
        (replace(READY, activity=Activity.LISTENING), "Listening", "&Stop dictation"),
        (
            replace(READY, activity=Activity.LISTENING, hands_free=True),
            "Listening, hands-free",
            "&Stop dictation",
        ),
        (replace(READY, activity=Activity.RECOGNIZING), "Recognising", "&Start dictation"),
        (replace(READY, notice=Notice(Level.ERROR, "x")), "Needs attention", "&Start dictation"),
    ],
)
def test_state_and_button(shown: Shown, state: str, toggle: str) -> None:
    assert texts.state(shown) == state
    assert texts.toggle(shown) == toggle


def test_tooltip_tells_state_recognizer_and_microphone() -> None:
    shown = replace(READY, microphone="Headset")
    assert texts.tooltip(shown) == "Sayso: Ready\nWhisper base.en · CPU\nMicrophone: Headset"
    loading = replace(shown, health=Health.STARTING, loading=STEP)
    assert texts.tooltip(loading).splitlines() == [
        "Sayso: Loading",
        "Loading the model · model.bin · 48 of 142 MB",
        "Microphone: Headset",
    ]


def test_tooltip_while_another_one_is_downloaded_beside_the_one_that_serves() -> None:
    shown = replace(
        READY, loading=DOWNLOAD, language="de", latency=0.42, waiting=3, waiting_seconds=24.2
    )
    assert texts.tooltip(shown).splitlines() == [
        "Sayso: Ready",
        "3 utterances wait, 24 s",
        "Downloading base · 63 of 145 MB · 50 s left",
        "Whisper base.en · CPU",
        "Language: Deutsch",
        "Last text after 0.4 s",
    ]


def test_tooltip_tells_that_a_text_waits_and_not_which() -> None:
    assert texts.tooltip(replace(READY, waits="My secret.")).splitlines() == [
        "Sayso: Ready",
        "A text waits for a window",
        "Whisper base.en · CPU",
    ]


@pytest.mark.parametrize(
    ("shown", "label"),
    [
        (replace(READY, spoken="One."), "Last d&ictation:"),
        (replace(READY, taken_back="One."), "Last d&ictation, taken back:"),
        (replace(READY, spoken="One.", taken_back="Two."), "Last d&ictation, in part taken back:"),
    ],
)
def test_last_dictation(shown: Shown, label: str) -> None:
    assert texts.last_dictation(shown) == label


def test_what_waits() -> None:
    waits = replace(READY, waits="One. ", spoken="One.")
    assert texts.waiting(waits) == "The last dictation waits for a window."
    assert texts.waiting(replace(waits, spoken="Two.")) == "This text waits for a window:"


def test_tooltip_tells_that_no_trace_is_left() -> None:
    assert texts.tooltip(replace(READY, leaves_no_trace=True)).splitlines() == [
        "Sayso: Ready",
        "Leaves no trace",
        "Whisper base.en · CPU",
    ]


def test_that_an_application_is_excluded_is_told() -> None:
    here = replace(READY, leaves_no_trace_here=True)
    assert texts.tooltip(here).splitlines()[1] == "Leaves no trace in this application"
    assert texts.subtitle(here) == "Leaves no trace in this application · Whisper base.en · CPU"
    everywhere = replace(here, leaves_no_trace=True)
    assert texts.tooltip(everywhere).splitlines()[1] == "Leaves no trace"
    assert texts.subtitle(everywhere) == texts.subtitle(READY), "the check mark tells it"


@pytest.mark.parametrize(
    ("offered", "told"),
    [
        (Offered(1, 7.0), "1 utterance, 0:07."),
        (Offered(3, 43.2), "3 utterances, 0:43."),
        (
            Offered(3, 43.2, doubtful=1),
            "3 utterances, 0:43. 1 of them may stand in its window already.",
        ),
        (
            Offered(3, 43.2, doubtful=2),
            "3 utterances, 0:43. 2 of them may stand in their windows already.",
        ),
        (Offered(1, 7.0, doubtful=1), "1 utterance, 0:07. It may stand in its window already."),
    ],
)
def test_what_was_not_delivered(offered: Offered, told: str) -> None:
    assert texts.offer(offered) == f"Sayso ended before this was delivered: {told}"


def test_what_was_not_delivered_is_told_outside_of_the_window_without_its_words() -> None:
    offered = Offered(3, 43.2, text="My secret.")
    assert texts.offer_line(offered) == "&Not delivered: 3 utterances…"
    assert texts.offer_message(offered).startswith(
        "Sayso ended before this was delivered: 3 utterances."
    )
    assert "secret" not in texts.offer_line(offered) + texts.offer_message(offered)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.0, "0:01"), (0.4, "0:01"), (59.6, "1:00"), (725.0, "12:05"), (3723.0, "1:02:03")],
)
def test_duration(seconds: float, told: str) -> None:
    assert texts.duration(seconds) == told


@pytest.mark.parametrize(
    ("shown", "subtitle"),
    [
        (READY, "Whisper base.en · CPU"),
        (replace(READY, loading=DOWNLOAD), "Downloading base · 63 of 145 MB · 50 s left"),
        (
            replace(READY, health=Health.UNLOADED),
            "Whisper base.en · CPU · loads when you speak",
        ),
        (
            replace(READY, health=Health.WARMING_UP, loading=LoadProgress("Warming up", "base.en")),
            "Whisper base.en · CPU",
        ),
        (replace(READY, waiting=1, waiting_seconds=9.9), "Whisper base.en · CPU"),
        (
            replace(READY, waiting=1, waiting_seconds=11.7),
            "1 utterance waits, 12 s · Whisper base.en · CPU",
        ),
        (
            Shown(loading=STEP, waiting=2, waiting_seconds=3.0),
            "2 utterances wait, 3 s · Loading the model · model.bin · 48 of 142 MB",
        ),
    ],
)
def test_subtitle(shown: Shown, subtitle: str) -> None:
    assert texts.subtitle(shown) == subtitle


@pytest.mark.parametrize(
    ("device", "told"), [("", ""), ("cpu", "CPU"), ("cuda:0", "GPU"), ("cuda:1", "GPU 1")]
)
def test_device(device: str, told: str) -> None:
    assert texts.device(device) == told
    assert texts.recognizer(replace(READY, device=device)).endswith(told)
    assert texts.recognizer(Shown(device=device)) == ""


def test_labels_of_menus_are_short_and_keep_their_ampersands(qapp: QApplication) -> None:
    metrics = QFontMetrics(qapp.font())
    assert texts.menu_label("Sound & Co", metrics, 1000) == "Sound && Co"
    long = texts.menu_label("alsa_input." * 50, metrics, 200)
    assert metrics.horizontalAdvance(long) <= 200
    assert texts.choice(Choice("1", "Headset", "Bluetooth")) == "Headset (Bluetooth)"
