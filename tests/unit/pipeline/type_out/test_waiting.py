from sayso.core.target import Target
from sayso.pipeline.type_out.waiting import Waiting

EDITOR, BROWSER = Target("1", "editor"), Target("2", "browser")


def test_texts_wait_in_the_order_of_their_dictations() -> None:
    waiting = Waiting()
    waiting.add(2, BROWSER, ["second "], returns=True)
    waiting.add(1, EDITOR, ["first ", "more "], returns=False)
    waiting.add(2, BROWSER, ["and on "], returns=True)
    assert waiting.text == "first more second and on "


def test_what_waits_for_a_window_is_taken_together() -> None:
    waiting = Waiting()
    waiting.add(1, EDITOR, ["one "], returns=True)
    waiting.add(2, BROWSER, ["two "], returns=True)
    waiting.add(3, EDITOR, ["three "], returns=True)
    waiting.add(4, EDITOR, ["failed "], returns=False)
    assert [entry.text for entry in waiting.take_returning(EDITOR)] == ["one ", "three "]
    assert waiting.text == "two failed "
    assert waiting.take_returning(EDITOR) == []


def test_only_what_goes_in_by_itself_holds_back_what_follows() -> None:
    waiting = Waiting()
    waiting.add(1, EDITOR, ["one "], returns=True)
    waiting.add(2, EDITOR, ["two "], returns=False)
    assert waiting.returning(1) is not None
    assert waiting.returning(2) is None
    waiting.give_up(EDITOR)
    assert waiting.returning(1) is None
    assert waiting.text == "one two "


def test_scratching_drops_the_last_utterance_of_that_dictation() -> None:
    waiting = Waiting()
    waiting.add(1, EDITOR, ["one ", "more "], returns=True)
    waiting.add(2, EDITOR, ["two "], returns=True)
    assert waiting.scratch(1)
    assert waiting.text == "one two "
    assert waiting.scratch(2)
    assert not waiting.scratch(2)
    assert waiting.text == "one "


def test_clear_leaves_nothing() -> None:
    waiting = Waiting()
    waiting.add(1, None, ["one "], returns=False)
    waiting.clear()
    assert waiting.text == ""
    assert waiting.entries == ()
