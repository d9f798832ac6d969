"""`sayso history` on a history of the test's own. Only what needs a display or a model is stood in
for here: what copies, and what recognises."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock

import sayso
from sayso import paths
from sayso.archive import runs
from sayso.archive.history import History
from sayso.archive.items import DictationKey, Item
from sayso.archive.recording import Recording, read, recording_name
from sayso.cli import history, history_delete, type_text
from sayso.cli.history_retry import again, newest_without_text
from sayso.cli.type_child import CLIPBOARD
from sayso.core.errors import HistoryBusy, HistoryError, ModelError, RecognitionError, UsageError
from sayso.core.ports import RecognizeOptions
from sayso.core.speech import SAMPLE_RATE, Samples, Transcript
from sayso.core.state import State
from sayso.pipeline.capture.audio_file import read_audio

CLIPS = Path(__file__).parents[2] / "speech" / "starter"
WEATHER = "the weather will be cold and dry for the rest of the week"

START = datetime(2026, 11, 20, 9, 30).astimezone()
RUN = "0123456789abcdef" * 2
OTHER_RUN = "f" * 32

Capture = pytest.CaptureFixture[str]


def transcript(text: str, model: str = "base.en") -> Transcript:
    return Transcript(text, (), "en", "whisper", model, 1.0, 0.25)


class Spoken:
    """Writes into the history of the test's home, or another folder, as the journal does."""

    def __init__(self, folder: Path | None = None, run: str = RUN) -> None:
        self.folder = paths.history_folder() if folder is None else folder
        self.history = History(self.folder, now=lambda: datetime.now().astimezone())
        self.run = run

    def dictation(
        self,
        number: int,
        *texts: str | None,
        audio: bool = False,
        ended: bool = True,
        application: str = "firefox",
        day: int = 0,
    ) -> DictationKey:
        """A second each; None is not recognised."""
        key = DictationKey(self.run, number)
        started = START + timedelta(days=day, minutes=number)
        name = None
        if audio:
            name = recording_name(key, started)
            recording = Recording(self.folder / "recordings" / name)
            recording.write(noise(len(texts), number))
            recording.close()
        self.history.begin(key, started, application, name)
        for index, text in enumerate(texts):
            self.history.heard(key, index, start=index * SAMPLE_RATE, samples=SAMPLE_RATE)
            if text is not None:
                self.history.recognized(key, index, transcript(text.lower()), text)
        if ended:
            self.history.end(key)
        return key

    def inserted(self, key: DictationKey, *numbers: int) -> None:
        for state in (State.INSERTING, State.INSERTED):
            self.history.mark(key, numbers, state, way="paste", confirmed=True)


def noise(seconds: int, seed: int) -> Samples:
    rng = np.random.default_rng(seed)
    return (rng.integers(-1000, 1000, seconds * SAMPLE_RATE) / 32768).astype(np.float32)


