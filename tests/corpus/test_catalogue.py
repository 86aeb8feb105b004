import dataclasses
import sqlite3
import threading

import numpy as np
import pytest
import sqlalchemy as sa
from making import make_passage, make_record, make_source, put

from corpus import schema
from corpus.catalogue import Catalogue
from corpus.changes import Op
from corpus.database import open_engine
from corpus.errors import CatalogueMismatch, PageNotFound, PassageNotFound, RecordNotFound
from corpus.records import Annotation, Block, BlockKind, Box, Page, Word
from corpus.sketch import sketch
from corpus.sources import Outcome
from corpus.vectors import (
    all_vectors,
    count_to_embed,
    put_vectors,
    sample_vectors,
    texts_to_embed,
    vectors_of,
)


@pytest.fixture
def catalogue(tmp_path):
    with Catalogue(tmp_path / "catalogue.db") as opened:
        yield opened


def test_a_record_comes_back_as_it_was_put(catalogue):
    record = make_record("a", title="Una casa per tutti", year=2021)
    page = Page(
        1,
        "Titolo\nUn testo.",
        (
            Block(BlockKind.TITLE, 0, 6, 1, Box(10, 10, 90.25, 30)),
            Block(BlockKind.PARAGRAPH, 7, 16),
        ),
        (Word(0, 6, Box(10, 10, 90.25, 30)),),
        width=595,
        height=842,
        label="iii",
    )
    passage = dataclasses.replace(
        make_passage(record, 0, "Titolo\nUn testo.", section=("Prima parte",)),
        annotations=(Annotation("theme", "housing", 0, 6, "label", 0.5),),
        boxes=((1, Box(10, 10, 90.25, 30)),),
        language="it",
    )
    catalogue.put(record, [page], [passage], frozenset(), make_source(record))
    assert catalogue.record(record.id) == dataclasses.replace(record, work=record.id)
    assert catalogue.page(record.id, 1) == page
    assert catalogue.passages_of(record.id) == (passage,)
    assert catalogue.passage(passage.id) == passage


def test_what_is_missing_is_an_error_that_names_it(catalogue):
    record = put(catalogue, make_record("a"), ["Un testo."])
    with pytest.raises(RecordNotFound) as missing:
        catalogue.record("nothing")
    assert missing.value.record_id == "nothing"
    with pytest.raises(PageNotFound):
        catalogue.page(record.id, 99)
    with pytest.raises(RecordNotFound):
        catalogue.page("nothing", 1)
    with pytest.raises(PassageNotFound):
        catalogue.passage("0" * 16)
    with pytest.raises(RecordNotFound):
        catalogue.remove(record_id_of("nothing"))


def record_id_of(text):
    return make_record(text).id


def test_the_feed_tells_every_change_in_order(catalogue):
    first = put(catalogue, make_record("a"), ["Uno."])
    second = put(catalogue, make_record("b"), ["Due."])
    catalogue.remove(first.id)
    changes = catalogue.changes_since(0)
    assert [(c.record, c.op) for c in changes] == [
        (first.id, Op.UPSERT),
        (second.id, Op.UPSERT),
        (first.id, Op.DELETE),
    ]
    assert catalogue.changes_since(changes[1].seq) == changes[2:]
    assert catalogue.last_seq() == changes[-1].seq


def test_the_same_file_at_another_place_is_a_duplicate(catalogue):
    record = put(catalogue, make_record("a"), ["Uno."])
    again = dataclasses.replace(record, location="/altrove/copia.pdf")
    noted = catalogue.put(again, [Page(1, "Uno.")], [], frozenset(), make_source(again))
    assert (noted.outcome, noted.record) == (Outcome.DUPLICATE, record.id)
    assert catalogue.counts().records == 1
    assert len(catalogue.changes_since(0)) == 1


def test_the_same_file_put_again_from_the_same_place_is_unchanged(catalogue):
    record = put(catalogue, make_record("a"), ["Uno."])
    noted = catalogue.put(record, [Page(1, "Uno.")], [], frozenset(), make_source(record))
    assert (noted.outcome, noted.record) == (Outcome.UNCHANGED, record.id)


def test_replacing_a_record_leaves_nothing_of_the_old_one(catalogue):
    record = put(catalogue, make_record("a"), ["Il testo vecchio.", "Un altro."])
    changed = dataclasses.replace(record, sha256="ff" * 32)
    put(catalogue, changed, ["Il testo nuovo."], replace=True)
    assert [p.text for p in catalogue.passages_of(record.id)] == ["Il testo nuovo."]
    assert catalogue.counts().passages == 1
    assert catalogue.record(record.id).sha256 == "ff" * 32


def test_a_record_that_fails_halfway_leaves_no_trace(catalogue):
    record = make_record("a")
    twice = [make_passage(record, 0, "Uno."), make_passage(record, 0, "Due.")]
    with pytest.raises(sa.exc.IntegrityError):
        catalogue.put(record, [Page(1, "Uno.\nDue.")], twice, frozenset(), make_source(record))
    assert catalogue.counts().records == 0
    assert catalogue.last_seq() == 0
    assert catalogue.source(record.location) is None


def test_records_with_the_same_text_are_one_work(catalogue):
    words = "Il portierato sociale apre ogni mattina e aiuta chi abita nel quartiere con le carte"
    deck = put(catalogue, make_record("deck"), [words], sketch=sketch([words]))
    text = put(catalogue, make_record("text"), [words + "!"], sketch=sketch([words + "!"]))
    other = put(
        catalogue,
        make_record("other"),
        ["Tutt'altro."],
        sketch=sketch(["Tutt'altro discorso su un bilancio di comunità e sui suoi conti annuali"]),
    )
    assert catalogue.record(text.id).work == catalogue.record(deck.id).work
    assert [r.id for r in catalogue.same_work(catalogue.record(text.id))] == [deck.id]
    assert catalogue.record(other.id).work == other.id


