"""Labelling anew beside a server, in a process of its own."""

import time

import pytest
from hashing import HashingEmbedder
from tiny_library import ENTRIES, put

from api.library import Library
from api.relabelling import RelabellingFailed, relabel
from corpus.annotated import put_annotations, versions
from corpus.catalogue import Catalogue
from corpus.records import Annotation
from ingest.annotate.version import is_current
from ingest.reannotation import VectorModel

MODEL = VectorModel(HashingEmbedder.fingerprint, HashingEmbedder.dimension)


@pytest.fixture
def library(tmp_path):
    (tmp_path / "files").mkdir()
    sources = tmp_path / "sources"
    sources.mkdir()
    with Catalogue(tmp_path / "catalogue.db") as catalogue:
        held = Library(tmp_path, catalogue)
        for entry in list(ENTRIES.values())[:2]:
            put(held, entry, sources)
        yield held


def make_old(catalogue):
    for record in catalogue.record_ids():
        wrong = {
            p.id: (Annotation("kind", "need", 0, 3, "old"),) for p in passages(catalogue, record)
        }
        assert put_annotations(catalogue, record, wrong, "0" * 16)


def passages(catalogue, record):
    return catalogue.passages_of(record)


def test_it_ends_when_the_server_does_goes_on_later_and_then_has_nothing_to_do(library):
    catalogue = library.catalogue
    make_old(catalogue)
    until = time.monotonic() + 0.3
    assert relabel(catalogue, library.data, MODEL, lambda: time.monotonic() > until)
    assert not catalogue.damage()
    assert relabel(catalogue, library.data, MODEL, lambda: False)
    assert all(is_current(version) for version in versions(catalogue).values())
    held = [p for record in catalogue.record_ids() for p in passages(catalogue, record)]
    assert "old" not in {label.rule for passage in held for label in passage.annotations}
    assert not relabel(catalogue, library.data, MODEL, lambda: False)


def test_a_process_that_fails_is_an_error(library, tmp_path):
    make_old(library.catalogue)
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(RelabellingFailed, match="exit code 1"):
        relabel(library.catalogue, tmp_path / "file", MODEL, lambda: False)
