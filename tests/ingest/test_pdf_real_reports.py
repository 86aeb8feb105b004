"""What is claimed of real reports, read when they are beside the project.

Figures in full: ``python tests/reading_report.py ../shared/library/reports``.
"""

import subprocess
import sys
from functools import cache
from pathlib import Path

import pypdf
import pytest
from reading_report import peak_memory

from corpus.identifiers import RecordId
from corpus.records import Format
from corpus.sentences import split_sentences
from eval.reading.furniture import furniture_in, phrases_in
from eval.reading.library import notes
from eval.reading.sections import check, located
from eval.reading.words import counts, faults, reference_texts
from ingest.pdf import read_pdf
from ingest.segment import segment

REPORTS = Path(__file__).parents[2].parent / "shared" / "library" / "reports"
NOTES = {note.name: note for note in notes()}
PROFILE = "italy_health_profile_2025_eu.pdf"

pytestmark = pytest.mark.skipif(not REPORTS.is_dir(), reason="no real reports beside the project")


@cache
def pages_of(name):
    return read_pdf(REPORTS / name).pages


@cache
def passages_of(name):
    return segment(RecordId("0" * 16), pages_of(name), Format.REPORT, split_sentences)


@pytest.mark.parametrize("name", NOTES)
def test_no_passage_holds_a_running_head_or_a_page_number(name):
    bands = NOTES[name].bands
    assert list(furniture_in(pages_of(name), passages_of(name), bands)) == []
    assert list(phrases_in(passages_of(name), bands)) == []


@pytest.mark.parametrize("name", NOTES)
def test_fewer_than_one_word_in_two_hundred_is_split_or_joined(name):
    found = faults(pages_of(name), reference_texts(REPORTS / name))
    assert found.words > 500
    assert found.share < 0.005, (found.split, found.joined)


@pytest.mark.parametrize("name", [name for name in NOTES if NOTES[name].headings])
def test_passages_lie_in_the_sections_noted_by_hand(name):
    headings = located(REPORTS / name, NOTES[name].headings)
    checked = check(pages_of(name), passages_of(name), headings)
    assert checked.passages > 80
    assert checked.share >= 0.95, checked.wrong


def test_profile_yields_the_words_pdfium_counts():
    count = counts(pages_of(PROFILE), reference_texts(REPORTS / PROFILE))
    assert count.reference > 13_000
    assert abs(count.difference) < 0.02


def test_tables_with_sentences_in_their_cells_are_read_by_row():
    page = pages_of("11_Dalponte_et_al_B2_OASI25.pdf")[7]
    rows = [page.slice(b) for b in page.blocks if b.kind == "table-row"]
    assert len(rows) == 11
    assert [row.split(";")[0] for row in rows[1:2]] == ["Interpersonali"]
    assert all("Esempio nell’ambito dei Distretti: " in row for row in rows[1:])


def test_five_hundred_pages_stay_under_five_hundred_megabytes(tmp_path):
    writer = pypdf.PdfWriter()
    chapter = pypdf.PdfReader(REPORTS / "05_Fosti_et_al_B2_OASI25.pdf")
    while len(writer.pages) < 500:
        writer.append(chapter)
    long = tmp_path / "lungo.pdf"
    writer.write(long)
    pages, megabytes = peak_memory(long)
    assert pages >= 500
    assert megabytes < 500


def test_report_runs_on_its_own():
    script = Path(__file__).parents[1] / "reading_report.py"
    command = [sys.executable, str(script), str(REPORTS), "passages"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("passages") == len(NOTES)
