"""Judgements as JSON lines, to be kept elsewhere and taken into another library.

Everything a judgement holds goes along, the words it speaks of too, so that a library with the
same documents, cut by another version, finds their places again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from corpus import schema
from corpus.errors import BadQuery, UnknownFilter
from corpus.judgements import Judgement, Subject, Verdict, check_field, check_label
from corpus.judging import settle
from corpus.labelled import judgement_from_row, judgement_to_row
from corpus.practices.links import OTHER

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue

_TEXTS = (
    "id", "at", "by", "why", "verdict", "subject", "facet", "code", "record", "sha256",
    "file_name", "passage", "text",
)  # fmt: skip
_SLICE = 5_000
_MOST_CHARS = 100_000  # of a passage; those cut here have at most a few thousand


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: judgements ``new``, ``known`` already, and records ``touched``."""

    new: int
    known: int
    touched: tuple[str, ...]


def exported(catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Yield every judgement, the history whole, in the order in which they were made."""
    table = schema.judgements
    with catalogue.engine.connect() as connection:
        query = sa.select(table).order_by(table.c.at, table.c.seq)
        for row in connection.execute(query):
            yield to_json(judgement_from_row(row))


def imported(catalogue: Catalogue, lines: Iterable[str]) -> Imported:
    """Take in judgements that :func:`exported` gave; all of them or none.

    Those known by their id are left as they are, so that doing it twice does nothing more.

    Raises BadQuery for a line that is no judgement, with its number.
    """
    found = {one.id: one for one in _read(lines)}
    touched: tuple[str, ...] = ()
    with catalogue.writing() as connection:
        known = _known(connection, list(found))
        new = sorted((one for one in found.values() if one.id not in known), key=lambda j: j.at)
        if new:
            table = schema.judgements
            connection.execute(sa.insert(table), [judgement_to_row(one) for one in new])
            touched = settle(connection, new)
    return Imported(len(new), len(found) - len(new), touched)


def to_json(one: Judgement) -> dict[str, Any]:
    """Return a judgement as an object of JSON."""
    return {
        **{name: str(getattr(one, name)) for name in _TEXTS},
        "page": one.page,
        "start": one.start,
        "end": one.end,
        "undoes": one.undoes,
        "other": dict(one.other) if one.other is not None else None,
    }


def _known(connection: sa.Connection, ids: list[str]) -> set[str]:
    table = schema.judgements
    known: set[str] = set()
    for start in range(0, len(ids), _SLICE):
        query = sa.select(table.c.id).where(table.c.id.in_(ids[start : start + _SLICE]))
        known.update(connection.scalars(query))
    return known


def _read(lines: Iterable[str]) -> Iterator[Judgement]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _from_json(json.loads(line))
        except (ValueError, KeyError, TypeError, UnknownFilter) as error:
            raise BadQuery(f"Line {number} is no correction: {error}") from error


def _from_json(told: Mapping[str, Any]) -> Judgement:
    texts = {name: told[name] for name in _TEXTS}
    if not all(isinstance(value, str) and len(value) <= _MOST_CHARS for value in texts.values()):
        raise ValueError("what should be text is none")
    numbers = {name: told.get(name) for name in ("page", "start", "end")}
    if not all(value is None or type(value) is int for value in numbers.values()):
        raise ValueError("what should be a number is none")
    other, undoes = told.get("other"), told.get("undoes")
    if not isinstance(other, dict | None) or not isinstance(undoes, str | None):
        raise ValueError("what it speaks of cannot be read")
    values = {
        **texts,
        **numbers,
        "verdict": Verdict(texts["verdict"]),
        "subject": Subject(texts["subject"]),
    }
    one = Judgement(**values, other=other, undoes=undoes)
    if one.subject is Subject.LABEL:
        check_label(one.facet, one.code)
    elif one.subject is Subject.FIELD:
        check_field(one.facet)
        if one.start is None:
            raise ValueError("it speaks of no sentence")
    elif not _is_end(one.other):
        raise ValueError("it links nothing")
    return one


def _is_end(other: Mapping[str, Any] | None) -> bool:
    told = [(other or {}).get(name) for name in OTHER]
    return all(isinstance(value, str) and len(value) <= _MOST_CHARS for value in told)
