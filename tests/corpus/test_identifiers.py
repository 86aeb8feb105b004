from hypothesis import given
from hypothesis import strategies as st

from corpus.identifiers import PassageId, digest, passage_id, passage_key, passage_of_key, record_id


def test_parts_are_kept_apart():
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("ab") != digest("ab", "")


@given(st.lists(st.text()), st.lists(st.text()))
def test_different_parts_give_different_digests(a, b):
    assert (digest(*a) == digest(*b)) == (a == b)


def test_salt_tells_records_of_the_same_first_content_apart():
    assert record_id("00" * 32) != record_id("00" * 32, 1)


@given(st.integers(0, 2**64 - 1))
def test_keys_and_passage_ids_turn_into_each_other(key):
    assert passage_key(passage_of_key(key)) == key


def test_a_passage_keeps_its_id_while_its_words_stay_on_their_page():
    record = record_id("ab" * 32)
    first = passage_id(record, 3, "Il portierato", 0)
    assert first == passage_id(record, 3, "Il portierato", 0)
    assert len({first, passage_id(record, 4, "Il portierato", 0), PassageId("0" * 16)}) == 3
    assert first != passage_id(record, 3, "Il portierato", 1)
