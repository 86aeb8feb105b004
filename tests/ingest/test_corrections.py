"""Sidecars and manifests correct descriptions, and go on doing so, without reading files again."""

import os
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.changes import Op
from corpus.sources import Outcome
from corpus.vectors import texts_to_embed
from ingest import pipeline
from ingest.pipeline import ingest

TEXT = "# Portierato\n\nIl portierato sociale apre a Torino ogni mattina.\n"


@pytest.fixture
def library(tmp_path, monkeypatch):
    """A folder with one document, and a way to ingest it that counts the files read."""
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder / "uno.md", TEXT)
    read = []

    def in_this_process(function, jobs, workers, bounds):
        for job in jobs:
            read.append(Path(job.path).name)
            yield job, function(job)

    # The pool has tests of its own; its processes would take most of the time of these.
    monkeypatch.setattr(pipeline, "run_jobs", in_this_process)
    with Catalogue(tmp_path / "catalogue.db") as catalogue:

        def run(*inputs, **options):
            read.clear()
            places = [str(place) for place in inputs or (folder,)]
            found = ingest(catalogue, tmp_path / "files", places, **options)
            outcomes = {Path(outcome.file).name: outcome for outcome in found}
            return outcomes, list(read)

        yield catalogue, folder, run


def write(path, text):
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1e9, 1e9))


def description(catalogue, outcome):
    return catalogue.record(outcome.record).description


def test_a_sidecar_comes_changes_and_goes_without_reading_the_file_again(library):
    catalogue, folder, run = library
    first, read = run()
    assert read == ["uno.md"]
    assert description(catalogue, first["uno.md"]).title == "Portierato"
    before = [text.text for text in texts_to_embed(catalogue, "m", 10)]

    write(folder / "uno.meta.yaml", "title: La portineria di tutti\nyear: 2019\nlanguage: it\n")
    seq = catalogue.last_seq()
    described, read = run()
    assert list(described) == ["uno.md"], "a sidecar is no document"
    assert (described["uno.md"].outcome, read) == (Outcome.OK, [])
    assert described["uno.md"].record == first["uno.md"].record
    assert (described["uno.md"].pages, described["uno.md"].passages) == (1, 1)
    what = description(catalogue, described["uno.md"])
    assert (what.title, what.year) == ("La portineria di tutti", 2019)
    assert what.sources["title"] == what.sources["year"] == "sidecar"
    assert [c.op for c in catalogue.changes_since(seq)] == [Op.UPSERT], "the indexes follow"
    after = [text.text for text in texts_to_embed(catalogue, "m", 10)]
    assert before != after
    assert after[0].startswith("La portineria di tutti")

    again, read = run()
    assert (again["uno.md"].outcome, read) == (Outcome.UNCHANGED, [])

    write(folder / "uno.meta.yaml", "year: 2018\n")
    run()
    what = description(catalogue, first["uno.md"])
    assert (what.title, what.year, what.sources["title"]) == ("Portierato", 2018, "page 1")

    write(folder / "uno.md", TEXT + "\nAnche a Bari, dal mese di marzo.\n")
    changed, read = run()
    assert (changed["uno.md"].outcome, read) == (Outcome.OK, ["uno.md"])
    assert description(catalogue, changed["uno.md"]).year == 2018

    (folder / "uno.meta.yaml").unlink()
    gone, read = run()
    assert (gone["uno.md"].outcome, read) == (Outcome.OK, [])
    assert description(catalogue, gone["uno.md"]).year is None
    assert catalogue.record(gone["uno.md"].record).corrections is None


def test_what_is_wrong_with_a_sidecar_is_said_every_time_and_stops_nothing(library):
    catalogue, folder, run = library
    write(folder / "uno.meta.yaml", "tilte: X\nyear: 2019\n")
    write(folder / "solo.meta.yaml", "title: X\n")
    for outcome in (Outcome.OK, Outcome.UNCHANGED):
        found, _ = run()
        assert found["uno.md"].outcome is outcome
        assert "uno.meta.yaml: unknown field 'tilte'" in found["uno.md"].reason
        assert found["solo.meta.yaml"].outcome is Outcome.FAILED
        assert "no such file beside it" in found["solo.meta.yaml"].reason
    assert description(catalogue, found["uno.md"]).year == 2019


