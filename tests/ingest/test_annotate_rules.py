from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ingest.annotate import Annotator, annotation_lists, open_annotator

DECK = Path(__file__).parents[3] / "shared/library/seed/secondowelfare-terzo-settore.pptx"


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return open_annotator()


def codes(annotator: Annotator, text: str, facet: str, language: str = "it") -> set[str]:
    return {a.code for a in annotator.annotate(text, language) if a.facet == facet}


@pytest.mark.parametrize(
    ("text", "facet", "found", "absent"),
    [
        ("Le imprese sociali del quartiere.", "actor", "social-cooperatives", "companies"),
        ("Le imprese del quartiere.", "actor", "companies", "social-cooperatives"),
        ("Hanno in comune un obiettivo comune a tutti.", "actor", "", "public-administration"),
        ("I comuni hanno firmato il patto.", "actor", "public-administration", "citizens"),
        ("Un contributo su base volontaria.", "actor", "", "volunteering"),
        ("Le ODV e il CSV della zona.", "actor", "volunteering", "associations"),
        ("Le famiglie pagano di più.", "actor", "", "citizens"),
        ("L'associazione tra reddito e salute.", "actor", "", "philanthropy"),
        ("La fondazione di origine bancaria.", "actor", "philanthropy", "companies"),
        ("Il reddito di cittadinanza.", "target", "poverty", "community"),
        ("Gli uomini e le donne intervistati.", "target", "", "women"),
        ("I minori costi del servizio.", "target", "", "families-children"),
        ("I medici di famiglia.", "target", "", "families-children"),
        ("La salute mentale dei ragazzi.", "target", "mental-health", "disability"),
        ("Il coprogettare e la coprogettazione.", "theme", "co-design", "education"),
        ("Percorsi di co progettazione.", "theme", "co-design", "education"),
        ("Allo stato dell’arte.", "theme", "", "culture-leisure"),
        ("L’art. 3 della legge.", "theme", "", "culture-leisure"),
    ],
)
def test_label_is_given_only_when_the_words_mean_it(
    annotator: Annotator, text: str, facet: str, found: str, absent: str
) -> None:
    got = codes(annotator, text, facet)
    assert not found or found in got
    assert absent not in got


@pytest.mark.parametrize("text", ["odv", "csv", "aps"])
def test_acronyms_need_their_capitals(annotator: Annotator, text: str) -> None:
    assert annotator.annotate(f"Un file {text} da aprire.", "it") == ()


@pytest.mark.parametrize(
    "text", ["Cooperativa sociale", "COOPERATIVE SOCIALI", "l'altra cooperativa sociale"]
)
def test_case_number_and_elision_do_not_matter(annotator: Annotator, text: str) -> None:
    assert codes(annotator, text, "actor") == {"social-cooperatives"}


