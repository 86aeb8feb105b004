"""Files into the catalogue: an outcome for each, whatever it holds."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from corpus.catalogue import Catalogue
from corpus.changes import now
from corpus.corrections import Corrections, corrected
from corpus.describing import redescribe
from corpus.errors import FileChanged, PageNotFound, RecordHeld, RecordNotFound
from corpus.files import keep, sha256_of
from corpus.identifiers import RecordId
from corpus.records import Record
from corpus.sources import Outcome, Source
from ingest.annotate.version import rules_version
from ingest.correcting import Said, Statements
from ingest.discover import Fetched, Found, Harvest, discover
from ingest.pool import Bounds, Broken, run_jobs
from ingest.recognition import Recognition, forget, may_read_now
from ingest.segment import rekeyed
from ingest.worker import Analysis, Job, Unreadable, Waiting, analyse

# A file whose time of change is this near to the time it was read may have changed again
# within the clock's grain: its content is compared as well.
_RACY_NS = 2_000_000_000
_MOST_REASONS = 8  # warnings an outcome tells one by one; the record has them all
# Of the time a file may take, what reading scans takes in one turn; the rest is for opening it
# and for annotating what was read. Longer turns start fewer processes, shorter ones tell more.
_SCANS_SHARE = 0.4
_SCANS_TURN_S = 60.0
_SCANS_FOLDER = "scans"  # pages of scans read so far, beside the library's copies


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What came of one file.

    ``reason`` explains every outcome but ``ok`` and ``unchanged``, and says with any outcome what
    is wrong with the sidecar or the line of a manifest that describes the file. A file whose
    description alone changed is ``ok``.
    """

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
    mtime_ns: int | None
    record: RecordId
    replace: bool
    said: Said
    path: Path
    fetched: Fetched | None


def ingest(
    catalogue: Catalogue,
    files: Path,
    inputs: Sequence[str],
    *,
    recursive: bool = False,
    workers: int = 1,
    bounds: Bounds | None = None,
    manifests: Sequence[Path] = (),
    ocr: bool = True,
    progress: Callable[[str, int, int], None] | None = None,
    harvest: Harvest | None = None,
) -> Iterator[FileOutcome]:
    """Read files and folders into the catalogue; yield an outcome a file as each is done.

    Addresses among ``inputs`` are given to ``harvest``.

    ``files`` is the folder of the library's own copies. Each file is committed whole before its
    outcome is yielded, so that a run may be stopped anywhere and started again. Sidecars and
    manifests (those of the folders, and ``manifests``) correct what is found in the files; a
    manifest that something is wrong with has an outcome of its own.

    Scans are read by optical recognition if ``ocr``, after all other files and in as many turns
    as they need, each within the bounds of a file; ``progress`` is told the file, its scanned
    pages read so far, and how many there are.
    """
    statements = Statements([Path(path).absolute() for path in manifests])
    tasks: dict[str, _Task] = {}
    settled: list[FileOutcome] = []

    limits = bounds or Bounds()
    seconds = min(_SCANS_TURN_S, _SCANS_SHARE * limits.timeout_s)

    def scans(task: _Task) -> Recognition:
        return Recognition(str(files.parent / _SCANS_FOLDER / task.sha256), seconds, enabled=ocr)

    def jobs() -> Iterator[Job | None]:
        for found in discover(inputs, recursive=recursive, harvest=harvest):
            prepared = _prepare(catalogue, found, statements, ocr=ocr)
            if isinstance(prepared, FileOutcome):
                settled.append(prepared)
                if found.fetched is not None:
                    _settle(catalogue, found.fetched, prepared)
                    yield None  # the next may be long in coming: this one is told now
            else:
                tasks[str(prepared.path)] = prepared
                yield Job(str(prepared.path), prepared.record, prepared.sha256, scans(prepared))

    for turn in _in_turns(jobs(), workers, limits, progress):
        yield from _drained(settled)
        if turn is None:
            continue
        job, result = turn
        yield _commit_and_settle(catalogue, files, tasks.pop(job.path), result)
        if job.recognition is not None:
            forget(job.recognition)
    yield from _drained(settled)
    for faulty in statements.faulty():
        outcome = Outcome.PARTIAL if faulty.rows else Outcome.FAILED
        yield FileOutcome(str(faulty.path), outcome, reason="; ".join(faulty.problems))


