"""Practice records: what passages tell of one initiative, quoted word for word, field by field."""

from corpus.practices.building import initiatives_of
from corpus.practices.cards import FIELDS, Field, Initiative, NamedBy, Practice, Quote
from corpus.practices.reading import (
    practice,
    practice_ids,
    practice_names,
    practices_by_id,
    practices_of_passages,
    practices_telling,
)
from corpus.practices.storing import forget_initiatives, put_initiatives, renew

__all__ = [
    "FIELDS",
    "Field",
    "Initiative",
    "NamedBy",
    "Practice",
    "Quote",
    "forget_initiatives",
    "initiatives_of",
    "practice",
    "practice_ids",
    "practice_names",
    "practices_by_id",
    "practices_of_passages",
    "practices_telling",
    "put_initiatives",
    "renew",
]
