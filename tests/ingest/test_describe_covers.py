"""Descriptions of documents as publishers lay them out: covers, imprints, articles, acts, decks.

Each cover is drawn as a PDF and read by the reader: (size, font, text) lines from the top, a
number alone leaves room, ``PAGE`` ends a page.
"""

import dataclasses
from dataclasses import dataclass, field

import pytest
from reportlab.pdfgen import canvas

from corpus.records import Format
from ingest.describe import describe
from ingest.pdf import read_pdf

PAGE = object()
BODY = (
    "Il welfare di comunità nasce dove le persone si conoscono e dove i servizi tengono conto",
    "di come vivono. In queste pagine si racconta che cosa è stato fatto, con chi e con quali",
    "risultati, e che cosa si farebbe in un altro modo se si potesse ricominciare da capo.",
    "Le interviste sono state raccolte nei quartieri, negli ambulatori e nelle scuole, e lette",
    "insieme a chi ci lavora ogni giorno, perché le cifre da sole non dicono tutto.",
)


def body(count=3):
    return [*([12, *((10, "", line) for line in BODY)] * count)]


def title(text, size=26):
    return (size, "b", text)


def small(text, size=11):
    return (size, "", text)


@dataclass
class Cover:
    lines: list
    expected: dict
    metadata: dict = field(default_factory=dict)
    size: tuple = (595, 842)


