"""Whether the app's main thread answers at once while it loads, downloads and dictates."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from sayso.bench.small_hub import small_hub
from sayso.bench.startup import live_in
from sayso.core.errors import SaysoError
from sayso.core.speech import Samples

_BYTES_PER_SECOND = 40e6
_SECONDS_AT_MOST = 180.0


def delays(environ: Mapping[str, str], model: Path, speech: Samples) -> dict[str, list[float]]:
    """Of each phase every delay, in seconds; see `sayso.desktop.loop_probe`. Raises SaysoError."""
    with (
        tempfile.TemporaryDirectory(prefix="sayso-bench-") as home,
        small_hub(model, _BYTES_PER_SECOND) as hub,
    ):
        live_in(Path(home))
        said = Path(home, "speech.npy")
        np.save(said, speech)
        try:
            done = subprocess.run(
                [sys.executable, "-m", "sayso.bench.watched_app", str(model), str(said)],
                env={**environ, "SAYSO_HOME": home, "HF_ENDPOINT": hub},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS_AT_MOST,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise SaysoError("The watched app did not end; run `sayso` by hand to see why.") from (
                error
            )
    if done.returncode != 0 or not done.stdout:
        raise SaysoError("The watched app ended too soon; run `sayso` by hand to see why.")
    found: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return found
