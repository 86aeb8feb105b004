"""What an acronym means in a text, told by its year and its neighbours."""

import pytest

from corpus.meaning import meaning


@pytest.mark.parametrize(
    ("acronym", "text", "year", "expected"),
    [
        ("ADI", "Le prese in carico in ADI sono cresciute.", 2019, "adi-home"),
        ("ADI", "L'ADI spetta ai nuclei poveri con minori.", 2024, "adi-inclusion"),
        ("ADI", "L'ADI porta infermieri a casa degli anziani.", 2024, "adi-home"),
        ("ADI", "Dal 2024 chi riceveva il RdC può chiedere l'ADI.", None, "adi-inclusion"),
        ("ADI", "La misura ADI.", 2024, None),
        ("ADI", "The ADI brings nurses to the home of older patients.", 2025, "adi-home"),
        ("CSV", "Il CSV forma i volontari delle associazioni.", 2020, "csv-volunteering"),
        ("CSV", "I dati si scaricano come file CSV.", 2020, "csv-file"),
        ("ATS", "L'ATS riunisce nove comuni e gestisce i servizi sociali.", 2021, "ats-social"),
        ("ATS", "L'ATS Brianza ha avviato con le ASST i vaccini.", 2021, "ats-health"),
        ("ASP", "L'ASP di Palermo ha aperto un ambulatorio.", 2020, "asp-health"),
        ("ASP", "L'ASP, nata dalle IPAB, gestisce una casa per anziani.", 2020, "asp-services"),
        ("PAI", "Il PAI è scritto dai docenti per gli alunni della scuola.", 2018, "pai-school"),
        ("FSE", "Il bando FSE per la formazione e l'occupazione.", 2018, "esf"),
        ("PNA", "ANAC aggiorna il PNA sulla corruzione.", 2022, "pna-corruption"),
        ("RSA", "Le RSA e i sindacati firmano l'accordo aziendale.", 2016, "rsa-union"),
        ("RUNTS", "Il RUNTS è attivo.", 2022, "runts"),
        ("RUNTS", "Un registro detto RUNTS.", 2008, None),
        ("XYZ", "Nessuno conosce XYZ.", 2020, None),
    ],
)
def test_year_and_neighbours_tell_what_an_acronym_means(acronym, text, year, expected):
    found = meaning(acronym, text, year)
    assert (found.code if found else None) == expected
