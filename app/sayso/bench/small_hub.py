"""A model hub on loopback with one model on it, as far as a download asks.

What it answers is what `huggingface_hub` 1.x reads of ``/api/models/REPO`` and ``/resolve/``.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

_REVISION = "0" * 39 + "1"
_BLOCK = 1 << 16


@contextmanager
def small_hub(folder: Path, bytes_per_second: float) -> Iterator[str]:
    """Serve the files of ``folder`` as any repository that is asked for; gives the address.

    bytes_per_second: no faster than this, so that the download lasts.
    """
    handler = type("Handler", (_Handler,), {"folder": folder, "rate": bytes_per_second})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, name="small hub")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    folder: ClassVar[Path]
    rate: ClassVar[float]
    timeout = 60.0

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        parts = urlsplit(self.path).path.strip("/").split("/")
        if parts[:2] == ["api", "models"]:
            self._send(json.dumps(self._description(parts[2:4])).encode())
        elif len(parts) == 5 and (file := self.folder / parts[4]).is_file():
            self._send(file.read_bytes())
        else:
            self.send_error(404)

    def _description(self, name: list[str]) -> dict[str, object]:
        siblings = []
        for file in sorted(self.folder.iterdir()):
            data = file.read_bytes()
            siblings.append(
                {
                    "rfilename": file.name,
                    "size": len(data),
                    "blobId": "0" * 40,
                    "lfs": {
                        "sha256": hashlib.sha256(data).hexdigest(),
                        "size": len(data),
                        "pointerSize": 134,
                    },
                }
            )
        return {"id": "/".join(name), "sha": _REVISION, "siblings": siblings}

    def _send(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        pause = threading.Event()
        for start in range(0, len(body), _BLOCK):
            self.wfile.write(body[start : start + _BLOCK])
            pause.wait(_BLOCK / self.rate)
