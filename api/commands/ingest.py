"""``prassi ingest``: read, embed, index."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.progress import Progress

from api.annotating import label_by_meaning
from api.commands.model import ensure_model
from api.commands.output import chosen, progress_bars, say, write_json
from api.library import Library, open_library, open_owned_indexes
from api.settings import Settings
from corpus.catalogue import Catalogue
from corpus.errors import BadQuery, OwnerBusy
from corpus.sentence_vectors import count_sentences_missing
from corpus.sources import Outcome
from corpus.vectors import count_to_embed
from index.apply import dense_folder, lexical_folder, sync
from index.embed import embed_missing, embed_sentences
from index.manifest import read_manifest
from index.model import Embedder
from index.owner import embedding_turn, own
from ingest.discover import Harvest, discover
from ingest.pipeline import FileOutcome
from ingest.pipeline import ingest as read_files
from ingest.pool import Bounds
from ingest.sources import Kind, Manners, Wishes, is_address, open_harvester

_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?")
_TURN_WAIT_S = 0.5
_OWNER_WAIT_S = 30.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks of sources: what to take them for, and how to read them."""

    kind: Kind | None = None
    allow_private: bool = False
    wishes: Wishes = field(default_factory=Wishes)


def asked_of(
    as_: str | None,
    allow_private: bool,
    set_name: str | None,
    prefix: str,
    dates: tuple[str | None, str | None],
    full_text: bool,
    prune: bool,
) -> Asked:
    """Return what the options of the command say. Raises BadQuery."""
    kinds = tuple(kind.value for kind in Kind)
    kind = None if as_ is None else Kind(chosen("as", as_, kinds))
    for name, date in zip(("from", "until"), dates, strict=True):
        if date and date != "last" and not _DATE.fullmatch(date):
            raise BadQuery(f"--{name} must be a date such as 2024-01-31, not {date!r}.")
    wishes = Wishes(set_name, prefix, *dates, full_text=full_text, prune=prune)
    return Asked(kind, allow_private, wishes)


def run(
    settings: Settings,
    inputs: Sequence[str],
    recursive: bool,
    workers: int,
    as_json: bool,
    manifests: Sequence[Path] = (),
    asked: Asked | None = None,
) -> int:
    """Carry the command out; return its exit code."""
    with (
        open_library(settings, create=True) as library,
        progress_bars() as bars,
        _sources(library, settings, inputs, asked) as harvest,
    ):
        counts = read_into(
            library, settings, inputs, recursive, workers, as_json, bars, manifests, harvest
        )
        bring_up(library, ensure_model(settings), bars)
    if as_json:
        write_json({"summary": {o.value: counts[o] for o in Outcome}}, indent=None)
    else:
        done = ", ".join(f"{counts[o]} {o.value}" for o in Outcome if counts[o]) or "no files"
        say(f"Done: {done}.")
    failed = counts[Outcome.FAILED]
    if failed == counts.total():
        # A source may have nothing new to give; a folder without files is a mistake.
        return 0 if not failed and any(map(is_address, inputs)) else 2
    return 1 if failed else 0


@contextmanager
def _sources(
    library: Library, settings: Settings, inputs: Sequence[str], asked: Asked | None
) -> Iterator[Harvest | None]:
    """Open what reads addresses, if there are any to read."""
    if not any(map(is_address, inputs)):
        yield None
        return
    asked = asked or Asked()
    manners = Manners(
        settings.fetch_interval_s, settings.max_upload_mb * 1_000_000, asked.allow_private
    )
    known = library.catalogue.source
    with open_harvester(library.data, known, manners, asked.wishes, asked.kind) as harvester:
        yield harvester.found


def bring_up(library: Library, embedder: Embedder, bars: Progress) -> None:
    """Make what was read findable: vectors, indexes, vectors of sentences, labels by meaning."""
    _embed(library, embedder, bars)
    _index(library, embedder, bars)
    _embed_sentences(library, embedder, bars)  # all is found already, by now
    task = bars.add_task("Labelling", total=None)
    label_by_meaning(
        library, embedder, lambda done, total: bars.update(task, completed=done, total=total)
    )
    bars.update(task, completed=1, total=1)
    _index(library, embedder, bars)


