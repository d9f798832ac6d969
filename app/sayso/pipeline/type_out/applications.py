"""What is known of applications by their names, and what the settings say of them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sayso.core.errors import SettingsError
from sayso.core.target import Kind

_TERMINALS = """
    alacritty com.gexperts.tilix com.mitchellh.ghostty com.raggesick.blackbox contour
    cool-retro-term deepin-terminal dev.warp.warp foot footclient ghostty gnome-terminal
    gnome-terminal-server guake hyper io.alacritty io.elementary.terminal kgx kitty konsole
    lxterminal mate-terminal mlterm org.codeberg.dnkl.foot org.gnome.console org.gnome.ptyxis
    org.gnome.terminal org.kde.konsole org.kde.yakuake org.wezfurlong.wezterm ptyxis qterminal
    rxvt sakura st st-256color tabby terminator terminology tilda tilix urxvt uxterm warp
    wezterm wezterm-gui xfce4-terminal xterm yakuake
    cmd conhost mintty openconsole powershell putty pwsh windowsterminal
    com.apple.terminal com.github.wez.wezterm com.googlecode.iterm2 dev.warp.warp-stable
    net.kovidgoyal.kitty org.alacritty
"""
"""By X11 class or Wayland app_id, then the .exe of Windows, then the bundle of macOS."""

_REMOTE = """
    anydesk gnome-boxes gnome-connections krdc moonlight nxplayer nxplayer.bin org.gnome.boxes
    org.gnome.connections org.kde.krdc org.remmina.remmina parsec parsecd qemu
    qemu-system-aarch64 qemu-system-i386 qemu-system-x86_64 rdesktop realvnc-vncviewer remmina
    remote-viewer rustdesk spicy teamviewer tigervnc turbovnc virt-manager virt-viewer
    virtualbox virtualboxvm vmplayer vmware vncviewer wfica wlfreerdp x2goclient xephyr
    xfreerdp xnest xtightvncviewer
    msrdc mstsc vmconnect vmware-view vmware-vmx wfica32
    com.apple.screensharing com.citrix.receiver.icaviewer.mac com.microsoft.rdc.macos
    com.microsoft.windowsapp com.parallels.desktop.console com.utmapp.utm com.vmware.fusion
    org.virtualbox.app.virtualboxvm
"""
"""Windows with another machine in them. The names are those that the programs are known by; one
that is missing can be set with `typing_for`."""

_REMOTE_SPACED = ("tigervnc viewer", "virtualbox machine")
"""More of them: the X11 classes of `xtigervncviewer` and of VirtualBox have a space in them."""

_KINDS = {
    Kind.TERMINAL: frozenset(_TERMINALS.split()),
    Kind.REMOTE: frozenset((*_REMOTE.split(), *_REMOTE_SPACED)),
}

NEVER = "never"

_WAYS = ("auto", "paste", "keys", "copy", NEVER)


@dataclass(frozen=True, slots=True)
class Special:
    """What `typing_for` says of one application; None: nothing."""

    way: str | None = None
    kind: Kind | None = None


def parse(setting: str) -> dict[str, Special]:
    """``typing.typing_for`` by application. Raises SettingsError with one sentence."""
    found: dict[str, Special] = {}
    for entry in setting.split(","):
        entry = entry.strip()
        if entry in ("", "none"):
            continue
        name, _, words = entry.partition("=")
        name = name.strip().lower()
        if not name or not words.split():
            raise SettingsError(
                f"typing_for has {entry!r}; write application=way, as in firefox=keys."
            )
        way, kind = None, None
        for word in words.lower().split():
            if word in _WAYS and way is None:
                way = word
            elif word in tuple(Kind) and kind is None:
                kind = Kind(word)
            elif word in (*_WAYS, *Kind):
                raise SettingsError(
                    f"typing_for has {words.strip()!r} for {name}; choose one way of typing, and "
                    "one of terminal, remote and window."
                )
            else:
                raise SettingsError(
                    f"typing_for has {word!r} for {name}; it must be one of "
                    f"{', '.join((*_WAYS, *Kind))}."
                )
        found[name] = Special(way, kind)
    return found


class Specials(Mapping[str, Special]):
    """What ``typing_for`` says by application, as it holds at that moment."""

    def __init__(self, setting: Callable[[], str]) -> None:
        """Raises SettingsError. What is set later has to be understood before."""
        self._setting = setting
        text = setting()
        self._read = text, parse(text)

    def __getitem__(self, application: str) -> Special:
        return self._now()[application]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())

    def _now(self) -> Mapping[str, Special]:
        text = self._setting()
        known, specials = self._read
        if text != known:
            specials = parse(text)
            self._read = text, specials
        return specials


def kind_of(application: str, specials: Mapping[str, Special]) -> Kind:
    said = specials.get(application)
    if said is not None and said.kind is not None:
        return said.kind
    if application in _KINDS[Kind.TERMINAL]:
        return Kind.TERMINAL
    return Kind.REMOTE if application in _KINDS[Kind.REMOTE] else Kind.WINDOW


def way_for(application: str, specials: Mapping[str, Special], setting: str) -> str:
    """A word of `sayso.pipeline.type_out.method.ways`, or `NEVER`. ``setting``: typing.typing."""
    said = specials.get(application)
    return said.way if said is not None and said.way is not None else setting
