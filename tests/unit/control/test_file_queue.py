"""Files through the real recognition queue, with a recognizer that does what it is told.

The whole app, with an engine of its own, is in tests/desktop/test_files.py.
"""

from __future__ import annotations

import logging
import threading
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
import pytest

from sayso.control import file_queue
from sayso.control.file_finding import recordings_in
from sayso.control.file_job import FileJob, FileState
from sayso.control.file_queue import FileQueue
from sayso.core.errors import EngineDied, ModelError, RecognitionCancelled, SaysoError
from sayso.core.events import Event, FilesChanged
from sayso.core.ports import RecognizeOptions, VoiceDetector
from sayso.core.speech import SAMPLE_RATE, Samples, Segment, Transcript, Utterance
from sayso.pipeline.recognize.queue import RecognitionQueue
from sayso.settings.schema import Settings

LIMIT = 10.0

SPEECH, PAUSE = (1.0, 0.5), (3.0, 0.0)


class Loudness:
    """Stands in for the network, so that a test knows what is speech: everything that is loud."""

    def probability(self, samples: Samples) -> float:
        return float(np.max(np.abs(samples)) > 0.1)


class Scripted:
    """Stands in for an engine: hears its own count, waits where it is told to and fails where it is
    told to. As the real one, it stops between two steps: while it waits at the gate."""

    engine = "starter"
    model = "scripted"

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Semaphore(0)
        self.cancelled = False
        self.cancels: list[bool] = []
        self.heard: list[float] = []
        self.options: list[RecognizeOptions] = []
        self.fails: Callable[[int], SaysoError | None] = lambda number: None

    def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        self.cancelled = False
        self.options.append(options)
        self.entered.release()
        assert self.gate.wait(LIMIT)
        if self.cancelled:
            raise RecognitionCancelled("It is not wanted any more.")
        seconds = len(samples) / SAMPLE_RATE
        self.heard.append(seconds)
        number = len(self.heard)
        if (error := self.fails(number)) is not None:
            raise error
        text = f"text {number}"
        segments = (Segment(0.0, 0.5, text),)
        return Transcript(text, segments, "en", self.engine, self.model, seconds, 0.5)

    def cancel(self, *, at_once: bool = True) -> None:
        self.cancels.append(at_once)
        self.cancelled = True
        self.gate.set()

    def await_entered(self) -> None:
        assert self.entered.acquire(timeout=LIMIT)


class Supply:
    """As the registry lends the engine out."""

    def __init__(self, engine: Scripted) -> None:
        self.engine = engine

    @contextmanager
    def lend(self) -> Iterator[Any]:
        supply = self

        class Lease:
            model = supply.engine

            @contextmanager
            def at_work(self) -> Iterator[None]:
                yield

        yield Lease()

    def failed(self, error: SaysoError) -> bool:
        return False


class World:
    def __init__(self) -> None:
        self.engine = Scripted()
        self.dictated: list[str] = []
        self.told = 0
        self.attended = 0
        self.more = threading.Condition()
        self.time = 0.0
        self.recognition = RecognitionQueue(self._done, lambda dictation: None)
        self.queue = FileQueue(
            recognition=lambda: self.recognition,
            detector=self._detector,
            settings=Settings,
            serves=lambda: ("starter", "scripted"),
            attended=self._attended,
            publish=self._publish,
            clock=lambda: self.time,
        )
        self.recognition.start()

    def serve(self) -> None:
        self.recognition.use(cast("Any", Supply(self.engine)))

    def close(self) -> None:
        self.queue.close()
        self.engine.gate.set()
        self.recognition.close()

    def _done(self, utterance: Utterance, result: Transcript | SaysoError) -> None:
        with self.more:
            self.dictated.append(result.text if isinstance(result, Transcript) else str(result))
            self.more.notify_all()

    @contextmanager
    def _detector(self) -> Iterator[VoiceDetector]:
        yield Loudness()

    @contextmanager
    def _attended(self) -> Iterator[None]:
        self.attended += 1
        try:
            yield
        finally:
            with self.more:
                self.attended -= 1
                self.more.notify_all()

    def _publish(self, event: Event) -> None:
        assert event == FilesChanged()
        with self.more:
            self.told += 1
            self.more.notify_all()

    def until(self, happened: Callable[[], object]) -> None:
        with self.more:
            assert self.more.wait_for(happened, LIMIT), self.queue.standing()

    def states(self) -> list[str]:
        return [str(job.state) for job in self.queue.standing()]

    def until_states(self, *states: str) -> tuple[FileJob, ...]:
        self.until(lambda: self.states() == list(states))
        return self.queue.standing()


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()


