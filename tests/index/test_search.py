"""The rules of a search's answer: one result set, of which all figures speak."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_library import EMBEDDER, fill, opened, reading_engine

from corpus.errors import BadQuery, NotEmbeddedYet, PassageNotFound, UnknownFilter
from corpus.identifiers import passage_key
from index.answers import Group, Mode, SearchRequest, Sort
from index.apply import sync
from index.embed import embed_missing


def ask(engine, query="", **fields):
    filters = fields.pop("filters", {})
    mode = fields.pop("mode", Mode.LEXICAL)
    return engine.search(SearchRequest(query=query, filters=filters, mode=mode, **fields))


def texts(answer):
    return [hit.passage.text for hit in answer.hits]


def counts(answer, facet):
    return {v.code: v.count for f in answer.facets if f.facet == facet for v in f.values}


def test_an_empty_query_returns_everything_newest_first(engine):
    answer = ask(engine, limit=50)
    assert answer.total == len(answer.hits) == 8
    years = [hit.record.description.year for hit in answer.hits]
    assert years == sorted(years, reverse=True)
    per_record = itertools.groupby(answer.hits, key=lambda hit: hit.record.id)
    for _, hits in per_record:
        ordinals = [hit.passage.ordinal for hit in hits]
        assert ordinals == sorted(ordinals)


@pytest.mark.parametrize("filters", [{}, {"year": ("2018-",)}])
@pytest.mark.parametrize("query", ["volontari", "", "innovazione", "zxqwv"])
def test_what_is_found_among_passages_is_what_all_pages_of_the_answer_hold(engine, query, filters):
    asked = SearchRequest(query=query, filters=filters, mode=Mode.LEXICAL, limit=1)
    every = {passage_key(hit.passage.id) for hit in ask(engine, limit=50).hits}
    answer = ask(engine, query, filters=filters, limit=50)
    expected = {passage_key(hit.passage.id) for hit in answer.hits}
    assert engine.found_among(asked, sorted(every)) == expected
    assert engine.found_among(asked, [*sorted(every)[:3], 1]) == expected & set(sorted(every)[:3])


def test_both_words_of_a_short_query_must_be_there(engine):
    assert len(texts(ask(engine, "volontari anziani"))) == 1
    assert ask(engine, "volontari").total == 2


def test_most_of_a_longer_query_is_enough(engine):
    found = texts(ask(engine, "come distribuire alimenti alle famiglie povere con un emporio"))
    assert found[0].startswith("L'emporio")
    assert not any("Bibliografia" in text for text in found)


@pytest.mark.parametrize(
    "query",
    [
        "innovazione",
        "dell'innovazione",
        "dell’innovazione",
        "INNOVAZIONE",
        "innovazioni",
        '"innovazione"',
    ],
)
def test_elision_case_and_inflection_do_not_matter(engine, query):
    assert [t[:18] for t in texts(ask(engine, query))] == ["Nell'innovazione s"]


@pytest.mark.parametrize("query", ["attività", "attivita", "attivita'", "ATTIVITÀ"])
def test_accents_do_not_matter(engine, query):
    assert ask(engine, query).total == 1


def test_quotes_mean_the_exact_words_in_a_row(engine):
    assert ask(engine, '"punto unico di accesso"').total == 1
    assert ask(engine, '"unico punto"').total == 0
    assert ask(engine, '"volontario"').total == 0
    assert ask(engine, "volontario").total == 2


def test_a_minus_excludes(engine):
    assert ask(engine, "anziani").total == 2
    assert texts(ask(engine, "anziani -pulmino"))[0].startswith("Il portierato")
    assert ask(engine, 'anziani -"con un pulmino" -pratiche').total == 0


def test_title_and_author_can_be_asked_for(engine):
    assert {h.record.file_name for h in ask(engine, "title:empori").hits} == {"empori.pdf"}
    assert ask(engine, "autore:rossi").total == 8
    assert ask(engine, "author:nessuno").total == 0


def test_a_typo_is_forgiven_when_nothing_is_written_so(engine):
    answer = ask(engine, "portirato")
    assert answer.total == 1
    assert answer.forgiven == ("portirato",)
    [hit] = answer.hits
    assert [hit.passage.text[a:b] for a, b in hit.highlights] == ["portierato"]
    assert ask(engine, "portierato").forgiven == ()


@pytest.mark.parametrize(
    "query", ["(", '"', "-", "title:", "a AND b OR", "* ? ~ ^ [1 TO 2]", "\x00", "🏠"]
)
def test_signs_are_never_an_error(engine, query):
    assert ask(engine, query, mode=Mode.HYBRID).total >= 0


def test_highlights_cover_inflected_forms(engine):
    [hit] = ask(engine, "volontario pulmini").hits
    assert [hit.passage.text[a:b] for a, b in hit.highlights] == ["volontari", "pulmino"]


def test_an_english_passage_is_stemmed_as_english(engine):
    assert ask(engine, "connecting hospital").total == 1


def test_a_hit_says_where_it_stands(engine):
    [hit] = ask(engine, "pulmino").hits
    assert (hit.rank, hit.passage.page, hit.record.file_name) == (1, 1, "trasporto.pdf")
    assert hit.facets["kind"] == ("practice",)
    assert hit.facets["format"] == ("slides",)
    assert hit.scores["lexical"] > 0


# Facets


def test_a_value_counts_what_choosing_it_gives(engine):
    for query in ("", "anziani", "il servizio aperto agli anziani nel distretto"):
        answer = ask(engine, query, mode=Mode.HYBRID)
        for facet in answer.facets:
            for value in facet.values:
                chosen = ask(engine, query, mode=Mode.HYBRID, filters={facet.facet: (value.code,)})
                assert chosen.total == value.count, (facet.facet, value.code)


def test_a_selected_value_keeps_the_other_values_of_its_facet_visible(engine):
    before = ask(engine)
    after = ask(engine, filters={"kind": ("lesson",)})
    assert counts(after, "kind") == counts(before, "kind")
    assert after.total == 2
    selected = [v.code for f in after.facets if f.facet == "kind" for v in f.values if v.selected]
    assert selected == ["lesson"]


def test_a_selected_value_narrows_the_other_facets(engine):
    after = ask(engine, filters={"kind": ("lesson",)})
    assert counts(after, "target") == {"older-people": 1}


def test_two_values_of_a_facet_widen_and_two_facets_narrow(engine):
    assert ask(engine, filters={"kind": ("lesson", "practice")}).total == 6
    assert ask(engine, filters={"kind": ("lesson",), "actor": ("volunteering",)}).total == 1


def test_a_region_holds_its_towns(engine):
    assert ask(engine, filters={"territory": ("Lombardia",)}).total == 2
    assert ask(engine, filters={"territory": ("Lombardia/BS",)}).total == 1
    assert counts(ask(engine), "territory")["Lombardia"] == 2


@pytest.mark.parametrize(
    ("years", "total"), [("2019", 2), ("2021-2022", 4), ("2022-", 3), ("-2019", 2), ("1999", 0)]
)
def test_years_can_be_a_range(engine, years, total):
    assert ask(engine, filters={"year": (years,)}).total == total


def test_an_unknown_facet_or_a_malformed_year_is_an_error(engine):
    with pytest.raises(UnknownFilter) as unknown:
        ask(engine, filters={"colour": ("red",)})
    assert unknown.value.facet == "colour"
    for years in ("", "-", "duemila", "20211"):
        with pytest.raises(BadQuery):
            ask(engine, filters={"year": (years,)})


def test_limits_and_offsets_out_of_range_are_errors():
    for fields in ({"limit": 0}, {"limit": 100_000}, {"offset": -1}):
        with pytest.raises(BadQuery):
            SearchRequest(**fields)


# Groups, paging, order


@pytest.mark.parametrize("group", [Group.PASSAGE, Group.RECORD])
@pytest.mark.parametrize("query", ["", "anziani", "il servizio aperto agli anziani nel distretto"])
@pytest.mark.parametrize("sort", list(Sort))
def test_paging_shows_each_hit_once_and_as_many_as_the_total(engine, group, query, sort):
    def page(offset, limit):
        return ask(
            engine, query, mode=Mode.HYBRID, group=group, sort=sort, offset=offset, limit=limit
        )

    whole = page(0, 100)
    shown, offset = [], 0
    while offset is not None:
        answer = page(offset, 2)
        assert answer.total == whole.total
        shown += [(hit.rank, hit.passage.id) for hit in answer.hits]
        offset = answer.next_offset
    assert shown == [(hit.rank, hit.passage.id) for hit in whole.hits]
    assert len(shown) == whole.total
    assert len({i for _, i in shown}) == whole.total


def test_grouping_by_record_counts_records(engine):
    answer = ask(engine, "", group=Group.RECORD)
    assert answer.total == 4
    assert counts(answer, "kind") == {"practice": 3, "lesson": 2}
    assert len({hit.record.id for hit in answer.hits}) == 4


def test_practices_are_passages_that_tell_of_one(engine):
    answer = ask(engine, "anziani", group=Group.PRACTICE)
    assert answer.total == len(answer.hits) == len({hit.practice for hit in answer.hits}) == 2
    assert all(hit.practice for hit in answer.hits)


def test_a_page_past_the_end_is_empty_and_keeps_the_total(engine):
    answer = ask(engine, "anziani", offset=50)
    assert (answer.total, answer.hits, answer.next_offset) == (2, (), None)


# Meaning


def test_when_nothing_passes_the_nearest_are_shown_as_such(engine):
    answer = ask(engine, "zzzzqqq wwwwxxx", mode=Mode.HYBRID)
    assert answer.nearest_only
    assert answer.total == len(answer.hits) > 0


def test_what_is_about_something_else_gives_the_nearest_unless_the_words_are_there(engine):
    # The small model knows nothing of unrelated texts: it is told that all are, then that none is.
    catalogue = engine.catalogue
    wary = reading_engine(catalogue, catalogue.path.parent, unrelated=(1.0, 0.5))
    unknown = ("servizzzi per anzianissimi", "nel distretto aprono zzzz qqqq wwww")
    for query in unknown:
        answer = ask(wary, query, mode=Mode.HYBRID)
        assert answer.nearest_only
        assert answer.total == len(answer.hits) > 0
    for query in ("anziani", '"anziani"', "servizio anziani distretto"):
        assert not ask(wary, query, mode=Mode.HYBRID).nearest_only
    assert not ask(wary, unknown[1], mode=Mode.LEXICAL).nearest_only
    trusting = reading_engine(catalogue, catalogue.path.parent, unrelated=(-1.0, 0.5))
    assert not ask(trusting, unknown[0], mode=Mode.HYBRID).nearest_only


def test_filters_narrow_the_nearest_like_any_result_set(engine):
    query = "zzzzqqq wwwwxxx"
    nearest = ask(engine, query, mode=Mode.HYBRID)
    for facet in nearest.facets:
        for value in facet.values:
            chosen = ask(engine, query, mode=Mode.HYBRID, filters={facet.facet: (value.code,)})
            assert (chosen.total, chosen.nearest_only) == (value.count, True)


def test_the_nearest_are_without_what_is_excluded(engine):
    answer = ask(engine, "jjjkkk -anziani", mode=Mode.HYBRID)
    assert answer.nearest_only
    assert not any("anziani" in text for text in texts(answer))


def test_without_meaning_nothing_is_an_empty_answer(engine):
    answer = ask(engine, "zzzzqqq")
    assert (answer.total, answer.hits, answer.nearest_only) == (0, (), False)


def test_a_score_does_not_change_with_filters(engine):
    query = "il servizio aperto agli anziani nel distretto"
    free = {h.passage.id: h.score for h in ask(engine, query, mode=Mode.HYBRID, limit=50).hits}
    kept = ask(engine, query, mode=Mode.HYBRID, filters={"kind": ("practice",)}, limit=50).hits
    assert kept
    assert {h.passage.id: h.score for h in kept}.items() <= free.items()


def test_similar_passages_do_not_hold_the_passage_itself(engine):
    [hit] = ask(engine, "pulmino").hits
    similar = engine.similar(hit.passage.id, 3)
    assert len(similar) == 3
    assert hit.passage.id not in {h.passage.id for h in similar}
    scores = [h.scores["dense"] for h in similar]
    assert scores == sorted(scores, reverse=True)
    with pytest.raises(PassageNotFound):
        engine.similar("0" * 16)


def test_a_passage_that_is_not_embedded_yet_is_not_missing(library):
    catalogue, data = library
    fill(catalogue)
    with opened(data) as indexes:
        sync(catalogue, indexes)
    identifier = next(catalogue.passage_ids())
    with pytest.raises(NotEmbeddedYet) as error:
        reading_engine(catalogue, data).similar(identifier)
    assert error.value.passage_id == identifier


FACETS = {
    "kind": ("practice", "lesson"),
    "target": ("older-people", "poverty"),
    "territory": ("Lombardia", "Piemonte"),
    "year": ("2019-2021", "2022"),
    "format": ("report", "slides"),
}
FILTERS = st.dictionaries(st.sampled_from(sorted(FACETS)), st.integers(0, 2), max_size=4).map(
    lambda chosen: {f: FACETS[f] if n == 2 else (FACETS[f][n],) for f, n in chosen.items()}
)
QUERIES = st.sampled_from(
    [
        "",
        "anziani",
        "volontari anziani",
        "servizi del distretto aperti",
        "home care",
        "-anziani",
        "zzz",
    ]
)


@settings(max_examples=40, deadline=None)
@given(QUERIES, FILTERS, st.sampled_from(list(Mode)))
def test_no_filter_ever_raises_the_total_and_their_order_never_matters(
    engine, query, filters, mode
):
    answer = ask(engine, query, filters=filters, mode=mode, limit=50)
    turned = dict(reversed(filters.items()))
    assert ask(engine, query, filters=turned, mode=mode, limit=50).hits == answer.hits
    for facet in filters:
        fewer = {f: codes for f, codes in filters.items() if f != facet}
        assert ask(engine, query, filters=fewer, mode=mode).total >= answer.total


def test_practices_with_a_kind_chosen_are_both(engine):
    assert ask(engine, "", group=Group.PRACTICE, filters={"kind": ("lesson",)}).total == 0
    assert ask(engine, "", group=Group.PRACTICE).total == 2


def test_a_word_too_long_for_the_index_is_no_error(engine):
    long = "x" * 80
    assert ask(engine, f'"{long}"').total == 0
    assert ask(engine, f"title:{long}").total == 0
    assert ask(engine, f"anziani -{long}").total == ask(engine, "anziani").total


def test_a_word_that_nothing_holds_does_not_hide_what_the_others_find(engine):
    answer = ask(engine, "volontari anziani zxqvwzzk")
    assert answer.total == ask(engine, "volontari anziani").total == 1
    assert answer.forgiven == ()


@pytest.mark.parametrize("group", [Group.PASSAGE, Group.RECORD])
def test_a_chosen_range_of_years_counts_what_it_gives(engine, group):
    answer = ask(engine, filters={"year": ("2019-2021",)}, group=group)
    assert counts(answer, "year")["2019-2021"] == answer.total


@pytest.mark.parametrize("query", ["", "anziani"])
def test_counts_of_records_are_what_choosing_gives(engine, query):
    for facet in ask(engine, query, group=Group.RECORD).facets:
        for value in facet.values:
            chosen = ask(engine, query, group=Group.RECORD, filters={facet.facet: (value.code,)})
            assert chosen.total == value.count


def test_nothing_is_not_called_the_nearest(engine):
    answer = ask(engine, '"parole mai scritte"', mode=Mode.HYBRID, filters={"year": ("1999",)})
    assert (answer.total, answer.nearest_only) == (0, False)


def test_a_query_in_capitals_is_the_same_query(engine):
    query = "che cosa hanno fatto i volontari con gli anziani"
    assert texts(ask(engine, query.upper())) == texts(ask(engine, query))
    assert ask(engine, query.upper()).forgiven == ()


@pytest.mark.parametrize("still", [True, False])
def test_an_engine_that_stands_still_finds_once_what_is_asked_for_in_two_ways(library, still):
    catalogue, data = library
    fill(catalogue)
    embed_missing(catalogue, EMBEDDER)
    with opened(data) as indexes:
        sync(catalogue, indexes)
    asked = []

    def encode(text):
        asked.append(text)
        return EMBEDDER.embed_queries([text])[0]

    engine = reading_engine(catalogue, data, encode=encode, still=still)
    every = engine.search(SearchRequest(query="volontari anziani"))
    some = engine.search(SearchRequest(query="volontari anziani", filters={"kind": ("lesson",)}))
    assert 0 < some.total < every.total
    assert len(asked) == (1 if still else 2)
    engine.search(SearchRequest(query="volontari anziani", group=Group.PRACTICE))
    engine.search(SearchRequest(query="famiglie"))
    assert asked[-1] == "famiglie"
