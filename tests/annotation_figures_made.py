"""Measure the labels of the annotator with the default model, and write what the page shows.

    python tests/annotation_figures_made.py [FOLDER_OF_REPORTS]

Reads the part ``test`` of ``eval/collections/annotation`` and, where the folder with the published
reports is given, ``real-test``. Stands among the tests because the collection, the annotator and
the model do not know each other.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from api.annotating import annotate_texts
from api.library import open_model
from api.settings import Settings
from corpus.changes import now
from eval.annotation import FACET_KEYS, Gold, read_passages, read_real, score
from eval.annotation_figures import FILE, AnnotationFigures, PartFigures, part_figures
from eval.annotation_keys import same_passage
from index.model import Embedder
from ingest.annotate import annotation_lists, open_annotator
from ingest.annotate.version import rules_version

EVAL = Path(__file__).parents[1] / "eval"
COLLECTION = EVAL / "collections/annotation"

Texts = list[tuple[str, Gold]]


def invented() -> Texts:
    """Return the passages of the part ``test``."""
    found = read_passages(COLLECTION / "passages.jsonl")
    return [(passage.text, passage.gold) for passage in found if passage.part == "test"]


def real(folder: Path) -> Texts:
    """Return the passages of the part ``real-test`` that are read as they were labelled."""
    from reading_report import passages_of

    rows = [row for row in read_real(COLLECTION / "real.jsonl") if row.part == "real-test"]
    found: Texts = []
    for name in sorted({row.file for row in rows}):
        _, passages = passages_of(next(folder.rglob(Path(name).name)))
        for row in (row for row in rows if row.file == name):
            on_page = [p.text for p in passages if p.page == row.page]
            if text := same_passage(row.sha256, row.shingles, on_page):
                found.append((text, row.gold))
    return found


def measured(texts: Texts, embedder: Embedder) -> PartFigures:
    """Return the figures of a part."""
    labels = annotate_texts(open_annotator(), embedder, [text for text, _ in texts])
    predicted = {}
    for number, given in enumerate(labels):
        lists = annotation_lists(given)
        predicted[str(number)] = {facet: lists[key] for facet, key in FACET_KEYS.items()}
    gold = {str(number): one for number, (_, one) in enumerate(texts)}
    documents = len({one.document for _, one in texts})
    return part_figures(documents, len(texts), score(predicted, gold))


def main(folders: list[str]) -> None:
    """Measure and write."""
    embedder = open_model(Settings())
    parts = {"test": measured(invented(), embedder)}
    if folders:
        parts["real-test"] = measured(real(Path(folders[0])), embedder)
    figures = AnnotationFigures(
        rules=rules_version(), model=embedder.fingerprint, made_at=now()[:10], parts=parts
    )
    (EVAL / FILE).write_text(figures.model_dump_json(indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
