"""Giving out kept files so that no browser takes their content for a part of this site."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from api.http.problems import FileGone
from api.library import Library
from corpus.files import path_of
from corpus.records import Record

# What a browser shows by itself and cannot be script of this site. All else is saved.
_INLINE = frozenset({"application/pdf"})
_ACTIVE = frozenset({"text/html", "application/xhtml+xml", "image/svg+xml", "text/xml"})
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
_MAX_NAME_BYTES = 150


def kept_file(library: Library, record: Record) -> Path:
    """Return the library's own copy of the file of a record. Raises FileGone."""
    path = path_of(library.files, record)
    if not path.is_file():
        raise FileGone(record.id)
    return path


def file_headers(record: Record) -> tuple[Mapping[str, str], str]:
    """Return the headers and the media type under which the file of a record is given out."""
    media_type = record.media_type
    shown = "inline" if media_type in _INLINE else "attachment"
    if media_type in _ACTIVE:
        media_type = "application/octet-stream"
    headers = {
        "Content-Disposition": disposition(shown, record.file_name),
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
    }
    return headers, media_type


def disposition(kind: str, name: str) -> str:
    """Return a Content-Disposition value with a plain and an encoded file name (RFC 6266, 5987)."""
    safe = safe_name(name)
    plain = unicodedata.normalize("NFKD", safe).encode("ascii", "ignore").decode()
    plain = "".join("_" if c in '"\\%;' else c for c in plain) or "file"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"


def safe_name(name: str) -> str:
    """Return a file name without folders, control characters or a leading dot, of bounded size."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    base = "".join(c for c in base if unicodedata.category(c)[0] != "C").strip().lstrip(".")
    stem, dot, suffix = base.rpartition(".")
    if not dot:
        stem, suffix = base, ""
    suffix = suffix[:20]
    room = _MAX_NAME_BYTES - len(suffix.encode()) - 1
    stem = stem.encode()[:room].decode(errors="ignore").strip() or "file"
    return f"{stem}.{suffix}" if suffix else stem
