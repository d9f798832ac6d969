"""Every window in every state, as pictures.

``python tests/gallery/gallery.py FOLDER`` makes them, without a screen, and a page that shows them
side by side; ``packaging/bootstrap.py screenshots`` sets up what that needs. Names behind the
folder are parts of scenes' names: only these are made.

Each scene is made in each of `VARIANTS`. How large a pixel is, Qt reads once in a process: so there
is a process for each scale.
"""

from __future__ import annotations

import argparse
import html
import importlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QPoint,
    Qt,
    QtMsgType,
    qFormatLogMessage,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from scene import Scene

from sayso.desktop import theme, translation

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


@dataclass(frozen=True, slots=True)
class Variant:
    """language: a code; ``xa`` is English, accented and longer, ``xr`` runs right to left."""

    name: str
    theme: str = "light"
    language: str = "en"
    scale: int = 1


VARIANTS = (
    Variant("light"),
    Variant("dark", "dark"),
    Variant("german", language="de"),
    Variant("long", language="xa"),
    Variant("right-to-left", language="xr"),
    Variant("light-2x", scale=2),
    Variant("dark-2x", "dark", scale=2),
)
RIGHT_TO_LEFT = "xr"


def scenes() -> list[Scene]:
    """Of all rooms, in the order of their files' names."""
    found: list[Scene] = []
    for file in sorted(HERE.glob("*_scenes.py")):
        found += importlib.import_module(file.stem).SCENES
    return found


def application() -> QApplication:
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(["sayso"])
    app.setApplicationDisplayName("Sayso")
    app.setQuitOnLastWindowClosed(False)
    return app


@contextmanager
def dressed(scheme: str, language: str, pseudo: Path) -> Iterator[None]:
    """In a palette and a language; ``pseudo`` is where the languages are that nobody speaks."""
    app = application()
    theme.apply(scheme)
    translation.install(language, pseudo if language in ("xa", "xr") else None)
    if language == RIGHT_TO_LEFT:
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        yield
    finally:
        translation.install("en")
        theme.apply("auto")


@contextmanager
def shown(scene: Scene, folder: Path) -> Iterator[QWidget]:
    """The window, on the screen and laid out."""
    app = application()
    widget = scene.build(folder)
    if isinstance(widget, QMenu):
        widget.popup(QPoint(0, 0))
    else:
        widget.show()
    settle(app)
    try:
        yield widget
    finally:
        widget.hide()
        scene.close(widget)
        widget.deleteLater()
        settle(app)
        # Outside of an event loop nothing else deletes it; and whatever is there is told of each
        # change of palette and language.
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def settle(app: QApplication) -> None:
    """Let what the window has asked of itself happen; twice, because a layout may ask again."""
    for _ in range(2):
        app.sendPostedEvents()
        app.processEvents()


def picture_name(scene: Scene, variant: Variant) -> str:
    return f"{scene.name}.{variant.name}.png"


def _complain(kind: QtMsgType, where: QMessageLogContext, what: str) -> None:
    """What Qt has to say, but for what a platform without a screen cannot do."""
    if not what.startswith("This plugin does not support"):
        print(qFormatLogMessage(kind, where, what), file=sys.stderr)


def draw(into: Path, scale: int, wanted: Sequence[str]) -> None:
    """All pictures of one scale, in this process."""
    qInstallMessageHandler(_complain)
    with tempfile.TemporaryDirectory() as scratch:
        pseudo = Path(scratch, "pseudo")
        if scale == 1:
            import translations

            translations.pseudo(pseudo)
        for variant in VARIANTS:
            if variant.scale != scale:
                continue
            with dressed(variant.theme, variant.language, pseudo):
                for number, scene in enumerate(chosen(wanted)):
                    empty = Path(scratch, f"{variant.name}-{number}")
                    empty.mkdir()
                    with shown(scene, empty) as widget:
                        if not widget.grab().save(str(into / picture_name(scene, variant))):
                            sys.exit(f"The picture of {scene.name} cannot be written to {into}.")


def chosen(wanted: Sequence[str]) -> list[Scene]:
    return [it for it in scenes() if not wanted or any(part in it.name for part in wanted)]


def page(names: Sequence[str]) -> str:
    """A contact sheet; ``names``: of the scenes."""
    parts = [
        "<!doctype html><meta charset=utf-8><title>Sayso: every window</title>",
        "<style>:root{color-scheme:light dark}body{font:15px system-ui;margin:2rem}",
        "h2{font-size:1.1rem;margin:2.5rem 0 .5rem}",
        "div{display:flex;flex-wrap:wrap;gap:1rem;align-items:flex-start}",
        "figure{margin:0}img{max-width:26rem;height:auto;border:1px solid #8888}",
        "figcaption{font-size:.85rem;opacity:.75}</style><h1>Every window</h1>",
    ]
    for name in names:
        parts.append(f"<h2>{html.escape(name)}</h2><div>")
        for variant in VARIANTS:
            file = html.escape(f"{name}.{variant.name}.png")
            parts.append(
                f'<figure><a href="{file}"><img loading=lazy src="{file}"'
                f' alt="{html.escape(name)}, {variant.name}"></a>'
                f"<figcaption>{variant.name}</figcaption></figure>"
            )
        parts.append("</div>")
    return "\n".join(parts) + "\n"


def make(into: Path, wanted: Sequence[str] = ()) -> int:
    """All pictures and the page; how many pictures."""
    into.mkdir(parents=True, exist_ok=True)
    for scale in sorted({variant.scale for variant in VARIANTS}):
        subprocess.run(
            [sys.executable, __file__, str(into), *wanted, "--scale", str(scale)],
            check=True,
            env=os.environ | {"QT_SCALE_FACTOR": str(scale)},
        )
    names = [scene.name for scene in chosen(wanted)]
    (into / "index.html").write_text(page(names), encoding="utf-8")
    return len(names) * len(VARIANTS)


def main() -> int:
    parser = argparse.ArgumentParser(description="Every window in every state, as pictures.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("wanted", nargs="*", help="parts of scenes' names; all if there are none")
    parser.add_argument("--scale", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    sys.path[:0] = [str(HERE.parent / "desktop"), str(ROOT / "packaging")]
    into = options.folder.resolve()
    if options.scale:
        draw(into, options.scale, options.wanted)
        return 0
    count = make(into, options.wanted)
    print(f"{count} pictures; see them side by side in {into / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
