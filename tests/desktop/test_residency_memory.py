"""After an unload the memory is back, and twenty rounds of it leave nothing behind.

With a model of Whisper base's real size and shape, in a fresh process; RSS of the app and its
engines, as the system counts it. What the first child of all brings along for good is told apart
and bounded too.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import memory_rounds
import pytest

from sayso.bench.canned_whisper import canned_text, canned_whisper

ROUNDS = 20
HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Whisper of base's size that says fixed words, made once for all test processes."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    return canned_whisper(shared / "canned")


def test_the_memory_is_back_after_each_unload(base: Path) -> None:
    path = os.pathsep.join([str(HERE), str(HERE.parents[1] / "app")])
    done = subprocess.run(
        [sys.executable, memory_rounds.__file__, str(base), str(ROUNDS)],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    before, loaded, after = told["before"], told["loaded"], told["after"]
    early, late = statistics.median(after[2:5]), statistics.median(after[17:20])
    most = 100 * (max(after) / before - 1)
    print()
    print(f"before loading          {before:7.1f} MB")
    print(f"loaded, has recognised  {min(loaded):7.1f} … {max(loaded):.1f} MB")
    print(
        f"after unloading         {min(after):7.1f} … {max(after):.1f} MB (at most {most:+.1f} %)"
    )
    print(f"rounds 3–5, 18–20       {early:7.1f}, {late:.1f} MB")
    print(f"multiprocessing's helper {told['tracker']:6.1f} MB, from the first load on")
    print(f"a round                 {statistics.median(told['seconds']):7.2f} s")
    assert len(loaded) == len(after) == ROUNDS
    [text] = told["text"]
    assert text.strip()
    assert canned_text(16_000 * 30).startswith(text.strip())
    # The model was really there: its file alone is that large.
    assert min(loaded) - before > (base / "model.bin").stat().st_size / 1e6
    assert max(after) <= 1.10 * before
    assert late <= 1.02 * early
    assert told["tracker"] < 20.0
