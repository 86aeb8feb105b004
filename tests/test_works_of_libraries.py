"""Over whole libraries, only the files of one work are linked."""

import hashlib
import itertools
from pathlib import Path

import pytest
from making import make_passage, make_source

from corpus.catalogue import Catalogue
from corpus.identifiers import record_id
from corpus.records import BlockKind, Record
from corpus.sketch import anchors, sketch
from corpus.works import Kind
from ingest.describe import describe
from ingest.worker import reader_for

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "corpus" / "sample" / "library"
REAL = ROOT.parent / "shared" / "library"


def links_among(files, folder):
    """Put the files into a catalogue; return the file names linked, with how."""
    with Catalogue(folder / "catalogue.db") as catalogue:
        records = [put(catalogue, path) for path in files]
        found = {}
        for one, other in itertools.combinations(records, 2):
            link = catalogue.work_links(catalogue.record(one.id)).get(other.id)
            if link is not None:
                found[one.file_name, other.file_name] = link.kind
        return found


def put(catalogue, path):
    document = reader_for(path)(path)
    text = "\n".join(
        page.slice(block)
        for page in document.pages
        for block in page.blocks
        if block.kind is not BlockKind.FURNITURE
    )
    language = "en" if text.count(" the ") > text.count(" il ") else "it"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    record = Record(
        id=record_id(digest),
        sha256=digest,
        location=str(path),
        file_name=path.name,
        media_type=document.media_type,
        description=describe(document, str(path), [(language, 1)]),
        page_count=len(document.pages),
        added_at="2026-01-02T03:04:05Z",
    )
    passage = make_passage(record, 0, text)
    catalogue.put(record, document.pages, [passage], sketch([text]), make_source(record),
                  anchors=anchors([text]))  # fmt: skip
    return record


def test_no_two_documents_of_the_sample_library_are_one_work(tmp_path):
    assert links_among(sorted(SAMPLE.iterdir()), tmp_path) == {}


@pytest.mark.skipif(not REAL.is_dir(), reason="no real documents beside the project")
def test_only_the_deck_in_three_files_is_one_work_of_the_real_library(tmp_path):
    files = sorted(path for path in REAL.glob("*/*") if path.is_file())
    found = links_among(files, tmp_path)
    assert {name.rpartition(".")[0] for pair in found for name in pair} == {
        "secondowelfare-terzo-settore"
    }
    assert len(found) == 3
    assert set(found.values()) == {Kind.SAME}
