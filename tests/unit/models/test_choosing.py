"""What the settings mean: which model on which device, and what stands in for it."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from sayso.core.errors import ModelError
from sayso.models.choosing import STARTER, Plan, plan
from sayso.residency.hardware import Gpu, Hardware
from sayso.residency.model import ModelKey
from sayso.settings.schema import Recognition

GB = 1 << 30
PLAIN = Hardware(8, 32 * GB)
ONE_CARD = Hardware(8, 32 * GB, (Gpu(0, "Some Card", 24 * GB, 20 * GB),))
TWO_CARDS = Hardware(
    8, 32 * GB, (Gpu(0, "Small Card", 2 * GB, 2 * GB), Gpu(1, "Large Card", 24 * GB, 20 * GB))
)
MACHINES = [PLAIN, ONE_CARD, TWO_CARDS]


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def add(models: Path, name: str, megabytes: int = 1) -> Path:
    """A model's files, as large as they say and as empty as they can be."""
    folder = models / name
    folder.mkdir(parents=True)
    for file in ("config.json", "tokenizer.json", "vocabulary.json"):
        (folder / file).write_text("{}")
    with (folder / "model.bin").open("wb") as file:
        file.truncate(megabytes * 1_000_000)
    return folder


def make(models: Path, hardware: Hardware = PLAIN, **wanted: object) -> Plan:
    recognition = Recognition(**wanted)  # type: ignore[arg-type]
    return plan(recognition, hardware, models_folder=models, hub_cache=models / "hub")


def on(folder: Path, device: str = "cpu", index: int = 0, compute_type: str = "auto") -> ModelKey:
    return ModelKey("whisper", folder.name, folder, device, index, compute_type)


# Which device


def test_on_the_processor(models: Path) -> None:
    base = add(models, "base")
    for device, hardware in itertools.product(["auto", "cpu"], [PLAIN]):
        assert make(models, hardware, model="base", device=device) == Plan((on(base),), (STARTER,))
    assert make(models, ONE_CARD, model="base", device="cpu") == Plan((on(base),), (STARTER,))


def test_a_card_and_then_the_processor(models: Path) -> None:
    base = add(models, "base")
    found = make(models, ONE_CARD, model="base")
    assert found.wanted == (on(base, "cuda"), on(base))
    assert found.stand_ins == (STARTER,)


def test_of_two_cards_the_larger(models: Path) -> None:
    base = add(models, "base")
    assert make(models, TWO_CARDS, model="base").wanted == (on(base, "cuda", 1), on(base))


@pytest.mark.parametrize("hardware", MACHINES)
@pytest.mark.parametrize(("device", "index"), [("cuda", 0), ("cuda:0", 0), ("cuda:1", 1)])
def test_a_card_that_was_asked_for_is_tried_whatever_there_is(
    models: Path, hardware: Hardware, device: str, index: int
) -> None:
    base = add(models, "base")
    found = make(models, hardware, model="base", device=device)
    assert found.wanted == (on(base, "cuda", index),)
    assert found.stand_ins == (on(base), STARTER)


# Which model


def test_the_best_for_where_it_will_run(models: Path) -> None:
    base, large = add(models, "base", 140), add(models, "large-v3", 3100)
    assert make(models, PLAIN).wanted == (on(base),)
    assert make(models, ONE_CARD).wanted == (on(large, "cuda"), on(large))
    assert make(models, ONE_CARD, device="cuda").wanted == (on(large, "cuda"),)
    # Where the card is there but not to be used, it is the processor that has to bear it.
    assert make(models, ONE_CARD, device="cpu").wanted == (on(base),)
    # And of two cards the one that is meant.
    assert make(models, TWO_CARDS, device="cuda:0").wanted == (on(base, "cuda", 0),)
    assert make(models, TWO_CARDS, device="cuda:1").wanted == (on(large, "cuda", 1),)
    assert make(models, TWO_CARDS).wanted == (on(large, "cuda", 1), on(large))


def test_it_says_why(models: Path) -> None:
    add(models, "base")
    assert "processor" in make(models).why
    assert "Some Card" in make(models, ONE_CARD).why
    assert make(models, model="base").why == ""


def test_another_model_stands_in_before_the_starter(models: Path) -> None:
    base, large = add(models, "base", 140), add(models, "large-v3", 3100)
    found = make(models, ONE_CARD, model="large-v3")
    assert found.stand_ins == (on(base), STARTER)
    assert make(models, ONE_CARD, model="large-v3", device="cuda").stand_ins == (
        on(large),
        on(base),
        STARTER,
    )
    assert make(models, model="base").stand_ins == (on(large), STARTER)
    assert make(models, model="base", starter=False).stand_ins == (on(large),)


def test_the_language_decides_between_equals(models: Path) -> None:
    base, english = add(models, "base", 140), add(models, "base.en", 140)
    assert make(models, language="en").wanted == (on(english),)
    assert make(models, language="de").wanted == (on(base),)


def test_a_model_in_a_folder_elsewhere(models: Path, tmp_path: Path) -> None:
    mine = add(tmp_path / "elsewhere", "mine")
    found = make(models, model=str(mine))
    assert found.wanted == (ModelKey("whisper", "mine", mine),)


