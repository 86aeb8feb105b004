"""``prassi show`` and ``prassi stats``."""

from __future__ import annotations

from collections.abc import Mapping

from api.commands.output import chosen, out, write_json
from api.library import Library, open_library, open_model, stats
from api.settings import Settings
from api.trouble import AmbiguousName
from corpus.errors import RecordNotFound
from corpus.records import Page, Record


def run(settings: Settings, name: str, number: int | None, format_: str) -> None:
    """Write a record, or one of its pages."""
    chosen("format", format_, ("table", "json"))
    with open_library(settings) as library:
        record = find_record(library, name)
        page = None if number is None else library.catalogue.page(record.id, number)
        if format_ == "json":
            write_json(_page_json(page) if page else _record_json(library, record))
        elif page is not None:
            out().print(page.text if page.text else f"({page.unreadable or 'no text'})")
        else:
            fields = _record_json(library, record)
            del fields["sources"]  # each stands beside its field
            _write_record(fields, record.description.sources)


def _write_record(fields: dict[str, object], sources: Mapping[str, str]) -> None:
    """Write each field on a line, those of the description with where they come from."""
    from rich.text import Text

    for key, value in fields.items():
        if value not in (None, [], {}, ""):
            source = f"  ({sources[key]})" if key in sources else ""
            line = Text(f"{key:<18}", style="bold") + Text(_readable(value))
            out().print(line + Text(source, style="dim"))


def _readable(value: object) -> str:
    if not isinstance(value, list):
        return str(value)
    parts = (
        f"{part['file']} ({part['relation']}, {part['id']})"
        if isinstance(part, dict)
        else str(part)
        for part in value
    )
    return "; ".join(parts)


def run_stats(settings: Settings, format_: str) -> None:
    """Write the sizes of the library."""
    chosen("format", format_, ("table", "json"))
    with open_library(settings) as library:
        embedder = open_model(settings)
        found = stats(library, embedder.fingerprint, embedder.name)
    if format_ == "json":
        write_json(found)
        return
    from rich.text import Text

    for key, value in found.items():
        out().print(Text(f"{key:<18}", style="bold") + Text(str(value)))


def find_record(library: Library, name: str) -> Record:
    """Return the record with this id, the only one whose id begins so, or with this file name.

    Raises RecordNotFound, and AmbiguousName when the name fits more than one.
    """
    found = library.catalogue.records_named(name)
    if not found:
        raise RecordNotFound(name)
    whole = [record for record in found if record.id == name]
    if not whole and len(found) > 1:
        raise AmbiguousName(name, found)
    return (whole or found)[0]


def _record_json(library: Library, record: Record) -> dict[str, object]:
    what = record.description
    links = library.catalogue.work_links(record)
    return {
        "id": record.id,
        "title": what.title,
        "creators": list(what.creators),
        "year": what.year,
        "language": what.language,
        "format": what.format.value,
        "publisher": what.publisher,
        "series": what.series,
        "source_url": what.source_url,
        "file": record.file_name,
        "location": record.location,
        "pages": record.page_count,
        "passages": len(library.catalogue.passages_of(record.id)),
        "pages_unreadable": list(record.unreadable_pages),
        "pages_ocr": {
            str(n): sure for n, sure in library.catalogue.pages_by_ocr(record.id).items()
        },
        "warnings": list(record.warnings),
        "same_work": [
            {
                "id": other.id,
                "file": other.file_name,
                "relation": links[other.id].kind.value if other.id in links else "same",
                "evidence": dict(links[other.id].evidence) if other.id in links else {},
            }
            for other in library.catalogue.same_work(record)
        ],
        "added_at": record.added_at,
        "sources": dict(what.sources),
        "corrected_by": [one.path for one in record.corrections.made] if record.corrections else [],
    }


def _page_json(page: Page) -> dict[str, object]:
    return {
        "page": page.number,
        "label": page.label,
        "width": page.width,
        "height": page.height,
        "text": page.text,
        "unreadable": page.unreadable,
        "ocr": page.ocr,
    }
