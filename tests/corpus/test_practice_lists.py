"""A document that tells of several initiatives under headings gives each a card of its own."""

from making import make_passage, make_record

from corpus.practices import NamedBy, initiatives_of
from corpus.records import Annotation

RECORD = make_record("a")
BIELLA = "Piemonte/BI/Biella"
ROOT = "Bilancio di missione 2022"
MENSA = "La cooperativa ha aperto nel 2021 a Biella una mensa serale per chi vive da solo."
BOTTEGA = "L'associazione ha avviato a Biella una bottega in cui lavorano i ragazzi senza scuola."
CIRCLES = "Doorstep Circles was set up in 2018 to tackle loneliness and offers weekly visits."


def passages(*told):
    """Passages of ``(headings, text, kind)``, placed in Biella where they are told in Italian."""
    found = []
    for ordinal, (section, text, kind) in enumerate(told):
        labels = [Annotation("kind", kind, 0, len(text), "c", 0.9)] if kind else []
        if "Biella" in text:
            start = text.index("Biella")
            labels.append(Annotation("territory", BIELLA, start, start + 6, "name"))
        language = "en" if "Circles" in text else "it"
        found.append(
            make_passage(
                RECORD, ordinal, text, section=section, annotations=tuple(labels), language=language
            )
        )
    return found


def names(*told, title=ROOT):
    return {(one.name, one.named_by) for one in initiatives_of(passages(*told), title)}


def test_projects_listed_under_a_heading_are_cards_that_do_not_mix():
    parent = (ROOT, "I progetti sostenuti")
    told = passages(
        ((*parent, "Progetto Tavola Lunga"), MENSA, "practice"),
        ((*parent, "Ali per crescere"), BOTTEGA, "practice"),
    )
    by_name = {one.name: one for one in initiatives_of(told, ROOT)}
    assert set(by_name) == {"Tavola Lunga", "Ali per crescere"}
    assert by_name["Tavola Lunga"].passages == (told[0].id,)
    assert by_name["Ali per crescere"].passages == (told[1].id,)


def test_slides_of_a_deck_that_counts_experiences_are_cards_but_those_that_sum_up_are_none():
    found = names(
        (("Caffè Memoria",), MENSA, "practice"),
        (("Cortili Aperti",), BOTTEGA, "practice"),
        (("Che cosa abbiamo imparato",), "I volontari da soli non bastano mai a Biella.", "lesson"),
        title="Tre esperienze di welfare di prossimità",
    )
    assert found == {("Caffè Memoria", NamedBy.NAME), ("Cortili Aperti", NamedBy.NAME)}


def test_sections_of_a_document_about_one_initiative_are_no_list():
    title = "Tre anni di mensa serale"
    found = names(
        ((title, "Da dove veniamo"), MENSA, "practice"),
        ((title, "La vita di ogni sera"), BOTTEGA, "practice"),
        title=title,
    )
    assert found == {(title, NamedBy.TITLE)}


def test_a_title_names_the_initiative_that_the_text_calls_so_even_without_a_known_place():
    title = "Doorstep Circles: an evaluation"
    told = ((title,), CIRCLES, "practice")
    assert names(told, title=title) == {("Doorstep Circles", NamedBy.NAME)}
    assert names(told, title="Weekly Visits: an evaluation") == set()


def test_an_organisation_that_a_title_begins_with_is_no_initiative():
    title = "Doorstep Circles: annual report"
    [passage] = passages(((title,), CIRCLES, "practice"))
    organisation = Annotation("organisation", "Doorstep Circles", 0, 16, "charity")
    labels = (*passage.annotations, organisation)
    told = make_passage(RECORD, 0, CIRCLES, section=(title,), annotations=labels)
    assert "Doorstep Circles" not in {one.name for one in initiatives_of([told], title)}
