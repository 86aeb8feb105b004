"""Page labels that the file itself defines ("iv", "A-3")."""

from __future__ import annotations

import pypdfium2

from ingest.pdf.layout import Sheet


def apply_labels(document: pypdfium2.PdfDocument, sheets: list[Sheet]) -> None:
    """Give sheets their labels, unless these only repeat the page numbers."""
    labels = [document.get_page_label(sheet.number - 1) for sheet in sheets]
    if all(not label or label == str(i + 1) for i, label in enumerate(labels)):
        return
    for sheet, label in zip(sheets, labels, strict=True):
        sheet.label = " ".join(label.split()) or None
