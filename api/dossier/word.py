"""A dossier as a Word document."""

from __future__ import annotations

import io
import re
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING

from api.dossier.contents import Contents, Entry, Quoted
from api.dossier.items import ItemKind
from api.texts import Texts

if TYPE_CHECKING:
    from docx.document import Document as Written

#: Signs that XML cannot carry; documents have them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def word_file(held: Contents, t: Texts, made: date) -> bytes:
    """Return a .docx with headings, quotations, their citations and the notes."""
    # Imported here: it takes a third of a second, and few ask for a document.
    from docx import Document

    document: Written = Document()
    document.core_properties.title = _plain(held.title or t("dossier.title"))[:255]
    document.core_properties.author = ""
    document.core_properties.language = t.language
    document.add_heading(_plain(held.title or t("dossier.title")), 0)
    document.add_paragraph(t("dossier.made", date=made.isoformat()))
    for entry, following in zip_longest(held.entries, held.entries[1:]):
        need = entry.item.kind is ItemKind.NEED
        heading = t("dossier.missing") if entry.missing else entry.heading
        document.add_heading(_plain(heading), 1 if need else 2)
        for quoted in entry.quotes:
            _add_quote(document, quoted, t)
        if need and (following is None or following.item.kind is ItemKind.NEED):
            document.add_paragraph(t("dossier.nothing"))
        _add_note(document, entry, t)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add_quote(document: Written, quoted: Quoted, t: Texts) -> None:
    if quoted.field:
        document.add_heading(t(f"practice.field.{quoted.field}"), 3)
    document.add_paragraph(_plain(quoted.text), style="Quote")
    document.add_paragraph(_plain(quoted.citation), style="Caption")


def _add_note(document: Written, entry: Entry, t: Texts) -> None:
    if entry.item.note:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{t('dossier.note')}: ").bold = True
        paragraph.add_run(_plain(entry.item.note))


def _plain(text: str) -> str:
    return _FORBIDDEN.sub(" ", text)
