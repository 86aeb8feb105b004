"""Reading PDF files: words, boxes, structure, page images."""

from ingest.pdf.reading import read_pdf
from ingest.pdf.rendering import render_page

__all__ = ["read_pdf", "render_page"]