def recording(path: Path, *parts: tuple[float, float]) -> Path:
    """A WAV of parts: seconds, amplitude."""
    samples = np.concatenate(
        [np.full(round(seconds * SAMPLE_RATE), level) for seconds, level in parts]
    )
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def two(folder: Path, name: str = "two.wav") -> Path:
    """Two utterances, 8 seconds."""
    return recording(folder / name, SPEECH, PAUSE, SPEECH, PAUSE)


def utterance(dictation: int) -> Utterance:
    return Utterance(dictation, 0, np.zeros(SAMPLE_RATE * 20, np.float32), 0, 1)


def test_a_file_becomes_text_in_its_own_time(world: World, tmp_path: Path) -> None:
    world.serve()
    world.queue.add([two(tmp_path)])
    (job,) = world.until_states("done")
    assert job.transcript is not None
    assert job.transcript.text == "text 1 text 2"
    assert [round(part.start) for part in job.transcript.segments] == [0, 4]
    assert job.transcript.audio_seconds == job.audio_seconds == job.done_seconds == 8.0
    assert (job.transcript.engine, job.transcript.model) == ("starter", "scripted")
    assert job.seconds_left is None
    # The language is listened for once.
    assert [it.language for it in world.engine.options] == [None, "en"]
    assert all(it.timestamps for it in world.engine.options)
    world.until(lambda: world.attended == 0)


def test_files_follow_each_other_and_none_is_there_twice(world: World, tmp_path: Path) -> None:
    files = [two(tmp_path, name) for name in ("b.wav", "a.wav")]
    world.queue.add([files[0], files[0]])
    world.queue.add([*files])
    world.serve()
    jobs = world.until_states("done", "done")
    assert [job.path.name for job in jobs] == ["b.wav", "a.wav"]
    texts = [job.transcript.text for job in jobs if job.transcript]
    assert texts == ["text 1 text 2", "text 3 text 4"]
    world.queue.add([files[1]])  # once more is possible once it is done
    world.until_states("done", "done", "done")
    world.queue.clear_done()
    assert world.queue.standing() == ()


def test_files_wait_for_a_model_and_know_their_length(world: World, tmp_path: Path) -> None:
    world.queue.add([two(tmp_path, name) for name in ("a.wav", "b.wav", "c.wav")])
    world.until(lambda: [job.audio_seconds for job in world.queue.standing()] == [8.0] * 3)
    jobs = world.until_states("recognising", "waiting", "waiting")
    assert world.attended == 1
    assert jobs[0].transcript is None
    world.serve()
    world.until_states("done", "done", "done")


def test_dictation_goes_first_and_the_piece_is_done_again(world: World, tmp_path: Path) -> None:
    world.engine.gate.clear()
    world.serve()
    world.queue.add([two(tmp_path)])
    world.engine.await_entered()
    world.recognition.begin(1)
    # The key is down: the engine is asked to stop as soon as that costs nothing.
    assert world.engine.cancels == [False]
    world.recognition.put(utterance(1))
    world.until(lambda: world.dictated == ["text 1"])
    assert world.engine.heard == [20.0]
    assert world.states() == ["recognising"]
    world.recognition.end(1)
    (job,) = world.until_states("done")
    assert job.transcript is not None
    assert job.transcript.text == "text 2 text 3"


def test_a_piece_that_goes_on_is_stopped_when_the_words_are_there(
    world: World, tmp_path: Path
) -> None:
    class Slow(Scripted):
        def cancel(self, *, at_once: bool = True) -> None:
            self.cancels.append(at_once)
            if at_once:
                self.cancelled = True
                self.gate.set()

    world.engine = Slow()
    world.engine.gate.clear()
    world.serve()
    world.queue.add([two(tmp_path)])
    world.engine.await_entered()
    world.recognition.begin(1)
    world.recognition.put(utterance(1))
    assert world.engine.cancels == [False, True]
    world.until(lambda: world.dictated == ["text 1"])
    world.recognition.end(1)
    world.until_states("done")


def test_while_somebody_dictates_no_piece_is_begun(world: World, tmp_path: Path) -> None:
    world.serve()
    world.recognition.begin(1)
    world.queue.add([two(tmp_path)])
    world.until_states("decoding")
    # An ordinary job is done even so, and after it the piece would have had its turn.
    world.recognition.submit(np.zeros(160, np.float32)).result(LIMIT)
    assert world.states() == ["decoding"]
    assert world.engine.heard == [0.01]
    world.recognition.discard(1)
    world.recognition.end(1)
    world.until_states("done")


