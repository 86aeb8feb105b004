"""A document that was read, written out so that a person can judge it line by line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from corpus.identifiers import RecordId
from corpus.records import Format, Page, Passage
from ingest.annotate import open_annotator
from ingest.reader import Hints, ReadDocument
from ingest.segment import segment

RECORD = RecordId("0" * 64)


def written(document: ReadDocument, passages: Sequence[Passage], described: bool) -> str:
    """Return hints if wanted, pages block by block, and passages, one thing a line."""
    slides = document.format is Format.SLIDES
    lines = ["read as slides" if slides else "read as text"]
    if described:
        lines += _hints(document.hints)
    lines += [f"warning: {warning}" for warning in document.warnings]
    for page in document.pages:
        lines += ["", *_page(page)]
    lines += ["", "passages"]
    for passage in passages:
        lines += ["", *_passage(passage)]
    return "\n".join(lines) + "\n"


def passages_of(document: ReadDocument, language: str) -> tuple[Passage, ...]:
    """Cut a document into passages as an ingestion does."""
    return segment(RECORD, document.pages, document.format or Format.OTHER, splitter(language))


@cache
def splitter(language: str) -> Callable[[str], Sequence[tuple[int, int]]]:
    """Return what finds the sentences of a language."""
    annotator = open_annotator()
    return lambda text: annotator.sentences(text, language)


def visible(text: str) -> str:
    """Return text with everything that shows nothing spelled out."""
    return re.sub(
        r"[^\S ]|[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\ue000-\uf8ff\ufeff]",
        lambda found: f"<U+{ord(found.group()):04X}>",
        text,
    )


def _hints(hints: Hints) -> Iterator[str]:
    for name in ("title", "creators", "year", "language", "publisher", "series"):
        value = getattr(hints, name)
        if value:
            shown = "; ".join(value) if isinstance(value, tuple) else value
            yield f"{name}: {visible(str(shown))}"


def _page(page: Page) -> list[str]:
    heading = f"page {page.number}"
    if page.label is not None:
        heading += f", printed {page.label}"
    if page.unreadable is not None:
        heading += f", unreadable: {page.unreadable}"
    lines = [heading]
    for block in page.blocks:
        level = f" {block.level}" if block.level else ""
        lines.append(f"  {block.kind.value + level:<12} | {visible(page.slice(block))}")
    return lines


def _passage(passage: Passage) -> list[str]:
    pages = str(passage.page)
    if passage.end_page != passage.page:
        pages += f" to {passage.end_page}"
    heading = f"{passage.role.value}, page {pages}"
    if passage.section:
        heading += ": " + " > ".join(visible(part) for part in passage.section)
    return [heading, *(f"  | {visible(line)}" for line in passage.text.split("\n"))]
