import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.cursor import records_after, records_cursor, search_cursor, search_place
from corpus.errors import BadQuery
from index.answers import Group, SearchRequest, Sort

MARK = "0123456789abcdef"
REQUEST = SearchRequest(query="anziani", filters={"kind": ("practice", "lesson")})


@given(st.integers(0, 10**7 - 1), st.text(max_size=40))
def test_a_cursor_gives_back_its_offset(offset, query):
    request = SearchRequest(query=query)
    assert search_place(search_cursor(request, offset, MARK), request) == (offset, MARK)


def test_the_order_of_filters_and_the_page_size_do_not_matter():
    cursor = search_cursor(REQUEST, 10, MARK)
    same = replace(REQUEST, filters={"kind": ("lesson", "practice")}, limit=50)
    assert search_place(cursor, same) == (10, MARK)


@pytest.mark.parametrize(
    "change",
    [
        {"query": "giovani"},
        {"filters": {}},
        {"filters": {"kind": ("practice",)}},
        {"group": Group.RECORD},
        {"sort": Sort.DATE},
    ],
)
def test_a_cursor_of_another_search_is_refused(change):
    with pytest.raises(BadQuery, match="another search"):
        search_place(search_cursor(REQUEST, 10, MARK), replace(REQUEST, **change))


@given(st.text(max_size=60))
def test_any_other_text_is_refused(text):
    with pytest.raises(BadQuery):
        search_place(text, REQUEST)
    with pytest.raises(BadQuery):
        records_after(text)


def test_a_cursor_with_a_negative_offset_is_refused():
    packed = base64.urlsafe_b64encode(f"s2.-5.{MARK}.{MARK}".encode()).decode().rstrip("=")
    with pytest.raises(BadQuery):
        search_place(packed, REQUEST)


def test_cursors_of_lists_and_of_searches_are_told_apart():
    cursor = records_cursor("0123456789abcdef")
    assert records_after(cursor) == "0123456789abcdef"
    with pytest.raises(BadQuery):
        search_place(cursor, REQUEST)
    with pytest.raises(BadQuery):
        records_after(search_cursor(REQUEST, 10, MARK))
