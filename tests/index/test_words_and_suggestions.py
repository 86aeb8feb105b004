"""Unknown words are matched by near ones, which are said; what is typed is completed."""

import pytest

from index.answers import Mode, SearchRequest
from index.suggest import Kind


def meant(engine, query):
    return engine.search(SearchRequest(query, mode=Mode.LEXICAL)).did_you_mean


def suggested(engine, typed, limit=20):
    return {(s.text, s.kind) for s in engine.suggest(typed, limit)}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("portirato", "portierato"),
        ("voluntari anziani", "volontari anziani"),
        ("il pulimno, -anziani", "il pulmino, -anziani"),
    ],
)
def test_an_unknown_word_is_said_with_the_nearest_known_one(engine, query, expected):
    assert meant(engine, query) == expected


@pytest.mark.parametrize(
    "query", ["", "anziani", "zzzzqqq", "volontario", '"portirato"', "ATTIVITÀ"]
)
def test_known_words_and_words_like_no_other_are_left_as_they_are(engine, query):
    assert meant(engine, query) is None


def test_what_was_meant_finds_what_was_forgiven_and_is_known(engine):
    wrong = engine.search(SearchRequest("portirato", mode=Mode.LEXICAL))
    right = engine.search(SearchRequest(wrong.did_you_mean, mode=Mode.LEXICAL))
    assert {h.passage.id for h in wrong.hits} <= {h.passage.id for h in right.hits}
    assert right.did_you_mean is None


def test_titles_are_suggested_by_the_beginning_of_any_word(engine):
    title = ("Il portierato di quartiere a Torino", Kind.TITLE)
    for typed in ("port", "quart", "tor", "quartiere por", "PORTIERATO DI Q"):
        assert title in suggested(engine, typed), typed


def test_concepts_are_suggested_in_both_languages_with_their_code(engine):
    for typed in ("anzian", "older"):
        found = [s for s in engine.suggest(typed) if s.kind is Kind.CONCEPT]
        assert ("target", "older-people") in {(s.facet, s.code) for s in found}, typed


def test_the_last_word_is_completed_from_the_library(engine):
    assert ("i volontari", Kind.WORD) in suggested(engine, "i volon")
    assert ("pulmino", Kind.WORD) in suggested(engine, "pulm")


def test_accents_never_matter_to_suggestions(engine):
    assert suggested(engine, "attivi") == suggested(engine, "ATTÌVI".lower().upper())


@pytest.mark.parametrize("typed", ["", "a", "  ", '"', "x" * 5_000, "\x00", "zzzz", "* ["])
def test_nothing_typed_or_known_suggests_nothing(engine, typed):
    assert engine.suggest(typed) == ()


def test_suggestions_are_bounded_and_each_text_comes_once(engine):
    found = engine.suggest("an", 3)
    assert len(found) == 3
    assert len({s.text.casefold() for s in engine.suggest("an", 20)}) == len(
        engine.suggest("an", 20)
    )
