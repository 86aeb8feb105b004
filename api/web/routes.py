"""Routes of the pages."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from api.http.problems import Problem
from api.http.state import State, StateOf
from api.labels import load_labels
from api.texts import Texts
from api.web import (
    correction_routes,
    curation_routes,
    curators,
    dossier_routes,
    map_routes,
    practice_routes,
    rendering,
)
from api.web.about_view import about_view
from api.web.address import Address, read_address, read_language, whole_number
from api.web.curators import curator_of, shown_to
from api.web.expansions import expansion_views
from api.web.reader import reader_view
from api.web.results import answered, pager, ways_on
from api.web.view import browse_views, chips, facet_views, hit_views, shortcuts, year_form
from index.answers import Group, SearchAnswer, SearchRequest, Sort

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_MAX_PAGE = 1_000_000


def install(app: FastAPI) -> None:
    """Add the pages and the files they use."""
    app.include_router(router)
    app.include_router(dossier_routes.router)
    app.include_router(practice_routes.router)
    app.include_router(map_routes.router)
    app.include_router(curation_routes.router)
    app.include_router(correction_routes.router)
    curators.install(app)
    system = StaticFiles(packages=[("bootstrap_italia_template", "static")])
    app.mount("/static/bootstrap-italia", system, name="bootstrap-italia")
    app.mount("/static/prassi", StaticFiles(directory=rendering.STATIC), name="prassi")


@router.get("/")
def search_page(state: StateOf, request: Request) -> HTMLResponse:
    """Show the search, and what it found."""
    address = read_address(request.query_params)
    if not address.asked:
        return _first_view(state, request, address)
    found = answered(state, address)
    if found.moved:  # the links of this page shall not lead to what is gone
        address = replace(address, mark=found.mark)
    answer, labels, t = found.answer, load_labels(address.language), Texts(address.language)
    lost = not answer.total or answer.nearest_only
    return rendering.page(
        "results.html",
        address.language,
        rendering.in_other_language(request),
        address=address,
        page_title=_results_title(address, t),
        # What was taken back was said of these words, not of others.
        hidden=[pair for pair in address.with_query("").pairs() if pair[0] not in ("q", "without")],
        answer=answer,
        total=t.count(f"search.total.{address.group.value}", answer.total),
        hits=hit_views(state.catalogue, answer, address, labels),
        facets=facet_views(answer.facets, address, labels),
        chips=chips(address, labels),
        expansions=expansion_views(answer.expansions, address, t),
        pager=pager(address, answer, found.mark),
        # Pages of another state than the one that is gone would repeat hits, or miss some.
        begun_anew=address.begun().url if found.moved else None,
        ways_on=ways_on(found, address, labels, t) if lost else (),
        all_url=Address(query="", language=address.language).url,
        shortcuts=shortcuts(address, t),
        years=year_form(address),
        groups=[(g, address.with_group(g).url) for g in Group],
        sorts=[(s, address.with_sort(s).url) for s in Sort],
        examples=_examples(address),
    )


def _first_view(state: State, request: Request, address: Address) -> HTMLResponse:
    answer: SearchAnswer = state.service.engine.search(SearchRequest(limit=1, fold=True))
    labels = load_labels(address.language)
    return rendering.page(
        "home.html",
        address.language,
        rendering.in_other_language(request),
        address=address,
        hidden=address.pairs(),
        counts=state.catalogue.counts(),
        to_embed=state.service.to_embed(),
        browse=browse_views(answer.facets, address, labels),
        all_url=address.with_query("").url,
        shortcuts=shortcuts(address.with_query(""), Texts(address.language)),
        examples=_examples(address),
    )


def _examples(address: Address) -> list[tuple[str, str]]:
    fresh = Address(language=address.language)
    return [(words, fresh.with_query(words).url) for words in Texts(address.language).examples()]


def _results_title(address: Address, t: Texts) -> str:
    if address.query:
        return t("search.results_title", query=address.query)
    return t("search.results") if address.filters else t("search.all_title")


@router.get("/record/{identifier}")
def reader_page(state: StateOf, request: Request, identifier: str) -> HTMLResponse:
    """Show a page of a record."""
    params = request.query_params
    address = read_address(params)
    number = whole_number(params.get("page"), _MAX_PAGE) or 1
    chosen = params.get("passage") or None
    labels = load_labels(address.language)
    view = reader_view(state, identifier, number, chosen, address, labels)
    curator = curator_of(state, request)
    answer = rendering.page(
        "reader.html",
        address.language,
        rendering.in_other_language(request),
        view=view,
        curating=curator is not None,
    )
    return shown_to(curator, answer)


@router.get("/about")
def about_page(state: StateOf, request: Request) -> HTMLResponse:
    """Say what this is, what is in it and how it works."""
    language = read_language(request.query_params)
    return rendering.page(
        "about.html",
        language,
        rendering.in_other_language(request),
        view=about_view(state, language, load_labels(language)),
    )


@router.get("/robots.txt", response_class=PlainTextResponse)
async def robots() -> PlainTextResponse:
    """Keep search engines out: the library is its keeper's, and each page costs a search."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


@router.get("/favicon.ico", response_class=FileResponse)
async def icon() -> FileResponse:
    """Give the icon to who asks for it without having read a page."""
    return FileResponse(rendering.STATIC / "icon.svg", media_type="image/svg+xml")


def problem_page(request: Request, problem: Problem) -> Response:
    """Show a problem to whoever uses a browser."""
    language = read_language(request.query_params)
    t = Texts(language)
    keys = (f"problem.{problem.name}", f"problem.{int(problem.status)}", "problem.500")
    message = next(t(key) for key in keys if t.has(key))
    return rendering.page(
        "problem.html",
        language,
        rendering.in_other_language(request),
        int(problem.status),
        message=message,
        number=int(problem.status),
    )
