"""``prassi search --receipt`` and ``prassi replay``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.commands.output import chosen, say, write_json
from api.commands.search import catch_up
from api.library import Library, open_library, open_model, open_reading_engine
from api.receipts import (
    Origin,
    Receipt,
    ReceiptStore,
    Replay,
    make_receipt,
    read_receipt,
    replay,
)
from api.settings import Settings
from index.answers import SearchRequest
from index.apply import lexical_folder
from index.manifest import read_manifest


def keep_receipt(settings: Settings, request: SearchRequest, target: Path) -> None:
    """Keep the receipt of a search, and write it to a file too unless that is ``-``."""
    with _opened(settings) as (library, origin):
        receipt = ReceiptStore(library.data).keep(make_receipt(origin, request))
    written = ""
    if str(target) != "-":
        target.write_text(receipt.model_dump_json(indent=1) + "\n", encoding="utf-8")
        written = f", written to {target}"
    say(f"Receipt {receipt.id}{written}.")


def run_replay(settings: Settings, name: str, format_: str) -> None:
    """Make the search of a receipt again and say what differs."""
    chosen("format", format_, ("table", "json"))
    with _opened(settings) as (library, origin):
        found = replay(origin, _receipt(library, name))
    if format_ == "json":
        write_json(found.model_dump(mode="json"))
    else:
        _write(found)


def _receipt(library: Library, name: str) -> Receipt:
    path = Path(name)
    return read_receipt(path) if path.is_file() else ReceiptStore(library.data).read(name)


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[Library, Origin]]:
    with open_library(settings) as library:
        embedder = open_model(settings)
        catch_up(library, embedder)
        # As far as the index is: another process may be about to apply what came since.
        manifest = read_manifest(lexical_folder(library.data))
        seq = manifest.applied if manifest else 0
        engine = open_reading_engine(library, embedder, still=True)
        yield library, Origin(engine, library.catalogue, embedder.fingerprint, seq)


def _write(found: Replay) -> None:
    from rich.text import Text

    from api.commands.output import out

    receipt, counts = found.receipt, found.receipt.counts
    say(
        f"{receipt.asked.query!r}, {receipt.made_at}: {counts.matched} of {counts.passages} "
        f"passages in {counts.records} records; {counts.files_seen} files seen, "
        f"{counts.duplicates} duplicates, {counts.unreadable} unreadable."
    )
    for sign, several in (("+", found.new), ("-", found.gone)):
        for one in several:
            place = f"{one.hit.rank:>4}. {one.title}, page {one.hit.page}  [{one.hit.key}]"
            out().print(Text(f"{sign} {place}  {one.why.value}"))
    for moved in found.moved:
        where = f"{moved.was} -> {moved.now}"
        out().print(Text(f"~ {where:>10}  {moved.title}  [{moved.key}]  {moved.why.value}"))
    for changed in found.changed:
        place = f"{changed.now.rank:>4}. {changed.title}, page {changed.was.page}"
        now_on = f"page {changed.now.page}  [{changed.key}]  {changed.why.value}"
        out().print(Text(f"* {place} -> {now_on}"))
    if found.identical:
        say("The same hits in the same order.")
    else:
        gone, new = len(found.gone), len(found.new)
        said = f"{new} new, {gone} gone, {len(found.moved)} moved, {len(found.changed)} changed"
        say(f"{said}; {found.matched} match now.")
