"""Names of people, told from everything else that is written with capitals."""

import pytest

from ingest.describe.bodies import body_before_year, body_named
from ingest.describe.people import is_person, leading_people, people_in


@pytest.mark.parametrize(
    "name",
    [
        "Ada Neri",
        "Maria Teresa De Luca",
        "Valeria D. Tozzi",
        "Lucia D'Amico",
        "Jean-Paul Martin",
        "Giovanni Andrea Dell'Orto",
        "De Belvis AG",
        "Ludwig van der Berg",
    ],
)
def test_a_name_has_the_shape_of_one(name):
    assert is_person(name)


@pytest.mark.parametrize(
    "text",
    [
        "Ada",
        "Fondazione Zefiro",
        "Comune di Bari",
        "il welfare di Comunità",
        "Università Bocconi",
        "Terzo Settore",
        "Roma 2019",
        "Stato Sociale",
        "a b",
        "Una Frase Lunga Che Non Finisce Più",
        "",
    ],
)
def test_other_capitals_are_nobody(text):
    assert not is_person(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Neri¹, Ugo Blu²,³ e Rita Salvi*", ("Ada Neri", "Ugo Blu", "Rita Salvi")),
        ("Prof.ssa Ada Neri; Dott. Ugo Blu", ("Ada Neri", "Ugo Blu")),
        ("Ada Neri (Università di Pisa) and Ugo Blu (CNR)", ("Ada Neri", "Ugo Blu")),
        ("Helen Brooks, Marta Galli, and Tim O'Connor",
         ("Helen Brooks", "Marta Galli", "Tim O'Connor")),
        ("DE ROSSI Maria, BLU Ugo", ("De Rossi Maria", "Blu Ugo")),
        ("Ada Neri, Comune di Bari", ()),
        ("Verde Bosco, Chiara Fonte, Aria Nuova", ()),
        ("", ()),
    ],
)  # fmt: skip
def test_a_list_of_people_is_taken_apart(text, expected):
    assert people_in(text, surely=True) == expected


def test_people_that_a_line_begins_with():
    line = "Nicola Ricci, educatore – Associazione Controra, novembre 2014"
    assert leading_people(line) == ("Nicola Ricci",)
    assert leading_people("Associazione Controra, Nicola Ricci") == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Centro Studi Ripalta, 2021", "Centro Studi Ripalta"),
        ("Ada Neri – Fondazione Zefiro, marzo 2020", "Fondazione Zefiro"),
        ("Ada Neri. Agro Pontino Observatory on Work, 2016", "Agro Pontino Observatory on Work"),
        ("Ada Neri, 2020", None),
        ("Il progetto è nato nel 2020", None),
        ("© Fondazione Zefiro, 2020", None),
    ],
)
def test_the_body_of_an_imprint_line(line, expected):
    assert body_before_year(line) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FrancoAngeli s.r.l.", "FrancoAngeli"),
        ("Maggioli S.p.A.", "Maggioli"),
        ("by Fondazione Zefiro", "Fondazione Zefiro"),
        ("gli autori", None),
        ("The Authors", None),
        ("Ada Neri", None),
        ("tutti i diritti riservati", None),
    ],
)
def test_who_holds_the_rights(text, expected):
    assert body_named(text, certain=True) == expected
