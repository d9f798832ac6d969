"""From a bare machine to running, testing or checking Sayso, in one command.

    python3 packaging/bootstrap.py run   [--yes] [-- arguments for sayso]
    python3 packaging/bootstrap.py test  [--yes] [-- arguments for pytest]
    python3 packaging/bootstrap.py check [--yes]
    python3 packaging/bootstrap.py screenshots [--yes] [--out FOLDER] [-- parts of scenes' names]
    python3 packaging/bootstrap.py lock  [-- arguments for uv pip compile]

Each step does nothing when its result is already there, so repeating a command is cheap:
find a Python that will do, install the system's packages (system_packages.py), make .venv from
the locks (environment.py), do the work (work.py).

This one file keeps to the syntax of Python 3.6, and imports the others late: an old Python is to
be told in a sentence what is missing, not by a SyntaxError.
"""

import argparse
import glob
import os
import subprocess
import sys
from typing import List, Mapping, Optional, Sequence, Tuple

Version = Tuple[int, int]

OLDEST = (3, 11)
NEWEST = (3, 14)
# Every locked package has a wheel for these; for the others pocketsphinx is compiled.
READY_MADE = ((3, 13), (3, 11))
# Set for the process that takes over, so that two Pythons never hand over to each other for ever.
HANDED_OVER = "SAYSO_BOOTSTRAP_HANDED_OVER"

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def will_do(version: Version) -> bool:
    """Tell whether Sayso runs on this Python, given as (major, minor)."""
    return OLDEST <= version <= NEWEST


