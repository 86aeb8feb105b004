"""The contract of a reader: bytes of one file in, pages with blocks out.

A reader is a function ``read(path) -> ReadDocument``. It raises
:class:`corpus.errors.UnreadableFile` when the file yields nothing, and reports what it could not
read of an otherwise readable file in ``warnings`` and in :attr:`corpus.records.Page.unreadable`.
It opens nothing but ``path``, and follows no address or external entity named inside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from corpus.records import Format, Page


@dataclass(frozen=True, slots=True)
class Hints:
    """What the file itself says about the work; every field may be missing or wrong."""

    title: str | None = None
    creators: tuple[str, ...] = ()
    year: int | None = None
    language: str | None = None
    publisher: str | None = None
    series: str | None = None
    source_url: str | None = None


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What a reader made of a file.

    ``pages`` has every page in order, numbered from 1, also those without text.
    ``format`` is the reader's guess, None when the file type says nothing (a PDF may be both).
    """

    media_type: str
    pages: tuple[Page, ...]
    hints: Hints = field(default_factory=Hints)
    format: Format | None = None
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if [page.number for page in self.pages] != list(range(1, len(self.pages) + 1)):
            raise ValueError("pages are not numbered 1, 2, 3 ...")


Reader = Callable[[Path], ReadDocument]
