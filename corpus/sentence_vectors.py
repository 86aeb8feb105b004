"""Vectors of the sentences of passages, kept beside those of the passages.

A passage says several things, and its one vector says their mean: the sentence that answers is
seen better by itself. They are keyed as the vectors of the passages are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from corpus import packing, schema
from corpus.catalogue import Catalogue
from corpus.context import sentences_to_embed
from corpus.identifiers import PassageId

_SLICE = 5_000


def _marks(last: sa.ColumnElement[int]) -> sa.Select[Any]:
    changed = sa.select(sa.func.max(schema.changes.c.seq)).scalar_subquery()
    stored = sa.select(last).select_from(schema.sentence_embeddings).scalar_subquery()
    return sa.select(changed, stored)


# SQLite numbers its rows, and finds the last in no time; counting reads them all.
_NUMBERED = _marks(sa.func.max(sa.literal_column("rowid")))
_COUNTED = _marks(sa.func.count())


def sentences_missing(catalogue: Catalogue, model: str, limit: int) -> dict[str, tuple[str, ...]]:
    """Return the sentences of at most ``limit`` texts that have no vectors of ``model``, by key."""
    table = schema.passages
    query = (
        sa.select(table.c.embedding_hash, table.c.text)
        .where(_missing(model))
        .group_by(table.c.embedding_hash)
        .order_by(sa.func.min(table.c.record_id), sa.func.min(table.c.ordinal))
        .limit(limit)
    )
    with catalogue.engine.connect() as connection:
        return {
            row.embedding_hash: sentences_to_embed(row.text) for row in connection.execute(query)
        }


def count_sentences_missing(catalogue: Catalogue, model: str) -> int:
    """Return for how many passages the sentences have no vectors of ``model``."""
    query = sa.select(sa.func.count()).select_from(schema.passages).where(_missing(model))
    with catalogue.engine.connect() as connection:
        return connection.scalar(query) or 0


def catalogue_mark(catalogue: Catalogue) -> tuple[int, int]:
    """Return the number of the last change, and one that grows with each sentence vector stored.

    What is stored is announced by no change, and yet betters the ranking.
    """
    numbered = catalogue.engine.dialect.name == "sqlite"
    with catalogue.engine.connect() as connection:
        changed, stored = connection.execute(_NUMBERED if numbered else _COUNTED).one()
    return changed or 0, stored or 0


def put_sentences(
    catalogue: Catalogue, model: str, vectors: Mapping[str, NDArray[np.float32]]
) -> None:
    """Store the vectors of the sentences of texts, ``(n, dimension)`` rows of length 1, by key.

    Nothing is derived from them, so no change is announced: searches read them here.
    """
    if not vectors:
        return
    rows = [
        {"model": model, "text_hash": key, "vectors": packing.pack_sentences(matrix)}
        for key, matrix in vectors.items()
    ]
    with catalogue.writing() as connection:
        connection.execute(sa.insert(schema.sentence_embeddings).prefix_with("OR IGNORE"), rows)


def sentences_of(
    catalogue: Catalogue, model: str, passages: Iterable[PassageId], dimension: int
) -> dict[PassageId, NDArray[np.int8]]:
    """Return the vectors of the sentences of those passages that have them.

    Each is ``(n, dimension)`` int8, n >= 1; directions only, see packing.unpack_sentences.
    """
    wanted = sorted(set(passages))
    table = schema.sentence_embeddings
    joined = sa.select(schema.passages.c.id, table.c.vectors).join(
        table,
        sa.and_(table.c.model == model, table.c.text_hash == schema.passages.c.embedding_hash),
    )
    found: dict[PassageId, NDArray[np.int8]] = {}
    with catalogue.engine.connect() as connection:
        for start in range(0, len(wanted), _SLICE):
            chosen = schema.passages.c.id.in_(wanted[start : start + _SLICE])
            for row in connection.execute(joined.where(chosen)):
                found[PassageId(row.id)] = packing.unpack_sentences(row.vectors, dimension)
    return found


def _missing(model: str) -> sa.ColumnElement[bool]:
    table = schema.sentence_embeddings
    return ~sa.exists().where(
        table.c.model == model, table.c.text_hash == schema.passages.c.embedding_hash
    )
