from __future__ import annotations

import os
from pathlib import Path

import pytest

from sayso.core.errors import WayUnavailable
from sayso.pipeline.type_out.dbus.ibus import PIECE_CHARACTERS, IBus, addresses, pieces


class TestPieces:
    @pytest.mark.parametrize("length", [1, PIECE_CHARACTERS, PIECE_CHARACTERS + 1, 5000])
    def test_nothing_is_lost_and_none_is_longer_than_a_wayland_message(self, length: int) -> None:
        text = ("Aж你😀" * length)[:length]
        found = list(pieces(text))
        assert "".join(found) == text
        assert max(len(piece.encode()) for piece in found) < 4000


def _write(home: Path, name: str, address: str, changed: float = 0.0) -> None:
    folder = home / ".config" / "ibus" / "bus"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"# This file is created by ibus-daemon\nIBUS_ADDRESS={address}\nIBUS_PID=1\n")
    os.utime(file, (changed, changed))


class TestAddresses:
    def test_the_environment_says_it(self) -> None:
        assert list(addresses({"IBUS_ADDRESS": "unix:path=/a"})) == ["unix:path=/a"]

    def test_a_display_of_x11(self, tmp_path: Path) -> None:
        _write(tmp_path, "abc-unix-7", "unix:path=/seven,guid=1")
        _write(tmp_path, "abc-unix-17", "unix:path=/seventeen")
        found = addresses({"HOME": str(tmp_path), "DISPLAY": ":7.0"})
        assert list(found) == ["unix:path=/seven,guid=1"]

    def test_wayland_before_x11_which_is_there_for_old_windows(self, tmp_path: Path) -> None:
        _write(tmp_path, "abc-unix-0", "unix:path=/x11")
        _write(tmp_path, "abc-unix-wayland-0", "unix:path=/wayland")
        environ = {"HOME": str(tmp_path), "DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}
        assert list(addresses(environ)) == ["unix:path=/wayland", "unix:path=/x11"]

    def test_the_newest_first_where_machines_share_a_home(self, tmp_path: Path) -> None:
        _write(tmp_path, "abc-unix-0", "unix:path=/old", changed=1000.0)
        _write(tmp_path, "def-unix-0", "unix:path=/new", changed=2000.0)
        found = addresses({"HOME": str(tmp_path), "DISPLAY": ":0"})
        assert list(found) == ["unix:path=/new", "unix:path=/old"]

    def test_a_display_of_another_machine(self, tmp_path: Path) -> None:
        _write(tmp_path, "abc-far-0", "unix:path=/far")
        found = addresses({"HOME": str(tmp_path), "DISPLAY": "far:0"})
        assert list(found) == ["unix:path=/far"]

    def test_another_folder_of_configuration(self, tmp_path: Path) -> None:
        _write(tmp_path, "abc-unix-0", "unix:path=/a")
        environ = {"XDG_CONFIG_HOME": str(tmp_path / ".config"), "DISPLAY": ":0"}
        assert list(addresses(environ)) == ["unix:path=/a"]

    def test_a_file_that_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "bus").write_text("IBUS_ADDRESS=unix:path=/a\n")
        assert list(addresses({"IBUS_ADDRESS_FILE": str(tmp_path / "bus")})) == ["unix:path=/a"]
        assert list(addresses({"IBUS_ADDRESS_FILE": str(tmp_path / "none")})) == []

    def test_no_session_at_all(self, tmp_path: Path) -> None:
        assert list(addresses({"HOME": str(tmp_path), "DISPLAY": ":0"})) == []
        assert list(addresses({})) == []


def test_an_address_that_is_none(tmp_path: Path) -> None:
    _write(tmp_path, "abc-unix-0", "nonsense")
    way = IBus(lambda: 0.0, {"HOME": str(tmp_path), "DISPLAY": ":0"})
    with pytest.raises(WayUnavailable, match="IBus does not run"):
        way.insert("text", None)
