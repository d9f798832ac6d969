"""The two commands: what they would install, when they would set up anew, and what they say."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]
PACKAGING = ROOT / "packaging"


def load(name: str) -> ModuleType:
    """Load a module of packaging/, which is a folder of scripts and not a package."""
    spec = importlib.util.spec_from_file_location(f"_packaging_{name}", PACKAGING / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


bootstrap = load("bootstrap")
environment = load("environment")
system_packages = load("system_packages")
work = load("work")

DEBIAN_12 = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n'
MINT = "ID=linuxmint\nID_LIKE='ubuntu debian'\n"


class TestPython:
    def test_bootstrap_is_readable_by_python_3_6(self) -> None:
        source = (PACKAGING / "bootstrap.py").read_text(encoding="utf-8")
        ast.parse(source, feature_version=(3, 6))
        assert "from __future__ import annotations" not in source  # came with 3.7

    def test_only_modules_of_the_standard_library_are_imported(self) -> None:
        own = {"bootstrap", "environment", "screenshots", "system_packages", "work"}
        for path in (PACKAGING / f"{name}.py" for name in sorted(own)):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = []
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom):
                    names = [node.module or ""]
                for name in names:
                    assert name.split(".")[0] in sys.stdlib_module_names | own, path

    def test_packaging_is_no_package(self) -> None:
        assert not (PACKAGING / "__init__.py").exists()

    @pytest.mark.parametrize(
        ("version", "wanted"),
        [
            ((3, 13), []),
            ((3, 11), []),
            ((3, 12), [(3, 13), (3, 11)]),
            ((3, 8), [(3, 13), (3, 11), (3, 14), (3, 12)]),
            ((3, 15), [(3, 13), (3, 11), (3, 14), (3, 12)]),
        ],
    )
    def test_a_python_with_every_wheel_is_looked_for_first(
        self, version: tuple[int, int], wanted: list[tuple[int, int]]
    ) -> None:
        assert bootstrap.better_than(version) == wanted

    def test_the_first_one_on_the_path_that_answers_is_taken(self, tmp_path: Path) -> None:
        here = sys.version_info[:2]
        name = f"python{here[0]}.{here[1]}"
        shim = tmp_path / "shims" / name
        shim.parent.mkdir()
        shim.write_text("#!/bin/sh\necho 'not this version today' >&2\nexit 127\n")
        shim.chmod(0o755)
        real = tmp_path / "bin" / name
        real.parent.mkdir()
        real.symlink_to(sys.executable)
        folders = [str(tmp_path / "none"), str(shim.parent), str(real.parent)]
        assert bootstrap.candidates(here, folders, False) == [str(shim), str(real)]
        assert bootstrap.find_python([(3, 99), here], folders, False) == str(real)
        assert bootstrap.find_python([here], folders[:2], False) is None

    @pytest.mark.parametrize(
        ("version", "platform", "release", "words"),
        [
            ((3, 8), "linux", DEBIAN_12, ["this is Python 3.8,", "apt install python3.11"]),
            ((3, 9), "darwin", "", ["this is Python 3.9,", "brew install python@3.13"]),
            ((3, 12), "win32", "", ["3.12, for which", "winget install"]),
            ((3, 15), "linux", "ID=arch\n", ["3.15, for which", "pacman"]),
            ((3, 10), "linux", "", ["package manager"]),
        ],
    )
    def test_refusal_is_one_sentence_with_what_to_do(
        self, version: tuple[int, int], platform: str, release: str, words: list[str]
    ) -> None:
        sentence = bootstrap.refusal(version, platform, release)
        assert "\n" not in sentence
        for word in words:
            assert word in sentence

    def test_what_follows_two_dashes_is_passed_on(self) -> None:
        options, passed_on = bootstrap.parse(["test", "--yes", "--", "-k", "x", "--", "y"])
        assert (options.work, options.yes) == ("test", True)
        assert passed_on == ["-k", "x", "--", "y"]
        assert bootstrap.parse(["run"])[1] == []

    def test_unknown_work_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as stopped:
            bootstrap.parse(["fly"])
        assert stopped.value.code == 2
        assert "fly" in capsys.readouterr().err


class TestSystemPackages:
    @pytest.mark.parametrize(
        ("platform", "release", "family"),
        [
            ("linux", DEBIAN_12, "Debian"),
            ("linux", "ID=ubuntu\nID_LIKE=debian\n", "Ubuntu"),
            ("linux", MINT, "Ubuntu"),
            ("linux", "ID=raspbian\nID_LIKE=debian\n", "Debian"),
            ("linux", "ID=fedora\n", "Fedora"),
            ("linux", 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', "Fedora"),
            ("linux", "# a remark\n\nID=manjaro\nID_LIKE=arch\n", "Arch"),
            ("linux", "ID=nixos\n", None),
            ("linux", "", None),
            ("darwin", "", "macOS"),
            ("win32", "", "Windows"),
        ],
    )
    def test_family(self, platform: str, release: str, family: str | None) -> None:
        found = system_packages.family_of(platform, system_packages.read_release(release))
        assert (found.name if found else None) == family

    def wanted(self, family: str, work: str, **more: bool) -> list[str]:
        how = {"compiles": False, "venv_split": False} | more
        names: list[str] = system_packages.wanted(
            getattr(system_packages, family), work, python="python3.12", **how
        )
        return names

    @pytest.mark.parametrize("family", ["DEBIAN", "UBUNTU", "FEDORA", "ARCH"])
    def test_the_app_asks_for_less_than_its_tests_and_the_checks_for_nothing(
        self, family: str
    ) -> None:
        run, test = self.wanted(family, "run"), self.wanted(family, "test")
        assert set(run) < set(test)
        assert len(test) == len(set(test))
        assert self.wanted(family, "check") == []
        assert "openbox" in test
        assert "openbox" not in run

    def test_ubuntu_does_without_the_chromium_that_is_a_snap(self) -> None:
        assert "chromium" in self.wanted("DEBIAN", "test")
        assert "chromium" not in self.wanted("UBUNTU", "test")
        assert "snap" in system_packages.UBUNTU.note

    def test_what_was_split_off_python_is_asked_for_by_its_version(self) -> None:
        assert self.wanted("DEBIAN", "check", venv_split=True) == ["python3.12-venv"]
        assert "python3.12-dev" in self.wanted("DEBIAN", "run", compiles=True)
        assert "python3.12-devel" in self.wanted("FEDORA", "run", compiles=True)

    def family(self, *installed: str) -> object:
        """Make a family of which only these packages are installed."""
        return system_packages.Family(
            name="Test",
            installed=lambda names: set(names) & set(installed),
            install=("get", "install"),
            refresh=("get", "update"),
            conflicts={"sound": ("other-sound",)},
        )

    def test_only_what_is_missing_is_listed_in_order(self) -> None:
        names = ["c", "b", "a"]
        assert system_packages.missing(self.family("b"), names) == (["c", "a"], [])
        assert system_packages.missing(self.family(*names), names) == ([], [])
        assert system_packages.missing(self.family(), []) == ([], [])

    def test_nothing_is_installed_that_pushes_another_aside(self) -> None:
        names = ["sound", "a"]
        assert system_packages.missing(self.family("other-sound"), names) == (["a"], ["sound"])
        assert system_packages.missing(self.family(), names) == (names, [])
        assert system_packages.missing(self.family("other-sound", *names), names) == ([], [])

    def test_commands_take_sudo_only_without_root(self) -> None:
        as_root = system_packages.commands(self.family(), ["a", "b"], root=True)
        assert as_root == [["get", "update"], ["get", "install", "a", "b"]]
        other = system_packages.commands(self.family(), ["a"], root=False)
        assert system_packages.by_hand(other) == "sudo get update && sudo get install a"

    def test_a_removed_package_is_not_taken_for_installed(self, tmp_path: Path) -> None:
        told = tmp_path / "told"
        told.write_text("here=installed\ngone=config-files\n")
        ask = system_packages._names_printed("cat", str(told), mark="=installed")
        # cat also complains of the names, which it takes for files: that is not an answer.
        assert ask(["here", "gone", "never"]) == {"here"}

    def test_no_sudo_is_said_in_a_sentence(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(system_packages.os, "geteuid", lambda: 1000, raising=False)
        monkeypatch.setattr(system_packages.shutil, "which", lambda name: None)
        with pytest.raises(SystemExit) as stopped:
            system_packages._install(self.family(), ["a"], asks=False)
        assert "as root, give get update && get install a" in str(stopped.value.code)

    def test_a_no_installs_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(system_packages.os, "geteuid", lambda: 0, raising=False)
        monkeypatch.setattr(system_packages.shutil, "which", lambda name: name)
        monkeypatch.setattr("builtins.input", lambda question: "n")
        monkeypatch.setattr(system_packages.subprocess, "run", None)
        with pytest.raises(SystemExit) as stopped:
            system_packages._install(self.family(), ["a"], asks=True)
        assert "Nothing was installed. By hand: get update" in str(stopped.value.code)

    def test_a_manager_that_fails_is_named_with_the_command(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run = []

        class Failed:
            returncode = 100

        def record(command: list[str], **_: object) -> Failed:
            run.append(command)
            return Failed()

        monkeypatch.setattr(system_packages.os, "geteuid", lambda: 0, raising=False)
        monkeypatch.setattr(system_packages.shutil, "which", lambda name: name)
        monkeypatch.setattr(system_packages.subprocess, "run", record)
        with pytest.raises(SystemExit) as stopped:
            system_packages._install(self.family(), ["a"], asks=False)
        assert run == [["get", "update"], ["get", "install", "a"]]
        assert "could not be installed (a)" in str(stopped.value.code)
        assert "get install a" in str(stopped.value.code)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Copy what an environment is made from."""
    (tmp_path / "packaging").mkdir()
    shutil.copytree(PACKAGING / "locks", tmp_path / "packaging" / "locks")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


