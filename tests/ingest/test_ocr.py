"""Scans: found, read where Tesseract is installed, and told of where they cannot be read."""

import os
import shutil
from pathlib import Path

import pytest
from PIL import Image
from scans import LEFT, RIGHT, picture_of, scan_of, text_page, two_columns

import ingest.pipeline as pipeline
from corpus.catalogue import Catalogue
from corpus.records import BlockKind, joined
from corpus.sources import Outcome
from ingest.ocr import OcrWord, ocr_languages, ocr_program
from ingest.ocr_lines import confidence_of, legible, tokens_of
from ingest.pdf import read_pdf
from ingest.pipeline import ingest
from ingest.recognition import NOT_INSTALLED, SWITCHED_OFF, Recognition, Unfinished, may_read_now

needs_tesseract = pytest.mark.skipif(
    ocr_program() is None, reason="Tesseract with Italian or English is not installed"
)
LEFT_TEXT = " ".join(LEFT).replace("ser- vizi", "servizi")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return text_page(tmp_path_factory.mktemp("scans") / "text.pdf", two_columns)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """Three pages that do not repeat each other, as running heads would."""
    folder = tmp_path_factory.mktemp("pages")
    return [
        picture_of(text_page(folder / f"{down}.pdf", lambda d, down=down: two_columns(d, down)))
        for down in (0, 90, 180)
    ]


@pytest.fixture(scope="module")
def scanned(made, tmp_path_factory):
    """A scan of one page, how it was read, and what was read: once for all who only look at it."""
    folder = tmp_path_factory.mktemp("scanned")
    recognition = Recognition(str(folder / "kept" / "scan"), 60.0)
    path = scan_of(folder / "s.pdf", [picture_of(made)])
    return path, recognition, read_pdf(path, recognition).pages


@pytest.fixture
def recognition(tmp_path):
    return Recognition(str(tmp_path / "kept" / "scan"), 60.0)


@pytest.fixture
def catalogue(tmp_path):
    (tmp_path / "data").mkdir()
    with Catalogue(tmp_path / "data" / "catalogue.db") as opened:
        yield opened


def of_kind(page, kind):
    return [page.slice(block) for block in page.blocks if block.kind is kind]


def without_tesseract(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))


def test_without_the_program_a_scan_is_a_page_that_says_what_to_install(
    made, tmp_path, recognition, monkeypatch
):
    without_tesseract(monkeypatch, tmp_path)
    path = scan_of(tmp_path / "s.pdf", [picture_of(made)])
    (page,) = read_pdf(path, recognition).pages
    assert (page.text, page.unreadable, page.ocr) == ("", NOT_INSTALLED, None)


def test_scans_are_left_alone_where_a_person_switched_their_reading_off(made, tmp_path):
    path = scan_of(tmp_path / "s.pdf", [picture_of(made)])
    (page,) = read_pdf(path, Recognition(str(tmp_path / "kept"), 60.0, enabled=False)).pages
    assert (page.text, page.unreadable) == ("", SWITCHED_OFF)


@needs_tesseract
def test_columns_of_a_scan_are_read_one_after_the_other(scanned):
    _, _, (page,) = scanned
    assert_whole(page)


@needs_tesseract
def test_a_scan_that_lies_on_its_side_is_read_as_one_that_stands(made, tmp_path, recognition):
    path = scan_of(tmp_path / "s.pdf", [picture_of(made, turn=270)])
    (page,) = read_pdf(path, recognition).pages
    assert_whole(page)


def assert_whole(page):
    assert of_kind(page, BlockKind.PARAGRAPH) == [LEFT_TEXT, " ".join(RIGHT)]
    assert "Portinerie di comunità" in page.text
    assert page.unreadable is None
    assert page.ocr > 0.85


@needs_tesseract
def test_words_of_a_scan_stand_where_they_stand_in_its_text(made, scanned):
    _, _, (scan,) = scanned
    (real,) = read_pdf(made).pages
    for name in ("cooperativa", "sportelli", "persone"):
        boxes = []
        for page in (scan, real):
            start = page.text.index(name)
            boxes.append(next(w.box for w in page.words if w.start <= start < w.end))
        for side in ("x0", "y0", "x1", "y1"):
            assert getattr(boxes[0], side) == pytest.approx(getattr(boxes[1], side), abs=4)


@needs_tesseract
def test_stamp_over_a_scan_does_not_pass_for_its_text(made, tmp_path, recognition):
    path = scan_of(tmp_path / "s.pdf", [picture_of(made)], layer="Prot. 12")
    (page,) = read_pdf(path, recognition).pages
    assert LEFT_TEXT in page.text
    assert page.ocr is not None


@needs_tesseract
def test_text_over_a_picture_without_words_stays_as_it_is(tmp_path, recognition):
    path = scan_of(tmp_path / "s.pdf", [Image.new("L", (600, 850), 140)], layer="Copertina")
    (page,) = read_pdf(path, recognition).pages
    assert (page.text, page.ocr, page.unreadable) == ("Copertina", None, None)


