"""The command line as a whole, in processes of its own: help, errors, exit codes, imports."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import sayso
from sayso.cli.overview import COMMANDS
from sayso.settings.schema import all_settings

SLOW = (
    "PySide6", "Xlib", "av", "ctranslate2", "faster_whisper", "logging", "multiprocessing", "numpy",
    "onnxruntime", "platformdirs", "pocketsphinx", "psutil", "pynput", "sounddevice", "tokenizers",
    "tomlkit", "tomllib", "tqdm",
)  # fmt: skip

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("SAYSO_", "COVERAGE", "HF_"))
        and key not in ("DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE")
    }
    source = str(Path(sayso.__file__).parents[1])
    cache = str(home / "cache")
    return {
        **kept, "SAYSO_HOME": str(home), "PYTHONPATH": source, "XDG_CACHE_HOME": cache, **more
    }  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def command(*arguments: str, code: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        what = ["-c", code] if code else ["-m", "sayso"]
        return subprocess.run(
            [sys.executable, *what, *arguments],
            env=environment(tmp_path, **more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return command


def fails(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """With this exit code and one sentence that has these words."""
    lines = done.stderr.splitlines()
    assert done.returncode == code, done.stderr
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("sayso: ")
    for word in words:
        assert word in lines[0]
    assert done.stdout == ""


def test_help_lists_every_command(run: Run) -> None:
    done = run("--help")
    assert done.returncode == 0
    assert done.stderr == ""
    for command, sentence in COMMANDS.items():
        assert f"  {command:11} {sentence}\n" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"sayso {sayso.__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_refuses_what_it_does_not_know(run: Run, command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"usage: sayso {command}")
    assert done.stderr == ""
    if command not in ("transcribe", "type"):  # which take it for a file, and for a text
        fails(run(command, "nonsense"), 2, "nonsense", f"`sayso {command} --help`")
    fails(run(command, "--nonsense"), 2, f"`sayso {command} --help`")


def test_what_is_no_command(run: Run) -> None:
    fails(run("strat"), 2, "no command strat", "did you mean start?", "`sayso --help`")
    fails(run("--nonsense"), 2, "--nonsense", "`sayso --help`")
    fails(run(""), 2, "no command")


def test_nobody_to_talk_to(run: Run) -> None:
    for command in (
        "start", "stop", "toggle", "cancel", "status", "quit", "undo", "again", "copy"
    ):  # fmt: skip
        fails(run(command), 10, "Sayso is not running; start it with: sayso")


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="always has a display")
@pytest.mark.parametrize("arguments", [(), ("run",)])
def test_without_a_display(run: Run, arguments: tuple[str, ...]) -> None:
    fails(run(*arguments), 9, "display", "sayso demo", "sayso transcribe")


IMPORTED = """
import sys
from sayso.__main__ import main
main(sys.argv[1:])
print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["status"], ["start"], ["stop"]])
def test_nothing_slow_is_imported(run: Run, arguments: list[str]) -> None:
    done = run(*arguments, code=IMPORTED)
    imported = set(done.stderr.splitlines()[-1].split())
    assert "sayso" in imported
    assert imported.isdisjoint(SLOW), imported.intersection(SLOW)


@pytest.mark.parametrize("command", ["start", "status", "undo", "again", "copy"])
def test_commands_for_keys_import_next_to_nothing(run: Run, command: str) -> None:
    done = run(command, code=IMPORTED)
    imported = set(done.stderr.splitlines()[-1].split())
    assert imported.isdisjoint({"argparse", "dataclasses", "hashlib", "inspect", "tempfile"})


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "run"])
def test_help_of_a_command_is_quick_too(run: Run, command: str) -> None:
    done = run(command, "--help", code=IMPORTED)
    imported = set(done.stderr.splitlines()[-1].split())
    assert imported.isdisjoint(SLOW), imported.intersection(SLOW)


UNFORESEEN = """
import sys
import sayso.cli.settings
from sayso.__main__ import main

def broken(arguments):
    raise ZeroDivisionError("the bug")

sayso.cli.settings.main = broken
sys.exit(main(["settings"]))
"""


def test_what_nobody_foresaw_is_one_sentence_and_a_log(run: Run, tmp_path: Path) -> None:
    log = tmp_path / "log" / "sayso.log"
    fails(run(code=UNFORESEEN), 1, str(log))
    assert "ZeroDivisionError: the bug" in log.read_text(encoding="utf-8")


def test_settings_that_cannot_be_used(run: Run, tmp_path: Path) -> None:
    fails(run("settings", SAYSO_DEVICE="toaster"), 2, "SAYSO_DEVICE", "toaster")
    fails(run("transcribe", "x.wav", SAYSO_BEAM_SIZE="0"), 2, "SAYSO_BEAM_SIZE")


def test_exceptions_by_application_that_cannot_be_used(run: Run, tmp_path: Path) -> None:
    sentence = "typing_for has 'magic' for firefox; it must be one of auto, paste, keys"
    fails(run("settings", SAYSO_TYPING_FOR="kitty=terminal, firefox=magic"), 2, sentence)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text('[typing]\ntyping_for = "firefox=magic"')
    fails(run("settings", "--json"), 2, sentence)
    assert run("settings", SAYSO_TYPING_FOR="firefox=keys terminal").returncode == 0


def test_settings_lists_every_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text("[recognition]\nbeam_size = 3\nnonsense = 1")
    done = run("settings", "--json", SAYSO_DEVICE="cpu")
    found = json.loads(done.stdout)
    assert found["file"] == str(tmp_path / "config" / "settings.toml")
    by_key = {each["key"]: each for each in found["settings"]}
    assert list(by_key) == [each.key for each in all_settings()]
    assert by_key["device"]["value"] == "cpu"
    assert by_key["beam_size"]["value"] == 3
    assert by_key["beam_size"]["default"] == 1
    assert by_key["beam_size"]["range"] == "1 to 10"
    assert by_key["beam_size"]["variable"] == "SAYSO_BEAM_SIZE"
    assert any("nonsense" in complaint for complaint in found["complaints"])
    assert "nonsense" in done.stderr

    said = run("settings").stdout
    assert str(tmp_path / "config" / "settings.toml") in said
    for setting in all_settings():
        assert f"\n{setting.key} = " in said
        assert setting.variable in said
        assert setting.rule.in_full in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no /dev/full")
@pytest.mark.parametrize("command", ["settings", "--help", "--version"])
def test_no_room_for_the_output(tmp_path: Path, command: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "sayso", command],
            env=environment(tmp_path),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == (
        "sayso: The output cannot be written (No space left on device); make room, or write "
        "it elsewhere.\n"
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGPIPE")
def test_nobody_reads_the_output(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as nowhere:
        done = subprocess.run(
            [sys.executable, "-m", "sayso", "settings"],
            env=environment(tmp_path),
            stdout=nowhere,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_ctrl_c_is_quiet(tmp_path: Path) -> None:
    speech = Path(__file__).parents[3] / "resources" / "speech" / "demo.flac"
    with subprocess.Popen(
        [sys.executable, "-m", "sayso", "transcribe", "--engine", "starter", str(speech)],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert "rough" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "")
