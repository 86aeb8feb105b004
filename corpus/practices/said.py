"""What people say of the fields of practices, put into what was found in a record.

A judgement speaks of words of a passage, a field and the name (``key``) of an initiative. What is
removed is removed by its words wherever an initiative of that name is told, so that a copy of the
document does not bring it back; what is added or confirmed stands where its words stand.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from corpus import schema
from corpus.identifiers import PassageId
from corpus.judgement_places import void_ids
from corpus.judgements import PERSON, Judgement, Placed, Subject, Verdict
from corpus.labelled import judgement_from_row
from corpus.practices.cards import Field, Initiative, Quote
from corpus.practices.sentences import page_of
from corpus.records import Passage
from corpus.titles import plain_words

_BEFORE, _AFTER = re.compile(r"^\W+"), re.compile(r"\W+$")


def with_said(
    connection: sa.Connection, passages: Sequence[Passage], initiatives: Sequence[Initiative]
) -> tuple[Initiative, ...]:
    """Return the initiatives of a record with their fields as people left them.

    Judgements on fields that no initiative of the record takes lose their place: they wait.
    """
    said = _said(connection, passages, {one.key for one in initiatives})
    told = list(initiatives)
    texts: dict[str, Passage] = {p.id: p for p in passages}
    for judgement, place in said:
        if judgement.verdict is Verdict.REMOVE:
            told = [_without(one, judgement, place, _named(told, judgement)) for one in told]
            continue
        at = None if place is None else _target(told, judgement, place)
        quote = None if place is None else _quote(texts[place.passage], place)
        if at is not None and quote is not None:
            told[at] = _with(told[at], Field(judgement.facet), quote, texts)
        elif place is not None:
            _unplace(connection, place)
    return tuple(told)


def words_said(judgement: Judgement) -> str:
    """Return the words a judgement on a field speaks of, as they are compared."""
    return " ".join(plain_words(judgement.text[judgement.start or 0 : judgement.end]))


def _said(
    connection: sa.Connection, passages: Sequence[Passage], keys: set[str]
) -> list[tuple[Judgement, Placed | None]]:
    """Return the judgements in force on fields of these initiatives, in the order made."""
    table, places = schema.judgements, schema.judgement_places
    subject = table.c.subject == Subject.FIELD.value
    if connection.scalar(sa.select(table.c.seq).where(subject).limit(1)) is None:
        return []
    here = {p.id for p in passages}
    query = (
        sa.select(
            table,
            places.c.passage_id.label("now_in"),
            places.c.start.label("now_start"),
            places.c.end.label("now_end"),
        )
        .outerjoin(places, places.c.judgement_id == table.c.id)
        .where(subject, table.c.undoes.is_(None))
        .order_by(table.c.at, table.c.seq)
    )
    void = void_ids(connection)
    found: dict[str, tuple[Judgement, Placed | None]] = {}
    for row in connection.execute(query):
        one = judgement_from_row(row)
        placed = row.now_in in here
        if one.id in void or not (placed or one.code in keys):
            continue
        place = Placed(one, PassageId(row.now_in), row.now_start, row.now_end) if placed else None
        if place is not None or one.id not in found:
            found[one.id] = one, place
    return list(found.values())


def _named(told: Iterable[Initiative], judgement: Judgement) -> bool:
    return any(one.key == judgement.code for one in told)


def _without(
    one: Initiative, judgement: Judgement, place: Placed | None, named: bool
) -> Initiative:
    """Return an initiative without the sentence; ``named``: the record has one of its name."""
    field = Field(judgement.facet)
    meant = one.key == judgement.code or (not named and place is not None)
    if not meant or field not in one.fields:
        return one
    words = words_said(judgement)
    left = tuple(q for q in one.fields[field] if not _is_said(q, words, place))
    return dataclasses.replace(one, fields=_fields(one.fields, field, left))


def _is_said(quote: Quote, words: str, place: Placed | None) -> bool:
    if place is not None and place.passage == quote.passage:
        common = min(place.end, quote.end) - max(place.start, quote.start)
        if common * 2 > min(place.end - place.start, quote.end - quote.start):
            return True
    return " ".join(plain_words(quote.text)) == words


def _target(told: Sequence[Initiative], judgement: Judgement, place: Placed) -> int | None:
    """Return which initiative is meant: by its name, else the only one told in the passage."""
    holding = [n for n, one in enumerate(told) if place.passage in one.passages]
    named = [n for n, one in enumerate(told) if one.key == judgement.code]
    both = [n for n in named if n in holding]
    if both or named:
        return (both or named)[0]
    return holding[0] if len(holding) == 1 else None


def _quote(passage: Passage, place: Placed) -> Quote | None:
    start, end = _with_marks(passage.text, place)
    page = page_of(passage, start, end)
    if page is None:
        return None
    text = passage.text[start:end]
    return Quote(text, passage.record, passage.id, page, start, end, PERSON, 1.0)


def _with_marks(text: str, place: Placed) -> tuple[int, int]:
    """Return the place with the marks around its words, which are found again by words alone."""
    said = place.judgement.text[place.judgement.start or 0 : place.judgement.end]
    start, end = place.start, place.end
    before, after = _BEFORE.match(said), _AFTER.search(said)
    if before and text[:start].endswith(before[0]) and text[start].isalnum():
        start -= len(before[0])
    if after and text[end:].startswith(after[0]) and text[end - 1].isalnum():
        end += len(after[0])
    return start, end


def _with(one: Initiative, field: Field, quote: Quote, texts: Mapping[str, Passage]) -> Initiative:
    """Return an initiative with a quote, in the place of what says the same."""
    words = " ".join(plain_words(quote.text))
    held = [q for q in one.fields.get(field, ()) if not _same_place(q, quote, words)]

    def order(passage: str) -> int:
        return texts[passage].ordinal if passage in texts else -1

    held = sorted([*held, quote], key=lambda q: (order(q.passage), q.start))
    passages = tuple(sorted({*one.passages, quote.passage}, key=order))
    return dataclasses.replace(
        one, fields=_fields(one.fields, field, tuple(held)), passages=passages
    )


def _same_place(quote: Quote, other: Quote, words: str) -> bool:
    same = quote.passage == other.passage
    if same and quote.start < other.end and other.start < quote.end:
        return True
    return " ".join(plain_words(quote.text)) == words


def _fields(
    fields: Mapping[Field, tuple[Quote, ...]], field: Field, quotes: tuple[Quote, ...]
) -> dict[Field, tuple[Quote, ...]]:
    changed = {**fields, field: quotes}
    return {name: held for name, held in changed.items() if held}


def _unplace(connection: sa.Connection, place: Placed) -> None:
    table = schema.judgement_places
    connection.execute(sa.delete(table).where(table.c.judgement_id == place.judgement.id))
