"""Cursors: where the next page of an answer begins, bound to the search that gave it."""

from __future__ import annotations

import base64
import binascii
import re

from corpus.errors import BadQuery
from corpus.identifiers import digest
from index.answers import SearchRequest

# Seven digits: cursors are not signed, and what an index sets aside grows with the offset.
_SEARCH = re.compile(r"s1\.(\d{1,7})\.([0-9a-f]{16})")
_RECORDS = re.compile(r"r1\.([0-9a-f]{16})")
_MALFORMED = "the cursor is not one that an earlier answer gave"


def search_cursor(request: SearchRequest, offset: int) -> str:
    """Return the cursor of the page of a search that begins at ``offset``."""
    return _packed(f"s1.{offset}.{_search_digest(request)}")


def search_offset(cursor: str, request: SearchRequest) -> int:
    """Return where the page of a cursor begins.

    Raises BadQuery if the cursor is malformed or belongs to another search.
    """
    match = _SEARCH.fullmatch(_unpacked(cursor))
    if match is None:
        raise BadQuery(_MALFORMED)
    if match[2] != _search_digest(request):
        raise BadQuery("the cursor belongs to another search (query, filters, group or sort)")
    return int(match[1])


def records_cursor(last: str) -> str:
    """Return the cursor of the list of records that goes on after the record ``last``."""
    return _packed(f"r1.{last}")


def records_after(cursor: str) -> str:
    """Return the record that a list goes on after. Raises BadQuery if it is malformed."""
    match = _RECORDS.fullmatch(_unpacked(cursor))
    if match is None:
        raise BadQuery(_MALFORMED)
    return match[1]


def _search_digest(request: SearchRequest) -> str:
    chosen = [
        f"{facet}={code}"
        for facet, codes in sorted(request.filters.items())
        for code in sorted(codes)
    ]
    fixed = (request.query, request.group.value, request.sort.value, request.mode.value)
    return digest(*fixed, *chosen)


def _packed(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _unpacked(cursor: str) -> str:
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        return data.decode("ascii")
    except (binascii.Error, ValueError) as error:
        raise BadQuery(_MALFORMED) from error