def test_vectors_are_kept_by_text_and_model(catalogue):
    record = put(catalogue, make_record("a"), ["Uno.", "Due."])
    put(catalogue, make_record("b", title=record.description.title), ["Uno."])
    assert count_to_embed(catalogue, "m1") == 3
    missing = texts_to_embed(catalogue, "m1", 10)
    assert len(missing) == 2, "the same text under the same title is embedded once"
    vectors = {t.hash: np.eye(4, dtype=np.float32)[i] for i, t in enumerate(missing)}
    put_vectors(catalogue, "m1", vectors)
    assert count_to_embed(catalogue, "m1") == 0
    assert count_to_embed(catalogue, "m2") == 3, "vectors of another model do not count"
    ids, matrix = vectors_of(catalogue, "m1", record.id, 4)
    assert len(ids) == 2
    assert matrix.dtype == np.float32
    assert sorted(matrix.argmax(axis=1).tolist()) == [0, 1]
    keys, everything = all_vectors(catalogue, "m1", 4)
    assert keys.dtype == np.uint64
    assert everything.shape == (3, 4)
    assert sample_vectors(catalogue, "m1", 4, 1).shape == (1, 4)


def test_embedding_is_told_in_the_feed_for_every_record_it_touches(catalogue):
    a = put(catalogue, make_record("a"), ["Uno."])
    b = put(catalogue, make_record("b", title=a.description.title), ["Uno."])
    before = catalogue.last_seq()
    [missing] = texts_to_embed(catalogue, "m", 10)
    put_vectors(catalogue, "m", {missing.hash: np.ones(2, np.float32)})
    changes = catalogue.changes_since(before)
    assert {(c.record, c.op) for c in changes} == {(a.id, Op.EMBED), (b.id, Op.EMBED)}


def test_two_writers_wait_for_each_other(tmp_path):
    path = tmp_path / "catalogue.db"
    names = [f"{who}{i}" for who in "ab" for i in range(20)]

    def write(own):
        with Catalogue(path) as catalogue:
            for name in own:
                put(catalogue, make_record(name), [f"Testo {name}."])

    with Catalogue(path) as catalogue:
        threads = [threading.Thread(target=write, args=(names[i::2],)) for i in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert catalogue.counts().records == len(names)
        seqs = [c.seq for c in catalogue.changes_since(0)]
        assert seqs == sorted(seqs)
        assert len(seqs) == len(names)


def test_a_reader_keeps_reading_while_another_writes(tmp_path):
    path = tmp_path / "catalogue.db"
    with Catalogue(path) as reader, Catalogue(path) as writer:
        record = put(writer, make_record("a"), ["Uno."])
        with writer.writing() as connection:
            connection.execute(sa.delete(schema.records))
            assert reader.record(record.id).id == record.id


def test_migrations_make_just_the_tables_the_code_knows(tmp_path):
    engine = open_engine(tmp_path / "catalogue.db")
    try:
        found = sa.inspect(engine)
        for table in schema.metadata.sorted_tables:
            columns = {c["name"]: c for c in found.get_columns(table.name)}
            assert set(columns) == set(table.c.keys()), table.name
            for column in table.c:
                assert columns[column.name]["nullable"] == column.nullable, column
            indexes = {i["name"] for i in found.get_indexes(table.name)}
            assert {i.name for i in table.indexes} <= indexes, table.name
        extra = set(found.get_table_names()) - set(schema.metadata.tables)
        assert extra == {"alembic_version"}
    finally:
        engine.dispose()


def test_the_head_of_the_migrations_is_the_one_the_code_names():
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "corpus:migrations")
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_a_file_that_is_no_catalogue_is_a_clear_error(tmp_path):
    path = tmp_path / "catalogue.db"
    path.write_bytes(b"this is no database, but a text that is long enough to be looked at" * 20)
    with pytest.raises(CatalogueMismatch, match="not a usable catalogue"):
        Catalogue(path)


def test_a_catalogue_of_a_newer_version_is_a_clear_error(tmp_path):
    path = tmp_path / "catalogue.db"
    Catalogue(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(CatalogueMismatch, match="newer version"):
        Catalogue(path)


def test_a_sound_catalogue_has_no_damage(catalogue):
    put(catalogue, make_record("a"), ["Uno."])
    assert catalogue.damage() == ()


def test_a_record_is_found_by_id_by_its_beginning_and_by_file_name(catalogue):
    record = put(catalogue, make_record("a"), ["Uno."])
    for name in (record.id, record.id[:6], record.file_name):
        assert [r.id for r in catalogue.records_named(name)] == [record.id]
    assert catalogue.records_named(record.id[:3]) == ()
    assert catalogue.records_named("%%%%") == ()


def test_the_catalogue_knows_which_pages_were_recognised_and_how_surely(catalogue):
    record = make_record("scan", pages=2)
    pages = [Page(1, "Testo vero."), Page(2, "Testo letto.", ocr=0.87)]
    catalogue.put(record, pages, [], frozenset(), make_source(record))
    assert catalogue.pages_by_ocr(record.id) == {2: 0.87}
    assert [page.ocr for page in catalogue.pages(record.id)] == [None, 0.87]
