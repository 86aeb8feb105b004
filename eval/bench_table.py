"""The one table a benchmark prints: values of one run, and what each is a ratio of."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

import numpy as np

_HEAD = ("measure", "at", "value", "ratio", "of what")


@dataclass(frozen=True, slots=True)
class Row:
    """A measured value and its ratio to another of the same run.

    ``at`` says at what size, ``of`` what the ratio is to; no ``value``: it was not measured, and
    ``of`` says why.
    """

    measure: str
    at: str
    value: float | None = None
    unit: str = ""
    ratio: float | None = None
    of: str = ""


def table(rows: Sequence[Row]) -> str:
    """Return rows as a table in plain text, which is Markdown too."""
    cells = [_HEAD, *(_cells(row) for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(_HEAD))]
    lines = [
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def rows_json(rows: Iterable[Row]) -> list[dict[str, object]]:
    """Return rows as JSON."""
    return [asdict(row) for row in rows]


def grown(rows: Sequence[Row]) -> list[Row]:
    """Return rows with the ratio, where none is given, to the same measure's first row."""
    first: dict[str, Row] = {}
    found = []
    for row in rows:
        base = first.setdefault(row.measure, row)
        if row.ratio is None and row.value is not None and base is not row and base.value:
            row = Row(row.measure, row.at, row.value, row.unit, row.value / base.value, base.at)
        found.append(row)
    return found


def percentiles(measure: str, at: str, seconds: Sequence[float]) -> list[Row]:
    """Return the rows of p50 and p95 of times, in milliseconds."""
    return [
        Row(f"{measure}, p{rank}", at, float(np.percentile(seconds, rank)) * 1e3, "ms")
        for rank in (50, 95)
    ]


class Clock:
    """Times what runs inside ``with clock:``; ``seconds`` is of the last one."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Time a block."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds = time.perf_counter() - start


def _cells(row: Row) -> tuple[str, str, str, str, str]:
    value = "not measured" if row.value is None else f"{_short(row.value)} {row.unit}".strip()
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    return row.measure, row.at, value, ratio, row.of


def _short(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}".rstrip("0").rstrip(".")
