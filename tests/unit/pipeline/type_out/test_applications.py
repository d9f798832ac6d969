import pytest

from sayso.core.errors import SettingsError
from sayso.core.target import Kind
from sayso.pipeline.type_out.applications import (
    NEVER,
    Special,
    Specials,
    kind_of,
    parse,
    way_for,
)


def test_the_usual_terminals_and_viewers_are_known() -> None:
    for name in ("xterm", "foot", "org.gnome.terminal", "windowsterminal", "com.googlecode.iterm2"):
        assert kind_of(name, {}) is Kind.TERMINAL
    for name in ("vncviewer", "tigervnc viewer", "org.remmina.remmina", "mstsc", "xephyr"):
        assert kind_of(name, {}) is Kind.REMOTE
    assert kind_of("firefox", {}) is Kind.WINDOW
    assert kind_of("", {}) is Kind.WINDOW


def test_the_settings_know_better() -> None:
    specials = parse("Firefox=keys, xterm=window, term2=terminal copy, keepassxc=never")
    assert specials == {
        "firefox": Special("keys", None),
        "xterm": Special(None, Kind.WINDOW),
        "term2": Special("copy", Kind.TERMINAL),
        "keepassxc": Special(NEVER, None),
    }
    assert kind_of("xterm", specials) is Kind.WINDOW
    assert kind_of("term2", specials) is Kind.TERMINAL
    assert way_for("firefox", specials, "auto") == "keys"
    assert way_for("xterm", specials, "paste") == "paste"
    assert way_for("keepassxc", specials, "auto") == NEVER


@pytest.mark.parametrize("setting", ["none", "", " , "])
def test_none_is_nothing(setting: str) -> None:
    assert parse(setting) == {}


@pytest.mark.parametrize(
    "setting",
    [
        "firefox",
        "=keys",
        "firefox=",
        "firefox=telepathy",
        "xterm=paste keys",
        "xterm=remote window",
    ],
)
def test_a_bad_entry_is_told_in_a_sentence(setting: str) -> None:
    with pytest.raises(SettingsError, match="typing_for has"):
        parse(setting)


def test_what_is_said_of_them_now() -> None:
    setting = "firefox=keys"
    specials = Specials(lambda: setting)
    assert dict(specials) == parse("firefox=keys")
    setting = "kitty=window, a=never"
    assert specials["kitty"].kind is Kind.WINDOW
    assert "firefox" not in specials
    assert len(specials) == 2
    assert way_for("a", specials, "auto") == "never"


def test_what_cannot_be_understood_is_told_at_once() -> None:
    with pytest.raises(SettingsError, match="magic"):
        Specials(lambda: "firefox=magic")
