"""A damaged index is told in one sentence with the command that mends it, and it does mend it."""

import shutil
import sqlite3
import threading

import pytest
from making import make_record, put
from small_library import EMBEDDER, VOCABULARY, fill, opened, reading_engine

from corpus.catalogue import Catalogue
from corpus.errors import IndexDamaged, IndexMismatch
from index.answers import SearchRequest
from index.apply import dense_folder, lexical_folder, rebuild, sync, verify
from index.chroma import ChromaDense
from index.embed import embed_missing


def shorten(path):
    path.write_bytes(path.read_bytes()[:20])


def some_segment(folder):
    return next(folder.glob("*.term"))


def without_collection(folder):
    connection = sqlite3.connect(folder / "chroma.sqlite3")
    with connection:
        connection.execute("DELETE FROM collections")
    connection.close()


LEXICAL = {
    "shortened meta": lambda folder: shorten(folder / "meta.json"),
    "empty meta": lambda folder: (folder / "meta.json").write_bytes(b""),
    "no meta": lambda folder: (folder / "meta.json").unlink(),
    "no folder": shutil.rmtree,
    "no segment": lambda folder: some_segment(folder).unlink(),
    "shortened segment": lambda folder: shorten(some_segment(folder)),
}
DENSE = {
    "garbage": lambda folder: (folder / "chroma.sqlite3").write_bytes(b"x" * 5000),
    "shortened": lambda folder: shorten(folder / "chroma.sqlite3"),
    "empty": lambda folder: (folder / "chroma.sqlite3").write_bytes(b""),
    "gone": lambda folder: (folder / "chroma.sqlite3").unlink(),
    "no collection": without_collection,
    "a file in its place": lambda folder: (shutil.rmtree(folder), folder.write_text("x")),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    data = tmp_path_factory.mktemp("made")
    with Catalogue(data / "catalogue.db") as catalogue:
        fill(catalogue)
        embed_missing(catalogue, EMBEDDER)
        with opened(data) as indexes:
            sync(catalogue, indexes)
    return data


@pytest.fixture
def indexed(made, tmp_path):
    """A catalogue with both indexes, to be damaged: (catalogue, folder)."""
    data = shutil.copytree(made, tmp_path / "data")
    with Catalogue(data / "catalogue.db") as catalogue:
        yield catalogue, data


def rebuilt(catalogue, data):
    rebuild(catalogue, data, EMBEDDER.fingerprint, EMBEDDER.dimension, VOCABULARY)


def is_whole(catalogue, data):
    with opened(data) as indexes:
        assert indexes.lexical.manifest.applied == catalogue.last_seq()
        assert verify(catalogue, indexes) == ()
        assert len(indexes.lexical.ids()) == len(indexes.dense.ids()) == 8
    assert reading_engine(catalogue, data).search(SearchRequest("pulmino")).total
    assert {p.name for p in data.glob("index*")} == {"index"}
    return True


@pytest.mark.parametrize("damage", LEXICAL)
def test_a_damaged_lexical_index_is_a_clear_error_and_is_rebuilt(indexed, damage):
    catalogue, data = indexed
    LEXICAL[damage](lexical_folder(data) / "tantivy")
    with pytest.raises(IndexDamaged, match="prassi rebuild") as error:
        reading_engine(catalogue, data)
    assert "\n" not in str(error.value)
    with pytest.raises(IndexDamaged), opened(data):
        pass
    rebuilt(catalogue, data)
    assert is_whole(catalogue, data)


@pytest.mark.parametrize("damage", DENSE)
def test_a_damaged_dense_index_is_a_clear_error_and_is_rebuilt(indexed, damage):
    catalogue, data = indexed
    DENSE[damage](dense_folder(data, EMBEDDER.fingerprint))
    with pytest.raises(IndexMismatch, match="prassi rebuild") as error, opened(data):
        pass
    assert "\n" not in str(error.value)
    rebuilt(catalogue, data)
    assert is_whole(catalogue, data)


def test_damage_done_while_searches_run_is_a_clear_error(indexed):
    catalogue, data = indexed
    engine = reading_engine(catalogue, data)
    shorten(lexical_folder(data) / "tantivy" / "meta.json")
    with pytest.raises(IndexDamaged, match="prassi rebuild"):
        engine.search(SearchRequest("anziani"))


def test_damaged_names_of_concepts_of_any_shape_are_a_clear_error(indexed):
    catalogue, data = indexed
    (lexical_folder(data) / "concepts.json").write_text("[1, 2]")
    with pytest.raises(IndexDamaged, match="prassi rebuild"):
        reading_engine(catalogue, data)


def test_what_was_left_while_an_index_was_made_is_made_anew(indexed):
    catalogue, data = indexed
    for folder in (lexical_folder(data), dense_folder(data, EMBEDDER.fingerprint)):
        (folder / "manifest.json").unlink()
    shorten(lexical_folder(data) / "tantivy" / "meta.json")
    with opened(data) as indexes:
        sync(catalogue, indexes)
    assert is_whole(catalogue, data)


def test_searches_go_on_while_the_indexes_are_rebuilt(indexed):
    """Whoever opens the index meanwhile gets an answer, or one sentence, and no wrong answer."""
    catalogue, data = indexed
    wanted = [h.passage.id for h in reading_engine(catalogue, data).search(SearchRequest()).hits]
    answers, refusals, wrong, stop = [], [], [], threading.Event()

    def keep_asking():
        with Catalogue(catalogue.path) as own:
            while not stop.is_set():
                try:
                    found = reading_engine(own, data).search(SearchRequest())
                    answers.append([h.passage.id for h in found.hits])
                except IndexMismatch as error:
                    refusals.append(str(error))
                except Exception as error:
                    wrong.append(error)

    asking = threading.Thread(target=keep_asking)
    asking.start()
    for _ in range(3):
        rebuilt(catalogue, data)
    stop.set()
    asking.join()
    assert not wrong
    assert answers
    assert all(found == wanted for found in answers)
    assert all("prassi rebuild" in told for told in refusals)


def test_a_rebuild_that_was_killed_leaves_the_old_indexes_and_is_cleared_away(indexed):
    catalogue, data = indexed
    (data / "index-new-killed" / "index" / "lexical").mkdir(parents=True)
    (data / "index-old-killed").mkdir()
    assert reading_engine(catalogue, data).search(SearchRequest("pulmino")).total
    rebuilt(catalogue, data)
    assert is_whole(catalogue, data)


# The dense index built anew in place


def many_changes(catalogue, indexes, times):
    record = make_record("spesso")
    for number in range(times):
        texts = [f"Testo {number} della volta {i}." for i in range(12)]
        put(catalogue, record, texts, replace=number > 0)
        embed_missing(catalogue, EMBEDDER)
        sync(catalogue, indexes)


def test_searches_by_meaning_always_answer_while_the_dense_index_is_built_anew(
    indexed, monkeypatch
):
    monkeypatch.setattr("index.apply._MANY_REMOVED", 2)
    catalogue, data = indexed
    vector = EMBEDDER.embed_queries(["anziani e volontari"])[0]
    failures, counts, stores, stop = [], [], set(), threading.Event()
    with opened(data) as indexes:

        def keep_asking():
            while not stop.is_set():
                try:
                    keys, _ = indexes.dense.nearest(vector, 5)
                    counts.append(len(keys))
                    counts.append(4 + len(indexes.dense.similarities(vector, keys[:1])))
                    stores.add(indexes.dense.manifest.store)
                except Exception as error:
                    failures.append(error)

        asking = [threading.Thread(target=keep_asking) for _ in range(2)]
        for thread in asking:
            thread.start()
        many_changes(catalogue, indexes, 8)
        stop.set()
        for thread in asking:
            thread.join()
        assert verify(catalogue, indexes) == ()
    assert not failures
    assert set(counts) == {5}
    assert len(stores) > 2, "it was built anew, more than once"
    kept = [p.name for p in dense_folder(data, EMBEDDER.fingerprint).iterdir()]
    assert len(kept) == 2, "the manifest and the store in use"
    with opened(data) as indexes:
        assert verify(catalogue, indexes) == ()


def test_a_dense_index_killed_while_it_was_built_anew_goes_on_with_the_old_one(indexed):
    catalogue, data = indexed
    folder = dense_folder(data, EMBEDDER.fingerprint)
    with opened(data) as indexes:
        store = indexes.dense.beside()
        store.close()  # as if killed: nothing is swapped
        assert list(folder.glob("store-*"))
    with opened(data) as indexes:
        assert verify(catalogue, indexes) == ()
    assert not list(folder.glob("store-*"))


def test_a_dense_index_killed_just_after_the_swap_answers_from_the_new_one(indexed):
    catalogue, data = indexed
    folder = dense_folder(data, EMBEDDER.fingerprint)
    before = {p.name for p in folder.iterdir()} - {"manifest.json"}
    shutil.copytree(folder, data / "copy")
    with opened(data) as indexes:
        store = indexes.dense.beside()
        indexes.dense.swap(store, 0)
    for name in before:  # what a killed process did not come to remove
        old = data / "copy" / name
        shutil.copytree(old, folder / name) if old.is_dir() else shutil.copy(old, folder)
    with opened(data) as indexes:
        assert indexes.dense.ids() == set()
        sync(catalogue, indexes)
        assert verify(catalogue, indexes) == ()
    assert not before & {p.name for p in folder.iterdir()}


def test_a_store_that_could_not_be_filled_is_removed(indexed, monkeypatch):
    monkeypatch.setattr("index.apply._MANY_REMOVED", 0)
    catalogue, data = indexed
    with opened(data) as indexes:
        for name in ("portierato", "trasporto", "empori"):
            catalogue.remove(make_record(name).id)

        def full(*_):
            raise OSError("disk full")

        monkeypatch.setattr(Catalogue, "record_ids", full)
        with pytest.raises(OSError, match="disk full"):
            sync(catalogue, indexes)
        assert not list(dense_folder(data, EMBEDDER.fingerprint).glob("store-*"))
        assert len(indexes.dense.ids()) == 1


def test_vectors_alone_write_nothing_to_the_lexical_index(library):
    catalogue, data = library
    fill(catalogue)
    with opened(data) as indexes:
        sync(catalogue, indexes)
        meta = lexical_folder(data) / "tantivy" / "meta.json"
        before = meta.stat().st_mtime_ns, meta.read_bytes()
        embed_missing(catalogue, EMBEDDER)
        assert sync(catalogue, indexes) == catalogue.last_seq()
        assert (meta.stat().st_mtime_ns, meta.read_bytes()) == before
        assert indexes.lexical.manifest.applied == catalogue.last_seq()


def test_an_index_made_before_stores_had_folders_of_their_own_is_read(indexed):
    _, data = indexed
    folder = dense_folder(data, EMBEDDER.fingerprint)
    assert (folder / "chroma.sqlite3").exists()
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace(', "store": ""', ""))
    assert "store" not in manifest.read_text()
    dense = ChromaDense(folder, EMBEDDER.fingerprint, EMBEDDER.dimension)
    assert len(dense.ids()) == 8
    dense.close()
