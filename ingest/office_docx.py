"""Reading Word documents: blocks in order, on the pages that Word last laid out."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import UnreadableFile
from corpus.records import Format
from ingest.docx_blocks import BodyReader
from ingest.docx_emphasis import headings_by_look
from ingest.docx_numbering import Numbering
from ingest.docx_styles import Styles
from ingest.package import Package, PartDamaged
from ingest.properties import package_hints
from ingest.reader import ReadDocument
from ingest.xmltree import Element, attribute, child, children, descendants

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_REPORT_PAGES = 20  # an article in a journal of this field has 8 to 20 pages
_NOTE_PARTS = {"footnotes": "footnote", "endnotes": "endnote"}


def read_docx(path: Path) -> ReadDocument:
    """Read a Word document as it stands when all tracked changes are accepted.

    Page numbers are those of Word's last layout where the file keeps it, else those that forced
    page breaks give. Raises UnreadableFile (``empty``, ``not-a-document``, ``encrypted``,
    ``unsupported``, ``damaged``, ``too-large``).
    """
    with Package.open(path) as package:
        main = package.main("document", "word/document.xml")
        try:
            body = child(package.tree(main), "body")
        except PartDamaged as error:
            raise UnreadableFile("damaged", f"the text is damaged: {error.reason}") from error
        if body is None:
            raise UnreadableFile("damaged", "the document has no body")
        warnings: list[str] = []
        styles = _styles(package, main, warnings)
        notes = _notes(package, main, warnings)
        headings = headings_by_look(body, styles)
        reader = BodyReader(
            styles,
            notes,
            laid_out=_is_laid_out(body),
            emphasised=headings,
            numbering=_numbering(package, main, warnings),
        )
        reader.read(body)
        pages = reader.finish()
        if not any(page.text for page in pages):
            raise UnreadableFile("empty", "the document holds no text")
        if next(descendants(body, "altChunk"), None) is not None:
            warnings.append("parts of the document are embedded files and were not read")
        return ReadDocument(
            media_type=MEDIA_TYPE,
            pages=pages,
            hints=package_hints(package),
            format=Format.REPORT if len(pages) >= _REPORT_PAGES else None,
            warnings=tuple(warnings),
        )


def _styles(package: Package, main: str, warnings: list[str]) -> Styles:
    part = package.linked(main, "styles")
    if part is None:
        return Styles()
    try:
        return Styles.of(package.tree(part))
    except PartDamaged as error:
        warnings.append(f"headings may be missing, the styles cannot be read: {error.reason}")
        return Styles()


def _numbering(package: Package, main: str, warnings: list[str]) -> Numbering:
    part = package.linked(main, "numbering")
    if part is None:
        return Numbering()
    try:
        return Numbering.of(package.tree(part))
    except PartDamaged as error:
        warnings.append(f"headings may lack their numbers: {error.reason}")
        return Numbering()


def _notes(package: Package, main: str, warnings: list[str]) -> dict[tuple[str, str], Element]:
    """Return the footnotes and endnotes by kind and id."""
    notes: dict[tuple[str, str], Element] = {}
    for part_kind, kind in _NOTE_PARTS.items():
        part = package.linked(main, part_kind)
        if part is None:
            continue
        try:
            root = package.tree(part)
        except PartDamaged as error:
            warnings.append(f"the {part_kind} cannot be read: {error.reason}")
            continue
        for note in children(root, kind):
            if attribute(note, "type") in (None, "normal"):
                notes[kind, attribute(note, "id") or ""] = note
    return notes


def _is_laid_out(body: Element) -> bool:
    return next(descendants(body, "lastRenderedPageBreak"), None) is not None
