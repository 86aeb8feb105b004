"""Reports as DOCX: headings, lists, a table, explicit page breaks, a footnote."""

from __future__ import annotations

import datetime
import io
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from corpus.sample.packing import repacked
from corpus.sample.source import Kind, Part, SampleText, runs

_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r>'
    "<w:continuationSeparator/></w:r></w:p></w:footnote>"
)


def report(text: SampleText) -> bytes:
    """Return a report as the bytes of a DOCX."""
    document = Document()
    _drop_unused_styles(document)
    _describe(document, text)
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(11)
    document.add_paragraph(text.title, style="Title")
    document.add_paragraph(text.subtitle, style="Subtitle")
    document.add_paragraph(f"{text.authors} – {text.publisher}, {text.date.year}")
    document.add_paragraph().add_run(text.sample_line).italic = True
    if text.series:
        document.sections[0].header.paragraphs[0].text = f"{text.series} – {text.title}"
    for part in text.parts:
        _add(document, part)
    if text.footnotes:
        _add_footnotes(document, text.footnotes)
    target = io.BytesIO()
    document.save(target)
    return repacked(target.getvalue(), text.publisher)


def _describe(document: DocumentType, text: SampleText) -> None:
    """Fill the document properties, dates included, from the source."""
    moment = datetime.datetime.combine(text.date, datetime.time(9))
    properties = document.core_properties
    properties.title = text.full_title
    properties.author = "; ".join(text.creators)
    properties.last_modified_by = text.creators[-1]
    properties.keywords = ", ".join(text.keywords)
    properties.language = text.language
    properties.comments = ""
    properties.created = properties.modified = moment
    properties.revision = 1


def _drop_unused_styles(document: DocumentType) -> None:
    """Delete the table styles of the default template and their copy: 750 of its 840 kB."""
    for style in list(document.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in ("Normal Table", "Table Grid"):
            style.delete()
    for key, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            document.part.drop_rel(key)


def _add(document: DocumentType, part: Part) -> None:
    """Append a part to the document."""
    if part.kind is Kind.HEADING:
        document.add_heading(part.text, part.level)
    elif part.kind is Kind.PARAGRAPH:
        _write(document.add_paragraph(), part.text)
    elif part.kind is Kind.ITEM:
        _write(document.add_paragraph(style="List Bullet"), part.text)
    elif part.kind is Kind.TABLE:
        _add_table(document, part)
    elif part.kind is Kind.BREAK:
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _write(paragraph: Paragraph, text: str) -> None:
    """Write a paragraph with its inline marks."""
    for run in runs(text):
        if run.note:
            reference = OxmlElement("w:footnoteReference")
            reference.set(qn("w:id"), run.note)
            raised = paragraph.add_run()
            raised.font.superscript = True
            raised._r.append(reference)
        else:
            added = paragraph.add_run(run.text)
            added.bold = run.bold or None
            added.italic = run.italic or None


def _add_table(document: DocumentType, part: Part) -> None:
    """Append a caption and a ruled table."""
    document.add_paragraph(part.text, style="Caption")
    table = document.add_table(len(part.rows), len(part.rows[0]), style="Table Grid")
    for r, row in enumerate(part.rows):
        for c, cell in enumerate(row):
            table.cell(r, c).text = cell
    document.add_paragraph()


def _add_footnotes(document: DocumentType, notes: dict[str, str]) -> None:
    """Add the part of the package that holds the footnotes (python-docx has no call for it)."""
    bodies = "".join(
        f'<w:footnote w:id="{key}"><w:p><w:r><w:t xml:space="preserve">{escape(note)}</w:t>'
        "</w:r></w:p></w:footnote>"
        for key, note in notes.items()
    )
    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f"<w:footnotes {nsdecls('w')}>{_SEPARATORS}{bodies}</w:footnotes>"
    )
    part = PackagePart(
        PackURI("/word/footnotes.xml"),
        CONTENT_TYPE.WML_FOOTNOTES,
        xml.encode(),
        document.part.package,
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
