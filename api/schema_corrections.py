"""Corrections as they go over the wire."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schema import WireModel
from corpus.judgements import MOST_CHARS
from corpus.judging import Entry

_MOST_LABELS = 50
_MOST_WORDS = 5_000


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LabelSent(_Sent):
    """What is said of one label; ``words`` stand in the passage, else all of it is meant."""

    verdict: Literal["add", "remove", "confirm"]
    facet: str = Field(max_length=32)
    code: str = Field(max_length=200)
    words: str | None = Field(None, max_length=_MOST_WORDS)


class CorrectionSent(_Sent):
    """What somebody says of the labels of a passage; ``by`` is the key's name if not given."""

    passage_id: str = Field(max_length=64)
    labels: list[LabelSent] = Field(min_length=1, max_length=_MOST_LABELS)
    by: str | None = Field(None, max_length=MOST_CHARS["by"])
    why: str = Field(max_length=MOST_CHARS["why"])


class UndoSent(_Sent):
    """Why a correction is taken back, and by whom."""

    by: str | None = Field(None, max_length=MOST_CHARS["by"])
    why: str = Field(max_length=MOST_CHARS["why"])


class CorrectionModel(WireModel):
    """A correction with how it stands: ``in-force``, ``undone`` or ``waiting`` for its passage.

    ``passage_ids`` are the passages it applies to now. ``words`` were marked by the person.
    """

    id: str
    at: str
    by: str
    why: str
    verdict: str
    subject: str
    facet: str
    code: str
    state: str
    record_id: str
    file: str
    page: int
    passage_ids: list[str]
    words: str | None
    undoes: str | None


class CorrectionsModel(WireModel):
    """Corrections, the latest first."""

    corrections: list[CorrectionModel]
    next_cursor: str | None = None


def correction_model(entry: Entry) -> CorrectionModel:
    """Return a correction as it goes over the wire."""
    one = entry.judgement
    words = None if one.start is None else one.text[one.start : one.end]
    return CorrectionModel(
        id=one.id,
        at=one.at,
        by=one.by,
        why=one.why,
        verdict=one.verdict.value,
        subject=one.subject.value,
        facet=one.facet,
        code=one.code,
        state=entry.state,
        record_id=one.record,
        file=one.file_name,
        page=one.page,
        passage_ids=list(entry.applies),
        words=words,
        undoes=one.undoes,
    )
