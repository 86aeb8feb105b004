"""Which records are one work, and how: copies, editions, translations, and nothing else."""

import dataclasses
import random

import pytest
from making import make_passage, make_record, make_source

from corpus.catalogue import Catalogue
from corpus.corrections import Correction, Corrections
from corpus.describing import redescribe
from corpus.records import Page
from corpus.sketch import anchors, sketch
from corpus.works import Kind

SYLLABLES = ("ba", "co", "di", "fe", "gra", "lu", "mo", "ne", "pi", "sta", "tre", "vo")


def sentences(seed, count):
    """Sentences of made-up words, the same for a seed; those of two seeds have none in common."""
    chance = random.Random(seed)
    lines = []
    for _ in range(count):
        words = ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(12)]
        lines.append(" ".join(words).capitalize() + ".")
    return lines


def survey(seed, year):
    """The text of a yearly survey: the same words around other figures."""
    chance = random.Random(seed)
    return [
        f"Nel {year} {line[:-1]} e conta {chance.randint(1000, 99999)} persone su"
        f" {chance.randint(1000, 99999)}, il {chance.randint(10, 99)} per cento."
        for line in sentences("modello", 40)
    ]


ITALIAN = (
    "Nel 2019 lo sportello ha accolto 412 persone, di cui 187 donne, e ha speso 1.250.000 euro.",
    "Delle 530 famiglie sentite, 96 assistono un parente da più di 12 anni.",
    "Il servizio costa 38,50 euro l'ora; il comune ne versa 22,40 e la famiglia 16,10.",
    "Tra il 15 marzo e il 30 giugno 2020 i volontari hanno fatto 8.640 telefonate a 735 anziani.",
    "Il 64 per cento vive con meno di 850 euro al mese, contro il 41 per cento del 2014.",
    "Dei 2.300 ragazzi dei due quartieri, 575 avevano lasciato la scuola prima dei 16 anni.",
    "La rete conta 28 enti, 64 operatori e 310 volontari in 18 comuni e 110.000 abitanti.",
    "Dopo 36 mesi, 143 partecipanti su 412 avevano un lavoro, contro il 21 per cento degli altri.",
)
ENGLISH = (
    "In 2019 the desk received 412 people, 187 of them women, and spent 1,250,000 euro.",
    "Of the 530 families heard, 96 have looked after a relative for more than 12 years.",
    "The service costs 38.50 euro an hour; the town pays 22.40 and the family 16.10.",
    "Volunteers made 8,640 calls to 735 older people between 15 March and 30 June 2020.",
    "Some 64 per cent live on less than 850 euro a month, as against 41 per cent in 2014.",
    "Out of 2,300 young people in the two districts, 575 had left school before 16.",
    "The network has 28 bodies, 64 workers and 310 volunteers in 18 towns of 110,000 people.",
    "After 36 months, 143 of 412 participants had a job, against 21 per cent of the others.",
)


@pytest.fixture
def catalogue(tmp_path):
    with Catalogue(tmp_path / "catalogue.db") as opened:
        yield opened


def put(catalogue, name, texts, *, pages=1, links=(), fmt=None, **description):
    record = make_record(name, pages=pages)
    what = dataclasses.replace(record.description, **{"sources": {"year": "page 1"}, **description})
    corrections = None
    if links:
        corrections = Corrections(what, (Correction("sidecar", "/x.meta.yaml", {}, links),))
    record = dataclasses.replace(record, description=what, corrections=corrections)
    text = "\n".join(texts)
    catalogue.put(
        record,
        [Page(number, text) for number in range(1, pages + 1)],
        [make_passage(record, 0, text)],
        sketch(texts),
        make_source(record),
        anchors=anchors(texts),
    )
    return record.id


def relation(catalogue, one, other):
    """Return the kind of link between two records, None if they are works apart."""
    first, second = catalogue.record(one), catalogue.record(other)
    link = catalogue.work_links(first).get(other)
    back = catalogue.work_links(second).get(one)
    assert (link and link.kind) == (back and back.kind), "a relation holds both ways"
    assert (link is not None) == (first.work == second.work)
    return None if link is None else link.kind


def test_a_new_edition_is_linked_as_one(catalogue):
    old, new = sentences("a", 60), sentences("b", 50)
    one = put(catalogue, "one", old, title="Abitare la prossimità oggi", year=2015)
    two = put(catalogue, "two", old[:12] + new, title="Abitare la prossimità, oggi", year=2021)
    assert relation(catalogue, one, two) is Kind.EDITION
    link = catalogue.work_links(catalogue.record(one))[two]
    assert link.evidence["by"] == "title"
    assert sorted(link.evidence["years"]) == [2015, 2021]


def test_an_edition_with_nearly_the_same_text_is_an_edition_and_no_copy(catalogue):
    text = sentences("a", 60)
    one = put(catalogue, "one", text, title="Manuale di comunità", year=2015)
    two = put(catalogue, "two", text[:55], title="Manuale di comunità. Seconda edizione", year=2015)
    three = put(catalogue, "three", text[:58], title="Manuale di comunità", year=2018)
    assert relation(catalogue, one, two) is Kind.EDITION
    assert relation(catalogue, one, three) is Kind.EDITION


