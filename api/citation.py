"""How a document is cited."""

from __future__ import annotations

from corpus.records import Record


def citation(record: Record, label: str | None = None) -> str:
    """Return authors, title, series, source, year and place, as far as they are known."""
    what = record.description
    authors = ", ".join(what.creators[:3]) + (" et al." if len(what.creators) > 3 else "")
    year = None if what.year is None else str(what.year)
    parts = (authors, what.title, what.series, what.publisher, year, label)
    said = [part.strip().rstrip(".,;") if part is not label else part for part in parts if part]
    return ", ".join(said) + ("" if said and said[-1].endswith(".") else ".")
