"""Routes of records and their pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import FileResponse

from api.cursor import records_after, records_cursor
from api.drawing import Boxes, Drawing
from api.http.conditional import Tagged, Unchanged, has_tag, not_modified
from api.http.fields import Fields, chosen_fields, given
from api.http.files import file_headers, kept_file
from api.http.parameters import Cursor, Identifier
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

router = APIRouter(prefix="/v1/records", tags=["records"], responses=described(304, 404, 422))

_PDF = "application/pdf"
_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_LOOK = "3"  # changes when pictures are drawn another way, so that no old one is shown
_A_DAY = "private, max-age=86400"

PageNumber = Annotated[int, Path(ge=1, le=1_000_000, description="Page of the file, from 1")]
Scale = Annotated[float, Query(ge=0.5, le=3.0, description="Pixels a point")]


@router.get("", response_model=RecordsModel, responses=described(400, 409), dependencies=[Tagged])
def records(
    state: StateOf,
    limit: Annotated[int, Query(ge=1, le=1_000, description="Records at most")] = 100,
    cursor: Cursor = "",
    fields: Fields = "",
) -> RecordsModel | Response:
    """List the records of the library, in the order of their ids.

    Records added while somebody pages are met where their id comes; none is met twice or missed.
    """
    chosen = chosen_fields(RecordsModel, fields)
    after = records_after(cursor) if cursor else ""
    found = state.catalogue.records(limit + 1, after)
    shown = found[:limit]
    answer = RecordsModel(
        total=state.catalogue.counts().records,
        records=[record_model(record) for record in shown],
        next_cursor=records_cursor(shown[-1].id) if len(found) > limit else None,
    )
    return given(answer, chosen)


@router.get("/{identifier}", response_model=RecordDetailModel, dependencies=[Tagged])
def record(
    state: StateOf, identifier: Identifier, fields: Fields = ""
) -> RecordDetailModel | Response:
    """Return a record, with the other files that hold the same work."""
    chosen = chosen_fields(RecordDetailModel, fields)
    found = state.catalogue.record(identifier)
    catalogue = state.catalogue
    answer = record_detail(
        found,
        catalogue.same_work(found),
        catalogue.work_links(found),
        catalogue.pages_by_ocr(identifier),
    )
    return given(answer, chosen)


@router.get(
    "/{identifier}/pages/{number}.png", response_class=Response, responses=described(410, 503)
)
def picture(
    state: StateOf,
    request: Request,
    identifier: Identifier,
    number: PageNumber,
    scale: Scale = 1.5,
    passage: Annotated[str, Query(max_length=64, description="Passage to mark")] = "",
) -> Response:
    """Draw a page; a passage given by its id is marked."""
    found, page = state.catalogue.record(identifier), state.catalogue.page(identifier, number)
    scale = round(scale, 2)
    drawing = _drawing(state, found, page, scale, passage)
    # All that the picture is drawn from: its address may show another one when pages are read
    # anew, or LibreOffice is installed.
    parts = (_LOOK, found.sha256, number, str(scale), str(drawing.slides), repr(drawing.boxes))
    tag = f'"{digest(*parts, page.text, found.description.title)}"'
    headers = {"ETag": tag, "Cache-Control": _A_DAY}
    if has_tag(request.headers, tag):
        raise Unchanged(tag, _A_DAY)
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


@router.get("/{identifier}/pages/{number}", response_model=PageModel, dependencies=[Tagged])
def page(
    state: StateOf, identifier: Identifier, number: PageNumber, fields: Fields = ""
) -> PageModel | Response:
    """Return the text of a page and the passages on it, with their boxes."""
    chosen = chosen_fields(PageModel, fields)
    found = state.catalogue.record(identifier)
    answer = page_model(
        found,
        state.catalogue.page(identifier, number),
        state.catalogue.passages_on(identifier, number),
    )
    return given(answer, chosen)


@router.get("/{identifier}/file", response_class=FileResponse, responses=described(410))
def file(state: StateOf, request: Request, identifier: Identifier) -> FileResponse:
    """Give out the file a record was read from, as it was."""
    found = state.catalogue.record(identifier)
    path = kept_file(state.service.library, found)
    headers, media_type = file_headers(found)
    kept = path.stat()
    tag = f'"{digest(found.sha256, kept.st_size, kept.st_mtime_ns, *headers.values())}"'
    if not_modified(request.headers, tag, kept.st_mtime):
        raise Unchanged(tag, headers["Cache-Control"])
    headers = {**headers, "ETag": tag}
    return FileResponse(path, media_type=media_type, headers=headers)
