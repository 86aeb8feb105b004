"""``prassi export``: everything a search finds, as a file."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from api.commands.output import chosen, say
from api.commands.search import catch_up
from api.exports import FORMATS
from api.exports.hits import find_all
from api.filters import resolve_filters
from api.library import open_library, open_model, open_reading_engine
from api.settings import Settings
from corpus.vectors import count_to_embed
from index.answers import Group, SearchRequest


def run(
    settings: Settings,
    query: str,
    filters: tuple[str, ...],
    group: str,
    format_: str,
    output: Path | None,
    without: tuple[str, ...] = (),
) -> None:
    """Write the whole result set to a file, whole or not at all, or to stdout."""
    form = FORMATS[chosen("format", format_, tuple(FORMATS))]
    request = SearchRequest(
        query=query,
        filters=resolve_filters(filters),
        group=Group(chosen("group", group, tuple(Group))),
        without=without,
    )
    with open_library(settings) as library:
        embedder = open_model(settings)
        catch_up(library, embedder)
        waiting = count_to_embed(library.catalogue, embedder.fingerprint)
        if waiting and query:
            say(f"{waiting} passages are not embedded yet: found by their words alone.")
        engine = open_reading_engine(library, embedder, still=True)
        found = find_all(engine, request, by_record=form.by_record)
        if output is None:
            _write_out(form.write(found))
        else:
            _write_file(output, form.write(found))
    if found.nearest_only:
        say("Nothing matches; these are the nearest passages.")
    what = "records" if found.by_record else "passages"
    say(f"{found.total} {what}{f' written to {output}' if output else ''}.")


def _write_out(pieces: Iterable[str]) -> None:
    # Bytes, so that neither the encoding nor the line ends are those of the terminal.
    sys.stdout.flush()
    for piece in pieces:
        sys.stdout.buffer.write(piece.encode())
    sys.stdout.buffer.flush()


def _write_file(output: Path, pieces: Iterable[str]) -> None:
    handle, name = tempfile.mkstemp(dir=output.absolute().parent, prefix=".prassi-export-")
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece.encode())
        Path(name).chmod(0o644)  # mkstemp makes files that only their owner can read
        Path(name).replace(output)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
