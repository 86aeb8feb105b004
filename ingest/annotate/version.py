"""Which version of the rules an annotation comes from.

It is made of the rules themselves (this package, its weights, the vocabulary, and the rules that
make practices of labels), so that nobody has to remember to count it up. A record labelled with the
vectors of its sentences has ``+`` and the fingerprint of their model after it.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

from corpus import practices
from corpus.vocabulary import vocabulary_version

_RULES = (".py", ".json")
_MEANING = "+"


@cache
def rules_version() -> str:
    """Return the version of the rules in use, 16 hex digits; read once a process (2 ms).

    Raises VocabularyError if the vocabulary cannot be read.
    """
    state = blake2b(vocabulary_version().encode(), digest_size=8)
    for folder in (Path(__file__).parent, Path(practices.__file__).parent):
        for path in sorted(folder.iterdir()):
            if path.suffix in _RULES:
                state.update(path.name.encode() + b"\0" + path.read_bytes())
    return state.hexdigest()


def version_with(model: str | None) -> str:
    """Return the version of the rules where vectors of a model helped, or None of any."""
    return rules_version() + (f"{_MEANING}{model}" if model else "")


def is_current(version: str) -> bool:
    """Say whether the rules of a version are those in use, with vectors or without."""
    return version.partition(_MEANING)[0] == rules_version()
