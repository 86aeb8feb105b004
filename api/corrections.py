"""What people say of labels and practices, from how they write it to what is judged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from corpus.catalogue import Catalogue
from corpus.errors import BadQuery
from corpus.judgements import Verdict, Wish, check_field, check_label
from corpus.practice_judging import FieldWish
from corpus.practices import Field, practice

_SEPARATOR = re.compile(r"[:=]")


def wish_of(text: str, verdict: Verdict, pair: str, words: str | None) -> Wish:
    """Return what is wanted of the passage with this text.

    ``pair`` is facet and code (``theme=housing``), ``words`` stand in the text, else the whole
    passage is meant; they count for what is added or confirmed.

    Raises BadQuery for a pair that is none and for words that are not there, UnknownFilter.
    """
    parts = _SEPARATOR.split(pair, maxsplit=1)
    facet, code = parts[0].strip(), parts[-1].strip()
    if len(parts) < 2 or not facet or not code:
        raise BadQuery(f"not a label: {pair!r} (write it as facet=code, such as theme=housing)")
    check_label(facet, code)
    place = None if verdict is Verdict.REMOVE else words_in(text, words)
    return Wish(verdict, facet, code, place)


def words_in(text: str, words: str | None) -> tuple[int, int] | None:
    """Return where words stand first in a text, however they are spaced; None for no words.

    Raises BadQuery if they are not there.
    """
    if words is None or not words.strip():
        return None
    pattern = r"\s+".join(map(re.escape, words.split()))
    found = re.search(pattern, text) or re.search(pattern, text, re.IGNORECASE)
    if found is None:
        raise BadQuery(f"These words are not in the passage: {words!r}.")
    return found.span()


def field_wish(
    catalogue: Catalogue,
    identifier: str,
    verdict: Verdict,
    field: str,
    sentence: str,
    passage: str | None,
) -> FieldWish:
    """Return what is wanted of a sentence in a field of a practice.

    Without ``passage`` the sentence is looked for where the practice is told: in what the field
    quotes, and if it is to be added in all its passages.

    Raises PracticeNotFound, PassageNotFound, UnknownFilter, and BadQuery for a sentence that is not
    there word for word.
    """
    check_field(field)
    if not sentence.strip():
        raise BadQuery("The sentence is empty.")
    adding = verdict is Verdict.ADD
    if passage is None and not adding:
        return _quoted(catalogue, identifier, verdict, field, sentence)
    places = [passage] if passage is not None else practice(catalogue, identifier).passages
    for one, start, end in _found(catalogue, places, sentence):
        return FieldWish(verdict, field, one, start, end)
    where = f"passage {passage!r}" if passage is not None else "any passage of this practice"
    raise BadQuery(f"This sentence does not stand word for word in {where}: {sentence!r}.")


def moved(
    catalogue: Catalogue, identifier: str, field: str, sentence: str, to: str
) -> tuple[FieldWish, FieldWish]:
    """Return what is wanted so that a sentence of a field stands in another one.

    Raises PracticeNotFound, UnknownFilter, and BadQuery for a sentence that the field does not
    quote or for the same field.
    """
    check_field(to)
    if field == to:
        raise BadQuery(f"The sentence stands in the field {to!r} already.")
    out = field_wish(catalogue, identifier, Verdict.REMOVE, field, sentence, None)
    return out, replace(out, verdict=Verdict.ADD, field=to)


def _quoted(
    catalogue: Catalogue, identifier: str, verdict: Verdict, field: str, sentence: str
) -> FieldWish:
    wanted = " ".join(sentence.split()).casefold()
    quotes = practice(catalogue, identifier).fields.get(Field(field), ())
    for quote in quotes:
        if wanted in " ".join(quote.text.split()).casefold():
            return FieldWish(verdict, field, quote.passage, quote.start, quote.end)
    raise BadQuery(f"The field {field!r} of this practice does not quote {sentence!r}.")


def _found(
    catalogue: Catalogue, passages: Iterable[str], sentence: str
) -> Iterator[tuple[str, int, int]]:
    for identifier in passages:
        text = catalogue.passage(identifier).text
        pattern = r"\s+".join(map(re.escape, sentence.split()))
        if found := re.search(pattern, text):
            yield identifier, *found.span()
