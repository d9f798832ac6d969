from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from sayso.control.choices import Choice
from sayso.core.events import Activity, Health, Level, LoadProgress, Notice
from sayso.desktop import texts
from sayso.desktop.shown import Shown

pytestmark = pytest.mark.usefixtures("qapp")

READY = Shown(health=Health.READY, engine="whisper", model="base.en", device="cpu")
STEP = LoadProgress("Loading the model", "model.bin", 48e6, 142e6)


@pytest.fixture(autouse=True)
def _english() -> None:
    QLocale.setDefault(QLocale.c())


@pytest.mark.parametrize(
    ("shown", "state", "toggle"),
    [
        (Shown(), "Loading", "&Start dictation"),
        (READY, "Ready", "&Start dictation"),
        (replace(READY, loading=STEP), "Loading", "&Start dictation"),
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
    assert texts.tooltip(shown) == "Sayso: Ready\nWhisper base.en\nMicrophone: Headset"
    loading = replace(shown, loading=STEP)
    assert texts.tooltip(loading).splitlines()[:2] == [
        "Sayso: Loading",
        "Loading the model · model.bin · 48 MB of 142 MB",
    ]


def test_the_device_is_told_where_it_is_not_the_processor() -> None:
    assert texts.recognizer(replace(READY, device="cuda")) == "Whisper base.en (CUDA)"
    assert texts.recognizer(Shown()) == ""


@pytest.mark.parametrize(
    ("progress", "amount"),
    [
        (LoadProgress("x"), ""),
        (LoadProgress("x", done=3e6), "3 MB"),
        (LoadProgress("x", done=0, total=3e6), "0 bytes of 3 MB"),
        (LoadProgress("x", done=1.2e9, total=2.5e9), "1.2 GB of 2.5 GB"),
        (LoadProgress("x", done=2, total=5, unit="files"), "2 of 5 files"),
        (LoadProgress("x", done=1.5, unit="seconds"), "1.5 seconds"),
    ],
)
def test_amount(progress: LoadProgress, amount: str) -> None:
    assert texts.amount(progress) == amount


def test_labels_of_menus_are_short_and_keep_their_ampersands(qapp: QApplication) -> None:
    metrics = QFontMetrics(qapp.font())
    assert texts.menu_label("Sound & Co", metrics, 1000) == "Sound && Co"
    long = texts.menu_label("alsa_input." * 50, metrics, 200)
    assert metrics.horizontalAdvance(long) <= 200
    assert texts.choice(Choice("1", "Headset", "Bluetooth")) == "Headset (Bluetooth)"
