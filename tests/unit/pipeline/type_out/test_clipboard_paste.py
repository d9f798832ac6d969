"""With a file in place of the clipboard, read and written by real commands."""

from pathlib import Path

import pytest

from sayso.core.errors import InsertionError
from sayso.pipeline.type_out.clipboard_commands import ClipboardCommands, CommandsCopy
from sayso.pipeline.type_out.clipboard_paste import ClipboardPaste


def file_clipboard(path: Path) -> ClipboardCommands:
    return ClipboardCommands(
        copy=("sh", "-c", 'cat > "$0"', str(path)),
        paste=("cat", str(path)),
        clear=("rm", "-f", str(path)),
        install="install a shell",
    )


def test_the_chord_finds_the_text_and_the_clipboard_is_given_back(tmp_path: Path) -> None:
    path = tmp_path / "clipboard"
    path.write_text("what was there")
    pasted: list[str] = []
    inserter = ClipboardPaste(
        file_clipboard(path), lambda: pasted.append(path.read_text()), fetch_seconds=0
    )
    insertion = inserter.insert("Grüße\nan alle")
    inserter.close()
    assert pasted == ["Grüße an alle"]
    assert not insertion.confirmed
    assert path.read_text() == "what was there"


def test_an_empty_clipboard_is_empty_again(tmp_path: Path) -> None:
    path = tmp_path / "clipboard"
    ClipboardPaste(file_clipboard(path), lambda: None, fetch_seconds=0).insert("text")
    assert not path.exists()


def test_without_the_chord_the_text_stays_on_the_clipboard(tmp_path: Path) -> None:
    path = tmp_path / "clipboard"
    path.write_text("what was there")

    def press() -> None:
        raise InsertionError("no keyboard")

    with pytest.raises(InsertionError, match="on the clipboard"):
        ClipboardPaste(file_clipboard(path), press, fetch_seconds=0).insert("text")
    assert path.read_text() == "text"


def test_terminals_find_it_in_the_primary_selection(tmp_path: Path) -> None:
    path, primary = tmp_path / "clipboard", tmp_path / "primary"
    primary.write_text("selected")
    pasted: list[str] = []
    ClipboardPaste(
        file_clipboard(path),
        lambda: pasted.append(primary.read_text()),
        primary=file_clipboard(primary),
        fetch_seconds=0,
    ).insert("text")
    assert pasted == ["text"]
    assert primary.read_text() == "selected"


def test_a_desktop_without_a_primary_selection_pastes_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "clipboard"
    pasted: list[str] = []
    ClipboardPaste(
        file_clipboard(path),
        lambda: pasted.append(path.read_text()),
        primary=ClipboardCommands(("false",), ("false",), ("false",), install=""),
        fetch_seconds=0,
    ).insert("text")
    assert pasted == ["text"]


def test_closing_gives_the_clipboard_back_at_once(tmp_path: Path) -> None:
    path = tmp_path / "clipboard"
    path.write_text("what was there")

    def press() -> None:
        inserter.close()

    inserter = ClipboardPaste(file_clipboard(path), press, fetch_seconds=3600)
    inserter.insert("text")
    assert path.read_text() == "what was there"


def test_copy_leaves_the_text(tmp_path: Path) -> None:
    path = tmp_path / "clipboard"
    insertion = CommandsCopy(file_clipboard(path)).insert("text\n")
    assert path.read_text() == "text "
    assert not insertion.confirmed


def test_a_missing_command_names_its_package() -> None:
    commands = ClipboardCommands(
        ("no-such-command",), ("cat",), ("true",), install="install the package such"
    )
    with pytest.raises(InsertionError, match="install the package such"):
        CommandsCopy(commands).insert("text")


def test_a_failing_command_says_what_to_do() -> None:
    commands = ClipboardCommands(("false",), ("cat",), ("true",), install="")
    with pytest.raises(InsertionError, match="set typing to keys"):
        CommandsCopy(commands).insert("text")
