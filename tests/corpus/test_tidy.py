"""What nothing uses is cleared away; what somebody is about to use is not."""

import dataclasses
import os
import threading

import numpy as np
import pytest
import sqlalchemy as sa
from hashing import HashingEmbedder
from making import make_passage, make_record, put

import corpus.tidy
from corpus import schema
from corpus.catalogue import Catalogue
from corpus.checking import check_files
from corpus.errors import FileChanged, RecordHeld
from corpus.files import keep, path_of, sha256_of
from corpus.identifiers import record_id
from corpus.records import Block, BlockKind, Page
from corpus.sources import Outcome, Source
from corpus.tidy import tidy
from corpus.vectors import put_vectors, sample_vectors, texts_to_embed

EMBEDDER = HashingEmbedder()
LONG_AGO = 1_000_000_000


@pytest.fixture
def library(tmp_path):
    """A catalogue, the folder of its files, and a folder of documents."""
    files, folder = tmp_path / "files", tmp_path / "documenti"
    files.mkdir()
    folder.mkdir()
    with Catalogue(tmp_path / "catalogue.db") as catalogue:
        yield catalogue, files, folder


def write(path, words):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{words}\n\nIl portierato di quartiere aiuta gli anziani soli.\n" * 3)
    return path


def read(library, *paths):
    """Do what an ingestion does with a file that can be read; return the ids of the records."""
    return [_read(*library[:2], path) for path in paths]


def _read(catalogue, files, path):
    sha256 = sha256_of(path)
    source = Source(str(path), Outcome.OK, sha256=sha256, size=1, mtime_ns=1)
    twin = catalogue.record_of_digest(sha256)
    if twin is not None:
        catalogue.note(dataclasses.replace(source, outcome=Outcome.DUPLICATE, record=twin))
        return twin
    keep(files, path, sha256)
    record = dataclasses.replace(
        make_record(path.stem), id=record_id(sha256), sha256=sha256, file_name=path.name
    )
    page = Page(1, "Testo.", (Block(BlockKind.PARAGRAPH, 0, 6),))
    passage = make_passage(record, 0, "Testo.")
    catalogue.put(record, [page], [passage], frozenset(), source)
    return record.id


def locations(catalogue):
    with catalogue.engine.connect() as connection:
        return set(connection.scalars(sa.select(schema.sources.c.location)))


def aged(path):
    os.utime(path, (LONG_AGO, LONG_AGO))
    return path


def embed_all(catalogue):
    texts = texts_to_embed(catalogue, EMBEDDER.fingerprint, 1_000)
    vectors = EMBEDDER.embed_passages([t.text for t in texts])
    put_vectors(
        catalogue,
        EMBEDDER.fingerprint,
        {text.hash: vector for text, vector in zip(texts, vectors, strict=True)},
    )


# Places


def test_a_moved_file_may_be_replaced_once_its_old_place_is_tidied(library):
    catalogue, files, folder = library
    old = write(folder / "a.txt", "Prima")
    [identifier] = read(library, old)
    new = old.rename(folder / "b.txt")
    read(library, new)
    record = dataclasses.replace(catalogue.record(identifier), sha256="ee" * 32)
    source = Source(str(new), Outcome.OK, sha256=record.sha256, size=1, mtime_ns=1)

    def changed():
        page = Page(1, "Dopo.", (Block(BlockKind.PARAGRAPH, 0, 5),))
        catalogue.put(record, [page], [], frozenset(), source, replace=True)

    with pytest.raises(RecordHeld):
        changed()
    assert tidy(catalogue, files).vanished == 1
    changed()
    assert catalogue.record_ids() == (identifier,)
    assert catalogue.record(identifier).sha256 == "ee" * 32


def test_a_renamed_folder_is_no_holder_any_more(library):
    catalogue, files, folder = library
    read(library, write(folder / "vecchia" / "a.txt", "Prima"))
    (folder / "vecchia").rename(folder / "nuova")
    read(library, folder / "nuova" / "a.txt")
    assert tidy(catalogue, files).vanished == 1
    assert locations(catalogue) == {str(folder / "nuova" / "a.txt")}


