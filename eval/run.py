"""Runs on disk: TREC files, and answers of an earlier evaluation."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from corpus.errors import PrassiError


class BadRun(PrassiError):
    """A file that is no answer of an evaluation."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SavedRun:
    """What an earlier evaluation found for each topic, by metric."""

    tag: str
    topics: Mapping[str, Mapping[str, float]]


def trec_lines(run: Mapping[str, Sequence[str]], tag: str) -> list[str]:
    """Return a run in TREC form, ``topic Q0 docid rank score tag``, best first.

    The form knows no spaces inside a field: they are written as in addresses (``%20``), as is
    ``%`` itself. The score falls with the rank.
    """
    return [
        f"{_field(topic)} Q0 {_field(document)} {rank} {len(documents) - rank + 1} {_field(tag)}"
        for topic, documents in run.items()
        for rank, document in enumerate(documents, 1)
    ]


def read_answer(path: Path) -> SavedRun:
    """Read what ``prassi evaluate --format json`` wrote.

    Raises BadRun.
    """
    try:
        answer = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise BadRun(path, f"cannot be read ({error})") from error
    try:
        topics = {
            str(topic): {str(name): _finite(value) for name, value in row.items()}
            for topic, row in answer["topics"].items()
        }
        return SavedRun(str(answer.get("run_tag", "")), topics)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadRun(path, 'not an answer of `prassi evaluate --format json` ("topics")') from error


def _finite(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(value)
    return float(value)


def _field(text: str) -> str:
    if "%" not in text and len(text.split()) == 1 and text == text.strip():
        return text
    return "".join(quote(c) if c.isspace() or c == "%" else c for c in text) or "-"
