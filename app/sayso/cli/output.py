"""`--output FILE`: written whole or not at all, and never over what it was made from."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from sayso.core.errors import UsageError


class Output:
    """Collects text in a file beside the wanted one, which takes its place in the end.

    Made before the work begins, so that a place that cannot be written is told at once.
    """

    def __init__(self, wanted: Path, inputs: Iterable[Path] = (), *, private: bool = False) -> None:
        """``private``: for its owner's eyes alone, whatever was there. Raises UsageError."""
        self._private = private
        self._wanted = wanted
        # Through a link, so that the file behind it is replaced and not the link; but /dev/stdout
        # is itself, whatever the shell has put behind it.
        device = wanted.is_relative_to("/dev")
        target = wanted if device else Path(os.path.realpath(wanted))
        if target.is_dir():
            raise UsageError(f"{wanted} is a folder; name a file with --output.")
        for each in inputs:
            if target == Path(os.path.realpath(each)) or _same(target, each):
                raise UsageError(
                    f"{wanted} is the recording itself; name another file with --output."
                )
        # A pipe or a device is written to as it is.
        regular = not device and (not target.exists() or target.is_file())
        self._target = target if regular else None
        part = target.parent / f".sayso-{secrets.token_hex(4)}.part"
        self._part = part if self._target else target
        try:
            if self._target and target.exists() and not os.access(target, os.W_OK):
                raise PermissionError(13, "Permission denied")
            self._file = open(  # noqa: SIM115 - closed in `keep` or `close`
                self._part,
                "x" if self._target else "a",
                encoding="utf-8",
                newline="",
                opener=lambda path, flags: os.open(path, flags, 0o600 if private else 0o666),
            )
        except OSError as error:
            raise self._unwritable(error) from error

    def write(self, text: str) -> None:
        """Raises UsageError."""
        try:
            self._file.write(text)
        except OSError as error:
            raise self._unwritable(error) from error

    def keep(self) -> None:
        """Everything is there. Raises UsageError."""
        try:
            self._file.close()
            if self._target:
                if self._target.exists() and not self._private:
                    os.chmod(self._part, self._target.stat().st_mode & 0o7777)
                os.replace(self._part, self._target)
        except OSError as error:
            raise self._unwritable(error) from error

    def close(self) -> None:
        """Leave nothing behind, unless it was kept."""
        try:
            self._file.close()
        except OSError:
            pass  # a full disk, which was told when it was written to
        if self._target:
            self._part.unlink(missing_ok=True)

    def _unwritable(self, error: OSError) -> UsageError:
        return UsageError(
            f"{self._wanted} cannot be written ({error.strerror}); name another file with --output."
        )


def _same(target: Path, other: Path) -> bool:
    try:
        return target.samefile(other)
    except OSError:
        return False
