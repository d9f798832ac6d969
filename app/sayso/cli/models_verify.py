"""`sayso models verify`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sayso.cli import models
from sayso.cli.say import say, show
from sayso.core.errors import ModelError

_EPILOG = """The size and SHA-256 of every file are compared with those that the hub declared when
the model was downloaded, or that it had when it was imported. Without NAME, every model is checked
in Sayso's models folder of which that is known. The exit code is 5 where a file is not what it
was, and where a NAME has nothing to compare with.

--json prints one object: ok, and models (name, folder, known, ok, files: file, ok, why)."""


def main(arguments: Sequence[str]) -> int:
    """Raises ModelError for a name that nothing has."""
    parser = models.parser("verify", _EPILOG)
    parser.add_json()
    parser.add_argument("names", nargs="*", metavar="NAME")
    asked = parser.parse_args(arguments)
    from sayso.archive.log import log_to
    from sayso.paths import log_folder

    log_to(log_folder())
    wanted = list(_named(asked.names) if asked.names else _all())
    found = []
    for name, folder in wanted:
        one = _verified(name, folder, needed=bool(asked.names))
        found.append(one)
        if not asked.json:
            show(words(one))
    ok = all(one["ok"] for one in found)
    if asked.json:
        show(json.dumps({"ok": ok, "models": found}, ensure_ascii=False) + "\n")
    elif not found:
        show("There is no model in Sayso's models folder.\n")
    for one in found:
        if one["known"] and not one["ok"]:
            say(
                f"{one['name']} is not what it was: remove it with `sayso models remove "
                f"{one['name']}`, and download or import it again."
            )
    return 0 if ok else ModelError.exit_code


def words(model: dict[str, Any]) -> str:
    """A line for each file."""
    name = model["name"]
    if not model["known"]:
        result = "ok" if model["ok"] else "FAILED"
        why = f"{name}: nothing is known of what its files were; download or import it again"
        return f"{result if result == 'FAILED' else '?':8}{why}\n"
    lines = []
    for file in model["files"]:
        why = f": {file['why']}" if file["why"] else ""
        lines.append(f"{'ok' if file['ok'] else 'FAILED':8}{name}/{file['file']}{why}\n")
    return "".join(lines)


def _verified(name: str, folder: Path, *, needed: bool) -> dict[str, Any]:
    """needed: to know nothing of what it was is a fault."""
    from sayso.cli.progress import Transfer
    from sayso.models.provenance import FILE, Finding, recall, verify

    known = True
    try:
        known = recall(folder) is not None
        findings: Sequence[Finding] = ()
        if known:
            with Transfer(_quiet) as transfer:
                findings = verify(folder, transfer.report)
    except ModelError as error:
        findings = [Finding(FILE, False, str(error))]
    return {
        "name": name,
        "folder": str(folder),
        "known": known,
        "ok": all(each.ok for each in findings) and (known or not needed),
        "files": [{"file": each.file, "ok": each.ok, "why": each.why} for each in findings],
    }


def _named(names: Sequence[str]) -> Iterator[tuple[str, Path]]:
    from sayso import paths
    from sayso.cli.models_named import no_such, own_folders
    from sayso.models.installed import find_model

    for name in names:
        # Also one that is not whole: which of its files is missing is what is asked.
        folder = next(own_folders(name), None)
        if folder is None:
            try:
                folder = find_model(
                    name, models_folder=paths.models_folder(), hub_cache=paths.hub_cache()
                )
            except ModelError:
                raise no_such(name) from None
        yield name, folder


def _all() -> Iterator[tuple[str, Path]]:
    from sayso.paths import models_folder

    try:
        folders = sorted(models_folder().iterdir())
    except OSError:
        return  # nothing was ever put there
    for folder in folders:
        if folder.is_dir() and not folder.name.startswith("."):
            yield folder.name.replace("--", "/", 1), folder


def _quiet(sentence: str) -> None:
    """Progress is for terminals; each file gets its line anyway."""
