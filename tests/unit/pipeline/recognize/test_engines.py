"""Engines by name."""

from __future__ import annotations

import pytest

from sayso.core.errors import ModelError
from sayso.pipeline.recognize import engines
from sayso.residency.model import ModelKey


@pytest.mark.parametrize("engine", ["whisper", "starter"])
def test_each_engine_knows_its_name_and_model(engine: str) -> None:
    made = engines.make(ModelKey(engine, "some model"))
    assert (made.engine, made.model, made.device) == (engine, "some model", "cpu")
    made.close()


def test_an_unknown_engine_is_named() -> None:
    with pytest.raises(ModelError, match="no engine called oracle"):
        engines.make(ModelKey("oracle", "delphi"))
