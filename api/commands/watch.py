"""``prassi watch``: read a folder, and then what changes in it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from api.commands.ingest import bring_up, outcome_json, read_into
from api.commands.model import ensure_model
from api.commands.output import progress_bars, say, write_json
from api.library import Library, open_library
from api.settings import Settings
from corpus.errors import CatalogueMismatch
from corpus.sources import Outcome
from ingest.pipeline import FileOutcome
from ingest.watching import changes, manifests_above

_GONE = "the file is gone; its record stays"


def run(settings: Settings, folder: Path, recursive: bool, workers: int, as_json: bool) -> int:
    """Carry the command out until it is interrupted; return its exit code."""
    folder = folder.absolute()
    if not folder.is_dir():
        say(f"prassi: {folder}: there is no such folder.")
        return 2
    with open_library(settings, create=True) as library, _ended_by_signals():
        if library.data.is_relative_to(folder) and (recursive or library.data == folder):
            raise CatalogueMismatch(library.data, "the library lies in the folder to be watched")
        embedder = ensure_model(settings)
        try:
            for settled in changes(folder, recursive=recursive):
                inputs = [str(path) for path in settled.changed]
                if not inputs and not settled.gone:
                    inputs = [str(folder)]
                _report_gone(library, settled.gone, as_json)
                above = {m: None for p in settled.changed for m in manifests_above(p, folder)}
                if inputs:
                    with progress_bars() as bars:
                        read_into(
                            library, settings, inputs, recursive, workers, as_json, bars, [*above]
                        )
                        bring_up(library, embedder, bars)
                if not settled.changed and not settled.gone:
                    say(f"Watching {folder}; Ctrl-C ends it.")
        except KeyboardInterrupt:
            say("Stopped. What was read is kept.")
    return 0


def _report_gone(library: Library, gone: Sequence[Path], as_json: bool) -> None:
    for path in gone:
        source = library.catalogue.source(str(path))
        if source is None or source.record is None:
            continue  # it never was a document of the library
        if as_json:
            outcome = FileOutcome(str(path), Outcome.UNCHANGED, source.record, reason=_GONE)
            write_json(outcome_json(outcome), indent=None)
        else:
            sys.stderr.write(f"{'gone':<10}{path.name}  {_GONE}\n")


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let a request to end (SIGTERM) do what Ctrl-C does while the block runs."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
