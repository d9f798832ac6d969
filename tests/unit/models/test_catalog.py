"""What is known of models, which is recommended, and which of those that are there is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.models.catalog import ALIASES, CPU_BYTES, KNOWN, best, known, recommend
from sayso.models.installed import InstalledModel
from sayso.residency.hardware import Gpu, Hardware

GIB = 2**30


def machine(cores: int = 8, memory: float = 16, card: float = 0) -> Hardware:
    """Memory in GiB; ``card``: of a graphics card, 0 without one."""
    gpus = (Gpu(0, "Card", int(card * GIB), int(card * GIB)),) if card else ()
    return Hardware(cores, int(memory * GIB), gpus)


def is_one_sentence(said: str) -> bool:
    return said.endswith(".") and "\n" not in said and ". " not in said


def test_names_and_repositories_are_those_of_faster_whisper() -> None:
    from faster_whisper.utils import _MODELS

    assert {model.name for model in KNOWN} | set(ALIASES) == set(_MODELS)
    for name, repo in _MODELS.items():
        model = known(name)
        assert model is not None
        assert model.repo == repo
        assert known(repo) == model


def test_what_is_not_known() -> None:
    assert known("nonsense") is None
    assert known("owner/repo") is None


def test_from_small_to_large() -> None:
    sizes = [model.parameters_millions for model in KNOWN]
    assert sizes == sorted(sizes)
    assert len({model.name for model in KNOWN}) == len(KNOWN)


def test_distilled_models_hear_english_only() -> None:
    for model in KNOWN:
        english = model.name.endswith(".en") or model.name.startswith("distil-")
        assert model.multilingual == (not english)


def test_a_download_is_two_bytes_for_each_parameter() -> None:
    small = known("small")
    assert small is not None
    assert small.download_bytes_about == 488_000_000


@pytest.mark.parametrize(
    ("hardware", "language", "expected"),
    [
        (machine(), "auto", "small"),
        (machine(), "de", "small"),
        (machine(), "en", "small.en"),
        (machine(cores=2), "auto", "base"),
        (machine(cores=2), "en", "base.en"),
        (machine(memory=4), "auto", "base"),
        (machine(memory=1), "auto", "tiny"),
        (machine(cores=1, memory=1), "en", "tiny.en"),
        (machine(card=8), "auto", "large-v3-turbo"),
        (machine(card=8), "en", "large-v3-turbo"),
        (machine(cores=2, memory=4, card=80), "auto", "large-v3-turbo"),
        (machine(card=2), "auto", "small"),
        (machine(card=2), "en", "small.en"),
        (machine(cores=2, card=0.5), "auto", "base"),
    ],
)
def test_recommendations(hardware: Hardware, language: str, expected: str) -> None:
    recommended = recommend(hardware, language)
    assert recommended.model.name == expected
    assert is_one_sentence(recommended.why)
    assert expected in recommended.why


def test_a_recommendation_says_what_it_rests_on() -> None:
    assert "Card (8 GB)" in recommend(machine(card=8)).why
    assert "2 processor cores and 16 GB" in recommend(machine(cores=2)).why
    assert "one processor core" in recommend(machine(cores=1)).why


def model(name: str, megabytes: int) -> InstalledModel:
    return InstalledModel(name, Path(name), megabytes * 1_000_000)


TINY, BASE, SMALL = model("tiny", 75), model("base", 145), model("small", 484)
SMALL_EN, MEDIUM, LARGE = model("small.en", 484), model("medium", 1530), model("large-v3", 3090)
DISTIL = model("distil-large-v3", 1510)
ALL = [TINY, BASE, SMALL, MEDIUM, LARGE]


@pytest.mark.parametrize(
    ("installed", "hardware", "language", "expected"),
    [
        (ALL, machine(), "auto", SMALL),
        ([TINY, SMALL_EN], machine(), "auto", TINY),
        ([TINY, SMALL_EN], machine(), "de", TINY),
        ([TINY, SMALL_EN], machine(), "en", SMALL_EN),
        ([SMALL, SMALL_EN], machine(), "en", SMALL_EN),
        ([SMALL_EN], machine(), "auto", SMALL_EN),
        ([LARGE, MEDIUM], machine(), "auto", MEDIUM),
        ([LARGE, TINY], machine(), "auto", TINY),
        (ALL, machine(memory=4), "auto", BASE),
        (ALL, machine(card=24), "auto", LARGE),
        (ALL, machine(card=4), "auto", MEDIUM),
        (ALL, machine(card=0.2), "auto", TINY),
        (ALL, machine(card=0.05), "auto", SMALL),
        ([TINY, DISTIL], machine(card=24), "auto", TINY),
        ([TINY, DISTIL], machine(card=24), "en", DISTIL),
        ([LARGE], machine(card=2), "auto", LARGE),
    ],
)
def test_the_best(
    installed: list[InstalledModel],
    hardware: Hardware,
    language: str,
    expected: InstalledModel,
) -> None:
    for models in (installed, list(reversed(installed))):
        found = best(models, hardware, language)
        assert found is not None
        assert found[0] == expected
        assert found[0].name in found[1]
        assert is_one_sentence(found[1])


def test_the_best_of_nothing() -> None:
    assert best([], machine()) is None


def test_the_largest_card_counts() -> None:
    cards = (Gpu(0, "Little", GIB, GIB), Gpu(1, "Large", 24 * GIB, 24 * GIB))
    found = best(ALL, Hardware(8, 16 * GIB, cards))
    assert found is not None
    assert found[0] == LARGE
    assert "Large (24 GB)" in found[1]


def test_small_in_half_precision_is_bearable_and_medium_is_not() -> None:
    assert SMALL.bytes <= CPU_BYTES < MEDIUM.bytes
