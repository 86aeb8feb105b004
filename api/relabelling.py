"""Labelling what older rules labelled, beside a server: in a process of its own.

The rules keep one processor busy (350 to 400 passages a second) and hold 300 MB of language data.
In a thread of the server, after an upgrade, searches over 20,000 passages took 1.2 s instead of
0.03 until all was done.

    python -m api.relabelling DATA FINGERPRINT DIMENSION
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from corpus.catalogue import Catalogue
from corpus.errors import PrassiError
from ingest.annotate import open_annotator
from ingest.reannotation import VectorModel, due, reannotate

_LOOK_EVERY_S = 0.2
_END_S = 10.0
# Searches come first.
_NICENESS = 10


class RelabellingFailed(PrassiError):
    """The process that labels anew ended with an exit code that is not 0."""

    def __init__(self, code: int) -> None:
        super().__init__(f"Labelling anew ended with exit code {code}; it is tried again.")
        self.code = code


def relabel(catalogue: Catalogue, data: Path, model: VectorModel, stop: Callable[[], bool]) -> bool:
    """Label what other rules labelled, or what has got vectors since; say whether anything was.

    Records are committed one by one: ``stop`` ends it between two. Raises RelabellingFailed.
    """
    if not due(catalogue, open_annotator(), model):
        return False
    words = ["-m", __name__, str(data), model.fingerprint, str(model.dimension)]
    process = subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        while not stop():
            try:
                code = process.wait(_LOOK_EVERY_S)
            except subprocess.TimeoutExpired:
                continue
            if code:
                raise RelabellingFailed(code)
            return True
    finally:
        process.terminate()
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return True


def main(data: str, fingerprint: str, dimension: str) -> None:
    """Label what is due, until it is done or nobody waits for it any more."""
    parent = os.getppid()
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    model = VectorModel(fingerprint, int(dimension))
    annotator = open_annotator()
    with Catalogue(Path(data) / "catalogue.db") as catalogue:
        records = due(catalogue, annotator, model)
        for _ in reannotate(catalogue, annotator, records, model):
            if os.getppid() != parent:
                return


if __name__ == "__main__":
    main(*sys.argv[1:4])
