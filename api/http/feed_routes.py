"""Feeds: told of what is new without an account."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.feeds import FeedPlace, atom, newest_hits
from api.http.conditional import Tagged
from api.http.parameters import FilterPairs, Language, Text, Without, search_request
from api.http.problems import described
from api.http.state import StateOf
from api.texts import Texts
from api.web.address import Address
from index.answers import Group, SearchRequest

router = APIRouter(prefix="/v1", tags=["search"])

MEDIA_TYPE = "application/atom+xml"


def feed_request(
    q: Text = "",
    filters: FilterPairs = [],  # noqa: B006 - FastAPI copies it
    without: Without = [],  # noqa: B006 - FastAPI copies it
) -> SearchRequest:
    """Return the search of a feed: an entry a document."""
    return search_request(q, filters, Group.RECORD, without=without)


@router.get(
    "/feed.atom",
    response_class=Response,
    responses={
        200: {
            "description": "An Atom feed, the newest 50 documents that match",
            "content": {MEDIA_TYPE: {}},
        },
        **described(304, 400, 422, 503),
    },
    dependencies=[Tagged],
)
def feed(
    state: StateOf,
    http: Request,
    request: Annotated[SearchRequest, Depends(feed_request)],
    lang: Language = "it",
) -> Response:
    """Give the documents that a search finds, those added last first, each with its best passage.

    Documents that are only the nearest, where nothing matches, are not in it.
    """
    with state.exports.place():
        hits = newest_hits(state.service.still_engine(), request)
    # The host is one the server answers to: all others were turned away.
    base = str(http.base_url).rstrip("/")
    page = Address(
        query=request.query, filters=request.filters, without=request.without, language=lang
    )
    t = Texts(lang)
    title = t("feed.title", query=request.query) if request.query else t("feed.title_all")
    place = FeedPlace(base, str(http.url), base + page.url, title, lang)
    return Response(atom(hits, request, place), media_type=MEDIA_TYPE)
