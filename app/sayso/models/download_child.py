"""The child process that talks to the hub: one try at fetching one model.

It asks the hub what the model holds, fetches the files that faster-whisper needs, and checks each
against what the hub declared: SHA-256 for those in Git LFS, git's own blob SHA-1 for the others. It
ends as soon as the app's end of the pipe closes, and may be killed at any moment: what it fetched
is the beginning of a file, and the next try goes on from there by an HTTP Range.

The bytes are asked for here, with huggingface_hub's session, address and headers, because its own
``hf_hub_download`` (2.4) writes to a temporary file of a random name that it deletes when a try
fails, so that no later process could go on; and in blocks of 10 MB, which is no progress on a slow
line. Xet is never spoken, which has no Range.

In ``.partial-NAME``::

    lock                    held by the process that downloads
    model.bin.0a1b2c.part   the beginning of a file, named by its hash: it outlives a new revision
                            in which the file is the same
    model/                  whole files, checked; becomes the model's folder
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import shutil
import signal
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from sayso import __version__
from sayso.archive.log import log_to
from sayso.core.errors import DownloadError
from sayso.models.download_faults import (
    NotAHubError,
    WrongBytesError,
    explain,
    without_secrets,
)
from sayso.models.download_talk import (
    Alive,
    Failed,
    Fetched,
    Message,
    Plan,
    Planned,
    Progress,
    RemoteFile,
    Task,
)
from sayso.models.download_transfer import Transfer
from sayso.models.provenance import BLOCK, FileSum
from sayso.paths import log_folder
from sayso.residency.spawning import Pipe, end_with_the_app

if TYPE_CHECKING:
    import httpx2

log = logging.getLogger(__name__)

MODEL = "model"

SPARE_BYTES = 200_000_000
"""Left free on the disk beyond what a model takes: a full disk harms every other program."""

_NEEDED = ("config.json", "model.bin", "tokenizer.json")
_WANTED = re.compile(
    r"model\.bin|config\.json|preprocessor_config\.json|tokenizer\.json|vocabulary\.[A-Za-z0-9]+"
)
"""What faster-whisper downloads of a repository (``download_model`` in its utils.py)."""

_TELL_SECONDS = 0.05


def run(pipe: Pipe, task: Task) -> None:
    """What the child process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # huggingface_hub would print its warnings among what a terminal shows.
    log_to(log_folder(), "download.log")
    logging.captureWarnings(True)
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # it would log signed addresses
    end_with_the_app(pipe)

    def send(message: Message) -> None:
        try:
            pipe.send(message)
        except OSError:  # the app is gone
            os._exit(0)

    attempt = _Try(task, send)
    try:
        fetched = attempt.run()
    except Exception as error:  # noqa: BLE001 - handed to the app
        attempt.tell_the_last()
        attempt.leave_nothing_empty()
        failed = explain(error, task)
        trace = without_secrets(traceback.format_exc())
        send(Failed(failed.error, failed.retry, failed.busy, trace))
        return
    send(fetched)
    threading.Event().wait()  # with the lock, until the app has put the folder in its place


