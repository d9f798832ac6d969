from sayso.pipeline.type_out.printing import Printing


def test_it_hands_over_what_would_be_typed() -> None:
    said: list[str] = []
    inserter = Printing(said.append)
    insertion = inserter.insert("one\ntwo\x07", inserter.aim())
    inserter.close()
    assert said == ["one two"]
    assert insertion.confirmed
