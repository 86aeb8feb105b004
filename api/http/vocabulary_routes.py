"""The vocabulary as SKOS: facets and dated terms, those of the library included."""

from __future__ import annotations

import enum
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.http.conditional import Tagged
from api.http.problems import described
from api.http.state import StateOf
from corpus.own_terms import own_texts
from corpus.terms import terms_text

router = APIRouter(prefix="/v1", tags=["vocabulary"])


class SkosForm(enum.StrEnum):
    """How a vocabulary is written."""

    TURTLE = "turtle"
    JSONLD = "jsonld"


_MEDIA_TYPES = {SkosForm.TURTLE: "text/turtle", SkosForm.JSONLD: "application/ld+json"}


@router.get(
    "/vocabulary",
    response_class=Response,
    responses={
        200: {
            "description": "Facets and terms as SKOS",
            "content": {media_type: {} for media_type in _MEDIA_TYPES.values()},
        },
        **described(304, 422),
    },
    dependencies=[Tagged],
)
def vocabulary(
    state: StateOf,
    request: Request,
    form: Annotated[
        SkosForm | None,
        Query(alias="format", description="`turtle` or `jsonld`; without it as `Accept` asks"),
    ] = None,
) -> Response:
    """Give out the whole vocabulary as SKOS, in Turtle or JSON-LD."""
    chosen = form or _asked(request.headers.get("accept", ""))
    text = _written(tuple(own_texts(state.service.library.data).values()), chosen)
    headers = {} if form else {"Vary": "Accept"}
    return Response(text, media_type=_MEDIA_TYPES[chosen], headers=headers)


def _asked(accept: str) -> SkosForm:
    """Return what a client prefers of the two; JSON-LD where it does not say."""
    weights: dict[SkosForm, float] = {}
    for part in accept.lower().split(","):
        media_type, *parameters = (piece.strip() for piece in part.split(";"))
        for form, known in _MEDIA_TYPES.items():
            if media_type == known:
                weights[form] = _quality(parameters)
    turtle, jsonld = (weights.get(form, 0.0) for form in (SkosForm.TURTLE, SkosForm.JSONLD))
    return SkosForm.TURTLE if turtle > jsonld else SkosForm.JSONLD


def _quality(parameters: list[str]) -> float:
    given = next((p[2:] for p in parameters if p.startswith("q=")), "1")
    try:
        return float(given)
    except ValueError:
        return 0.0


# Half a second to make, a third of a megabyte to keep.
@lru_cache(maxsize=4)
def _written(own: tuple[str, ...], form: SkosForm) -> str:
    from corpus.skos_terms import whole_vocabulary, written

    return written(whole_vocabulary([terms_text(), *own]), form.value)
