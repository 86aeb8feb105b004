"""One initiative told in several records is one practice, in whatever order they come."""

import itertools

import pytest
from making import make_record, put

from corpus.catalogue import Catalogue
from corpus.changes import Op
from corpus.errors import PracticeNotFound
from corpus.practices import (
    Field,
    NamedBy,
    practice,
    practice_ids,
    practice_names,
    practices_by_id,
)
from corpus.records import Annotation

CASA = "Il progetto Casa Aperta è nato ad Arezzo nel 2020 per anziani soli."
COSTO = "Il progetto Casa Aperta costa 90.000 euro di contributo l'anno."
BARI = "Il progetto Casa Aperta è nato a Bari con le famiglie del quartiere."


def labels(text, place=None, name="Casa Aperta"):
    """What annotation finds in these sentences, written down by hand."""
    found = [Annotation("kind", "practice", 0, len(text) - 1, "cue-born", 0.9)]
    start = text.index(name)
    found.append(Annotation("project", name, start, start + len(name), "named-project", 0.8))
    if place:
        found.append(Annotation("territory", place, 0, 5, "name"))
    return tuple(found)


TOLD = {
    "uno": (CASA, labels(CASA, "Toscana/AR/Arezzo")),
    "due": (COSTO, labels(COSTO)),
    "tre": (CASA + " Offre visite.", labels(CASA, "Toscana/AR/Arezzo")),
}


def fill(path, names, told=TOLD):
    catalogue = Catalogue(path)
    for name in names:
        text, found = told[name]
        put(catalogue, make_record(name), [text], annotations={0: found})
    return catalogue


def all_of(catalogue):
    cards = practices_by_id(catalogue, practice_ids(catalogue))
    assert practice_names(catalogue, cards) == {id_: card.name for id_, card in cards.items()}
    return cards


def test_the_order_of_ingestion_does_not_matter(tmp_path):
    found = []
    for number, names in enumerate(itertools.permutations(TOLD)):
        with fill(tmp_path / f"{number}.db", names) as catalogue:
            found.append(all_of(catalogue))
    assert all(one == found[0] for one in found)
    [card] = found[0].values()
    assert len(card.records) == 3
    assert card.named_by is NamedBy.NAME
    assert card.name == "Casa Aperta"


def test_the_same_name_in_two_regions_is_two_practices(tmp_path):
    told = {"a": TOLD["uno"], "b": (BARI, labels(BARI, "Puglia/BA/Bari"))}
    with fill(tmp_path / "c.db", "ab", told) as catalogue:
        cards = all_of(catalogue).values()
        assert sorted(card.places for card in cards) == [
            ("Puglia/BA/Bari",),
            ("Toscana/AR/Arezzo",),
        ]


def test_without_a_place_a_name_that_two_have_is_a_practice_by_itself(tmp_path):
    told = {"a": TOLD["uno"], "b": (BARI, labels(BARI, "Puglia/BA/Bari")), "c": TOLD["due"]}
    with fill(tmp_path / "c.db", "abc", told) as catalogue:
        assert [len(card.records) for card in all_of(catalogue).values()] == [1, 1, 1]


def test_a_removed_record_leaves_the_rest_of_its_practice_with_its_id(tmp_path):
    with fill(tmp_path / "c.db", TOLD) as catalogue:
        [before] = practice_ids(catalogue)
        catalogue.remove(make_record("due").id)
        [card] = all_of(catalogue).values()
        assert card.id == before
        assert len(card.records) == 2
        assert Field.RESOURCES not in card.fields


def test_records_whose_practice_changes_by_another_are_indexed_again(tmp_path):
    told = {"a": TOLD["uno"], "b": (BARI, labels(BARI, "Puglia/BA/Bari"))}
    with fill(tmp_path / "c.db", "ab", told) as catalogue:
        last = [change for change in catalogue.changes_since(1) if change.op is Op.UPSERT]
        assert {change.record for change in last} == {make_record(name).id for name in "ab"}


def test_a_practice_of_removed_records_is_not_found(tmp_path):
    with fill(tmp_path / "c.db", ["uno"]) as catalogue:
        [identifier] = practice_ids(catalogue)
        catalogue.remove(make_record("uno").id)
        with pytest.raises(PracticeNotFound):
            practice(catalogue, identifier)


def test_a_passage_that_is_no_practice_makes_none(tmp_path):
    plain = tuple(a for a in labels(CASA, "Toscana/AR/Arezzo") if a.facet != "kind")
    with fill(tmp_path / "c.db", ["a"], {"a": (CASA, plain)}) as catalogue:
        assert practice_ids(catalogue) == ()
