"""The pictures of all windows: the command, and the runner with one small window."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import gallery

ROOT = Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "packaging"))

import bootstrap  # noqa: E402
import screenshots  # noqa: E402


def test_the_command() -> None:
    options, wanted = bootstrap.parse(["screenshots", "--out", "pictures", "--", "window"])
    assert (options.work, options.out) == ("screenshots", "pictures")
    command = screenshots.command(Path("v"), "root", [options.out, *wanted], windows=False)
    runner = str(Path("root", "tests", "gallery", "gallery.py"))
    assert command == [str(Path("v/bin/python")), runner, "pictures", "window"]
    assert Path(ROOT, "tests", "gallery", "gallery.py").is_file()


def test_a_picture_of_each_kind(tmp_path: Path) -> None:
    count = gallery.make(tmp_path, ["splash-sentence"])
    pictures = sorted(tmp_path.glob("*.png"))
    assert count == len(pictures) == len(gallery.VARIANTS)
    sizes = {path.name.split(".")[1]: size_of(path) for path in pictures}
    assert sizes["light-2x"] == tuple(2 * side for side in sizes["light"])
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert all(path.name in page for path in pictures)
    assert read(tmp_path, "light") != read(tmp_path, "dark")
    assert read(tmp_path, "light") != read(tmp_path, "german")


def size_of(picture: Path) -> tuple[int, int]:
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    return width, height


def read(folder: Path, variant: str) -> bytes:
    return (folder / f"splash-sentence.{variant}.png").read_bytes()
