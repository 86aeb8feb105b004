"""What a practice record is made of: nothing in it is written anew, everything is quoted."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.identifiers import PassageId, RecordId


class Field(enum.StrEnum):
    """A field of a practice record, in the order in which it is shown."""

    PROBLEM = "problem"
    BENEFICIARIES = "beneficiaries"
    ACTIVITIES = "activities"
    PARTNERS = "partners"  # actors and partners
    PLACE = "place"
    PERIOD = "period"
    RESOURCES = "resources"  # resources and costs
    RESULTS = "results"
    DIFFICULTIES = "difficulties"
    LESSONS = "lessons"
    TRANSFERABILITY = "transferability"


FIELDS = tuple(Field)


class NamedBy(enum.StrEnum):
    """Where the name of an initiative comes from."""

    NAME = "name"  # the text calls it so
    TITLE = "title"  # it has no name, and is what the whole document tells of
    HEADING = "heading"  # it has no name: the heading above it
    SENTENCE = "sentence"  # nor a heading: its first sentence


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a passage, word for word.

    ``text`` is ``[start, end)`` of the passage's text and stands on ``page`` just so. ``rule``
    names what put it into its field, ``confidence`` lies in (0, 1].
    """

    text: str
    record: RecordId
    passage: PassageId
    page: int
    start: int
    end: int
    rule: str
    confidence: float

    def __post_init__(self) -> None:
        if len(self.text) != self.end - self.start or not self.text.strip():
            raise ValueError(f"quote does not fit its place: {self}")
        if not 0.0 < self.confidence <= 1.0:
            raise ValueError(f"confidence is not in (0, 1]: {self}")


@dataclass(frozen=True, slots=True)
class Initiative:
    """What one record tells of one initiative.

    ``key`` is the name as it is compared, ``passages`` all that tell of it in reading order,
    ``places`` codes of territory, the most frequent first, ``sketch`` hashes of its words where
    it has no name of its own (see corpus.sketch).
    """

    record: RecordId
    key: str
    name: str
    named_by: NamedBy
    name_passage: PassageId
    passages: tuple[PassageId, ...]
    fields: Mapping[Field, tuple[Quote, ...]]
    lead: str | None = None
    places: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    sketch: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.key or not self.name.strip() or not self.passages:
            raise ValueError(f"initiative without name or passages: {self}")


@dataclass(frozen=True, slots=True)
class Practice:
    """What all records tell of one initiative. A field without quotes is not stated.

    ``years`` are those its passages name, sorted. ``names`` are all names it goes by, the one
    shown first; ``records`` are in the order of their ids.
    """

    id: str
    name: str
    named_by: NamedBy
    names: tuple[str, ...]
    places: tuple[str, ...]
    lead: str | None
    years: tuple[int, ...]
    fields: Mapping[Field, tuple[Quote, ...]]
    records: tuple[RecordId, ...]
    passages: tuple[PassageId, ...]

    @property
    def stated(self) -> tuple[Field, ...]:
        """Fields that hold something."""
        return tuple(field for field in FIELDS if self.fields.get(field))