def preference() -> List[Version]:
    """List the Pythons that will do, best first: those that need no compiler."""
    every: List[Version] = [(3, minor) for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    return list(READY_MADE) + [version for version in every if version not in READY_MADE]


def better_than(version: Version) -> List[Version]:
    """List the Pythons worth looking for when this one was started, best first."""
    wanted = preference()
    if version in READY_MADE:
        return []
    return list(READY_MADE) if version in wanted else wanted


def candidates(version: Version, folders: Sequence[str], windows: bool) -> List[str]:
    """List the interpreters that may be this version, in the order of the search path.

    All of them and not only the first, because a first one may be a shim (pyenv's) that only
    says that it is not this version today.
    """
    name = "python.exe" if windows else "python%d.%d" % version
    paths = [os.path.join(folder, name) for folder in folders]
    return [path for path in paths if os.path.isfile(path)]


def search_folders(environment: Mapping[str, str], windows: bool) -> List[str]:
    """List the folders where interpreters are looked for: PATH, then the usual places off it."""
    folders = [part for part in environment.get("PATH", "").split(os.pathsep) if part]
    if windows:
        programs = [environment.get("LOCALAPPDATA", ""), environment.get("ProgramFiles", "")]
        for base in programs:
            if base:
                folders.extend(sorted(glob.glob(os.path.join(base, "Programs", "Python", "*"))))
                folders.extend(sorted(glob.glob(os.path.join(base, "Python3*"))))
    else:
        folders.extend(["/usr/local/bin", "/opt/homebrew/bin", "/usr/bin"])
    return [folder for index, folder in enumerate(folders) if folder not in folders[:index]]


def is_version(path: str, version: Version) -> bool:
    """Ask an interpreter whether it is this version and can make an environment."""
    question = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.check_output([path, "-c", question], stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.decode("ascii", "replace").strip() == "%d.%d" % version


def find_python(wanted: Sequence[Version], folders: Sequence[str], windows: bool) -> Optional[str]:
    """Find an interpreter of the first wanted version that is there, or None."""
    for version in wanted:
        for path in candidates(version, folders, windows):
            if is_version(path, version):
                return path
    return None


def how_to_get_python(platform: str, os_release: str) -> str:
    """Name the command that installs a Python that will do, for this system."""
    if platform == "darwin":
        return "brew install python@3.13"
    if platform == "win32":
        return "winget install Python.Python.3.13"
    if "ID=fedora" in os_release:
        return "sudo dnf install python3.13"
    if "ID=arch" in os_release:
        return "sudo pacman -S python"
    if "debian" in os_release or "ubuntu" in os_release:
        return "sudo apt install python3.11 python3.11-venv"
    return "your system's package manager"


def refusal(version: Version, platform: str, os_release: str) -> str:
    """Say in one sentence why this Python will not do, and what to do."""
    too_old = version < OLDEST
    return (
        "Sayso needs Python %d.%d to %d.%d, this is Python %d.%d%s, and no other was found: "
        "install one (%s), then give the same command again."
        % (
            OLDEST
            + NEWEST
            + version
            + (
                "" if too_old else ", for which not every library is ready made",
                how_to_get_python(platform, os_release),
            )
        )
    )


def read_os_release() -> str:
    """Return the text that names the distribution, or nothing where there is none."""
    try:
        with open("/etc/os-release", encoding="utf-8") as stream:
            return stream.read()
    except OSError:
        return ""


def hand_over(python: str) -> None:
    """Go on as the same command under another interpreter; does not return."""
    command = [python, os.path.abspath(__file__), *sys.argv[1:]]
    environment = dict(os.environ)
    environment[HANDED_OVER] = "1"
    # venv would otherwise take its base from the process that macOS launched first.
    environment.pop("__PYVENV_LAUNCHER__", None)
    sys.stdout.flush()
    if os.name == "posix":
        os.execve(python, command, environment)
    sys.exit(subprocess.call(command, env=environment))


def ensure_python() -> None:
    """Return only under a Python that will do; hand over to one, or stop with a sentence."""
    version = sys.version_info[:2]
    wanted = [] if os.environ.get(HANDED_OVER) else better_than(version)
    windows = os.name == "nt"
    python = find_python(wanted, search_folders(os.environ, windows), windows) if wanted else None
    if python is not None:
        print("Python %d.%d gives way to %s." % (version[0], version[1], python))
        hand_over(python)
    if not will_do(version) or (windows and version not in READY_MADE):
        sys.exit(refusal(version, sys.platform, read_os_release()))


def parse(arguments: Sequence[str]) -> Tuple[argparse.Namespace, List[str]]:
    """Split the command line into (options, what follows the first --)."""
    if "--" in arguments:
        middle = arguments.index("--")
        own, passed_on = list(arguments[:middle]), list(arguments[middle + 1 :])
    else:
        own, passed_on = list(arguments), []
    parser = argparse.ArgumentParser(
        prog="bootstrap.py",
        description="Set Sayso up on this machine as far as needed, then run, test, check or"
        " picture it.",
        epilog="What follows -- is passed on to sayso, pytest or uv.",
    )
    parser.add_argument(
        "work",
        choices=["run", "test", "check", "screenshots", "lock"],
        help="run the app; run all tests; run linters and type checks; make pictures of all"
        " windows; renew the locks",
    )
    parser.add_argument(
        "--out",
        default=os.path.join(ROOT, "build", "screenshots"),
        help="the folder for the pictures",
    )
    parser.add_argument("--yes", action="store_true", help="install without asking")
    return parser.parse_args(own), passed_on


def main() -> int:
    """Do what the command line says; return the exit status."""
    options, passed_on = parse(sys.argv[1:])
    ensure_python()
    os.environ.pop(HANDED_OVER, None)
    out = os.path.abspath(options.out)
    os.chdir(ROOT)

    import environment
    import system_packages
    import work

    if options.work == "lock":
        return environment.renew_locks(ROOT, passed_on)
    asks = not options.yes and sys.stdin is not None and sys.stdin.isatty()
    compiles = sys.version_info[:2] not in READY_MADE
    system_packages.ensure(options.work, asks=asks, compiles=compiles)
    venv = environment.ensure(ROOT, "run" if options.work == "run" else "dev")
    if options.work == "screenshots":
        passed_on = [out, *passed_on]
    return work.do(options.work, ROOT, venv, passed_on)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped. The same command goes on from here.")
