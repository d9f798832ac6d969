"""Takes a Whisper model that lies somewhere on this machine into Sayso's models folder.

A folder as CTranslate2 writes it is copied. One as Hugging Face's Transformers writes it
(``config.json`` with ``"model_type": "whisper"``, weights in ``model.safetensors`` or
``pytorch_model.bin``) is converted by CTranslate2's own converter, in a process of its own, because
that needs Transformers and PyTorch, which are gigabytes and no part of Sayso.

Either way it grows in a hidden folder beside the others and is renamed when it is whole, so that a
part is never taken for a model.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sayso.core.errors import ModelError
from sayso.core.events import LoadProgress
from sayso.models import catalog, provenance
from sayso.models.installed import check_folder, folder_name
from sayso.models.provenance import FileSum

log = logging.getLogger(__name__)

Report = Callable[[LoadProgress], None]

CONVERTER = ("transformers", "torch")
"""What CTranslate2's converter needs beside itself."""

SPARE_BYTES = 200_000_000
"""Left free on the disk beyond what a model takes: a full disk harms every other program."""

_PART = ".importing-"
_OLD = ".replaced-"
_COPIED = (
    *("model.bin", "config.json", "tokenizer.json", "vocabulary.*", "preprocessor_config.json"),
    *("README*", "LICENSE*"),
)
"""What of a CTranslate2 folder is taken along: what faster-whisper reads, and what the licence is
told in. A folder may hold the weights a second time, in another format."""

_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_SHARDED = ("model.safetensors.index.json", "pytorch_model.bin.index.json")
_NAME = re.compile(r"(?:\w[\w.-]{0,60}/)?\w(?:[\w .-]{0,60}\w)?")


def import_folder(
    source: Path, name: str, *, models_folder: Path, report: Report, replace: bool = False
) -> Path:
    """The model's new folder in ``models_folder``. Blocks; whatever ends it early
    (KeyboardInterrupt, too) leaves nothing behind. The SHA-256 of every file is remembered.

    name: as ``my-base`` or ``owner/repo``.
    report: is told of every few megabytes copied. Raises ModelError.
    """
    target = models_folder / folder_name(checked_name(name))
    source = source.expanduser().absolute()
    if source.exists() and target.exists() and source.samefile(target):
        raise ModelError(f"{source} is Sayso's own model {name} already: nothing needs to be done.")
    convert = is_transformers(source)
    if not convert:
        check_folder(source)
    if target.exists() and not replace:
        raise ModelError(
            f"There is a model {name} already, in {target}: give another --name, or --replace it."
        )
    if convert:
        _check_converter(source)
    files = [] if convert else list(_files(source, _COPIED))
    weights = (*_WEIGHTS, "model-*.safetensors", "pytorch_model-*.bin")
    bytes_ = sum(file.stat().st_size for file in files or _files(source, weights))
    part = models_folder / f"{_PART}{target.name}"
    try:
        _make_room(models_folder, bytes_)
        shutil.rmtree(part, ignore_errors=True)  # of an import that was killed
        part.mkdir(parents=True)
        try:
            if convert:
                _convert(source, part, name, report)
                check_folder(part)
                provenance.remember(part)
            else:
                sums = _copy(files, part, name, bytes_, report)
                _remember(source, part, sums)
            _appear(part, target)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    except OSError as error:
        raise ModelError(
            f"The model cannot be written to {target} ({error.strerror or error}): make room or "
            "correct the folder's permissions."
        ) from error
    return target


def checked_name(name: str) -> str:
    """The name, where it can be that of a folder on every system. Raises ModelError."""
    if not _NAME.fullmatch(name):
        raise ModelError(
            f"{name!r} cannot be the name of a model: use letters, digits, dots and dashes."
        )
    if name.casefold() == "auto":
        raise ModelError(
            f"A model called {name} could never be chosen, for that means the best one that is "
            "there: give another --name."
        )
    return name


def default_name(source: Path) -> str:
    """What to call the model of a folder: the folder's name; the model's in a hub cache."""
    source = source.expanduser().absolute()
    cached = source.parent.parent.name
    if source.parent.name == "snapshots" and cached.startswith("models--"):
        repo = cached.removeprefix("models--").replace("--", "/", 1)
        model = catalog.known(repo)
        return repo if model is None else model.name
    return source.name


def is_transformers(source: Path) -> bool:
    """Whether it is a Whisper as Transformers saves it, which has to be converted.

    Raises ModelError where it is another kind of model.
    """
    if not source.is_dir() or (source / "model.bin").exists():
        return False
    if not any((source / name).is_file() for name in (*_WEIGHTS, *_SHARDED)):
        return False
    kind = _config(source).get("model_type")
    if kind != "whisper":
        raise ModelError(
            f"{source} does not hold a Whisper model (its config.json says {kind!r}): give "
            "another folder."
        )
    return True


def parts_of(name: str, models_folder: Path) -> Iterator[Path]:
    """What imports of this model that were killed left behind."""
    for prefix in (_PART, _OLD):
        if (folder := models_folder / f"{prefix}{folder_name(name)}").is_dir():
            yield folder


