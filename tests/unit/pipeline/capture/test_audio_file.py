from __future__ import annotations

import os
import queue
import threading
import time
import wave
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from sayso.core.errors import AudioFileError, MicrophoneError
from sayso.core.speech import FRAME_SAMPLES, SAMPLE_RATE, Frame
from sayso.pipeline.capture.audio_file import AudioFileSource, read_audio


def tone(rate: int, seconds: float = 1.0, hertz: float = 440.0) -> NDArray[np.float32]:
    times = np.arange(round(rate * seconds)) / rate
    return (0.5 * np.sin(2 * np.pi * hertz * times)).astype(np.float32)


def write(
    path: Path, codec: str, rate: int, *channels: NDArray[np.float32], kind: str | None = None
) -> Path:
    """Encode channels with FFmpeg; the container follows from the name."""
    layout = "stereo" if len(channels) == 2 else "mono"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        if kind is not None:
            stream.format = kind
        frame = av.AudioFrame.from_ndarray(np.stack(channels), format="fltp", layout=layout)
        frame.sample_rate = rate
        convert = av.AudioResampler(
            stream.format, layout, rate, stream.codec_context.frame_size or 1024
        )
        for part in [*convert.resample(frame), *convert.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path


def pitch(samples: NDArray[np.float32]) -> float:
    """Hertz of the strongest tone."""
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(power.argmax() * SAMPLE_RATE / len(samples))


@pytest.mark.parametrize(
    ("name", "codec", "rate", "channels", "kind"),
    [
        ("phone.wav", "pcm_s16le", 8_000, 1, None),
        ("own.wav", "pcm_s16le", 16_000, 1, None),
        ("disc.wav", "pcm_s16le", 44_100, 2, None),
        ("studio.wav", "pcm_s24le", 48_000, 2, "s32"),
        ("float.wav", "pcm_f32le", 48_000, 2, None),
        ("small.flac", "flac", 44_100, 2, "s16"),
        ("note.ogg", "libopus", 48_000, 1, None),
        ("note.m4a", "aac", 44_100, 2, None),
    ],
)
def test_any_format_becomes_16_khz_mono(
    tmp_path: Path, name: str, codec: str, rate: int, channels: int, kind: str | None
) -> None:
    path = write(tmp_path / name, codec, rate, *[tone(rate)] * channels, kind=kind)
    samples = read_audio(path)
    assert samples.dtype == np.float32
    assert samples.ndim == 1
    assert len(samples) / SAMPLE_RATE == pytest.approx(1.0, abs=0.05)
    assert pitch(samples) == pytest.approx(440.0, abs=2.0)
    middle = samples[SAMPLE_RATE // 4 : SAMPLE_RATE // 2]
    assert float(np.abs(middle).max()) == pytest.approx(0.5, abs=0.05)


def test_both_channels_are_heard_and_loud_ones_are_not_clipped(tmp_path: Path) -> None:
    left, right = 2 * tone(48_000), 2 * tone(48_000, hertz=1_000.0)
    path = write(tmp_path / "two.wav", "pcm_s16le", 48_000, left, right)
    power = np.abs(np.fft.rfft(read_audio(path)))
    assert power[440] == pytest.approx(power[1_000], rel=0.05)
    loud = read_audio(write(tmp_path / "loud.wav", "pcm_s16le", 48_000, left, left))
    spectrum = np.abs(np.fft.rfft(loud[: SAMPLE_RATE // 2]))
    assert spectrum[660] < 0.01 * spectrum[220]  # clipping would make a third harmonic


def test_floats_beyond_all_bounds_are_brought_back(tmp_path: Path) -> None:
    wild = tone(16_000)
    wild[100:103] = [np.nan, np.inf, 7.0]
    samples = read_audio(write(tmp_path / "wild.wav", "pcm_f32le", 16_000, wild))
    assert len(samples) == len(wild)
    assert np.isfinite(samples).all()
    assert float(np.abs(samples).max()) <= 1.0


def test_the_sound_of_a_video_beside_its_pictures(tmp_path: Path) -> None:
    path = tmp_path / "clip.mkv"
    with av.open(str(path), "w") as container:
        pictures = container.add_stream("mpeg4", rate=25)
        pictures.width = pictures.height = 64
        sound = container.add_stream("pcm_s16le", rate=16_000, layout="mono")
        for _ in range(5):
            picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            container.mux(pictures.encode(picture))
        container.mux(pictures.encode(None))
        whole = (tone(16_000) * 32767).astype(np.int16)[None, :]
        frame = av.AudioFrame.from_ndarray(whole, format="s16", layout="mono")
        frame.sample_rate = 16_000
        container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    assert len(read_audio(path)) == SAMPLE_RATE


def test_a_video_without_sound(tmp_path: Path) -> None:
    path = tmp_path / "silent.mkv"
    with av.open(str(path), "w") as container:
        pictures = container.add_stream("mpeg4", rate=25)
        pictures.width = pictures.height = 64
        picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        container.mux(pictures.encode(picture))
        container.mux(pictures.encode(None))
    with pytest.raises(AudioFileError, match="has no sound in it"):
        read_audio(path)


def test_a_recording_without_samples(tmp_path: Path) -> None:
    path = tmp_path / "none.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
    with pytest.raises(AudioFileError, match="has no sound in it"):
        read_audio(path)


def test_files_that_are_no_recordings(tmp_path: Path) -> None:
    empty = tmp_path / "empty.wav"
    empty.write_bytes(b"")
    text = tmp_path / "text.wav"
    text.write_text("Not a sound, only words about one.\n" * 20)
    noise = tmp_path / "noise.mp3"
    noise.write_bytes(np.random.default_rng(4).bytes(20_000))
    for path, why in (
        (empty, "is empty"),
        (text, "is not audio, or is damaged"),
        (noise, "is not audio, or is damaged"),
        (tmp_path / "gone.wav", "does not exist"),
        (text / "inside.wav", "cannot be read"),
        (tmp_path, "is a folder"),
        (Path(os.devnull), "is not a file"),
    ):
        with pytest.raises(AudioFileError) as raised:
            read_audio(path)
        assert str(raised.value).startswith(f"{path} {why}")
        assert str(raised.value).endswith(".")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "secret.wav", "pcm_s16le", 16_000, tone(16_000))

    def refuse(self: Path, mode: str = "r") -> None:
        raise PermissionError(13, "Permission denied")

    # Pretended, because root may read everything.
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(AudioFileError, match="may not be read"):
        read_audio(path)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_flac_that_was_cut_off_is_not_taken_for_the_whole(tmp_path: Path, share: float) -> None:
    noise = np.random.default_rng(5).uniform(-0.5, 0.5, 3 * 16_000).astype(np.float32)
    path = write(tmp_path / "cut.flac", "flac", 16_000, noise, kind="s16")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(AudioFileError, match="damaged"):
        read_audio(path)


def test_a_wav_that_was_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = write(tmp_path / "cut.wav", "pcm_s16le", 16_000, tone(16_000))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert len(read_audio(path)) == pytest.approx(SAMPLE_RATE / 2, abs=100)


def test_a_playlist_opens_no_other_file(tmp_path: Path) -> None:
    playlist = tmp_path / "list.wav"
    playlist.write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://127.0.0.1:9/a.wav\n#EXT-X-ENDLIST\n"
    )
    with pytest.raises(AudioFileError):
        read_audio(playlist)


class Heard:
    """What a source delivered, and how it ended."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.first = threading.Event()
        self.ended: queue.SimpleQueue[MicrophoneError | None] = queue.SimpleQueue()

    def deliver(self, frame: Frame) -> None:
        self.frames.append(frame)
        self.first.set()


@pytest.mark.parametrize("pace", [None, 0.0])
def test_played_as_fast_as_it_goes_and_then_ended(pace: float | None) -> None:
    samples = tone(16_000, seconds=1.01)
    source = AudioFileSource(samples, pace=pace)
    heard = Heard()
    source.open(heard.deliver, heard.ended.put)
    assert heard.ended.get(timeout=30.0) is None
    source.close()
    played = np.concatenate([frame.samples for frame in heard.frames])
    assert np.array_equal(played[: len(samples)], samples)
    assert not played[len(samples) :].any()
    assert [frame.start for frame in heard.frames] == list(range(0, len(played), FRAME_SAMPLES))
    assert source.seconds == pytest.approx(1.01)


def test_at_real_pace_a_frame_comes_when_it_would_have_been_spoken() -> None:
    source = AudioFileSource(tone(16_000, seconds=0.32))
    arrivals: list[float] = []
    ended = threading.Event()
    begun = time.monotonic()
    source.open(lambda _: arrivals.append(time.monotonic() - begun), lambda _: ended.set())
    assert ended.wait(30.0)
    source.close()
    assert len(arrivals) == 10
    assert all(came >= 0.032 * number - 0.002 for number, came in enumerate(arrivals, start=1))


def test_whoever_was_held_up_catches_up_without_waiting() -> None:
    # A clock on which an hour passes between any two looks: every frame is overdue.
    hours = iter(range(0, 10**9, 3600))
    source = AudioFileSource(tone(16_000, seconds=60.0), clock=lambda: float(next(hours)))
    heard = Heard()
    source.open(heard.deliver, heard.ended.put)
    assert heard.ended.get(timeout=30.0) is None
    source.close()
    assert len(heard.frames) == 60 * SAMPLE_RATE // FRAME_SAMPLES


def test_close_does_not_wait_for_the_next_frame() -> None:
    source = AudioFileSource(tone(16_000), pace=0.0005)  # a frame a minute
    heard = Heard()
    source.open(heard.deliver, heard.ended.put)
    begun = time.monotonic()
    source.close()
    source.close()
    assert time.monotonic() - begun < 20.0
    assert heard.frames == []
    assert heard.ended.empty()  # it was closed, not lost


def test_close_from_inside_a_frame_and_play_again() -> None:
    source = AudioFileSource(tone(16_000), pace=None)
    heard = Heard()

    def once(frame: Frame) -> None:
        source.close()
        heard.deliver(frame)

    source.open(once, heard.ended.put)
    assert heard.first.wait(30.0)
    source.close()
    assert len(heard.frames) == 1
    source.open(heard.deliver, heard.ended.put)
    assert heard.ended.get(timeout=30.0) is None
    source.close()
    assert heard.frames[1].start == 0


def test_it_is_not_opened_twice() -> None:
    source = AudioFileSource(tone(16_000), pace=0.0005)
    source.open(lambda _: None, lambda _: None)
    with pytest.raises(RuntimeError, match="is being played"):
        source.open(lambda _: None, lambda _: None)
    source.close()


def test_a_file_gives_its_name_and_its_errors_before_it_is_opened(tmp_path: Path) -> None:
    path = write(tmp_path / "hello.wav", "pcm_s16le", 16_000, tone(16_000))
    assert AudioFileSource(path).name == "hello.wav"
    assert AudioFileSource(path, name="the demo").name == "the demo"
    assert AudioFileSource(tone(16_000)).name == "recording"
    with pytest.raises(AudioFileError, match="does not exist"):
        AudioFileSource(tmp_path / "gone.wav")
    with pytest.raises(ValueError, match="a pace of -1"):
        AudioFileSource(tone(16_000), pace=-1)