@pytest.mark.parametrize(
    ("text", "language", "found", "absent"),
    [
        ("Il servizio non ha funzionato: mancava una regia.", "it", "lesson", "practice"),
        ("Il servizio dovrebbe essere esteso a tutti.", "it", "recommendation", "practice"),
        ("È previsto che il progetto sia avviato a Lecce nel 2027.", "it", "", "practice"),
        (
            "A Lecce il progetto «Vicini» ha aperto nel 2018 due sportelli.",
            "it",
            "practice",
            "need",
        ),
        ("Secondo i dati Istat il 12% non si cura.", "it", "evidence", "practice"),
        ("La mancanza di alloggi colpisce le coppie giovani.", "it", "need", "lesson"),
        ("The pilot did not work because funding ended.", "en", "lesson", "practice"),
        ("Regions should invest in prevention.", "en", "recommendation", "evidence"),
        ("Unmet needs are higher among the poor.", "en", "need", "practice"),
        ("Il volume ha sei capitoli e un indice.", "it", "", "practice"),
    ],
)
def test_kind_minds_negation_and_modality(
    annotator: Annotator, text: str, language: str, found: str, absent: str
) -> None:
    got = codes(annotator, text, "kind", language)
    assert not found or found in got
    assert absent not in got


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Uno sportello a Prato e uno a Lucca.", "Toscana/PO/Prato"),
        ("Il Comune di Massa ha aderito.", "Toscana/MS/Massa"),
        ("In provincia di Brescia.", "Lombardia/BS"),
        ("Nel Comune di Sale (AL) si vive bene.", "Piemonte/AL/Sale"),
        ("La sanità lombarda è cambiata.", "Lombardia"),
        ("In Emilia Romagna e altrove.", "Emilia-Romagna"),
        ("Le Province autonome di Trento e Bolzano.", "Trentino-Alto Adige"),
        ("Il centro apre all'Aquila in maggio.", "Abruzzo/AQ/L'Aquila"),
        ("Nel distretto tra Sassuolo e Scandiano si lavora.", "Emilia-Romagna/MO/Sassuolo"),
        ("Nelle imprese nolane si assume.", "Campania"),
        ("Regione\nFriuli-Venezia Giulia\nLombardia", "Lombardia"),
        ("Copertura nella P.A. Trento: 12 %", "Trentino-Alto Adige/TN/Trento"),
        ("Savona's register of carers opened in 2020.", "Liguria/SV/Savona"),
        ("Boats leave the port of Monopoli every June.", "Puglia/BA/Monopoli"),
        ("Il progetto avviato a Udine (2019), poi esteso.", "Friuli-Venezia Giulia/UD/Udine"),
    ],
)
def test_named_places_are_found(annotator: Annotator, text: str, code: str) -> None:
    assert code in codes(annotator, text, "territory")


@pytest.mark.parametrize(
    "text",
    [
        "Un prato fiorito e una massa di gente.",
        "Come si è visto, la pace e la vita contano.",
        "Mario Prato e G. Ferrara hanno scritto il testo.",
        "Si veda Ferrara, M. (2016).",
        "La sede è in via Milano e in piazza Bologna.",
        "Milano: FrancoAngeli.",
        "Le marche più note sul mercato.",
        "Il corso di laurea in Medicina.",
        "Il Comune di Samone ha aderito.",
        "Una trentina di associazioni ha risposto.",
        "Il 38 % dei comuni del Paese non ha una biblioteca.",
        "Si è letto uno studio contabile (Udine e Salerno, 2021).",
        "Le stime, riprese da Ancona e Trevisan (2019), sono caute.",
        "Lo ricorda l'assessora Mantova, con la professoressa Elda Rovigo.",
    ],
)
def test_words_surnames_streets_and_homonyms_are_no_places(annotator: Annotator, text: str) -> None:
    assert codes(annotator, text, "territory") == set()


def test_evidence_points_at_the_very_words(annotator: Annotator) -> None:
    text = (
        "Nel 2019,  la\nCOOPERATIVA sociale di Cremona…\n«ha avviato» il progetto “Casa” con l’ASL."
    )
    found = annotator.annotate(text, "it")
    words = {(a.facet, text[a.start : a.end]) for a in found}
    assert ("territory", "Cremona") in words
    assert ("actor", "ASL") in words
    assert all(text[a.start : a.end].strip() == text[a.start : a.end] for a in found)


def test_bibliographies_and_contents_have_no_annotation(annotator: Annotator) -> None:
    references = (
        "Rossi, M. (2019), Le cooperative sociali, Bologna, pp. 12-30. Bianchi, L. e Verdi, G. "
        "(2020), Anziani e cura, Milano, vol. 3, pp. 4-9. Neri, P. (2021), doi 10.1/x, Torino."
    )
    contents = "Presentazione .......... 5\nLe cooperative sociali .......... 17"
    assert annotator.annotate(references, "it") == ()
    assert annotator.annotate(contents, "it") == ()


