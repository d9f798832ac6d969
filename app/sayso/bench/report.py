"""The figures of `sayso bench`: medians, ratios within each round, and the raw samples. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sayso.bench.figures import line, middle, percentile, ratio


@dataclass(slots=True)
class Samples:
    """Raw samples, one a round; empty where something could not be measured.

    main_thread_delays: every delay of the main thread, in seconds, by what the app was doing.
    notes: sentences about what could not.
    """

    splash_seconds: list[float] = field(default_factory=list)
    ready_seconds: list[float] = field(default_factory=list)
    vad_microseconds_per_frame: list[float] = field(default_factory=list)
    floor_seconds: list[float] = field(default_factory=list)
    release_to_text_seconds: list[float] = field(default_factory=list)
    whole_after_release_seconds: list[float] = field(default_factory=list)
    idle_cpu_percent: list[float] = field(default_factory=list)
    rss_mb: list[float] = field(default_factory=list)
    main_thread_delays: dict[str, list[float]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def figures(samples: Samples) -> dict[str, float | None]:
    """The flat keys."""
    return {
        "splash_seconds": middle(samples.splash_seconds),
        "ready_seconds": middle(samples.ready_seconds),
        "vad_microseconds_per_frame": middle(samples.vad_microseconds_per_frame),
        "release_to_text_over_floor": ratio(samples.release_to_text_seconds, samples.floor_seconds),
        "whole_after_release_over_floor": ratio(
            samples.whole_after_release_seconds, samples.floor_seconds
        ),
        "idle_cpu_percent": middle(samples.idle_cpu_percent),
        "rss_mb": middle(samples.rss_mb),
        **{
            f"main_thread_p99_seconds_{phase}": percentile(delays, 0.99)
            for phase, delays in samples.main_thread_delays.items()
        },
    }


def as_json(samples: Samples, facts: dict[str, Any]) -> dict[str, Any]:
    raw = {
        name: getattr(samples, name)
        for name in (
            "splash_seconds",
            "ready_seconds",
            "vad_microseconds_per_frame",
            "floor_seconds",
            "release_to_text_seconds",
            "whole_after_release_seconds",
            "idle_cpu_percent",
            "rss_mb",
        )
    }
    return {**figures(samples), **facts, "samples": raw, "notes": samples.notes}


def as_text(samples: Samples, facts: dict[str, Any]) -> str:
    """A table for people."""
    found = figures(samples)

    head = (
        f"{facts['dictation_seconds']:.1f} s dictation with {facts['pauses']} pauses, "
        f"released {facts['release_after_speech_seconds']:.1f} s after the last word; "
        f"{facts['model']}, beam 1, {facts['threads']} threads, "
        f"medians of {facts['rounds']} rounds"
    )
    lines = [
        head,
        "",
        line("splash", found["splash_seconds"], "{:.2f} s", samples.splash_seconds),
        line("ready", found["ready_seconds"], "{:.2f} s", samples.ready_seconds),
        line(
            "voice detection, a frame of 32 ms",
            found["vad_microseconds_per_frame"],
            "{:.0f} µs",
            samples.vad_microseconds_per_frame,
        ),
        line(
            "engine floor: encode 30 s, decode all",
            middle(samples.floor_seconds),
            "{:.2f} s",
            samples.floor_seconds,
        ),
        line(
            "key release → text",
            middle(samples.release_to_text_seconds),
            "{:.2f} s",
            samples.release_to_text_seconds,
        ),
        line("  over the floor", found["release_to_text_over_floor"], "× {:.2f}"),
        line(
            "recognising everything after the release",
            middle(samples.whole_after_release_seconds),
            "{:.2f} s",
            samples.whole_after_release_seconds,
        ),
        line("  over the floor", found["whole_after_release_over_floor"], "× {:.2f}"),
        line("idle, of one core", found["idle_cpu_percent"], "{:.2f} %"),
        line("memory, app and engine", found["rss_mb"], "{:.0f} MB"),
        *(_main_thread(phase, delays) for phase, delays in samples.main_thread_delays.items()),
        *samples.notes,
    ]
    return "\n".join(lines)


def _main_thread(phase: str, delays: list[float]) -> str:
    middle_ms, late_ms, worst_ms = (
        1000 * value for value in (percentile(delays, 0.5), percentile(delays, 0.99), max(delays))
    )
    spread = f"   (median {middle_ms:.1f}, worst {worst_ms:.0f}, n={len(delays)})"
    return line(f"main thread's delay, p99: {phase}", late_ms, "{:.0f} ms") + spread
