"""Reading web pages: the main text without menus, banners and footers, on one page."""

from __future__ import annotations

import re
from pathlib import Path

from corpus.errors import UnreadableFile
from corpus.records import BlockKind, Format
from ingest.decode import decode, read_bytes
from ingest.pages import PageWriter
from ingest.reader import ReadDocument
from ingest.references import ReferenceSection
from ingest.web_blocks import blocks_below
from ingest.web_depth import flattened
from ingest.web_hints import web_hints
from ingest.web_main import find_main, measure

MEDIA_TYPE = "text/html"

_HEAD_BYTES = 4_096  # where a declaration of the encoding is looked for; HTML allows 1,024
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_RIGHTS = re.compile(
    r"(?:©|\(c\)\s|copyright\b)|.*\b(?:tutti i diritti (?:sono )?riservati|all rights reserved)\b",
    re.IGNORECASE,
)
_MAX_RIGHTS_CHARS = 200
# Less than this share of the body's text, and less than this many characters, is no main text.
_LEAST_SHARE = 0.1
_LEAST_CHARS = 200


def read_html(path: Path) -> ReadDocument:
    """Read a saved web page.

    Nothing it points to is opened. Raises UnreadableFile (``empty``, ``not-a-document``,
    ``too-large``).
    """
    from selectolax.lexbor import LexborHTMLParser

    data = read_bytes(path)
    found = _CHARSET.search(data[:_HEAD_BYTES])
    text = decode(data, found.group(1).decode("ascii", "replace") if found else None)
    tree = LexborHTMLParser(flattened(text))
    body = tree.body
    if body is None:
        raise UnreadableFile("empty", "the web page holds no text")
    sizes = measure(body)
    hints = web_hints(tree)
    main = find_main(body, sizes, hints.title)
    blocks = list(blocks_below(main.root, main.skipped))
    kept = sum(len(block.text) for block in blocks)
    whole = sizes.chars(body)
    if kept < _LEAST_SHARE * whole and kept < _LEAST_CHARS:
        blocks = list(blocks_below(body, frozenset()))
    writer = PageWriter(1)
    references = ReferenceSection()
    if (
        main.title
        and blocks
        and not any(b.kind is BlockKind.HEADING and b.level == 1 for b in blocks)
    ):
        writer.add(BlockKind.HEADING, main.title, 1)
    for block in blocks:
        kind = references.kind(block.kind, block.level, block.text)
        if len(block.text) <= _MAX_RIGHTS_CHARS and _RIGHTS.match(block.text):
            kind = BlockKind.FURNITURE
        writer.add(kind, block.text, block.level)
    page = writer.finish()
    if not page.text:
        raise UnreadableFile("empty", "the web page holds no text")
    return ReadDocument(MEDIA_TYPE, (page,), hints, Format.WEB_PAGE)
