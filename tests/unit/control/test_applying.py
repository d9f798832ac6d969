"""No switch is dead: whatever can be set is applied by somebody."""

from __future__ import annotations

import pytest

from sayso.control.applying import changes, is_applied
from sayso.settings.schema import Rule, Setting, Settings, all_settings
from sayso.settings.store import with_values


@pytest.mark.parametrize("setting", list(all_settings()), ids=lambda setting: setting.key)
def test_somebody_applies_it(setting: Setting) -> None:
    assert is_applied(setting)


def test_nobody_applies_what_nobody_knows() -> None:
    assert not is_applied(Setting("recognition", "mood", str, "", Rule("Mood", "How it feels.")))


def test_only_the_loading_strategy_waits_for_the_next_start() -> None:
    """Whatever joins it is a switch that seems dead: it needs a reason, and words in the window."""
    waiting = [each.key for each in all_settings() if each.rule.holds_from == "start"]
    assert waiting == ["loading_strategy"]
    assert {each.rule.holds_from for each in all_settings()} == {"now", "load", "start"}


def test_what_changes() -> None:
    after = with_values(Settings(), {"model": "small", "sounds": False, "beam_size": 1})
    assert changes(Settings(), after) == {"model", "sounds"}
