"""``prassi evaluate``: measure the search on anybody's own topics."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from api.commands.output import chosen, out, say, write_json
from api.library import open_library, open_model, open_reading_engine
from api.settings import Settings
from eval.collection import read_qrels, read_topics
from eval.measure import DEPTH, measure, run_topics
from index.answers import Group, Hit, Mode, SearchRequest
from index.search import SearchEngine

UNITS = ("page", "record", "passage")
# Several passages may stand on one page, so more are asked for than documents are ranked.
_PASSAGES = 4 * DEPTH


def run(
    settings: Settings, topics_file: Path, qrels_file: Path, unit: str, mode: str, format_: str
) -> None:
    """Run the topics and write the metrics."""
    chosen("format", format_, ("table", "json"))
    chosen("unit", unit, UNITS)
    ranking = Mode(chosen("mode", mode, tuple(Mode)))
    topics, qrels = read_topics(topics_file), read_qrels(qrels_file)
    with open_library(settings) as library:
        engine = open_reading_engine(library, open_model(settings))
        found = measure(
            run_topics(topics, lambda query: documents(engine, query, unit, ranking)), qrels
        )
    if format_ == "json":
        tag = f"prassi-{mode}"
        write_json({"metrics": found.metrics, "topics": found.topics, "run_tag": tag})
        return
    for name, value in found.metrics.items():
        out().print(f"{name:<8} {value:.4f}")
    say(f"{len(found.topics)} topics, unit {unit}, mode {mode}")


def documents(engine: SearchEngine, query: str, unit: str, mode: Mode) -> Iterator[str]:
    """Yield the documents of the hits of a query, best first, named as qrels name them."""
    group = Group.RECORD if unit == "record" else Group.PASSAGE
    request = SearchRequest(query=query, group=group, mode=mode, limit=_PASSAGES, facets=False)
    for hit in engine.search(request).hits:
        yield _name(hit, unit)


def _name(hit: Hit, unit: str) -> str:
    if unit == "passage":
        return hit.passage.id
    if unit == "record":
        return hit.record.file_name
    return f"{hit.record.file_name}#page={hit.passage.page}"