class _Try:
    def __init__(self, task: Task, send: Callable[[Message], None]) -> None:
        self._task = task
        self._send = send
        self._told = -1.0
        self._received = 0
        self._unsent: Progress | None = None
        self._has_lock = False

    def run(self) -> Fetched:
        import filelock

        folder = self._task.folder
        (folder / MODEL).mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / "lock")
        try:
            lock.acquire(blocking=False)
        except filelock.Timeout as error:
            raise DownloadError(
                f"The model {self._task.name} is being downloaded already: wait for that."
            ) from error
        self._has_lock = True
        session = _session()
        self._send(Alive())
        plan = self._task.plan or _ask_hub(self._task)
        self._send(Planned(plan))
        self._tidy(plan)
        self._check_room(plan)
        done = 0
        sums = []
        for index, file in enumerate(plan.files):
            sums.append(self._fetch(session, plan, index, done))
            done += file.size
        return Fetched(tuple(sums))

    def tell_the_last(self) -> None:
        """How far it came, which may have been too soon after what was told before."""
        if self._unsent is not None:
            self._send(self._unsent)
            self._unsent = None

    def leave_nothing_empty(self) -> None:
        """A folder in which there is nothing to go on from is of no use to anybody."""
        files = (path for path in self._task.folder.rglob("*") if path.is_file())
        if self._has_lock and not any(path.stat().st_size for path in files):
            shutil.rmtree(self._task.folder, ignore_errors=True)

    def _tidy(self, plan: Plan) -> None:
        """Throw away what belongs to another revision."""
        wanted = {file.part for file in plan.files} | {"lock", MODEL}
        for path in self._task.folder.iterdir():
            if path.name not in wanted:
                _remove(path)
        names = {file.name for file in plan.files}
        for path in (self._task.folder / MODEL).iterdir():
            if path.name not in names:
                _remove(path)

    def _check_room(self, plan: Plan) -> None:
        have = 0
        for file in plan.files:
            for path in (self._task.folder / MODEL / file.name, self._task.folder / file.part):
                if path.is_file():
                    have += min(path.stat().st_size, file.size)
        needed = plan.total - have
        if needed + SPARE_BYTES > self._task.free_bytes:
            raise DownloadError(
                f"The disk of {self._task.folder.parent} has {_mb(self._task.free_bytes)} free "
                f"and {self._task.name} needs {_mb(needed)}, with {_mb(SPARE_BYTES)} to spare: "
                "make room, or choose a smaller model."
            )

    def _fetch(self, session: httpx2.Client, plan: Plan, index: int, done: int) -> FileSum:
        """One file: whole, checked, in its place and on the disk."""
        file = plan.files[index]
        whole = self._task.folder / MODEL / file.name
        part = self._task.folder / file.part

        def tell(count: int, checking: bool, received: int = 0) -> None:
            self._received += received
            self._unsent = Progress(index, done + count, self._received, checking)
            now = monotonic()
            if now - self._told >= _TELL_SECONDS or count == file.size:
                self._told = now
                self.tell_the_last()

        if whole.is_file():  # of an earlier try
            if (found := _sum(whole, file, lambda count: tell(count, True))) is not None:
                return found
            whole.unlink()
        for left in (1, 0):
            try:
                Transfer(session, self._task.repo, plan.revision, file, part, tell).run()
                if (found := _sum(part, file, lambda count: tell(count, True))) is None:
                    raise WrongBytesError("another hash")
            except WrongBytesError as error:
                log.warning("%s: %s", file.name, error)
                part.unlink(missing_ok=True)
                if left == 0:
                    raise
                continue
            _sync(part)
            part.replace(whole)
            return FileSum(file.name, found.size, found.sha256)
        raise AssertionError("the loop returns or raises")


def _session() -> httpx2.Client:
    """huggingface_hub's, which knows the proxy and the offline switch."""
    from huggingface_hub import constants, get_session

    # The environment may have said otherwise before this process began.
    constants.HF_HUB_DISABLE_TELEMETRY = True
    constants.HF_HUB_DISABLE_XET = True
    hub_log = logging.getLogger("huggingface_hub")
    hub_log.handlers.clear()  # its own goes to the terminal
    hub_log.propagate = True
    if constants.is_offline_mode():
        raise DownloadError(
            "Nothing is downloaded while HF_HUB_OFFLINE is set: unset it, or copy the model here."
        )
    try:
        return get_session()
    except Exception as error:  # a proxy's address, a certificate's file
        raise DownloadError(
            f"The network settings cannot be used ({error}): "
            "check HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE."
        ) from error


def _ask_hub(task: Task) -> Plan:
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HFValidationError

    api = HfApi(library_name="sayso", library_version=__version__)
    try:
        info = api.model_info(task.repo, revision=task.revision, files_metadata=True)
        revision = str(info.sha or "")
        files = [
            RemoteFile(
                sibling.rfilename,
                int(sibling.size if sibling.size is not None else sibling.lfs.size),  # type: ignore[union-attr]
                sibling.lfs.sha256 if sibling.lfs is not None else "",
                sibling.blob_id or "",
            )
            for sibling in info.siblings or ()
            if _WANTED.fullmatch(sibling.rfilename)
        ]
    except HFValidationError as error:
        raise DownloadError(
            f"{task.repo} is not the name of a model repository: give it as owner/repo."
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, OSError):  # an HTTP error of the hub's may be a ValueError too
            raise
        raise NotAHubError from error
    if not revision or not all(file.sha256 or file.blob_id for file in files):
        raise NotAHubError("without revision or hashes")
    names = {file.name for file in files}
    lacking = [name for name in _NEEDED if name not in names]
    if not any(name.startswith("vocabulary.") for name in names):
        lacking.append("vocabulary.json")
    if lacking:
        raise DownloadError(
            f"{task.repo} is not a Whisper model as CTranslate2 converts it ({lacking[0]} is "
            "missing): choose another repository."
        )
    return Plan(revision, tuple(sorted(files, key=lambda file: (file.size, file.name))))


def _sum(path: Path, file: RemoteFile, tell: Callable[[int], None]) -> FileSum | None:
    """The file's sums if it is what the hub declared."""
    sha256 = hashlib.sha256()
    blob = hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False)
    size = 0
    with path.open("rb") as opened:
        while block := opened.read(BLOCK):
            sha256.update(block)
            if not file.sha256:
                blob.update(block)
            size += len(block)
            tell(size)
    right = sha256.hexdigest() == file.sha256 if file.sha256 else blob.hexdigest() == file.blob_id
    return FileSum(path.name, size, sha256.hexdigest()) if right and size == file.size else None


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _mb(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
