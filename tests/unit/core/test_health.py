"""Health: which state may follow which, arrow by arrow."""

from __future__ import annotations

import pytest

from sayso.core.health import LEGAL, Health, changed

U, S, W, R, B, D, X = (
    Health.UNLOADED,
    Health.STARTING,
    Health.WARMING_UP,
    Health.READY,
    Health.BUSY,
    Health.DEGRADED,
    Health.UNAVAILABLE,
)
MAY_FOLLOW = {
    U: {S},
    S: {W, R, D, X, U},
    W: {R, D, X, U},
    R: {B, D, S, X, U},
    B: {R, D, S, X, U},
    D: {B, R, S, X, U},
    X: {S, U},
}


@pytest.mark.parametrize("before", Health)
@pytest.mark.parametrize("after", Health)
def test_every_arrow(before: Health, after: Health) -> None:
    if after is before or after in MAY_FOLLOW[before]:
        assert changed(before, after) is after
    else:
        with pytest.raises(ValueError, match=f"{before} cannot become {after}"):
            changed(before, after)


def test_every_state_can_be_left_for_unloaded_and_come_back() -> None:
    assert set(LEGAL) == set(Health)
    assert all(U in LEGAL[state] for state in Health if state is not U)


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        LEGAL[U] = frozenset()  # type: ignore[index]


def test_who_serves() -> None:
    assert {state for state in Health if state.serves} == {R, B, D}
