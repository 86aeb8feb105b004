from __future__ import annotations

import pytest

from corpus.errors import VocabularyError
from corpus.territory import load_territory

REGIONS = {
    "Abruzzo", "Basilicata", "Calabria", "Campania", "Emilia-Romagna", "Friuli-Venezia Giulia",
    "Lazio", "Liguria", "Lombardia", "Marche", "Molise", "Piemonte", "Puglia", "Sardegna",
    "Sicilia", "Toscana", "Trentino-Alto Adige", "Umbria", "Valle d'Aosta", "Veneto",
}  # fmt: skip


def test_there_are_twenty_regions_by_their_italian_names() -> None:
    assert {region.code for region in load_territory().regions} == REGIONS


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Lombardia", "Lombardia"),
        ("emilia romagna", "Emilia-Romagna"),
        ("Trentino Alto-Adige", "Trentino-Alto Adige"),
        ("Valle d’Aosta", "Valle d'Aosta"),
        ("Tuscany", "Toscana"),
        ("regione Puglia", "Puglia"),
        ("03", "Lombardia"),
        ("BS", "Lombardia/BS"),
        ("NA", "Campania/NA"),
        ("provincia di Brescia", "Lombardia/BS"),
        ("017", "Lombardia/BS"),
        ("Brescia", "Lombardia/BS/Brescia"),
        ("017029", "Lombardia/BS/Brescia"),
        ("Milan", "Lombardia/MI/Milano"),
        ("Reggio Emilia", "Emilia-Romagna/RE/Reggio nell'Emilia"),
        ("Forli", "Emilia-Romagna/FC/Forlì"),
        ("Lombardia/BS", "Lombardia/BS"),
    ],
)
def test_names_siglas_and_istat_numbers_resolve(name: str, code: str) -> None:
    assert load_territory().resolve(name) == code


@pytest.mark.parametrize("name", ["Samone", "Castro", "Atlantide", "", "999999", "ZZ"])
def test_homonyms_and_unknown_names_resolve_to_nothing(name: str) -> None:
    assert load_territory().resolve(name) is None


def test_ancestors_go_from_the_region_to_the_code_itself() -> None:
    found = load_territory().ancestors("Lombardia/BS/Brescia")
    assert found == ("Lombardia", "Lombardia/BS", "Lombardia/BS/Brescia")


def test_labels_tell_a_province_from_its_capital() -> None:
    territory = load_territory()
    assert territory.label("Lombardia/BS") == "Provincia di Brescia"
    assert territory.label("Lombardia/BS/Brescia") == "Brescia"


def test_every_place_has_all_the_places_above_it() -> None:
    territory = load_territory()
    for place in territory.places:
        assert all(code in territory for code in territory.ancestors(place.code))


def test_unknown_code_is_a_named_error() -> None:
    with pytest.raises(VocabularyError):
        load_territory().label("Padania")
