from __future__ import annotations

import pytest
from PySide6.QtCore import QRect

from sayso.desktop.first_run.picture import Edge, edge

SCREEN = QRect(0, 0, 1920, 1080)


@pytest.mark.parametrize(
    ("available", "system", "expected"),
    [
        (QRect(0, 0, 1920, 1040), "linux", Edge.BOTTOM),
        (QRect(0, 28, 1920, 1052), "linux", Edge.TOP),
        (QRect(60, 28, 1860, 1052), "linux", Edge.LEFT),
        (QRect(0, 0, 1860, 1080), "windows", Edge.RIGHT),
        (SCREEN, "linux", Edge.BOTTOM),  # Wayland does not tell
        (QRect(0, 25, 1920, 970), "macos", Edge.TOP),
    ],
)
def test_where_the_panel_is(available: QRect, system: str, expected: Edge) -> None:
    assert edge(SCREEN, available, system) is expected