def test_a_manifest_of_the_folder_counts_less_than_one_named_and_than_a_sidecar(library, tmp_path):
    catalogue, folder, run = library
    (folder / "sub").mkdir()
    write(folder / "sub" / "due.md", "# Orto\n\nL'orto di paese.\n")
    write(
        folder / "manifest.csv",
        "file;titolo;anno;editore\nuno.md;Dalla cartella;2001;Ente A\nsub/due.md;Orti;2002;\n",
    )
    named = tmp_path / "tabella.csv"
    write(named, f"file,title,series\n{folder / 'uno.md'},Dalla tabella,Quaderni\n")
    write(folder / "uno.meta.yaml", "series: Strumenti\n")
    found, read = run(folder, recursive=True, manifests=[named])
    assert sorted(read) == ["due.md", "uno.md"]
    assert set(found) == {"uno.md", "due.md"}
    what = description(catalogue, found["uno.md"])
    assert (what.title, what.year, what.publisher, what.series) == (
        "Dalla tabella", 2001, "Ente A", "Strumenti",
    )  # fmt: skip
    assert (what.sources["title"], what.sources["series"]) == ("manifest", "sidecar")
    assert description(catalogue, found["due.md"]).title == "Orti"

    # What was said stays in force where this run does not look for it.
    later, read = run(folder / "sub" / "due.md")
    assert (later["due.md"].outcome, read) == (Outcome.UNCHANGED, [])
    later, read = run(folder)
    assert (later["uno.md"].outcome, read) == (Outcome.UNCHANGED, [])

    write(folder / "manifest.csv", "file;titolo\nuno.md;Dalla cartella\nzz.md;Niente\n")
    later, read = run(folder / "sub" / "due.md")
    assert (later["due.md"].outcome, read) == (Outcome.OK, [])
    assert description(catalogue, later["due.md"]).title == "Orto"
    assert later["manifest.csv"].outcome is Outcome.PARTIAL
    assert "no file 'zz.md'" in later["manifest.csv"].reason


def test_a_manifest_that_cannot_be_read_is_a_failure_of_its_own(library, tmp_path):
    _, _, run = library
    found, _ = run(manifests=[tmp_path / "missing.csv"])
    assert found["uno.md"].outcome is Outcome.OK
    assert found["missing.csv"].outcome is Outcome.FAILED
    assert "cannot be opened" in found["missing.csv"].reason


def test_the_sidecar_of_a_copy_describes_the_record_too_and_settles(library):
    catalogue, folder, run = library
    run()
    write(folder / "copia.md", TEXT)
    write(folder / "copia.meta.yaml", "publisher: Ente B\n")
    write(folder / "uno.meta.yaml", "year: 2019\n")
    found, read = run()
    assert read == []
    assert found["copia.md"].outcome is Outcome.DUPLICATE
    what = description(catalogue, found["uno.md"])
    assert (what.publisher, what.year) == ("Ente B", 2019)
    again, _ = run()
    assert again["uno.md"].outcome is Outcome.UNCHANGED
    assert again["copia.md"].outcome is Outcome.UNCHANGED


def test_a_sidecar_links_files_of_one_work(library):
    catalogue, folder, run = library
    write(folder / "two.md", "# Door keeping\n\nThe neighbourhood porter opens in Turin.\n")
    write(folder / "two.meta.yaml", "translation_of: uno.md\ntype: article\n")
    found, _ = run()
    record = catalogue.record(found["uno.md"].record)
    [link] = catalogue.work_links(record).values()
    assert (link.kind.value, link.other) == ("translation", found["two.md"].record)


def test_a_sidecar_or_manifest_that_is_named_says_what_to_name(library):
    _, folder, run = library
    write(folder / "uno.meta.yaml", "year: 2019\n")
    write(folder / "manifest.csv", "file,year\nuno.md,2018\n")
    found, _ = run(folder / "uno.meta.yaml", folder / "manifest.csv")
    assert {o.outcome for o in found.values()} == {Outcome.FAILED}
    assert all("is no document" in o.reason for o in found.values())
