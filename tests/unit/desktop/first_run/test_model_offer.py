from __future__ import annotations

from sayso.control.choices import recognizer_choices
from sayso.desktop.first_run.model_offer import Offer, offer
from sayso.models.catalog import KNOWN, recommend
from sayso.residency.hardware import Hardware
from sayso.settings.schema import Recognition

STRONG = Hardware(cores=8, memory_bytes=16 * 2**30)
WEAK = Hardware(cores=2, memory_bytes=8 * 2**30)


def offered(*here: str, hardware: Hardware = STRONG, offline: bool = False) -> Offer:
    choices = recognizer_choices(
        [(name, 145_000_000) for name in here],
        "starter",
        "pocketsphinx en-us",
        Recognition(),
        offline=offline,
    )
    return offer(choices, recommend(hardware))


def test_an_empty_machine_gets_what_suits_it() -> None:
    found = offered()
    assert found.best is not None
    assert (found.best.id, found.best_is_here, found.here) == ("small", False, 0)
    assert "8 processor cores and 16 GB" in found.why
    assert len(found.others) == len(KNOWN) - 1
    weak = offered(hardware=WEAK).best
    assert weak is not None
    assert weak.id == "base"


def test_what_is_here_comes_first() -> None:
    found = offered("tiny", "my-own")
    assert [other.id for other in found.others[: found.here]] == ["tiny", "my-own"]
    assert all("to download" in other.detail for other in found.others[found.here :])
    found = offered("small", "tiny")
    assert found.best_is_here
    assert [other.id for other in found.others[: found.here]] == ["tiny"]


def test_offline_there_is_nothing_to_download() -> None:
    found = offered("tiny", offline=True)
    assert found.best is None
    assert [other.id for other in found.others] == ["tiny"]