def _config(source: Path) -> dict[str, object]:
    try:
        config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The file config.json in {source} cannot be read: copy the whole folder again."
        ) from error
    return config if isinstance(config, dict) else {}


def _files(source: Path, patterns: Sequence[str]) -> Iterator[Path]:
    """Each once. In a hub cache they are links, which are followed."""
    seen = set()
    for pattern in patterns:
        for file in sorted(source.glob(pattern)):
            if file.is_file() and file not in seen:
                seen.add(file)
                yield file


def _make_room(models_folder: Path, needed: int) -> None:
    models_folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(models_folder).free
    if free < needed + SPARE_BYTES:
        raise ModelError(
            f"The model takes {needed / 1e6:.0f} MB, and only {free / 1e6:.0f} MB are free in "
            f"{models_folder}: make room there."
        )


def _copy(
    files: Sequence[Path], part: Path, name: str, total: int, report: Report
) -> list[FileSum]:
    done = 0
    sums = []
    report(LoadProgress("Copying", name, 0, total))
    for file in files:
        sha = hashlib.sha256()
        size = 0
        with file.open("rb") as there, (part / file.name).open("xb") as here:
            while block := there.read(provenance.BLOCK):
                here.write(block)
                sha.update(block)
                size += len(block)
                report(LoadProgress("Copying", name, done + size, total))
            here.flush()
            os.fsync(here.fileno())
        done += size
        sums.append(FileSum(file.name, size, sha.hexdigest()))
    return sums


def _remember(source: Path, part: Path, sums: Sequence[FileSum]) -> None:
    """Where the model once came from, if its folder tells. Raises ModelError where it has changed
    since."""
    origin = provenance.recall(source)
    if origin is None:
        provenance.remember(part, files=sums)
        return
    were = {file.name: file for file in origin.files}
    if changed := [file.name for file in sums if were.get(file.name, file) != file]:
        raise ModelError(
            f"{' and '.join(changed)} in {source} {'is' if len(changed) == 1 else 'are'} not what "
            "was once downloaded: download the model again."
        )
    provenance.remember(part, repo=origin.repo, revision=origin.revision, files=sums)


def _appear(part: Path, target: Path) -> None:
    """In one step; what was there before goes only when the new one is in its place."""
    old = target.with_name(f"{_OLD}{target.name}")
    shutil.rmtree(old, ignore_errors=True)
    replaced = target.exists()
    if replaced:
        try:
            target.rename(old)
        except OSError as error:  # on Windows, while a program has it open
            raise ModelError(
                f"The model {target.name} cannot be replaced ({error.strerror}): quit Sayso and "
                "whatever else uses it, and try again."
            ) from error
    try:
        part.rename(target)
    except OSError:
        if replaced:
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _check_converter(source: Path) -> None:
    """Raises ModelError where a Transformers model cannot be converted here."""
    if getattr(sys, "frozen", False):
        raise ModelError(
            f"{source} has to be converted, which this build of Sayso cannot do: convert it with "
            "ct2-transformers-converter in a Python of your own (pip install ctranslate2 "
            f"{' '.join(CONVERTER)}), and import the result."
        )
    missing = [name for name in CONVERTER if importlib.util.find_spec(name) is None]
    if missing:
        raise ModelError(
            f"{source} has to be converted, for which {' and '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing: install with {sys.executable} -m "
            f"pip install {' '.join(CONVERTER)}, and try again."
        )
    if not (source / "tokenizer.json").is_file():
        raise ModelError(
            f"The model in {source} is incomplete, tokenizer.json is missing: copy it from where "
            "the model comes from."
        )


def _convert(source: Path, part: Path, name: str, report: Report) -> None:
    """Half precision, as the models of the catalogue have it; the engine makes int8 of it when it
    loads. Raises ModelError."""
    report(LoadProgress("Converting", name))
    # Nothing may be fetched, whatever a config.json says.
    environment = {
        **os.environ,  # noqa: TID251 - a child's environment
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
    }
    done = subprocess.run(
        converter_command(source, part),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        log.warning("Converting %s failed (%s):\n%s", source, done.returncode, done.stdout)
        last = next(iter(reversed(done.stdout.strip().splitlines())), f"code {done.returncode}")
        raise ModelError(
            f"{source} could not be converted ({last.strip()[:200].rstrip('.')}): see the log, and "
            "check that the folder is whole."
        )
    mels = _config(source).get("num_mel_bins", 80)
    features = part / "preprocessor_config.json"
    if (source / features.name).is_file():
        shutil.copyfile(source / features.name, features)
    elif mels != 80:
        # Newer versions of Transformers write it into another file, which faster-whisper does not
        # read: it would compute 80 mel bands for large-v3, which takes 128.
        features.write_text(json.dumps({"feature_size": mels}), encoding="utf-8")


def converter_command(source: Path, part: Path) -> Sequence[str]:
    """Of CTranslate2's converter for Transformers, which runs no Python files of the folder
    unless it is told to."""
    return (
        *(sys.executable, "-m", "ctranslate2.converters.transformers"),
        *("--model", str(source), "--output_dir", str(part), "--force"),
        *("--quantization", "float16", "--copy_files", "tokenizer.json"),
    )
