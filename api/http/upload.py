"""Uploads: one file, with the key of the library, read at once."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.types import Message, Receive

from api.http.access import Writer
from api.http.files import safe_name
from api.http.problems import BadUpload, NotRead, TooLarge, described
from api.http.state import State, StateOf
from api.schema_records import OutcomeModel, outcome_model
from corpus.files import sha256_of
from corpus.sources import Outcome
from ingest.pipeline import FileOutcome, ingest
from ingest.pool import Bounds

router = APIRouter(prefix="/v1/records", tags=["records"])

_PIECE_BYTES = 1 << 20
_ENVELOPE_BYTES = 1 << 16  # what a form adds to the file it carries
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


@router.post(
    "",
    status_code=201,
    openapi_extra=_BODY,
    responses={200: {"model": OutcomeModel}, **described(400, 401, 403, 413, 422, 503)},
)
async def upload(state: StateOf, request: Request, response: Response, _: Writer) -> OutcomeModel:
    """Read a file into the library; answer 201 if it is new, 200 if it was there already."""
    # The body is read here and not by the framework: only after the key, and within bounds.
    state.uploads.check()
    limit_mb = state.settings.max_upload_mb
    within = Request(request.scope, bounded(request, limit_mb))
    async with within.form(max_files=1, max_fields=10) as form:
        sent = form.get("file")
        if not isinstance(sent, UploadFile):
            raise BadUpload("The body must be a form with one file in the field `file`.")
        with state.uploads.place():
            outcome = await run_in_threadpool(_taken, state, sent)
    if outcome.outcome is Outcome.FAILED:
        raise NotRead(Path(outcome.file).name, outcome.reason)
    if outcome.outcome in (Outcome.UNCHANGED, Outcome.DUPLICATE):
        response.status_code = 200
    return outcome_model(outcome, Path(outcome.file).name)


def bounded(request: Request, limit_mb: int) -> Receive:
    """Return what reads the body of a request. It raises TooLarge beyond a number of MB."""
    limit = limit_mb * 1_000_000 + _ENVELOPE_BYTES
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise TooLarge(limit_mb)
    received = 0

    async def receive() -> Message:
        nonlocal received
        message = await request.receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise TooLarge(limit_mb)
        return message

    return receive


def _taken(state: State, sent: UploadFile) -> FileOutcome:
    """Read an uploaded file into the library; the library keeps its own copy."""
    folder = state.service.library.data / "uploads"
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".incoming-") as incoming:
        arrived = Path(incoming) / "file"
        _copied(sent, arrived)
        return take_in(state, arrived, safe_name(sent.filename or "file"))


def take_in(state: State, arrived: Path, name: str) -> FileOutcome:
    """Read a file of the data folder, which is moved away, into the library under a safe name.

    Raises BadUpload for a kind that is not read.
    """
    folder = state.service.library.data / "uploads"
    # The place follows from the content, so that the same file sent again is known again; one at
    # a time, so that none is cleared away while another is reading it.
    with state.uploading:
        place = folder / sha256_of(arrived)[:16]
        place.mkdir(parents=True, exist_ok=True)
        try:
            return _read(state, arrived.replace(place / name))
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _copied(sent: UploadFile, target: Path) -> None:
    sent.file.seek(0)
    with target.open("wb") as file:
        shutil.copyfileobj(sent.file, file, _PIECE_BYTES)


def _read(state: State, path: Path) -> FileOutcome:
    settings = state.settings
    bounds = Bounds(settings.read_timeout_s, settings.read_memory_mb << 20)
    library = state.service.library
    ocr = settings.ocr != "off"
    outcomes = list(ingest(library.catalogue, library.files, [str(path)], bounds=bounds, ocr=ocr))
    if not outcomes:
        raise BadUpload("The file is of a kind that is not read.")
    return outcomes[0]
