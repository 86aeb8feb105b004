"""What is cut into passages is bounded, and the page keeps its text."""

import os
import signal
import struct
import tracemalloc
import zipfile

import pytest

from corpus.errors import UnreadableFile
from corpus.records import Block, BlockKind, Page
from ingest import limits
from ingest.limits import within_limits
from ingest.package import Package, PartDamaged
from ingest.pages import clean
from ingest.plain import read_plain
from ingest.pool import Bounds, run_jobs
from ingest.reader import ReadDocument


def document(*texts):
    pages = tuple(
        Page(n, text, (Block(BlockKind.LIST_ITEM, 0, len(text), 2),))
        for n, text in enumerate(texts, 1)
    )
    return ReadDocument("text/plain", pages)


def test_an_ordinary_document_is_left_as_it_is():
    given = document("Un orto di comunità.", "parola " * 2_000 + "fine")
    assert within_limits(given) == given


def test_a_long_block_is_parted_between_words_and_loses_none():
    text = " ".join(f"parola{n}" for n in range(10_000))
    page = within_limits(document(text)).pages[0]
    assert page.text == text
    assert all(b.end - b.start <= limits.MAX_BLOCK_CHARACTERS for b in page.blocks)
    assert " ".join(page.slice(block) for block in page.blocks) == text
    assert {(b.kind, b.level) for b in page.blocks} == {(BlockKind.LIST_ITEM, 2)}


def test_data_written_in_letters_is_in_no_block_and_the_words_around_it_are():
    given = document("prima " + "a" * 3_000 + " dopo")
    read = within_limits(given)
    assert [read.pages[0].slice(block) for block in read.pages[0].blocks] == ["prima", "dopo"]
    assert read.warnings == ("page 1: too much text to be searched, a part was left out",)


def test_pages_beyond_the_bound_keep_their_text_and_are_named(monkeypatch):
    monkeypatch.setattr(limits, "MAX_CHARACTERS", 25)
    read = within_limits(document("Una prima pagina.", "La seconda pagina.", "La terza pagina."))
    assert [len(page.blocks) for page in read.pages] == [1, 0, 0]
    assert read.pages[2].text == "La terza pagina."
    assert read.warnings[0].startswith("page 2, 3:")


def test_too_many_pages_are_refused():
    with pytest.raises(UnreadableFile) as caught:
        within_limits(document(*["x"] * (limits.MAX_PAGES + 1)))
    assert caught.value.code == "too-large"


def test_marks_upon_one_letter_are_bounded_in_a_long_text():
    assert len(clean("a" + "\u0301" * 100_000)) <= 31
    assert clean("perche\u0301") == "perché"


def test_megabytes_without_a_space_are_read_at_once(tmp_path):
    path = tmp_path / "dati.txt"
    path.write_text("Prima riga del testo\n\n" + "a" * 3_000_000, "utf-8")
    assert len(read_plain(path).pages[0].blocks) == 2


def test_a_part_is_unpacked_no_further_than_it_says(tmp_path):
    path = tmp_path / "bugia.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(50_000_000))
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.rindex(b"PK\x01\x02") + 24, 2_000)
    path.write_bytes(data)
    tracemalloc.start()
    try:
        with Package.open(path) as package, pytest.raises(PartDamaged):
            package.tree("word/document.xml")
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def _aborts(job):
    if job == "abort":
        os.abort()
    if job == "grow":
        return len([bytearray(1 << 20) for _ in range(2_000)])
    if job == "signal":
        os.kill(os.getpid(), signal.SIGSEGV)
    return job


_KEPT = []


def _keeps(job):
    if job == "keep":
        _KEPT.append(bytearray(b"x") * 700_000_000)
    return os.getpid()


def test_a_process_that_holds_too_much_memory_is_replaced():
    found = dict(run_jobs(_keeps, ["a", "keep", "b"], 1, Bounds()))
    assert found["a"] == found["keep"]
    assert found["b"] != found["a"]


@pytest.mark.parametrize(
    ("job", "code", "word"),
    [("abort", "memory", "memory"), ("grow", "memory", "1.0 GB"), ("signal", "crash", "damaged")],
)
def test_the_reason_says_what_a_process_died_of(job, code, word):
    found = dict(run_jobs(_aborts, [job, "b"], 1, Bounds()))
    assert (found[job].code, found["b"]) == (code, "b")
    assert word in found[job].reason
