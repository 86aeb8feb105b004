"""RIS: each record once, for programs that keep references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from api.exports.hits import Found
from corpus.records import Format, Record

_TYPES: Mapping[Format, str] = {
    Format.SLIDES: "SLIDE",
    Format.REPORT: "RPRT",
    Format.ARTICLE: "JOUR",
    Format.GUIDELINE: "RPRT",
    Format.LAW: "STAT",
    Format.WEB_PAGE: "ELEC",
    Format.OTHER: "GEN",
}


def write_ris(found: Found) -> Iterator[str]:
    """Yield the records."""
    for record in found.records():
        yield "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in _tags(record)) + "\r\n"


def one_line(text: str) -> str:
    """Return a text without line ends, control characters and blanks at its ends."""
    printable = (c if c.isprintable() else " " for c in text)
    return " ".join("".join(printable).split())


def _tags(record: Record) -> Iterator[tuple[str, str]]:
    what = record.description
    yield "TY", _TYPES[what.format]
    yield "ID", record.id
    yield "TI", what.title
    for creator in what.creators:
        yield "AU", creator
    optional = {
        "PY": None if what.year is None else f"{what.year:04d}",
        "PB": what.publisher,
        "T2": what.series,
        "LA": what.language,
        "UR": what.source_url,
    }
    for tag, value in optional.items():
        if value:
            yield tag, value
    yield "SP", str(record.page_count)
    yield "L1", record.file_name
    yield "DB", "Prassi"
    yield "ER", ""
