from sayso.core.speech import UtteranceId, Words
from sayso.core.target import Target
from sayso.pipeline.type_out.undoing import MOST_DICTATIONS, Inserted, Piece

EDITOR, BROWSER = Target("1", "editor"), Target("2", "browser")


def words(*texts: str) -> tuple[Words, ...]:
    return tuple(Words(text, (UtteranceId(1, len(text)),)) for text in texts)


def test_the_last_dictation_is_all_its_pieces() -> None:
    inserted = Inserted()
    inserted.add(1, "before ", words("before "), EDITOR)
    inserted.add(2, "one ", words("one "), EDITOR)
    inserted.add(2, "two three ", words("two ", "three "), EDITOR)
    assert [piece.text for piece in inserted.last_dictation()] == ["one ", "two three "]
    for piece in reversed(inserted.last_dictation()):
        inserted.taken_back(piece)
    assert [piece.text for piece in inserted.last_dictation()] == ["before "]


def test_pieces_in_another_window_are_left_for_the_next_time() -> None:
    inserted = Inserted()
    inserted.add(1, "here ", words("here "), EDITOR)
    inserted.add(1, "there ", words("there "), BROWSER)
    assert [piece.text for piece in inserted.last_dictation()] == ["there "]


def test_the_last_utterance_is_cut_off_its_piece() -> None:
    inserted = Inserted()
    inserted.add(1, "one two ", words("one ", "two "), EDITOR)
    last = inserted.last_utterance()
    assert last == Piece(1, "two ", words("two "), EDITOR)
    inserted.taken_back(last)
    assert inserted.last_utterance() == Piece(1, "one ", words("one "), EDITOR)


def test_where_the_utterances_cannot_be_told_apart_it_is_the_piece() -> None:
    """A line break between them went in as a space."""
    inserted = Inserted()
    inserted.add(1, "one two", words("one\n", "two\n"), EDITOR)
    assert inserted.last_utterance() == Piece(1, "one two", words("one\n", "two\n"), EDITOR)


def test_nothing_is_nothing() -> None:
    assert Inserted().last_dictation() == ()
    assert Inserted().last_utterance() is None


def test_it_does_not_grow_for_ever() -> None:
    inserted = Inserted()
    for number in range(1, MOST_DICTATIONS + 5):
        inserted.add(number, f"{number} ", words(f"{number} "), EDITOR)
    taken = 0
    while pieces := inserted.last_dictation():
        inserted.taken_back(pieces[-1])
        taken += 1
    assert taken == MOST_DICTATIONS
