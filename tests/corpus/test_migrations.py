"""Data folders of earlier versions open, and lose nothing."""

import sqlite3

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from corpus.catalogue import Catalogue
from corpus.database import writing

RECORD = (
    "INSERT INTO records (id, sha256, location, file_name, media_type, title, format, creators,"
    " year, language, publisher, series, sources, page_count, unreadable_pages, warnings, work,"
    " added_at) VALUES (?, ?, '/a/b.pdf', 'b.pdf', 'application/pdf', 'Orti di comunità a Bari',"
    """ 'report', '["Ada Rossi"]', 2019, 'it', NULL, NULL, '{"title": "file"}', 1, '[]', '[]',"""
    " ?, ?)"
)
PAGE = (
    "INSERT INTO pages (record_id, number, width, height, text, blocks, words)"
    " VALUES (?, 1, 10, 20, 'Uno', '[[\"paragraph\", 0, 3, 0, null]]', x'789c030000000001')"
)


def at_revision(path, revision):
    """Make a catalogue as the migrations up to ``revision`` make it."""
    engine = sa.create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", "corpus:migrations")
    config.set_main_option("path_separator", "os")
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def test_a_catalogue_of_the_first_version_keeps_its_records_pages_and_works(tmp_path):
    path = tmp_path / "catalogue.db"
    at_revision(path, "0001")
    with sqlite3.connect(path) as connection:
        connection.execute(RECORD, ("a" * 16, "1", "a" * 16, "2020"))
        connection.execute(RECORD, ("b" * 16, "2", "a" * 16, "2021"))
        connection.execute(RECORD, ("c" * 16, "3", "c" * 16, "2022"))
        connection.execute(PAGE, ("a" * 16,))
    connection.close()
    with Catalogue(path) as catalogue:
        record = catalogue.record("a" * 16)
        assert record.description.title == "Orti di comunità a Bari"
        assert record.description.creators == ("Ada Rossi",)
        assert record.description.source_url is None
        assert record.corrections is None
        page = catalogue.page("a" * 16, 1)
        assert (page.text, page.ocr) == ("Uno", None)
        assert [r.id for r in catalogue.same_work(record)] == ["b" * 16]
        with catalogue.engine.connect() as connection:
            links = connection.exec_driver_sql(
                "SELECT record_id, other_id, kind FROM work_links"
            ).all()
            keys = connection.exec_driver_sql("SELECT title_key FROM records").scalars().all()
        assert [tuple(link) for link in links] == [("b" * 16, "a" * 16, "same")]
        assert keys[0] is not None
        assert len(set(keys)) == 1


def test_the_second_version_can_be_taken_back(tmp_path):
    path = tmp_path / "catalogue.db"
    at_revision(path, "head")
    engine = sa.create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", "corpus:migrations")
    config.set_main_option("path_separator", "os")
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        assert not sa.inspect(connection).has_table("work_links")
    engine.dispose()