def test_progress_and_what_is_left_by_the_speed_until_now(world: World, tmp_path: Path) -> None:
    world.serve()
    seen: list[FileJob] = []

    def look(number: int) -> None:
        world.time += 1.0  # so that each step is told
        seen.extend(world.queue.standing())

    world.engine.fails = look
    world.queue.add([recording(tmp_path / "a.wav", *[SPEECH, PAUSE] * 5)])
    (job,) = world.until_states("done")
    assert job.audio_seconds == 20.0
    assert [it.state for it in seen] == [FileState.RECOGNISING] * 5
    done = [it.done_seconds for it in seen]
    assert done == sorted(done)
    assert done[-1] > 10.0
    assert seen[0].seconds_left is None
    left = [it.seconds_left for it in seen[2:]]
    assert all(it is not None and 0.0 < it < 3.0 for it in left)
    assert [len(it.transcript.segments) if it.transcript else 0 for it in seen] == [0, 1, 2, 3, 4]


def test_progress_is_told_a_few_times_a_second_at_most(world: World, tmp_path: Path) -> None:
    world.serve()
    world.queue.add([recording(tmp_path / "a.wav", *[SPEECH, PAUSE] * 20)])
    world.until_states("done")  # in no time at all, by the clock
    assert world.told <= 6


@pytest.mark.parametrize("forget", [False, True])
def test_cancelling_what_is_under_way(world: World, tmp_path: Path, forget: bool) -> None:
    world.engine.gate.clear()
    world.serve()
    files = [two(tmp_path, name) for name in ("a.wav", "b.wav")]
    world.queue.add(files)
    world.engine.await_entered()
    first = world.queue.standing()[0]
    (world.queue.remove if forget else world.queue.cancel)(first.id)
    world.until_states(*(["done"] if forget else ["cancelled", "done"]))
    assert world.queue.standing()[-1].path == files[1]


def test_cancelling_what_waits_and_doing_it_again(world: World, tmp_path: Path) -> None:
    world.queue.add([two(tmp_path, name) for name in ("a.wav", "b.wav")])
    world.until_states("recognising", "waiting")
    second = world.queue.standing()[1]
    world.queue.cancel(second.id)
    world.until_states("recognising", "cancelled")
    world.queue.again(second.id)
    world.queue.again(second.id)
    world.until_states("recognising", "waiting")
    world.serve()
    world.until_states("done", "done")
    world.queue.cancel(second.id)
    assert world.states() == ["done", "done"]
    world.queue.remove(second.id)
    for method in (world.queue.cancel, world.queue.remove, world.queue.again):
        method(second.id)  # of what is gone already
    assert world.states() == ["done"]


