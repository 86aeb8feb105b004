"""Indexes follow the catalogue's feed, and only it."""

import dataclasses
import json
import subprocess
import sys
import threading

import numpy as np
import pytest
from making import make_record, put
from small_library import EMBEDDER, VOCABULARY, fill, opened, reading_engine

from corpus.catalogue import Catalogue
from corpus.errors import IndexMismatch, OwnerBusy
from corpus.vectors import count_to_embed
from index.answers import Mode, SearchRequest
from index.apply import (
    clear_indexes,
    dense_folder,
    lexical_folder,
    sync,
    verify,
)
from index.chroma import ChromaDense
from index.dense import open_exact
from index.embed import embed_missing
from index.lexical import LexicalIndex
from index.manifest import read_manifest, write_manifest
from index.owner import current_owner, embedding_turn, own


def test_after_sync_both_indexes_agree_with_the_catalogue(library):
    catalogue, data = library
    fill(catalogue)
    embed_missing(catalogue, EMBEDDER)
    with opened(data) as indexes:
        assert indexes.lexical.manifest.applied == indexes.dense.manifest.applied == 0
        assert sync(catalogue, indexes) == catalogue.last_seq()
        assert indexes.lexical.manifest.applied == indexes.dense.manifest.applied
        assert verify(catalogue, indexes) == ()
        assert len(indexes.lexical.ids()) == len(indexes.dense.ids()) == 8


def test_a_record_is_found_by_its_words_before_it_is_embedded(library):
    catalogue, data = library
    fill(catalogue)
    with opened(data) as indexes:
        sync(catalogue, indexes)
        assert indexes.dense.size == 0
    answer = reading_engine(catalogue, data).search(SearchRequest("pulmino"))
    assert [h.record.file_name for h in answer.hits] == ["trasporto.pdf"]
    assert "dense" not in answer.hits[0].scores


def test_a_removed_record_leaves_both_indexes(library):
    catalogue, data = library
    fill(catalogue)
    embed_missing(catalogue, EMBEDDER)
    with opened(data) as indexes:
        sync(catalogue, indexes)
        catalogue.remove(make_record("trasporto").id)
        sync(catalogue, indexes)
        assert verify(catalogue, indexes) == ()
        assert len(indexes.dense.ids()) == 6


def test_a_replaced_record_leaves_nothing_of_the_old_one(library):
    catalogue, data = library
    record = put(catalogue, make_record("a"), ["Testo vecchio.", "Altro."])
    embed_missing(catalogue, EMBEDDER)
    with opened(data) as indexes:
        sync(catalogue, indexes)
        put(catalogue, dataclasses.replace(record, sha256="ee" * 32), ["Nuovo."], replace=True)
        sync(catalogue, indexes)
        assert len(indexes.dense.ids()) == 0, "what has no vector yet is not in the dense index"
        embed_missing(catalogue, EMBEDDER)
        sync(catalogue, indexes)
        assert verify(catalogue, indexes) == ()
        assert len(indexes.lexical.ids()) == 1


def test_replaying_the_whole_feed_changes_nothing(library):
    catalogue, data = library
    fill(catalogue)
    embed_missing(catalogue, EMBEDDER)
    with opened(data) as indexes:
        sync(catalogue, indexes)
        for folder in (lexical_folder(data), dense_folder(data, EMBEDDER.fingerprint)):
            write_manifest(folder, dataclasses.replace(read_manifest(folder), applied=0))
        sync(catalogue, indexes)
        assert verify(catalogue, indexes) == ()


def test_verify_names_what_is_missing_and_what_is_too_many(library):
    catalogue, data = library
    record = put(catalogue, make_record("a"), ["Uno.", "Due."])
    embed_missing(catalogue, EMBEDDER)
    with opened(data) as indexes:
        sync(catalogue, indexes)
        indexes.dense.drop(record.id)
        with indexes.lexical.writer() as writer:
            writer.delete_all_documents()
            writer.commit()
        found = {d.index: (len(d.missing), len(d.surplus)) for d in verify(catalogue, indexes)}
        assert found == {"lexical": (2, 0), "dense": (2, 0)}


def test_rebuilding_embeds_nothing_again(library):
    catalogue, data = library
    fill(catalogue)
    embed_missing(catalogue, EMBEDDER)
    clear_indexes(data)
    with opened(data) as indexes:
        sync(catalogue, indexes)
        assert verify(catalogue, indexes) == ()
    assert count_to_embed(catalogue, EMBEDDER.fingerprint) == 0


def test_the_dense_index_is_built_anew_when_most_of_it_was_removed(library, monkeypatch):
    monkeypatch.setattr("index.apply._MANY_REMOVED", 3)
    catalogue, data = library
    record = make_record("a")
    with opened(data) as indexes:
        for number in range(6):
            record = dataclasses.replace(record, sha256=f"{number:064x}")
            put(catalogue, record, [f"Testo {number}."], replace=number > 0)
            embed_missing(catalogue, EMBEDDER)
            sync(catalogue, indexes)
        assert indexes.dense.manifest.removed <= 3
        assert verify(catalogue, indexes) == ()


def test_chroma_and_the_exact_scan_find_the_same(library):
    catalogue, data = library
    fill(catalogue)
    embed_missing(catalogue, EMBEDDER)
    vector = EMBEDDER.embed_queries(["anziani e volontari"])[0]
    with opened(data) as indexes:
        sync(catalogue, indexes)
        exact = open_exact(catalogue, EMBEDDER.fingerprint, EMBEDDER.dimension)
        near = indexes.dense.nearest(vector, 5)
        wanted = exact.nearest(vector, 5)
        assert near[0].tolist() == wanted[0].tolist()
        assert near[1] == pytest.approx(wanted[1], abs=2e-3)
        some = np.append(wanted[0][1:4], np.uint64(1))
        assert indexes.dense.similarities(vector, some) == pytest.approx(
            exact.similarities(vector, some), abs=2e-3, nan_ok=True
        )


