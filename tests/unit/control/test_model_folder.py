from __future__ import annotations

from pathlib import Path

import pytest

from sayso.control.model_folder import usable_model
from sayso.core.errors import ModelError


def model(folder: Path, config: str = '{"suppress_ids": []}') -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(config)
    for name in ("model.bin", "tokenizer.json", "vocabulary.json"):
        (folder / name).write_text("{}")
    return folder


def test_a_whole_model_is_taken(tmp_path: Path) -> None:
    folder = model(tmp_path / "mine")
    assert usable_model(folder) == str(folder)


def test_of_a_hub_cache_the_folder_with_the_name_will_do(tmp_path: Path) -> None:
    inner = model(tmp_path / "models--Systran--faster-whisper-base" / "snapshots" / "abc")
    assert usable_model(inner.parent.parent) == str(inner)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda folder: None, "does not exist"),
        (lambda folder: folder.mkdir(), "model.bin is missing"),
        (lambda folder: (model(folder) / "tokenizer.json").unlink(), "tokenizer.json is missing"),
        (lambda folder: model(folder, "{}"), "but no Whisper"),
    ],
)
def test_what_is_none_is_refused_in_a_sentence(tmp_path: Path, make: object, sentence: str) -> None:
    folder = tmp_path / "it"
    make(folder)  # type: ignore[operator]
    with pytest.raises(ModelError, match=sentence):
        usable_model(folder)


def test_one_of_transformers_has_to_be_converted(tmp_path: Path) -> None:
    folder = tmp_path / "hf"
    folder.mkdir()
    (folder / "config.json").write_text('{"model_type": "whisper"}')
    (folder / "model.safetensors").write_text("")
    with pytest.raises(ModelError, match="sayso models import"):
        usable_model(folder)
