"""Makes NVIDIA's libraries from pip's wheels loadable, without LD_LIBRARY_PATH or PATH.

CTranslate2 opens them by bare name when they are first needed, so they have to be in the process
by then: a library that is already loaded is found by its name (glibc compares sonames, which was
tried with cuBLAS 12.9; for Windows see "Dynamic-link library search order", which has modules
"already loaded in memory" come first, whereas only some calls look into added folders).

What CTranslate2 4.8.5 opens, looked up in its wheels: for Linux x86-64 ``libcublas.so.12`` and, of
the driver, ``libcuda.so.1``; for Windows ``cublas64_12.dll`` and ``nvcuda.dll``; the one for Linux
aarch64 is built without CUDA. None names cuDNN any more. Earlier ones that faster-whisper allows
do (of version 9 since 4.5), so it is made loadable too where it is there.
"""

from __future__ import annotations

import ctypes
import logging
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

HOW_TO_GET = "pip install nvidia-cublas-cu12 nvidia-cudnn-cu12"
"""Puts them where `library_folders` looks, if it is run in Sayso's own environment."""

_WANTED = (
    # What another one needs comes before it. cuBLASLt 12.9 opens NVRTC by name, and looks for it
    # beside itself only, where the wheels do not put it.
    r"(lib)?nvrtc(64_120_0)?(\.so\.12|\.dll)",
    r"(lib)?cublasLt(64_12)?(\.so\.12|\.dll)",
    r"(lib)?cublas(64_12)?(\.so\.12|\.dll)",
    r"(lib)?cudnn(64_9)?(\.so\.9|\.dll)",
    r"(lib)?cudnn_graph(64_9)?(\.so\.9|\.dll)",
    r"(lib)?cudnn_ops(64_9)?(\.so\.9|\.dll)",
    r"(lib)?cudnn_cnn(64_9)?(\.so\.9|\.dll)",
)
"""Whole names of files, in the order in which they are loaded."""

_kept: list[Any] = []
"""Folders are searched, and libraries stay, for as long as what opened them is kept."""


def library_folders(search_path: Iterable[str]) -> Iterator[Path]:
    """The folders of the wheels' libraries: ``nvidia/cublas/lib``, on Windows ``…\\bin``."""
    for entry in search_path:
        for kind in ("lib", "bin"):
            yield from sorted(Path(entry).glob(f"nvidia/*/{kind}"))


def wanted_libraries(folders: Iterable[Path]) -> list[Path]:
    """What there is of what CTranslate2 may open, in the order to load it; of two the first."""
    files = [file for folder in folders for file in sorted(folder.iterdir())]
    found = (
        next((file for file in files if re.fullmatch(pattern, file.name)), None)
        for pattern in _WANTED
    )
    return [file for file in found if file is not None]


def make_loadable(search_path: Iterable[str] | None = None) -> list[Path]:
    """Loads what it finds on ``sys.path``, and returns that. For the process that will use CUDA,
    before it does; what cannot be loaded is told in the log, and CTranslate2 will miss it."""
    # So that cuda:1 is the card that nvidia-smi calls 1; by itself CUDA counts the fastest first.
    os.environ.setdefault("CUDA_DEVICE_ORDER", "PCI_BUS_ID")  # noqa: TID251 - the child's own
    folders = list(library_folders(sys.path if search_path is None else search_path))
    system: Any = os  # only Windows' has it
    if hasattr(system, "add_dll_directory"):
        _kept.extend(system.add_dll_directory(str(folder.absolute())) for folder in folders)
    loaded: list[Path] = []
    for file in wanted_libraries(folders):
        try:
            _kept.append(ctypes.CDLL(str(file.absolute()), mode=ctypes.RTLD_GLOBAL))
        except OSError as error:
            log.warning("%s cannot be loaded: %s", file.name, error)
        else:
            loaded.append(file)
    log.info("NVIDIA's libraries from wheels: %s", ", ".join(f.name for f in loaded) or "none")
    return loaded
