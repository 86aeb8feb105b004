"""Rules of totals, counts and pages that hold for any library, any query and any filters."""

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import make_record, put
from small_library import EMBEDDER, label, opened, reading_engine

from api.schema import counted_codes
from corpus.catalogue import Catalogue
from corpus.records import Format
from index.answers import Group, Mode, SearchRequest, Sort
from index.apply import sync
from index.embed import embed_missing

WORDS = [
    *("anziani", "famiglia", "comune", "volontari", "casa", "rete", "servizio", "lavoro"),
    *("giovani", "cura", "progetto", "bando", "quartiere", "scuola", "salute", "povertà"),
    *("attività", "welfare", "support", "community", "elderly", "network"),
]
CODES = {
    "kind": ("practice", "lesson", "need"),
    "actor": ("volunteering", "associations"),
    "target": ("older-people", "poverty", "women"),
    "theme": ("housing", "education"),
    "territory": ("Lombardia", "Lombardia/BS", "Lombardia/BS/Brescia", "Piemonte/TO"),
}
FACETS = {
    **CODES,
    "year": ("2019", "2018-2020", "2020-", "-2019"),
    "format": ("report", "slides"),
    "language": ("it", "en"),
    "source": ("Fondazione Uno", "Fondazione Due"),
}
# Some stand in several records, as slides do in a deck and its PDF.
REPEATED = (
    "I volontari della rete portano la spesa agli anziani del quartiere ogni settimana.",
    "The community network offers support to elderly people in the whole neighbourhood.",
)
QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def fill_at_random(catalogue, seed):
    chance = random.Random(seed)
    for number in range(chance.choice((1, 7, 15))):
        texts, labels = [], {}
        for place in range(chance.randint(1, 9)):
            texts.append(" ".join(chance.choices(WORDS, k=chance.randint(1, 14))) + f" {place}.")
            if chance.random() < 0.2:
                texts[-1] = chance.choice(REPEATED)
            found = {
                (facet, chance.choice(codes))
                for facet, codes in CODES.items()
                for _ in range(chance.randint(0, 2))
            }
            labels[place] = tuple(label(*one) for one in sorted(found))
        record = make_record(
            f"{seed}-{number}",
            title=" ".join(chance.choices(WORDS, k=3)),
            year=chance.choice((None, 2018, 2019, 2020, 2021)),
            publisher=chance.choice((None, "Fondazione Uno", "Fondazione Due")),
            fmt=chance.choice((Format.REPORT, Format.SLIDES)),
        )
        put(catalogue, record, texts, annotations=labels, language=chance.choice(("it", "en")))


@pytest.fixture(scope="module", params=[1, 2, 3])
def any_engine(request, tmp_path_factory):
    data = tmp_path_factory.mktemp("random")
    with Catalogue(data / "catalogue.db") as catalogue:
        fill_at_random(catalogue, request.param)
        embed_missing(catalogue, EMBEDDER)
        with opened(data) as indexes:
            sync(catalogue, indexes)
        yield reading_engine(catalogue, data)


PART = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map("-{}".format),
    st.sampled_from(WORDS).map('"{}"'.format),
    st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)).map('"{0[0]} {0[1]}"'.format),
    st.sampled_from(WORDS).map("titolo:{}".format),
    st.sampled_from(("anzziani", "zxqvw", "autore:rossi", '-"casa rete"')),
)
QUERIES = st.lists(PART, max_size=5).map(" ".join)
FILTERS = st.lists(
    st.sampled_from([(f, c) for f, codes in FACETS.items() for c in codes]),
    max_size=4,
    unique=True,
).map(lambda pairs: {f: tuple(c for g, c in pairs if g == f) for f, _ in pairs})
REQUESTS = st.builds(
    SearchRequest,
    query=QUERIES,
    filters=FILTERS,
    group=st.sampled_from(list(Group)),
    mode=st.sampled_from(list(Mode)),
    sort=st.sampled_from(list(Sort)),
    limit=st.just(500),
    fold=st.booleans(),
)


def but(request, **fields):
    return SearchRequest(
        **{name: getattr(request, name) for name in SearchRequest.__slots__} | fields
    )


def with_values(request, facet, codes):
    filters = {name: held for name, held in request.filters.items() if name != facet}
    return but(request, filters=filters | ({facet: codes} if codes else {}))


@QUICK
@given(REQUESTS)
def test_the_count_of_a_value_is_the_total_after_choosing_it_alone(any_engine, request):
    for facet in any_engine.search(request).facets:
        for value in facet.values:
            chosen = with_values(request, facet.facet, (value.code,))
            found = any_engine.search(but(chosen, facets=False))
            assert found.total == value.count, (facet.facet, value.code)


@QUICK
@given(REQUESTS)
def test_counts_are_those_of_the_hits_without_the_facets_own_filter(any_engine, request):
    request = but(request, group=Group.PASSAGE, fold=False)
    for facet in any_engine.search(request).facets:
        if facet.facet == "year":
            continue  # a range is no code of a hit; see the rule above
        hits = any_engine.search(with_values(request, facet.facet, ())).hits
        counted = Counter(code for hit in hits for code in counted_codes(hit.facets)[facet.facet])
        assert {v.code: v.count for v in facet.values if v.count} == counted, facet.facet


@QUICK
@given(REQUESTS, st.integers(1, 7))
def test_pages_show_every_hit_once_and_as_many_as_the_total(any_engine, request, size):
    whole = any_engine.search(request)
    shown, offset = [], 0
    while offset is not None:
        answer = any_engine.search(but(request, offset=offset, limit=size, facets=False))
        shown += [hit.passage.id for hit in answer.hits]
        offset = answer.next_offset
    assert shown == [hit.passage.id for hit in whole.hits]
    assert len(set(shown)) == len(shown) == whole.total
    if request.group is Group.RECORD:
        assert len({hit.record.id for hit in whole.hits}) == whole.total


@QUICK
@given(REQUESTS)
def test_a_filter_never_raises_the_total_and_the_order_of_filters_never_matters(
    any_engine, request
):
    answer = any_engine.search(request)
    turned = but(request, filters=dict(reversed(request.filters.items())))
    again = any_engine.search(turned)
    assert (again.hits, again.total) == (answer.hits, answer.total)
    for facet in request.filters:
        assert any_engine.search(with_values(request, facet, ())).total >= answer.total


@QUICK
@given(QUERIES, st.sampled_from(WORDS), st.sampled_from(list(Mode)))
def test_excluded_words_are_in_no_hit_and_quoted_words_in_each(any_engine, query, word, mode):
    def found(extra):
        answer = any_engine.search(SearchRequest(f"{query} {extra}", mode=mode, limit=500))
        # The nearest, offered when nothing was found, need not hold what is quoted.
        return [hit.passage.text.split() for hit in answer.hits if not answer.nearest_only]

    assert not any(word in text for text in found(f"-{word}"))
    assert all(word in " ".join(text) for text in found(f'"{word}"'))


@QUICK
@given(REQUESTS)
def test_folding_hides_nothing_and_repeats_nothing(any_engine, request):
    request = but(request, group=Group.PASSAGE)
    apart = any_engine.search(but(request, fold=False)).hits
    folded = any_engine.search(but(request, fold=True)).hits
    shown = [hit.passage.id for hit in folded]
    beneath = [copy.passage.id for hit in folded for copy in hit.copies]
    assert sorted(shown + beneath) == sorted(hit.passage.id for hit in apart)
    repeated = [hit.passage.text for hit in folded if hit.passage.text in REPEATED]
    assert len(repeated) == len(set(repeated))
