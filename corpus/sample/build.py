"""Builds the sample library: ``python -m corpus.sample.build [FOLDER]``.

The same sources give the same bytes (with the same versions of the libraries that write them),
so that a test can tell when the committed files no longer match their sources.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from corpus.sample import (
    LIBRARY,
    SOURCES,
    docx_report,
    pdf_look,
    pdf_report,
    pdf_slides,
    plain_text,
    pptx_deck,
    web,
)
from corpus.sample.source import SampleText, read_source

Render = Callable[[SampleText], bytes]

#: What each source becomes: file ending and renderer, by the name of the source.
DOCUMENTS: Mapping[str, tuple[str, Render]] = MappingProxyType(
    {
        "portierato-quartiere-torino": (
            "pdf",
            lambda text: pdf_report.report(text, pdf_look.COLUMNS),
        ),
        "housing-first-romagna": ("pdf", lambda text: pdf_report.report(text, pdf_look.PLAIN)),
        "social-outcomes-catania": (
            "pdf",
            lambda text: pdf_report.report(text, pdf_look.NUMBERED),
        ),
        "welfare-aziendale-alto-vicentino": (
            "pdf",
            lambda text: pdf_slides.deck(text, "#1f5c4d"),
        ),
        "punto-unico-valdelsa": ("pdf", lambda text: pdf_slides.deck(text, "#8a3b12")),
        "piattaforma-valle-trompia": (
            "pptx",
            lambda text: pptx_deck.deck(text, 13.333, 7.5, "1F3F77"),
        ),
        "educativa-strada-bari": ("pptx", lambda text: pptx_deck.deck(text, 10, 7.5, "9C2A2A")),
        "dopo-di-noi-trentino": ("docx", docx_report.report),
        "coprogettazione-valle-umbra": ("docx", docx_report.report),
        "emporio-banca-tempo-pesaro": ("html", web.article),
        "caregiver-sassari": ("html", web.page),
        "cooperativa-comunita-alto-molise": (
            "md",
            lambda text: plain_text.markdown(text, front_matter=True),
        ),
        "migrants-work-latina": (
            "md",
            lambda text: plain_text.markdown(text, front_matter=False),
        ),
        "badante-condominio-genova": ("txt", plain_text.plain_text),
    }
)


def build(folder: Path) -> tuple[Path, ...]:
    """Write every document of the library into a folder; return the files, sorted."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, (ending, render) in sorted(DOCUMENTS.items()):
        text = read_source(SOURCES / f"{name}.source")
        target = folder / f"{name}.{ending}"
        with _clock_at(text.date):
            target.write_bytes(render(text))
        written.append(target)
    return tuple(written)


@contextlib.contextmanager
def _clock_at(day: datetime.date) -> Iterator[None]:
    """Let reportlab date its files by the day of the source.

    The environment variable of reproducible builds is the one way reportlab offers.
    """
    moment = datetime.datetime.combine(day, datetime.time(9), datetime.UTC)
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(moment.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def main() -> None:
    """Build the library into the folder named on the command line."""
    parser = argparse.ArgumentParser(description="Build the sample library.")
    parser.add_argument("folder", nargs="?", type=Path, default=LIBRARY)
    build(parser.parse_args().folder)


if __name__ == "__main__":
    main()