@needs_tesseract
def test_pages_with_a_text_layer_are_never_recognised(made, recognition):
    (page,) = read_pdf(made, recognition).pages
    assert page.ocr is None
    assert not Path(recognition.kept).parent.exists()


@needs_tesseract
def test_long_scan_is_read_in_turns_that_each_come_further(pictures, tmp_path):
    path = scan_of(tmp_path / "s.pdf", pictures)
    kept = str(tmp_path / "kept" / "scan")
    with pytest.raises(Unfinished) as first:
        read_pdf(path, Recognition(kept, 0.0))
    assert (first.value.done, first.value.total) == (1, 3)
    with pytest.raises(Unfinished) as second:
        read_pdf(path, Recognition(kept, 0.0))
    assert (second.value.done, second.value.total) == (2, 3)
    pages = read_pdf(path, Recognition(kept, 60.0)).pages
    assert all(LEFT_TEXT in page.text for page in pages)


@needs_tesseract
def test_page_kept_only_in_part_is_read_again(scanned, tmp_path):
    path, recognition, whole = scanned
    folder = shutil.copytree(Path(recognition.kept).parent, tmp_path / "kept")
    (kept,) = folder.iterdir()
    text = kept.read_text()
    kept.write_text(text[: len(text) // 2])
    again = Recognition(str(folder / "scan"), 60.0)
    assert read_pdf(path, again).pages == whole
    assert text in kept.read_text()


@needs_tesseract
def test_scan_read_in_turns_tells_how_far_it_is_and_becomes_passages_that_can_be_marked(
    pictures, tmp_path, catalogue, monkeypatch
):
    monkeypatch.setattr(pipeline, "_SCANS_TURN_S", 0.0)  # no longer than for a page
    path = scan_of(tmp_path / "scansione.pdf", pictures[:2])
    told = []
    (outcome,) = ingest(
        catalogue,
        tmp_path / "data" / "files",
        [str(path)],
        progress=lambda file, done, total: told.append((Path(file).name, done, total)),
    )
    assert told == [("scansione.pdf", 1, 2)]
    assert (outcome.outcome, outcome.reason) == (Outcome.OK, None)
    assert set(catalogue.pages_by_ocr(outcome.record)) == {1, 2}
    texts = {page.number: page.text for page in catalogue.pages(outcome.record)}
    passages = catalogue.passages_of(outcome.record)
    assert any("quattrocento persone" in passage.text for passage in passages)
    for passage in passages:
        assert passage.boxes
        assert joined(texts, passage.spans) == passage.text
    assert not list((tmp_path / "data" / "scans").iterdir())


@needs_tesseract
def test_scan_left_for_want_of_the_program_is_read_once_it_is_there(
    made, tmp_path, catalogue, monkeypatch
):
    path = scan_of(tmp_path / "scansione.pdf", [picture_of(made)])
    files = tmp_path / "data" / "files"
    present = os.environ["PATH"]
    without_tesseract(monkeypatch, tmp_path)
    (before,) = ingest(catalogue, files, [str(path)])
    assert (before.outcome, before.unreadable_pages) == (Outcome.PARTIAL, (1,))
    assert "Tesseract" in before.reason
    (same,) = ingest(catalogue, files, [str(path)])
    assert same.outcome is Outcome.UNCHANGED
    monkeypatch.setenv("PATH", present)
    (after,) = ingest(catalogue, files, [str(path)])
    assert (after.outcome, after.record) == (Outcome.OK, before.record)
    (last,) = ingest(catalogue, files, [str(path)])
    assert last.outcome is Outcome.UNCHANGED


def test_no_other_reason_makes_a_file_worth_reading_again():
    assert not may_read_now("page 3: too much text to be searched, a part was left out")


def test_languages_of_a_program_that_is_missing_are_none():
    assert ocr_languages(None) == ()
    assert ocr_languages("/nonexistent/tesseract") == ()


def word(text, line=0, confidence=0.9, x0=100, last=False, y0=100, y1=130):
    return OcrWord(text, x0, y0, x0 + 90, y1, confidence, line, last)


def test_specks_and_lines_nobody_could_read_are_left_out():
    words = [
        word("casa"),
        word("|", confidence=0.5),
        word("xqz", confidence=0.1),
        word("Wrr", line=1, confidence=0.35),
        word("~", line=2),
    ]
    assert [w.text for w in legible(words)] == ["casa"]


def test_confidence_weighs_words_by_their_letters():
    assert confidence_of([word("aaa", confidence=1.0), word("b", confidence=0.0)]) == 0.75
    assert confidence_of([]) == 0.0


def test_only_the_hyphen_that_ends_a_line_cuts_a_word():
    words = [word("socio-"), word("ser-", x0=200, last=True)]
    assert [t.cut for t in tokens_of(words, 4.0, 0, (600, 800))] == [False, True]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_no_word_stands_outside_of_its_page(turn):
    (token,) = tokens_of([word("casa", x0=3_000, y0=4_000, y1=4_040)], 4.0, turn, (500, 500))
    assert 0 <= token.x0 <= token.x1 <= 500
    assert 0 <= token.y0 <= token.y1 <= 500
