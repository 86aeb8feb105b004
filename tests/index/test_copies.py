"""Near copies are known by the min-hashes they share, whichever way they come in."""

import numpy as np
from making import make_record, put
from small_library import EMBEDDER, opened, reading_engine

from corpus.catalogue import Catalogue
from index import analysis
from index.answers import MAX_COPIES, SearchRequest
from index.apply import sync
from index.copies import exact_part, groups_of_copies
from index.embed import embed_missing

SAID = (
    "La portineria di quartiere ha aperto nel 2019 con due operatori e venti volontari, e ha "
    "imparato che gli anziani arrivano per la spesa e restano per parlare con qualcuno."
)


def groups(*rows, exact=None):
    exact = np.zeros(len(rows), np.uint64) if exact is None else np.array(exact, np.uint64)
    return groups_of_copies(np.array(rows, np.uint64), exact).tolist()


def test_copies_share_three_hashes_of_four_in_their_places():
    assert groups((1, 2, 3, 4), (5, 6, 7, 8), (1, 2, 9, 4)) == [0, 1, 0]
    assert groups((1, 2, 3, 4), (1, 2, 9, 9)) == [0, 1]
    assert groups((1, 2, 3, 4), (4, 3, 2, 1)) == [0, 1]


def test_a_copy_of_a_copy_is_of_the_group_in_any_order():
    chain = [(1, 2, 3, 4), (1, 2, 3, 5), (1, 2, 6, 5), (1, 7, 6, 5)]
    for order in ((0, 1, 2, 3), (3, 0, 2, 1), (0, 3, 1, 2)):
        assert groups(*(chain[i] for i in order)) == [0, 0, 0, 0]


def test_nothing_has_no_groups():
    assert groups_of_copies(np.empty((0, 4), np.uint64), np.empty(0, np.uint64)).tolist() == []


def test_other_figures_make_another_passage():
    assert groups((1, 2, 3, 4), (1, 2, 3, 4), exact=(5, 6)) == [0, 1]
    said = "La quota di anziani con tre malattie croniche gravi era, per ogni fascia di reddito e"
    row = 2 * analysis.plain().analyze(said)
    assert exact_part([*row, "2019", "34", "x"]) == exact_part([*row, "2019", "34", "y"])
    assert exact_part([*row, "2019", "34", "x"]) != exact_part([*row, "2019", "35", "x"])


def test_of_a_short_text_every_word_counts():
    assert exact_part(["il", "comune", "di", "asti"]) != exact_part(["il", "comune", "di", "alba"])


def test_a_text_that_every_report_prints_is_found_once_with_the_others_beneath(tmp_path):
    with Catalogue(tmp_path / "catalogue.db") as catalogue:
        for number in range(MAX_COPIES + 5):
            own = f"Il capitolo {number} racconta altro: bilanci, nomine e scadenze."
            put(catalogue, make_record(f"report-{number}", year=2000 + number), [SAID, own])
        embed_missing(catalogue, EMBEDDER)
        with opened(tmp_path) as indexes:
            sync(catalogue, indexes)
        engine = reading_engine(catalogue, tmp_path)
        answer = engine.search(SearchRequest('"portineria di quartiere"', fold=True))
        assert (answer.total, len(answer.hits)) == (1, 1)
        (hit,) = answer.hits
        assert len(hit.copies) == MAX_COPIES
        assert hit.passage.id not in {copy.passage.id for copy in hit.copies}
        years = next(facet for facet in answer.facets if facet.facet == "year")
        assert {value.count for value in years.values} == {1}
        newest = SearchRequest('"portineria di quartiere"', {"year": ("2003-2004",)}, fold=True)
        assert [c.record.description.year for c in engine.search(newest).hits[0].copies] in (
            [2003],
            [2004],
        )
