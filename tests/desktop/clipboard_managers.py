"""Clipboard managers as people have them, on a private screen; each tells what it has kept.

Their histories are looked at from outside: by their own command line, or in the file that they
write at each change.
"""

from __future__ import annotations

import itertools
import shutil
import subprocess
import threading
import time
from types import TracebackType
from typing import Self

from screen import Screen, end
from targets import set_clipboard

LOOK_SECONDS = 0.05
KEEP_SECONDS = 20.0
"""At the most, on a busy machine. Some look every half second, others are told."""

START_SECONDS = 1.0
"""For what was copied while it starts, before something else is copied."""


class ClipboardManager:
    """A manager that runs beside. Entered, it is up and has kept something."""

    name = ""
    program = ""
    keeps_pictures = False

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    @classmethod
    def missing(cls) -> str:
        """Why it cannot be run here; empty where it can."""
        return "" if shutil.which(cls.program) else f"{cls.program} is not installed"

    def __enter__(self) -> Self:
        self._configure()
        self._process = self.screen.start([self.program])
        # What is copied while it still starts is seen by some and not by others.
        deadline = time.monotonic() + KEEP_SECONDS
        for number in itertools.count():
            text = f"copied while it starts: {number}"
            set_clipboard(self.screen, "clipboard", text)
            if self.keeps(text.encode(), START_SECONDS):
                return self
            assert time.monotonic() < deadline, f"{self.name} keeps nothing: {self.history()!r}"
        raise AssertionError("it counts for ever")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        end(self._process)

    def history(self) -> bytes:
        """All that it has kept, in a form in which plain ASCII is found by looking for it; and
        ``<picture>`` for each picture."""
        raise AssertionError("each manager tells in its own way")

    def wait_until_kept(self, text: bytes) -> None:
        """Until the history holds it. What was copied before is then kept, too, or never will be.
        Raises AssertionError."""
        assert self.keeps(text, KEEP_SECONDS), (
            f"{self.name} did not keep {text[:40]!r}, but {self.history()!r}"
        )

    def keeps(self, text: bytes, seconds: float) -> bool:
        """Whether it comes to keep it in so many seconds."""
        deadline = time.monotonic() + seconds
        look = threading.Event()
        while text not in self.history():
            assert self._process.poll() is None, f"{self.name} has ended"
            if time.monotonic() >= deadline:
                return False
            look.wait(LOOK_SECONDS)
        return True

    def _configure(self) -> None:
        """Before it starts."""

    def _file(self, *parts: str) -> bytes:
        try:
            return self.screen.home.joinpath(*parts).read_bytes()
        except FileNotFoundError:  # nothing is kept yet, or it is being written anew
            return b""


class CopyQ(ClipboardManager):
    name = "CopyQ"
    program = "copyq"
    keeps_pictures = True

    _options: tuple[str, ...] = (
        *("disable_tray=true", "hide_main_window=true", "clipboard_notification_lines=0"),
    )
    _LIST = (
        "for (var i = 0; i < size(); ++i)"
        ' print(str(read("text/plain", i)) + (read("image/png", i).length ? "<picture>" : ""))'
    )

    def history(self) -> bytes:
        try:
            return self.screen.run(self.program, "eval", self._LIST)
        except subprocess.CalledProcessError:  # it is not yet there to be asked
            return b""

    def _configure(self) -> None:
        folder = self.screen.home / ".config" / "copyq"
        folder.mkdir(parents=True)
        (folder / "copyq.conf").write_text("\n".join(("[Options]", *self._options, "")))


class CopyQSynchronizing(CopyQ):
    """What is copied it puts into the selection, too, and the other way round."""

    name = "CopyQ, synchronizing"
    _options = (
        *CopyQ._options,
        *("check_selection=true", "copy_clipboard=true", "copy_selection=true"),
    )


class Parcellite(ClipboardManager):
    name = "Parcellite"
    program = "parcellite"

    def history(self) -> bytes:
        return self._file(".local", "share", "parcellite", "history")


class ParcelliteSynchronizing(Parcellite):
    """As CopyQ does it, only by looking every half second."""

    name = "Parcellite, synchronizing"

    def _configure(self) -> None:
        folder = self.screen.home / ".config" / "parcellite"
        folder.mkdir(parents=True)
        options = ("use_copy=true", "use_primary=true", "synchronize=true", "save_history=true")
        (folder / "parcelliterc").write_text("\n".join(("[rc]", *options, "")))


class ClipIt(ClipboardManager):
    """Debian's ``clipit`` first shows a window that says it is deprecated; this is what it runs."""

    name = "ClipIt"
    program = "clipit.real"

    def history(self) -> bytes:
        return self._file(".local", "share", "clipit", "history")


class Clipman(ClipboardManager):
    name = "Xfce Clipman"
    program = "xfce4-clipman"

    def history(self) -> bytes:
        return self._file(".cache", "xfce4", "clipman", "textsrc")


class GPaste(ClipboardManager):
    name = "GPaste"
    program = "/usr/libexec/gpaste/gpaste-daemon"

    def history(self) -> bytes:
        return self._file(".local", "share", "gpaste", "history.xml")

    def _configure(self) -> None:
        self.screen.env["GSETTINGS_BACKEND"] = "memory"


MANAGERS: tuple[type[ClipboardManager], ...] = (
    *(CopyQ, CopyQSynchronizing, Parcellite, ParcelliteSynchronizing),
    *(ClipIt, Clipman, GPaste),
)
