"""Measure the labels of the annotator with the default model, and write what the page shows.

    python tests/annotation_figures_made.py [FOLDER_OF_REPORTS]

Reads the part ``test`` of ``eval/collections/annotation`` and, where the folder with the published
reports is given, those: each is labelled with weights fitted on all but this report. Needs
scikit-learn then. Stands among the tests because the collection, the annotator and the model do not
know each other.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from api.annotating import annotate_texts
from api.library import open_model
from api.settings import Settings
from corpus.changes import now
from eval.annotation import FACET_KEYS, REAL_PARTS, Gold, read_passages, score
from eval.annotation_figures import FILE, AnnotationFigures, PartFigures, part_figures
from index.model import Embedder
from ingest.annotate import annotation_lists, meaning, open_annotator
from ingest.annotate.version import rules_version

EVAL = Path(__file__).parents[1] / "eval"
COLLECTION = EVAL / "collections/annotation"

Texts = list[tuple[str, Gold]]
Lists = list[dict[str, list[str]]]


def invented() -> Texts:
    """Return the passages of the part ``test``."""
    found = read_passages(COLLECTION / "passages.jsonl")
    return [(passage.text, passage.gold) for passage in found if passage.part == "test"]


def reports(folder: Path, embedder: Embedder) -> PartFigures:
    """Return the figures on the published reports, none of which the weights were fitted to."""
    from meaning_training import examples, texts, weights

    labelled = list(texts(folder))
    rows = examples(labelled, embedder)
    real = [(text, gold) for text, gold, part in labelled if part in REAL_PARTS]
    lists: Lists = []
    ordered: Texts = []
    for report in sorted({gold.document for _, gold in real}):
        own = [(text, gold) for text, gold in real if gold.document == report]
        with using(weights([row for row in rows if row.gold.document != report], embedder)):
            lists.extend(labels(own, embedder))
        ordered.extend(own)
    return figures(ordered, lists)


@contextmanager
def using(told: dict[str, Any]) -> Iterator[None]:
    """Let the annotator weigh by other weights than those it is shipped with."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "weights.json"
        path.write_text(json.dumps(told), encoding="utf-8")
        shipped, meaning.WEIGHTS_FILE = meaning.WEIGHTS_FILE, path
        meaning.load_meaning_model.cache_clear()
        try:
            yield
        finally:
            meaning.WEIGHTS_FILE = shipped
            meaning.load_meaning_model.cache_clear()


def labels(texts: Texts, embedder: Embedder) -> Lists:
    """Return the codes that the annotator gives, by facet."""
    found = annotate_texts(open_annotator(), embedder, [text for text, _ in texts])
    lists = map(annotation_lists, found)
    return [{facet: given[key] for facet, key in FACET_KEYS.items()} for given in lists]


def figures(texts: Texts, given: Lists) -> PartFigures:
    """Return the figures of what was given."""
    predicted = {str(number): lists for number, lists in enumerate(given)}
    gold = {str(number): one for number, (_, one) in enumerate(texts)}
    documents = len({one.document for _, one in texts})
    return part_figures(documents, len(texts), score(predicted, gold))


def main(folders: list[str]) -> None:
    """Measure and write."""
    embedder = open_model(Settings())
    passages = invented()
    parts = {"test": figures(passages, labels(passages, embedder))}
    if folders:
        parts["reports"] = reports(Path(folders[0]), embedder)
    measured = AnnotationFigures(
        rules=rules_version(), model=embedder.fingerprint, made_at=now()[:10], parts=parts
    )
    (EVAL / FILE).write_text(measured.model_dump_json(indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
