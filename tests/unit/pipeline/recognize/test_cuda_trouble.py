"""CTranslate2's words on the left, as its library has them or as people reported them."""

from __future__ import annotations

import pytest

from sayso.pipeline.recognize.cuda_trouble import NO_CARD, explain

INSTALL = "pip install nvidia-cublas-cu12 nvidia-cudnn-cu12"


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("Library libcublas.so.12 is not found or cannot be loaded", ["libcublas.so.12", INSTALL]),
        ("Library cublas64_12.dll is not found or cannot be loaded", ["cublas64_12.dll", INSTALL]),
        (
            "Unable to load any of {libcudnn_cnn.so.9.1.0, libcudnn_cnn.so.9}\nInvalid handle.",
            ["libcudnn_cnn.so.9.1.0", INSTALL],
        ),
        ("Could not load library libcublasLt.so.12.", ["libcublasLt.so.12", INSTALL]),
        ("CUDA failed with error out of memory", ["cuda:1", "is full", "smaller model"]),
        ("cuBLAS failed with status CUBLAS_STATUS_ALLOC_FAILED", ["is full"]),
        (
            "CUDA failed with error CUDA driver version is insufficient for CUDA runtime version",
            ["driver", "CUDA 12"],
        ),
        ("CUDA failed with error no CUDA-capable device is detected", ["driver"]),
        (
            "the target device or backend do not support efficient float16 computation.",
            ["compute_type to auto"],
        ),
        (
            "CUDA failed with error no kernel image is available for execution on the device",
            ["not one that CTranslate2 is built for"],
        ),
        ("CUDA failed with error an illegal memory access was encountered", ["see the log"]),
        ("", ["see the log"]),
    ],
)
def test_trouble_is_one_sentence_that_says_what_to_do(said: str, parts: list[str]) -> None:
    sentence = explain(RuntimeError(said), "cuda:1")
    for part in [*parts, "set device to cpu" if "compute_type" not in parts[0] else "cpu"]:
        assert part in sentence
    assert sentence.endswith(".")
    assert ". " not in sentence
    assert "\n" not in sentence


def test_no_card_says_what_to_do() -> None:
    assert "install NVIDIA's driver, or set device to cpu." in NO_CARD
