from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path

from sayso.control.components import Component, components


def test_tells_all_that_is_needed_and_nothing_else() -> None:
    found = {part.name.lower().replace("_", "-"): part for part in components()}
    names = list(found)
    assert names[0] == "sayso"
    assert names[1:] == sorted(names[1:])
    # Asked for by name, needed by one of those, and what wheels bring along.
    assert {"numpy", "pyside6-essentials", "tokenizers", "qt", "silero vad", "ffmpeg"} <= set(names)
    assert not {"pytest", "mypy", "ruff"} & set(names)
    assert found["numpy"].version == distribution("numpy").version


def test_each_has_a_licence_and_a_page() -> None:
    for part in components():
        assert part.licence, part.name
        assert part.homepage.startswith("http") or part.name == "Sayso", part.name


def test_the_words_of_a_licence_are_read() -> None:
    found = {part.name: part for part in components()}
    assert found["Sayso"].text().startswith("MIT License")
    assert "Silero Team" in found["Silero VAD"].text()
    assert "NumPy Developers" in found["numpy"].text()


def test_a_file_that_is_gone_costs_its_words(tmp_path: Path) -> None:
    kept = tmp_path / "LICENSE"
    kept.write_text("All is allowed.\n")
    part = Component("one", "1", "MIT", texts=(tmp_path / "gone", kept, kept))
    assert part.text() == "All is allowed."
    assert Component("one", "1", "MIT").text() == ""
