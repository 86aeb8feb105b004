"""The work on one file, done in a process of its own: read, cut into passages, annotate."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from corpus.errors import UnreadableFile
from corpus.identifiers import RecordId
from corpus.records import Description, Format, Page, Passage
from corpus.sketch import anchors, sketch
from ingest.annotate import Annotator, open_annotator
from ingest.describe import describe
from ingest.limits import within_limits
from ingest.reader import ReadDocument, Reader
from ingest.recognition import Recognition, Unfinished
from ingest.segment import segment

# Reader of each file name ending: module and function, imported when first needed.
_READERS = {
    ".pdf": ("ingest.pdf", "read_pdf"),
    ".pptx": ("ingest.office_pptx", "read_pptx"),
    ".docx": ("ingest.office_docx", "read_docx"),
    ".html": ("ingest.web", "read_html"),
    ".htm": ("ingest.web", "read_html"),
    ".xhtml": ("ingest.web", "read_html"),
    ".md": ("ingest.markdown", "read_markdown"),
    ".markdown": ("ingest.markdown", "read_markdown"),
    ".epub": ("ingest.epub", "read_epub"),
    ".odt": ("ingest.opendocument_text", "read_odt"),
    ".odp": ("ingest.opendocument_slides", "read_odp"),
    ".txt": ("ingest.plain", "read_plain"),
    ".text": ("ingest.plain", "read_plain"),
}
READABLE_SUFFIXES = frozenset(_READERS)


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read, and the id its record will have; how to read scans, None for not at all."""

    path: str
    record: RecordId
    sha256: str
    recognition: Recognition | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was made of a file: everything a record is committed with."""

    description: Description
    media_type: str
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]
    sketch: frozenset[int]
    anchors: frozenset[int]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that gave nothing, with a stable word for why and a sentence."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file of scans that needs another turn: ``done`` of ``total`` scanned pages are read."""

    done: int
    total: int


def analyse(job: Job) -> Analysis | Unreadable | Waiting:
    """Read a file and return its passages with their annotations, or why it cannot be read.

    Scans that take long are read in several turns: the same job is then to be given again.
    """
    path = Path(job.path)
    try:
        document = within_limits(_read(path, job.recognition))
    except Unfinished as unfinished:
        return Waiting(unfinished.done, unfinished.total)
    except UnreadableFile as error:
        return Unreadable(error.code, error.reason)
    except PermissionError:
        return Unreadable("permission", "no permission to read the file")
    except OSError as error:
        return Unreadable("missing", f"the file cannot be opened ({error.strerror})")
    return analyse_document(document, job.record, job.path, _annotator())


def _read(path: Path, recognition: Recognition | None) -> ReadDocument:
    if path.suffix.lower() != ".pdf" or recognition is None:
        return reader_for(path)(path)
    from ingest.pdf import read_pdf

    return read_pdf(path, recognition)


def analyse_document(
    document: ReadDocument, record: RecordId, location: str, annotator: Annotator
) -> Analysis:
    """Cut a document that was read into annotated passages and describe it."""
    passages = _annotated(document, record, annotator)
    sizes = [(p.language, len(p.text)) for p in passages]
    return Analysis(
        description=describe(document, location, sizes),
        media_type=document.media_type,
        pages=document.pages,
        passages=passages,
        sketch=sketch(p.text for p in passages),
        anchors=anchors(p.text for p in passages),
        warnings=document.warnings,
    )


def reader_for(path: Path) -> Reader:
    """Return the reader for a file name.

    Raises UnreadableFile if there is none.
    """
    try:
        module, name = _READERS[path.suffix.lower()]
    except KeyError:
        known = ", ".join(sorted(_READERS))
        kind = path.suffix or "without ending"
        raise UnreadableFile(
            "unsupported", f"files {kind} cannot be read (these can: {known})"
        ) from None
    reader: Reader = getattr(import_module(module), name)
    return reader


def _annotated(
    document: ReadDocument, record: RecordId, annotator: Annotator
) -> tuple[Passage, ...]:
    main = annotator.language(" ".join(page.text for page in document.pages)[:20_000])
    passages = segment(
        record,
        document.pages,
        document.format or Format.OTHER,
        lambda text: annotator.sentences(text, main or "it"),
    )
    languages = [annotator.language(p.text) or main for p in passages]
    labels = annotator.annotate_many([p.text for p in passages], languages)
    return tuple(
        dataclasses.replace(passage, language=language, annotations=found)
        for passage, language, found in zip(passages, languages, labels, strict=True)
    )


@cache
def _annotator() -> Annotator:
    return open_annotator()