COVERS = {
    "report": Cover(
        [
            title("Fondazione Zefiro", 14),
            120,
            title("Abitare insieme"),
            title("Indagine sulle case"),
            title("di quartiere in Emilia"),
            20,
            small("a cura di Anna Bianchi e Marco Verdi", 14),
            200,
            small("Bologna, marzo 2023"),
            PAGE,
            *body(),
        ],
        {
            "title": "Abitare insieme Indagine sulle case di quartiere in Emilia",
            "creators": ("Anna Bianchi", "Marco Verdi"),
            "year": 2023,
            "format": Format.REPORT,
        },
        {"Title": "Microsoft Word - rapporto_def_3.doc", "Author": "utente", "made": 2024},
    ),
    "article": Cover(
        [
            small("Politiche e servizi, n. 2/2021 - ISSN 1234-5678", 9),
            40,
            title("La presa in carico condivisa nei servizi per gli", 18),
            title("anziani: una ricerca in tre distretti", 18),
            14,
            small("Chiara Lodi¹, Eleonora Magli² e Paolo De Santis¹*", 12),
            small("¹ Università di Pavia; ² Istituto per la ricerca sociale", 9),
            20,
            small("Abstract", 11),
            *body(1),
            small("Parole chiave: anziani, distretti, valutazione", 10),
            small("DOI: 10.1234/ps.2021.0042", 20),
            PAGE,
            *body(),
        ],
        {
            "title": "La presa in carico condivisa nei servizi per gli anziani: una ricerca in tre"
            " distretti",
            "creators": ("Chiara Lodi", "Eleonora Magli", "Paolo De Santis"),
            "year": 2021,
            "series": "Politiche e servizi, n. 2/2021",
            "format": Format.ARTICLE,
        },
        {"Title": "05_PolServ_2-2021.indd", "made": 2021},
    ),
    "social report": Cover(
        [
            title("Bilancio sociale 2022", 30),
            small("Cooperativa sociale Il Ponte", 16),
            PAGE,
            *body(),
            small("Finito di stampare nel mese di giugno 2023"),
        ],
        {"title": "Bilancio sociale 2022", "year": 2023, "format": Format.REPORT},
        {"Title": "Layout 1", "made": 2023},
    ),
    "law": Cover(
        [
            title("LEGGE 8 novembre 2000, n. 328", 18),
            small("Legge quadro per la realizzazione del sistema integrato", 12),
            20,
            (12, "b", "Art. 1"),
            *body(1),
            (12, "b", "Art. 2"),
            *body(1),
        ],
        {
            "title": "LEGGE 8 novembre 2000, n. 328 – Legge quadro per la realizzazione del sistema"
            " integrato",
            "year": 2000,
            "format": Format.LAW,
        },
        {"Title": "*** NORMATTIVA - Stampa ***", "made": 2019},
    ),
    "guidelines": Cover(
        [
            small("Ministero del lavoro e delle politiche sociali", 14),
            100,
            title("Linee guida per la co-progettazione"),
            title("dei servizi di prossimità"),
            100,
            small("dicembre 2021", 14),
            PAGE,
            *body(),
        ],
        {
            "title": "Linee guida per la co-progettazione dei servizi di prossimità",
            "year": 2021,
            "format": Format.GUIDELINE,
        },
    ),
    "english": Cover(
        [
            title("Growing old together", 32),
            small("How neighbourhoods learn to care", 16),
            60,
            small("Edited by Tim Jacobson and Helen Brooks", 12),
            PAGE,
            small("© 2022 Foundation for Social Innovation. All rights reserved."),
            small("ISBN 978-88-12345-67-8"),
            PAGE,
            *body(),
        ],
        {
            "title": "Growing old together",
            "creators": ("Tim Jacobson", "Helen Brooks"),
            "year": 2022,
            "publisher": "Foundation for Social Innovation",
        },
        {"Title": "Untitled-1", "Author": "hbrooks2", "made": 2024},
    ),
    "deck": Cover(
        [
            100,
            title("Il terzo settore dopo la pandemia", 32),
            40,
            small("Lorenzo Bandini, Fondazione Zefiro", 18),
            small("Festival del welfare, Torino, 12 novembre 2021", 16),
            PAGE,
            title("Da dove partiamo", 28),
            small("Tre anni di lavoro con le associazioni", 18),
            PAGE,
            title("Che cosa resta", 28),
            small("Le reti nate allora sono ancora vive", 18),
        ],
        {
            "title": "Il terzo settore dopo la pandemia",
            "creators": ("Lorenzo Bandini",),
            "year": 2021,
            "format": Format.SLIDES,
        },
        {"Title": "Presentazione standard di PowerPoint", "Author": "lbandini1", "made": 2022},
        (720, 405),
    ),
    "number in title": Cover(
        [title("10 anni di portierato sociale", 28), small("di Giulia Ferri", 14), *body(2)],
        {"title": "10 anni di portierato sociale", "creators": ("Giulia Ferri",)},
    ),
    "chapter": Cover(
        [
            title("7 Il lavoro di comunità", 22),
            small("di MARIA TERESA GALLO e LUCA D'AMICO", 12),
            20,
            (13, "b", "7.1 Premessa"),
            *body(1),
            (13, "b", "7.2 Il metodo"),
            *body(1),
        ],
        {
            "title": "Il lavoro di comunità",
            "creators": ("Maria Teresa Gallo", "Luca D'Amico"),
        },
    ),
    "picture on the cover": Cover(
        [
            PAGE,
            (16, "b", "Indice"),
            small("Introduzione 3"),
            small("Il quartiere 9"),
            PAGE,
            (16, "b", "Introduzione"),
            *body(),
        ],
        {"title": "Le porte aperte del quartiere Savena"},
        {"Title": "Le porte aperte del quartiere Savena", "made": 2020},
    ),
    "metadata of an older work": Cover(
        [title("Famiglie e servizi educativi", 28), small("Rapporto 2021", 16), PAGE, *body()],
        {"title": "Famiglie e servizi educativi", "year": 2021},
        {"Title": "Bando volontari anno precedente", "made": 2021},
    ),
    "cited": Cover(
        [
            title("Oltre lo sportello", 30),
            PAGE,
            small(
                "Come citare: Rossi A., De Luca M. (2020), Oltre lo sportello, Milano: Fondazione"
            ),
            small("Zefiro."),
            PAGE,
            *body(),
        ],
        {
            "title": "Oltre lo sportello",
            "creators": ("Rossi A.", "De Luca M."),
            "year": 2020,
            "publisher": "Fondazione Zefiro",
        },
        {"made": 2023},
    ),
    "plan for the future": Cover(
        [title("Agenda 2030 delle cooperative", 28), PAGE, *body()],
        {"title": "Agenda 2030 delle cooperative", "year": 2018},
        {"made": 2018},
    ),
    "team": Cover(
        [
            title("Curare a casa", 30),
            PAGE,
            (14, "b", "Gruppo di lavoro"),
            small("Silvia Neri, Giovanni Pozzi,"),
            small("Rita Salvi"),
            30,
            small("Pubblicato da Edizioni del Faro"),
            PAGE,
            *body(),
        ],
        {
            "creators": ("Silvia Neri", "Giovanni Pozzi", "Rita Salvi"),
            "publisher": "Edizioni del Faro",
        },
    ),
    "series": Cover(
        [
            small("Quaderni del Centro servizi, 12", 10),
            60,
            title("Volontari per un giorno", 28),
            small("Ada Conti", 14),
            small("Osservatorio sul dono, 2017", 12),
            PAGE,
            *body(),
        ],
        {
            "title": "Volontari per un giorno",
            "series": "Quaderni del Centro servizi",
            "creators": ("Ada Conti",),
            "publisher": "Osservatorio sul dono",
            "year": 2017,
        },
    ),
    "affiliations below each author": Cover(
        [
            small("Working Paper n. 03/2019", 11),
            30,
            title("Measuring what families do", 22),
            small("A study of informal care in two cities", 14),
            16,
            (12, "b", "Margaret O'Neill*"),
            small("University of Leeds", 10),
            (12, "b", "Stefano Bruni**"),
            small("Politecnico di Torino", 10),
            16,
            small("© The Author(s) 2019", 9),
            *body(2),
        ],
        {
            "title": "Measuring what families do",
            "creators": ("Margaret O'Neill", "Stefano Bruni"),
            "year": 2019,
            "publisher": None,
            "series": "Working Paper",
        },
    ),
    "decree": Cover(
        [
            title("DECRETO LEGISLATIVO 3 luglio 2017, n. 117", 16),
            (12, "b", "Codice del Terzo settore"),
            20,
            small("Vigente al: 5 maggio 2021", 10),
            *body(1),
        ],
        {"year": 2017, "format": Format.LAW},
    ),
    "guide to a law": Cover(
        [title("Guida alla riforma del Terzo settore", 26), small("a cura di Sara Prati"), *body()],
        {"format": Format.GUIDELINE, "creators": ("Sara Prati",)},
    ),
    "report on a law": Cover(
        [title("Legge sul dopo di noi: che cosa è cambiato", 24), *body()],
        {"title": "Legge sul dopo di noi: che cosa è cambiato", "format": Format.OTHER},
    ),
    "magazine": Cover(
        [
            small("INCHIESTA", 12),
            title("Chi resta in paese", 30),
            small("Viaggio nelle aree interne che non si arrendono", 14),
            small("di Marco Neri", 12),
            *body(4),
        ],
        {"title": "Chi resta in paese", "creators": ("Marco Neri",)},
    ),
    "funders are not publishers": Cover(
        [
            title("Cantieri di cura", 30),
            small("Con il contributo di Fondazione Monte Verde", 12),
            small("Autori: Elena Fabbri, Tommaso Riva", 12),
            small("Roma, 5 maggio 2016", 12),
            PAGE,
            small("© 2016 Cooperativa sociale Lanterna, Roma", 9),
            PAGE,
            *body(),
        ],
        {
            "title": "Cantieri di cura",
            "creators": ("Elena Fabbri", "Tommaso Riva"),
            "publisher": "Cooperativa sociale Lanterna, Roma",
            "year": 2016,
        },
        {"made": 2017},
    ),
    "years in the text are no dates": Cover(
        [
            title("Le badanti e le famiglie", 24),
            small(
                "La ricerca, svolta nel 2015, confronta i dati con quelli dell'edizione del 2008."
            ),
            *body(),
        ],
        {"title": "Le badanti e le famiglie", "year": 2016},
        {"made": 2016},
    ),
    "editors above the title": Cover(
        [
            small("Francesca Mainini e Carlo Ferri (a cura di)", 14),
            80,
            title("Il ritorno dello Stato sociale?", 30),
            small("Quinto rapporto sul welfare locale", 16),
            300,
            small("2021", 16),
            PAGE,
            small("Copyright © 2021 by FrancoAngeli s.r.l., Milano, Italy."),
            small("ISBN 9788835112345"),
            PAGE,
            *body(),
        ],
        {
            "title": "Il ritorno dello Stato sociale?",
            "creators": ("Francesca Mainini", "Carlo Ferri"),
            "publisher": "FrancoAngeli",
            "year": 2021,
        },
        {"made": 2023},
    ),
    "place and year": Cover(
        [
            title("Povertà e diritti", 28),
            small("Autrici e autori: ROSA BIANCHI (Università di Pisa), LUCA NERI (CNR)"),
            small("Roma, 2019"),
            PAGE,
            small("© European Union, 2019"),
            PAGE,
            *body(),
        ],
        {
            "creators": ("Rosa Bianchi", "Luca Neri"),
            "year": 2019,
            "publisher": "European Union",
        },
        {"made": 2021},
    ),
    "publisher printed larger than the title": Cover(
        [
            title("Fondazione Casa Aperta", 34),
            100,
            title("Le reti che curano", 24),
            small("Rapporto di ricerca, ottobre 2020", 14),
            PAGE,
            *body(),
        ],
        {"title": "Le reti che curano", "year": 2020},
    ),
    "yearbook that came out a year later": Cover(
        [
            title("Rapporto sul volontariato 2019", 28),
            small("Centro servizi del Piceno", 14),
            small("Ascoli Piceno, febbraio 2020", 12),
            PAGE,
            *body(),
        ],
        {"title": "Rapporto sul volontariato 2019", "year": 2020},
    ),
    "surnames first": Cover(
        [
            title("Curare le relazioni", 28),
            small("a cura di ROSSI Mario, BIANCHI Anna Maria e D'AMICO Luca"),
            PAGE,
            *body(),
        ],
        {"creators": ("Rossi Mario", "Bianchi Anna Maria", "D'Amico Luca")},
    ),
    "journal with received dates": Cover(
        [
            small("Journal of Care Studies 2020, Vol. 12, pp. 33-51", 9),
            20,
            title("Time banks and loneliness in three Italian towns", 18),
            small("Helen Brooks, Marta Galli, and Tim O'Connor", 11),
            small("Received 3 May 2019; accepted 2 January 2020", 9),
            small("Abstract", 11),
            *body(1),
            small("Keywords: time banks, loneliness", 9),
            *body(3),
        ],
        {
            "title": "Time banks and loneliness in three Italian towns",
            "creators": ("Helen Brooks", "Marta Galli", "Tim O'Connor"),
            "year": 2020,
            "format": Format.ARTICLE,
        },
    ),
    "rights of several years": Cover(
        [
            title("Handbook of door keeping", 28),
            (14, "b", "Fabio Fiorini"),
            (14, "b", "Nikos Mavropoulos (help@door.example)"),
            PAGE,
            small("Copyright c 2001–2022 Free Door Foundation, Inc."),
            small("Permission is granted to copy this text."),
            PAGE,
            *body(),
        ],
        {
            "title": "Handbook of door keeping",
            "creators": ("Fabio Fiorini", "Nikos Mavropoulos"),
            "publisher": "Free Door Foundation",
            "year": 2022,
            "format": Format.GUIDELINE,
        },
        {"made": 2025},
    ),
    "press release": Cover(
        [
            small("14 LUGLIO 2021", 12),
            (24, "b", "32,3%"),
            title("Cresce la domanda di cura", 22),
            *body(2),
            small("info@euricse.eu"),
            small("Centro stampa Euricse"),
        ],
        {"title": "Cresce la domanda di cura", "year": 2021},
    ),
}


