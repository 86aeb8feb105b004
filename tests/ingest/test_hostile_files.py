"""Every hostile or broken file ends in bounds with an outcome and a reason, and harms nothing.

The whole folder is read once, by the real pipeline in real processes; the rules are then checked
file by file. See tests/hostile for what is in it.
"""

import logging
import os
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.catalogue import Catalogue
from corpus.sources import Outcome
from ingest.pipeline import ingest
from ingest.pool import Bounds, run_jobs
from ingest.worker import Job

sys.path.insert(0, str(Path(__file__).parents[1] / "hostile"))

from build_hostile import NAMES, SLOW, build
from hostile_office import OFFICE
from hostile_pdf import PDF
from hostile_text import TEXTS

MADE = [*PDF, *OFFICE, *TEXTS]
MOST_SECONDS = 30.0
MOST_BYTES = 1_000_000_000
READ = (Outcome.OK, Outcome.PARTIAL)
NO_WORDS_FOR_PEOPLE = re.compile(
    r"Traceback|\b\w+(?:Error|Exception)\b|\.py\b|<[a-z_.]+ object|\bline \d+, in "
)
# What a careless reader would have run or put in: none of it may stand on any page.
PLANTED = re.compile(r"root:x:0|SCRIPT ESEGUITO|fuori dalla cartella|(?:ah){20}")

# Files whose outcome must be this one; all others may be read or fail.
READ_WHOLE = (
    "scripts_and_actions.pdf",
    "two_thousand_updates.pdf",
    "behind_other_data.pdf",
    "a_broken_linearised_head.pdf",
    "a_form_that_draws_itself.pdf",
    "an_outline_in_a_circle.pdf",
    "a_million_paths.pdf",
    "a_hundred_thousand_annotations.pdf",
    "a_hundred_thousand_empty_paragraphs.docx",
    "names_that_lead_out.pptx",
    "parts_in_a_circle.pptx",
    "groups_two_hundred_deep.pptx",
    "styles_in_a_circle.docx",
    "page_that_runs_and_fetches.html",
    "a_hundred_thousand_boxes_deep.html",
    "an_encoding_nobody_knows.html",
    "a_head_that_makes_objects.md",
    "an_ordinary_book_of_a_megabyte.txt",
)
READ_IN_PART = {
    "with_a_hole.pdf": "page 10",
    "cut_at_the_middle.pdf": "cut short",
    "a_page_below_itself.pdf": "page 2",
    "slides_that_are_missing.pptx": "slide 2",
    "a_slide_of_a_billion_laughs.pptx": "slide 2",
    "groups_ten_thousand_deep.pptx": "slide 2",
    "templates_and_parts_from_elsewhere.docx": "embedded",
    "one_word_of_twenty_megabytes.txt": "page 1",
    "a_word_of_ten_megabytes.docx": "page 1",
    "picture_of_a_hundred_thousand_squared.pdf": "page 1",
}
FAILED = {
    "flate_of_two_gigabytes.pdf": "memory",
    "ten_forms_in_ten_forms.pdf": "memory",
    "twenty_thousand_pages.pdf": "20,000 pages",
    "an_unknown_lock.pdf": "password",
    "with_the_wrong_mark.pdf": "not a PDF",
    "a_program.pdf": "not a PDF",
    "fifty-gigabytes.pdf": "limit",
    "text_of_a_hundred_megabytes.docx": "unpacks",
    "size_that_lies.docx": "damaged",
    "twenty_one_thousand_parts.pptx": "parts",
    "parts_that_overlap.docx": "grows",
    "entities_from_outside.docx": "document type",
    "entities_in_utf16.docx": "document type",
    "entities_in_utf7.docx": "document type",
    "a_billion_laughs.docx": "document type",
    "a_type_from_elsewhere.docx": "document type",
    "the_same_slide_ten_thousand_times.pptx": "10,000 pages",
    "a_hundred_thousand_page_breaks.docx": "100,001 pages",
    "a_million_pages.txt": "larger than",
    "one_line_of_fifty_megabytes.txt": "larger than",
    "a_pdf_inside.docx": "is a PDF",
    "noise.txt": "not text",
    "zeros.txt": "not text",
    "a_spreadsheet.xlsx": "cannot be read",
    "a_document_with_macros.docm": "cannot be read",
    "a_deck_with_macros.pptm": "cannot be read",
    "latino-\\xe0\\xff.txt": "name",
    **{f"empty.{ending}": "empty" for ending in ("pdf", "pptx", "docx", "html", "md", "txt")},
}


class _Kept(logging.Handler):
    def __init__(self):
        super().__init__(logging.DEBUG)
        self.taken = {}

    def emit(self, record):
        if hasattr(record, "seconds") and isinstance(record.job, Job):
            self.taken[Path(record.job.path).name] = (record.seconds, record.peak_bytes)


class _Counted(BaseHTTPRequestHandler):
    asked = ()

    def _note(self):
        type(self).asked += (self.path,)
        self.send_response(404)
        self.end_headers()

    do_GET = do_HEAD = do_POST = _note  # noqa: N815

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server():
    _Counted.asked = ()
    with HTTPServer(("127.0.0.1", 0), _Counted) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def run(tmp_path_factory, server, pytestconfig):
    """Read the whole folder once; what came of it, what it took and what lay around before."""
    home = tmp_path_factory.mktemp("hostile")
    outside = home / "outside.txt"
    outside.write_text("Un testo fuori dalla cartella.", "utf-8")
    folder, data = home / "in", home / "data"
    data.mkdir()
    every = pytestconfig.getoption("--all-hostile")
    names = build(folder, server, outside, slow=every)
    before = _listed(home, data)
    handler, log = _Kept(), logging.getLogger("ingest.pool")
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    try:
        with Catalogue(data / "catalogue.db") as catalogue:
            found = ingest(catalogue, data / "files", [str(folder)], recursive=True, workers=2)
            outcomes = {Path(o.file).name: o for o in found}
            yield SimpleNamespace(
                names=names,
                outcomes=outcomes,
                taken=handler.taken,
                catalogue=catalogue,
                new=_listed(home, data) - before,
                asked=_Counted.asked,
            )
    finally:
        log.removeHandler(handler)
        log.setLevel(level)


