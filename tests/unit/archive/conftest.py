"""Lets the tests beside this file import the helpers that lie there."""

from __future__ import annotations

import sys
from pathlib import Path

if (_HERE := str(Path(__file__).parent)) not in sys.path:
    sys.path.append(_HERE)
