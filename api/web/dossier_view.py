"""What the pages and the file of a dossier show."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, zip_longest

from api.dossier import Contents, Entry, ItemKind, Quoted
from api.texts import Texts
from api.web.address import Address


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A quotation with its citation; ``url`` leads to its page."""

    text: str
    language: str | None
    citation: str
    url: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """A piece: ``fields`` are named groups of quotations, the name empty for a passage."""

    code: str
    heading: str
    is_need: bool
    missing: bool
    unanswered: bool
    note: str
    url: str | None
    fields: tuple[tuple[str, tuple[QuoteView, ...]], ...]


def entry_views(held: Contents, address: Address) -> list[EntryView]:
    """Return the pieces as the page shows them."""
    return _views(held, Texts(address.language), address)


def file_views(held: Contents, t: Texts) -> list[EntryView]:
    """Return the pieces as a file shows them."""
    return _views(held, t, Address(language=t.language))


def _views(held: Contents, t: Texts, address: Address) -> list[EntryView]:
    return [
        _view(entry, _is_unanswered(entry, following), t, address)
        for entry, following in zip_longest(held.entries, held.entries[1:])
    ]


def _is_unanswered(entry: Entry, following: Entry | None) -> bool:
    is_need = entry.item.kind is ItemKind.NEED
    return is_need and (following is None or following.item.kind is ItemKind.NEED)


def _view(entry: Entry, unanswered: bool, t: Texts, address: Address) -> EntryView:
    grouped = tuple(
        (t(f"practice.field.{field}") if field else "", tuple(_quote(q, address) for q in quotes))
        for field, quotes in groupby(entry.quotes, key=lambda quoted: quoted.field)
    )
    first = entry.quotes[0] if entry.quotes else None
    return EntryView(
        code=entry.item.code,
        heading=t("dossier.missing") if entry.missing else entry.heading,
        is_need=entry.item.kind is ItemKind.NEED,
        missing=entry.missing,
        unanswered=unanswered,
        note=entry.item.note,
        url=address.reader(first.record, first.page, first.passage) if first else None,
        fields=grouped,
    )


def _quote(quoted: Quoted, address: Address) -> QuoteView:
    url = address.reader(quoted.record, quoted.page, quoted.passage)
    return QuoteView(quoted.text, quoted.language, quoted.citation, url)
