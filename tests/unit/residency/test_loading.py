"""Loading: strategies, warm-up tiers, and what a load that failed is called."""

from __future__ import annotations

import pytest

from sayso.core.errors import DeviceError, DeviceFailed, EngineDied, ModelError, RegistryClosed
from sayso.residency.loading import Strategy, WarmUp, as_model_error, passes
from sayso.settings.schema import Residency, Setting, all_settings


def test_strategies() -> None:
    found = {it: (it.loads_at_start, it.waits_until_loaded) for it in Strategy}
    assert found == {
        Strategy.EAGER: (True, True),
        Strategy.LAZY: (False, False),
        Strategy.HYBRID: (True, False),
    }


def test_tiers() -> None:
    assert passes(WarmUp.NONE) == ()
    assert passes(WarmUp.MINIMAL) == (1.0,)
    assert passes(WarmUp.STANDARD) == (0.5, 1.0, 4.0)
    full = passes(WarmUp.FULL)
    assert (len(full), full[0], full[-1]) == (5, 0.1, 30.0)
    assert list(full) == sorted(full)


def test_the_settings_can_name_each_of_them() -> None:
    rules: dict[str, Setting] = {it.key: it for it in all_settings() if it.section == "residency"}
    assert set(rules["loading_strategy"].rule.choices) == {str(it) for it in Strategy}
    assert set(rules["warm_up"].rule.choices) == {str(it) for it in WarmUp}
    assert Strategy(Residency().loading_strategy) is Strategy.HYBRID
    assert WarmUp(Residency().warm_up) is WarmUp.MINIMAL


@pytest.mark.parametrize("error", [ModelError("a"), DeviceError("b"), RegistryClosed("c")])
def test_errors_of_models_stay_what_they_are(error: ModelError) -> None:
    assert as_model_error("base", error) is error


def test_other_errors_become_errors_of_models() -> None:
    device = as_model_error("base", DeviceFailed("The card is full: close other programs."))
    assert (type(device), str(device)) == (DeviceError, "The card is full: close other programs.")
    died = as_model_error("base", EngineDied("It died: try again."))
    assert (type(died), str(died)) == (ModelError, "It died: try again.")
    bug = as_model_error("base", ValueError("what was said"))
    assert str(bug) == "The model base could not be loaded (ValueError): see the log."
    assert "interrupted" in str(as_model_error("base", KeyboardInterrupt()))
