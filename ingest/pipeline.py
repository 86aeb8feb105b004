"""Files into the catalogue: an outcome for each, whatever it holds."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from corpus.catalogue import Catalogue
from corpus.changes import now
from corpus.errors import FileChanged, RecordHeld
from corpus.files import keep, sha256_of
from corpus.identifiers import RecordId
from corpus.records import Record
from corpus.sources import Outcome, Source
from ingest.discover import Found, discover
from ingest.pool import Bounds, Broken, run_jobs
from ingest.segment import rekeyed
from ingest.worker import Analysis, Job, Unreadable, analyse

# A file whose time of change is this near to the time it was read may have changed again
# within the clock's grain: its content is compared as well.
_RACY_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What came of one file; ``reason`` explains every outcome but ``ok`` and ``unchanged``."""

    file: str
    outcome: Outcome
    record: RecordId | None = None
    pages: int = 0
    passages: int = 0
    reason: str | None = None
    unreadable_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Task:
    """A file whose content is new here."""

    location: str
    sha256: str
    size: int
    mtime_ns: int
    record: RecordId
    replace: bool


def ingest(
    catalogue: Catalogue,
    files: Path,
    inputs: Sequence[str],
    *,
    recursive: bool = False,
    workers: int = 1,
    bounds: Bounds | None = None,
) -> Iterator[FileOutcome]:
    """Read files and folders into the catalogue; yield an outcome a file as each is done.

    ``files`` is the folder of the library's own copies. Each file is committed whole before its
    outcome is yielded, so that a run may be stopped anywhere and started again.
    """
    tasks: dict[str, _Task] = {}
    settled: list[FileOutcome] = []

    def jobs() -> Iterator[Job]:
        for found in discover(inputs, recursive=recursive):
            prepared = _prepare(catalogue, found)
            if isinstance(prepared, FileOutcome):
                settled.append(prepared)
            else:
                tasks[prepared.location] = prepared
                yield Job(prepared.location, prepared.record, prepared.sha256)

    for job, result in run_jobs(analyse, jobs(), workers, bounds or Bounds()):
        yield from _drained(settled)
        yield _commit(catalogue, files, tasks.pop(job.path), result)
    yield from _drained(settled)


def _drained(settled: list[FileOutcome]) -> Iterable[FileOutcome]:
    done = settled.copy()
    settled.clear()
    return done


def _prepare(catalogue: Catalogue, found: Found) -> FileOutcome | _Task:
    """Settle a file that needs no reading, or say what is to be read."""
    failed = partial(_failed, catalogue, found.location)
    if found.problem is not None:
        return failed(found.problem)
    path = Path(found.location)
    known = catalogue.source(found.location)
    try:
        stat = path.stat()
        if known is not None and _surely_same(known, stat.st_size, stat.st_mtime_ns):
            return FileOutcome(found.location, Outcome.UNCHANGED, known.record)
        if stat.st_size == 0:
            return failed("the file is empty (0 bytes)")
        sha256 = sha256_of(path)
    except PermissionError:
        return failed("no permission to read the file")
    except OSError as error:
        return failed(f"the file cannot be opened ({error.strerror})")
    source = Source(
        found.location,
        Outcome.DUPLICATE,
        sha256=sha256,
        size=stat.st_size,
        mtime_ns=stat.st_mtime_ns,
    )
    twin = catalogue.record_of_digest(sha256)
    if twin is not None:
        return _known_content(catalogue, source, known, twin)
    replaced = _replaceable(catalogue, known)
    return _Task(
        location=found.location,
        sha256=sha256,
        size=stat.st_size,
        mtime_ns=stat.st_mtime_ns,
        record=replaced or catalogue.free_record_id(sha256),
        replace=replaced is not None,
    )


def _surely_same(known: Source, size: int, mtime_ns: int) -> bool:
    if known.record is None or known.outcome is Outcome.FAILED:
        return False
    return (known.size, known.mtime_ns) == (size, mtime_ns) and not _racy(known.seen_at, mtime_ns)


