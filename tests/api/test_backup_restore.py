"""``prassi backup`` and ``prassi restore``: everything comes back, or nothing is touched."""

import json
import shutil
import sqlite3
import stat
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from making import make_record
from making import put as put_record
from tiny_library import DECK, REPORT, put

import api.backup.writing as writing
from api.backup import BadBackup, read_manifest, restore, write_backup
from api.backup.archive import CATALOGUE, MANIFEST
from api.backup.restoring import FolderInUse
from api.commands.backup import run_backup, run_restore
from api.commands.search import answered
from api.commands.upkeep import run_rebuild, run_verify
from api.library import Library, open_model
from api.settings import Settings
from corpus.catalogue import Catalogue
from corpus.errors import CatalogueMismatch, OwnerBusy
from corpus.files import path_of
from index.answers import SearchRequest
from index.embed import embed_missing
from index.owner import own


def quiet(*_):
    pass


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A library of two documents and its backup, made once; each test has a copy."""
    folder = tmp_path_factory.mktemp("prepared")
    data, sources = folder / "data", folder / "in"
    sources.mkdir()
    (data / "files").mkdir(parents=True)
    with Catalogue(data / "catalogue.db") as catalogue:
        library = Library(data, catalogue)
        for entry in (REPORT, DECK):
            put(library, entry, sources)
        write_backup(library, folder / "backup.zip", quiet)
    return folder


@pytest.fixture
def library(prepared, tmp_path):
    data = shutil.copytree(prepared / "data", tmp_path / "data")
    with Catalogue(data / "catalogue.db") as catalogue:
        yield Library(data, catalogue)


@pytest.fixture
def archive(prepared, tmp_path):
    return Path(shutil.copy(prepared / "backup.zip", tmp_path))


def everything(folder):
    return {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}


def test_what_is_restored_verifies_and_answers_as_before(library, tmp_path, prepared_model):
    settings = Settings(data=library.data, models=prepared_model.parent)
    embed_missing(library.catalogue, open_model(settings))
    assert run_verify(settings) == 0
    request = SearchRequest(query="chi aiuta gli anziani soli")
    before = answered(settings, request)
    assert run_backup(settings, tmp_path / "b.zip") == 0
    back = settings.model_copy(update={"data": tmp_path / "back"})
    run_restore(back, tmp_path / "b.zip", force=False)
    run_rebuild(back)
    assert run_verify(back) == 0
    after = answered(back, request)
    assert before.hits
    assert after.total == before.total
    assert after.hits == before.hits
    assert after.facets == before.facets


def test_indexes_are_not_in_a_backup(library, archive):
    names = set(zipfile.ZipFile(archive).namelist())
    kept = {p for p in everything(library.data) if p.startswith("files/")}
    assert names == {CATALOGUE, MANIFEST, *kept}
    assert len(kept) == 2


def test_a_backup_beside_an_ingestion_is_one_state_of_the_library(library, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "_PAGES", 1)
    more = iter(range(1_000))

    def busy(what, _done, _total):
        if what == "Catalogue":  # somebody commits between any two pages that are copied
            with Catalogue(library.catalogue.path) as other:
                put_record(other, make_record(f"nuovo{next(more)}"), ["Un testo nuovo. " * 50])

    state = library.catalogue.counts()
    written = write_backup(library, tmp_path / "b.zip", busy)
    assert library.catalogue.counts().records > state.records + 10
    counts = written.manifest.counts
    assert (counts.records, counts.passages) == (state.records, state.passages)
    assert written.manifest.missing == ()
    restore(tmp_path / "b.zip", tmp_path / "back", quiet)
    with Catalogue(tmp_path / "back" / CATALOGUE) as catalogue:
        assert catalogue.counts() == state
        assert catalogue.damage() == ()


def test_a_writer_in_another_thread_never_breaks_a_backup(library, tmp_path):
    stop = threading.Event()

    def write():
        number = 0
        while not stop.is_set():
            put_record(library.catalogue, make_record(f"altro{number}"), ["Testo."])
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            write_backup(library, tmp_path / f"{number}.zip", quiet)
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        restore(tmp_path / f"{number}.zip", tmp_path / f"back{number}", quiet)


def test_the_choices_of_a_library_come_back(library, tmp_path):
    (library.data / "library.json").write_text('{"model": "un/modello"}')
    write_backup(library, tmp_path / "b.zip", quiet)
    restore(tmp_path / "b.zip", tmp_path / "back", quiet)
    assert Settings(data=tmp_path / "back").model == "un/modello"


def test_what_is_missing_or_changed_is_told_and_the_rest_saved(library, tmp_path, capsys):
    report, deck = (path_of(library.files, r) for r in library.catalogue.records())
    report.unlink()
    deck.write_bytes(b"changed")
    assert run_backup(Settings(data=library.data), tmp_path / "b.zip") == 1
    told = capsys.readouterr().err
    assert report.name in told
    assert deck.name in told
    manifest = restore(tmp_path / "b.zip", tmp_path / "back", quiet).manifest
    assert manifest.missing == (report.relative_to(library.data).as_posix(),)
    restored = everything(tmp_path / "back")
    assert restored[deck.relative_to(library.data).as_posix()].read_bytes() == b"changed"


def test_an_older_backup_is_replaced_and_nothing_else_is(library, archive, tmp_path):
    put_record(library.catalogue, make_record("c"), ["Testo."])
    write_backup(library, archive, quiet)
    assert read_manifest(archive).counts.records == 3
    precious = tmp_path / "tesi.pdf"
    precious.write_bytes(b"%PDF-")
    with pytest.raises(BadBackup):
        write_backup(library, precious, quiet)
    assert precious.read_bytes() == b"%PDF-"


def test_a_backup_that_fails_leaves_the_older_one(library, archive):
    before = archive.read_bytes()

    def full(what, *_):
        if what == "Files":
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_backup(library, archive, full)
    assert archive.read_bytes() == before
    assert not list(archive.parent.glob(".prassi-backup-*"))


def test_a_damaged_catalogue_is_not_saved_over_a_good_one(library, archive):
    library.catalogue.close()
    before = archive.read_bytes()
    path = library.data / CATALOGUE
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'passages'")
    with pytest.raises((CatalogueMismatch, sqlite3.DatabaseError)):
        write_backup(library, archive, quiet)
    assert archive.read_bytes() == before


# Restoring


def test_a_folder_with_something_in_it_is_not_touched(library, archive):
    before = {name: p.read_bytes() for name, p in everything(library.data).items()}
    with pytest.raises(FolderInUse, match="a library already"):
        restore(archive, library.data, quiet)
    assert {name: p.read_bytes() for name, p in everything(library.data).items()} == before


def test_force_sets_the_old_library_aside(library, archive, tmp_path):
    put_record(library.catalogue, make_record("solo-qui"), ["Testo."])
    library.catalogue.close()
    done = restore(archive, library.data, quiet, force=True)
    assert done.aside.parent == library.data.parent
    with Catalogue(done.aside / CATALOGUE) as old, Catalogue(library.data / CATALOGUE) as new:
        assert old.counts().records == 3
        assert new.counts().records == 2
    assert not list(tmp_path.glob(".data.restoring-*"))
    with own(library.data, "a test"), own(done.aside, "a test"):
        pass


def test_a_library_that_a_server_has_is_not_set_aside(library, archive, monkeypatch):
    with own(library.data, "prassi serve", "http://127.0.0.1:1"):
        monkeypatch.setattr(
            "api.backup.restoring.own", lambda data, command, timeout_s: own(data, command)
        )
        with pytest.raises(OwnerBusy):
            restore(archive, library.data, quiet, force=True)
    assert library.catalogue.counts().records == 2


def test_an_empty_folder_is_as_good_as_none(archive, tmp_path):
    (tmp_path / "vuota").mkdir()
    assert restore(archive, tmp_path / "vuota", quiet).aside is None
    assert (tmp_path / "vuota" / CATALOGUE).exists()


def test_a_restore_that_is_cut_short_leaves_nothing(library, archive, tmp_path):
    def stopped(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(archive, tmp_path / "back", stopped)
    assert not (tmp_path / "back").exists()
    assert not list(tmp_path.glob(".back.restoring-*"))


def rewritten(archive, target, *, manifest=None, members=None, more=(), infos=None):
    """Write an archive anew with a changed manifest, changed contents or further members."""
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == MANIFEST and manifest:
                said = json.loads(data)
                manifest(said)
                data = json.dumps(said).encode()
            data = (members or {}).get(info.filename, data)
            (infos or quiet)(info)
            new.writestr(info, data)
        for name, data in more:
            new.writestr(name, data)
    return target


def refuse(archive, tmp_path, match):
    with pytest.raises(BadBackup, match=match):
        restore(archive, tmp_path / "back", quiet)
    assert not (tmp_path / "back").exists()
    assert not list(tmp_path.rglob("fuori*"))


NAMES = ["../fuori", "/tmp/fuori", "files/../../fuori", "files/ab/../fuori", "altro.txt"]


@pytest.mark.parametrize("name", NAMES)
def test_names_that_lead_elsewhere_are_refused(archive, tmp_path, name):
    def listed(said):
        said["members"].append({"name": name, "size": 1, "sha256": "0" * 64})

    bad = tmp_path / "bad.zip"
    refuse(rewritten(archive, bad, more=[(name, b"x")], manifest=listed), tmp_path, "no part of")
    refuse(rewritten(archive, bad, more=[(name, b"x")]), tmp_path, "not those")
    refuse(rewritten(archive, bad, manifest=listed), tmp_path, "not those")


def test_links_are_refused(archive, tmp_path):
    def link(info):
        if info.filename.startswith("files/"):
            info.external_attr = (stat.S_IFLNK | 0o777) << 16

    refuse(rewritten(archive, tmp_path / "bad.zip", infos=link), tmp_path, "no plain file")


def test_two_members_of_one_name_are_refused(archive, tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        bad = rewritten(archive, tmp_path / "bad.zip", more=[(CATALOGUE, b"x")])
    refuse(bad, tmp_path, "one name")


def test_a_file_that_is_not_what_was_saved_is_refused(archive, tmp_path):
    name = next(n for n in zipfile.ZipFile(archive).namelist() if n.startswith("files/"))
    data = zipfile.ZipFile(archive).read(name)
    other = bytes([data[0] ^ 1]) + data[1:]
    bad = tmp_path / "bad.zip"
    refuse(rewritten(archive, bad, members={name: other}), tmp_path, "not what was saved")
    refuse(rewritten(archive, bad, members={name: data + b"x"}), tmp_path, "size")


def test_sizes_beyond_the_disk_are_refused_before_anything_is_unpacked(archive, tmp_path):
    def huge(said):
        said["members"][0]["size"] = 1 << 60

    refuse(rewritten(archive, tmp_path / "bad.zip", manifest=huge), tmp_path, "size")


def test_there_must_be_room(archive, tmp_path, monkeypatch):
    monkeypatch.setattr("api.backup.restoring._SPARE_BYTES", 1 << 60)
    refuse(archive, tmp_path, "MB left")


@pytest.mark.parametrize(("field", "value"), [("format", 2), ("revision", "9999")])
def test_what_a_newer_version_wrote_is_refused(archive, tmp_path, field, value):
    def newer(said):
        said[field] = value
        said["unheard_of"] = True

    refuse(rewritten(archive, tmp_path / "bad.zip", manifest=newer), tmp_path, "newer version")


def test_counts_that_do_not_agree_are_refused(archive, tmp_path):
    def more(said):
        said["counts"]["records"] += 1

    refuse(rewritten(archive, tmp_path / "bad.zip", manifest=more), tmp_path, "does not hold")


def test_a_catalogue_that_is_none_is_refused(archive, tmp_path):
    junk = b"SQLite format 3\x00" + b"\xff" * 5_000

    def listed(said):
        import hashlib

        [one] = [m for m in said["members"] if m["name"] == CATALOGUE]
        one.update(size=len(junk), sha256=hashlib.sha256(junk).hexdigest())

    bad = rewritten(archive, tmp_path / "b.zip", manifest=listed, members={CATALOGUE: junk})
    refuse(bad, tmp_path, "its catalogue")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_part_of_a_backup_is_refused(archive, tmp_path, share):
    data = archive.read_bytes()
    archive.write_bytes(data[: int(len(data) * share)])
    refuse(archive, tmp_path, "no backup")


def test_damage_anywhere_is_refused_or_harmless(archive, tmp_path):
    data = archive.read_bytes()
    good = {name: p.read_bytes() for name, p in _restored(archive, tmp_path / "good").items()}
    for place in range(0, len(data), max(len(data) // 60, 1)):
        bad = tmp_path / "bad.zip"
        bad.write_bytes(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
        try:
            found = _restored(bad, tmp_path / "back")
        except BadBackup:
            assert not (tmp_path / "back").exists()
            continue
        # What was hit is nothing that is read, such as the time of a member.
        assert {name: p.read_bytes() for name, p in found.items()} == good
        shutil.rmtree(tmp_path / "back")


def _restored(archive: Path, data: Path) -> dict[str, Path]:
    restore(archive, data, quiet)
    return everything(data)


@pytest.mark.parametrize("content", [b"", b"ciao", b"PK\x05\x06" + b"\0" * 18, b"%PDF-1.7"])
def test_what_is_no_backup_is_told_so(tmp_path, content):
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    refuse(path, tmp_path, "no backup")
