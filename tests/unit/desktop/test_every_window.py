"""What must hold of each window in each state: see `checks` in tests/gallery."""

from __future__ import annotations

import sys
from pathlib import Path

import checks
import faintness
import pytest
from pytestqt.qtbot import QtBot
from scene import Scene

import gallery

sys.path.append(str(gallery.ROOT / "packaging"))

SCENES = gallery.scenes()


@pytest.fixture(scope="session")
def pseudo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The languages that nobody speaks."""
    import translations

    folder = tmp_path_factory.mktemp("pseudo")
    translations.pseudo(folder)
    return folder


def test_scenes_have_names_of_their_own() -> None:
    names = [scene.name for scene in SCENES]
    assert len(set(names)) == len(names) > 0


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_german_and_light(qtbot: QtBot, scene: Scene, tmp_path: Path, pseudo: Path) -> None:
    with gallery.dressed("light", "de", pseudo), gallery.shown(scene, tmp_path) as window:
        faults = [
            *checks.unnamed(window),
            *checks.cut(window),
            *checks.clashing_mnemonics(window),
            *faintness.too_faint(window),
            *checks.out_of_reach(window),
        ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_right_to_left_long_and_dark(
    qtbot: QtBot, scene: Scene, tmp_path: Path, pseudo: Path
) -> None:
    """Texts longer by 40 %, from right to left. Each letter of the English has one of its own in
    this language, so its mnemonics clash where those of the English do."""
    with gallery.dressed("dark", "xr", pseudo), gallery.shown(scene, tmp_path) as window:
        faults = [
            *checks.not_mirrored(window),
            *checks.cut(window),
            *checks.clashing_mnemonics(window),
            *faintness.too_faint(window),
        ]
    assert not faults, "\n".join(faults)