@pytest.mark.parametrize("left", ["empty folder", "nothing"])
def test_a_drive_that_is_not_connected_still_holds_its_files(library, tmp_path, left):
    catalogue, files, folder = library
    drive = tmp_path / "mnt" / "chiavetta"
    (tmp_path / "mnt" / "altra").mkdir(parents=True)
    original = write(drive / "a.txt", "Uno")
    read(library, original)
    copy = folder / "a.txt"
    copy.write_bytes(original.read_bytes())
    read(library, copy)
    original.unlink()
    if left == "nothing":
        drive.rmdir()
    assert not tidy(catalogue, files)
    assert locations(catalogue) == {str(copy), str(original)}


def test_the_last_place_of_a_record_stays_and_so_does_the_record(library):
    catalogue, files, folder = library
    [only] = read(library, write(folder / "a.txt", "Uno"))
    write(folder / "altro.txt", "resta nella cartella")
    (folder / "a.txt").unlink()
    assert not tidy(catalogue, files)
    assert [s.location for s in catalogue.sources_of(only)] == [str(folder / "a.txt")]
    assert catalogue.record_ids() == (only,)


def test_a_place_that_is_seen_again_meanwhile_stays(library, monkeypatch):
    catalogue, files, folder = library
    old = write(folder / "a.txt", "Uno")
    read(library, old)
    new = old.rename(folder / "b.txt")
    read(library, new)
    with catalogue.writing() as connection:
        connection.execute(sa.update(schema.sources).values(seen_at="2020-01-01T00:00:00Z"))
    begun, go_on = threading.Event(), threading.Event()
    real = Catalogue.writing

    def slow(self):
        if threading.current_thread() is tidying:
            begun.set()
            go_on.wait(20)
        return real(self)

    monkeypatch.setattr(Catalogue, "writing", slow)
    done = []
    tidying = threading.Thread(target=lambda: done.append(tidy(catalogue, files)))
    tidying.start()
    begun.wait(20)
    old.write_bytes(new.read_bytes())
    read(library, old)
    go_on.set()
    tidying.join()
    assert done[0].vanished == 0
    assert locations(catalogue) == {str(old), str(new)}


def test_names_typed_wrong_are_forgotten_and_failures_of_files_are_not(library):
    catalogue, files, folder = library
    (folder / "vuoto.pdf").write_bytes(b"")
    for name in ("erorre.pdf", "manca/x.pdf", "vuoto.pdf", "\\xff.pdf"):
        catalogue.note(Source(str(folder / name), Outcome.FAILED, "not read"))
    assert catalogue.counts().failed_sources == 4
    assert tidy(catalogue, files).failures == 2
    assert locations(catalogue) == {str(folder / "vuoto.pdf"), str(folder / "\\xff.pdf")}


# Vectors


def test_only_vectors_of_texts_that_are_gone_are_removed(library):
    catalogue, files, _ = library
    put(catalogue, make_record("a", title="T"), ["Uno.", "Due."])
    gone = put(catalogue, make_record("b", title="T"), ["Due.", "Tre."])
    embed_all(catalogue)
    catalogue.remove(gone.id)
    assert tidy(catalogue, files).vectors == 1
    assert len(texts_to_embed(catalogue, EMBEDDER.fingerprint, 10)) == 0
    assert not tidy(catalogue, files)


def test_vectors_of_texts_that_are_gone_are_not_sampled(library):
    catalogue, _, _ = library
    put(catalogue, make_record("a"), ["Uno.", "Due."])
    gone = put(catalogue, make_record("b"), ["Tre.", "Quattro."])
    embed_all(catalogue)
    before = sample_vectors(catalogue, EMBEDDER.fingerprint, EMBEDDER.dimension, 10)
    catalogue.remove(gone.id)
    after = sample_vectors(catalogue, EMBEDDER.fingerprint, EMBEDDER.dimension, 10)
    assert (len(before), len(after)) == (4, 2)
    assert all(any(np.array_equal(a, b) for b in before) for a in after)


# Files