def _in_turns(
    jobs: Iterable[Job | None],
    workers: int,
    bounds: Bounds,
    progress: Callable[[str, int, int], None] | None,
) -> Iterator[tuple[Job, Analysis | Unreadable | Broken] | None]:
    """Yield each job with its result; those that need another turn get it after the others.

    None in the place of a job is handed through.
    """
    while jobs:
        again: list[Job] = []
        for turn in run_jobs(analyse, jobs, workers, bounds):
            if turn is None:
                yield None
                continue
            job, result = turn
            if not isinstance(result, Waiting):
                yield job, result
                continue
            again.append(job)
            if progress is not None:
                progress(job.path, result.done, result.total)
        jobs = again


def _drained(settled: list[FileOutcome]) -> Iterable[FileOutcome]:
    done = settled.copy()
    settled.clear()
    return done


def _prepare(
    catalogue: Catalogue, found: Found, statements: Statements, *, ocr: bool
) -> FileOutcome | _Task:
    """Settle a file that needs no reading, or say what is to be read."""
    failed = partial(_failed, catalogue, found.location)
    if found.problem is not None:
        return failed(found.problem)
    path = found.path
    known = catalogue.source(found.location)
    if found.fetched is not None and found.fetched.path is None:
        return _nothing_new(catalogue, found, found.fetched, known, statements)
    again = _reads_more_now(catalogue, known, ocr=ocr)
    try:
        stat = path.stat()
        if not again and known is not None and _surely_same(known, stat.st_size, stat.st_mtime_ns):
            unchanged = FileOutcome(found.location, Outcome.UNCHANGED, known.record)
            return _described(catalogue, found, unchanged, statements)
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
        mtime_ns=stat.st_mtime_ns if found.fetched is None else None,
    )
    twin = catalogue.record_of_digest(sha256)
    if twin is not None and not (again and known is not None and twin == known.record):
        settled = _known_content(catalogue, source, known, twin)
        return _described(catalogue, found, settled, statements)
    replaced = _replaceable(catalogue, known)
    return _Task(
        location=found.location,
        sha256=sha256,
        size=stat.st_size,
        mtime_ns=stat.st_mtime_ns if found.fetched is None else None,
        record=replaced or catalogue.free_record_id(sha256),
        replace=replaced is not None,
        said=_said(found, statements, _corrections(catalogue, replaced)),
        path=path,
        fetched=found.fetched,
    )


def _said(found: Found, statements: Statements, known: Corrections | None) -> Said:
    if found.fetched is None:
        return statements.of(Path(found.location), found.root, known)
    return statements.of_address(found.location, found.fetched.said, found.fetched.notes, known)


def _commit_and_settle(
    catalogue: Catalogue, files: Path, task: _Task, result: Analysis | Unreadable | Broken
) -> FileOutcome:
    outcome = _commit(catalogue, files, task, result)
    if task.fetched is not None:
        _settle(catalogue, task.fetched, outcome)
    return outcome


def _settle(catalogue: Catalogue, fetched: Fetched, outcome: FileOutcome) -> None:
    """Tell whoever fetched a file that it is committed, or has failed."""
    source = catalogue.source(outcome.file)
    committed = source is not None and outcome.outcome is not Outcome.FAILED and source.record
    well = outcome.outcome is not Outcome.FAILED
    fetched.settled(source.sha256 if source is not None and committed else None, well)


def _nothing_new(
    catalogue: Catalogue,
    found: Found,
    fetched: Fetched,
    known: Source | None,
    statements: Statements,
) -> FileOutcome:
    """Settle what a source says is unchanged, or deleted."""
    record = known.record if known is not None else None
    notes = "; ".join(fetched.notes) or None
    if not fetched.gone:
        return _described(
            catalogue,
            found,
            FileOutcome(found.location, Outcome.UNCHANGED, record, reason=notes),
            statements,
        )
    kept = "the source has deleted it; its record stays (--prune removes it)"
    if not fetched.prune or record is None:
        return FileOutcome(found.location, Outcome.UNCHANGED, record, reason=kept)
    held = _replaceable(catalogue, known) is None
    if not held:
        catalogue.remove(record)
    catalogue.note(Source(found.location, Outcome.UNCHANGED, "deleted by the source"))
    reason = "the source has deleted it: " + (
        "its record stays, for another place holds it too" if held else "its record was removed"
    )
    return FileOutcome(found.location, Outcome.OK, reason=reason)