@pytest.fixture(autouse=True)
def _no_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would stay open for the tests that follow."""
    monkeypatch.setattr("sayso.archive.log.log_to", lambda folder: folder)


@pytest.fixture
def spoken() -> Iterator[Spoken]:
    spoken = Spoken()
    yield spoken
    spoken.history.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Spoken]:
    spoken = Spoken(tmp_path / "elsewhere" / "history", OTHER_RUN)
    yield spoken
    spoken.history.close()


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []

    def put(text: str, way: str | None) -> dict[str, Any]:
        assert way == CLIPBOARD
        texts.append(text)
        return {"copied": True}

    monkeypatch.setattr(type_text, "put", put)
    return texts


def told(capsys: Capture, *arguments: str | Path) -> Any:
    """What a command prints as JSON."""
    assert history.main([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def ids(capsys: Capture, *arguments: str) -> list[int]:
    return [item["id"] for item in told(capsys, "list", *arguments)["items"]]


# list and show


@pytest.mark.parametrize("action", [[], ["list"], ["show"], ["retry"], ["clear", "--yes"]])
def test_where_there_is_no_history(action: list[str], capsys: Capture) -> None:
    assert history.main(action) == 0
    out, err = capsys.readouterr()
    assert (out, err) == (
        "",
        "sayso: There is no history yet: nothing that was said has been kept.\n",
    )
    assert not paths.data_folder().exists()


def test_where_there_is_none_for_programs(capsys: Capture, copied: list[str]) -> None:
    assert told(capsys, "list") == {"items": []}
    assert told(capsys, "clear", "--yes") == {"deleted": 0, "left": 0}
    for action in ("show", "copy", "retry", "delete"):
        with pytest.raises(HistoryError, match="There is no 7 in the history"):
            history.main([action, "7"])
    with pytest.raises(HistoryError, match="no text to copy"):
        history.main(["copy"])
    assert not paths.data_folder().exists()
    assert copied == []


def test_list(spoken: Spoken, capsys: Capture) -> None:
    first = spoken.dictation(1, "Blue cars", "Red cars", audio=True)
    spoken.inserted(first, 0)
    spoken.dictation(2, None, "Blue ships", application="xterm", day=1)
    items = told(capsys)["items"]
    assert [(item["state"], item["text"]) for item in items] == [
        ("recognised", "Blue ships"),
        ("heard", None),
        ("recognised", "Red cars"),
        ("inserted", "Blue cars"),
    ]
    assert items[3]["started_at"] == (START + timedelta(minutes=1)).isoformat("T", "milliseconds")
    assert items[2]["audio_start"] == items[2]["audio_seconds"] == 1.0
    assert Path(items[2]["audio"]).is_file()
    assert items[0]["audio"] is None
    blue = [items[0]["id"], items[3]["id"]]
    assert ids(capsys, "BLUE") == blue
    assert ids(capsys, "blue", "ships") == blue[:1]
    assert ids(capsys, "blue", "--limit", "1") == blue[:1]
    assert ids(capsys, "--application", "xterm", "blue") == blue[:1]
    assert ids(capsys, "--state", "inserted,heard") == [items[1]["id"], items[3]["id"]]
    assert ids(capsys, "--undelivered") == [item["id"] for item in items[:3]]
    assert ids(capsys, "--until", "2026-11-20") == [item["id"] for item in items[2:]]
    assert ids(capsys, "--since", "2026-11-21", "--until", "2026-11-21") == [
        item["id"] for item in items[:2]
    ]
    assert ids(capsys, "green") == []


def test_list_for_people(spoken: Spoken, capsys: Capture) -> None:
    for number in range(1, 22):
        spoken.dictation(number, f"Text \x1b[2J {number}")
    assert history.main([]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert len(lines) == 1 + 20
    assert lines[1].endswith("not delivered  1.0  firefox      Text [2J 21")
    assert err == "sayso: These are the newest 20; --limit N shows more.\n"
    history.main(["list", "--limit", "21"])
    out, err = capsys.readouterr()
    assert (len(out.splitlines()), err) == (22, "")
    history.main(["list", "nothing"])
    assert capsys.readouterr() == ("", "sayso: The history holds nothing like that.\n")


def test_an_empty_history(spoken: Spoken, capsys: Capture) -> None:
    for action in ([], ["show"]):
        assert history.main(action) == 0
        assert capsys.readouterr() == ("", "sayso: The history is empty.\n")
    assert told(capsys, "list") == {"items": []}


def test_list_in_a_terminal_that_is_narrow(
    spoken: Spoken, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken.dictation(1, "word " * 50)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    assert history.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert max(map(len, lines)) <= 60
    assert lines[1].endswith("…")


def test_show(spoken: Spoken, capsys: Capture) -> None:
    key = spoken.dictation(1, "One", None, audio=True)
    spoken.history.mark(key, [1], State.FAILED, reason="The engine ended.")
    newest = told(capsys, "show")
    assert (newest["state"], newest["reason"], newest["earlier"]) == (
        "failed",
        "The engine ended.",
        [],
    )
    first = str(newest["id"] - 1)
    spoken.history.retried(int(first), transcript("won", "small"), "Won")
    again = told(capsys, "show", first)
    assert (again["text"], again["model"]) == ("Won", "small")
    assert [(each["text"], each["model"]) for each in again["earlier"]] == [("One", "base.en")]
    assert history.main(["show", first]) == 0
    out = capsys.readouterr().out
    assert "text:        Won\n" in out
    assert "earlier:     " in out
    assert "ffplay " in out
    with pytest.raises(UsageError, match="Only one"):
        history.main(["show", "1-2"])
    with pytest.raises(HistoryError, match="There is no 99 in the history"):
        history.main(["show", "99"])


# copy


def test_copy_of_the_last_dictation(spoken: Spoken, copied: list[str], capsys: Capture) -> None:
    spoken.dictation(1, "Old")
    key = spoken.dictation(2, "One", "Two", None, "Four")
    spoken.dictation(3, None, "")
    spoken.inserted(key, 0)
    assert history.main(["copy"]) == 0
    assert capsys.readouterr().out == "The last dictation copied, for you to paste\n"
    assert copied == ["One Two Four"]
    states = [(item.state, item.offered) for item in reversed(spoken.history.items())]
    assert states[:5] == [
        (State.RECOGNISED, False),
        (State.INSERTED, False),
        (State.COPIED, True),
        (State.HEARD, False),
        (State.COPIED, True),
    ]


def test_copy_of_some(spoken: Spoken, copied: list[str], capsys: Capture) -> None:
    spoken.dictation(1, "One", "Two")
    failed = spoken.dictation(2, "Three", None)
    spoken.history.mark(failed, [0], State.INSERTING)
    found = told(capsys, "copy", "1-3", "1")
    assert found == {"ids": [1, 2, 3], "text": "One Two\nThree"}
    # It may be going into a window at this moment, but the person has it now.
    assert spoken.history.item(3).state is State.INSERTING
    assert spoken.history.item(3).offered
    with pytest.raises(HistoryError, match="no text to copy"):
        history.main(["copy", "4"])
    assert "There is no text of 4" in capsys.readouterr().err
    with pytest.raises(HistoryError, match="There is no 7, 9-12 in"):
        history.main(["copy", "1", "7", "9-12"])
    assert copied == ["One Two\nThree"]


def test_what_cannot_be_copied_is_not_noted(
    spoken: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(text: str, way: str | None) -> dict[str, Any]:
        raise UsageError("There is no display.")

    monkeypatch.setattr(type_text, "put", fails)
    spoken.dictation(1, "One")
    with pytest.raises(UsageError, match="no display"):
        history.main(["copy"])
    assert spoken.history.item(1).state is State.RECOGNISED
    assert not spoken.history.item(1).offered


# retry


class OneWord:
    """Stands in for an engine, which these tests have no time for."""

    engine, model, device = "whisper", "small", "cpu"

    def __init__(self, *heard: str | Exception) -> None:
        self.heard = list(heard)
        self.given: list[Samples] = []

    def load(self, report: Callable[..., None]) -> None: ...
    def warm_up(self, report: Callable[..., None]) -> None: ...
    def cancel(self, *, at_once: bool = True) -> None: ...
    def close(self) -> None: ...

    def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        self.given.append(samples)
        heard = self.heard.pop(0)
        if isinstance(heard, Exception):
            raise heard
        return transcript(heard, "small")


def test_again(spoken: Spoken, capsys: Capture) -> None:
    key = spoken.dictation(1, "One", None, None, audio=True)
    spoken.inserted(key, 0)
    spoken.history.mark(key, [1], State.FAILED, reason="The engine ended.")
    items = [spoken.history.item(number) for number in (1, 2, 3)]
    audio = [(item, read(item.clip)) for item in items if item.clip is not None]
    engine = OneWord(" won\n one ", RecognitionError("It failed."), "three")
    wrote: list[Item] = []
    first = again(spoken.history, audio, engine, RecognizeOptions(), wrote.append)
    assert first is not None
    assert first.exit_code == RecognitionError.exit_code
    assert capsys.readouterr().err == "sayso: 2: It failed.\n"
    assert [item.text for item in wrote] == ["won one", "three"]
    after = [spoken.history.item(number) for number in (1, 2, 3)]
    assert [item.state for item in after] == [State.INSERTED, State.FAILED, State.RECOGNISED]
    assert after[2].model == "small"
    assert np.array_equal(engine.given[2], noise(3, 1)[2 * SAMPLE_RATE :])


def test_retry_without_audio(spoken: Spoken, capsys: Capture) -> None:
    spoken.dictation(1, "One")
    assert history.main(["retry", "1"]) == 11
    assert capsys.readouterr().err == (
        "sayso: There is no audio of 1 any more, so it cannot be recognised again.\n"
    )
    assert history.main(["retry"]) == 0
    assert capsys.readouterr().err == (
        "sayso: Nothing waits to be recognised; name an ID to do it again, or with what was"
        " cancelled.\n"
    )


def test_a_crash_is_told_as_long_as_nobody_has_seen_to_it(spoken: Spoken, capsys: Capture) -> None:
    spoken.dictation(1, "One")
    run = runs.Run(spoken.folder / "runs")
    run.begin()
    for action in ("list", "retry"):
        assert history.main([action]) == 0
        assert "crashed" not in capsys.readouterr().err
    run.end(settled=False)
    for arguments in (["list"], ["list", "--undelivered"], ["retry"]):
        assert history.main(arguments) == 0
        assert "start it again, and it offers what was not" in capsys.readouterr().err
    [crashed] = runs.dead(spoken.folder / "runs", own="")
    crashed.settle()
    assert history.main(["list"]) == 0
    assert capsys.readouterr().err == ""


def test_which_is_retried(spoken: Spoken) -> None:
    assert newest_without_text(spoken.history) == []
    spoken.dictation(1, None)
    assert [item.id for item in newest_without_text(spoken.history)] == [1]
    spoken.dictation(2, None, "Text", audio=True)
    spoken.dictation(3, None)
    assert [item.id for item in newest_without_text(spoken.history)] == [2]


# delete and clear


def test_delete(spoken: Spoken, capsys: Capture) -> None:
    for number in range(1, 6):
        spoken.dictation(number, f"Text {number}", audio=number == 2)
    assert history.main(["delete", "2-3", "5", "--yes"]) == 0
    assert capsys.readouterr() == ("3 items deleted\n", "")
    assert ids(capsys) == [4, 1]
    assert list((paths.history_folder() / "recordings").iterdir()) == []
    assert history.main(["delete", "4", "5", "--yes", "--json"]) == 11
    out, err = capsys.readouterr()
    assert json.loads(out) == {"deleted": 1, "left": 0, "missing": ["5"]}
    assert "There is no 5" in err
    with pytest.raises(HistoryError, match="There is no 8-9"):
        history.main(["delete", "8-9", "--yes"])
    assert ids(capsys) == [1]


def test_what_is_being_dictated_stays(spoken: Spoken, capsys: Capture) -> None:
    spoken.dictation(1, "Done")
    spoken.dictation(2, "Going on", ended=False)
    assert history.main(["delete", "1-2", "--yes"]) == 0
    out, err = capsys.readouterr()
    assert out == "1 item deleted\n"
    assert err == "sayso: 1 item of what is being dictated just now stays.\n"
    spoken.dictation(3, "Done")
    (spoken.folder / "runs").mkdir()
    with FileLock(spoken.folder / "runs" / f"{RUN}.lock"):  # as the app that it is dictated to
        assert told(capsys, "clear", "--yes") == {"deleted": 1, "left": 1}
    assert ids(capsys) == [2]


@pytest.mark.parametrize("action", [["delete", "1"], ["clear"]])
def test_somebody_is_asked(
    spoken: Spoken, action: list[str], capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken.dictation(1, "Text")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(UsageError, match="--yes"):
        history.main(action)

    def answer(line: str) -> None:
        stdin = io.StringIO(line)
        monkeypatch.setattr(stdin, "isatty", lambda: True)
        monkeypatch.setattr("sys.stdin", stdin)

    for line in ("", "\n", "no\n"):
        answer(line)
        assert history.main(action) == 0
        out, err = capsys.readouterr()
        assert out == ""
        assert "[y/N]" in err
        assert "Nothing was deleted" in err
    answer("y\n")
    assert history.main(action) == 0
    assert capsys.readouterr().out == "1 item deleted\n"
    assert ids(capsys) == []


def test_asking_tells_of_what(spoken: Spoken) -> None:
    spoken.dictation(1, "One")
    spoken.dictation(2, "Two", day=1)
    items = spoken.history.items()
    assert history_delete._about(items) == "2 items, 2026-11-20 09:31 to 2026-11-21 09:32."
    assert history_delete._about(items[:1]) == "1 item, 2026-11-21 09:32."


# export and import


def test_export(spoken: Spoken, capsys: Capture, tmp_path: Path) -> None:
    spoken.dictation(1, "One", "Two")
    spoken.dictation(2, None, "=Three", day=1)
    assert history.main(["export"]) == 0
    out, err = capsys.readouterr()
    assert out == "2026-11-20 09:31  One Two\n2026-11-21 09:32  =Three\n"
    assert err == "sayso: 1 item without a text left out.\n"
    assert history.main(["export", "three", "--format", "csv"]) == 0
    assert "'=Three" in capsys.readouterr().out
    for name, begins in (
        ("a.json", b'{"sayso_history": 1'),
        ("a.csv", b"\xef\xbb\xbfid,"),
        ("a.MD", b"## 2026-11-20"),
        ("a", b"2026-11-20 09:31"),
    ):
        assert history.main(["export", "--output", str(tmp_path / name)]) == 0
        out, err = capsys.readouterr()
        assert out == ""
        assert f"4 items went into {tmp_path / name}." in err
        assert (tmp_path / name).read_bytes().startswith(begins)
        if os.name == "posix":
            assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a", "a.MD", "a.csv", "a.json"]


def test_export_replaces_nothing_unasked(spoken: Spoken, capsys: Capture, tmp_path: Path) -> None:
    spoken.dictation(1, "One")
    file = tmp_path / "x.txt"
    file.write_text("mine")
    file.chmod(0o644)
    with pytest.raises(UsageError, match="there already"):
        history.main(["export", "--output", str(file)])
    assert file.read_text() == "mine"
    assert history.main(["export", "--output", str(file), "--force"]) == 0
    assert file.read_text() == "2026-11-20 09:31  One\n"
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(UsageError, match="is a folder"):
        history.main(["export", "--output", str(tmp_path)])
    with pytest.raises(UsageError, match="cannot be written"):
        history.main(["export", "--output", str(tmp_path / "no" / "x")])


def test_there_and_back(spoken: Spoken, elsewhere: Spoken, capsys: Capture, tmp_path: Path) -> None:
    key = elsewhere.dictation(1, "One", None, "言葉", audio=True)
    elsewhere.inserted(key, 0)
    spoken.dictation(1, "Here")
    # Beside its recordings, as the folder was copied.
    file = elsewhere.folder / "export.json"
    wanted = list(reversed(elsewhere.history.items()))
    from sayso.archive.export_formats import rendered

    file.write_text("".join(rendered(wanted, "json")), "utf-8")
    assert told(capsys, "import", file) == {"new": 3, "already": 0}
    assert told(capsys, "import", file) == {"new": 0, "already": 3}
    assert told(capsys, "import", elsewhere.folder) == {"new": 0, "already": 3}
    same_as_there(spoken, wanted)


def test_a_folder(spoken: Spoken, elsewhere: Spoken, capsys: Capture) -> None:
    key = elsewhere.dictation(1, "One", None, audio=True)
    elsewhere.inserted(key, 0)
    elsewhere.dictation(2, "Two")
    wanted = list(reversed(elsewhere.history.items()))
    before = contents(elsewhere.folder)
    assert history.main(["import", str(elsewhere.folder.parent)]) == 0
    assert capsys.readouterr() == ("3 items imported, 0 were here already\n", "")
    same_as_there(spoken, wanted)
    assert contents(elsewhere.folder) == before
    assert [each.name for each in paths.data_folder().iterdir()] == ["history"]
    assert spoken.history.undelivered() == []  # nobody waits for it here


def same_as_there(here: Spoken, wanted: Sequence[Item]) -> None:
    found = [item for item in reversed(here.history.items()) if item.key.run == OTHER_RUN]
    for one, other in zip(found, wanted, strict=True):
        assert replace(one, id=0, clip=None, offered=True) == replace(
            other, id=0, clip=None, offered=True
        )
        assert (one.clip is None) == (other.clip is None)
        if one.clip is not None and other.clip is not None:
            assert one.clip.recording.parent == paths.history_folder() / "recordings"
            assert np.array_equal(read(one.clip), read(other.clip))


def contents(folder: Path) -> dict[str, bytes]:
    """Without the index of the log in shared memory, which readers write to as well."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.endswith("-shm")
    }


