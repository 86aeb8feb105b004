"""The page of a practice record (scheda pratica)."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.http.state import StateOf
from api.labels import load_labels
from api.web import rendering
from api.web.address import read_address
from api.web.curators import curator_of, shown_to
from api.web.practice_view import practice_view

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/practice/{identifier}")
def practice_page(state: StateOf, request: Request, identifier: str) -> HTMLResponse:
    """Show what the documents tell of a practice. Raises PracticeNotFound."""
    address = read_address(request.query_params)
    labels = load_labels(address.language)
    curator = curator_of(state, request)
    answer = rendering.page(
        "practice.html",
        address.language,
        rendering.in_other_language(request),
        view=practice_view(state, identifier, address, labels),
        # What is printed must say where it is found, and of what day it is.
        printed_url=str(request.url.replace(query="", fragment="")),
        printed_on=datetime.now(UTC).date().isoformat(),
        curating=curator is not None,
    )
    return shown_to(curator, answer)
