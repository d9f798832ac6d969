"""Where things lie: the user's folders and what travels with the app.

``SAYSO_HOME`` moves every file that the app writes into one folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_APP = "sayso"
_PACKAGE = Path(__file__).resolve().parent

_SOCKET_PATH_LIMIT = 100
"""sun_path holds 104 bytes on macOS and 108 on Linux, with a closing zero."""


def home(environ: Mapping[str, str] = os.environ) -> Path | None:
    """The folder that SAYSO_HOME names, or None."""
    value = environ.get("SAYSO_HOME", "").strip()
    return Path(value).expanduser().absolute() if value else None


def config_folder() -> Path:
    """Settings."""
    if root := home():
        return root / "config"
    import platformdirs

    return platformdirs.user_config_path(_APP, appauthor=False)


def data_folder() -> Path:
    """Models and everything that must not be thrown away."""
    if root := home():
        return root / "data"
    import platformdirs

    return platformdirs.user_data_path(_APP, appauthor=False)


def cache_folder() -> Path:
    """What can be made again."""
    if root := home():
        return root / "cache"
    import platformdirs

    return platformdirs.user_cache_path(_APP, appauthor=False)


def log_folder() -> Path:
    if root := home():
        return root / "log"
    import platformdirs

    return platformdirs.user_log_path(_APP, appauthor=False)


def settings_file() -> Path:
    return config_folder() / "settings.toml"


def models_folder() -> Path:
    """A folder per Whisper model, named as the model is."""
    return data_folder() / "models"


def history_folder() -> Path:
    """What was said: its text in a database, its audio in files, for its owner's eyes alone."""
    return data_folder() / "history"


def portal_token_file() -> Path:
    """The permission to type that a desktop's portal has given."""
    return data_folder() / "portal-permission"


def first_run_file() -> Path:
    """It is there once the first run was finished or skipped."""
    return data_folder() / "first-run-done"


def no_tray_file() -> Path:
    """It is there once it was told that the desktop has no tray."""
    return data_folder() / "no-tray-told"


def hub_cache(environ: Mapping[str, str] = os.environ) -> Path:
    """Where huggingface_hub keeps what other programs downloaded, by its own variables."""
    if cache := environ.get("HF_HUB_CACHE"):
        return Path(cache).expanduser()
    if home_of_hub := environ.get("HF_HOME"):
        return Path(home_of_hub).expanduser() / "hub"
    cache_root = environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(cache_root).expanduser() / "huggingface" / "hub"


def control_socket(environ: Mapping[str, str] = os.environ) -> str:
    """Where the running app listens for `sayso start`, `stop`, `status`…

    A path on Linux and macOS, short enough for a socket; the name of a pipe on Windows.
    """
    root = home(environ)
    if os.name == "nt":
        import hashlib

        who = hashlib.sha256(str(root or Path.home()).encode()).hexdigest()[:16]
        return rf"\\.\pipe\sayso-{who}"
    if root is not None:
        folder = root / "run"  # is made private; SAYSO_HOME itself may be anybody's folder
    elif runtime := environ.get("XDG_RUNTIME_DIR"):
        folder = Path(runtime) / _APP
    else:
        folder = cache_folder()
    path = str(folder / "control.sock")
    if len(os.fsencode(path)) > _SOCKET_PATH_LIMIT:
        # Late, like everything here that `sayso start` can do without: 4 ms together.
        import hashlib
        import tempfile

        short = hashlib.sha256(path.encode()).hexdigest()[:16]
        # Only asked on systems that have it, which mypy cannot know for Windows.
        who = f"sayso-{getattr(os, 'getuid', lambda: 0)()}-{short}"
        path = str(Path(tempfile.gettempdir()) / who / "control.sock")
    return path


def resource(*parts: str) -> Path:
    """A file of ``resources/``: inside the installed package, or beside ``app/`` in a checkout."""
    packed = _PACKAGE / "resources"
    root = packed if packed.is_dir() else _PACKAGE.parent.parent / "resources"
    return root.joinpath(*parts)


def private_folder(path: Path) -> Path:
    """Make ``path`` if it is not there, readable by its owner alone. Raises OSError."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path