def test_audio_comes_from_the_folder_alone(
    spoken: Spoken, elsewhere: Spoken, capsys: Capture, tmp_path: Path
) -> None:
    elsewhere.dictation(1, "One", audio=True)
    (recording,) = (elsewhere.folder / "recordings").iterdir()
    outside = recording.rename(tmp_path / recording.name)
    file = elsewhere.folder / "export.json"
    from sayso.archive.export_formats import as_dict

    about = as_dict(elsewhere.history.items()[0])
    for audio in (str(outside), f"../../{outside.name}", "recordings/../../../x"):
        file.write_text(json.dumps({"sayso_history": 1, "items": [{**about, "audio": audio,
            "audio_start": 0}]}))  # fmt: skip
        told(capsys, "import", file)
        assert spoken.history.items()[0].clip is None
        spoken.history.clear()
    if os.name == "posix":
        recording.symlink_to(outside)
        told(capsys, "import", file)
        assert spoken.history.items()[0].clip is None
        spoken.history.clear()
        told(capsys, "import", elsewhere.folder)
        assert spoken.history.items()[0].clip is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no json", "line 1, column 1"),
        (b"\xff\xfe", "no UTF-8"),
        (b"\x00" * 100, "line 1, column 1"),
    ],
)
def test_files_that_are_no_export(data: bytes, words: str, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(data)
    with pytest.raises(HistoryError, match=words):
        history.main(["import", str(file)])
    assert not paths.history_folder().exists()


def test_folders_that_are_no_history(spoken: Spoken, tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="cannot be read"):
        history.main(["import", str(tmp_path / "nothing")])
    with pytest.raises(HistoryError, match=r"There is no history\.db in"):
        history.main(["import", str(tmp_path)])
    with pytest.raises(UsageError, match="of this machine"):
        history.main(["import", str(spoken.folder)])
    with pytest.raises(UsageError, match="of this machine"):
        history.main(["import", str(spoken.folder.parent)])
    (tmp_path / "history.db").write_bytes(b"nothing " * 1000)
    with pytest.raises(HistoryError, match="damaged"):
        history.main(["import", str(tmp_path)])
    assert (tmp_path / "history.db").read_bytes() == b"nothing " * 1000


# the whole


@pytest.mark.parametrize("action", history.ACTIONS)
def test_each_has_help_and_refuses_what_it_does_not_know(action: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit):
        history.main([action, "--help"])
    assert capsys.readouterr().out.startswith(f"usage: sayso history {action}")
    with pytest.raises(UsageError, match=f"`sayso history {action} --help`"):
        history.main([action, "--nonsense"])


def test_what_is_nothing_to_be_done_with_it() -> None:
    with pytest.raises(UsageError, match=r"history lst \(did you mean list\?\)"):
        history.main(["lst"])


# in a process of its own


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run() -> Run:
    """In the home of the test, where no model is and none can be had."""
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith("COVERAGE")
    }
    environment["PYTHONPATH"] = str(Path(sayso.__file__).parents[1])

    def command(*arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
        what = ["-c", code] if code else ["-m", "sayso", "history"]
        return subprocess.run(
            [sys.executable, *what, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return command


def test_recognised_again_by_the_starter(spoken: Spoken, run: Run) -> None:
    key = DictationKey(RUN, 1)
    name = recording_name(key, START)
    samples = read_audio(CLIPS / "weather.flac")
    recording = Recording(spoken.folder / "recordings" / name)
    recording.write(samples)
    recording.close()
    spoken.history.begin(key, START, "xterm", name)
    spoken.history.heard(key, 0, start=0, samples=len(samples))
    spoken.history.mark(key, [0], State.FAILED, reason="The engine ended.")
    spoken.history.end(key)
    done = run("retry")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{WEATHER}\n"
    assert done.stderr.count("rough") == 1
    item = spoken.history.item(1)
    assert (item.state, item.text, item.engine) == (State.RECOGNISED, WEATHER, "starter")
    with pytest.raises(ModelError, match="offline"):
        history.main(["retry", "1", "--model", "base", "--offline"])


def test_listing_is_quick_and_touches_nothing(spoken: Spoken, run: Run) -> None:
    spoken.dictation(1, "Text", audio=True)
    done = run(
        code="import sys; from sayso.__main__ import main; main(['history'])\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    assert done.stdout.splitlines()[1].endswith("Text")
    slow = {"PySide6", "av", "faster_whisper", "logging", "multiprocessing", "onnxruntime"}
    slow |= {"psutil", "sounddevice", "tomlkit", "tqdm", "pocketsphinx"}
    assert slow.isdisjoint(done.stderr.split())
    assert {each.name for each in paths.data_folder().parent.iterdir()} == {"data"}


def test_a_history_of_a_newer_app(spoken: Spoken, run: Run) -> None:
    spoken.dictation(1, "Text")
    spoken.history.close()
    with closing(sqlite3.connect(spoken.folder / "history.db")) as connection:
        connection.execute("PRAGMA user_version = 999")
    for action in (["list"], ["show"], ["copy"], ["export"], ["clear", "--yes"]):
        if action == ["list"]:
            done = run(*action)
            assert (done.returncode, done.stdout) == (11, "")
            assert done.stderr.startswith("sayso: A newer version")
        with pytest.raises(HistoryError, match="newer version"):
            history.main(action)


def test_a_history_that_another_program_holds(
    spoken: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken.dictation(1, "Text")
    monkeypatch.setattr(History.__init__, "__kwdefaults__", {**(History.__init__.__kwdefaults__
        or {}), "patience": 0.05})  # fmt: skip
    with closing(sqlite3.connect(spoken.folder / "history.db")) as connection:
        connection.execute("BEGIN IMMEDIATE")
        assert history.main(["list"]) == 0  # reading goes on
        with pytest.raises(HistoryBusy):
            history.main(["delete", "1", "--yes"])
    assert len(spoken.history.items()) == 1


def broken(database: Path) -> None:
    """Its pages but for the first ones, as a bad disk leaves them."""
    data = bytearray(database.read_bytes())
    data[8192:] = b"\xa5" * (len(data) - 8192)
    database.write_bytes(data)


def test_a_damaged_history_is_set_aside(spoken: Spoken, elsewhere: Spoken, capsys: Capture) -> None:
    for each in (spoken, elsewhere):
        with each.history.writing():
            for number in range(1, 100):
                each.dictation(number, f"Text {number}")
        each.history.close()
        broken(each.folder / "history.db")
    assert history.main(["list"]) == 0
    assert "The history was damaged" in capsys.readouterr().err
    assert any("damaged" in each.name for each in spoken.folder.iterdir())
    history.main(["list"])
    assert "damaged" not in capsys.readouterr().err
    before = contents(elsewhere.folder)
    with pytest.raises(HistoryError, match="is damaged, and nothing"):
        history.main(["import", str(elsewhere.folder)])
    assert contents(elsewhere.folder) == before