def _racy(seen_at: str, mtime_ns: int) -> bool:
    seen_ns = int(datetime.fromisoformat(seen_at).timestamp()) * 1_000_000_000
    return mtime_ns > seen_ns - _RACY_NS


def _known_content(
    catalogue: Catalogue, source: Source, known: Source | None, twin: RecordId
) -> FileOutcome:
    """Settle a file whose content a record already holds."""
    if known is not None and known.record == twin:
        was_failed = known.outcome is Outcome.FAILED
        catalogue.note(_with(source, Outcome.OK if was_failed else known.outcome, twin))
        return FileOutcome(source.location, Outcome.UNCHANGED, twin)
    stale = _replaceable(catalogue, known)
    if stale is not None:
        catalogue.remove(stale)
    catalogue.note(_with(source, Outcome.DUPLICATE, twin))
    title = catalogue.record(twin).file_name
    return FileOutcome(source.location, Outcome.DUPLICATE, twin, reason=f"same content as {title}")


def _replaceable(catalogue: Catalogue, known: Source | None) -> RecordId | None:
    """Return the record a changed file stood for, unless another place still holds it."""
    if known is None or known.record is None:
        return None
    others = [s for s in catalogue.sources_of(known.record) if s.location != known.location]
    return None if others else known.record


def _with(source: Source, outcome: Outcome, record: RecordId) -> Source:
    return Source(
        source.location,
        outcome,
        None,
        record,
        source.sha256,
        source.size,
        source.mtime_ns,
    )


def _failed(catalogue: Catalogue, location: str, reason: str) -> FileOutcome:
    known = catalogue.source(location)
    # A file that became unreadable keeps the record it once gave.
    record = known.record if known is not None else None
    catalogue.note(Source(location, Outcome.FAILED, reason, record))
    return FileOutcome(location, Outcome.FAILED, reason=reason)


def _commit(
    catalogue: Catalogue, files: Path, task: _Task, result: Analysis | Unreadable | Broken
) -> FileOutcome:
    if not isinstance(result, Analysis):
        return _failed(catalogue, task.location, result.reason)
    path = Path(task.location)
    unreadable = tuple(page.number for page in result.pages if page.unreadable)
    reason = _why_partial(result, unreadable)
    outcome = Outcome.PARTIAL if reason else Outcome.OK
    try:
        keep(files, path, task.sha256)
    except FileChanged:
        return _failed(catalogue, task.location, "changed while it was being read: ingest it again")
    except OSError as error:
        return _failed(catalogue, task.location, f"the file cannot be copied ({error.strerror})")
    record = Record(
        id=task.record,
        sha256=task.sha256,
        location=task.location,
        file_name=path.name,
        media_type=result.media_type,
        description=result.description,
        page_count=len(result.pages),
        added_at=now(),
        unreadable_pages=unreadable,
        warnings=result.warnings,
    )
    source = Source(task.location, outcome, reason, None, task.sha256, task.size, task.mtime_ns)
    passages = result.passages
    try:
        noted = catalogue.put(
            record, result.pages, passages, result.sketch, source, replace=task.replace
        )
    except RecordHeld:
        record = dataclasses.replace(record, id=catalogue.free_record_id(task.sha256))
        passages = rekeyed(passages, record.id)
        noted = catalogue.put(record, result.pages, passages, result.sketch, source)
    if noted.outcome is not outcome:  # another process committed the same file meanwhile
        return FileOutcome(task.location, noted.outcome, noted.record, reason="read meanwhile")
    return FileOutcome(
        task.location,
        outcome,
        record.id,
        len(result.pages),
        len(result.passages),
        reason,
        unreadable,
    )


def _why_partial(result: Analysis, unreadable: tuple[int, ...]) -> str | None:
    reasons = list(result.warnings)
    if unreadable:
        first = next(page.unreadable for page in result.pages if page.unreadable)
        numbers = ", ".join(map(str, unreadable[:10])) + (" ..." if len(unreadable) > 10 else "")
        reasons.insert(0, f"nothing could be read from page {numbers}: {first}")
    if not result.passages and not unreadable:
        reasons.append("no text found")
    return "; ".join(reasons) or None
