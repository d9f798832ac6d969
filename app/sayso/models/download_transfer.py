"""Fetches what is missing of one file over HTTP, by a Range where there is a beginning already."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sayso import __version__
from sayso.models.download_faults import CutError, WrongBytesError
from sayso.models.download_talk import RemoteFile

if TYPE_CHECKING:
    import httpx2

_SYNC_BYTES = 32 * 1024 * 1024
"""Brought safely to the disk together. All at the end, a slow one would take minutes over it, which
from outside looks like a stall."""


class Transfer:
    """Of ``file`` at ``revision`` into ``part``.

    tell: called with the bytes that are there, False, and how many of them just came.
    """

    def __init__(
        self,
        session: httpx2.Client,
        repo: str,
        revision: str,
        file: RemoteFile,
        part: Path,
        tell: Callable[[int, bool, int], None],
    ) -> None:
        from huggingface_hub import hf_hub_url

        self._session = session
        self._url = hf_hub_url(repo, file.name, revision=revision)
        self._file = file
        self._part = part
        self._tell = tell

    def run(self) -> None:
        """Until the part is as long as it should be. Raises WrongBytesError, CutError and what
        the network does."""
        have = self._part.stat().st_size if self._part.exists() else 0
        if have > self._file.size or not self._ask(have):
            # Whatever is wrong with going on, the whole file is another matter.
            self._part.unlink()
            self._ask(0)

    def _ask(self, have: int) -> bool:
        """One request. False where it cannot be gone on from ``have``."""
        from huggingface_hub.utils import (  # type: ignore[attr-defined]
            build_hf_headers,
            hf_raise_for_status,
        )

        if have == self._file.size and self._part.exists():
            return True
        headers = build_hf_headers(library_name="sayso", library_version=__version__)
        headers["Accept-Encoding"] = "identity"  # sizes and ranges are of the bytes themselves
        if have:
            headers["Range"] = f"bytes={have}-"
        with self._session.stream("GET", self._url, headers=headers) as response:
            if response.status_code == 416 and have:
                return False
            hf_raise_for_status(response)
            if have and response.status_code != 200 and not _goes_on(response, have):
                return False
            if response.status_code == 200:
                have = 0  # it does not know ranges
            length = response.headers.get("Content-Length")
            if (
                length is not None
                and not _is_encoded(response)
                and have + int(length) != self._file.size
            ):
                raise WrongBytesError(
                    f"{have} + {length} bytes are announced, not {self._file.size}"
                )
            self._write(response, have)
        return True

    def _write(self, response: httpx2.Response, have: int) -> None:
        # Without a buffer: what arrived is in the file, whatever becomes of the process.
        with self._part.open("ab" if have else "wb", buffering=0) as out:
            self._tell(have, False, 0)
            for block in response.iter_bytes():
                if have + len(block) > self._file.size:
                    raise WrongBytesError(f"more than {self._file.size} bytes")
                out.write(block)
                if have // _SYNC_BYTES != (have + len(block)) // _SYNC_BYTES:
                    os.fsync(out.fileno())
                have += len(block)
                self._tell(have, False, len(block))
        if have < self._file.size:
            raise CutError(f"{have} of {self._file.size} bytes")


def _goes_on(response: httpx2.Response, have: int) -> bool:
    return not _is_encoded(response) and response.headers.get("Content-Range", "").startswith(
        f"bytes {have}-"
    )


def _is_encoded(response: httpx2.Response) -> bool:
    return bool(response.headers.get("Content-Encoding", "identity") != "identity")
