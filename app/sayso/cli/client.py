"""`sayso start`, `stop`, `toggle`, `pause`, `undo`, `status`…: ask the running app.

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

CHECK_SECONDS = 60.0
"""The deep check waits for what is being recognised, and for a model that has to be loaded."""

TYPING_SECONDS = 620.0
"""What goes into windows waits for them, and for what is said and typed already. The app itself
gives up after 600 s, and says so."""

NOT_HEALTHY = 6
"""As `sayso.core.errors.RecognitionError` has it, which need not be imported for this."""

_PIPE = "\\\\.\\pipe\\"
_PIPE_BUSY = 231
"""Windows: ERROR_PIPE_BUSY, every instance of the pipe is talking to somebody."""

_NOBODY = "Sayso is not running; start it with: sayso"
_SILENT = "Sayso runs but does not answer; end its process and start it again with: sayso"
_REACH_INTO_WINDOWS = ("undo", "again", "copy")
_FACTS = (
    ("health", "recognizer"),
    ("engine", "engine"),
    ("model", "model"),
    ("device", "device"),
    ("language", "language"),
    ("microphone", "microphone"),
    ("last_transcript_at", "last text"),
    ("message", "message"),
    ("version", "version"),
    ("pid", "process"),
)


def main(command: str, arguments: Sequence[str]) -> int:
    """Raises NotRunning, and what the app answered."""
    as_json = command == "status" and list(arguments) == ["--json"]
    check = False
    if arguments and not as_json:
        from sayso.cli.overview import COMMANDS
        from sayso.cli.parser import Parser

        sentence = COMMANDS[command]
        parser = Parser(command, f"{sentence[:1].upper()}{sentence[1:]}.")
        if command == "status":
            parser.add_json()
            parser.add_argument(
                "--check",
                action="store_true",
                help="have the model hear half a second of silence; exit code 6 if that goes wrong",
            )
        asked = parser.parse_args(arguments)
        as_json = getattr(asked, "json", False)
        check = getattr(asked, "check", False)
    if check:
        answer = ask("check", seconds=CHECK_SECONDS)
    else:
        answer = ask(command, seconds=TYPING_SECONDS if command in _REACH_INTO_WINDOWS else None)
    if command == "status":
        del answer["ok"]
        in_words = check_words if check else words
        show((json.dumps(answer, ensure_ascii=False) if as_json else in_words(answer)) + "\n")
    return NOT_HEALTHY if check and answer.get("healthy") is not True else 0


def ask(
    request: str, address: str | None = None, seconds: float | None = None, **fields: str
) -> dict[str, Any]:
    """The app's answer, with ``ok`` true. Raises NotRunning, SaysoError.

    seconds: how long to wait for it; by default `PATIENCE_SECONDS`. fields: more of the request.
    """
    address = control_socket() if address is None else address
    exchange = _through_pipe if address.startswith(_PIPE) else _through_socket
    patience = PATIENCE_SECONDS if seconds is None else seconds
    return understood(exchange(address, encode({"command": request, **fields}), patience))


def understood(line: bytes) -> dict[str, Any]:
    """An answer, with ``ok`` true. Raises SaysoError: what it says, or that it says nothing."""
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
    lines = [f"{'state:':12}{_state(status)}"]
    for key, label in _FACTS:
        value = status.get(key)
        if key == "last_transcript_at" and value is None:
            value = "none yet"
        elif key == "health":
            value = str(value).replace("_", " ")
        if value not in ("", None):
            lines.append(f"{label + ':':12}{value}")
    if loading := status.get("loading"):
        lines.append(f"{'loading:':12}{loading}")
    if waiting := status.get("waiting"):
        many = "" if waiting == 1 else "s"
        seconds = status.get("waiting_seconds") or 0.0
        lines.append(f"{'waiting:':12}{waiting} utterance{many}, {seconds:.1f} s of speech")
    if offered := status.get("offered"):
        many = "" if offered == 1 else "s"
        lines.append(
            f"{'offered:':12}{offered} utterance{many} that an earlier run did not deliver; see "
            "the window, or: sayso history list --undelivered"
        )
    if status.get("leaves_no_trace"):
        lines.append(f"{'trace:':12}none; what is said is written nowhere")
    elif status.get("leaves_no_trace_here"):
        lines.append(f"{'trace:':12}none, in this application")
    for number, model in enumerate(status.get("models") or ()):
        lines.append(f"{'' if number else 'models:':12}{model_words(model)}")
    return "\n".join(lines)


def _state(status: dict[str, Any]) -> str:
    state = str(status.get("state", "unknown"))
    if status.get("hands_free"):
        state += ", hands-free"
    if status.get("paused"):
        state += ", paused: the keys belong to the other programs until `sayso resume`"
    return state


def model_words(model: dict[str, Any]) -> str:
    """A model in memory, or one that could not be loaded: `sayso.control.commands.LoadedModel`."""
    health = str(model.get("health") or "unknown").replace("_", " ")
    said = [f"{model.get('model')} on {model.get('device')}", health]
    if model.get("in_use"):
        said.append("in use")
    if (latency := model.get("last_latency_seconds")) is not None:
        said.append(f"{latency:.2f} s for the last utterance")
    if errors := model.get("errors"):
        said.append(f"{errors} error{'' if errors == 1 else 's'}")
    if (uptime := model.get("uptime_seconds")) is not None:
        said.append(f"loaded {span(uptime)} ago")
    if (retry := model.get("retry_in_seconds")) is not None:
        said.append(f"is tried again {f'in {span(retry)}' if retry else 'when you speak'}")
    message = model.get("message")
    return ", ".join(said) + (f": {message}" if message else "")


def check_words(found: dict[str, Any]) -> str:
    """What the deep check found: `sayso.control.commands.Checked`."""
    what = f"{found.get('engine')} {found.get('model')} on {found.get('device')}"
    seconds = found.get("seconds") or 0.0
    if found.get("healthy") is True:
        return f"healthy: {what} heard nothing in silence, as it should, in {seconds:.2f} s"
    heard = f"it heard in silence: {found.get('text')}"
    return f"not healthy: {what}: {found.get('message') or heard}"


def span(seconds: float) -> str:
    """``45 s``, ``12 min``, ``3 h 20 min``, ``2 d 4 h``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes = whole // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min"
    return f"{hours // 24} d {hours % 24} h"


def _through_socket(address: str, request: bytes, patience: float) -> bytes:
    # mypy knows that Windows has none; there the address is never a path.
    family = getattr(socket, "AF_UNIX", -1)
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.settimeout(patience)
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


def _through_pipe(address: str, request: bytes, patience: float) -> bytes:
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
        return within(patience, talk, name="control pipe")
    except FileNotFoundError:
        raise NotRunning(_NOBODY) from None
    except TimeoutError:
        raise SaysoError(_SILENT) from None
    except OSError as error:
        if getattr(error, "winerror", None) == _PIPE_BUSY:
            raise SaysoError("Sayso is answering somebody else; ask again.") from None
        raise SaysoError("Sayso hung up before it answered; ask again, or see its log.") from None
