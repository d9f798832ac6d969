"""What applications are, where the person's exceptions have a say."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sayso.core.target import Kind
from sayso.pipeline.type_out.applications import Special, kind_of


def kind_by(specials: Mapping[str, Special]) -> Callable[[str], Kind]:
    """The kind of an application, by its name."""
    return lambda application: kind_of(application, specials)
