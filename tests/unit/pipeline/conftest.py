"""Lets the tests of the pipeline import the helper that lies here."""

from __future__ import annotations

import sys
from pathlib import Path

if (_HERE := str(Path(__file__).parent)) not in sys.path:
    sys.path.append(_HERE)
