"""The language of the windows: ours and Qt's own texts, and which way they run.

Imported before the splash is up, so it imports Qt's core alone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator

from sayso.paths import resource

_log = logging.getLogger(__name__)

AUTO = "auto"
ENGLISH = "en"
"""What the texts in the source are written in."""

LANGUAGES = (ENGLISH, "de")
"""ISO 639 codes of the complete ones."""

_installed: list[QTranslator] = []
_language = ENGLISH
_system = QLocale()
"""As the system has it: numbers and dates stay so where the windows speak its language."""


def install(setting: str, folder: Path | None = None) -> str:
    """Let all texts from now on be in the language of the setting ``interface_language``.

    In the main thread, once there is an application; windows that are already there get
    ``LanguageChange``, and those that do not heed it are to be built anew. Returns the language's
    code. A language that there is no file for stays English.

    folder: where ``sayso_CODE.qm`` is, if not in the resources.
    """
    global _language
    app = QCoreApplication.instance()
    assert app is not None
    for translator in _installed:
        app.removeTranslator(translator)
        translator.deleteLater()
    _installed.clear()
    _language = chosen(setting, QLocale.system().uiLanguages())
    if _language != ENGLISH:
        for name, where in (
            (f"qtbase_{_language}", _folder_of_qt()),
            (f"sayso_{_language}", folder or resource("translations")),
        ):
            translator = QTranslator(app)
            if translator.load(name, str(where)):
                app.installTranslator(translator)
                _installed.append(translator)
            elif name.startswith("sayso"):
                _log.error("there is no translation %s in %s", name, where)
                _language = ENGLISH
    QLocale.setDefault(_locale(_language))
    _set_direction(app, QLocale(_language).textDirection())
    return _language


def language() -> str:
    """The code of the one that holds."""
    return _language


def chosen(setting: str, system: Sequence[str]) -> str:
    """``system``: the languages that the person reads, best first, as ``de-AT``."""
    if setting != AUTO:
        return setting
    return next((code for code in _bare(system) if code in LANGUAGES), ENGLISH)


def _bare(codes: Sequence[str]) -> Iterator[str]:
    for code in codes:
        yield code.replace("_", "-").partition("-")[0].lower()


def _locale(code: str) -> QLocale:
    """``de-AT`` of a system that reads German stays, and with it its numbers and dates."""
    return _system if _system.name().partition("_")[0] == code else QLocale(code)


def _folder_of_qt() -> Path:
    return Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))


def _set_direction(app: QCoreApplication, direction: Qt.LayoutDirection) -> None:
    # In the command line's tests there is an application without windows, and no direction.
    set_direction = getattr(app, "setLayoutDirection", None)
    if set_direction is not None:
        set_direction(direction)
