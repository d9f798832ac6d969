import pytest

from sayso.pipeline.rewrite.spoken import is_scratch


@pytest.mark.parametrize(
    "text", ["scratch that", "Scratch that.", "SCRATCH, that!", " scratch  that "]
)
def test_scratch_that_alone_is_meant_for_sayso(text: str) -> None:
    assert is_scratch(text)


@pytest.mark.parametrize(
    "text",
    ["", "scratch", "I scratch that itch", "scratch that one", "scratchthat", "don't scratch that"],
)
def test_within_a_sentence_it_is_a_word_like_others(text: str) -> None:
    assert not is_scratch(text)
