"""A test collection: topics and their judgements (qrels)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import PrassiError


class BadCollection(PrassiError):
    """A topics or qrels file that cannot be used; says where it goes wrong."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}, line {line}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Topic:
    """An information need and the query that states it; ``about`` holds any further fields."""

    id: str
    query: str
    about: Mapping[str, str] = field(default_factory=dict)


Qrels = Mapping[str, Mapping[str, int]]


def read_topics(path: Path) -> tuple[Topic, ...]:
    """Read topics, a JSON object with ``id`` and ``query`` a line.

    Raises BadCollection.
    """
    topics = []
    for number, line in _lines(path):
        try:
            row = json.loads(line)
            about = {k: str(v) for k, v in row.items() if k not in ("id", "query")}
            topics.append(Topic(str(row["id"]), str(row["query"]), about))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadCollection(path, number, 'no JSON object with "id" and "query"') from error
    if len({topic.id for topic in topics}) < len(topics):
        raise BadCollection(path, len(topics), "an id is given twice")
    return tuple(topics)


def read_qrels(path: Path) -> Qrels:
    """Read TREC judgements, ``topic 0 docid grade`` a line; a docid may hold spaces.

    Raises BadCollection.
    """
    qrels: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        parts = line.split()
        try:
            grade = int(parts[-1])
        except ValueError as error:
            raise BadCollection(path, number, "the last word is no grade") from error
        if len(parts) < 4:
            raise BadCollection(path, number, "not: topic 0 docid grade")
        document = line.split(maxsplit=2)[2].rsplit(maxsplit=1)[0]
        qrels.setdefault(parts[0], {})[document] = grade
    return qrels


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadCollection(path, 0, f"cannot be read ({error})") from error
    return [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