def test_what_is_no_recording_is_told_before_its_turn(world: World, tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7 and no sound")
    world.queue.add([two(tmp_path), letter, tmp_path / "gone.wav"])
    _, bad, gone = world.until_states("recognising", "failed", "failed")
    assert "is not audio, or is damaged" in bad.sentence
    assert "does not exist" in gone.sentence
    two(tmp_path, "gone.wav")
    world.queue.again(gone.id)
    world.serve()
    world.until_states("done", "failed", "done")
    assert world.queue.standing()[2].sentence == ""


def test_in_place_of_a_folder_come_its_recordings(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "talks"
    (folder / "deeper").mkdir(parents=True)
    (tmp_path / "none").mkdir()
    for name in ("b.WAV", "A.wav", "deeper/c.wav"):
        two(folder, name)
    (folder / "notes.txt").write_text("no recording")
    world.queue.add([folder, tmp_path / "none"])
    world.until_states("failed", "recognising", "waiting")
    assert [job.path.name for job in world.queue.standing()] == ["none", "A.wav", "b.WAV"]
    empty = world.queue.standing()[0]
    assert "no recordings in it" in empty.sentence
    two(tmp_path / "none")
    world.queue.again(empty.id)
    world.until_states("recognising", "waiting", "waiting")


def test_a_folder_that_is_given_up_while_it_is_read_costs_nothing(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, go_on = threading.Event(), threading.Event()

    def slow(folder: Path) -> list[Path]:
        reading.set()
        assert go_on.wait(LIMIT)
        return recordings_in(folder)

    monkeypatch.setattr(file_queue, "recordings_in", slow)
    world.serve()
    folder = tmp_path / "folder"
    folder.mkdir()
    two(folder)
    world.queue.add([folder])
    assert reading.wait(LIMIT)
    world.queue.remove(1)
    world.queue.add([two(tmp_path, "later.wav")])
    go_on.set()
    [job] = world.until_states("done")
    assert job.path.name == "later.wav"


def test_a_folder_that_comes_at_the_last_moment_is_looked_into(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at what was added and the choice of what is next."""
    world.serve()
    folder = tmp_path / "folder"
    folder.mkdir()
    two(folder)
    probe = world.queue._probe
    late = [folder]

    def and_then() -> None:
        probe()
        if late and world.states() == ["done"]:
            world.queue.add([late.pop()])

    monkeypatch.setattr(world.queue, "_probe", and_then)
    world.queue.add([two(tmp_path)])
    world.until_states("done", "done")


def test_a_file_that_is_damaged_further_on_keeps_what_it_has(world: World, tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    path = tmp_path / "a.flac"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=SAMPLE_RATE, layout="mono")
        stream.format = "s16"
        noise = rng.uniform(-0.5, 0.5, SAMPLE_RATE * 10)
        noise[SAMPLE_RATE * 2 : SAMPLE_RATE * 5] = 0.0
        frame = av.AudioFrame.from_ndarray(
            (noise * 32767).astype(np.int16)[None, :], format="s16", layout="mono"
        )
        frame.sample_rate = SAMPLE_RATE
        convert = av.AudioResampler("s16", "mono", SAMPLE_RATE, stream.codec_context.frame_size)
        for part in [*convert.resample(frame), *convert.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * 0.8)])
    world.serve()
    world.queue.add([path])
    (job,) = world.until_states("failed")
    assert "damaged" in job.sentence
    assert job.transcript is not None
    assert job.transcript.text == "text 1"


def test_an_engine_that_dies_or_has_no_model_fails_one_file(world: World, tmp_path: Path) -> None:
    world.engine.fails = lambda number: EngineDied("It died; again.") if number == 2 else None
    world.serve()
    world.queue.add([two(tmp_path, name) for name in ("a.wav", "b.wav")])
    first, _ = world.until_states("failed", "done")
    assert first.sentence == "It died; again."
    assert first.transcript is not None
    assert first.transcript.text == "text 1"
    world.recognition.unavailable()
    world.queue.again(first.id)
    world.until_states("recognising", "done")
    world.recognition.unavailable(ModelError("There is no model; choose one."))
    first, _ = world.until_states("failed", "done")
    assert first.sentence == "There is no model; choose one."


def test_a_mistake_is_told_without_the_files_name(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> None:
        raise KeyError("private.wav")

    monkeypatch.setattr("sayso.control.file_queue.cutter_for", broken)
    caplog.set_level(logging.DEBUG)
    world.queue.add([two(tmp_path, "private.wav")])
    (job,) = world.until_states("failed")
    assert "KeyError" in job.sentence
    assert "private" not in caplog.text
    assert "KeyError" in caplog.text


def test_silence_is_done_without_text(world: World, tmp_path: Path) -> None:
    world.queue.add([recording(tmp_path / "a.wav", PAUSE)])
    (job,) = world.until_states("done")
    assert job.transcript == replace(
        Transcript("", (), None, "starter", "scripted", 3.0, 0.0),
    )


@pytest.mark.parametrize(("name", "codec"), [("clip.mp4", "aac"), ("note.ogg", "libopus")])
def test_what_phones_and_cameras_write(world: World, tmp_path: Path, name: str, codec: str) -> None:
    rate, path = 48_000, tmp_path / name
    tone = np.sin(np.arange(rate * 2) * 2 * np.pi * 440 / rate).astype(np.float32) * 0.5
    with av.open(str(path), "w") as container:
        if name.endswith("mp4"):
            pictures = container.add_stream("mpeg4", rate=25)
            pictures.width = pictures.height = 64
            picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        stream = container.add_stream(codec, rate=rate, layout="mono")
        if name.endswith("mp4"):
            container.mux(pictures.encode(picture))
            container.mux(pictures.encode(None))
        frame = av.AudioFrame.from_ndarray(tone[None, :], format="fltp", layout="mono")
        frame.sample_rate = rate
        convert = av.AudioResampler(
            stream.format, "mono", rate, stream.codec_context.frame_size or 1024
        )
        for part in [*convert.resample(frame), *convert.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    world.serve()
    world.queue.add([path])
    (job,) = world.until_states("done")
    assert job.transcript is not None
    assert job.transcript.text == "text 1"
    assert job.audio_seconds == pytest.approx(2.0, abs=0.1)


def test_closing_ends_what_is_under_way_at_once(tmp_path: Path) -> None:
    world = World()
    world.engine.gate.clear()
    world.serve()
    world.queue.add([two(tmp_path, name) for name in ("a.wav", "b.wav")])
    world.engine.await_entered()
    world.queue.close()
    assert world.states() == ["cancelled", "cancelled"]
    assert world.attended == 0
    world.queue.add([two(tmp_path, "c.wav")])  # nothing comes of it
    assert world.attended == 0
    world.close()


def test_nothing_runs_while_there_is_nothing_to_do(world: World, tmp_path: Path) -> None:
    assert "files" not in [thread.name for thread in threading.enumerate()]
    world.serve()
    world.queue.add([two(tmp_path)])
    world.until_states("done")
    world.until(lambda: world.attended == 0)
    world.queue.add([two(tmp_path, "next.wav")])
    world.until_states("done", "done")
