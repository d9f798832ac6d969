"""What is inside the app, and under which licences."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import sayso
from sayso.paths import resource

_OF_A_LICENCE = re.compile(r"licen[cs]e|copying|notice", re.IGNORECASE)

_LONGEST_NAME = 60
"""Some distributions have the whole text where the licence's name should be."""


@dataclass(frozen=True, slots=True)
class Component:
    """licence: its name, as the component itself gives it. texts: files with its words, in full.
    inside: the component that it came with, where it is not one of its own."""

    name: str
    version: str
    licence: str
    homepage: str = ""
    texts: tuple[Path, ...] = ()
    inside: str = ""

    def text(self) -> str:
        """All of the licence's words that came with it; empty: none did. Reads files; those that
        cannot be read are passed over."""
        found = []
        for path in self.texts:
            try:
                found.append(path.read_text(encoding="utf-8", errors="replace").strip())
            except OSError:
                continue
        return "\n\n———\n\n".join(dict.fromkeys(found))


def components() -> Sequence[Component]:
    """The app first, then what it needs, by name, with what those bring along. Reads the metadata
    of what is installed: some tenths of a second."""
    own = Component("Sayso", sayso.__version__, "MIT", texts=_own_texts())
    found = {part.name.lower(): part for part in map(_component, _needed("sayso"))}
    for extra in _NOT_OF_THEIR_OWN:
        if not extra.inside or extra.inside.lower() in found:
            found[extra.name.lower()] = extra
    return [own, *(found[name] for name in sorted(found))]


_NOT_OF_THEIR_OWN = (
    Component("Python", platform.python_version(), "PSF-2.0", "https://www.python.org"),
    Component(
        "Qt", "", "LGPL-3.0-only", "https://www.qt.io", inside="PySide6_Essentials",
    ),
    Component(
        "Silero VAD", "6", "MIT", "https://github.com/snakers4/silero-vad",
        (resource("licences", "silero-vad.txt"),), inside="faster-whisper",
    ),
    Component(
        "CMU Sphinx English model", "", "BSD-2-Clause", "https://cmusphinx.github.io",
        inside="pocketsphinx",
    ),
    Component(
        "FFmpeg", "", "LGPL-2.1-or-later", "https://ffmpeg.org", inside="av",
    ),
)  # fmt: skip
"""Wheels bring along more than their metadata tells."""


def _own_texts() -> tuple[Path, ...]:
    try:
        return _component(distribution("sayso")).texts
    except PackageNotFoundError:
        return ()


def _needed(name: str) -> Iterator[Distribution]:
    """All that is installed because ``name`` needs it, without ``name`` itself."""
    seen = {_normal(name)}
    waiting = _requirements(name)
    while waiting:
        wanted = waiting.pop()
        if _normal(wanted) in seen:
            continue
        seen.add(_normal(wanted))
        try:
            found = distribution(wanted)
        except PackageNotFoundError:
            continue  # for another system, or another Python
        yield found
        waiting += _requirements(wanted)


def _requirements(name: str) -> list[str]:
    try:
        lines = distribution(name).requires or []
    except PackageNotFoundError:
        return []
    needed = [line for line in lines if not re.search(r"extra\s*==", line)]
    return [match[0] for line in needed if (match := re.match(r"[A-Za-z0-9._-]+", line))]


def _normal(name: str) -> str:
    """PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _component(of: Distribution) -> Component:
    files = [file for file in of.files or [] if _OF_A_LICENCE.search(file.name)]
    locate = partial(of.locate_file)
    return Component(
        of.metadata["Name"],
        of.version,
        _licence(of),
        _homepage(of),
        tuple(Path(str(locate(file))) for file in sorted(files, key=str) if _is_text(file.name)),
    )


def _is_text(name: str) -> bool:
    return not name.endswith((".py", ".pyc", ".pyi", ".json", ".so"))


def _licence(of: Distribution) -> str:
    told = _told(of, "License-Expression") or _told(of, "License")
    first = told.strip().splitlines()[0].strip() if told.strip() else ""
    if first and len(first) <= _LONGEST_NAME:
        return first
    for classifier in of.metadata.get_all("Classifier") or []:
        if classifier.startswith("License ::"):
            return str(classifier).rpartition(":: ")[2]
    return ""


def _told(of: Distribution, key: str) -> str:
    return str((of.metadata.get_all(key) or [""])[0])


def _homepage(of: Distribution) -> str:
    if page := _told(of, "Home-page"):
        return page
    addresses = [
        (label.strip().lower(), address.strip())
        for label, _, address in (
            str(line).partition(",") for line in of.metadata.get_all("Project-URL") or []
        )
    ]
    for wanted in ("homepage", "source", "source code", "repository", "documentation"):
        for label, address in addresses:
            if label == wanted:
                return address
    return addresses[0][1] if addresses else ""
