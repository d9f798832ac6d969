"""Models that lie somewhere else are taken in whole or not at all.

Transformers and PyTorch are not among what the tests install: where a conversion is told of, a
small program stands in for CTranslate2's converter, and what it is asked is looked at.
"""

from __future__ import annotations

import importlib.util
import itertools
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from sayso.core.errors import ModelError
from sayso.core.events import LoadProgress
from sayso.models import importing, provenance
from sayso.models.importing import (
    checked_name,
    converter_command,
    default_name,
    import_folder,
    is_transformers,
    parts_of,
)

CONFIG = b'{"suppress_ids": []}'


def ours(folder: Path, weights: bytes = b"weights") -> Path:
    """A folder as CTranslate2 writes it."""
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(weights)
    (folder / "config.json").write_bytes(CONFIG)
    (folder / "tokenizer.json").write_bytes(b"{}")
    (folder / "vocabulary.json").write_bytes(b"[]")
    return folder


def theirs(folder: Path, kind: str = "whisper", mels: int = 80) -> Path:
    """A folder as Transformers writes it, but for its weights."""
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"weights")
    config = {"model_type": kind, "num_mel_bins": mels}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer.json").write_bytes(b"{}")
    return folder


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def take(source: Path, name: str, models: Path, *, replace: bool = False) -> list[LoadProgress]:
    told: list[LoadProgress] = []
    folder = import_folder(source, name, models_folder=models, report=told.append, replace=replace)
    assert folder == models / name.replace("/", "--")
    return told


def fails(source: Path, name: str, models: Path, *words: str) -> None:
    """With one sentence that has these words, and nothing left behind."""
    before = sorted(models.iterdir()) if models.exists() else []
    with pytest.raises(ModelError) as caught:
        take(source, name, models)
    said = str(caught.value)
    assert said.endswith(".")
    assert "\n" not in said
    for word in words:
        assert word in said
    assert (sorted(models.iterdir()) if models.exists() else []) == before


def test_a_folder_is_copied_and_told_in_bytes(tmp_path: Path, models: Path) -> None:
    source = ours(tmp_path / "mine", b"w" * (provenance.BLOCK + 5))
    (source / "preprocessor_config.json").write_bytes(b"{}")
    (source / "model.safetensors").write_bytes(b"the same once more")
    told = take(source, "mine", models)
    assert {file.name for file in (models / "mine").iterdir()} == {
        *("model.bin", "config.json", "tokenizer.json", "vocabulary.json"),
        *("preprocessor_config.json", provenance.FILE),
    }
    assert (models / "mine" / "model.bin").read_bytes() == (source / "model.bin").read_bytes()
    total = provenance.BLOCK + 5 + len(CONFIG) + 6
    assert [(each.step, each.done, each.total) for each in told[:3]] == [
        ("Copying", 0, total),
        ("Copying", provenance.BLOCK, total),
        ("Copying", provenance.BLOCK + 5, total),
    ]
    assert told[-1].done == total
    assert [file.name for file in models.iterdir()] == ["mine"]


def test_what_was_copied_can_be_verified(tmp_path: Path, models: Path) -> None:
    take(ours(tmp_path / "mine"), "mine", models)
    assert all(finding.ok for finding in provenance.verify(models / "mine"))
    (models / "mine" / "model.bin").write_bytes(b"Weights")
    assert [each.file for each in provenance.verify(models / "mine") if not each.ok] == [
        "model.bin"
    ]


def test_where_it_came_from_is_not_forgotten(tmp_path: Path, models: Path) -> None:
    source = ours(tmp_path / "downloaded")
    provenance.remember(source, repo="owner/repo", revision="abc")
    take(source, "mine", models)
    origin = provenance.recall(models / "mine")
    assert origin is not None
    assert (origin.repo, origin.revision) == ("owner/repo", "abc")


