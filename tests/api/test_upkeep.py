"""``prassi verify`` and ``prassi rebuild``: they see what is wrong, and only that."""

import dataclasses

import pytest
from hashing import HashingEmbedder
from making import make_record
from making import put as put_record
from tiny_library import DECK, REPORT, put

from api.commands.upkeep import _compared, run_rebuild, run_verify
from api.library import Library, open_owned_indexes
from api.settings import Settings
from corpus.catalogue import Catalogue
from corpus.errors import IndexMismatch
from corpus.files import path_of
from index.apply import lexical_folder

EMBEDDER = HashingEmbedder()


class Growing(Catalogue):
    """A catalogue to which another process adds while it is compared."""

    growth = 0

    def passage_ids(self):
        if self.growth:
            self.growth -= 1
            put_record(self, make_record(f"nuovo{self.growth}"), ["Un testo."])
        return super().passage_ids()


@pytest.mark.parametrize(("growth", "told"), [(0, ""), (3, ""), (100, "changed all the while")])
def test_an_ingestion_beside_it_is_no_disagreement(tmp_path, growth, told):
    with Growing(tmp_path / "catalogue.db") as catalogue:
        put_record(catalogue, make_record("a"), ["Uno."])
        library = Library(tmp_path, catalogue)
        with open_owned_indexes(library, EMBEDDER) as indexes:
            catalogue.growth = growth
            problems = _compared(library, indexes)
    assert bool(problems) == bool(told)
    assert all(told in problem for problem in problems)


def test_what_an_index_lacks_is_told_though_the_feed_is_applied(tmp_path):
    with Catalogue(tmp_path / "catalogue.db") as catalogue:
        put_record(catalogue, make_record("a"), ["Uno."])
        library = Library(tmp_path, catalogue)
        with open_owned_indexes(library, EMBEDDER) as indexes:
            assert _compared(library, indexes) == []
            with indexes.lexical.writer() as writer:
                writer.delete_all_documents()
                writer.commit()
            [problem] = _compared(library, indexes)
    assert "1 passages missing" in problem


@pytest.fixture
def kept(tmp_path, prepared_model):
    """Settings of a library of two records, and the paths of their kept files and originals."""
    data, sources = tmp_path / "data", tmp_path / "in"
    sources.mkdir()
    (data / "files").mkdir(parents=True)
    with Catalogue(data / "catalogue.db") as catalogue:
        library = Library(data, catalogue)
        records = [catalogue.record(put(library, entry, sources)) for entry in (REPORT, DECK)]
        copies = [path_of(library.files, record) for record in records]
    originals = [record.location for record in records]
    return Settings(data=data, models=prepared_model.parent), copies, originals


def test_verify_compares_the_kept_files_byte_by_byte(kept, capsys, tmp_path):
    settings, [report, deck], _ = kept
    assert run_verify(settings) == 0
    for path in (tmp_path / "in").iterdir():
        path.unlink()
    report.write_bytes(report.read_bytes()[:-1] + b"?")
    deck.unlink()
    capsys.readouterr()
    assert run_verify(settings) == 1
    told = capsys.readouterr().out
    assert "rapporto.pdf) is not what was read" in told
    assert "welfare.pptx) is missing" in told


def test_verify_copies_a_file_again_where_it_still_stands(kept, capsys):
    settings, [report, _], _ = kept
    report.unlink()
    assert run_verify(settings) == 0
    assert "copied again" in capsys.readouterr().err
    assert report.exists()


def test_rebuild_mends_what_verify_refuses(kept):
    settings, _, _ = kept
    assert run_verify(settings) == 0
    (lexical_folder(settings.data) / "tantivy" / "meta.json").write_text("{")
    with pytest.raises(IndexMismatch, match="prassi rebuild"):
        run_verify(settings)
    run_rebuild(settings)
    assert run_verify(settings) == 0


def test_verify_tells_what_it_cleared_away_and_is_quiet_when_there_was_nothing(kept, capsys):
    settings, _, [report, _] = kept
    with Catalogue(settings.data / "catalogue.db") as catalogue:
        source = catalogue.source(report)
        catalogue.note(dataclasses.replace(source, location=f"{report}.gone"))
    run_verify(settings)
    assert "1 places of files that are gone" in capsys.readouterr().err
    run_verify(settings)
    assert capsys.readouterr().err == ""
