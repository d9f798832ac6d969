"""The real app, with words going through everything that keeps some: none is in its diagnosis."""

from __future__ import annotations

import logging
from pathlib import Path

from app_world import SAID, STARTER, World

from sayso.core.errors import InsertionError, RecognitionError
from sayso.core.events import DictationEnded, Offered, TextWaits


def test_a_diagnosis_holds_nothing_of_what_was_said(tmp_path: Path) -> None:
    log = tmp_path / "sayso.log"
    handler = logging.FileHandler(log)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    earlier, world = World(tmp_path, STARTER), World(tmp_path, STARTER)
    world.app.diagnosis._log = log
    try:
        earlier.start()
        earlier.load()
        earlier.refusal = InsertionError("No window took it.")
        earlier.answers.put("Marmalade of an earlier run.")
        earlier.dictate(SAID)
        earlier.wait_for(DictationEnded)
        earlier.app.close()
        world.start()
        world.load()
        assert "Marmalade" in world.wait_for(Offered).text
        world.answers.put("Marmalade one.")
        world.dictate(SAID)
        assert world.texts.get(timeout=5) == "Marmalade one. "
        world.refusal = InsertionError("No window took it.")
        world.answers.put("Marmalade two.")
        world.dictate(SAID)
        assert "Marmalade" in world.wait_for(TextWaits).text
        for _ in range(3):  # it may be tried early, and once more
            world.answers.put(RecognitionError("It failed; try again."))
        world.dictate(SAID)
        while world.wait_for(DictationEnded) != DictationEnded(3, False):
            pass
        text = world.app.diagnosis.text()
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        handler.close()
        world.app.close()
        for ear in (*earlier.ears, *world.ears):
            ear.close()
    assert "offered: 1" in text.splitlines()
    assert "marmalade" not in (text + log.read_text()).lower()
