"""Slides exported as PDF."""

from __future__ import annotations

from golden.pdf_drawing import Pdf

BOLD = "Helvetica-Bold"


def boxed_slide(pdf: Pdf) -> None:
    """Three boxes side by side, each with a heading and a text of several lines."""
    pdf.text(50, 70, "Tre modi di stare vicino", 32, BOLD)
    boxes = (
        ("Abitare", "Otto appartamenti in cui chi ha una casa grande ospita chi non ne ha."),
        ("Muoversi", "Un furgone guidato da volontari porta alle visite chi non può andarci."),
        ("Parlare", "Una linea telefonica risponde ogni sera a chi è rimasto solo."),
    )
    for number, (heading, text) in enumerate(boxes):
        x = 50 + 295 * number
        pdf.box(x, 130, 270, 220)
        pdf.text(x + 18, 170, heading, 20, BOLD)
        pdf.flow(x + 18, 205, 234, text, 16)
    pdf.text(50, 420, "Insieme raggiungono 640 persone l'anno.", 16)


def two_columns_slide(pdf: Pdf) -> None:
    """A slide of two columns of bullets, each under its own heading."""
    pdf.text(50, 70, "Che cosa ha funzionato e che cosa no", 30, BOLD)
    columns = (
        ("Ha funzionato", ("• partire da chi c'era già", "• dare le chiavi agli abitanti",
                           "• misurare poche cose")),
        ("Non ha funzionato", ("• aspettare il bando", "• cambiare referente ogni anno",
                               "• scrivere relazioni che nessuno legge")),
    )  # fmt: skip
    for number, (heading, items) in enumerate(columns):
        x = 60 + 450 * number
        pdf.text(x, 150, heading, 22, BOLD)
        pdf.text(x, 200, items, 18, leading=1.8)


def deck(pdf: Pdf) -> None:
    """A deck of four slides with the same foot, a logo's words and numbers."""
    slides = (
        ("Il portierato di via dei Mille", ("• aperto da marzo 2021", "• due custodi e un fondo")),
        ("Chi lo usa", ("• 320 famiglie in un anno", "• soprattutto donne sole")),
        ("Quanto costa", ("• 38.000 euro l'anno", "• metà dal comune, metà dai condomini")),
        ("Che cosa abbiamo imparato", ("• la porta deve restare aperta",
                                       "• il custode non va cambiato")),
    )  # fmt: skip
    for number, (title, items) in enumerate(slides, 1):
        pdf.text(50, 80, title, 32, BOLD)
        pdf.text(70, 160, items, 20, leading=1.8)
        pdf.text(50, 515, "Convegno sul vicinato, Modena 2022", 11)
        pdf.right(910, 515, str(number), 11)
        pdf.text(760, 40, "Fondazione Ca' Verde", 12)
        pdf.page()
