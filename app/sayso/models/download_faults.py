"""What goes wrong in a download, as a sentence that says what to do."""

from __future__ import annotations

import errno
import re
from pathlib import Path
from typing import Any

from sayso.core.errors import DownloadError, SaysoError
from sayso.models.download_talk import Failed, Task

_BUSY = (408, 425, 429, 500, 502, 503, 504)
"""HTTP statuses after which the same request may be answered later."""


class WrongBytesError(Exception):
    """Not what the hub had declared."""


class CutError(Exception):
    """Fewer bytes than were promised."""


class NotAHubError(Exception):
    """Whatever answers does not speak as a hub does."""


def explain(error: Exception, task: Task) -> Failed:
    """The sentence for people, and whether to try again."""
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError

    host = _host()
    if isinstance(error, SaysoError):
        return Failed(error)
    if isinstance(error, WrongBytesError):
        return _no(f"{host} sent something else than {task.name}, twice: try again later.")
    if isinstance(error, NotAHubError):
        return _no(
            f"What answers at {host} is not a model hub: check HF_ENDPOINT, "
            "and whether this network wants you to sign in."
        )
    if isinstance(error, HfHubHTTPError):
        return _explain_status(error, task, host)
    if isinstance(error, (CutError, httpx2.HTTPError, httpx2.InvalidURL)):
        return _explain_network(error, task, host)
    if isinstance(error, OSError):
        return Failed(explain_disk(error, task.folder.parent))
    return _no(
        f"Downloading {task.name} failed ({type(error).__name__}): see the log, and try again."
    )


def _explain_status(error: Any, task: Task, host: str) -> Failed:
    from huggingface_hub import errors

    status = error.response.status_code
    if isinstance(error, errors.GatedRepoError):
        return _no(
            f"{task.repo} is only for people who accepted its terms: accept them on its page, "
            "then set HF_TOKEN to your token."
        )
    if isinstance(error, errors.RevisionNotFoundError):
        return _no(f"{task.repo} has no revision {task.revision}: leave it out, or check it.")
    if isinstance(error, errors.DisabledRepoError):
        return _no(f"{task.repo} was disabled on {host}: choose another model.")
    had_token = "authorization" in error.response.request.headers
    if status == 401 and had_token and not isinstance(error, errors.RepositoryNotFoundError):
        return _no(f"{host} does not accept the token: check HF_TOKEN, or unset it.")
    if status == 403:
        return _no(f"{host} does not give {task.repo} to you: check HF_TOKEN.")
    if status in (401, 404):
        return _no(
            f"{host} has no model {task.repo}, or only for its members: check its name, "
            "or set HF_TOKEN."
        )
    if status in _BUSY:
        busy = f"{host} is too busy or out of order (HTTP {status}): try again later."
        return Failed(DownloadError(busy), retry=True, busy=True)
    return _no(f"{host} refused to give {task.repo} (HTTP {status}): try again later.")


def _explain_network(error: Exception, task: Task, host: str) -> Failed:
    import httpx2

    if isinstance(error, httpx2.ProxyError):
        return _no(f"The proxy does not let us through to {host}: check HTTPS_PROXY.")
    if isinstance(error, (httpx2.InvalidURL, httpx2.UnsupportedProtocol, httpx2.TooManyRedirects)):
        return _no(f"{host} cannot be used as a hub ({type(error).__name__}): check HF_ENDPOINT.")
    if isinstance(error, httpx2.ConnectError) and (reason := _unsafe(error)):
        return _no(
            f"The connection to {host} is not safe ({reason}): check the clock and the proxy, "
            "or set SSL_CERT_FILE to your network's certificates."
        )
    if isinstance(error, (httpx2.ConnectError, httpx2.ConnectTimeout)):
        sentence = (
            f"There is no connection to {host}: check the network and, if there is one, the proxy."
        )
    else:
        sentence = (
            f"The connection to {host} broke off: download {task.name} again, "
            "which goes on where it stopped."
        )
    return Failed(DownloadError(sentence), retry=True)


def _unsafe(error: Exception) -> str:
    """Why TLS would not do; empty where it was not TLS, or only broke off."""
    import ssl

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
            return ""
        if isinstance(cause, ssl.SSLError):
            return cause.reason or "TLS failed"
        cause = cause.__cause__ or cause.__context__
    return ""


def explain_disk(error: OSError, folder: Path) -> DownloadError:
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
        return DownloadError(
            f"The disk of {folder} is full: make room and download again, "
            "which goes on where it stopped."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return DownloadError(
            f"Nothing can be written to {folder}: give yourself the right to, "
            "or move Sayso's folders with SAYSO_HOME."
        )
    return DownloadError(
        f"{folder} cannot be used ({error.strerror or type(error).__name__}): check its disk."
    )


def without_secrets(trace: str) -> str:
    """For the log: addresses without what signs them, after the question mark, and without names
    and passwords."""
    trace = re.sub(r"(https?://)[^\s/@]+@", r"\1", trace)
    return re.sub(r"(https?://[^\s?'\"]+)\?[^\s'\")]+", r"\1", trace)


def _host() -> str:
    from urllib.parse import urlsplit

    from huggingface_hub import constants

    parts = urlsplit(constants.ENDPOINT)
    # Without what may be a password before it.
    return parts.netloc.rpartition("@")[2] or constants.ENDPOINT


def _no(sentence: str) -> Failed:
    return Failed(DownloadError(sentence))