def test_the_copy_of_a_removed_record_goes_and_those_of_others_stay(library):
    catalogue, files, folder = library
    kept, gone = read(library, write(folder / "a.txt", "Uno"), write(folder / "b.txt", "Due"))
    paths = {o: path_of(files, catalogue.record(o)) for o in (kept, gone)}
    for path in paths.values():
        aged(path)
    catalogue.remove(gone)
    assert tidy(catalogue, files).files == 1
    assert paths[kept].exists()
    assert not paths[gone].exists()
    assert [p for p in files.rglob("*") if p.is_file()] == [paths[kept]]


def test_a_copy_just_made_stays_though_its_record_is_not_committed_yet(library):
    catalogue, files, folder = library
    path = write(folder / "a.txt", "Uno")
    target = keep(files, path, sha256_of(path))
    assert not tidy(catalogue, files)
    assert target.exists()


def test_an_old_copy_that_is_relied_on_again_stays(library):
    catalogue, files, folder = library
    path = write(folder / "a.txt", "Uno")
    target = aged(keep(files, path, sha256_of(path)))
    keep(files, path, sha256_of(path))
    assert not tidy(catalogue, files)
    assert target.exists()


def test_a_copy_asked_for_while_it_is_looked_at_stays(library, monkeypatch):
    catalogue, files, folder = library
    path = write(folder / "a.txt", "Uno")
    digest = sha256_of(path)
    target = aged(keep(files, path, digest))
    real = corpus.tidy._removed

    def asked_for(*arguments):
        keep(files, path, digest)
        return real(*arguments)

    monkeypatch.setattr("corpus.tidy._removed", asked_for)
    assert not tidy(catalogue, files)
    assert sha256_of(target) == digest


def test_a_copy_asked_for_while_it_is_removed_is_made_anew(library, monkeypatch):
    catalogue, files, folder = library
    path = write(folder / "a.txt", "Uno")
    digest = sha256_of(path)
    target = aged(keep(files, path, digest))

    def asked_for(*_):
        keep(files, path, digest)

    monkeypatch.setattr(Catalogue, "record_of_digest", asked_for)
    tidy(catalogue, files)
    assert sha256_of(target) == digest


def test_unfinished_copies_go_once_they_are_old(library):
    catalogue, files, _ = library
    (files / "ab").mkdir()
    old, new = files / "ab" / ".partial-old", files / "ab" / ".partial-new"
    old.write_bytes(b"x")
    aged(old)
    new.write_bytes(b"x")
    assert tidy(catalogue, files).partial == 1
    assert (old.exists(), new.exists()) == (False, True)


def test_a_copy_set_aside_by_a_killed_process_is_put_back_if_it_is_needed(library):
    catalogue, files, folder = library
    [record] = read(library, write(folder / "a.txt", "Uno"))
    path = path_of(files, catalogue.record(record))
    aged(path.rename(path.with_name(".tidied-" + path.name)))
    tidy(catalogue, files)
    assert path.exists()


# Checking


def test_a_changed_copy_is_found_and_made_again_from_the_same_file(library):
    catalogue, files, folder = library
    [record] = read(library, write(folder / "a.txt", "Uno"))
    path = path_of(files, catalogue.record(record))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"X")
    told = []
    [bad] = check_files(catalogue, files, told.append)
    assert (bad.restored, told) == (str(folder / "a.txt"), [1])
    assert path.read_bytes() == whole
    assert check_files(catalogue, files) == ()


@pytest.mark.parametrize("now", ["gone", "another"])
def test_a_bad_copy_whose_file_is_gone_or_another_is_told(library, now):
    catalogue, files, folder = library
    source = write(folder / "a.txt", "Uno")
    [record] = read(library, source)
    path = path_of(files, catalogue.record(record))
    path.unlink()
    source.unlink() if now == "gone" else write(source, "Un altro")
    [bad] = check_files(catalogue, files)
    assert bad.restored is None
    assert "a.txt" in str(bad)
    assert "missing" in str(bad)
    assert not [p for p in files.rglob("*") if p.is_file()]


def test_a_file_that_changed_is_not_kept_in_the_place_of_the_good_one(library):
    _, files, folder = library
    path = write(folder / "a.txt", "Uno")
    digest = sha256_of(path)
    target = keep(files, path, digest)
    write(path, "Due")
    with pytest.raises(FileChanged):
        keep(files, path, digest, anew=True)
    assert sha256_of(target) == digest