def test_an_index_built_for_another_model_is_refused_with_the_command_that_mends_it(library):
    _, data = library
    with opened(data):
        pass
    with pytest.raises(IndexMismatch, match="prassi rebuild") as error:
        ChromaDense(dense_folder(data, EMBEDDER.fingerprint), "another", 64)
    assert (error.value.field, error.value.found) == ("model", EMBEDDER.fingerprint)
    with pytest.raises(IndexMismatch, match="vocabulary"):
        LexicalIndex(lexical_folder(data), "another")


def test_an_unreadable_manifest_is_refused(library):
    _, data = library
    with opened(data):
        pass
    (lexical_folder(data) / "manifest.json").write_text(json.dumps({"kind": "lexical"})[:5])
    with pytest.raises(IndexMismatch, match="unreadable"):
        LexicalIndex(lexical_folder(data), VOCABULARY)


def test_a_missing_index_is_refused_by_those_who_only_read(library):
    _, data = library
    with pytest.raises(IndexMismatch):
        LexicalIndex(lexical_folder(data), VOCABULARY)


def test_only_one_process_owns_the_indexes(library):
    _, data = library
    assert current_owner(data) is None
    with own(data, "prassi serve", "http://127.0.0.1:1"):
        assert current_owner(data).url == "http://127.0.0.1:1"
        with pytest.raises(OwnerBusy, match="prassi serve"), own(data, "prassi ingest"):
            pass
    with own(data, "prassi ingest"):
        assert current_owner(data).command == "prassi ingest"
    assert current_owner(data) is None


def test_looking_who_owns_the_indexes_keeps_nobody_from_owning_them(library):
    _, data = library
    stop, looking = threading.Event(), []

    def look():
        while not stop.is_set():
            current_owner(data)

    looking = [threading.Thread(target=look) for _ in range(3)]
    for thread in looking:
        thread.start()
    try:
        for _ in range(300):
            with own(data, "prassi ingest"):
                pass
    finally:
        stop.set()
        for thread in looking:
            thread.join()


def test_the_card_of_an_owner_that_was_killed_is_nobodys(library):
    _, data = library
    code = (
        "import os, sys, pathlib\n"
        "from index.owner import own\n"
        "with own(pathlib.Path(sys.argv[1]), 'prassi ingest'):\n"
        "    os._exit(1)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(data)], check=False)
    assert (data / "owner.json").exists()
    assert current_owner(data) is None
    with own(data, "prassi verify"):
        assert current_owner(data).command == "prassi verify"


def test_one_process_at_a_time_embeds(library):
    _, data = library
    with embedding_turn(data, 0) as mine, embedding_turn(data, 0) as theirs:
        assert (mine, theirs) == (True, False)


def test_embedding_can_be_stopped_and_goes_on_where_it_was(library):
    catalogue, _ = library
    for number in range(3):
        put(catalogue, make_record(str(number)), [f"Testo {number} {i}." for i in range(40)])
    done = []
    embed_missing(
        catalogue, EMBEDDER, lambda n, total: done.append((n, total)), stop=lambda: bool(done)
    )
    left = count_to_embed(catalogue, EMBEDDER.fingerprint)
    assert 0 < left < 120
    assert done[0] == (120 - left, 120)
    embed_missing(catalogue, EMBEDDER)
    assert count_to_embed(catalogue, EMBEDDER.fingerprint) == 0


def test_a_reader_sees_what_the_owner_has_committed(library):
    catalogue, data = library
    fill(catalogue)
    with opened(data) as indexes:
        sync(catalogue, indexes)
        with Catalogue(catalogue.path) as other:
            engine = reading_engine(other, data)
            assert engine.search(SearchRequest("orto", mode=Mode.LEXICAL)).total == 0
            put(catalogue, make_record("nuovo"), ["Un orto di comunità."])
            sync(catalogue, indexes)
            assert engine.search(SearchRequest("orto", mode=Mode.LEXICAL)).total == 1


def test_clearing_leaves_no_manifest_that_claims_an_index(library):
    catalogue, data = library
    fill(catalogue)
    with opened(data) as indexes:
        sync(catalogue, indexes)
    clear_indexes(data)
    assert not list(data.glob("index*"))
    clear_indexes(data)


def test_damaged_names_of_concepts_are_a_clear_error(library):
    _, data = library
    with opened(data):
        pass
    (lexical_folder(data) / "concepts.json").write_text("[[")
    with pytest.raises(IndexMismatch, match="prassi rebuild"):
        LexicalIndex(lexical_folder(data), VOCABULARY)


def test_a_backlog_of_many_changes_writes_each_record_once(library, monkeypatch):
    catalogue, data = library
    for number in range(4):
        put(catalogue, make_record(str(number)), [f"Testo {number} {i}." for i in range(40)])
    embed_missing(catalogue, EMBEDDER)
    written = []
    real = ChromaDense.put

    def counted(self, record, ids, vectors):
        written.extend(ids)
        real(self, record, ids, vectors)

    monkeypatch.setattr(ChromaDense, "put", counted)
    monkeypatch.setattr("index.apply._BATCH", 2)
    with opened(data) as indexes:
        sync(catalogue, indexes)
        assert verify(catalogue, indexes) == ()
    assert len(written) == 160
