"""Annotation with the help of the model: texts and their sentences are embedded, then judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from api.library import Library, open_model
from api.settings import Settings
from corpus.context import sentences_to_embed
from corpus.errors import ModelMissing
from corpus.records import Annotation
from index.embed import TextEmbedder
from index.model import Embedder

if TYPE_CHECKING:
    from ingest.annotate import Annotator, PassageVectors

_BATCH = 64


def known_model(settings: Settings, annotator: Annotator) -> Embedder | None:
    """Return the model whose vectors the annotator knows, None where there is none prepared."""
    try:
        embedder = open_model(settings)
    except ModelMissing:
        return None
    return embedder if annotator.knows(embedder.fingerprint) else None


def annotate_texts(
    annotator: Annotator, embedder: Embedder | None, texts: Sequence[str]
) -> Iterator[tuple[Annotation, ...]]:
    """Yield the annotations of texts, in their order; without a model by words alone."""
    for start in range(0, len(texts), _BATCH):
        batch = texts[start : start + _BATCH]
        yield from annotator.annotate_many(
            batch, vectors=None if embedder is None else _vectors(embedder, batch)
        )


def label_by_meaning(
    library: Library,
    embedder: TextEmbedder,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Label anew the records whose passages have got their vectors; return how many.

    Also those that older rules labelled. Each record is committed by itself and announced in the
    change feed; ``progress`` is told (done, total) in records, ``stop`` asked after each.
    """
    from ingest.annotate import open_annotator
    from ingest.reannotation import VectorModel, due, reannotate

    model, annotator = VectorModel(embedder.fingerprint, embedder.dimension), open_annotator()
    records = due(library.catalogue, annotator, model)
    done = 0
    for _ in reannotate(library.catalogue, annotator, records, model):
        done += 1
        if progress is not None:
            progress(done, len(records))
        if stop():
            break
    return done


def _vectors(embedder: Embedder, texts: Sequence[str]) -> list[PassageVectors]:
    from ingest.annotate import PassageVectors

    sentences = [sentences_to_embed(text) for text in texts]
    vectors = embedder.embed_passages([*texts, *(one for several in sentences for one in several)])
    wholes, rows = vectors[: len(texts)], vectors[len(texts) :]
    by_text = np.split(rows, np.cumsum([len(several) for several in sentences])[:-1])
    return [PassageVectors(*both) for both in zip(by_text, wholes, strict=True)]
