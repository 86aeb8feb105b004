"""Opening zip archives from strangers: what they are is checked before anything is unpacked."""

from __future__ import annotations

import mmap
import zipfile
from pathlib import Path, PurePath

from corpus.errors import UnreadableFile

# An office file of 20,000 parts would be a deck of several thousand slides.
MAX_ENTRIES = 20_000
# Only text parts are ever unpacked, and all of them together stay below this. The XML of a book
# of 1,000 pages is about 40 MB.
MAX_TEXT_BYTES = 500_000_000
# One part at a time is held as a tree, at 5 to 8 times its size, and a reader may use 1 GB.
MAX_PART_BYTES = 80_000_000
# Whole archives: text packs 10 to 40 times and blank bitmaps up to 1,000 times, but nothing real
# packs this much as a whole beyond the size below.
MAX_RATIO = 150
RATIO_MATTERS_ABOVE_BYTES = 100_000_000

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN_MAGIC = {
    b"%PDF-": "a PDF",
    b"{\\rtf": "an RTF text",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
}
# Names of the streams inside a compound file, stored as UTF-16 (MS-CFB 2.6.1).
_OLE_KINDS = {
    "EncryptedPackage": ("encrypted", "the file is protected with a password"),
    "WordDocument": ("unsupported", "the file is an old Word document (.doc): save it as .docx"),
    "PowerPoint Document": (
        "unsupported",
        "the file is an old PowerPoint presentation (.ppt): save it as .pptx",
    ),
    "Workbook": ("unsupported", "the file is an old Excel workbook (.xls)"),
}


def open_archive(path: Path) -> zipfile.ZipFile:
    """Open a zip file whose declared sizes are within bounds; the caller closes it.

    Raises UnreadableFile (``empty``, ``not-a-document``, ``encrypted``, ``unsupported``,
    ``damaged``, ``too-large``), and OSError when the file cannot be opened at all.
    """
    with path.open("rb") as stream:
        head = stream.read(16)
    if not head:
        raise UnreadableFile("empty", "the file has no content (0 bytes)")
    if head.startswith(_OLE_MAGIC):
        raise _compound_file(path)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise _no_archive(head, path) from error
    try:
        _check_sizes(archive.infolist())
    except UnreadableFile:
        archive.close()
        raise
    return archive


def _no_archive(head: bytes, path: Path) -> UnreadableFile:
    if head.startswith(b"PK"):
        return UnreadableFile("damaged", "the file is damaged or cut short (its zip index is gone)")
    for magic, what in _FOREIGN_MAGIC.items():
        if head.lower().startswith(magic.lower()):
            return UnreadableFile("not-a-document", f"the file is {what}, not a {path.suffix} file")
    return UnreadableFile("not-a-document", f"the content is not that of a {path.suffix} file")


def _compound_file(path: Path) -> UnreadableFile:
    """Say what a compound file (the container of old and of encrypted Office files) holds."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for name, (code, reason) in _OLE_KINDS.items():
            if data.find(name.encode("utf-16-le")) >= 0:
                return UnreadableFile(code, reason)
    return UnreadableFile("unsupported", "the file is in an old binary Office format")


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise UnreadableFile("too-large", f"the archive has {len(entries)} parts")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnreadableFile("encrypted", "the archive is protected with a password")
    text = [e.file_size for e in entries if _is_text(e.filename)]
    if max(text, default=0) > MAX_PART_BYTES or sum(text) > MAX_TEXT_BYTES:
        raise UnreadableFile("too-large", f"the archive unpacks to {sum(text) // 1_000_000} MB")
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if total > RATIO_MATTERS_ABOVE_BYTES and total > MAX_RATIO * max(packed, 1):
        raise UnreadableFile(
            "too-large", f"the archive grows {total // max(packed, 1)} times when unpacked"
        )


def _is_text(name: str) -> bool:
    return PurePath(name).suffix.lower() in (".xml", ".rels", ".vml")
