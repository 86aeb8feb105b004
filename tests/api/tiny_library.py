"""A tiny real library: documents, a catalogue that holds them, an embedder.

The embedder hashes runs of letters, so that words with the same stem lie near each other: it has
a geometry, and needs no model.
"""

import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from api.library import Library
from api.service import Service
from api.settings import Settings
from corpus.changes import now
from corpus.files import keep, sha256_of
from corpus.identifiers import RecordId, passage_id, record_id
from corpus.records import (
    Annotation,
    BlockKind,
    Box,
    Description,
    Format,
    Passage,
    Record,
    Span,
)
from corpus.sources import Outcome, Source
from ingest.annotate.version import rules_version
from ingest.pages import PageWriter

KEY = "chiave-della-biblioteca"
HOSTILE_TITLE = "<script>alert(1)</script> \"detto\" & 'fatto'"
HOSTILE_NAME = 'a"><img src=x onerror=alert(1)>;\r\nX-Bad: 1 – è.html'
HOSTILE_TEXT = "Il volontariato <b>forte</b> <script>alert('x')</script> & \"altro\" nel quartiere."


@dataclass(frozen=True)
class Entry:
    """A document to be: pages of lines, and labels of the lines that hold given words."""

    file_name: str
    media_type: str
    description: Description
    pages: tuple[tuple[str, ...], ...]
    labels: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    page_labels: tuple[str | None, ...] = ()
    sketch: frozenset[int] = frozenset()


REPORT = Entry(
    "rapporto.pdf",
    "application/pdf",
    Description(
        "Servizi di prossimità nei piccoli comuni",
        Format.REPORT,
        ("Anna Bruni", "Carlo Doria"),
        2021,
        "it",
        "Fondazione Esempio",
    ),
    (
        ("La portineria di quartiere aiuta gli anziani soli con piccoli servizi.",),
        (
            "La cooperativa ha aperto a Brescia uno sportello per i caregiver familiari.",
            "Abbiamo imparato che senza un coordinatore i volontari se ne vanno.",
        ),
        ("I dati mostrano che il quaranta per cento delle famiglie rinuncia alle cure.",),
    ),
    {
        "sportello": (
            ("kind", "practice"),
            ("actor", "social-cooperatives"),
            ("territory", "Lombardia/BS/Brescia"),
        ),
        "portineria": (("kind", "practice"),),
        "imparato": (("kind", "lesson"),),
        "dati": (("kind", "evidence"),),
    },
    ("i", "ii", "1"),
    frozenset(range(100)),
)
COPY = Entry(
    "rapporto.txt",
    "text/plain",
    Description("Servizi di prossimità nei piccoli comuni", Format.OTHER, (), 2021, "it"),
    (("La portineria di quartiere aiuta gli anziani soli con piccoli servizi di ogni giorno.",),),
    sketch=frozenset(range(100)),
)
DECK = Entry(
    "welfare.pptx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Description("Welfare aziendale in rete", Format.SLIDES, ("Elena Fini",), 2019, "it"),
    (
        ("Le imprese piccole mettono in comune i servizi per i dipendenti.",),
        ("Che cosa non ha funzionato: nessuno conosceva la piattaforma.",),
    ),
    {"imprese": (("kind", "practice"),), "funzionato": (("kind", "lesson"),)},
)
HOSTILE = Entry(
    HOSTILE_NAME,
    "text/html",
    Description(HOSTILE_TITLE, Format.WEB_PAGE, ("<i>Nessuno</i>",), 2020, "it", "<u>Fonte</u>"),
    ((HOSTILE_TEXT,),),
)
ENGLISH = Entry(
    "many.md",
    "text/markdown",
    Description("Neighbourhood notes", Format.ARTICLE, (), None, "en"),
    tuple(
        (f"Meeting number {n} of the neighbourhood gardeners was held in rain.",) for n in range(25)
    ),
)
ENTRIES = {"report": REPORT, "copy": COPY, "deck": DECK, "hostile": HOSTILE, "english": ENGLISH}


def pdf_of(pages) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 300), invariant=True)
    for lines in pages:
        for place, line in enumerate(lines):
            canvas.drawString(20, 300 - 50 - 40 * place, line[:60])
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def content_of(entry: Entry) -> bytes:
    if entry.media_type == "application/pdf":
        return pdf_of(entry.pages)
    return "\n\n".join("\n".join(lines) for lines in entry.pages).encode()


def put(library: Library, entry: Entry, folder: Path, *, by_older_rules: bool = False) -> RecordId:
    path = folder / hashlib.sha256(entry.file_name.encode()).hexdigest()[:8]
    path = path.with_suffix(Path(entry.file_name).suffix)
    path.write_bytes(content_of(entry))
    sha256 = sha256_of(path)
    keep(library.files, path, sha256)
    identifier = record_id(sha256)
    pages, passages = [], []
    for number, lines in enumerate(entry.pages, 1):
        writer = PageWriter(
            number,
            400.0,
            300.0,
            entry.page_labels[number - 1] if entry.page_labels else None,
        )
        for place, line in enumerate(lines):
            top = 38.0 + 40 * place
            writer.add(BlockKind.PARAGRAPH, line, box=Box(20, top, 380, top + 16))
        page = writer.finish()
        pages.append(page)
        for block in page.blocks:
            passages.append(_passage(entry, identifier, page, block, len(passages)))
    record = Record(
        identifier,
        sha256,
        str(path),
        entry.file_name,
        entry.media_type,
        entry.description,
        len(pages),
        now(),
    )
    source = Source(str(path), Outcome.OK, sha256=sha256)
    # A service labels anew what older rules labelled; the labels given here are to stay.
    library.catalogue.put(
        record,
        pages,
        passages,
        entry.sketch,
        source,
        annotated_by=None if by_older_rules else rules_version(),
    )
    return identifier


def _passage(entry, identifier, page, block, ordinal) -> Passage:
    text = page.slice(block)
    annotations = tuple(
        Annotation(facet, code, text.index(word), text.index(word) + len(word), "label")
        for word, labels in entry.labels.items()
        if word in text
        for facet, code in labels
    )
    return Passage(
        passage_id(identifier, page.number, text, 0),
        identifier,
        ordinal,
        text,
        (Span(page.number, block.start, block.end),),
        ("Capitolo <1>",),
        language=entry.description.language,
        boxes=((page.number, block.box),),
        annotations=annotations,
    )


@dataclass(frozen=True)
class World:
    """The library as tests see it; ``ids`` gives the record of each entry."""

    library: Library
    service: Service
    settings: Settings
    ids: dict[str, RecordId]

    def passage(self, entry: str, words: str) -> str:
        passages = self.library.catalogue.passages_of(self.ids[entry])
        return next(p.id for p in passages if words in p.text)
