"""``prassi verify`` and ``prassi rebuild``."""

from __future__ import annotations

from rich.progress import Progress

from api.commands.output import out, progress_bars, say
from api.library import Library, open_library, open_model, open_owned_indexes
from api.settings import Settings
from corpus.checking import check_files
from corpus.tidy import tidy
from corpus.vocabulary import vocabulary_version
from index.apply import Indexes, clear_leftovers, rebuild, sync, verify
from index.owner import own

# The comparison takes seconds, and must fall between two commits of whoever ingests meanwhile.
_TRIES = 5


def run_verify(settings: Settings) -> int:
    """Bring the indexes up to date, compare everything, tidy up; return the exit code."""
    with (
        open_library(settings) as library,
        own(library.data, "prassi verify", timeout_s=5),
        progress_bars() as bars,
    ):
        embedder = open_model(settings)
        problems = [*library.catalogue.damage(), *_bad_files(library, bars)]
        with open_owned_indexes(library, embedder) as indexes:
            problems += _compared(library, indexes)
        _tidy(library)
        counts = library.catalogue.counts()
    for problem in problems:
        out().print(problem)
    if problems:
        return 1
    out().print(f"{counts.records} records, {counts.passages} passages: all agree.")
    return 0


def run_rebuild(settings: Settings) -> None:
    """Build the indexes anew."""
    with (
        open_library(settings) as library,
        own(library.data, "prassi rebuild", timeout_s=5),
        progress_bars() as bars,
    ):
        embedder = open_model(settings)
        task = bars.add_task("Indexing", total=None)
        rebuild(
            library.catalogue,
            library.data,
            embedder.fingerprint,
            embedder.dimension,
            vocabulary_version(),
            lambda done, total: bars.update(task, completed=done, total=total),
        )
        _tidy(library)
    say("Both indexes are built anew.")


def _bad_files(library: Library, bars: Progress) -> list[str]:
    """Return what is wrong with the kept files; tell of those that could be copied again."""
    task = bars.add_task("Files", total=library.catalogue.counts().records)
    bad = check_files(
        library.catalogue, library.files, lambda done: bars.update(task, completed=done)
    )
    for copy in bad:
        if copy.restored is not None:
            say(f"Mended: {copy}.")
    return [str(copy) for copy in bad if copy.restored is None]


def _compared(library: Library, indexes: Indexes) -> list[str]:
    """Return where the indexes disagree with the catalogue at one and the same state of it."""
    catalogue = library.catalogue
    before = min(indexes.lexical.manifest.applied, indexes.dense.manifest.applied)
    for attempt in range(_TRIES):
        state = sync(catalogue, indexes)
        if not attempt and state > before:
            say(f"Applied {state - before} changes that an interrupted run had left.")
        found = verify(catalogue, indexes)
        if not found:
            return []
        if catalogue.last_seq() == state:
            return [
                f"{one.index} index: {len(one.missing)} passages missing, "
                f"{len(one.surplus)} too many; `prassi rebuild` mends it"
                for one in found
            ]
    return [
        "the library changed all the while, so the indexes could not be compared with it; "
        "run `prassi verify` again when nothing is being ingested"
    ]


def _tidy(library: Library) -> None:
    done = tidy(library.catalogue, library.files)
    if done:
        say(f"Cleared away: {done}.")
    left = clear_leftovers(library.data)
    if left:
        say(f"Cleared away: {left} unfinished or replaced index folders.")