def test_the_date_of_a_file_makes_no_edition(catalogue):
    text = sentences("a", 40)
    one = put(catalogue, "one", text, year=2015)
    two = put(catalogue, "two", text, year=2018, sources={"year": "pdf metadata"})
    assert relation(catalogue, one, two) is Kind.SAME


@pytest.mark.parametrize("years", [(2021, 2022), (2022, 2022)])
def test_surveys_of_two_years_are_two_works(catalogue, years):
    one = put(catalogue, "one", survey(1, 2021), title="Rapporto annuale dei servizi 2021",
              year=years[0])  # fmt: skip
    two = put(catalogue, "two", survey(2, 2022), title="Rapporto annuale dei servizi 2022",
              year=years[1])  # fmt: skip
    assert relation(catalogue, one, two) is None


def test_chapters_of_one_book_are_works_apart(catalogue):
    shared = {"series": "Rapporto OASI 2025", "year": 2025, "publisher": "Egea"}
    frame = sentences("premessa", 3)
    one = put(catalogue, "one", frame + sentences("a", 60), title="Il distretto", **shared)
    two = put(
        catalogue, "two", frame + sentences("b", 60), title="La non autosufficienza", **shared
    )
    three = put(catalogue, "three", frame + sentences("c", 60), title="Il distretto", **shared)
    assert relation(catalogue, one, two) is None
    assert relation(catalogue, one, three) is None


def test_a_translation_is_known_by_its_numbers(catalogue):
    one = put(catalogue, "one", ITALIAN, language="it", title="Lo sportello di quartiere")
    two = put(catalogue, "two", ENGLISH, language="en", title="The neighbourhood desk")
    assert relation(catalogue, one, two) is Kind.TRANSLATION
    link = catalogue.work_links(catalogue.record(two))[one]
    assert sorted(link.evidence["languages"]) == ["en", "it"]


def test_the_same_numbers_in_one_language_are_no_translation(catalogue):
    one = put(catalogue, "one", ITALIAN, language="it")
    other = [line.replace(" ", " e poi ", 3) for line in ITALIAN[::-1]]
    two = put(catalogue, "two", [f"{line[::-1]}" for line in other], language="it")
    assert relation(catalogue, one, two) is None


def test_a_few_figures_in_common_make_no_translation(catalogue):
    one = put(catalogue, "one", ITALIAN, language="it")
    other = [f"There were {n} cases in {n + 7} towns, {n * 3} of them new." for n in range(20, 30)]
    two = put(catalogue, "two", [*ENGLISH[:1], *other], language="en")
    three = put(catalogue, "three", ENGLISH[:2], language="en")
    assert relation(catalogue, one, two) is None
    assert relation(catalogue, one, three) is None


def test_a_translation_of_very_different_length_is_none(catalogue):
    one = put(catalogue, "one", ITALIAN, language="it", pages=20)
    two = put(catalogue, "two", ENGLISH, language="en", pages=2)
    assert relation(catalogue, one, two) is None


def test_what_people_state_links_whichever_file_comes_first(catalogue):
    early = put(catalogue, "early", sentences("a", 20), links=(("translation", "late.pdf"),))
    assert catalogue.record(early).work == early
    late = put(catalogue, "late", sentences("b", 20))
    third = put(catalogue, "third", sentences("c", 20), links=(("same", "early.pdf"),))
    assert relation(catalogue, early, late) is Kind.TRANSLATION
    assert relation(catalogue, early, third) is Kind.SAME
    assert relation(catalogue, third, late) is Kind.TRANSLATION, "through the other file"
    redescribe(catalogue, early, ())
    assert relation(catalogue, early, late) is None
    assert relation(catalogue, early, third) is Kind.SAME


def test_a_file_name_that_fits_several_records_links_none(catalogue):
    for name in ("x", "y"):
        record = make_record(name)
        record = dataclasses.replace(record, file_name="report.pdf")
        text = f"Testo di {name}."
        catalogue.put(record, [Page(1, text)], [make_passage(record, 0, text)], frozenset(),
                      make_source(record))  # fmt: skip
    one = put(catalogue, "one", sentences("a", 9), links=(("same", "report.pdf"),))
    assert catalogue.work_links(catalogue.record(one)) == {}


def test_a_changed_or_removed_file_leaves_the_work(catalogue):
    text = sentences("a", 40)
    one = put(catalogue, "one", text)
    two = put(catalogue, "two", text)
    three = put(catalogue, "three", text)
    changed = make_record("one")
    changed = dataclasses.replace(changed, sha256="ee" * 32)
    catalogue.put(changed, [Page(1, "Altro.")], [make_passage(changed, 0, "Altro.")],
                  sketch(["Altro."]), make_source(changed), replace=True)  # fmt: skip
    assert relation(catalogue, one, two) is None
    assert relation(catalogue, two, three) is Kind.SAME
    catalogue.remove(two)
    assert catalogue.counts().works == 2
