"""What the pages of who keeps the library show of files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.http.desk import Paper, Stage
from api.http.state import State
from api.reasons import Reason, reason_in
from api.texts import Texts
from api.web.address import Address, path_with
from corpus.records import Record
from corpus.sources import Outcome, Source, count_outcomes, latest_sources

_FILES = "/curation/files"
# What one can do something about.
_HINTS = frozenset({Outcome.PARTIAL.value, Outcome.FAILED.value, Stage.REFUSED.value})


@dataclass(frozen=True, slots=True)
class FileView:
    """A file with what came of it; ``state`` is a word of the catalogue of strings."""

    name: str
    at: str
    state: str
    said: str
    reason: Reason | None
    hint: str | None
    unreadable: str
    url: str | None
    is_waiting: bool = False


def paper_views(papers: Sequence[Paper], language: str) -> list[FileView]:
    """Return what was handed in since the server started."""
    t, address = Texts(language), Address(language=language)
    views = []
    for paper in papers:
        done = paper.outcome
        state = done.outcome.value if done else paper.stage.value
        views.append(
            FileView(
                paper.file,
                moment(paper.at),
                state,
                t(f"curation.outcome.{state}"),
                reason_in(done.reason if done else paper.reason, t),
                _hint(state, t),
                ", ".join(map(str, done.unreadable_pages)) if done else "",
                address.reader(done.record, 1) if done and done.record else None,
                paper.stage in (Stage.WAITING, Stage.READING),
            )
        )
    return views


def file_views(
    state: State, chosen: Outcome | None, language: str, limit: int, offset: int
) -> tuple[list[FileView], Mapping[Outcome, int]]:
    """Return files that were read, the latest first, and how many there are by outcome."""
    catalogue, t = state.catalogue, Texts(language)
    with catalogue.engine.connect() as connection:
        found = latest_sources(connection, [chosen] if chosen else [], limit, offset)
        counts = count_outcomes(connection)
    records = catalogue.records_by_id(one.record for one in found if one.record)
    address = Address(language=language)
    views = [_file(s, records.get(s.record) if s.record else None, address, t) for s in found]
    return views, counts


def outcome_choices(
    counts: Mapping[Outcome, int], chosen: Outcome | None, about: list[tuple[str, str]]
) -> list[tuple[str, str, int, bool]]:
    """Return for each outcome there is its word, address, count, and whether it is chosen."""
    rows = [("all", path_with(_FILES, about), sum(counts.values()), chosen is None)]
    for outcome in Outcome:
        if counts.get(outcome):
            url = path_with(_FILES, [("outcome", outcome.value), *about])
            rows.append((outcome.value, url, counts[outcome], outcome is chosen))
    return rows


def moment(at: str) -> str:
    """Return the day and the minute of a time (UTC)."""
    return at[:16].replace("T", " ")


def _hint(state: str, t: Texts) -> str | None:
    return t(f"curation.hint.{state}") if state in _HINTS else None


def _file(source: Source, record: Record | None, address: Address, t: Texts) -> FileView:
    missing = record.unreadable_pages if record else ()
    outcome = source.outcome.value
    return FileView(
        record.file_name if record else Path(source.location).name,
        moment(source.seen_at),
        outcome,
        t(f"curation.outcome.{outcome}"),
        reason_in(source.reason, t),
        _hint(outcome, t),
        ", ".join(map(str, missing)),
        address.reader(record.id, missing[0] if missing else 1) if record else None,
    )
