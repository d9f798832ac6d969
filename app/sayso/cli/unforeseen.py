"""Keeps the traceback of what nobody foresaw in the log, and says so in one sentence."""

from __future__ import annotations

import logging

from sayso.archive.log import log_to
from sayso.paths import log_folder


def note(error: Exception) -> str:
    """The sentence for the person."""
    folder = log_folder()
    if not logging.getLogger().handlers:
        log_to(folder)
    logging.getLogger("sayso").critical("unforeseen", exc_info=error)
    return f"Something went wrong that was not foreseen; {folder / 'sayso.log'} has the details."
