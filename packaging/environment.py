"""The virtual environment in .venv, made from the locks.

A stamp in .venv says what it was made from. While that still holds, nothing is done. It is
written last, and a marker stands while work goes on, so that a set-up that was interrupted at any
point is seen and begun afresh.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

LOCKS = Path("packaging", "locks")
STAMP = "sayso-setup.json"
UNFINISHED = "sayso-setup.unfinished"

LOCK_HEADER = """\
# Made by: python3 packaging/bootstrap.py lock
# Every package with the hashes of its files, for every system and Python that Sayso runs on.
# evdev is left out: pynput asks for it for its uinput backend alone, which Sayso never selects,
# and having no wheels it would need a compiler and the kernel's headers on every machine.
"""


def stamp_for(root: Path, kind: str, python: str) -> dict[str, str]:
    """Say what an environment of a kind (run or dev) is made from.

    python is the version as sys.version has it. Of pyproject.toml only the parts that shape an
    installation count: the settings of linters do not.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    shape = {
        "build-system": project.get("build-system"),
        "project": project.get("project"),
        "hatch": project.get("tool", {}).get("hatch"),
    }
    made_from = {"kind": kind, "python": python, "root": str(root)}
    made_from["project"] = hashlib.sha256(json.dumps(shape, sort_keys=True).encode()).hexdigest()
    for lock in ("build", "run", "dev") if kind == "dev" else ("build", "run"):
        content = (root / LOCKS / f"{lock}.txt").read_bytes()
        made_from[lock] = hashlib.sha256(content).hexdigest()
    return made_from


def still_holds(stamp: dict[str, str], wanted: dict[str, str]) -> bool:
    """Tell whether an environment with this stamp serves; one for dev serves for run too."""
    return stamp.get("kind") in ("dev", wanted["kind"]) and all(
        stamp.get(key) == value for key, value in wanted.items() if key != "kind"
    )


def read_stamp(venv: Path) -> dict[str, str]:
    """Read the stamp; an environment without a whole one has an empty one."""
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def python_in(venv: Path, *, windows: bool) -> Path:
    """Return where an environment keeps its interpreter."""
    return venv / "Scripts" / "python.exe" if windows else venv / "bin" / "python"


def version_in(venv: Path) -> str | None:
    """Ask the environment's interpreter for its version; None if it does not answer."""
    question = "import sys; print(sys.version)"
    try:
        answer = subprocess.run(
            [python_in(venv, windows=os.name == "nt"), "-c", question],
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.strip()


def _has_pip(venv: Path) -> bool:
    """Tell whether pip is there, adding it if possible: uv makes environments without it."""
    python = python_in(venv, windows=os.name == "nt")
    for command in (["-m", "pip", "--version"], ["-m", "ensurepip"], ["-m", "pip", "--version"]):
        done = subprocess.run([python, *command], capture_output=True, check=False)
        if done.returncode == 0 and "pip" in command:
            return True
    return False


def _make(venv: Path) -> None:
    print(f"Making {venv.name} with Python {sys.version.split()[0]} ...", flush=True)
    # The interpreter may be the one inside the environment that is about to be cleared.
    base = getattr(sys, "_base_executable", None) or sys.executable
    made = subprocess.run([base, "-m", "venv", "--clear", str(venv)], check=False)
    if made.returncode != 0:
        sys.exit(
            f"No virtual environment could be made in {venv} (see above): is the disk full, or "
            "the folder not yours?"
        )


def _pip(venv: Path, *arguments: str) -> None:
    python = python_in(venv, windows=os.name == "nt")
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "install", *arguments]
    # Builds look for their tools (cmake, ninja, cython) on the search path.
    path = os.pathsep.join((str(python.parent), os.environ.get("PATH", os.defpath)))
    if subprocess.run(command, check=False, env={**os.environ, "PATH": path}).returncode != 0:
        sys.exit(
            "pip could not install what Sayso needs (see above). If it was the network, give the "
            "same command again. Ready-made packages exist for Linux (x86_64 with glibc 2.34, "
            "aarch64 with 2.39, or newer), macOS 14 on Apple silicon, and 64-bit Windows."
        )


