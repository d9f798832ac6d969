"""What stops a bench before anything is measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.bench.run import measure
from sayso.core.errors import SaysoError


def test_no_place_for_the_model_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("in the way")
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path))
    with pytest.raises(SaysoError, match="cannot be written to"):
        measure(1, lambda line: None)
