"""Cursors: where the next page of an answer begins, bound to the search that gave it."""

from __future__ import annotations

import base64
import binascii
import re

from corpus.errors import BadQuery
from corpus.identifiers import digest
from index.answers import SearchRequest

# Seven digits: cursors are not signed, and what an index sets aside grows with the offset.
_SEARCH = re.compile(r"s2\.(\d{1,7})\.([0-9a-f]{16})\.([0-9a-f]{16})")
_RECORDS = re.compile(r"r1\.([0-9a-f]{16})")
# What every cursor of a kind begins with, in base64.
_CHARACTERS = re.compile(r"[A-Za-z0-9_-]+")
_SEARCH_BEGINS, _RECORDS_BEGIN = "czIu", "cjEu"
_MALFORMED = "the cursor is not one that an earlier answer gave"


class CursorMismatch(BadQuery):
    """A cursor that was given for something else than it is used for."""


def search_cursor(request: SearchRequest, offset: int, mark: str) -> str:
    """Return the cursor of the page of a search that begins at ``offset``.

    ``mark`` names the state of the library in which the search began.
    """
    return _packed(f"s2.{offset}.{search_digest(request)}.{mark}")


def search_place(cursor: str, request: SearchRequest) -> tuple[int, str]:
    """Return where the page of a cursor begins, and the mark of the state its search began in.

    Raises BadQuery if the cursor is malformed, CursorMismatch if it belongs to another search.
    """
    match = _SEARCH.fullmatch(_unpacked(cursor, _SEARCH_BEGINS))
    if match is None or match[2] != search_digest(request):
        raise CursorMismatch(
            "the cursor belongs to another search (query, filters, group, sort or fold)"
        )
    return int(match[1]), match[3]


def records_cursor(last: str) -> str:
    """Return the cursor of the list of records that goes on after the record ``last``."""
    return _packed(f"r1.{last}")


def records_after(cursor: str) -> str:
    """Return the record that a list goes on after.

    Raises BadQuery if the cursor is malformed, CursorMismatch if no list has given it.
    """
    match = _RECORDS.fullmatch(_unpacked(cursor, _RECORDS_BEGIN))
    if match is None:
        raise CursorMismatch("the cursor belongs to no list of records")
    return match[1]


def search_digest(request: SearchRequest) -> str:
    """Return what names a search: the query and all that makes and orders its result set."""
    chosen = [
        f"{facet}={code}"
        for facet, codes in sorted(request.filters.items())
        for code in sorted(codes)
    ]
    fixed = [request.query, request.group.value, request.sort.value, request.mode.value]
    if request.fold:
        fixed.append("fold")
    fixed += [f"without={code}" for code in sorted(set(request.without))]
    return digest(*fixed, *chosen)


def _packed(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _unpacked(cursor: str, begins: str) -> str:
    if not cursor.startswith(begins) or not _CHARACTERS.fullmatch(cursor):
        raise BadQuery(_MALFORMED)
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("latin-1")
    except binascii.Error:  # no cursor has this length
        return ""
