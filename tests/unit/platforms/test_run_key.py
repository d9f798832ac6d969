from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sayso.core.errors import SaysoError
from sayso.platforms.run_key import APPROVED, RUN, RunKey

COMMAND = [r"C:\Program Files\Python\python.exe", "-m", "sayso", "run"]


class FakeRegistry:
    """A fake of `winreg`, which is only on Windows: keys of HKEY_CURRENT_USER with values, and the
    same errors where one is missing or closed. The key Run is always there, as on Windows."""

    HKEY_CURRENT_USER = 0x80000001
    KEY_READ = 0x20019
    KEY_SET_VALUE = 0x0002
    REG_SZ = 1

    def __init__(self) -> None:
        self.keys: dict[str, dict[str, object]] = {RUN: {}}
        self.refuses = False

    @contextmanager
    def OpenKey(
        self, root: int, key: str, reserved: int = 0, access: int = KEY_READ
    ) -> Iterator[tuple[str, int]]:
        if self.refuses:
            raise PermissionError(13, "Access is denied")
        if root != self.HKEY_CURRENT_USER or key not in self.keys:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        yield key, access

    @contextmanager
    def CreateKey(self, root: int, key: str) -> Iterator[tuple[str, int]]:
        assert root == self.HKEY_CURRENT_USER
        self.keys.setdefault(key, {})
        yield key, self.KEY_READ | self.KEY_SET_VALUE

    def QueryValueEx(self, opened: tuple[str, int], name: str) -> tuple[object, int]:
        if name not in self.keys[opened[0]]:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return self.keys[opened[0]][name], self.REG_SZ

    def SetValueEx(
        self, opened: tuple[str, int], name: str, reserved: int, kind: int, value: str
    ) -> None:
        assert kind == self.REG_SZ
        self._writable(opened)[name] = value

    def DeleteValue(self, opened: tuple[str, int], name: str) -> None:
        if name not in self._writable(opened):
            raise FileNotFoundError(2, "The system cannot find the file specified")
        del self.keys[opened[0]][name]

    def _writable(self, opened: tuple[str, int]) -> dict[str, object]:
        if not opened[1] & self.KEY_SET_VALUE:
            raise PermissionError(5, "Access is denied")
        return self.keys[opened[0]]


@pytest.fixture
def registry() -> FakeRegistry:
    return FakeRegistry()


def test_is_off_then_on_then_off(registry: FakeRegistry) -> None:
    key = RunKey(COMMAND, registry)
    assert not key.enabled()
    key.set(False)
    key.set(True)
    assert key.enabled()
    assert registry.keys[RUN] == {"Sayso": r'"C:\Program Files\Python\pythonw.exe" -m sayso run'}
    key.set(False)
    assert not key.enabled()
    assert registry.keys[RUN] == {}


def test_what_the_task_manager_says_counts(registry: FakeRegistry) -> None:
    key = RunKey([r"C:\Sayso\sayso.exe", "run"], registry)
    key.set(True)
    assert registry.keys[RUN] == {"Sayso": r"C:\Sayso\sayso.exe run"}
    registry.keys[APPROVED] = {"Sayso": bytes([2]) + bytes(11), "Other": bytes([3])}
    assert key.enabled()
    registry.keys[APPROVED]["Sayso"] = bytes([3]) + bytes(11)
    assert not key.enabled()
    key.set(True)
    assert key.enabled()
    assert registry.keys[APPROVED] == {"Other": bytes([3])}


def test_a_closed_registry_is_told(registry: FakeRegistry) -> None:
    registry.refuses = True
    key = RunKey(COMMAND, registry)
    with pytest.raises(SaysoError, match="Task Manager"):
        key.enabled()
    with pytest.raises(SaysoError, match="Task Manager"):
        key.set(True)
