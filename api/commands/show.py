"""``prassi show`` and ``prassi stats``."""

from __future__ import annotations

from rich.text import Text

from api.commands.output import chosen, out, write_json
from api.library import Library, open_library, open_model, stats
from api.settings import Settings
from corpus.errors import RecordNotFound
from corpus.records import Page, Record


def run(settings: Settings, name: str, number: int | None, format_: str) -> None:
    """Write a record, or one of its pages."""
    chosen("format", format_, ("table", "json"))
    with open_library(settings) as library:
        record = _find(library, name)
        page = None if number is None else library.catalogue.page(record.id, number)
        if format_ == "json":
            write_json(_page_json(page) if page else _record_json(library, record))
        elif page is not None:
            out().print(page.text if page.text else f"({page.unreadable or 'no text'})")
        else:
            for key, value in _record_json(library, record).items():
                if value not in (None, [], ""):
                    out().print(Text(f"{key:<18}", style="bold") + Text(str(value)))


def run_stats(settings: Settings, format_: str) -> None:
    """Write the sizes of the library."""
    chosen("format", format_, ("table", "json"))
    with open_library(settings) as library:
        embedder = open_model(settings)
        found = stats(library, embedder.fingerprint, embedder.name)
    if format_ == "json":
        write_json(found)
        return
    for key, value in found.items():
        out().print(Text(f"{key:<18}", style="bold") + Text(str(value)))


def _find(library: Library, name: str) -> Record:
    """Return the record with this id, the only one whose id begins so, or with this file name.

    Raises RecordNotFound, also when the name fits more than one.
    """
    found = library.catalogue.records_named(name)
    if len(found) != 1:
        raise RecordNotFound(name)
    return found[0]


def _record_json(library: Library, record: Record) -> dict[str, object]:
    what = record.description
    return {
        "id": record.id,
        "title": what.title,
        "creators": list(what.creators),
        "year": what.year,
        "language": what.language,
        "format": what.format.value,
        "publisher": what.publisher,
        "series": what.series,
        "file": record.file_name,
        "location": record.location,
        "pages": record.page_count,
        "passages": len(library.catalogue.passages_of(record.id)),
        "unreadable_pages": list(record.unreadable_pages),
        "warnings": list(record.warnings),
        "same_work": [f"{r.id} {r.file_name}" for r in library.catalogue.same_work(record)],
        "added_at": record.added_at,
        "sources": dict(what.sources),
    }


def _page_json(page: Page) -> dict[str, object]:
    return {
        "page": page.number,
        "label": page.label,
        "width": page.width,
        "height": page.height,
        "text": page.text,
        "unreadable": page.unreadable,
    }
