"""Pages of running text: columns, heads and feet, labels, hyphens, notes, headings."""

from __future__ import annotations

import pypdf
from golden.pdf_drawing import Pdf
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject

BOLD = "Helvetica-Bold"
ROMAN = "Times-Roman"
SOFT = "\u00ad"


def two_columns(pdf: Pdf) -> None:
    """A title across the page, then two justified columns with headings in them."""
    pdf.text(50, 80, "La bottega dei mestieri ritrovati", 20, BOLD)
    pdf.flow(
        50, 110, 490,
        "In una valle dell'Appennino quattro artigiani in pensione insegnano a ragazzi che hanno "
        "lasciato la scuola. Il racconto di due anni di lavoro.", 11,
    )  # fmt: skip
    y = pdf.flow(
        50, 170, 235,
        "La bottega nasce in un capannone vuoto, che il comune ha dato in comodato per dieci anni. "
        "Un falegname, una sarta, un fabbro e un ceramista hanno messo a disposizione due mattine "
        "la settimana ciascuno. I ragazzi sono arrivati uno alla volta, mandati dai servizi "
        "sociali o accompagnati da un amico.", justified=True,
    )  # fmt: skip
    y = pdf.text(50, y + 14, "Chi sono i ragazzi", 12, BOLD)
    pdf.flow(
        50, y + 4, 235,
        "Hanno tra i sedici e i ventuno anni. Più della metà non ha finito le superiori, e uno su "
        "quattro vive in comunità. All'inizio nessuno pensava di fermarsi: la bottega era un "
        "posto dove passare il tempo. Dopo tre mesi gli iscritti erano dodici e gli orari non "
        "bastavano più, perché chi aveva imparato a cucire voleva", justified=True,
    )  # fmt: skip
    y = pdf.flow(
        310, 170, 235,
        "anche provare il tornio. Gli artigiani hanno allora deciso di lavorare in coppia, con un "
        "laboratorio comune il venerdì.", justified=True,
    )  # fmt: skip
    y = pdf.text(310, y + 14, "Che cosa resta", 12, BOLD)
    pdf.flow(
        310, y + 4, 235,
        "Sette ragazzi su dodici hanno oggi un contratto. Gli altri sono tornati a studiare o "
        "continuano a frequentare. Il costo per persona, 1.900 euro l'anno, è coperto per un terzo "
        "dalla vendita degli oggetti e per il resto da una fondazione locale.", justified=True,
    )  # fmt: skip


def three_columns(pdf: Pdf) -> None:
    """A newsletter: three narrow columns of prose under one title, written straight across."""
    pdf.text(40, 70, "Notizie dal quartiere", 22, BOLD)
    columns = (
        "Il mercoledì la biblioteca resta aperta fino alle dieci di sera. Lo hanno chiesto gli "
        "studenti, e da ottobre lo fanno i volontari del circolo, che tengono le chiavi e "
        "accolgono chi arriva. Nei primi tre mesi le presenze serali sono state 640.",
        "Gli orti di via Lunga passano da venti a trentadue. I nuovi spazi vanno a famiglie "
        "seguite dal consultorio e a due classi della scuola media. Chi coltiva da più tempo "
        "aiuta chi comincia, e la raccolta di giugno è finita in parte nella mensa.",
        "Lo sportello per chi assiste un parente ha cambiato sede. Ora si trova accanto alla "
        "farmacia comunale, dove passano molte persone che prima non lo conoscevano. In un "
        "mese le richieste sono raddoppiate, da quindici a trentuno.",
    )
    for number, text in enumerate(columns):
        pdf.flow(40 + 177 * number, 110, 160, text, 9.5, ROMAN)


def running_heads(pdf: Pdf) -> None:
    """Four pages with different heads left and right, numbers at the foot, text across pages."""
    texts = (
        "Il primo anno è servito a conoscere le famiglie. Gli operatori hanno bussato a 214 porte "
        "e ne hanno trovate aperte 160. Da quei colloqui è nata una mappa dei bisogni, che il "
        "comune ha poi fatto propria e che ogni",
        "sei mesi viene aggiornata insieme alle associazioni. La mappa dice dove manca un medico, "
        "dove una panchina, dove qualcuno che faccia la spesa.",
        "Nel secondo anno i gruppi di vicini sono diventati nove. Ciascuno ha un referente e una "
        "piccola cassa, e decide da solo come usarla.",
        "Alla fine del terzo anno le porte aperte erano 198. Il costo medio è sceso da 48 a 31 "
        "euro per famiglia, senza perdere nessuno dei servizi di partenza.",
    )
    for index, text in enumerate(texts):
        number = 36 + index
        if number % 2:
            pdf.right(545, 40, "3. Tre anni di porte aperte", 8)
        else:
            pdf.text(50, 40, "Rapporto sul vicinato solidale", 8)
        pdf.flow(50, 90, 495, text, 10.5, ROMAN)
        pdf.centred(805, str(number), 9)
        pdf.page()