class TestEnvironment:
    def test_the_same_tree_gives_a_stamp_that_holds(self, tree: Path) -> None:
        stamp = environment.stamp_for(tree, "run", "3.11.7")
        assert environment.still_holds(stamp, environment.stamp_for(tree, "run", "3.11.7"))

    def test_one_for_developing_serves_for_running_but_not_the_other_way(self, tree: Path) -> None:
        run = environment.stamp_for(tree, "run", "3.11.7")
        dev = environment.stamp_for(tree, "dev", "3.11.7")
        assert environment.still_holds(dev, run)
        assert not environment.still_holds(run, dev)

    @pytest.mark.parametrize("lock", ["build", "run"])
    def test_a_changed_lock_is_noticed(self, tree: Path, lock: str) -> None:
        stamp = environment.stamp_for(tree, "dev", "3.11.7")
        with (tree / "packaging" / "locks" / f"{lock}.txt").open("a") as stream:
            stream.write("another==1.0\n")
        assert not environment.still_holds(stamp, environment.stamp_for(tree, "run", "3.11.7"))

    def test_another_python_or_place_is_noticed(self, tree: Path, tmp_path: Path) -> None:
        stamp = environment.stamp_for(tree, "run", "3.11.7")
        assert not environment.still_holds(stamp, environment.stamp_for(tree, "run", "3.11.8"))
        assert not environment.still_holds(stamp | {"root": "/elsewhere"}, stamp)

    @pytest.mark.parametrize(
        ("old", "new", "holds"),
        [
            ('version = "0.1.0"', 'version = "0.1.1"', False),
            ("sayso.__main__:main", "sayso.__main__:other", False),
            ("line-length = 100", "line-length = 90", True),
        ],
    )
    def test_of_the_project_file_only_what_shapes_the_installation_counts(
        self, tree: Path, old: str, new: str, holds: bool
    ) -> None:
        stamp = environment.stamp_for(tree, "run", "3.11.7")
        project = tree / "pyproject.toml"
        text = project.read_text(encoding="utf-8")
        assert old in text
        project.write_text(text.replace(old, new), encoding="utf-8")
        assert environment.still_holds(stamp, environment.stamp_for(tree, "run", "3.11.7")) is holds

    @pytest.mark.parametrize("content", [None, "", "{", "[]", "3"])
    def test_a_missing_or_torn_stamp_is_an_empty_one(
        self, tmp_path: Path, content: str | None
    ) -> None:
        if content is not None:
            (tmp_path / environment.STAMP).write_text(content)
        assert environment.read_stamp(tmp_path) == {}

    def test_an_environment_that_does_not_answer_has_no_version(self, tmp_path: Path) -> None:
        assert environment.version_in(tmp_path / "none") is None
        python = environment.python_in(tmp_path, windows=False)
        python.parent.mkdir()
        python.touch()
        assert environment.version_in(tmp_path) is None
        python.unlink()
        python.symlink_to(sys.executable)
        assert environment.version_in(tmp_path) == sys.version

    def prepare(
        self, tree: Path, monkeypatch: pytest.MonkeyPatch, made: list[str]
    ) -> dict[str, str]:
        """Put records in the place of making and filling an environment."""

        def make(venv: Path) -> None:
            made.append("made")
            shutil.rmtree(venv, ignore_errors=True)
            python = environment.python_in(venv, windows=False)
            python.parent.mkdir(parents=True)
            python.symlink_to(sys.executable)

        monkeypatch.setattr(environment, "_make", make)
        monkeypatch.setattr(environment, "_has_pip", lambda venv: True)
        monkeypatch.setattr(
            environment, "_install", lambda root, venv, kind: made.append(f"filled for {kind}")
        )
        stamp: dict[str, str] = environment.stamp_for(tree, "run", sys.version)
        return stamp

    def test_it_is_made_once_and_then_left_alone(
        self, tree: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made: list[str] = []
        stamp = self.prepare(tree, monkeypatch, made)
        venv = environment.ensure(tree, "run")
        assert environment.read_stamp(venv) == stamp
        assert environment.ensure(str(tree), "run") == venv
        assert made == ["made", "filled for run"]

    def test_it_grows_for_developing_and_does_not_shrink_again(
        self, tree: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made: list[str] = []
        self.prepare(tree, monkeypatch, made)
        environment.ensure(tree, "run")
        environment.ensure(tree, "dev")
        environment.ensure(tree, "run")
        (tree / "packaging" / "locks" / "run.txt").write_text("")
        environment.ensure(tree, "run")
        assert made == ["made", "filled for run", "filled for dev", "filled for dev"]

    def test_one_that_was_interrupted_is_made_anew(
        self, tree: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made: list[str] = []
        self.prepare(tree, monkeypatch, made)

        def interrupted(root: Path, venv: Path, kind: str) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as during:
            during.setattr(environment, "_install", interrupted)
            with pytest.raises(KeyboardInterrupt):
                environment.ensure(tree, "run")
        assert environment.read_stamp(tree / ".venv") == {}
        environment.ensure(tree, "run")
        assert made == ["made", "made", "filled for run"]

    def test_one_that_was_moved_is_made_anew(
        self, tree: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made: list[str] = []
        stamp = self.prepare(tree, monkeypatch, made)
        venv = environment.ensure(tree, "run")
        (venv / environment.STAMP).write_text(json.dumps(stamp | {"root": "/elsewhere"}))
        environment.ensure(tree, "run")
        assert made == ["made", "filled for run", "made", "filled for run"]


class TestLocks:
    @pytest.mark.parametrize("name", ["build", "run", "dev"])
    def test_every_package_is_pinned_with_hashes_and_no_host_is_named(self, name: str) -> None:
        text = (PACKAGING / "locks" / f"{name}.txt").read_text(encoding="utf-8")
        assert "://" not in text
        packages = text.replace("\\\n", " ").splitlines()
        pinned = [line for line in packages if line and not line.lstrip().startswith("#")]
        assert len(pinned) > 3
        for line in pinned:
            assert "==" in line.split(";")[0], line
            assert "--hash=sha256:" in line, line

    def test_the_locks_agree(self) -> None:
        def pins(name: str) -> set[str]:
            text = (PACKAGING / "locks" / f"{name}.txt").read_text(encoding="utf-8")
            return {line for line in text.splitlines() if "==" in line and line[0].isalpha()}

        assert pins("run") <= pins("dev")
        versions = dict(line.split(" ")[0].split("==") for line in pins("build"))
        for line in pins("dev"):
            package, version = line.split(" ")[0].split("==")
            assert versions.get(package, version) == version

    def test_renewing_takes_newer_versions_once_for_all_locks(self) -> None:
        commands = dict(environment.lock_commands("uv", ["--upgrade"]))
        assert [name for name in commands if "--upgrade" in commands[name]] == ["dev"]
        for command in commands.values():
            assert {"--universal", "--generate-hashes", "--no-header"} <= set(command)


class TestWork:
    @pytest.mark.parametrize(
        ("platform", "variables", "there"),
        [
            ("linux", {}, False),
            ("linux", {"DISPLAY": ""}, False),
            ("linux", {"DISPLAY": ":0"}, True),
            ("linux", {"WAYLAND_DISPLAY": "wayland-1"}, True),
            ("darwin", {}, True),
            ("win32", {}, True),
        ],
    )
    def test_display(self, platform: str, variables: dict[str, str], there: bool) -> None:
        assert work.has_display(platform, variables) is there

    @pytest.mark.parametrize(
        ("variables", "command"), [({}, "demo"), ({"WAYLAND_DISPLAY": "wayland-1"}, "run")]
    )
    def test_run_without_a_display_says_so_and_demonstrates(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        variables: dict[str, str],
        command: str,
    ) -> None:
        became: list[list[str]] = []

        def become(words: list[str]) -> int:
            became.append(words)
            return 7

        monkeypatch.setattr(work, "_become", become)
        monkeypatch.setattr(work.sys, "platform", "linux")
        monkeypatch.setattr(work.os, "environ", variables)
        assert work.do("run", "/r", Path("/r/.venv"), ["--json"]) == 7
        assert became == [
            [work.script_in(Path("/r/.venv"), "sayso", windows=False), command, "--json"]
        ]
        assert ("no display" in capsys.readouterr().out) is (command == "demo")

    def test_every_check_runs_although_one_fails(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        checks = [
            ("good", [sys.executable, "-c", ""]),
            ("bad", [sys.executable, "-c", "raise SystemExit(3)"]),
            ("last", [sys.executable, "-c", ""]),
        ]
        monkeypatch.setattr(work, "check_commands", lambda venv, windows: checks)
        assert work.do("check", str(ROOT), Path(".venv"), []) == 1
        told = capsys.readouterr().out.splitlines()
        assert [line.split()[:2] for line in told[-3:]] == [
            ["ok", "good"],
            ["FAILED", "bad"],
            ["ok", "last"],
        ]
        monkeypatch.setattr(work, "check_commands", lambda venv, windows: checks[:1])
        assert work.do("check", str(ROOT), Path(".venv"), []) == 0

    def test_types_are_checked_for_three_platforms(self) -> None:
        commands = [command for _, command in work.check_commands(Path("v"), windows=False)]
        platforms = [
            command[command.index("--platform") + 1]
            for command in commands
            if "--platform" in command
        ]
        assert platforms == ["linux", "darwin", "win32"]

    def test_tests_run_on_more_than_every_core_and_take_arguments(self) -> None:
        command = work.test_command(Path("v"), ["-k", "x"], windows=False)
        assert command[1] == "-n"
        assert int(command[2]) > (os.cpu_count() or 1)
        assert command[3:] == ["--dist", "worksteal", "-k", "x"]