def outcome_json(outcome: FileOutcome) -> dict[str, object]:
    """Return the outcome of a file as INTERFACE describes it."""
    return {
        "file": outcome.file,
        "outcome": outcome.outcome.value,
        "record_id": outcome.record,
        "pages": outcome.pages,
        "passages": outcome.passages,
        "reason": outcome.reason,
        "pages_unreadable": list(outcome.unreadable_pages),
    }


def read_into(
    library: Library,
    settings: Settings,
    inputs: Sequence[str],
    recursive: bool,
    workers: int,
    as_json: bool,
    bars: Progress,
    manifests: Sequence[Path] = (),
    harvest: Harvest | None = None,
) -> Counter[Outcome]:
    """Read inputs into the library and write their outcomes; return how many there are of each."""
    files = [name for name in inputs if not is_address(name)]
    found = sum(1 for _ in discover(files, recursive=recursive))
    total = found if len(files) == len(inputs) else None  # what a source holds it tells on the way
    task = bars.add_task("Reading", total=total)
    counts: Counter[Outcome] = Counter()
    bounds = Bounds(settings.read_timeout_s, settings.read_memory_mb << 20)
    for outcome in read_files(
        library.catalogue,
        library.files,
        inputs,
        recursive=recursive,
        workers=workers if total is None else min(workers, max(total, 1)),
        bounds=bounds,
        manifests=manifests,
        ocr=settings.ocr != "off",
        progress=lambda file, done, pages: bars.update(
            task, description=f"Reading {Path(file).name}, scanned page {done} of {pages}"
        ),
        harvest=harvest,
    ):
        counts[outcome.outcome] += 1
        bars.update(task, advance=1, description="Reading")
        if as_json:
            write_json(outcome_json(outcome), indent=None)
        else:
            bars.console.out(_line(outcome), highlight=False)
    return counts


def _line(outcome: FileOutcome) -> str:
    name = outcome.file if is_address(outcome.file) else Path(outcome.file).name
    size = f"  ({outcome.pages} pages, {outcome.passages} passages)" if outcome.pages else ""
    reason = f"  {outcome.reason}" if outcome.reason else ""
    return f"{outcome.outcome.value:<10}{name}{size}{reason}"


def _embed(library: Library, embedder: Embedder, bars: Progress) -> None:
    """See that every passage gets its vector, here or by whoever has the turn."""
    _in_turn("Embedding", count_to_embed, embed_missing, library, embedder, bars)


def _embed_sentences(library: Library, embedder: Embedder, bars: Progress) -> None:
    """See that the sentences of every passage get theirs, here or by whoever has the turn."""
    _in_turn("Sentences", count_sentences_missing, embed_sentences, library, embedder, bars)


def _in_turn(
    name: str,
    count: Callable[[Catalogue, str], int],
    embed: Callable[[Catalogue, Embedder, Callable[[int, int], None]], int],
    library: Library,
    embedder: Embedder,
    bars: Progress,
) -> None:
    missing = count(library.catalogue, embedder.fingerprint)
    if not missing:
        return
    task = bars.add_task(name, total=missing)
    while left := count(library.catalogue, embedder.fingerprint):
        bars.update(task, completed=max(missing - left, 0))
        with embedding_turn(library.data, _TURN_WAIT_S) as mine:
            if mine:
                embed(
                    library.catalogue,
                    embedder,
                    lambda done, total: bars.update(task, completed=done, total=total),
                )
    bars.update(task, completed=missing, total=missing)


def _index(library: Library, embedder: Embedder, bars: Progress) -> None:
    """Bring the indexes up to date, or wait for the server that owns them to do so."""
    task = bars.add_task("Indexing", total=None)
    deadline = time.monotonic() + _OWNER_WAIT_S
    while _behind(library, embedder):
        try:
            with (
                own(library.data, "prassi ingest"),
                open_owned_indexes(library, embedder) as indexes,
            ):
                sync(
                    library.catalogue,
                    indexes,
                    lambda done, total: bars.update(task, completed=done, total=total),
                )
        except OwnerBusy as error:
            if time.monotonic() > deadline:
                say(f"Indexing is left to the owner of the indexes ({error.owner}).")
                return
            time.sleep(0.1)


def _behind(library: Library, embedder: Embedder) -> bool:
    folders = lexical_folder(library.data), dense_folder(library.data, embedder.fingerprint)
    manifests = [read_manifest(folder) for folder in folders]
    last = library.catalogue.last_seq()
    return any(m is None or m.applied < last for m in manifests)
