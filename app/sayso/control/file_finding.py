"""Which files of a folder are recordings, by their names."""

from __future__ import annotations

from pathlib import Path

from sayso.core.errors import AudioFileError

ENDINGS = (
    *("wav", "flac", "mp3", "m4a", "aac", "ogg", "oga", "opus", "wma", "aif", "aiff", "amr"),
    *("caf", "mp4", "m4v", "mov", "mkv", "webm", "avi", "wmv", "mpg", "mpeg", "3gp"),
)
"""What is looked for; whatever else FFmpeg knows can be added by itself."""


def recordings_in(folder: Path) -> list[Path]:
    """Those that lie in it, but not in the folders in it, by name. Raises AudioFileError where
    there are none."""
    try:
        files = [path for path in folder.iterdir() if path.is_file()]
    except OSError as error:
        raise AudioFileError(
            f"{folder} cannot be read ({error.strerror}); check its name and disk."
        ) from error
    found = [path for path in files if path.suffix[1:].lower() in ENDINGS]
    if not found:
        raise AudioFileError(f"{folder} has no recordings in it; add the folder that has.")
    return sorted(found, key=lambda path: path.name.casefold())