def _corrections(catalogue: Catalogue, record: RecordId | None) -> Corrections | None:
    return None if record is None else catalogue.record(record).corrections


def _described(
    catalogue: Catalogue, found: Found, settled: FileOutcome, statements: Statements
) -> FileOutcome:
    """Bring the description of a file that needs no reading up to what is said of it now."""
    if settled.record is None:
        return settled
    try:
        record = catalogue.record(settled.record)
    except RecordNotFound:  # another process removed it meanwhile
        return settled
    known = record.corrections
    said = _said(found, statements, known)
    reason = "; ".join(filter(None, (settled.reason, *said.problems))) or None
    if said.made == (known.made if known else ()):
        return dataclasses.replace(settled, reason=reason)
    passages = redescribe(catalogue, record.id, said.made)
    if settled.outcome is not Outcome.UNCHANGED:
        return dataclasses.replace(settled, reason=reason)
    return FileOutcome(found.location, Outcome.OK, record.id, record.page_count, passages, reason)


def _reads_more_now(catalogue: Catalogue, known: Source | None, *, ocr: bool) -> bool:
    """Whether a file was left with scans that could not be read then and can be now."""
    if not ocr or known is None or known.outcome is not Outcome.PARTIAL or known.record is None:
        return False
    try:
        missing = catalogue.record(known.record).unreadable_pages[:1]
        reasons = [catalogue.page(known.record, number).unreadable or "" for number in missing]
    except (RecordNotFound, PageNotFound):  # another process removed it meanwhile
        return False
    return any(map(may_read_now, reasons)) and _replaceable(catalogue, known) is not None


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
    path = task.path
    unreadable = tuple(page.number for page in result.pages if page.unreadable)
    reason = _why_partial(result, unreadable)
    outcome = Outcome.PARTIAL if reason else Outcome.OK
    try:
        keep(files, path, task.sha256)
    except FileChanged:
        return _failed(catalogue, task.location, "changed while it was being read: ingest it again")
    except OSError as error:
        return _failed(catalogue, task.location, f"the file cannot be copied ({error.strerror})")
    made = task.said.made
    record = Record(
        id=task.record,
        sha256=task.sha256,
        location=task.location,
        file_name=path.name,
        media_type=result.media_type,
        description=corrected(result.description, made),
        page_count=len(result.pages),
        added_at=now(),
        unreadable_pages=unreadable,
        warnings=result.warnings,
        corrections=Corrections(result.description, made) if made else None,
    )
    source = Source(task.location, outcome, reason, None, task.sha256, task.size, task.mtime_ns)
    passages = result.passages
    try:
        noted = catalogue.put(
            record,
            result.pages,
            passages,
            result.sketch,
            source,
            anchors=result.anchors,
            replace=task.replace,
            annotated_by=rules_version(),
        )
    except RecordHeld:
        record = dataclasses.replace(record, id=catalogue.free_record_id(task.sha256))
        passages = rekeyed(passages, record.id)
        noted = catalogue.put(
            record,
            result.pages,
            passages,
            result.sketch,
            source,
            anchors=result.anchors,
            annotated_by=rules_version(),
        )
    if noted.outcome is not outcome:  # another process committed the same file meanwhile
        return FileOutcome(task.location, noted.outcome, noted.record, reason="read meanwhile")
    return FileOutcome(
        task.location,
        outcome,
        record.id,
        len(result.pages),
        len(result.passages),
        "; ".join(filter(None, (reason, *task.said.problems))) or None,
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
    more = len(reasons) - _MOST_REASONS
    if more > 0:
        reasons[_MOST_REASONS:] = [f"and {more} more"]
    return "; ".join(reasons) or None
