"""Lets the tests beside this file import the helpers that lie there, and the journal's."""

from __future__ import annotations

import sys
from pathlib import Path

for _folder in (Path(__file__).parent, Path(__file__).parents[1] / "archive"):
    if str(_folder) not in sys.path:
        sys.path.append(str(_folder))
