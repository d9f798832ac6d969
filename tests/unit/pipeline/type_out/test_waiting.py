from sayso.core.speech import UtteranceId, Words
from sayso.core.target import Target
from sayso.pipeline.type_out.waiting import Entry, Waiting

EDITOR, BROWSER = Target("1", "editor"), Target("2", "browser")


def entry(dictation: int, target: Target | None, *texts: str, returns: bool, said: int) -> Entry:
    return Entry(dictation, target, words(*texts), returns, said=said)


def words(*texts: str) -> list[Words]:
    return [Words(text, (UtteranceId(1, number),)) for number, text in enumerate(texts)]


def test_texts_wait_in_the_order_of_their_dictations() -> None:
    waiting = Waiting()
    waiting.add(entry(2, BROWSER, "second ", returns=True, said=1))
    waiting.add(entry(1, EDITOR, "first ", "more ", returns=False, said=2))
    waiting.add(entry(2, BROWSER, "and on ", returns=True, said=3))
    assert waiting.text == "first more second and on "


def test_what_waits_for_a_window_is_due_together() -> None:
    waiting = Waiting()
    waiting.add(entry(1, EDITOR, "one ", returns=True, said=1))
    waiting.add(entry(2, BROWSER, "two ", returns=True, said=2))
    waiting.add(entry(3, EDITOR, "three ", returns=True, said=3))
    waiting.add(entry(4, EDITOR, "failed ", returns=False, said=4))
    due = waiting.due(EDITOR)
    assert [entry.text for entry in due] == ["one ", "three "]
    for one in due:
        waiting.remove(one)
    assert waiting.text == "two failed "
    assert waiting.due(EDITOR) == []


def test_a_text_that_may_stand_somewhere_does_not_return_with_another() -> None:
    waiting = Waiting()
    waiting.add(entry(1, EDITOR, "perhaps ", returns=False, said=1))
    waiting.add(entry(1, EDITOR, "later ", returns=True, said=2))
    assert [entry.text for entry in waiting.due(EDITOR)] == ["later "]
    assert waiting.text == "perhaps later "


def test_the_clipboard_gets_what_is_neither_private_nor_goes_in_by_itself() -> None:
    waiting = Waiting()
    waiting.add(Entry(1, EDITOR, words("secret "), private=True, said=1))
    waiting.add(Entry(1, EDITOR, words("failed "), said=2))
    waiting.add(Entry(2, EDITOR, words("returns "), returns=True, said=3))
    assert waiting.text == "secret failed returns "
    assert [entry.text for entry in waiting.stranded] == ["failed "]


def test_only_what_goes_in_by_itself_holds_back_what_follows() -> None:
    waiting = Waiting()
    waiting.add(entry(1, EDITOR, "one ", returns=True, said=1))
    waiting.add(entry(2, EDITOR, "two ", returns=False, said=2))
    assert waiting.returning(1) is not None
    assert waiting.returning(2) is None
    waiting.give_up(EDITOR)
    assert waiting.returning(1) is None
    assert waiting.text == "one two "


def test_giving_one_window_up_leaves_the_others() -> None:
    waiting = Waiting()
    waiting.add(entry(1, EDITOR, "one ", returns=True, said=1))
    waiting.add(entry(2, BROWSER, "two ", returns=True, said=2))
    waiting.give_up(EDITOR)
    assert [entry.text for entry in waiting.stranded] == ["one "]


def test_scratching_drops_the_last_utterance() -> None:
    waiting = Waiting()
    waiting.add(entry(2, EDITOR, "two ", returns=True, said=1))
    waiting.add(entry(1, EDITOR, "one ", "more ", returns=True, said=2))
    for dropped, left in (("more ", "one two "), ("one ", "two "), ("two ", "")):
        last = waiting.last_said()
        assert last is not None
        assert waiting.scratch(last).text == dropped
        assert waiting.text == left
    assert waiting.last_said() is None


def test_clear_leaves_nothing() -> None:
    waiting = Waiting()
    waiting.add(entry(1, None, "one ", returns=False, said=1))
    waiting.clear()
    assert waiting.text == ""
    assert waiting.entries == ()


def test_what_is_added_behind_is_what_was_said_last() -> None:
    waiting = Waiting()
    waiting.add(entry(1, EDITOR, "one ", returns=True, said=1))
    waiting.add(entry(2, BROWSER, "two ", returns=True, said=2))
    waiting.add(entry(1, EDITOR, "more ", returns=True, said=3))
    last = waiting.last_said()
    assert last is not None
    assert [each.text for each in last.texts] == ["one ", "more "]
    assert len(last.of) == 2


def test_what_failed_is_kept_apart_from_what_returns() -> None:
    waiting = Waiting()
    waiting.add(entry(1, EDITOR, "returns ", returns=True, said=1))
    waiting.add(entry(1, EDITOR, "failed ", returns=False, said=2))
    assert [entry.text for entry in waiting.due(EDITOR)] == ["returns "]
