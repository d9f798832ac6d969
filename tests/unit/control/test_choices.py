"""The radio lists of tray and window."""

from __future__ import annotations

from sayso.control.choices import (
    Choice,
    device_choices,
    in_memory,
    language_choices,
    microphone_choices,
    recognizer_choices,
    settings_of_recognizer,
)
from sayso.control.commands import LoadedModel
from sayso.core.health import Health
from sayso.models.catalog import KNOWN
from sayso.residency.hardware import Gpu
from sayso.settings.schema import Recognition


def test_microphones() -> None:
    assert microphone_choices([("Built-in", False), ("Headset", True)], "auto") == [
        Choice("auto", "System default", "Headset", chosen=True),
        Choice("Built-in", "Built-in"),
        Choice("Headset", "Headset"),
    ]


def test_a_microphone_that_is_not_there_is_still_shown() -> None:
    lines = microphone_choices([], "Headset")
    assert lines[-1] == Choice("Headset", "Headset", "not there", chosen=True)


def asked(model: str = "auto", engine: str = "whisper") -> Recognition:
    return Recognition(engine=engine, model=model)


def test_recognizers() -> None:
    lines = recognizer_choices(
        [("base", 145_000_000)], "whisper", "base", asked("base"), offline=True
    )
    assert lines == [
        Choice("auto", "Automatic"),
        Choice("base", "Whisper base", "145 MB, on disk", chosen=True),
        Choice("starter", "Starter", "rough, English"),
    ]


def loaded(engine: str, model: str, health: Health) -> LoadedModel:
    return LoadedModel(engine, model, "cpu", health, 0, None, None, None, 0, None, "")


def test_what_is_in_memory_says_so() -> None:
    names = in_memory(
        [
            loaded("whisper", "/home/me/models/mine", Health.BUSY),
            loaded("whisper", "tiny", Health.READY),
            loaded("whisper", "base", Health.UNAVAILABLE),
            loaded("starter", "en-us", Health.DEGRADED),
        ]
    )
    lines = recognizer_choices(
        [("base", 145_000_000), ("tiny", 75_000_000)],
        "whisper",
        "mine",
        asked("/home/me/models/mine"),
        offline=True,
        loaded=names,
    )
    assert {line.id: line.detail for line in lines} == {
        "auto": "",
        "base": "145 MB, on disk",
        "tiny": "75 MB, loaded",
        "/home/me/models/mine": "loaded",
        "starter": "rough, English, loaded",
    }


def test_automatic_says_what_it_means_now() -> None:
    lines = recognizer_choices(
        [("base", 145_000_000)], "whisper", "base", asked(engine="auto"), offline=True
    )
    assert lines[0] == Choice("auto", "Automatic", "Whisper base", chosen=True)
    assert [line.id for line in lines if line.chosen] == ["auto"]
    rough = recognizer_choices([], "starter", "pocketsphinx", asked(engine="auto"), offline=True)
    assert rough[0] == Choice("auto", "Automatic", "the starter", chosen=True)
    assert [line.id for line in rough if line.chosen] == ["auto"]


def test_the_starter_that_was_asked_for() -> None:
    lines = recognizer_choices([], "starter", "pocketsphinx", asked(engine="starter"), offline=True)
    assert [line.id for line in lines if line.chosen] == ["starter"]


def test_a_starter_that_stands_in() -> None:
    lines = recognizer_choices([], "starter", "pocketsphinx", asked("small"), offline=False)
    assert [line.id for line in lines if line.chosen] == ["starter"]


def test_what_could_be_downloaded_comes_last() -> None:
    lines = recognizer_choices(
        [("base", 145_000_000)], "whisper", "base", asked("base"), offline=False
    )
    assert [line.id for line in lines[:3]] == ["auto", "base", "starter"]
    rest = {line.id: line for line in lines[3:]}
    assert set(rest) == {known.name for known in KNOWN} - {"base"}
    assert rest["small"].detail.endswith("MB, to download")
    assert rest["medium"].detail == "about 1.5 GB, to download"
    assert not any(line.chosen for line in rest.values())


def test_a_model_that_is_being_downloaded_is_there_once() -> None:
    lines = recognizer_choices([], "starter", "pocketsphinx", asked("small"), offline=False)
    assert [line.id for line in lines].count("small") == 1


def test_a_model_from_a_folder_elsewhere_is_still_shown() -> None:
    lines = recognizer_choices([], "whisper", "mine", asked("/models/mine"), offline=True)
    assert lines[1] == Choice("/models/mine", "Whisper mine", chosen=True)
    back = recognizer_choices([], "starter", "pocketsphinx", asked("/models/mine"), offline=True)
    assert back[1] == Choice("/models/mine", "Whisper mine")


def test_before_anything_is_loaded_no_model_is_chosen() -> None:
    lines = recognizer_choices([("base", 1)], "", "", asked("small"), offline=True)
    assert not any(line.chosen for line in lines)


def test_devices() -> None:
    card = Gpu(1, "Some Card", 24 << 30, 20 << 30)
    assert device_choices([card], "cuda:1") == [
        Choice("auto", "Automatic", "Some Card"),
        Choice("cpu", "Processor"),
        Choice("cuda:1", "Some Card", "cuda:1, 24 GB", chosen=True),
    ]


def test_a_card_that_is_not_there_is_still_shown() -> None:
    lines = device_choices([], "cuda")
    assert lines[0] == Choice("auto", "Automatic", "processor")
    assert lines[-1] == Choice("cuda:0", "cuda:0", "not there", chosen=True)


def test_languages() -> None:
    lines = language_choices("de")
    assert lines[0] == Choice("auto", "auto")
    assert [line.id for line in lines if line.chosen] == ["de"]


def test_what_a_line_means() -> None:
    assert settings_of_recognizer("auto") == {"engine": "auto", "model": "auto"}
    assert settings_of_recognizer("starter") == {"engine": "starter"}
    assert settings_of_recognizer("base") == {"engine": "whisper", "model": "base"}
