"""English words, to tell a compound from a word that only the end of a line cut."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

# Forms with their lemmas, and lemmas by part of speech: 120,000 words, read in 60 ms when the
# first undecided hyphen of an English document asks for them.
_TABLES = ("en_lemma_lookup", "en_lemma_index")


@cache
def english_words() -> frozenset[str]:
    """Words in lower case."""
    known: set[str] = set()
    for name in _TABLES:
        for key, value in _table(name).items():
            if isinstance(value, str):
                known.update((key.lower(), value.lower()))
            else:
                known.update(value)
    return frozenset(known)


def _table(name: str) -> dict[str, str | list[str]]:
    # Found without importing: the package would bring all of spaCy with it.
    spec = find_spec("spacy_lookups_data")
    if spec is None or spec.origin is None:
        return {}
    path = Path(spec.origin).parent / "data" / f"{name}.json.gz"
    table: dict[str, str | list[str]] = json.loads(gzip.decompress(path.read_bytes()))
    return table
