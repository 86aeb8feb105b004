"""What the command line says when the machine refuses, and when a name fits many records."""

import json
import os
import resource
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from commands import prassi_here
from making import make_record
from making import put as put_record
from tiny_library import ENTRIES, put

from api.cli_base import refused
from api.commands.machine import sentence_of
from api.library import Library
from corpus.catalogue import Catalogue

ROOT = Path(__file__).parents[2]
FULL = Path("/dev/full")


@pytest.fixture
def data(tmp_path):
    """A library of two documents, one of which two places hold under one name."""
    folder, sources = tmp_path / "data", tmp_path / "sources"
    (folder / "files").mkdir(parents=True)
    sources.mkdir()
    with Catalogue(folder / "catalogue.db") as catalogue:
        put(Library(folder, catalogue), ENTRIES["report"], sources)
        for place, title in (("uno", "Primo"), ("due", "Secondo")):
            record = make_record(place, title=title)
            record = replace(record, file_name="stesso.pdf", location=f"/dove/{place}/stesso.pdf")
            put_record(catalogue, record, ["Un testo che basta."])
    return folder


def run(data, *words, prepared_model=None, **options):
    models = {"PRASSI_MODELS": str(prepared_model.parent)} if prepared_model else {}
    return subprocess.run(
        [sys.executable, "-m", "api.cli", "--data", str(data), *map(str, words)],
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), **models},
        cwd=data.parent,
        text=True,
        timeout=120,
        **{"stdout": subprocess.PIPE, **options},
    )


def one_line(done):
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("prassi: ")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def test_a_name_of_two_records_lists_them(data):
    done = prassi_here({}, data, "show", "stesso.pdf", check=2)
    with Catalogue(data / "catalogue.db") as catalogue:
        ids = [record.id for record in catalogue.records_named("stesso.pdf")]
    assert len(ids) == 2
    for word in (*ids, "Primo", "Secondo", "/dove/uno", "/dove/due"):
        assert word in done.stderr
    shown = json.loads(prassi_here({}, data, "show", ids[0], "--format", "json").stdout)
    assert shown["id"] == ids[0]
    assert shown["pages_unreadable"] == []
    assert "unreadable_pages" not in shown


def test_a_name_of_no_record_says_so(data):
    assert "nessuno" in one_line(run(data, "show", "nessuno"))


def test_a_lock_that_cannot_be_written_is_one_line(data, prepared_model):
    (data / "owner.lock").mkdir()
    assert "owner.lock" in one_line(run(data, "verify", prepared_model=prepared_model))


@pytest.mark.skipif(not FULL.exists(), reason="this machine has no /dev/full")
def test_results_that_cannot_be_written_are_one_line(data):
    for format_ in ("table", "json"):
        with FULL.open("w") as full:
            done = run(data, "show", "rapporto.pdf", "--format", format_, stdout=full)
        assert "No space left" in one_line(done)


def test_a_disk_that_is_full_while_reading_is_one_line(data, tmp_path):
    document = tmp_path / "nuovo.md"
    document.write_text("# Titolo\n\n" + "Un brano che racconta una pratica. " * 200)
    already = sum(path.stat().st_size for path in data.glob("catalogue.db*"))

    def nearly_full():
        resource.setrlimit(resource.RLIMIT_FSIZE, (already // 8, already // 8))

    one_line(run(data, "ingest", document, preexec_fn=nearly_full))


def test_a_catalogue_locked_by_another_is_told_so(tmp_path):
    path = tmp_path / "a.db"
    holder = sqlite3.connect(path, isolation_level=None)
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 0})
    try:
        holder.execute("CREATE TABLE t (a)")
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sa.exc.OperationalError) as caught, engine.connect() as connection:
            connection.exec_driver_sql("INSERT INTO t VALUES (1)")
    finally:
        holder.close()
        engine.dispose()
    assert "another process" in sentence_of(caught.value)


def test_a_fault_of_ours_is_not_explained_away():
    assert sentence_of(ValueError("wrong")) is None
    wrong = sa.exc.IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE"))
    assert sentence_of(wrong) is None
    assert refused(KeyError("wrong")) is None


@pytest.mark.parametrize("format_", ["table", "json"])
def test_a_reader_that_has_seen_enough_is_no_error(data, format_):
    reading, writing = os.pipe()
    os.close(reading)
    done = run(data, "show", "rapporto.pdf", "--format", format_, stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_broken_pipe_to_another_process_is_told():
    code = (
        "import typer, api.cli\n"
        "def broken(): raise BrokenPipeError(32, 'Broken pipe')\n"
        "api.cli.app.command('broken')(broken)\n"
        "import sys; sys.argv = ['prassi', 'broken']\n"
        "api.cli.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert "Broken pipe" in one_line(done)


def test_an_interruption_says_what_is_kept():
    code = (
        "import api.cli\n"
        "def stopped(): raise KeyboardInterrupt\n"
        "api.cli.app.command('stopped')(stopped)\n"
        "import sys; sys.argv = ['prassi', 'stopped']\n"
        "api.cli.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert done.returncode == 130
    assert "kept" in done.stderr
