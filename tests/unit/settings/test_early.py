"""What the splash reads agrees with what the whole app reads a moment later."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.settings import store
from sayso.settings.early import _CHOICES, Early, read_early
from sayso.settings.schema import Look, all_settings


def test_the_choices_are_those_of_the_schema() -> None:
    rules = {setting.key: setting.rule.choices for setting in all_settings()}
    assert {key: rules[key] for key in _CHOICES} == _CHOICES


@given(
    theme=st.sampled_from([*_CHOICES["theme"], "pink", None]),
    language=st.sampled_from([*_CHOICES["interface_language"], "", None]),
    variable=st.sampled_from([None, "dark"]),
)
def test_it_says_what_the_store_says(
    tmp_path_factory: pytest.TempPathFactory,
    theme: str | None,
    language: str | None,
    variable: str | None,
) -> None:
    file = tmp_path_factory.mktemp("early") / "settings.toml"
    lines = ["[look]"]
    lines += [f'theme = "{theme}"'] if theme is not None else []
    lines += [f'interface_language = "{language}"'] if language is not None else []
    file.write_text("\n".join(lines))
    environ = {"SAYSO_THEME": variable} if variable else {}
    look: Look = store.load(file, environ).settings.look
    assert read_early(file, environ) == (look.theme, look.interface_language)


@pytest.mark.parametrize("text", ["", "look = 1", "[look]\ntheme = 1", "[look", "\0", "[" * 5000])
def test_nothing_in_the_file_can_stop_the_splash(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text)
    assert read_early(file, {}) == Early()
    assert read_early(tmp_path / "missing", {}) == Early()
    assert read_early(tmp_path, {}) == Early()
