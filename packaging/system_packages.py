"""The system's packages that Sayso and its tests need, and getting them installed.

What is missing is found out by asking the package database (tens of milliseconds); the package
manager itself runs only when something is, and only after the list was shown.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

# PortAudio speaks ALSA; the ALSA plugins lead it to PulseAudio or PipeWire, and pactl names the
# microphones. The rest is what Qt's xcb and offscreen platforms link to outside their wheel.
# shared-mime-info is there because it brings glib under the same name on every release;
# wl-clipboard copies on Wayland desktops that have no data-control.
DEBIAN_RUN = (
    "libportaudio2",
    "libasound2-plugins",
    "pulseaudio-utils",
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libgl1",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-sync1",
    "libxcb-xfixes0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
    "fonts-dejavu-core",
    "shared-mime-info",
    "wl-clipboard",
)
# Screens of both kinds, a window manager, a tray, a sound server, windows to type into, clipboard
# managers, an input method, a portal, and what screen readers use.
DEBIAN_TEST = (
    "xvfb",
    "openbox",
    "foot",
    "sway",
    "tint2",
    "pulseaudio",
    "dbus",
    "xdotool",
    "xclip",
    "xterm",
    "chromium",
    "x11-utils",
    "x11-xkb-utils",
    "x11-xserver-utils",
    "at-spi2-core",
    "clipit",
    "copyq",
    "gir1.2-gtk-3.0",
    "ibus",
    "ibus-gtk3",
    "parcellite",
    "python3-gi",
    "weston",
    "xdg-desktop-portal",
    "tigervnc-standalone-server",
    "tigervnc-viewer",
)
FEDORA_RUN = (
    "portaudio",
    "alsa-plugins-pulseaudio",
    "pulseaudio-utils",
    "dbus-libs",
    "fontconfig",
    "glib2",
    "libglvnd-egl",
    "libglvnd-glx",
    "libxkbcommon-x11",
    "xcb-util-cursor",
    "xcb-util-image",
    "xcb-util-keysyms",
    "xcb-util-renderutil",
    "xcb-util-wm",
    "dejavu-sans-fonts",
    "shared-mime-info",
    "wl-clipboard",
)
FEDORA_TEST = (
    "xorg-x11-server-Xvfb",
    "openbox",
    "foot",
    "sway",
    "tint2",
    "pulseaudio",
    "dbus-daemon",
    "xdotool",
    "xclip",
    "xterm",
    "chromium",
    "setxkbmap",
    "xprop",
    "xrandr",
    "xset",
    "xwininfo",
    "at-spi2-core",
    "copyq",
    "gtk3",
    "ibus",
    "ibus-gtk3",
    "python3-gobject",
    "weston",
    "xdg-desktop-portal",
)
ARCH_RUN = (
    "portaudio",
    "alsa-plugins",
    "libpulse",
    "dbus",
    "fontconfig",
    "glib2",
    "libglvnd",
    "libxkbcommon-x11",
    "xcb-util-cursor",
    "xcb-util-image",
    "xcb-util-keysyms",
    "xcb-util-renderutil",
    "xcb-util-wm",
    "ttf-dejavu",
    "shared-mime-info",
    "wl-clipboard",
)
ARCH_TEST = (
    "xorg-server-xvfb",
    "openbox",
    "foot",
    "sway",
    "tint2",
    "pulseaudio",
    "xdotool",
    "xclip",
    "xterm",
    "chromium",
    "xorg-setxkbmap",
    "xorg-xprop",
    "xorg-xrandr",
    "xorg-xset",
    "xorg-xwininfo",
    "at-spi2-core",
    "copyq",
    "gtk3",
    "ibus",
    "python-gobject",
    "weston",
    "xdg-desktop-portal",
)


def _names_printed(*command: str, mark: str = "") -> Callable[[Sequence[str]], set[str]]:
    """Make a question to a package database that prints each installed name, then the mark."""

    def installed(names: Sequence[str]) -> set[str]:
        answer = subprocess.run(
            [*command, *names], capture_output=True, text=True, check=False, errors="replace"
        )
        words = set(answer.stdout.split())
        return {name for name in names if name + mark in words}

    return installed


def _visual_c_runtime(names: Sequence[str]) -> set[str]:
    """Tell whether Microsoft's C++ runtime is there: CTranslate2 and onnxruntime link to it."""
    system = os.path.join(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32")
    libraries = ("msvcp140.dll", "vcruntime140_1.dll")
    present = all(os.path.exists(os.path.join(system, name)) for name in libraries)
    return set(names) if present else set()


@dataclass(frozen=True)
class Family:
    """One way in which systems are equipped.

    installed: takes package names, returns those of them that are installed.
    install: the command that package names are appended to.
    refresh: a command to run before, when the lists of packages may be old; empty for none.
    as_root: the commands need root's rights.
    run, test: package names that the app and, on top, its tests need.
    compiler: what compiling a Python library takes; {python} stands for e.g. python3.12.
    venv: what makes `python -m venv` whole where it was split off; {python} as above.
    conflicts: a package that must not be installed beside any of those it is mapped to.
    note: a sentence to say when tests are to run.
    """

    name: str
    installed: Callable[[Sequence[str]], set[str]]
    install: tuple[str, ...]
    refresh: tuple[str, ...] = ()
    as_root: bool = True
    run: tuple[str, ...] = ()
    test: tuple[str, ...] = ()
    compiler: tuple[str, ...] = ()
    venv: str = ""
    conflicts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    note: str = ""


# Where PipeWire speaks for PulseAudio, a second sound server would push it aside: the person's
# desktop goes first, and the tests with sound say what they miss.
_PIPEWIRE = ("pipewire-alsa", "pipewire-audio", "pipewire-pulse", "pipewire-pulseaudio")
_CONFLICTS = {"pulseaudio": _PIPEWIRE}

# A fresh system is often still busy updating itself: wait for it. And never remove a package.
_APT = ("apt-get", "-o", "DPkg::Lock::Timeout=300")

DEBIAN = Family(
    name="Debian",
    installed=_names_printed(
        # dpkg goes on knowing packages that were removed.
        *("dpkg-query", "-W", "-f=${Package}=${db:Status-Status}\\n"),
        mark="=installed",
    ),
    install=(
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        *_APT,
        "install",
        "--yes",
        "--no-install-recommends",
        "--no-remove",
    ),
    refresh=(*_APT, "update"),
    run=DEBIAN_RUN,
    test=DEBIAN_TEST,
    compiler=("gcc", "libc6-dev", "{python}-dev"),
    venv="{python}-venv",
    conflicts=_CONFLICTS,
)
UBUNTU = Family(
    name="Ubuntu",
    installed=DEBIAN.installed,
    install=DEBIAN.install,
    refresh=DEBIAN.refresh,
    run=DEBIAN_RUN,
    # Ubuntu's chromium is a snap, which needs a running snapd and refuses root.
    test=tuple(name for name in DEBIAN_TEST if name != "chromium"),
    compiler=DEBIAN.compiler,
    venv=DEBIAN.venv,
    conflicts=_CONFLICTS,
    note="Ubuntu has Chromium only as a snap: without a chromium on PATH its tests are skipped.",
)
FEDORA = Family(
    name="Fedora",
    installed=_names_printed("rpm", "-q", "--qf", "%{NAME}\\n"),
    install=("dnf", "install", "--assumeyes", "--setopt=install_weak_deps=False"),
    run=FEDORA_RUN,
    test=FEDORA_TEST,
    compiler=("gcc", "{python}-devel"),
    conflicts=_CONFLICTS,
)
ARCH = Family(
    name="Arch",
    installed=_names_printed("pacman", "-Q"),
    install=("pacman", "-S", "--needed", "--noconfirm"),
    run=ARCH_RUN,
    test=ARCH_TEST,
    compiler=("gcc",),
    conflicts=_CONFLICTS,
)
# The wheels for macOS and Windows carry PortAudio and everything Qt needs.
MACOS = Family(
    name="macOS",
    installed=_names_printed("brew", "list", "--formula", "-1"),
    install=("brew", "install"),
    as_root=False,
)
WINDOWS = Family(
    name="Windows",
    installed=_visual_c_runtime,
    install=("winget", "install", "--exact", "--accept-package-agreements", "--id"),
    as_root=False,
    run=("Microsoft.VCRedist.2015+.x64",),
)


def read_release(text: str) -> dict[str, str]:
    """Read the KEY=value lines of /etc/os-release; values may be quoted as in a shell."""
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line[1:])
    return {key.strip(): "".join(shlex.split(value)[:1]) for key, value in pairs if key[0] != "#"}