def test_a_download_that_has_changed_since_is_refused(tmp_path: Path, models: Path) -> None:
    source = ours(tmp_path / "downloaded")
    provenance.remember(source, repo="owner/repo", revision="abc")
    (source / "model.bin").write_bytes(b"Weights")
    fails(source, "mine", models, "model.bin", "not what was once downloaded")


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege on Windows")
def test_links_of_a_hub_cache_are_followed(tmp_path: Path, models: Path) -> None:
    blobs = ours(tmp_path / "blobs")
    snapshot = tmp_path / "hub" / "models--owner--my-repo" / "snapshots" / "0123abc"
    snapshot.mkdir(parents=True)
    for file in blobs.iterdir():
        (snapshot / file.name).symlink_to(file)
    assert default_name(snapshot) == "owner/my-repo"
    take(snapshot, "owner/my-repo", models)
    copied = models / "owner--my-repo" / "model.bin"
    assert not copied.is_symlink()
    assert copied.read_bytes() == b"weights"


def test_names() -> None:
    base = Path("/hub/models--Systran--faster-whisper-base/snapshots/abc")
    assert default_name(base) == "base"
    assert default_name(Path("/somewhere/mine")) == "mine"
    for name in ("base", "my model", "ä-1.5", "owner/repo"):
        assert checked_name(name) == name
    for name in ("", ".", "..", ".hidden", "a/b/c", "../a", "a\\b", "/a", "a/", "a ", "a.", "n\n"):
        with pytest.raises(ModelError, match="cannot be the name"):
            checked_name(name)
    with pytest.raises(ModelError, match="could never be chosen"):
        checked_name("auto")


def test_a_name_that_is_taken(tmp_path: Path, models: Path) -> None:
    take(ours(tmp_path / "old", b"old"), "mine", models)
    new = ours(tmp_path / "new", b"new")
    fails(new, "mine", models, "There is a model mine already", "--name", "--replace")
    assert (models / "mine" / "model.bin").read_bytes() == b"old"
    take(new, "mine", models, replace=True)
    assert (models / "mine" / "model.bin").read_bytes() == b"new"
    assert [file.name for file in models.iterdir()] == ["mine"]


def test_a_model_of_ours_is_not_copied_over_itself(tmp_path: Path, models: Path) -> None:
    take(ours(tmp_path / "mine"), "mine", models)
    with pytest.raises(ModelError, match="own model mine already"):
        take(models / "mine", "mine", models, replace=True)
    assert (models / "mine" / "model.bin").read_bytes() == b"weights"


def test_what_is_no_model(tmp_path: Path, models: Path) -> None:
    fails(tmp_path / "nowhere", "mine", models, "does not exist")
    (tmp_path / "file").write_bytes(b"")
    fails(tmp_path / "file", "mine", models, "is a file")
    (tmp_path / "empty").mkdir()
    fails(tmp_path / "empty", "mine", models, "model.bin is missing")
    half = ours(tmp_path / "half")
    (half / "tokenizer.json").unlink()
    fails(half, "mine", models, "tokenizer.json is missing")
    fails(theirs(tmp_path / "bert", "bert"), "mine", models, "does not hold a Whisper", "'bert'")
    (tmp_path / "bert" / "config.json").write_text("{")
    fails(tmp_path / "bert", "mine", models, "config.json", "cannot be read")


