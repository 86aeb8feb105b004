"""``prassi export``, ``practices`` and ``model use`` as people run them."""

import csv
import io
import json

import pytest
import rispy
from tiny_library import ENTRIES, put
from typer.testing import CliRunner

from api.cli import app
from api.commands.model import run_list, run_use
from api.library import Library, open_model
from api.settings import Settings, read_choices, write_choices
from corpus.catalogue import Catalogue
from corpus.errors import CatalogueMismatch
from index.embed import embed_missing
from index.model import DEFAULT_MODEL


@pytest.fixture(scope="module")
def library(tmp_path_factory, prepared_model):
    data, sources = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("in")
    (data / "files").mkdir()
    with Catalogue(data / "catalogue.db") as catalogue:
        for entry in ENTRIES.values():
            put(Library(data, catalogue), entry, sources)
        embed_missing(catalogue, open_model(Settings(data=data, models=prepared_model.parent)))
    return Settings(data=data, models=prepared_model.parent)


def prassi(settings, *words, code=0):
    done = CliRunner().invoke(
        app,
        ["--data", str(settings.data), *map(str, words)],
        env={"PRASSI_MODELS": str(settings.models), "PRASSI_MODEL": None},
    )
    assert done.exit_code == code, done.stderr
    return done


def test_a_table_goes_to_a_file_or_to_stdout_alike(library, tmp_path):
    shown = prassi(library, "export", "--filter", "kind=practice").stdout_bytes
    target = tmp_path / "pratiche.csv"
    done = prassi(library, "export", "-f", "kind=practice", "--format", "csv", "-o", target)
    assert target.read_bytes() == shown
    assert done.stdout_bytes == b""
    rows = list(csv.DictReader(io.StringIO(shown.decode("utf-8-sig"), newline="")))
    found = json.loads(prassi(library, "practices", "--format", "json").stdout)
    assert 0 < found["total"] <= len(rows)
    assert {h["passage_id"] for h in found["hits"]} <= {r["passage_id"] for r in rows}
    assert f"{len(rows)} passages" in done.stderr


def test_references_are_each_record_once(library):
    entries = rispy.loads(prassi(library, "export", "--format", "ris").stdout_bytes.decode())
    assert len(entries) == len({e["id"] for e in entries}) == len(ENTRIES)


def test_practices_are_searched_filtered_and_counted(library):
    words = ("practices", "sportello caregiver", "-f", "territory=Lombardia", "-n", "1")
    answer = json.loads(prassi(library, *words, "--format", "json").stdout)
    [hit] = answer["hits"]
    assert "sportello" in hit["text"]
    assert "practice" in hit["facets"]["kind"]


@pytest.mark.parametrize(
    "words",
    [
        ("export", "--format", "xls"),
        ("export", "--filter", "colour=red"),
        ("export", "-o", "/no/such/folder/x.csv"),
        ("practices", "--format", "xml"),
        ("backup", "/no/such/folder/x.zip"),
        ("restore", "/no/such/backup.zip"),
    ],
)
def test_what_cannot_be_done_is_one_line(library, words):
    said = prassi(library, *words, code=2).stderr
    assert said.startswith("prassi: ")
    assert said.count("\n") == 1


def test_an_export_that_fails_leaves_the_file_as_it_was(library, tmp_path):
    target = tmp_path / "x.csv"
    target.write_text("prima")
    prassi(library, "export", "--filter", "kind=red", "-o", target, code=2)
    assert target.read_text() == "prima"
    assert list(tmp_path.iterdir()) == [target]


# The model of a library


def test_the_model_of_a_library_is_what_it_chose(tmp_path, monkeypatch):
    monkeypatch.delenv("PRASSI_MODEL", raising=False)
    assert Settings(data=tmp_path).model == DEFAULT_MODEL
    write_choices(tmp_path, model="un/modello")
    assert Settings(data=tmp_path).model == "un/modello"
    assert Settings(data=tmp_path / "altra").model == DEFAULT_MODEL
    monkeypatch.setenv("PRASSI_DATA", str(tmp_path))
    assert Settings().model == "un/modello"
    monkeypatch.setenv("PRASSI_MODEL", "un/altro")
    assert Settings(data=tmp_path).model == "un/altro"
    assert Settings(data=tmp_path, model="dato").model == "dato"


@pytest.mark.parametrize("content", ["{", "[]", "3", '"model"', "\udcff"])
def test_a_choice_that_cannot_be_read_is_told(tmp_path, content):
    (tmp_path / "library.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(CatalogueMismatch, match=r"library\.json"):
        read_choices(tmp_path)


def test_what_to_embed_anew_is_told_and_old_vectors_stay(library, capsys, monkeypatch):
    monkeypatch.delenv("PRASSI_MODEL", raising=False)
    settings = library
    run_use(settings, DEFAULT_MODEL)
    told = capsys.readouterr()
    assert "embedded with it already" in told.err
    assert DEFAULT_MODEL in told.out
    assert read_choices(settings.data) == {"model": DEFAULT_MODEL}
    run_list(Settings(data=settings.data, models=settings.models))
    used = [line for line in capsys.readouterr().out.splitlines() if "in use" in line]
    assert len(used) == 1
    assert used[0].startswith(DEFAULT_MODEL)


def test_a_library_with_nothing_embedded_says_what_waits(tmp_path, prepared_model, capsys):
    (tmp_path / "in").mkdir()
    (tmp_path / "data" / "files").mkdir(parents=True)
    with Catalogue(tmp_path / "data" / "catalogue.db") as catalogue:
        put(Library(tmp_path / "data", catalogue), ENTRIES["deck"], tmp_path / "in")
    settings = Settings(data=tmp_path / "data", models=prepared_model.parent)
    run_use(settings, DEFAULT_MODEL)
    assert "2 of 2 passages have to be embedded" in capsys.readouterr().err
