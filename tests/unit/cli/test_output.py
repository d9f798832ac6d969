"""`--output`: whole or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from sayso.cli.output import Output
from sayso.core.errors import UsageError


def contents(folder: Path) -> dict[str, str]:
    return {each.name: each.read_text(encoding="utf-8") for each in folder.iterdir()}


def test_the_file_is_there_when_it_is_kept_and_not_before(tmp_path: Path) -> None:
    output = Output(tmp_path / "out.srt")
    output.write("1\n→ ö\n")
    assert not (tmp_path / "out.srt").exists()
    output.keep()
    output.close()
    assert contents(tmp_path) == {"out.srt": "1\n→ ö\n"}


def test_what_was_there_stays_unless_it_is_kept(tmp_path: Path) -> None:
    (tmp_path / "out.txt").write_text("before")
    output = Output(tmp_path / "out.txt")
    output.write("after")
    output.close()
    assert contents(tmp_path) == {"out.txt": "before"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_a_file_keeps_its_permissions_and_a_link_its_target(tmp_path: Path) -> None:
    target = tmp_path / "real.txt"
    target.write_text("before")
    target.chmod(0o640)
    link = tmp_path / "link.txt"
    link.symlink_to(target)
    output = Output(link)
    output.write("after")
    output.keep()
    output.close()
    assert link.is_symlink()
    assert target.read_text() == "after"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_the_recording_itself_is_refused(tmp_path: Path) -> None:
    recording = tmp_path / "a.wav"
    recording.write_bytes(b"RIFF")
    other = tmp_path / "b.wav"
    os.link(recording, other)
    for wanted in (recording, tmp_path / "." / "a.wav", other):
        with pytest.raises(UsageError, match="is the recording itself"):
            Output(wanted, [tmp_path / "nothing.wav", recording])
    assert recording.read_bytes() == b"RIFF"


def test_a_missing_folder_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        Output(tmp_path / "no" / "out.txt")
    with pytest.raises(UsageError, match="is a folder"):
        Output(tmp_path)
    assert contents(tmp_path) == {}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no /dev/full")
def test_a_device_is_written_to_and_stays_a_device() -> None:
    output = Output(Path("/dev/null"))
    output.write("x")
    output.keep()
    output.close()
    assert Path("/dev/null").is_char_device()
    output = Output(Path("/dev/full"))
    output.write("x")
    with pytest.raises(UsageError, match="No space left on device"):
        output.keep()
    output.close()
    assert Path("/dev/full").is_char_device()


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="has no /dev/stdout")
def test_standard_output_is_added_to_and_what_is_behind_it_is_not_replaced(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("before\n")
    program = (
        "from pathlib import Path; from sayso.cli.output import Output; "
        "o = Output(Path('/dev/stdout')); o.write('text\\n'); o.keep(); o.close()"
    )
    with log.open("a") as behind:
        subprocess.run([sys.executable, "-c", program], stdout=behind, check=True)
    assert contents(tmp_path) == {"log": "before\ntext\n"}
