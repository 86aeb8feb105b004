"""Corrections as they go over the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schema import WireModel
from corpus.judgement_history import Entry
from corpus.judgements import MOST_CHARS

_MOST_LABELS = 50
_MOST_WORDS = 5_000


_Identifier = Annotated[str, Field(max_length=64)]


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


class SentenceSent(_Sent):
    """What is said of a sentence in a field of a practice.

    What is added stands in ``passage_id`` (else in any passage of the practice) word for word;
    what is removed or confirmed is quoted in the field, where some of its words will do.
    """

    verdict: Literal["add", "remove", "confirm"]
    field: str = Field(max_length=32)
    sentence: str = Field(max_length=_MOST_WORDS)
    passage_id: str | None = Field(None, max_length=64)


class PracticeCorrectionSent(_Sent):
    """What somebody says of a practice; ``by`` is the key's name if not given.

    ``join`` are ids of practices that are the same one; ``part`` ids of records that tell of
    another one under its name.
    """

    practice_id: str = Field(max_length=64)
    fields: list[SentenceSent] = Field(default=[], max_length=_MOST_LABELS)
    join: list[_Identifier] = Field(default=[], max_length=_MOST_LABELS)
    part: list[_Identifier] = Field(default=[], max_length=_MOST_LABELS)
    by: str | None = Field(None, max_length=MOST_CHARS["by"])
    why: str = Field(max_length=MOST_CHARS["why"])


class UndoSent(_Sent):
    """Why a correction is taken back, and by whom."""

    by: str | None = Field(None, max_length=MOST_CHARS["by"])
    why: str = Field(max_length=MOST_CHARS["why"])


class CorrectionModel(WireModel):
    """A correction with how it stands: ``in-force``, ``undone`` or ``waiting`` for its passage.

    ``subject`` is what it speaks of: a ``label`` (``facet`` and ``code``), a ``field`` of a
    practice (``facet``, and the name it is known by in ``code``), or a ``link``, where ``add``
    joins and ``remove`` parts. ``passage_ids`` are the passages it applies to now. ``words`` were
    marked by the person. ``practices`` are the names the practices had then.
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
    practices: list[str]


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
        practices=[name for key in ("own_name", "name") if (name := (one.other or {}).get(key))],
    )
