"""Truncated files: the page objects that are still there get a new root.

The catalogue and the tree of pages stand at the end of most files, so a file cut short loses
them first, while the pages themselves are whole. pdfium finds objects by scanning when there is
no cross-reference table; it only needs to be told which of them are pages.
"""

from __future__ import annotations

import re
from pathlib import Path

_OBJECT = re.compile(rb"(?<!\d)(\d{1,8})\s+(\d{1,5})\s+obj\b")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_MAX_BYTES = 200_000_000  # held in memory twice
_DICTIONARY = 4_000  # bytes of a page object that are looked at
_LETTER = b"[0 0 595 842]"  # A4, for pages whose size stood in the lost tree


def with_new_root(path: Path, most_pages: int) -> bytes | None:
    """Return the file with a tree of the pages found in it, or None if none is found."""
    if path.stat().st_size > _MAX_BYTES:
        return None
    data = path.read_bytes()
    pages: dict[int, bytes] = {}
    highest = 0
    for match in _OBJECT.finditer(data):
        number = int(match.group(1))
        highest = max(highest, number)
        body = data[match.end() : match.end() + _DICTIONARY].split(b"endobj", 1)
        if len(body) == 2 and _PAGE.search(body[0].split(b"stream", 1)[0]):
            pages[number] = match.group(2)
    if not pages:
        return None
    kids = b" ".join(b"%d %s R" % page for page in list(pages.items())[:most_pages])
    tree, root = highest + 1, highest + 2
    count = min(len(pages), most_pages)
    return data + (
        b"\nendstream\nendobj\n"
        b"%d 0 obj\n<< /Type /Pages /Count %d /MediaBox %s /Kids [%s] >>\nendobj\n"
        b"%d 0 obj\n<< /Type /Catalog /Pages %d 0 R >>\nendobj\n"
        b"trailer\n<< /Root %d 0 R /Size %d >>\nstartxref\n0\n%%%%EOF\n"
        % (tree, count, _LETTER, kids, root, tree, root, root + 1)
    )