def test_a_model_in_the_folder_one_is_in_has_a_name_too(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(add(tmp_path / "elsewhere", "mine"))
    [key] = make(models, model=".").wanted
    assert key.model == "mine"


def test_two_names_of_one_model_are_one_model(models: Path) -> None:
    add(models, "large-v3")
    keys = {
        make(models, model=name).wanted
        for name in ("large", "large-v3", "Systran/faster-whisper-large-v3", "auto")
    }
    assert len(keys) == 1


# The arithmetic


@pytest.mark.parametrize(
    ("compute_type", "card", "processor"),
    [
        ("auto", "auto", "auto"),
        ("int8", "int8", "int8"),
        ("float32", "float32", "float32"),
        ("int8_float32", "int8_float32", "int8_float32"),
        # Only a card has these: the processor is not asked for what was not meant for it.
        ("float16", "float16", "auto"),
        ("int8_float16", "int8_float16", "auto"),
    ],
)
def test_the_arithmetic_of_each_device(
    models: Path, compute_type: str, card: str, processor: str
) -> None:
    base = add(models, "base")
    assert make(models, ONE_CARD, model="base", compute_type=compute_type).wanted == (
        on(base, "cuda", 0, card),
        on(base, "cpu", 0, processor),
    )
    found = make(models, ONE_CARD, model="base", device="cuda", compute_type=compute_type)
    assert found.stand_ins[0] == on(base, "cpu", 0, processor)
    # Asked for in so many words, it is tried.
    asked = make(models, model="base", device="cpu", compute_type=compute_type)
    assert asked.wanted == (on(base, "cpu", 0, compute_type),)


def test_threads_are_handed_on(models: Path) -> None:
    add(models, "base")
    assert {key.threads for key in make(models, ONE_CARD, threads=3).wanted} == {3}


# What is not there


def test_the_starter_is_all_there_is(models: Path) -> None:
    found = make(models)
    assert found.keys == (STARTER,)
    assert found.why


def test_the_starter_that_was_asked_for(models: Path) -> None:
    add(models, "base")
    for model in ("auto", "base", "missing"):
        assert make(models, ONE_CARD, engine="starter", model=model) == Plan((STARTER,))


@pytest.mark.parametrize("wanted", [{"starter": False}, {"engine": "whisper"}])
def test_nothing_is_there_at_all(models: Path, wanted: dict[str, object]) -> None:
    with pytest.raises(ModelError, match="sayso models download small"):
        make(models, **wanted)


def test_what_to_get_goes_by_where_it_will_run(models: Path) -> None:
    with pytest.raises(ModelError, match="download large-v3-turbo"):
        make(models, ONE_CARD, starter=False)
    with pytest.raises(ModelError, match="download small`"):
        make(models, ONE_CARD, starter=False, device="cpu")


def test_a_missing_model_is_to_be_downloaded(models: Path) -> None:
    assert make(models, ONE_CARD, model="small") == Plan((), (STARTER,), missing="small")
    base = add(models, "base")
    found = make(models, ONE_CARD, model="owner/name")
    assert (found.missing, found.stand_ins) == ("owner/name", (on(base), STARTER))
    assert make(models, model="small", starter=False).stand_ins == (on(base),)


def test_with_nothing_to_stand_in(models: Path) -> None:
    assert make(models, model="small", starter=False) == Plan((), (), missing="small")


def test_a_broken_folder_is_a_fault_and_something_stands_in(models: Path) -> None:
    base, broken = add(models, "base"), add(models, "small")
    (broken / "model.bin").unlink()
    found = make(models, ONE_CARD, model="small")
    assert (found.wanted, found.missing, found.stand_ins) == ((), "", (on(base), STARTER))
    assert isinstance(found.fault, ModelError)
    assert "model.bin is missing" in str(found.fault)
    assert make(models).wanted == (on(base),)


def test_a_name_that_means_nothing_is_a_fault(models: Path) -> None:
    found = make(models, model="no-such-model")
    assert "no-such-model" in str(found.fault)
    assert found.keys == (STARTER,)


@pytest.mark.parametrize("hardware", MACHINES)
def test_whatever_is_asked_for(models: Path, hardware: Hardware) -> None:
    """Of every combination: no key twice, cards only where they were asked for or are there, and
    always something to load, something to get, or a reason."""
    add(models, "base", 140)
    add(models, "large-v3", 3100)
    (add(models, "medium") / "model.bin").unlink()
    combinations = itertools.product(
        ("auto", "whisper", "starter"),
        ("auto", "base", "large-v3", "small", "medium"),
        ("auto", "cpu", "cuda", "cuda:1"),
        ("auto", "int8", "float16"),
        (True, False),
    )
    for engine, model, device, compute_type, starter in combinations:
        found = make(
            models,
            hardware,
            engine=engine,
            model=model,
            device=device,
            compute_type=compute_type,
            starter=starter,
        )
        assert len(set(found.keys)) == len(found.keys)
        assert found.wanted or found.missing or found.fault
        assert not (found.missing and found.wanted)
        assert (found.keys[-1] == STARTER) == (starter or engine == "starter")
        assert all(key.device == "cpu" for key in found.stand_ins)
        cards = [key for key in found.wanted if key.device == "cuda"]
        if device == "cpu" or engine == "starter" or (device == "auto" and not hardware.gpus):
            assert not cards
        elif found.wanted:
            assert len(cards) == 1
            assert found.wanted[0] is cards[0]
        if found.wanted and engine != "starter":
            # Whatever becomes of the card, a processor is tried.
            assert any(key.engine == "whisper" and key.device == "cpu" for key in found.keys)
