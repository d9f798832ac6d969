"""Finding the wheels' libraries, and loading them: with a library compiled on the spot, since
NVIDIA's are of a gigabyte."""

from __future__ import annotations

import ctypes
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sayso.pipeline.recognize import cuda_libraries
from sayso.pipeline.recognize.cuda_libraries import (
    library_folders,
    make_loadable,
    wanted_libraries,
)

ROOT = Path(__file__).parents[4]
COMPILER = shutil.which("cc") or shutil.which("gcc")


@pytest.fixture(autouse=True)
def _same_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_DEVICE_ORDER", "PCI_BUS_ID")


def put(site: Path, *names: str) -> None:
    for name in names:
        file = site / "nvidia" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"no library at all")


def test_folders_as_the_wheels_lay_them_out(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    put(first, "cublas/lib/libcublas.so.12", "cudnn/include/cudnn.h")
    put(second, "cudnn/bin/cudnn64_9.dll")
    search = ["", str(tmp_path / "nowhere"), str(first), str(second)]
    assert list(library_folders(search)) == [
        first / "nvidia" / "cublas" / "lib",
        second / "nvidia" / "cudnn" / "bin",
    ]


def test_linux_libraries_in_the_order_they_need_each_other(tmp_path: Path) -> None:
    put(
        tmp_path,
        "cublas/lib/libcublas.so.12",
        "cublas/lib/libcublasLt.so.12",
        "cublas/lib/libnvblas.so.12",
        "cuda_nvrtc/lib/libnvrtc.so.12",
        "cuda_nvrtc/lib/libnvrtc.alt.so.12",
        "cuda_nvrtc/lib/libnvrtc-builtins.so.12.9",
        "cudnn/lib/libcudnn.so.9",
        "cudnn/lib/libcudnn_adv.so.9",
        "cudnn/lib/libcudnn_cnn.so.9",
        "cudnn/lib/libcudnn_graph.so.9",
        "cudnn/lib/libcudnn_ops.so.9",
    )
    found = wanted_libraries(library_folders([str(tmp_path)]))
    assert [file.name for file in found] == [
        "libnvrtc.so.12",
        "libcublasLt.so.12",
        "libcublas.so.12",
        "libcudnn.so.9",
        "libcudnn_graph.so.9",
        "libcudnn_ops.so.9",
        "libcudnn_cnn.so.9",
    ]


def test_windows_libraries_in_the_order_they_need_each_other(tmp_path: Path) -> None:
    put(
        tmp_path,
        "cublas/bin/cublas64_12.dll",
        "cublas/bin/cublasLt64_12.dll",
        "cublas/bin/nvblas64_12.dll",
        "cuda_nvrtc/bin/nvrtc64_120_0.dll",
        "cuda_nvrtc/bin/nvrtc-builtins64_129.dll",
    )
    found = wanted_libraries(library_folders([str(tmp_path)]))
    assert [file.name for file in found] == [
        "nvrtc64_120_0.dll",
        "cublasLt64_12.dll",
        "cublas64_12.dll",
    ]


def test_other_versions_are_left_alone(tmp_path: Path) -> None:
    put(tmp_path, "cublas/lib/libcublas.so.11", "cu13/lib/libcublas.so.13")
    assert wanted_libraries(library_folders([str(tmp_path)])) == []


def test_the_first_on_the_search_path_is_taken(tmp_path: Path) -> None:
    put(tmp_path / "a", "cublas/lib/libcublas.so.12")
    put(tmp_path / "b", "cublas/lib/libcublas.so.12")
    (found,) = wanted_libraries(library_folders([str(tmp_path / "a"), str(tmp_path / "b")]))
    assert found.is_relative_to(tmp_path / "a")


def test_what_cannot_be_loaded_is_told_and_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(tmp_path, "cublas/lib/libcublas.so.12")
    assert make_loadable([str(tmp_path)]) == []
    assert "libcublas.so.12 cannot be loaded" in caplog.text


def test_nothing_there_is_nothing_loaded(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert make_loadable([]) == []
    assert "none" in caplog.text


def test_cards_are_counted_as_nvidia_smi_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CUDA_DEVICE_ORDER")
    make_loadable([])
    assert os.environ["CUDA_DEVICE_ORDER"] == "PCI_BUS_ID"
    monkeypatch.setenv("CUDA_DEVICE_ORDER", "FASTEST_FIRST")
    make_loadable([])
    assert os.environ["CUDA_DEVICE_ORDER"] == "FASTEST_FIRST"


def test_windows_folders_are_added_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`os.add_dll_directory` is Windows' alone; this one only writes down what it was given."""
    added: list[str] = []
    monkeypatch.setattr(os, "add_dll_directory", added.append, raising=False)
    monkeypatch.setattr(cuda_libraries, "_kept", [])
    folder = tmp_path / "nvidia" / "cublas" / "bin"
    folder.mkdir(parents=True)
    make_loadable([str(tmp_path)])
    assert added == [str(folder)]
    assert len(cuda_libraries._kept) == 1


_PROGRAM = """
import ctypes, sys
from sayso.pipeline.recognize.cuda_libraries import make_loadable

def opens():
    try:
        return ctypes.CDLL("libcublas.so.12").answer()
    except OSError:
        return None

print(opens(), [file.name for file in make_loadable(sys.argv[1:])], opens())
"""


@pytest.mark.skipif(
    COMPILER is None or os.name != "posix" or hasattr(ctypes, "WinDLL"),
    reason="needs a C compiler and libraries with sonames",
)
def test_a_loaded_library_is_found_by_its_name(tmp_path: Path) -> None:
    """Two libraries in two wheels, one of which needs the other, as cuBLAS its second half."""
    assert COMPILER is not None
    lt = tmp_path / "nvidia" / "cuda_nvrtc" / "lib" / "libnvrtc.so.12"
    cublas = tmp_path / "nvidia" / "cublas" / "lib" / "libcublas.so.12"
    for file, code, more in (
        (lt, "int half(void) { return 21; }", []),
        (cublas, "int half(void); int answer(void) { return 2 * half(); }", [str(lt)]),
    ):
        file.parent.mkdir(parents=True)
        source = tmp_path / f"{file.name}.c"
        source.write_text(code)
        subprocess.run(
            [COMPILER, "-shared", "-fPIC", f"-Wl,-soname,{file.name}", "-o", file, source, *more],
            check=True,
        )
    environment = {
        **{name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"},
        "PYTHONPATH": str(ROOT / "app"),
    }
    told = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert told.stdout == "None ['libnvrtc.so.12', 'libcublas.so.12'] 42\n"
