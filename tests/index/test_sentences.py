"""A passage is ranked by its sentence that answers, not only by the mean of what it says."""

import numpy as np
from making import make_record, put
from small_library import EMBEDDER, opened, reading_engine

from corpus.context import sentences_to_embed
from corpus.identifiers import passage_key
from corpus.packing import pack_sentences, unpack_sentences
from corpus.sentence_vectors import count_sentences_missing, put_sentences, sentences_of
from index.answers import SearchRequest
from index.apply import sync
from index.embed import embed_missing, embed_sentences
from index.sentences import Sentences

MIXED = (
    "Il bilancio sociale elenca le entrate per capitolo. Le riunioni si tengono ogni giovedì in "
    "sede. I nonni accompagnano i bambini a scuola a piedi. Il regolamento è stato aggiornato."
)
PLAIN = "Gli accompagnamenti scolastici sono una spesa prevista nel regolamento del bilancio."


def model_of():
    return EMBEDDER.fingerprint, EMBEDDER.dimension


def keys_of(passages):
    return np.array([passage_key(passage.id) for passage in passages], np.uint64)


def test_short_sentences_are_left_to_the_others_unless_there_are_no_others():
    text = "Fonte: Istat. Il servizio è aperto ogni giorno. Note."
    assert sentences_to_embed(text) == ("Il servizio è aperto ogni giorno.",)
    assert sentences_to_embed("Fonte: Istat.") == ("Fonte: Istat.",)
    assert sentences_to_embed("") == ("",)
    many = " ".join(f"Questa è la frase numero {n}." for n in range(90))
    assert len(sentences_to_embed(many)) == 24


def test_packing_keeps_the_direction_of_every_sentence():
    vectors = EMBEDDER.embed_passages(["Uno due tre quattro", "Il volontariato cresce"])
    found = unpack_sentences(pack_sentences(vectors), EMBEDDER.dimension).astype(np.float32)
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    assert (found * vectors).sum(axis=1).min() > 0.999
    assert unpack_sentences(pack_sentences(np.zeros((1, 8), np.float32)), 8).shape == (1, 8)


def test_sentences_are_embedded_once_and_go_on_where_they_stopped(library):
    catalogue, _ = library
    record = put(catalogue, make_record("a"), [f"{MIXED} Capitolo {n}." for n in range(40)])
    model, dimension = model_of()
    assert count_sentences_missing(catalogue, model) == 40
    asked = []
    assert embed_sentences(catalogue, EMBEDDER, stop=lambda: len(asked) > 0 or asked.append(1))
    left = count_sentences_missing(catalogue, model)
    assert 0 < left < 40
    told = []
    assert embed_sentences(catalogue, EMBEDDER, lambda *done: told.append(done)) == left
    assert told[-1] == (left, left)
    assert embed_sentences(catalogue, EMBEDDER) == 0
    ids = [passage.id for passage in catalogue.passages_of(record.id)]
    found = sentences_of(catalogue, model, ids, dimension)
    assert {matrix.shape for matrix in found.values()} == {(4, dimension)}
    assert set(found) == set(ids)


def test_the_sentence_that_answers_lifts_its_passage(library):
    catalogue, data = library
    put(catalogue, make_record("plain"), [PLAIN])
    put(catalogue, make_record("mixed"), [MIXED])
    for number in range(8):
        text = f"La cooperativa {number} gestisce orti urbani con {number + 3} giovani del posto."
        put(catalogue, make_record(f"other{number}"), [text])
    embed_missing(catalogue, EMBEDDER)
    with opened(data) as indexes:
        sync(catalogue, indexes)
    request = SearchRequest(query="nonni accompagnano bambini scuola", facets=False)

    def parts():
        hits = reading_engine(catalogue, data).search(request).hits
        return {hit.record.file_name: (hit.score, hit.scores) for hit in hits}

    before = parts()
    embed_sentences(catalogue, EMBEDDER)
    after = parts()
    assert "sentence" not in before["mixed.pdf"][1]
    assert after["mixed.pdf"][1]["sentence"] > after["mixed.pdf"][1]["dense"]
    assert after["mixed.pdf"][0] > before["mixed.pdf"][0]


