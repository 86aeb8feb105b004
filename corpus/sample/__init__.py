"""The sample library: fourteen invented documents, written for Prassi, that show what it does.

``source/`` holds the texts, ``library/`` the files made of them by ``python -m
corpus.sample.build``. The files are kept, so that nothing needs to be built to try Prassi.
"""

from __future__ import annotations

from pathlib import Path

#: Folder with the finished documents.
LIBRARY = Path(__file__).parent / "library"

#: Folder with the texts they are made of (see :mod:`corpus.sample.source` for the notation).
SOURCES = Path(__file__).parent / "source"

#: The line by which each document says that it is invented, by language.
SAMPLE_LINES = {
    "it": ("Documento di esempio della biblioteca Prassi: persone, enti e cifre sono inventati."),
    "en": (
        "Sample document of the Prassi library: people, organisations and figures are invented."
    ),
}
