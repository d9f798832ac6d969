"""What is found out about the ways into windows where there is no desktop at all."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sayso.cli import way_in
from sayso.cli.doctor import Result
from sayso.cli.way_in import Surroundings
from sayso.core.errors import InsertionError, WayUnavailable
from sayso.core.target import Kind
from sayso.pipeline.type_out.method import Method, ways

NOWHERE = Surroundings({}, "", time.monotonic)


@pytest.mark.parametrize("method", list(Method))
def test_every_way_has_words_and_is_looked_at(method: Method) -> None:
    assert way_in._WORDS[method]
    assert way_in._PROBES[method]


@pytest.mark.parametrize("way", [Method.X11_PASTE, Method.X11_KEYS, Method.X11_COPY])
@pytest.mark.parametrize("environ", [{}, {"DISPLAY": ":no-such-display"}])
def test_no_display(way: Method, environ: dict[str, str]) -> None:
    with pytest.raises(InsertionError, match="no display to type on"):
        way_in.look([way], Surroundings(environ, "", time.monotonic))


@pytest.mark.parametrize(
    "way",
    [
        Method.WAYLAND_INPUT_METHOD,
        Method.WAYLAND_PASTE,
        Method.WAYLAND_KEYS,
        Method.WAYLAND_COPY,
    ],
)
def test_no_compositor(way: Method, tmp_path: Path) -> None:
    around = Surroundings({"WAYLAND_DISPLAY": str(tmp_path / "none")}, "", time.monotonic)
    with pytest.raises(InsertionError, match="Wayland"):
        way_in.look([way], around)


@pytest.mark.parametrize("bus", ["", "unix:path=/no/such/bus", "nonsense"])
def test_no_bus(bus: str, tmp_path: Path) -> None:
    around = Surroundings({"HOME": str(tmp_path), "DISPLAY": ":0"}, bus, time.monotonic)
    with pytest.raises(InsertionError, match="portal"):
        way_in.look([Method.PORTAL], around)
    with pytest.raises(InsertionError, match="IBus does not run"):
        way_in.look([Method.IBUS], around)
    assert way_in.accessibility(around).found.startswith("off")


def missing(_: Surroundings) -> None:
    raise WayUnavailable("Not here; go elsewhere.")


def there(_: Surroundings) -> None:
    pass


def test_they_are_told_in_the_order_in_which_they_are_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a desktop offers is made up."""
    offered = {Method.WAYLAND_PASTE, Method.WAYLAND_KEYS}
    probes = {method: there if method in offered else missing for method in Method}
    monkeypatch.setattr(way_in, "_PROBES", probes)
    finding = way_in.look(ways("linux", "wayland", "auto", Kind.WINDOW, ""), NOWHERE)
    assert finding.result is Result.OK
    assert finding.found == (
        "clipboard paste (Wayland), then keys (Wayland); not offered here: input method "
        "(Wayland), IBus, the RemoteDesktop portal, which asks you first"
    )
    assert way_in.look([Method.WAYLAND_KEYS], NOWHERE).found == "keys (Wayland)"


def test_the_first_one_says_why_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(way_in, "_PROBES", dict.fromkeys(Method, missing))
    with pytest.raises(WayUnavailable, match=r"Not here; go elsewhere\."):
        way_in.look([Method.IBUS, Method.PORTAL], NOWHERE)


@pytest.mark.parametrize("method", [Method.WINDOWS_KEYS, Method.WINDOWS_PASTE])
def test_what_is_part_of_the_system(method: Method) -> None:
    assert way_in.look([method], NOWHERE).result is Result.OK


@pytest.mark.parametrize("trusted", [True, False])
def test_macos_has_to_allow_it(monkeypatch: pytest.MonkeyPatch, trusted: bool) -> None:
    """A made-up Mac."""
    from sayso.pipeline.type_out.macos.api import MacApi

    monkeypatch.setattr(MacApi, "trusted", lambda self: trusted)
    if trusted:
        found = way_in.look([Method.MACOS_PASTE, Method.MACOS_KEYS], NOWHERE).found
        assert found == "clipboard paste, then keys"
    else:
        with pytest.raises(InsertionError, match="Accessibility"):
            way_in.look([Method.MACOS_PASTE, Method.MACOS_KEYS], NOWHERE)
    assert way_in.look([Method.MACOS_COPY], NOWHERE).result is Result.OK