def test_the_nearest_sentence_is_that_of_a_scan_and_what_is_kept_stays_in_its_room(library):
    catalogue, _ = library
    model, dimension = model_of()
    texts = [f"{MIXED} Anno {2000 + n}. Si parla di {n} famiglie e di case." for n in range(30)]
    record = put(catalogue, make_record("a"), texts)
    embed_sentences(catalogue, EMBEDDER)
    passages = catalogue.passages_of(record.id)
    keys = keys_of(passages)
    query = EMBEDDER.embed_queries(["bambini a scuola a piedi"])[0]
    expected = [
        (EMBEDDER.embed_passages(sentences_to_embed(p.text)) @ query).max() for p in passages
    ]
    sentences = Sentences(catalogue, model, dimension, room_bytes=20 * dimension)
    for _ in range(2):
        found = sentences.nearest(query, keys)
        np.testing.assert_allclose(found, expected, atol=0.01)
    assert sentences.held_bytes <= 20 * dimension
    assert np.isnan(sentences.nearest(query, np.array([1, 2], np.uint64))).all()
    assert len(sentences.nearest(query, keys[:0])) == 0
    some = sentences.nearest(query, np.array([1, keys[3]], np.uint64))
    np.testing.assert_allclose(some, [np.nan, expected[3]], atol=0.01)


def test_sentences_that_come_later_are_seen(library):
    catalogue, _ = library
    model, dimension = model_of()
    record = put(catalogue, make_record("a"), [MIXED])
    (passage,) = catalogue.passages_of(record.id)
    sentences = Sentences(catalogue, model, dimension)
    query = EMBEDDER.embed_queries(["bambini"])[0]
    assert np.isnan(sentences.nearest(query, keys_of([passage]))).all()
    put_sentences(catalogue, model, {})
    embed_sentences(catalogue, EMBEDDER)
    assert not np.isnan(sentences.nearest(query, keys_of([passage]))).any()


def test_without_the_words_the_sentence_that_answers_is_marked(library):
    catalogue, data = library
    text = "La riunione si tiene in sede. Le volontarie leggono le favole ai piccoli."
    put(catalogue, make_record("a"), [text])
    for number in range(6):
        put(catalogue, make_record(f"b{number}"), [f"Il verbale numero {number} è agli atti."])
    embed_missing(catalogue, EMBEDDER)
    embed_sentences(catalogue, EMBEDDER)
    with opened(data) as indexes:
        sync(catalogue, indexes)
    engine = reading_engine(catalogue, data)
    # Alike for this embedder, and no inflected forms of what stands there.
    request = SearchRequest(query="favoleggiatori volontaristici", facets=False)
    hit = engine.search(request).hits[0]
    assert hit.record.file_name == "a.pdf"
    assert [text[a:b] for a, b in hit.highlights] == ["Le volontarie leggono le favole ai piccoli."]


def test_sentences_are_read_ahead_while_there_is_room_and_nobody_stops_it(library):
    catalogue, _ = library
    put(catalogue, make_record("a"), [f"{MIXED} Capitolo {n}." for n in range(250)])
    embed_missing(catalogue, EMBEDDER)
    embed_sentences(catalogue, EMBEDDER)
    model, dimension = model_of()
    whole = Sentences(catalogue, model, dimension)
    whole.warm(catalogue.passage_ids(), lambda: False)
    assert whole.held_bytes == 250 * 4 * dimension
    asked = iter((False, True))
    some = Sentences(catalogue, model, dimension)
    some.warm(catalogue.passage_ids(), lambda: next(asked))
    assert some.held_bytes == 100 * 4 * dimension
    small = Sentences(catalogue, model, dimension, room_bytes=150 * 4 * dimension)
    small.warm(catalogue.passage_ids(), lambda: False)
    assert 0 < small.held_bytes <= 150 * 4 * dimension
