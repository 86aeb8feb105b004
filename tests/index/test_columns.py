"""Counts over columns are exact where the index's own aggregations give up."""

import tantivy

from index.columns import Columns, Unit
from index.facets import count_facets, within
from index.lexical import YEAR, LexicalIndex

MANY = 66_000  # an aggregation of the index ends at 65,000 buckets


def counts(found, facet):
    return {v.code: v.count for f in found if f.facet == facet for v in f.values}


def test_records_and_values_beyond_the_limit_of_the_index_are_counted_exactly(tmp_path):
    lexical = LexicalIndex(tmp_path, "test", create=True)
    with lexical.writer() as writer:
        for number in range(MANY):
            document = tantivy.Document()
            document.add_unsigned("key", number + 1)
            document.add_unsigned("record", 2**63 + number // 2)
            document.add_integer("recency", number)
            document.add_integer("year", 2000 + number % 3)
            document.add_text("source", f"fonte {number}")
            document.add_text("format", "report" if number % 4 else "slides")
            writer.add_document(document)
        writer.commit()
    columns = lexical.columns(lexical.searcher())
    rows = columns.everything()
    assert columns.count(rows, Unit.RECORD) == MANY // 2
    passages = count_facets(columns, rows, {})
    assert counts(passages, "source") == dict.fromkeys((f"fonte {n}" for n in range(MANY)), 1)
    assert counts(passages, "format") == {"report": MANY * 3 // 4, "slides": MANY // 4}
    records = count_facets(columns, rows, {"year": ("2001-",)}, Unit.RECORD)
    assert counts(records, "format") == {"report": MANY // 2 - MANY // 12, "slides": MANY // 6}
    chosen = within(columns, rows, {"source": ("fonte 7",), "year": ("2001",)})
    assert columns.keys_of(chosen).tolist() == [8]


def test_columns_are_read_anew_after_a_commit_and_only_then(tmp_path):
    lexical = LexicalIndex(tmp_path, "test", create=True)
    before = lexical.searcher()
    assert lexical.searcher() is before
    assert len(lexical.columns(before)) == 0
    with lexical.writer() as writer:
        document = tantivy.Document()
        document.add_unsigned("key", 5)
        document.add_unsigned("record", 9)
        writer.add_document(document)
        writer.commit()
    after = lexical.searcher()
    assert after is not before
    assert lexical.columns(after).keys_of(lexical.columns(after).everything()).tolist() == [5]
    assert len(lexical.columns(before)) == 0


def test_columns_read_as_those_before_answer_without_reading(engine, monkeypatch):
    lexical = engine._lexical
    searcher = lexical.searcher()
    before, after = (Columns(searcher, lexical.schema, YEAR) for _ in range(2))
    rows = before.everything()
    expected = [count_facets(before, rows, {"kind": ("practice",)}, unit) for unit in Unit]
    newest, content = before.newest(rows, Unit.TEXT).tolist(), before.content()
    after.read_as(before)
    monkeypatch.setattr(after, "_addresses", None)
    assert [count_facets(after, rows, {"kind": ("practice",)}, unit) for unit in Unit] == expected
    assert after.newest(rows, Unit.TEXT).tolist() == newest
    assert (after.content() == content).all()
