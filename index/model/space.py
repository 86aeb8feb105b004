"""The space in which vectors are compared: the model's own, without what every text shares.

Vectors of E5 point mostly the same way, and those of one language lie apart from those of the
other, so that an Italian question finds Italian passages before better English ones. Both are
properties of the model, and are taken from it once, with texts that say the same in both
languages: their common direction is subtracted in part, and the direction in which translations
differ is projected away. (Removing a common component: Mu and Viswanath, "All-but-the-Top", 2018;
the language's mean: Libovicky, Rosa and Fraser, "On the Language Neutrality of Pre-trained
Multilingual Representations", 2020.)

Measured with int8 vectors of the default model (nDCG@10; 70 topics over real reports, of these
the 16 across languages; SQuAD-it, 1,500 questions), dense alone:

=====================================  =======  =========  ========
space                                  reports  languages  SQuAD-it
=====================================  =======  =========  ========
the model's own                        0.453    0.267      0.786
without the languages' difference      0.517    0.509      0.783
and less 0.3 of the common direction   0.538    0.530      0.788
and less 0.6 of it (kept)              0.556    0.577      0.788
and less 0.8 of it                     0.548    0.594      0.784
and less all of it                     0.542    0.601      0.777
=====================================  =======  =========  ========

Four random halves of the texts give 0.550 to 0.559 on the reports. The library's own mean instead
of that of the texts is no better (0.554), and needs every vector anew as the library grows.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import ModelDamaged

Floats = npt.NDArray[np.float32]
#: Gives the model's own vectors, ``(n, dimension)`` rows of length 1, for texts.
Encode = Callable[[Sequence[str]], Floats]

SPACE_FILE = "space.npz"
_LANGUAGES = ("it", "en")
_COMMON_SHARE = 0.6
_PARALLEL = "parallel.jsonl"


@dataclass(frozen=True, slots=True)
class Space:
    """What is taken from a model's vectors.

    ``query`` and ``passage`` ``(dimension,)`` are subtracted, for prompts shift vectors too;
    ``languages`` ``(k, dimension)`` has orthonormal rows that are projected away. ``unrelated`` is
    the mean and the standard deviation of the cosines, in this space, of questions and passages
    about different things (None where nobody measured them).
    """

    query: Floats
    passage: Floats
    languages: Floats
    unrelated: tuple[float, float] | None = None

    def of_query(self, vector: Floats) -> Floats:
        """Return the place of a query's vector ``(dimension,)``, of length 1."""
        return self._placed(vector - self.query)

    def of_passage(self, vector: Floats) -> Floats:
        """Return the place of a passage's vector ``(dimension,)``, of length 1."""
        return self._placed(vector - self.passage)

    def _placed(self, vector: Floats) -> Floats:
        rest = vector - (self.languages @ vector) @ self.languages
        length = max(float(np.linalg.norm(rest)), 1e-12)
        return (rest / np.float32(length)).astype(np.float32)


def same(dimension: int) -> Space:
    """Return the model's own space: nothing is taken away."""
    nothing = np.zeros(dimension, np.float32)
    return Space(nothing, nothing, np.empty((0, dimension), np.float32))


def measure_space(encode_queries: Encode, encode_passages: Encode) -> Space:
    """Find what a model's vectors share, from texts written in both languages."""
    queries, passages = _in_both(encode_queries, "query"), _in_both(encode_passages, "passage")
    apart = [_apart(*queries), _apart(*passages)]
    directions, _ = np.linalg.qr(np.stack(apart, axis=1))
    space = Space(
        query=(_COMMON_SHARE * _common(*queries)).astype(np.float32),
        passage=(_COMMON_SHARE * _common(*passages)).astype(np.float32),
        languages=np.ascontiguousarray(directions.T, np.float32),
    )
    return replace(space, unrelated=_unrelated(space, queries, passages))


def write_space(folder: Path, space: Space) -> None:
    """Write the space beside its model."""
    arrays: dict[str, Any] = {
        "query": space.query,
        "passage": space.passage,
        "languages": space.languages,
    }
    if space.unrelated is not None:
        arrays["unrelated"] = np.array(space.unrelated)
    np.savez(folder / SPACE_FILE, **arrays)


def read_space(folder: Path, dimension: int) -> Space:
    """Read the space of a prepared model.

    Raises ModelDamaged if it is missing or of another size.
    """
    path = folder / SPACE_FILE
    try:
        # Opened here: numpy leaves the file open when it is no archive.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            unrelated = held["unrelated"].tolist() if "unrelated" in held else None
            space = Space(
                held["query"],
                held["passage"],
                held["languages"],
                None if unrelated is None else (float(unrelated[0]), float(unrelated[1])),
            )
    except (OSError, ValueError, KeyError, IndexError, TypeError, zipfile.BadZipFile) as error:
        raise ModelDamaged(path, "the space of a model", str(error)) from error
    sizes = {space.query.shape[-1], space.passage.shape[-1], space.languages.shape[-1]}
    if sizes != {dimension}:
        raise ModelDamaged(path, f"{dimension} dimensions", str(sorted(sizes)))
    return space


def _in_both(encode: Encode, role: str) -> tuple[Floats, Floats]:
    """Return the vectors of the texts of a role, ``(n, dimension)`` for each language."""
    first, second = (encode(texts) for texts in _parallel(role))
    return first, second


def _common(first: Floats, second: Floats) -> Floats:
    """Return the mean over both languages ``(dimension,)``."""
    mean: Floats = (first.mean(axis=0) + second.mean(axis=0)) / 2
    return mean


def _apart(first: Floats, second: Floats) -> Floats:
    """Return how the means of the languages differ ``(dimension,)``."""
    apart: Floats = first.mean(axis=0) - second.mean(axis=0)
    return apart


def _unrelated(
    space: Space, queries: tuple[Floats, Floats], passages: tuple[Floats, Floats]
) -> tuple[float, float]:
    """Return mean and deviation of the cosines of all questions with all passages.

    The texts are about so many things that hardly any of these pairs belong together.
    """
    asked = np.stack([space.of_query(vector) for vector in np.concatenate(queries)])
    told = np.stack([space.of_passage(vector) for vector in np.concatenate(passages)])
    cosines = asked @ told.T
    return float(cosines.mean()), float(cosines.std())


def _parallel(role: str) -> tuple[tuple[str, ...], ...]:
    """Return the texts of a role, those of each language in the same order."""
    lines = (files("index.model") / _PARALLEL).read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["as"] == role]
    return tuple(tuple(row[language] for row in rows) for language in _LANGUAGES)
