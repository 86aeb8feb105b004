"""Files into the catalogue: an outcome for each, nothing lost, nothing stopped."""

import io
import os
import re
import shutil
import zipfile
from pathlib import Path

import pypdf
import pytest
from pptx import Presentation

from corpus.catalogue import Catalogue
from corpus.changes import Op
from corpus.errors import FileChanged
from corpus.files import keep, path_of, sha256_of
from corpus.sources import Outcome, Source
from ingest.discover import discover
from ingest.pipeline import ingest

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample" / "library"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de")


def run(catalogue, data, *inputs, workers=1, **options):
    found = ingest(catalogue, data / "files", [str(i) for i in inputs], workers=workers, **options)
    return {Path(outcome.file).name: outcome for outcome in found}


def sample(ending):
    return min(SAMPLE.glob(f"*{ending}"), key=lambda path: path.stat().st_size)


def bad_files(folder):
    """Make one of each kind of file that cannot be read, or only in part."""
    folder.mkdir()
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "image.pdf").write_bytes(PNG * 20)
    whole = sample(".pdf").read_bytes()
    (folder / "truncated.pdf").write_bytes(whole[: len(whole) // 10])
    reader = pypdf.PdfReader(sample(".pdf"))
    writer = pypdf.PdfWriter()
    writer.append(reader)
    writer.encrypt("segreta")
    writer.write(folder / "locked.pdf")
    nothing = pypdf.PdfWriter()
    nothing.write(folder / "nopages.pdf")
    broken_pptx(folder / "broken.pptx")
    (folder / "nozip.docx").write_text("this is no zip file")
    (folder / "table.xyz").write_text("a,b")
    (folder / "good.md").write_text("# Orto di comunità\n\nL'orto è nato a Prato nel 2019.\n")


def broken_pptx(path):
    deck = Presentation()
    for title in ("Prima diapositiva", "Seconda diapositiva"):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
    whole = io.BytesIO()
    deck.save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data[:40] if name.endswith("slides/slide2.xml") else data)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    bad_files(data / "in")
    with Catalogue(data / "catalogue.db") as catalogue:
        yield run(catalogue, data, data / "in", data / "nowhere")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("empty.pdf", "empty"),
        ("empty.txt", "empty"),
        ("image.pdf", "not a PDF"),
        ("locked.pdf", "password"),
        ("nopages.pdf", "page"),
        ("nozip.docx", "docx|Word|zip"),
        ("table.xyz", "cannot be read"),
        ("nowhere", "no such file"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(outcomes, name, why):
    outcome = outcomes[name]
    assert outcome.outcome is Outcome.FAILED
    assert re.search(why, outcome.reason, re.IGNORECASE), outcome.reason
    assert "Traceback" not in outcome.reason


def test_a_good_file_among_bad_ones_is_read(outcomes):
    assert outcomes["good.md"].outcome is Outcome.OK
    assert outcomes["good.md"].passages >= 1


def test_a_damaged_slide_does_not_lose_the_others(outcomes):
    outcome = outcomes["broken.pptx"]
    assert outcome.outcome is Outcome.PARTIAL
    assert outcome.pages == 2
    assert outcome.unreadable_pages == (2,)
    assert outcome.passages == 1


def test_a_truncated_pdf_fails_or_gives_what_is_left(outcomes):
    assert outcomes["truncated.pdf"].outcome in (Outcome.FAILED, Outcome.PARTIAL)
    assert outcomes["truncated.pdf"].reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_without_permission_says_so(tmp_path):
    path = tmp_path / "closed.md"
    path.write_text("# Chiuso")
    path.chmod(0)
    with Catalogue(tmp_path / "catalogue.db") as catalogue:
        outcome = run(catalogue, tmp_path, path)["closed.md"]
    assert (outcome.outcome, outcome.reason) == (
        Outcome.FAILED,
        "no permission to read the file",
    )


def test_files_come_and_go_as_people_expect(tmp_path):
    """One long story, because each run starts reading processes."""
    folder = tmp_path / "in"
    folder.mkdir()
    first = folder / "uno.md"
    first.write_text("# Portierato\n\nIl portierato sociale apre a Torino.\n")
    os.utime(first, (1e9, 1e9))
    with Catalogue(tmp_path / "catalogue.db") as catalogue:
        new = run(catalogue, tmp_path, folder)["uno.md"]
        assert new.outcome is Outcome.OK
        record = catalogue.record(new.record)
        assert sha256_of(path_of(tmp_path / "files", record)) == record.sha256
        assert record.description.title == "Portierato"

        again = run(catalogue, tmp_path, folder)["uno.md"]
        assert (again.outcome, again.record) == (Outcome.UNCHANGED, new.record)

        shutil.copy(first, folder / "copia.md")
        copy = run(catalogue, tmp_path, folder)["copia.md"]
        assert (copy.outcome, copy.record) == (Outcome.DUPLICATE, new.record)

        (folder / "copia.md").unlink()
        catalogue.note(Source(str(folder / "copia.md"), Outcome.FAILED, "gone"))
        first.write_text("# Portierato\n\nIl portierato ora apre anche a Bari.\n")
        changed = run(catalogue, tmp_path, folder)["uno.md"]
        assert (changed.outcome, changed.record) == (Outcome.OK, new.record)
        texts = [p.text for p in catalogue.passages_of(new.record)]
        assert any("Bari" in text for text in texts)
        assert not any("Torino" in text for text in texts)

        first.write_bytes(b"")
        emptied = run(catalogue, tmp_path, folder)["uno.md"]
        assert emptied.outcome is Outcome.FAILED
        assert catalogue.counts().records == 1, "a file that became unreadable keeps its record"
        assert {c.op for c in catalogue.changes_since(0)} == {Op.UPSERT}


def test_folders_are_entered_only_when_asked(tmp_path):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "a" / "uno.md").write_text("x")
    (inner / "due.md").write_text("x")
    (inner / ".nascosto.md").write_text("x")
    outside = tmp_path / "fuori.md"
    outside.write_text("x")
    (inner / "link.md").symlink_to(outside)

    def names(**options):
        return [Path(f.location).name for f in discover([str(tmp_path / "a")], **options)]

    assert names(recursive=False) == ["uno.md"]
    assert names(recursive=True) == ["uno.md", "due.md"]
    twice = list(discover([str(outside), str(outside)], recursive=False))
    assert [f.location for f in twice] == [str(outside)]
    [address] = discover(["https://example.org/a.pdf"], recursive=False)
    assert address.problem


def test_a_renamed_file_keeps_its_record_when_another_takes_its_name(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "report.md").write_text("# Orto\n\nL'orto di comunità apre a Bari.\n")
    with Catalogue(tmp_path / "catalogue.db") as catalogue:
        old = run(catalogue, tmp_path, folder)["report.md"]
        (folder / "report.md").rename(folder / "report_2020.md")
        (folder / "report.md").write_text("# Forno\n\nIl forno di paese apre a Lecce.\n")
        found = run(catalogue, tmp_path, folder, workers=2)
        assert found["report_2020.md"].record == old.record
        assert found["report.md"].outcome is Outcome.OK
        assert found["report.md"].record != old.record
        assert [p.text for p in catalogue.passages_of(old.record)] == [
            "L'orto di comunità apre a Bari."
        ]
        [new] = catalogue.passages_of(found["report.md"].record)
        assert (new.text, new.record) == (
            "Il forno di paese apre a Lecce.",
            found["report.md"].record,
        )


def test_odd_entries_of_a_folder_stop_nothing(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "buono.md").write_text("# Orto\n")
    (folder / "giro.md").symlink_to(folder / "giro.md")
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.md")).write_text("# Non UTF-8")
    found = {f.location: f.problem for f in discover([str(folder)], recursive=True)}
    assert found[str(folder / "buono.md")] is None
    odd = {location: problem for location, problem in found.items() if problem}
    assert any("caf\\xe9" in location for location in odd), odd
    assert all(location.encode() for location in found), "every place can be stored"


def test_a_file_that_changed_meanwhile_is_not_kept_under_its_old_digest(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("uno")
    digest = sha256_of(path)
    path.write_text("due")
    with pytest.raises(FileChanged):
        keep(tmp_path / "files", path, digest)
    assert not [p for p in (tmp_path / "files").rglob("*") if p.is_file()]
