"""``prassi evaluate``: measure the search on anybody's own topics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from api.commands.output import chosen, out, say, write_json
from api.library import Library, open_library, open_model, open_reading_engine
from api.program import program_version
from api.settings import Settings
from corpus.changes import now
from corpus.errors import BadQuery
from eval.collection import read_qrels, read_topics
from eval.measure import DEPTH, METRICS, measure, run_topics
from eval.report import MAIN, Report, comparison_json, make_report
from eval.report_page import write_report, write_trec
from eval.run import SavedRun, read_answer
from eval.significance import compare
from eval.summary import Summary, write_summary
from index.answers import Group, Hit, Mode, SearchRequest
from index.search import SearchEngine

UNITS = ("page", "record", "passage")
# Several passages may stand on one page, so more are asked for than documents are ranked.
_PASSAGES = 4 * DEPTH
_MOST_NAME = 200  # characters of a collection's name
# Below this a difference is told as one that chance seldom gives.
_RARE = 0.05


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of an evaluation: a folder for the report, a TREC file; and a run to compare.

    With ``summary`` its figures are kept in the library, under the name of ``collection`` (or of
    the folder of the topics), for its page about itself.
    """

    report: Path | None = None
    run: Path | None = None
    compare: Path | None = None
    summary: bool = False
    collection: str = ""


def run(
    settings: Settings,
    topics_file: Path,
    qrels_file: Path,
    unit: str,
    mode: str,
    format_: str,
    kept: Kept | None = None,
) -> None:
    """Run the topics, write the metrics, and keep what is to be kept."""
    chosen("format", format_, ("table", "json"))
    chosen("unit", unit, UNITS)
    ranking = Mode(chosen("mode", mode, tuple(Mode)))
    kept = kept or Kept()
    topics, qrels = read_topics(topics_file), read_qrels(qrels_file)
    before = read_answer(kept.compare) if kept.compare else None
    with open_library(settings) as library:
        embedder = open_model(settings)
        state = library_state(library, embedder.fingerprint, settings.model)
        engine = open_reading_engine(library, embedder)
        ranked = run_topics(topics, lambda query: documents(engine, query, unit, ranking))
    found = measure(ranked, qrels)
    report = make_report(
        f"prassi-{mode}",
        unit,
        topics,
        qrels,
        found,
        compare(before.topics, found.topics, METRICS) if before else None,
        _name_of(before, kept.compare),
    )
    if kept.report is not None:
        write_report(report, kept.report)
        say(f"The report is in {kept.report / 'index.html'}")
    if kept.run is not None:
        write_trec(report, kept.run)
    if kept.summary:
        name = kept.collection or topics_file.absolute().parent.name
        target = write_summary(settings.data, summary_of(report, name, mode, state))
        say(f"The summary is in {target}")
    if format_ == "json":
        write_json(_answer(report))
    else:
        _write_table(report)
        say(f"{len(found.topics)} topics, unit {unit}, mode {mode}")


@dataclass(frozen=True, slots=True)
class State:
    """What was measured: the model by fingerprint and name, the change number, the sizes."""

    model: str
    model_name: str
    seq: int
    records: int
    passages: int


def library_state(library: Library, model: str, model_name: str) -> State:
    """Return the state of a library that is searched with a model."""
    counts = library.catalogue.counts()
    seq = library.catalogue.last_seq()
    return State(model, model_name, seq, counts.records, counts.passages)


def summary_of(report: Report, collection: str, mode: str, state: State) -> Summary:
    """Return the few figures of a report that a library keeps.

    Raises BadQuery if nobody judged any of the topics: there are no figures then.
    """
    if not report.evaluation.topics:
        raise BadQuery("no topic is judged: there is nothing to keep")
    bounds = report.intervals[MAIN]
    return Summary.model_validate(
        {
            "made_at": now(),
            "collection": collection[:_MOST_NAME],
            "unit": report.unit,
            "mode": mode,
            "topics": len(report.evaluation.topics),
            "metrics": dict(report.evaluation.metrics),
            "interval": (bounds.low, bounds.high),
            "program": program_version(),
            **asdict(state),
        }
    )


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


def _name_of(before: SavedRun | None, path: Path | None) -> str:
    if before is None or path is None:
        return ""
    return f"{path.name} ({before.tag})" if before.tag else path.name


def _answer(report: Report) -> dict[str, object]:
    answer: dict[str, object] = {
        "metrics": report.evaluation.metrics,
        "intervals": {name: [i.low, i.high] for name, i in report.intervals.items()},
        "topics": report.evaluation.topics,
        "run_tag": report.tag,
    }
    if report.comparison is not None:
        answer["comparison"] = comparison_json(report.comparison, report.compared)
    return answer


def _write_table(report: Report) -> None:
    console = out()
    for name, value in report.evaluation.metrics.items():
        bounds = report.intervals[name]
        console.print(f"{name:<8} {value:.4f}  [{bounds.low:.4f}, {bounds.high:.4f}]")
    if report.comparison is None:
        return
    console.print(f"\nAgainst {report.compared}, {len(report.comparison.topics)} topics in both:")
    for name, row in report.comparison.metrics.items():
        console.print(
            f"{name:<8} {row.mean:+.4f}  [{row.interval.low:+.4f}, {row.interval.high:+.4f}]  "
            f"p {row.p:.4f}{' *' if row.p < _RARE else '  '}  "
            f"{row.wins} better, {row.ties} equal, {row.losses} worse"
        )
