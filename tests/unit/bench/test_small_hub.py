"""The bench's hub, asked by the real download."""

from __future__ import annotations

from pathlib import Path

import pytest
from rig import TINY_WHISPER

from sayso.bench.small_hub import small_hub
from sayso.models.download import Download


def test_the_real_download_takes_a_model_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_hub(TINY_WHISPER, bytes_per_second=1e9) as url:
        monkeypatch.setenv("HF_ENDPOINT", url)
        fetched = Download("some/model", "tiny", tmp_path, offline=False).run(lambda step: None)
    there = {file.name for file in fetched.iterdir()}
    assert {"model.bin", "config.json", "tokenizer.json"} <= there
    assert (fetched / "model.bin").read_bytes() == (TINY_WHISPER / "model.bin").read_bytes()