def roman_labels(pdf: Pdf) -> None:
    """Front matter numbered iii and iv, then pages 1 and 2, all of it printed."""
    pages = (
        ("iii", "Premessa", "Questo quaderno raccoglie quanto detto in sei incontri pubblici, "
         "tenuti tra marzo e giugno nelle sale di tre parrocchie."),
        ("iv", "Ringraziamenti", "Grazie a chi ha aperto le sale, a chi ha preso appunti e a chi "
         "ha portato le sedie. Senza di loro non ci sarebbe stato alcun incontro."),
        ("1", "Il metodo", "Ogni incontro è durato due ore. Nella prima parlavano gli abitanti, "
         "nella seconda rispondevano i servizi."),
        ("2", "Le parole più dette", "Tempo, chiavi, autobus. La parola soldi viene soltanto al "
         "nono posto, dopo scale e silenzio."),
    )  # fmt: skip
    for label, heading, text in pages:
        pdf.text(60, 90, heading, 16, BOLD)
        pdf.flow(60, 125, 470, text, 11)
        pdf.centred(800, label, 9)
        pdf.page()


def file_labels(writer: pypdf.PdfWriter) -> None:
    """Name the pages A-1, A-2 in the file, as appendices are."""
    names = DictionaryObject(
        {NameObject("/S"): NameObject("/D"), NameObject("/P"): pypdf.generic.TextStringObject("A-")}
    )
    writer.root_object[NameObject("/PageLabels")] = DictionaryObject(
        {NameObject("/Nums"): ArrayObject([NumberObject(0), names])}
    )


def appendix(pdf: Pdf) -> None:
    """Two pages whose labels stand in the file only."""
    for text in (
        "Le domande poste alle famiglie erano undici, e nessuna chiedeva il reddito.",
        "Le risposte sono state trascritte a mano e rilette da due persone diverse.",
    ):
        pdf.flow(60, 90, 470, text, 11)
        pdf.page()


def hyphens_lines(pdf: Pdf) -> None:
    """Hyphens at line ends: of the line, of the word, loose, soft; a dash and years beside."""
    pdf.text(
        60, 90,
        [
            "Il servizio di pronta accoglienza è nato da un accordo tra la par-",
            "rocchia e il comune. Le stanze sono otto, e l'équipe socio-educativa",
            "lavora su turni. Chi arriva trova un letto, una doccia e un opera-",
            "tore che ascolta; il progetto è stato poi ripro -",
            "posto in altri due centri. Nel biennio 2021-",
            "2022 gli ospiti sono stati 311, e la parte socio-",
            "educativa ha occupato la metà delle ore. Il medico-legale e i volon-",
            "tari – in tutto ventisei – si sono divisi i com" + SOFT,
            "piti senza che nessuno restasse solo di not" + SOFT,
            "te. Oggi l'accesso è di norma e-",
            "sente da contributi.",
        ],
        11, "Vera",
    )  # fmt: skip


def hyphens_columns(pdf: Pdf) -> None:
    """A word cut where one column ends and the next begins."""
    pdf.text(
        50, 100,
        [
            "La cooperativa ha aperto il forno nel",
            "mese di maggio, con tre apprendisti e",
            "un maestro. Il pane si vende la matti-",
            "na nei bar della piazza e il pomerig-",
            "gio al mercato coperto. Chi lo prepa-",
            "ra ha seguito un corso di sei mesi e",
            "riceve una paga piena fin dal princi-",
        ],
        10, ROMAN,
    )  # fmt: skip
    pdf.text(
        310, 100,
        [
            "pio. Non è un laboratorio protetto: i",
            "prezzi sono quelli degli altri forni, e",
            "il bilancio si chiude in pari dal terzo",
            "anno. La differenza sta nei tempi, che",
            "sono più lenti, e nelle pause, che sono",
            "più lunghe. Nessuno dei clienti se ne è",
            "mai lamentato.",
        ],
        10, ROMAN,
    )  # fmt: skip


def hyphens_pages(pdf: Pdf) -> None:
    """A word cut by the page, with a note, a foot and a head between its halves."""
    pdf.text(60, 40, "Quaderni di vicinato", 8)
    for row, parts in enumerate(
        (
            ("La presa in carico comincia con una visita a casa. L'assistente sociale e",),
            ("l'infermiere vanno insieme, compilano una sola scheda", "1", " e la rileggono con"),
            ("la famiglia. Dopo due settimane si riuniscono per una valutazione multidimen-",),
        )
    ):
        pdf.marked(60, 600 + 14 * row, parts)
    pdf.rule(60, 745, 200, 745)
    pdf.marked(60, 760, ("", "1", " La scheda è quella adottata dalla regione nel 2019."), 8)
    pdf.centred(805, "12", 9)
    pdf.page()
    pdf.text(60, 40, "Quaderni di vicinato", 8)
    pdf.text(
        60, 90,
        [
            "sionale, a cui partecipa anche il medico di base. Il piano che ne esce",
            "dura sei mesi e si può cambiare in ogni momento.",
        ],
        11,
    )  # fmt: skip
    pdf.centred(805, "13", 9)
    pdf.page()