def _outcome(run, name):
    if name in SLOW and name not in run.names:
        pytest.skip("takes long: --all-hostile reads it too")
    return run.outcomes[name]


def _listed(home, data):
    """List everything but the data folder, and where a careless reader would write."""
    below = {p for p in home.rglob("*") if not p.is_relative_to(data)}
    return below | set(Path.cwd().iterdir()) | set(Path("/tmp").glob("*fuori*"))


@pytest.mark.timeout(600)
def test_every_file_comes_to_an_outcome(run):
    assert set(run.names) - set(run.outcomes) == set()
    assert len(run.names) > 150


@pytest.mark.parametrize("name", MADE)
def test_a_file_that_is_not_read_whole_has_a_reason_for_people(run, name):
    outcome = _outcome(run, name)
    if outcome.outcome is not Outcome.OK:
        assert len(outcome.reason.split()) >= 3
        assert len(outcome.reason) < 2_500
        assert not NO_WORDS_FOR_PEOPLE.search(outcome.reason)


@pytest.mark.parametrize("name", READ_WHOLE)
def test_what_is_only_odd_is_read(run, name):
    outcome = _outcome(run, name)
    assert outcome.outcome is Outcome.OK, outcome.reason
    assert outcome.passages >= 1


@pytest.mark.parametrize(("name", "why"), READ_IN_PART.items())
def test_what_is_read_in_part_says_which(run, name, why):
    outcome = _outcome(run, name)
    assert outcome.outcome is Outcome.PARTIAL, outcome
    assert why in outcome.reason


@pytest.mark.parametrize(("name", "why"), FAILED.items())
def test_what_cannot_be_read_says_why(run, name, why):
    outcome = _outcome(run, name)
    assert outcome.outcome is Outcome.FAILED, outcome
    assert why in outcome.reason
    assert outcome.record is None


@pytest.mark.parametrize("name", NAMES)
def test_a_file_with_an_odd_name_is_read(run, name):
    assert run.outcomes[name].outcome is Outcome.OK, run.outcomes[name].reason


def test_no_file_takes_more_time_or_memory_than_it_may(run):
    assert len(run.taken) > 130
    slow = {name: seconds for name, (seconds, _) in run.taken.items() if seconds > MOST_SECONDS}
    large = {name: peak for name, (_, peak) in run.taken.items() if peak > MOST_BYTES}
    assert (slow, large) == ({}, {})


def test_nothing_is_asked_for_over_the_network(run):
    assert run.asked == ()


def test_nothing_is_written_outside_the_data_folder(run):
    assert run.new == set()


def test_nothing_planted_or_run_stands_on_a_page(run):
    checked = 0
    for identifier in run.catalogue.record_ids():
        for page in run.catalogue.pages(identifier):
            assert not PLANTED.search(page.text), identifier
            checked += 1
    assert checked > 100


def test_entries_that_are_no_documents_of_the_folder_are_passed_over(run):
    for name in ("link-out.txt", "link-to-zero.txt", "link-dangling.txt", "pipe.txt", "socket.txt"):
        assert name not in run.outcomes
    for name in ("device.txt", ".hidden.txt", "folder.pdf"):
        assert name not in run.outcomes


def test_the_catalogue_is_sound_afterwards(run):
    assert run.catalogue.damage() == ()
    read = [o for o in run.outcomes.values() if o.outcome in READ]
    assert {o.record for o in read} == set(run.catalogue.record_ids())


def test_a_file_that_changes_while_others_are_read_fails_alone(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Un orto è nato a Prato nel 2019.", "utf-8")
    (folder / "b.txt").write_text("Le famiglie curano un orto comune. " * 3_000, "utf-8")
    (folder / "c.txt").write_text("Una rete di vicini cura gli anziani.", "utf-8")
    with Catalogue(tmp_path / "catalogue.db") as catalogue:
        found = ingest(catalogue, tmp_path / "files", [str(folder)], workers=2)
        outcomes = {Path(first.file).name: first for first in [next(found)]}
        assert "a.txt" in outcomes
        (folder / "b.txt").write_text("Altro.", "utf-8")
        outcomes |= {Path(outcome.file).name: outcome for outcome in found}
    assert outcomes["b.txt"].outcome is Outcome.FAILED
    assert "changed while" in outcomes["b.txt"].reason
    assert outcomes["c.txt"].outcome is Outcome.OK


def _ends(job):
    if job % 10 == 7:
        os.abort()
    if job % 10 == 3:
        raise RuntimeError("a library gave up")
    return job


def test_many_bad_jobs_leave_no_process_and_no_handle_behind():
    handles = len(list(Path("/proc/self/fd").iterdir()))
    results = list(run_jobs(_ends, range(20), 2, Bounds()))
    assert len(results) == 20
    assert (
        len(list(Path("/proc/self/fd").iterdir())) <= handles + 1
    )  # the tracker of the first process
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    commands = [Path(f"/proc/{child}/cmdline").read_bytes() for child in children]
    assert not any(b"spawn_main" in command for command in commands)