def drawn(cover, path):
    height = cover.size[1]
    sheet = canvas.Canvas(str(path), pagesize=cover.size)
    sheet.setTitle(cover.metadata.get("Title", ""))
    sheet.setAuthor(cover.metadata.get("Author", ""))
    y = height - 60
    for line in cover.lines:
        if line is PAGE:
            sheet.showPage()
            y = height - 60
        elif isinstance(line, int):
            y -= line
        else:
            size, weight, text = line
            sheet.setFont("Helvetica-Bold" if weight else "Helvetica", size)
            y -= 1.25 * size
            sheet.drawString(60, y, text)
    sheet.showPage()
    sheet.save()
    return path


@pytest.mark.parametrize("name", COVERS)
def test_what_is_printed_describes_the_work(name, tmp_path):
    cover = COVERS[name]
    document = read_pdf(drawn(cover, tmp_path / "scan_0001.pdf"))
    made = cover.metadata.get("made")
    document = dataclasses.replace(
        document, hints=dataclasses.replace(document.hints, year=made or 2025)
    )
    found = describe(document, str(tmp_path / "scan_0001.pdf"), [("it", 1)])
    wanted = cover.expected
    assert {field: getattr(found, field) for field in wanted} == wanted
    assert {name for name, value in wanted.items() if value} <= set(found.sources)