def test_a_disk_without_room(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free = importing.shutil.disk_usage(tmp_path)._replace(free=importing.SPARE_BYTES)
    monkeypatch.setattr(importing.shutil, "disk_usage", lambda folder: free)
    source = ours(tmp_path / "mine")
    models.mkdir()
    fails(source, "mine", models, "only 200 MB are free", str(models))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do anything")
def test_a_folder_that_cannot_be_written(tmp_path: Path, models: Path) -> None:
    models.mkdir(mode=0o500)
    fails(ours(tmp_path / "mine"), "mine", models, "cannot be written")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_a_copy_that_is_broken_off_leaves_nothing(
    tmp_path: Path, models: Path, error: BaseException
) -> None:
    def broken_off(progress: LoadProgress) -> None:
        if progress.done:
            assert list(parts_of("mine", models))
            raise error

    with pytest.raises((KeyboardInterrupt, ModelError)):
        import_folder(ours(tmp_path / "mine"), "mine", models_folder=models, report=broken_off)
    assert list(models.iterdir()) == []


def test_what_a_killed_import_left_is_known_and_gone_with_the_next(
    tmp_path: Path, models: Path
) -> None:
    part = models / ".importing-mine"
    part.mkdir(parents=True)
    (part / "model.bin").write_bytes(b"wei")
    assert list(parts_of("mine", models)) == [part]
    take(ours(tmp_path / "mine"), "mine", models)
    assert [file.name for file in models.iterdir()] == ["mine"]


def test_which_folders_have_to_be_converted(tmp_path: Path) -> None:
    assert is_transformers(theirs(tmp_path / "a"))
    older = theirs(tmp_path / "b")
    (older / "model.safetensors").rename(older / "pytorch_model.bin")
    assert is_transformers(older)
    sharded = theirs(tmp_path / "c")
    (sharded / "model.safetensors").rename(sharded / "model.safetensors.index.json")
    assert is_transformers(sharded)
    assert not is_transformers(ours(tmp_path / "d"))
    assert not is_transformers(tmp_path / "nowhere")


@pytest.mark.skipif(
    any(importlib.util.find_spec(name) for name in importing.CONVERTER),
    reason="the converter is installed",
)
def test_without_the_converter(tmp_path: Path, models: Path) -> None:
    fails(theirs(tmp_path / "a"), "a", models, "transformers and torch are missing", "-m pip")


def test_a_frozen_app_cannot_convert(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    fails(theirs(tmp_path / "a"), "a", models, "this build of Sayso", "ct2-transformers-converter")


Stand = Callable[[str], None]


@pytest.fixture
def converter(monkeypatch: pytest.MonkeyPatch) -> Stand:
    """A program in the converter's place, which is given the source and the folder to write."""
    monkeypatch.setattr(importing, "CONVERTER", ())

    def stand(program: str) -> None:
        def command(source: Path, part: Path) -> Sequence[str]:
            return (sys.executable, "-c", program, str(source), str(part))

        monkeypatch.setattr(importing, "converter_command", command)

    return stand


WRITES = """
import os, pathlib, sys
part = pathlib.Path(sys.argv[2])
for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.json"):
    (part / name).write_text("{}")
(part / "config.json").write_text(os.environ["HF_HUB_OFFLINE"])
"""


def test_a_conversion(tmp_path: Path, models: Path, converter: Stand) -> None:
    converter(WRITES)
    source = theirs(tmp_path / "a")
    (source / "preprocessor_config.json").write_text('{"feature_size": 80}')
    told = take(source, "a", models)
    assert [(each.step, each.total) for each in told] == [("Converting", 0)]
    assert (models / "a" / "config.json").read_text() == "1"  # nothing may be fetched
    assert (models / "a" / "preprocessor_config.json").read_text() == '{"feature_size": 80}'
    assert all(finding.ok for finding in provenance.verify(models / "a"))
    assert [file.name for file in models.iterdir()] == ["a"]


@pytest.mark.parametrize(("mels", "written"), [(80, None), (128, {"feature_size": 128})])
def test_mel_bands_that_are_told_elsewhere(
    tmp_path: Path, models: Path, converter: Stand, mels: int, written: object
) -> None:
    converter(WRITES)
    take(theirs(tmp_path / "a", mels=mels), "a", models)
    file = models / "a" / "preprocessor_config.json"
    assert (json.loads(file.read_text()) if file.exists() else None) == written


def test_a_conversion_that_fails(tmp_path: Path, models: Path, converter: Stand) -> None:
    converter("import sys; print('so far so good'); sys.exit('RuntimeError: too short.')")
    fails(theirs(tmp_path / "a"), "a", models, "could not be converted (RuntimeError: too short)")
    converter("import sys; sys.exit(3)")
    fails(tmp_path / "a", "a", models, "could not be converted (code 3)")
    converter("pass")
    fails(tmp_path / "a", "a", models, "incomplete")


def test_a_conversion_without_a_tokenizer(tmp_path: Path, models: Path, converter: Stand) -> None:
    converter(WRITES)
    source = theirs(tmp_path / "a")
    (source / "tokenizer.json").unlink()
    fails(source, "a", models, "tokenizer.json is missing")


def test_what_the_converter_is_asked() -> None:
    command = list(converter_command(Path("/s"), Path("/p")))
    assert command[:3] == [sys.executable, "-m", "ctranslate2.converters.transformers"]
    options = dict(itertools.pairwise(command))
    assert options["--model"] == str(Path("/s"))
    assert options["--output_dir"] == str(Path("/p"))
    assert options["--quantization"] == "float16"
    assert "--trust_remote_code" not in command
