"""The app in a process of its own, with a canned model: it dictates, unloads and switches."""

from __future__ import annotations

import shutil
from pathlib import Path

from sayso.bench.canned_model import bench_settings
from sayso.bench.canned_whisper import canned_whisper
from sayso.bench.speech import one_utterance
from sayso.bench.subject import subject
from sayso.composition import machine
from sayso.settings.schema import Settings


def test_it_speaks_unloads_switches_and_gives_memory_back(tmp_path: Path) -> None:
    model = canned_whisper(tmp_path, size="tiny")
    models = tmp_path / "models"
    shutil.copytree(model, models / "other")
    settings = bench_settings(Settings(), model, 1)
    speech = one_utterance(machine.load_detection()(), 2.0)
    with subject(settings, models, strategy="lazy", voice_known=True) as app:
        assert 0 <= app.ask("start") < 30
        app.ask("settle")
        before = app.resident_mb()
        assert 0 < app.ask("dictate", speech) < 60
        assert app.ask("ready") > 0
        serves, text = app.ask("switch", "other", speech)
        assert serves > 0
        assert text > 0
        loaded = app.resident_mb()
        app.ask("go_ahead", 31.0)
        assert 0 <= app.ask("run_short") < 30
        assert app.resident_mb() < before + (loaded - before) / 2
