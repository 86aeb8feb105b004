"""Names, periods and quantities: found where they are, and where there is none, not."""

import pytest

from ingest.annotate.names import find_names
from ingest.annotate.periods import find_periods
from ingest.annotate.quantities import find_quantities, number_of


def names(text, facet, places=None):
    return [a.code for a in find_names(text, places) if a.facet == facet]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Il progetto Casa Aperta, promosso dal Comune, è nato nel 2017.", ["Casa Aperta"]),
        ("Il progetto di housing sociale «Abitare insieme» accoglie.", ["Abitare insieme"]),
        ("Un servizio di ascolto che si chiama Voce Amica è aperto.", ["Voce Amica"]),
        ("The Sunflower Project reached many.", ["Sunflower"]),
        ("The Bridge to Work programme was set up.", ["Bridge to Work"]),
        ("Lo sportello Donna apre.", ["sportello Donna"]),
        ("Il progetto Regione Lombardia e il progetto sociale.", []),
        ("Non esiste un modello “ideale” di servizio.", []),
        ("È il progetto.\nCasa Rossi abita qui.", []),
        ("In 2019 the National Health programme and the European Social programme.", []),
        ("Una signora che si chiama Maria Bianchi.", []),
    ],
)
def test_only_what_is_called_so_is_the_name_of_a_project(text, found):
    assert names(text, "project") == found


def test_the_place_after_a_name_is_no_part_of_it():
    text = "Lo sportello Donna di Torino apre."
    start = text.index("Torino")
    assert names(text, "project", {start: start + 6}) == ["sportello Donna"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "La Fondazione Cariplo e il Comune di Bergamo.",
            ["Fondazione Cariplo", "Comune di Bergamo"],
        ),
        ("La cooperativa sociale Il Ponte Onlus.", ["cooperativa sociale Il Ponte Onlus"]),
        ("It was run by the Green Trust.", ["Green Trust"]),
        ("La fondazione è nata e l'associazione cresce.", []),
    ],
)
def test_organisations_have_a_head_or_a_legal_form(text, found):
    assert names(text, "organisation") == found


def test_an_acronym_has_the_words_it_stands_for_as_evidence():
    text = "Il Centro di Servizio per il Volontariato (CSV) e la Rete (XYZ)."
    [acronym] = [a for a in find_names(text) if a.facet == "acronym"]
    assert acronym.code == "CSV"
    assert text[acronym.start : acronym.end] == "Centro di Servizio per il Volontariato"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("dal 2018 al 2021", ["2018-2021"]),
        ("nel triennio 2014-16", ["2014-2016"]),
        ("Dal giugno 2009 al maggio 2011", ["2009-2011"]),
        ("a partire dal 2017", ["2017-"]),
        ("fino al 2020", ["-2020"]),
        ("nel 2019 e nel 2020", ["2019", "2020"]),
        ("2.019 euro, art. 2019/5, 20.201 persone", []),
    ],
)
def test_years_and_periods(text, codes):
    assert [a.code for a in find_periods(text)] == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("120 famiglie", ["beneficiaries:120"]),
        ("1.250.000 euro", ["euro:1250000"]),
        ("€ 2,5 milioni", ["euro:2500000"]),
        ("per 24 mesi con 12 operatori e 30 posti letto", ["months:24", "staff:12", "places:30"]),
        ("Nel 2019 famiglie e scuole", []),
    ],
)
def test_quantities_that_matter(text, codes):
    assert [a.code for a in find_quantities(text)] == codes


def test_numbers_of_both_languages():
    assert [number_of(n) for n in ("1.200", "1,200", "2,5", "2.5", "1.250.000,50")] == [
        1200.0,
        1200.0,
        2.5,
        2.5,
        1250000.5,
    ]


def test_evidence_stands_where_it_says():
    text = "Il progetto Casa Aperta della Fondazione Uno dura 24 mesi dal 2018 al 2020."
    for found in (*find_names(text), *find_periods(text), *find_quantities(text)):
        assert text[found.start : found.end].strip()
    [project] = [a for a in find_names(text) if a.facet == "project"]
    assert text[project.start : project.end] == "Casa Aperta"
