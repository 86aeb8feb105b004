"""Bytes of a text file into characters."""

from __future__ import annotations

import codecs
from pathlib import Path

from corpus.errors import UnreadableFile

# A book of 1,000 pages is 3 MB of text; trees built from it take 10 to 20 times its size.
MAX_TEXT_FILE_BYTES = 30_000_000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the same bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY_MAGIC = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
)
_SAMPLE_BYTES = 65_536
_MAX_CONTROL_SHARE = 0.01  # control characters in text: stray ones, far below one in a hundred
_MAX_BAD_SHARE = 0.02  # wrong bytes among the non-ASCII ones of a text that says it is UTF-8
# Accented letters of Italian in Mac Roman are these bytes; in cp1252 they are rare signs.
_MAC_LETTERS = frozenset(b"\x88\x8e\x8f\x93\x98\x9d\xe9")
_CP1252_LETTERS = frozenset(b"\xe0\xe8\xe9\xec\xf2\xf9\xc0\xc8\xc9")


def read_text_file(path: Path, declared: str | None = None) -> str:
    """Read a file as text; see :func:`decode`.

    Raises UnreadableFile (``empty``, ``too-large``, ``not-a-document``) and OSError.
    """
    return decode(read_bytes(path), declared)


def read_bytes(path: Path) -> bytes:
    """Read a text file's bytes.

    Raises UnreadableFile (``empty``, ``too-large``, ``not-a-document``) and OSError.
    """
    with path.open("rb") as stream:
        data = stream.read(MAX_TEXT_FILE_BYTES + 1)
    if not data:
        raise UnreadableFile("empty", "the file has no content (0 bytes)")
    if len(data) > MAX_TEXT_FILE_BYTES:
        limit = MAX_TEXT_FILE_BYTES // 1_000_000
        raise UnreadableFile("too-large", f"the file is larger than {limit} MB")
    if data.startswith(_BINARY_MAGIC):
        raise UnreadableFile("not-a-document", f"the content is not that of a {path.suffix} file")
    return data


def decode(data: bytes, declared: str | None = None) -> str:
    """Decode by byte order mark, else as UTF-8, else as declared, else by what fits best.

    UTF-8 comes before a declaration since text of another encoding that passes for UTF-8 is all
    but impossible, and wrong declarations are common. Raises UnreadableFile
    (``not-a-document``) when the bytes are no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(encoding, errors="replace"))
    wide = _wide(data)
    if wide is not None:
        return _checked(data.decode(wide, errors="replace"))
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _checked(_not_quite_utf8(data, declared))


def _wide(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark by where its zero bytes stand."""
    sample = data[: _SAMPLE_BYTES & ~1]
    half = len(sample) // 2
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _not_quite_utf8(data: bytes, declared: str | None) -> str:
    encoding = _known(declared)
    high = sum(byte >= 0x80 for byte in data)
    if encoding in (None, "utf-8"):
        text = data.decode("utf-8", errors="replace")
        if text.count("\ufffd") <= _MAX_BAD_SHARE * high:
            return text
        encoding = None
    # Browsers read Latin-1 and ASCII as cp1252, and so do those who declare them.
    if encoding in ("iso8859-1", "ascii"):
        encoding = None
    if encoding is not None:
        return data.decode(encoding, errors="replace")
    mac = sum(byte in _MAC_LETTERS for byte in data)
    windows = sum(byte in _CP1252_LETTERS for byte in data)
    return data.decode("mac-roman" if mac > 2 * windows else "cp1252", errors="replace")


def _known(name: str | None) -> str | None:
    try:
        info = codecs.lookup((name or "").strip().strip("\"'"))
    except (LookupError, ValueError):
        return None
    # Codecs such as "zip" and "idna" are no character sets of files.
    return info.name if info._is_text_encoding else None


def _checked(text: str) -> str:
    sample = text[:_SAMPLE_BYTES]
    control = sum(c < " " and c not in "\t\n\r\f\v\x1a\x1b" for c in sample)
    if control > _MAX_CONTROL_SHARE * len(sample):
        raise UnreadableFile("not-a-document", "the content is not text")
    return text.replace("\x00", "")