def _install(root: Path, venv: Path, kind: str) -> None:
    locked = ("--require-hashes", "--no-deps", "--no-build-isolation")
    print("Installing what builds Sayso ...", flush=True)
    _pip(venv, *locked, "-r", str(root / LOCKS / "build.txt"))
    print("Installing what Sayso needs (some 250 MB the first time) ...", flush=True)
    _pip(venv, *locked, "-r", str(root / LOCKS / f"{kind}.txt"))
    _pip(venv, "--quiet", "--no-deps", "--no-build-isolation", "--editable", str(root))


def _same_python(version: str) -> bool:
    """Tell whether an environment's Python is, but for the patch, the one that runs this."""
    return version.split(".")[:2] == sys.version.split(".")[:2]


def ensure(root: str | Path, kind: str) -> Path:
    """Make .venv serve for a kind of work, run or dev, and return it.

    One that serves is left alone; one of this Python's is brought up to date; any other, and one
    that was left unfinished, is made anew. Exits with a sentence when something fails.
    """
    root = Path(root)
    venv = root / ".venv"
    unfinished = venv / UNFINISHED
    version = version_in(venv)
    stamp = read_stamp(venv)
    if version is not None and still_holds(stamp, stamp_for(root, kind, version)):
        return venv
    # The commands in an environment carry its path, so one that was moved is of no use either.
    moved = stamp.get("root", str(root)) != str(root)
    stale = moved or unfinished.exists() or not (version and _same_python(version))
    if version is None or stale or not _has_pip(venv):
        _make(venv)
        version = version_in(venv)
        if version is None:
            sys.exit(f"The virtual environment in {venv} does not work: remove it, then try again.")
    # Whoever worked on Sayso keeps the larger set when the app is started.
    if stamp.get("kind") == "dev":
        kind = "dev"
    unfinished.touch()
    (venv / STAMP).unlink(missing_ok=True)
    _install(root, venv, kind)
    draft = venv / (STAMP + ".new")
    draft.write_text(json.dumps(stamp_for(root, kind, version), indent=1), encoding="utf-8")
    draft.replace(venv / STAMP)
    unfinished.unlink()
    return venv


def lock_commands(uv: str, extra: Sequence[str]) -> list[tuple[str, list[str]]]:
    """List, for each lock, the command that prints it.

    dev comes first: its versions are handed to the others as preferences, so that all agree.
    """
    common = [
        *(uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes"),
        *("--python-version", "3.11", "--no-header", "--no-emit-index-url"),
        *("--no-emit-package", "evdev"),
    ]
    return [
        ("dev", [*common, "pyproject.toml", "--group", "dev", *extra]),
        ("run", [*common, "pyproject.toml"]),
        ("build", [*common, "--group", "build"]),
    ]


def renew_locks(root: str | Path, extra: Sequence[str]) -> int:
    """Write the locks anew from pyproject.toml; `-- --upgrade` takes newer versions too."""
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("Renewing the locks takes uv, which is not on PATH: pip install uv")
    locks = Path(root) / LOCKS
    locks.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        drafts = {name: Path(folder, f"{name}.txt") for name in ("dev", "run", "build")}
        for name, command in lock_commands(uv, extra):
            seed = locks / "dev.txt" if name == "dev" else drafts["dev"]
            if seed.exists():
                shutil.copyfile(seed, drafts[name])
            done = subprocess.run(
                [*command, "--output-file", str(drafts[name])],
                cwd=root,
                check=False,
                stdout=subprocess.DEVNULL,
            )
            if done.returncode != 0:
                sys.exit(f"uv found no versions for {name}.txt (see above); no lock was changed.")
        for name, draft in drafts.items():
            # uv ends with the name of the package that was left out; the header tells why.
            body = draft.read_text(encoding="utf-8").split("\n# The following packages")[0]
            (locks / f"{name}.txt").write_text(LOCK_HEADER + body.rstrip() + "\n", encoding="utf-8")
    print(f"Renewed: {', '.join(str(LOCKS / f'{name}.txt') for name in drafts)}")
    return 0
