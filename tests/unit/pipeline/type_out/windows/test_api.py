import ctypes

import pytest

from sayso.pipeline.type_out.windows import api


@pytest.mark.parametrize(
    ("structure", "size"),
    [
        (api.KeyboardInput, 24),
        (api.MouseInput, 32),
        (api.Input, 40),
        (api.Message, 48),
        (api.WindowClass, 72),
        (api.GuiThreadInfo, 72),
    ],
)
def test_structures_have_the_sizes_of_64_bit_windows(structure, size):
    if ctypes.sizeof(ctypes.c_void_p) != 8:
        pytest.skip("a 32-bit system")
    assert ctypes.sizeof(structure) == size


def test_the_union_of_input_begins_at_a_multiple_of_eight():
    assert api.Input.ki.offset == api.Input.mi.offset == 8
    assert api.KeyboardInput.dwExtraInfo.offset == 16


def test_nothing_is_loaded_before_it_is_called():
    assert api.Api()._libraries == {}


def test_a_function_without_a_prototype_is_not_called():
    with pytest.raises(AttributeError):
        api.Api().MessageBoxW  # noqa: B018


def test_the_stand_in_checks_calls_by_the_prototypes(windows):
    with pytest.raises(AssertionError, match="2 arguments"):
        windows.GetAncestor(100)
    with pytest.raises(TypeError):
        windows.GetAncestor("100", 2)
