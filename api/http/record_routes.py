"""Routes of records and their pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import FileResponse

from api.cursor import records_after, records_cursor
from api.drawing import Boxes, Drawing
from api.http.files import file_headers, kept_file
from api.http.parameters import Cursor
from api.http.problems import described
from api.http.state import State, StateOf
from api.schema_records import (
    PageModel,
    RecordDetailModel,
    RecordsModel,
    boxes_on,
    page_model,
    record_detail,
    record_model,
)
from corpus.errors import PassageNotFound
from corpus.files import path_of
from corpus.identifiers import digest
from corpus.records import Page, Record
from ingest.slide_image import office_program

router = APIRouter(prefix="/v1/records", tags=["records"], responses=described(404, 422))

_PDF = "application/pdf"
_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_LOOK = "3"  # changes when pictures are drawn another way, so that no old one is shown
_A_DAY = "private, max-age=86400"

PageNumber = Annotated[int, Path(ge=1, le=1_000_000)]
Scale = Annotated[float, Query(ge=0.5, le=3.0, description="Pixels a point")]


@router.get("", responses=described(400))
def records(
    state: StateOf,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    cursor: Cursor = "",
) -> RecordsModel:
    """List the records of the library."""
    after = records_after(cursor) if cursor else ""
    found = state.catalogue.records(limit + 1, after)
    shown = found[:limit]
    return RecordsModel(
        total=state.catalogue.counts().records,
        records=[record_model(record) for record in shown],
        next_cursor=records_cursor(shown[-1].id) if len(found) > limit else None,
    )


@router.get("/{identifier}")
def record(state: StateOf, identifier: str) -> RecordDetailModel:
    """Return a record, with the other files that hold the same work."""
    found = state.catalogue.record(identifier)
    catalogue = state.catalogue
    return record_detail(
        found,
        catalogue.same_work(found),
        catalogue.work_links(found),
        catalogue.pages_by_ocr(identifier),
    )


@router.get(
    "/{identifier}/pages/{number}.png", response_class=Response, responses=described(410, 503)
)
def picture(
    state: StateOf,
    request: Request,
    identifier: str,
    number: PageNumber,
    scale: Scale = 1.5,
    passage: Annotated[str, Query(max_length=64, description="Passage to mark")] = "",
) -> Response:
    """Draw a page; a passage given by its id is marked."""
    found, page = state.catalogue.record(identifier), state.catalogue.page(identifier, number)
    scale = round(scale, 2)
    tag = f'"{digest(_LOOK, found.sha256, number, str(scale), passage)}"'
    headers = {"ETag": tag, "Cache-Control": _A_DAY}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    drawing = _drawing(state, found, page, scale, passage)
    png = state.pictures.get(tag, lambda: state.drawer.draw(drawing))
    return Response(png, media_type="image/png", headers=headers)


def _drawing(state: State, record: Record, page: Page, scale: float, passage: str) -> Drawing:
    boxes = _boxes(state, record, page, passage) if passage else ()
    library, title = state.service.library, record.description.title
    if record.media_type == _PDF:
        return Drawing(page, title, scale, kept_file(library, record), boxes)
    slides = path_of(library.files, record)
    if record.media_type == _PPTX and office_program() is not None and slides.is_file():
        return Drawing(page, title, scale, slides, boxes, slides=True)
    return Drawing(page, title, scale, None, boxes)


def _boxes(state: State, record: Record, page: Page, passage: str) -> Boxes:
    found = state.catalogue.passage(passage)
    if found.record != record.id:
        raise PassageNotFound(passage)
    return tuple(boxes_on(found, page.number))


@router.get("/{identifier}/pages/{number}")
def page(state: StateOf, identifier: str, number: PageNumber) -> PageModel:
    """Return the text of a page and the passages on it, with their boxes."""
    found = state.catalogue.record(identifier)
    return page_model(
        found,
        state.catalogue.page(identifier, number),
        state.catalogue.passages_on(identifier, number),
    )


@router.get("/{identifier}/file", response_class=FileResponse, responses=described(410))
def file(state: StateOf, identifier: str) -> FileResponse:
    """Give out the file a record was read from, as it was."""
    found = state.catalogue.record(identifier)
    path = kept_file(state.service.library, found)
    headers, media_type = file_headers(found)
    return FileResponse(path, media_type=media_type, headers=headers)
