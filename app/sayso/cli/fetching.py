"""One download, watched on the terminal, that Ctrl+C ends at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from sayso.cli.progress import Transfer
from sayso.core.events import LoadProgress

_LOOK_SECONDS = 0.2
"""On Windows a thread that waits for longer does not see Ctrl+C before."""

_END_SECONDS = 5.0
"""A download that was cancelled is over in a moment; the process ends anyway."""


class Fetch(Protocol):
    """`sayso.models.download.Download`."""

    def run(self, report: Callable[[LoadProgress], None]) -> Path: ...

    def cancel(self) -> None: ...


def fetch(download: Fetch, name: str, say: Callable[[str], object]) -> Path:
    """The model's folder. Raises ModelError, and KeyboardInterrupt after it said that what was
    fetched so far stays."""
    folders: list[Path] = []
    failures: list[BaseException] = []
    over = threading.Event()

    with Transfer(say) as transfer:

        def work() -> None:
            try:
                folders.append(download.run(transfer.report))
            except BaseException as error:  # noqa: BLE001 - raised below, in the main thread
                failures.append(error)
            finally:
                over.set()

        thread = threading.Thread(target=work, name=f"download {name}", daemon=True)
        try:
            thread.start()
            while not over.wait(_LOOK_SECONDS):
                pass
        except KeyboardInterrupt:
            download.cancel()
            if thread.ident is not None:
                thread.join(_END_SECONDS)
            transfer.close()
            say(f"The download of {name} was stopped; the next one goes on from there.")
            raise
        thread.join()
    if failures:
        raise failures[0]
    return folders[0]
