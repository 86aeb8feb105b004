"""What people say of the labels of passages and of the fields of practices: rules, no storage.

Not to be confused with :mod:`corpus.corrections`, which is about bibliographic descriptions and
comes from files beside the documents. A judgement is made at a door, by somebody, for a reason;
the history is only ever appended to, and the latest one in force decides. People's doors call
them corrections.
"""

from __future__ import annotations

import dataclasses
import difflib
import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.errors import BadQuery, UnknownFilter
from corpus.records import Annotation, Passage
from corpus.territory import load_territory
from corpus.vocabulary import load_vocabulary

#: Facets whose labels people may correct.
FACETS = ("kind", "polarity", "actor", "target", "theme", "logic", "territory")
#: The rule that annotations and quotes of people name.
PERSON = "person"
MOST_CHARS = {"by": 200, "why": 2_000}
_NEAREST = 5


class Subject(enum.StrEnum):
    """What is judged."""

    LABEL = "label"  # a label of a passage: facet and code
    FIELD = "field"  # a sentence in a field of a practice: field and key of the initiative
    LINK = "link"  # two initiatives are one practice, or are not


class Verdict(enum.StrEnum):
    """What somebody says."""

    ADD = "add"
    REMOVE = "remove"
    CONFIRM = "confirm"  # stays, whatever the machine comes to think
    UNDO = "undo"  # takes back another judgement


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one person said at one time.

    ``facet`` and ``code`` are the label (or the field, and the key of an initiative). ``text`` is
    the whole passage as it was read then, ``[start, end)`` the words marked in it, None for all;
    they and ``page`` find the passage again. ``undoes`` is the id of the judgement taken back.
    ``at`` is UTC to the microsecond.
    """

    id: str
    at: str
    by: str
    why: str
    verdict: Verdict
    subject: Subject
    facet: str
    code: str
    record: str
    sha256: str
    file_name: str
    passage: str
    page: int
    text: str
    start: int | None = None
    end: int | None = None
    undoes: str | None = None
    other: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        if (self.start is None) != (self.end is None):
            raise ValueError(f"judgement {self.id}: words begin or end nowhere")
        words = self.start, self.end
        if words != (None, None) and not 0 <= (words[0] or 0) < (words[1] or 0) <= len(self.text):
            raise ValueError(f"judgement {self.id}: words are out of place")
        if (self.verdict is Verdict.UNDO) != (self.undoes is not None):
            raise ValueError(f"judgement {self.id}: takes nothing back, or what it should not")
        if not self.by.strip() or not self.why.strip():
            raise ValueError(f"judgement {self.id}: nobody said it, or for no reason")


@dataclass(frozen=True, slots=True)
class Placed:
    """A judgement in force where it applies now: ``[start, end)`` of the text of a passage."""

    judgement: Judgement
    passage: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants said of a passage; ``words`` are marked in its text, None for all."""

    verdict: Verdict
    facet: str
    code: str
    words: tuple[int, int] | None = None


def check_label(facet: str, code: str) -> None:
    """Raise UnknownFilter, with the nearest there are, unless people may give this label."""
    if facet not in FACETS:
        raise UnknownFilter(facet, None, FACETS)
    if facet == "territory":
        territory = load_territory()
        if code not in territory:
            meant = [place.code for place in territory.named(code)]
            codes = [place.code for place in territory.places]
            raise UnknownFilter(facet, code, (*meant, *_nearest(code, codes))[:_NEAREST])
        return
    codes = list(load_vocabulary().facet(facet).codes())
    if code not in codes:
        raise UnknownFilter(facet, code, _nearest(code, codes) or tuple(codes))


def check_field(name: str) -> None:
    """Raise UnknownFilter unless practices have a field of this name."""
    # Practices are made with judgements applied: they import this.
    from corpus.practices.cards import FIELDS as PRACTICE_FIELDS

    if name not in PRACTICE_FIELDS:
        raise UnknownFilter(name, None, tuple(PRACTICE_FIELDS))


def check_said(by: str, why: str) -> tuple[str, str]:
    """Return who and why, tidied.

    Raises BadQuery if either is empty or too long.
    """
    said = {"by": " ".join(by.split()), "why": " ".join(why.split())}
    for name, value in said.items():
        if not value:
            raise BadQuery(f"A correction says who makes it and why: {name!r} is empty.")
        if len(value) > MOST_CHARS[name]:
            raise BadQuery(f"{name!r} is longer than {MOST_CHARS[name]} characters.")
    return said["by"], said["why"]


def _nearest(code: str, codes: Iterable[str]) -> tuple[str, ...]:
    folded = {one.casefold(): one for one in codes}
    close = difflib.get_close_matches(code.casefold(), folded, n=_NEAREST, cutoff=0.5)
    return tuple(folded[one] for one in close)


def covers(facet: str, wide: str, code: str) -> bool:
    """Say whether a judgement on ``wide`` is one on ``code`` too: a place holds those in it."""
    return code == wide or (facet == "territory" and code.startswith(f"{wide}/"))


def judged(annotations: Sequence[Annotation], placed: Iterable[Placed]) -> tuple[Annotation, ...]:
    """Return the labels of a passage as people left them; ``placed`` in the order they were made.

    This is the one place where it is decided. What nobody spoke of stays as it was found.
    """
    said = [one for one in placed if one.judgement.subject is Subject.LABEL]
    if not said:
        return tuple(annotations)
    kept = list(annotations)
    for one in said:
        facet, code = one.judgement.facet, one.judgement.code
        gone = one.judgement.verdict is Verdict.REMOVE
        kept = [
            a
            for a in kept
            if a.facet != facet or not (covers(facet, code, a.code) if gone else a.code == code)
        ]
        if not gone:
            by = one.judgement.by
            kept.append(Annotation(facet, code, one.start, one.end, PERSON, 1.0, by))
    if not any((a.facet, a.code) == ("kind", "lesson") for a in kept):
        kept = [a for a in kept if a.facet != "polarity"]  # it says what the lesson says
    return tuple(sorted(kept, key=lambda a: (a.facet, a.code, a.start, a.end)))


def with_judgements(passage: Passage, placed: Iterable[Placed]) -> Passage:
    """Return a passage with its labels as people left them."""
    annotations = judged(passage.annotations, placed)
    if annotations == passage.annotations:
        return passage
    return dataclasses.replace(passage, annotations=annotations)


def taken_back(undos: Iterable[Judgement]) -> frozenset[str]:
    """Return the ids of judgements that are not in force; ``undos`` newest first.

    Taking back what took another back puts that other in force again.
    """
    void: set[str] = set()
    for undo in undos:
        if undo.id not in void and undo.undoes is not None:
            void.add(undo.undoes)
    return frozenset(void)
