import pytest

from sayso.core.target import Kind
from sayso.pipeline.type_out.method import LONG_CHARACTERS, Method, copying, ways

DESKTOPS = [("linux", "x11"), ("linux", "wayland"), ("windows", "none"), ("macos", "none")]


@pytest.mark.parametrize(
    ("platform", "session", "setting", "kind", "expected"),
    [
        ("linux", "x11", "auto", Kind.WINDOW, [Method.X11_PASTE, Method.X11_KEYS]),
        ("linux", "x11", "auto", Kind.TERMINAL, [Method.X11_PASTE, Method.X11_KEYS]),
        ("linux", "x11", "auto", Kind.REMOTE, [Method.X11_KEYS]),
        ("linux", "x11", "paste", Kind.REMOTE, [Method.X11_PASTE]),
        ("linux", "x11", "keys", Kind.WINDOW, [Method.X11_KEYS]),
        ("linux", "x11", "copy", Kind.WINDOW, [Method.X11_COPY]),
        ("linux", "none", "auto", Kind.WINDOW, [Method.X11_PASTE, Method.X11_KEYS]),
        (
            "linux", "wayland", "auto", Kind.WINDOW,
            [
                Method.WAYLAND_INPUT_METHOD, Method.WAYLAND_PASTE, Method.WAYLAND_KEYS,
                Method.IBUS, Method.PORTAL,
            ],
        ),
        (
            "linux", "wayland", "auto", Kind.TERMINAL,
            [
                Method.WAYLAND_PASTE, Method.WAYLAND_KEYS, Method.WAYLAND_INPUT_METHOD,
                Method.IBUS, Method.PORTAL,
            ],
        ),
        ("linux", "wayland", "auto", Kind.REMOTE, [Method.WAYLAND_KEYS, Method.PORTAL]),
        ("linux", "wayland", "keys", Kind.WINDOW, [Method.WAYLAND_KEYS, Method.PORTAL]),
        ("linux", "wayland", "copy", Kind.WINDOW, [Method.WAYLAND_COPY]),
        ("windows", "none", "auto", Kind.WINDOW, [Method.WINDOWS_KEYS, Method.WINDOWS_PASTE]),
        ("windows", "none", "auto", Kind.REMOTE, [Method.WINDOWS_KEYS]),
        ("macos", "none", "auto", Kind.WINDOW, [Method.MACOS_PASTE, Method.MACOS_KEYS]),
        ("macos", "none", "auto", Kind.REMOTE, [Method.MACOS_KEYS]),
        ("macos", "none", "copy", Kind.WINDOW, [Method.MACOS_COPY]),
    ],
)  # fmt: skip
def test_each_desktop_has_its_ways(
    platform: str, session: str, setting: str, kind: Kind, expected: list[Method]
) -> None:
    assert list(ways(platform, session, setting, kind, "text")) == expected


@pytest.mark.parametrize("text", ["x" * (LONG_CHARACTERS + 1), "one\ntwo"])
def test_long_texts_and_lines_are_pasted_on_windows(text: str) -> None:
    assert ways("windows", "none", "auto", Kind.WINDOW, text)[0] is Method.WINDOWS_PASTE


@pytest.mark.parametrize(("platform", "session"), DESKTOPS)
def test_a_window_with_another_machine_in_it_is_never_pasted_into_by_itself(
    platform: str, session: str
) -> None:
    chosen = ways(platform, session, "auto", Kind.REMOTE, "text")
    assert chosen
    assert all(method.is_keys for method in chosen)


@pytest.mark.parametrize(("platform", "session"), DESKTOPS)
@pytest.mark.parametrize("kind", Kind)
def test_copying_is_what_copy_does(platform: str, session: str, kind: Kind) -> None:
    assert ways(platform, session, "copy", kind, "text") == (copying(platform, session),)
    assert copying(platform, session).endswith("-copy")


@pytest.mark.parametrize(
    ("platform", "session", "setting"),
    [("beos", "x11", "auto"), ("linux", "mir", "auto"), ("linux", "x11", "telepathy")],
)
def test_an_unknown_word_is_refused(platform: str, session: str, setting: str) -> None:
    with pytest.raises(ValueError, match="unknown"):
        ways(platform, session, setting, Kind.WINDOW, "text")