def family_of(platform: str, release: Mapping[str, str]) -> Family | None:
    """Choose the family for a value of sys.platform and the pairs of /etc/os-release.

    None for a Linux that is none of the known ones nor made from them.
    """
    if platform == "darwin":
        return MACOS
    if platform == "win32":
        return WINDOWS
    by_id = {
        "ubuntu": UBUNTU,
        "debian": DEBIAN,
        "fedora": FEDORA,
        "arch": ARCH,
    }
    for name in (release.get("ID", ""), *release.get("ID_LIKE", "").split()):
        if name in by_id:
            return by_id[name]
    return None


def wanted(
    family: Family, work: str, *, compiles: bool, venv_split: bool, python: str
) -> list[str]:
    """List the packages that a kind of work (run, test, check or screenshots) takes, each once.

    compiles: a Python library will have to be compiled here.
    venv_split: this Python cannot make environments until its distribution's part is added.
    python: the name of this Python's packages, e.g. python3.12.
    """
    names: list[str] = []
    if work in ("run", "test", "screenshots"):
        names.extend(family.run)
    if work == "test":
        names.extend(family.test)
    if compiles:
        names.extend(name.format(python=python) for name in family.compiler)
    if venv_split and family.venv:
        names.append(family.venv.format(python=python))
    return names


