"""`sayso models import`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from sayso.cli import models
from sayso.cli.say import say, show

_EPILOG = """FOLDER holds a Whisper model in CTranslate2's format (model.bin), which is copied; or
in that of Hugging Face's Transformers (model.safetensors or pytorch_model.bin), which is converted
to half precision, if transformers and torch are installed beside Sayso.

--json prints one object: name, folder."""


def main(arguments: Sequence[str]) -> int:
    """Raises ModelError."""
    parser = models.parser("import", _EPILOG)
    parser.add_json()
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("--name", metavar="N", help="what to call it (default: as the folder)")
    parser.add_argument(
        "--replace", action="store_true", help="even if there is a model of that name"
    )
    asked = parser.parse_args(arguments)
    from sayso.archive.log import log_to
    from sayso.cli.progress import Transfer
    from sayso.models.importing import default_name, import_folder
    from sayso.paths import log_folder, models_folder

    log_to(log_folder())
    name = default_name(asked.folder) if asked.name is None else asked.name
    with Transfer(say) as transfer:
        folder = import_folder(
            asked.folder,
            name,
            models_folder=models_folder(),
            report=transfer.report,
            replace=asked.replace,
        )
    if asked.json:
        show(json.dumps({"name": name, "folder": str(folder)}, ensure_ascii=False) + "\n")
    else:
        show(f"{name} is now in {folder}\n")
    return 0
