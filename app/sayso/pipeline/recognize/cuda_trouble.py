"""What CTranslate2's failures on a graphics card mean. It tells them apart by their text only."""

from __future__ import annotations

import re

from sayso.pipeline.recognize.cuda_libraries import HOW_TO_GET

_LIBRARY = re.compile(r"(?:lib)?(?:cublas|cudnn|cudart|nvrtc|curand)\w*\.(?:so[.\d]*|dll)")

_DRIVER = ("driver version is insufficient", "libcuda", "nvcuda", "no cuda-capable device")
_MISSING = ("is not found or cannot be loaded", "unable to load", "could not load", "cannot open")
_MEMORY = ("out of memory", "alloc_failed")
_COMPUTE = ("compute type", "do not support efficient")
_TOO_OLD = ("no kernel image", "arch_mismatch", "not supported on this architecture")

NO_CARD = (
    "No NVIDIA graphics card with a working driver was found: install NVIDIA's driver, or set "
    "device to cpu."
)


def explain(error: BaseException, place: str) -> str:
    """One sentence for what CTranslate2 raised on ``place`` (``cuda:0``), which says what is
    missing and how to get it."""
    said = str(error).lower()
    if any(words in said for words in _DRIVER):
        return (
            "The driver of the NVIDIA graphics card is missing or too old for CUDA 12: install "
            "NVIDIA's current driver, or set device to cpu."
        )
    library = _LIBRARY.search(str(error))
    if any(words in said for words in _MISSING):
        name = library.group() if library else "one of NVIDIA's libraries"
        return (
            f"Whisper on {place} needs {name}, which cannot be loaded: run {HOW_TO_GET} in the "
            "environment of Sayso, or set device to cpu."
        )
    if any(words in said for words in _MEMORY):
        return (
            f"The memory of the graphics card {place} is full: close other programs that use it, "
            "choose a smaller model, or set device to cpu."
        )
    if any(words in said for words in _COMPUTE):
        return (
            f"The graphics card {place} does not do this arithmetic: set compute_type to auto, "
            "or device to cpu."
        )
    if any(words in said for words in _TOO_OLD):
        return (
            f"The graphics card {place} is not one that CTranslate2 is built for: set device to "
            "cpu."
        )
    return (
        f"CUDA or one of its libraries did not work on {place}: see the log, update the NVIDIA "
        "driver, or set device to cpu."
    )
