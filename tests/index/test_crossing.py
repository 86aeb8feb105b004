"""A crossing says what searches say: rules that hold for any library, query and filters."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_result_set_rules import CODES, QUICK, REQUESTS, but
from test_result_set_rules import any_engine as any_engine

from corpus.errors import BadQuery, UnknownFilter
from index import crossing
from index.answers import Group, SearchRequest
from index.crossing import MOST_CELLS, Axis

AXES = {**CODES, "year": ("2018", "2019", "2020", "2021"), "format": ("report", "slides")}
PAIRS = st.tuples(st.sampled_from(sorted(AXES)), st.sampled_from(sorted(AXES))).filter(
    lambda pair: pair[0] != pair[1]
)


def axis(facet):
    return Axis(facet, (*AXES[facet], "2099" if facet == "year" else "nowhere"))


def totals(engine, request, group):
    answer = engine.search(but(request, group=group, fold=False, facets=False, limit=1))
    return answer.total, answer.nearest_only


@settings(QUICK, max_examples=7)
@given(REQUESTS, PAIRS)
def test_a_cell_holds_what_the_search_finds_with_both_values_chosen(any_engine, request, pair):
    found = any_engine.cross(request, axis(pair[0]), axis(pair[1]))
    for i, row in enumerate(found.rows.codes):
        for j, column in enumerate(found.columns.codes):
            both = {**request.filters, pair[0]: (row,), pair[1]: (column,)}
            chosen = but(request, filters=both)
            where = (pair, row, column)
            assert found.documents[i, j] == totals(any_engine, chosen, Group.RECORD)[0], where
            assert found.passages[i, j] == totals(any_engine, chosen, Group.PASSAGE)[0], where
            practices, nearest = totals(any_engine, chosen, Group.PRACTICE)
            # A search for practices that finds none offers the nearest ones: these are no answer.
            assert found.practices[i, j] == practices or (
                (nearest or found.nearest_only) and found.practices[i, j] <= practices
            ), where


@settings(QUICK, max_examples=7)
@given(REQUESTS, PAIRS)
def test_crossing_the_other_way_round_turns_the_table_and_changes_no_number(
    any_engine, request, pair
):
    one = any_engine.cross(request, axis(pair[0]), axis(pair[1]))
    other = any_engine.cross(request, axis(pair[1]), axis(pair[0]))
    assert (one.documents == other.documents.T).all()
    assert (one.practices == other.practices.T).all()
    assert (one.passages == other.passages.T).all()
    assert one.found == other.found == totals(any_engine, request, Group.RECORD)[0]
    assert (one.documents <= one.passages).all()
    assert one.found <= one.held


def test_practices_and_documents_are_counted_apart(engine):
    found = engine.cross(
        SearchRequest(), Axis("kind", ("practice", "lesson")), Axis("target", ("older-people",))
    )
    assert found.documents.shape == (2, 1)
    assert (
        found.documents[0, 0]
        == engine.search(
            SearchRequest(
                group=Group.RECORD, filters={"kind": ("practice",), "target": ("older-people",)}
            )
        ).total
    )
    assert found.documents[0, 0] >= 2


def test_a_facet_crossed_with_itself_an_unknown_one_and_too_many_cells_are_refused(engine):
    kind, many = Axis("kind", ("practice",)), tuple(map(str, range(MOST_CELLS + 1)))
    with pytest.raises(BadQuery):
        engine.cross(SearchRequest(), kind, kind)
    with pytest.raises(UnknownFilter):
        engine.cross(SearchRequest(), kind, Axis("colour", ("red",)))
    with pytest.raises(BadQuery):
        engine.cross(SearchRequest(), kind, Axis("theme", many))


def test_a_table_too_large_to_be_marked_is_counted_the_same(engine, monkeypatch):
    axes = Axis("kind", ("practice", "lesson")), Axis("target", ("older-people", "families"))
    marked = engine.cross(SearchRequest(), *axes)
    monkeypatch.setattr(crossing, "_MOST_MARKS", 0)
    ordered = engine.cross(SearchRequest(), *axes)
    assert (marked.documents == ordered.documents).all()
    assert (marked.practices == ordered.practices).all()
    assert marked.documents.sum() > 0