def missing(family: Family, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split what is not installed into (to install, kept out by a conflict)."""
    if not names:
        return [], []
    rivals = [rival for name in names for rival in family.conflicts.get(name, ())]
    there = family.installed([*names, *rivals])
    absent = [name for name in names if name not in there]
    kept_out = [name for name in absent if there.intersection(family.conflicts.get(name, ()))]
    return [name for name in absent if name not in kept_out], kept_out


def commands(family: Family, names: Sequence[str], *, root: bool) -> list[list[str]]:
    """List the commands that install these packages, with sudo where rights are lacking."""
    prefix = ["sudo"] if family.as_root and not root else []
    steps = [[*family.install, *names]]
    if family.refresh:
        steps.insert(0, [*family.refresh])
    return [[*prefix, *step] for step in steps]


def by_hand(steps: Sequence[Sequence[str]]) -> str:
    """Write the commands as a person would give them to a shell."""
    return " && ".join(shlex.join(step) for step in steps)


def _agreed() -> bool:
    try:
        answer = input("Install them now? [Y/n] ")
    except EOFError:
        return False
    return answer.strip().lower() in ("", "y", "yes")


def _install(family: Family, names: Sequence[str], *, asks: bool) -> None:
    root = not family.as_root or getattr(os, "geteuid", lambda: 0)() == 0
    steps = commands(family, names, root=root)
    print(f"Missing from this system ({family.name}): {' '.join(names)}")
    print(f"To be installed by: {by_hand(steps)}", flush=True)
    if not root and shutil.which("sudo") is None:
        steps = commands(family, names, root=True)
        sys.exit(f"That takes root's rights, and there is no sudo: as root, give {by_hand(steps)}")
    manager = next(word for word in family.install if word != "env" and "=" not in word)
    if shutil.which(manager) is None:
        sys.exit(f"{manager} is not on PATH: install it, or those packages in another way.")
    if asks and not _agreed():
        sys.exit(f"Nothing was installed. By hand: {by_hand(steps)}")
    # Old lists may still be good enough, so only the last command's result counts.
    for step in steps:
        result = subprocess.run(step, check=False).returncode
    left, _ = missing(family, names)
    if result != 0 or left:
        sys.exit(
            f"The system's packages could not be installed ({' '.join(left) or manager}): give "
            f"{by_hand(steps)} by hand, then the same command again."
        )
    importlib.invalidate_caches()


def ensure(work: str, *, asks: bool, compiles: bool) -> None:
    """Install what is missing for a kind of work; exit with a sentence when that fails."""
    release: dict[str, str] = {}
    if os.path.exists("/etc/os-release"):
        with open("/etc/os-release", encoding="utf-8") as stream:
            release = read_release(stream.read())
    family = family_of(sys.platform, release)
    if family is None:
        print(
            "The names of this system's packages are not known here. If something is missing: "
            "packaging/system_packages.py lists what Debian, Fedora and Arch call them."
        )
        return
    python = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    of_the_system = sys.base_prefix == "/usr"
    names = wanted(
        family,
        work,
        # Another Python than the system's brings its own headers.
        compiles=compiles,
        venv_split=of_the_system and importlib.util.find_spec("ensurepip") is None,
        python=python,
    )
    if not of_the_system:
        names = [name for name in names if not name.startswith(python)]
    to_install, kept_out = missing(family, names)
    for name in kept_out:
        print(f"{name} is left out: it would push this system's own sound server aside.")
    if work == "test" and family.note:
        print(family.note)
    if to_install:
        _install(family, to_install, asks=asks)
