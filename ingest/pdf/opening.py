"""Opening a PDF: what is wrong with a file is said in a word and a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import UnreadableFile

#: Pages beyond which a file is refused; the longest reports have about 1,000.
MAX_PAGES = 5_000
#: Bytes beyond which a file is refused.
MAX_BYTES = 1_000_000_000
_HEAD = 1024  # bytes among which the mark of a PDF must stand, as readers have always accepted
_BLOCK = 1 << 20
_TAIL = 4096  # bytes at the end in which the closing mark stands; some tools append a little


class BrokenStructure(Exception):
    """pdfium cannot open the file although it begins as a PDF."""


def check_file(path: Path) -> None:
    """Raise UnreadableFile unless the file is there and begins as a PDF of bearable size."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError as error:
        raise UnreadableFile("missing", "The file does not exist.") from error
    except IsADirectoryError as error:
        raise UnreadableFile("not-a-document", "This is a folder, not a file.") from error
    except OSError as error:
        raise UnreadableFile("permission", f"The file cannot be opened: {error}.") from error
    if size == 0:
        raise UnreadableFile("empty", "The file is empty (0 bytes).")
    if b"%PDF-" not in head:
        raise UnreadableFile("not-a-document", "The file is not a PDF, whatever its name says.")
    if size > MAX_BYTES:
        raise UnreadableFile(
            "too-large", f"The file has {size:,} bytes; the limit is {MAX_BYTES:,}."
        )


def is_whole(path: Path) -> bool:
    """Whether the mark that ends a PDF stands near the end of the file."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        return b"%%EOF" in file.read(_TAIL)


@contextmanager
def opened(path: Path, data: bytes | None = None) -> Iterator[pypdfium2.PdfDocument]:
    """Give the open document, read from ``data`` instead of the file if it is given.

    Raises UnreadableFile (encrypted, no-pages, too-large) and BrokenStructure.
    """
    try:
        document = pypdfium2.PdfDocument(path if data is None else data)
    except pypdfium2.PdfiumError as error:
        raise _failure(path, error.err_code) from error
    try:
        if len(document) == 0 and not is_whole(path):
            raise BrokenStructure
        check_count(len(document))
        yield document
    finally:
        document.close()


def _failure(path: Path, code: int | None) -> Exception:
    locked = code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
    # pdfium also says "password" of some files without pages that are not locked at all.
    if locked and _mentions_encryption(path):
        return UnreadableFile("encrypted", "The file is protected by a password.")
    return BrokenStructure()


def _mentions_encryption(path: Path) -> bool:
    """Whether the trailer's key is anywhere in the file; it is never compressed."""
    kept = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if b"/Encrypt" in kept + block:
                return True
            kept = block[-8:]
    return False


def check_count(pages: int) -> None:
    """Raise UnreadableFile if there are no pages or too many."""
    if pages < 1:
        raise UnreadableFile("no-pages", "The file has no pages.")
    if pages > MAX_PAGES:
        raise UnreadableFile(
            "too-large", f"The file has {pages:,} pages; the limit is {MAX_PAGES:,}."
        )
