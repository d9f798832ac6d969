"""Engines by name."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from sayso.core.errors import ModelError
from sayso.pipeline.recognize import engines
from sayso.residency.model import ModelKey

_BEHIND = """
import psutil
from sayso.core.errors import ModelError
from sayso.pipeline.recognize.engines import make_behind
from sayso.residency.model import ModelKey
try:
    make_behind(ModelKey("no such", "x"))
except ModelError:
    print(psutil.Process().nice())
"""


@pytest.mark.parametrize("engine", ["whisper", "starter"])
def test_each_engine_knows_its_name_and_model(engine: str) -> None:
    made = engines.make(ModelKey(engine, "some model"))
    assert (made.engine, made.model, made.device) == (engine, "some model", "cpu")
    made.close()


def test_an_unknown_engine_is_named() -> None:
    with pytest.raises(ModelError, match="no engine called oracle"):
        engines.make(ModelKey("oracle", "delphi"))


@pytest.mark.skipif(os.name != "posix", reason="Windows counts in classes")
def test_one_that_gives_way_to_others() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _BEHIND], capture_output=True, text=True, check=True, timeout=60
    )
    assert int(done.stdout) == max(engines.LOW_PRIORITY, os.nice(0))
