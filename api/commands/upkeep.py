"""``prassi verify`` and ``prassi rebuild``."""

from __future__ import annotations

from api.commands.output import out, progress_bars, say
from api.library import Library, open_library, open_model, open_owned_indexes
from api.settings import Settings
from corpus.files import path_of
from index.apply import Indexes, clear_indexes, sync, verify
from index.owner import own


def run_verify(settings: Settings) -> int:
    """Bring the indexes up to date, compare everything; return the exit code."""
    with open_library(settings) as library, own(library.data, "prassi verify", timeout_s=5):
        embedder = open_model(settings)
        problems = [*library.catalogue.damage(), *_missing_files(library)]
        with open_owned_indexes(library, embedder) as indexes:
            _repair(library, indexes)
            problems += [
                f"{found.index} index: {len(found.missing)} passages missing, "
                f"{len(found.surplus)} too many; `prassi rebuild` mends it"
                for found in verify(library.catalogue, indexes)
            ]
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
        clear_indexes(library.data)
        task = bars.add_task("Indexing", total=None)
        with open_owned_indexes(library, embedder) as indexes:
            sync(
                library.catalogue,
                indexes,
                lambda done, total: bars.update(task, completed=done, total=total),
            )
    say("Both indexes are built anew.")


def _repair(library: Library, indexes: Indexes) -> None:
    before = min(indexes.lexical.manifest.applied, indexes.dense.manifest.applied)
    after = sync(library.catalogue, indexes)
    if after > before:
        say(f"Applied {after - before} changes that an interrupted run had left.")


def _missing_files(library: Library) -> list[str]:
    missing = []
    after = ""
    while records := library.catalogue.records(after=after):
        missing += [
            f"the kept file of {record.id} ({record.file_name}) is missing"
            for record in records
            if not path_of(library.files, record).exists()
        ]
        after = records[-1].id
    return missing