def footnotes(pdf: Pdf) -> None:
    """Two raised marks in the text and their notes under a rule, the second of two lines."""
    pdf.text(60, 90, "Le banche del tempo", 16, BOLD)
    for row, parts in enumerate(
        (
            ("Nelle banche del tempo si scambiano ore", "1", ", non denaro. Ogni socio ha un"),
            ("conto che sale quando aiuta e scende quando è aiutato. In Italia quelle",),
            ("attive sono circa quattrocento", "2", ", per lo più nei comuni medi. Il conto"),
            ("non si azzera mai.",),
        )
    ):
        pdf.marked(60, 125 + 14 * row, parts)
    pdf.rule(60, 730, 190, 730)
    pdf.marked(60, 745, ("", "1", " Un'ora vale un'ora, qualunque cosa si faccia."), 8.5)
    pdf.marked(
        60, 758, ("", "2", " La stima viene da un conteggio fatto per telefono tra gennaio"), 8.5
    )
    pdf.marked(60, 769, ("e marzo, comune per comune, da tre volontarie.",), 8.5)


def headings_numbered(pdf: Pdf) -> None:
    """Headings 1, 1.1, 1.1.1, 1.2 and 2 with a line of text below each."""
    y = 90.0
    for heading, size, text in (
        ("1 Il contesto", 16, "La provincia ha perso un decimo degli abitanti in venti anni."),
        ("1.1 I servizi che ci sono", 13, "Restano due ambulatori e una scuola per valle."),
        ("1.1.1 Il trasporto", 11, "L'autobus passa tre volte al giorno, mai la domenica."),
        ("1.2 I servizi che mancano", 13, "Nessuno porta i pasti a chi vive solo."),
        ("2 Le proposte", 16, "Tre comuni hanno firmato un patto per dividersi i costi."),
    ):
        pdf.text(60, y, heading, size, BOLD)
        pdf.text(60, y + 22, text, 10.5)
        y += 60


def headings_sized(pdf: Pdf) -> None:
    """Headings without numbers, told by size alone, two ranks below the title."""
    y = 100.0
    for heading, size, text in (
        ("Vivere insieme da anziani", 24, "Tre case, ventidue persone, nessun corridoio."),
        ("Come si entra", 16, "Si entra dopo tre mesi di prova, e decide chi già ci abita."),
        ("Il mese di prova", 12.5, "Nel primo mese si mangia insieme soltanto a pranzo."),
        ("Come si paga", 16, "Ciascuno versa un terzo della pensione in una cassa comune."),
    ):
        pdf.text(60, y, heading, size, ROMAN)
        pdf.text(60, y + 24, text, 10.5, ROMAN)
        y += 80


def headings_outline(pdf: Pdf) -> None:
    """Headings that look like the text: only the outline of the file knows them."""
    y = 100.0
    for key, level, heading, text in (
        ("a", 0, "Il doposcuola", "Ogni pomeriggio trenta bambini fanno i compiti in biblioteca."),
        ("b", 1, "I volontari", "Sono studenti del liceo, che ne hanno in cambio dei crediti."),
        ("c", 1, "Le famiglie", "Portano la merenda a turno e tengono la porta."),
    ):
        pdf.canvas.bookmarkPage(key)
        pdf.canvas.addOutlineEntry(heading, key, level)
        pdf.text(60, y, heading, 11, ROMAN)
        pdf.text(60, y + 26, text, 11, ROMAN)
        y += 70


def english_brief(pdf: Pdf) -> None:
    """A page in English: abstract, headings in capitals, a list with numbers."""
    pdf.text(60, 85, "Neighbours who cook: a policy brief", 18, BOLD)
    y = pdf.flow(
        60, 120, 470,
        "Shared kitchens reach people whom no meal service reaches. We followed five of them for "
        "eighteen months and counted who came, who stayed and who began to cook.", 10.5, ROMAN,
    )  # fmt: skip
    pdf.text(60, y + 16, "WHAT WE FOUND", 10.5, "Times-Bold")
    y = pdf.flow(
        60, y + 34, 470,
        "Of 412 guests, 160 came at least once a month. Those who cooked together said that they "
        "felt less alone; those who only ate did not.", 10.5, ROMAN,
    )  # fmt: skip
    pdf.text(60, y + 16, "WHAT SHOULD BE DONE", 10.5, "Times-Bold")
    for row, item in enumerate(
        (
            "1. Fund the kitchen, not the meal.",
            "2. Let guests hold the keys.",
            "3. Count who comes back, not who comes.",
        )
    ):
        pdf.text(72, y + 36 + 16 * row, item, 10.5, ROMAN)