def test_rows_of_a_table_are_not_taken_for_contents(annotator: Annotator) -> None:
    rows = "\n".join(
        f"{region}; Residenti: 4{n}.120; Posti: {n}.{n}05; Quota: {n}4"
        for n, region in enumerate(("Umbria", "Molise", "Marche", "Lazio"), start=1)
    )
    assert codes(annotator, rows, "territory") == {"Umbria", "Molise", "Marche", "Lazio"}
    numbered = "1 Umbria e dintorni 5\n2 Il Molise 17\n3 Le Marche 23\n4 Lazio 31"
    assert annotator.annotate(numbered, "it") == ()


def test_text_of_a_law_plays_no_role(annotator: Annotator) -> None:
    text = (
        "Art. 4. I comuni, ai sensi del comma 2 e di cui all'articolo 9, lettera a), devono "
        "istituire il servizio. Art. 5. Il presente decreto è pubblicato nella Gazzetta Ufficiale."
    )
    assert codes(annotator, text, "kind") == set()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le cooperative sociali della città", "it"),
        ("Social cooperatives of the city", "en"),
        ("Les personnes âgées qui vivent dans la ville", None),
        ("12, 45%", None),
        ("Cooperative sociali; imprese; associazioni", "it"),
    ],
)
def test_language_is_told_apart(annotator: Annotator, text: str, language: str | None) -> None:
    assert annotator.language(text) == language


def test_sentences_mind_italian_abbreviations(annotator: Annotator) -> None:
    text = (
        "La L. 328/2000 e l'art. 55 del D.Lgs. 117/2017 (cfr. p. 12) contano. Il dott. M. Rossi, "
        "ecc. ecc., è d'accordo! «Anche noi.» Fine"
    )
    parts = [text[start:end] for start, end in annotator.sentences(text, "it")]
    assert parts == [
        "La L. 328/2000 e l'art. 55 del D.Lgs. 117/2017 (cfr. p. 12) contano.",
        "Il dott. M. Rossi, ecc. ecc., è d'accordo!",
        "«Anche noi.»",
        "Fine",
    ]


def test_many_texts_give_what_each_gives_alone(annotator: Annotator) -> None:
    texts = ["Le imprese di Milano.", "Social cooperatives in the city of Turin.", "", "…"] * 3
    alone = [annotator.annotate(text) for text in texts]
    assert list(annotator.annotate_many(texts)) == alone


def test_lists_name_the_region_of_any_place(annotator: Annotator) -> None:
    lists = annotation_lists(annotator.annotate("I volontari di Monza e della Liguria.", "it"))
    assert lists["regions"] == ["Liguria", "Lombardia"]
    assert lists["actors"] == ["volunteering"]
    assert set(lists) == {"kinds", "actors", "targets", "themes", "polarity", "regions"}


def slide(number: int) -> str:
    from pptx import Presentation

    found: list[str] = []
    pending = list(Presentation(str(DECK)).slides[number - 1].shapes)
    while pending:
        shape = pending.pop(0)
        pending = [*getattr(shape, "shapes", []), *pending]
        if getattr(shape, "has_text_frame", False):
            found.extend(p.text for p in shape.text_frame.paragraphs if p.text.strip())
    return "\n".join(found)


@pytest.mark.skipif(not DECK.exists(), reason="the example deck is not beside the project")
def test_deck_gives_its_actors_lesson_and_themes_by_the_general_rules(annotator: Annotator) -> None:
    assert codes(annotator, slide(5), "actor") >= {
        "social-cooperatives",
        "associations",
        "volunteering",
        "philanthropy",
        "public-administration",
        "companies",
        "social-partners",
        "citizens",
    }
    assert codes(annotator, slide(4), "kind") == {"lesson"}
    assert "volunteering" in codes(annotator, slide(4), "theme")
    assert "company-welfare" in codes(annotator, slide(2), "theme")
    assert "social-cooperatives" in codes(annotator, slide(2), "actor")


def test_annotation_by_words_loads_no_networks() -> None:
    told = (
        "import sys; from ingest.annotate import open_annotator;"
        "print(len(open_annotator().annotate('Il Comune di Prato ha aperto un emporio.')) > 0,"
        " 'torch' in sys.modules); import torch; print(torch.zeros(1).item())"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout == "True False\n0.0\n"
