"""`sayso start`, `stop`, `toggle`, `cancel`, `status` and `quit`: ask the running app.

A bare socket and no argparse unless there are options: keys are bound to these commands, and who
speaks does not wait.
"""

from __future__ import annotations

import json
import socket

from sayso.cli.say import show
from sayso.control.wire import LONGEST_LINE, decode, encode
from sayso.core.errors import NotRunning, SaysoError
from sayso.paths import control_socket

TYPE_CHECKING = False  # as in typing, which is a module less to import
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

PATIENCE_SECONDS = 2.0
"""The app answers in some 2 ms; a busy machine may take a second."""

_PIPE = "\\\\.\\pipe\\"
_PIPE_BUSY = 231
"""Windows: ERROR_PIPE_BUSY, every instance of the pipe is talking to somebody."""

_NOBODY = "Sayso is not running; start it with: sayso"
_SILENT = "Sayso runs but does not answer; end its process and start it again with: sayso"
_FACTS = (
    ("health", "recognizer"),
    ("engine", "engine"),
    ("model", "model"),
    ("device", "device"),
    ("microphone", "microphone"),
    ("last_transcript_at", "last text"),
    ("message", "message"),
    ("version", "version"),
    ("pid", "process"),
)


def main(command: str, arguments: Sequence[str]) -> int:
    """Raises NotRunning, and what the app answered."""
    as_json = command == "status" and list(arguments) == ["--json"]
    if arguments and not as_json:
        from sayso.cli.overview import COMMANDS
        from sayso.cli.parser import Parser

        sentence = COMMANDS[command]
        parser = Parser(command, f"{sentence[:1].upper()}{sentence[1:]}.")
        if command == "status":
            parser.add_json()
        as_json = getattr(parser.parse_args(arguments), "json", False)
    answer = ask(command)
    if command == "status":
        del answer["ok"]
        show((json.dumps(answer, ensure_ascii=False) if as_json else words(answer)) + "\n")
    return 0


def ask(request: str, address: str | None = None) -> dict[str, Any]:
    """The app's answer, with ``ok`` true. Raises NotRunning, SaysoError."""
    address = control_socket() if address is None else address
    exchange = _through_pipe if address.startswith(_PIPE) else _through_socket
    line = exchange(address, encode({"command": request}))
    try:
        if len(line) > LONGEST_LINE:
            raise ValueError("too long")
        answer = decode(line)
        ok = answer["ok"]
    except (ValueError, KeyError, RecursionError):
        raise SaysoError(
            "Sayso gave an answer that cannot be understood; quit it and start it again with: sayso"
        ) from None
    if ok is True:
        return answer
    error = SaysoError(str(answer.get("error") or "Sayso could not do that; its log tells why."))
    code = answer.get("exit_code")
    if isinstance(code, int) and 0 < code < 126:
        error.exit_code = code
    raise error


def words(status: dict[str, Any]) -> str:
    """The status, a fact a line, for people."""
    state = str(status.get("state", "unknown"))
    if status.get("hands_free"):
        state += ", hands-free"
    lines = [f"{'state:':12}{state}"]
    for key, label in _FACTS:
        value = status.get(key)
        if key == "last_transcript_at" and value is None:
            value = "none yet"
        elif key == "health":
            value = str(value).replace("_", " ")
        if value not in ("", None):
            lines.append(f"{label + ':':12}{value}")
    return "\n".join(lines)


def _through_socket(address: str, request: bytes) -> bytes:
    # mypy knows that Windows has none; there the address is never a path.
    family = getattr(socket, "AF_UNIX", -1)
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.settimeout(PATIENCE_SECONDS)
        try:
            door.connect(address)
        except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError):
            raise NotRunning(_NOBODY) from None
        except PermissionError:
            raise SaysoError(
                f"The control socket {address} belongs to somebody else; "
                "run this command as the user whose Sayso it is."
            ) from None
        except (TimeoutError, BlockingIOError):
            raise SaysoError(_SILENT) from None
        try:
            door.sendall(request)
            return _read_line(door)
        except TimeoutError:
            raise SaysoError(_SILENT) from None
        except OSError:
            raise SaysoError(
                "Sayso hung up before it answered; ask again, or see its log."
            ) from None


def _read_line(door: socket.socket) -> bytes:
    parts = bytearray()
    while b"\n" not in parts and len(parts) <= LONGEST_LINE:
        if not (part := door.recv(65_536)):
            break
        parts += part
    return bytes(parts)


def _through_pipe(address: str, request: bytes) -> bytes:
    """Windows. A pipe opened as a file knows no time limit, so it is used on a thread."""
    from sayso.pipeline.capture.throwaway import within

    def talk() -> bytes:
        with open(address, "r+b", buffering=0) as pipe:
            pipe.write(request)
            parts = bytearray()
            while b"\n" not in parts and len(parts) <= LONGEST_LINE:
                if not (part := pipe.read(65_536)):
                    break
                parts += part
            return bytes(parts)

    try:
        return within(PATIENCE_SECONDS, talk, name="control pipe")
    except FileNotFoundError:
        raise NotRunning(_NOBODY) from None
    except TimeoutError:
        raise SaysoError(_SILENT) from None
    except OSError as error:
        if getattr(error, "winerror", None) == _PIPE_BUSY:
            raise SaysoError("Sayso is answering somebody else; ask again.") from None
        raise SaysoError("Sayso hung up before it answered; ask again, or see its log.") from None
