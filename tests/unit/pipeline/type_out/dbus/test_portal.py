"""What needs no bus; tests/desktop/test_portal.py has a portal."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sayso.core.errors import WayUnavailable
from sayso.pipeline.type_out.dbus.portal import Portal


@pytest.mark.parametrize("address", ["", "nonsense", "unix:path=/nowhere/bus"])
def test_without_a_bus_it_is_unavailable_each_time(tmp_path: Path, address: str) -> None:
    way = Portal(time.monotonic, address, tmp_path / "token")
    try:
        for _ in range(2):
            with pytest.raises(WayUnavailable, match="message bus") as raised:
                way.insert("text", None)
            assert raised.value.left_nothing
        with pytest.raises(WayUnavailable, match="message bus"):
            way.press_enter(None)
    finally:
        way.close()


def test_after_close(tmp_path: Path) -> None:
    way = Portal(time.monotonic, "", tmp_path / "token")
    way.close()
    way.close()
    with pytest.raises(WayUnavailable, match="ending"):
        way.insert("text", None)
