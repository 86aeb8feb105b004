"""Words of a query that stand together in one sentence of a passage."""

import numpy as np
import pytest
from making import make_record, put

from corpus.identifiers import passage_key
from index.proximity import Proximity
from index.query import Term

APART = "Le famiglie arrivano. Il dopo scuola cresce.\nGli operatori restano."
TOGETHER = "Un dopo scuola per le famiglie: gli operatori. Altro."
ENGLISH = "Families meet the operators of the school."


def terms(**weights):
    return [Term(word, None, idf) for word, idf in weights.items()]


@pytest.fixture
def placed(library):
    catalogue, _ = library
    record = put(catalogue, make_record("a"), [APART, TOGETHER])
    english = put(catalogue, make_record("b"), [ENGLISH], language="en")
    passages = [*catalogue.passages_of(record.id), *catalogue.passages_of(english.id)]
    return catalogue, np.array([passage_key(p.id) for p in passages], np.uint64)


def test_the_sentence_that_holds_most_counts_by_how_rare_its_words_are(placed):
    catalogue, keys = placed
    asked = terms(famiglia=1.0, scuole=2.0, operatore=1.0)
    shares = Proximity(catalogue).shares(asked, keys[:2])
    assert shares == pytest.approx([0.5, 0.75])  # a colon ends a sentence too


def test_words_are_stems_of_the_language_of_the_passage(placed):
    catalogue, keys = placed
    shares = Proximity(catalogue).shares(terms(families=1.0, operator=1.0), keys)
    assert shares[2] == pytest.approx(1.0)


def test_passages_that_are_gone_and_queries_without_words_share_nothing(placed):
    catalogue, keys = placed
    proximity = Proximity(catalogue)
    assert proximity.shares([], keys).tolist() == [0.0, 0.0, 0.0]
    gone = np.array([1, keys[1], 2], np.uint64)
    assert proximity.shares(terms(scuola=1.0), gone).tolist() == [0.0, 1.0, 0.0]
    assert proximity.shares(terms(scuola=1.0), gone[:1]).tolist() == [0.0]


def test_what_is_kept_stays_in_its_room_and_says_the_same(placed):
    catalogue, keys = placed
    small, large = Proximity(catalogue, room_bytes=60), Proximity(catalogue)
    asked = terms(famiglia=1.0, scuole=2.0)
    for _ in range(2):
        assert small.shares(asked, keys).tolist() == large.shares(asked, keys).tolist()
    assert small.held_bytes <= 60
    ahead = Proximity(catalogue)
    ahead.warm(catalogue.passage_ids(), lambda: False)
    assert ahead.held_bytes == large.held_bytes > 60
