"""A small real library with both indexes, for the tests of the search."""

from contextlib import contextmanager

from hashing import HashingEmbedder
from making import make_record, put

from corpus.records import Annotation, Format
from index.apply import lexical_folder, open_indexes
from index.dense import open_background, open_exact
from index.lexical import LexicalIndex
from index.search import SearchEngine

EMBEDDER = HashingEmbedder()
VOCABULARY = "test"


def label(facet, code):
    return Annotation(facet, code, 0, 3, "label")


#: name, title, year, format, publisher, and its passages with their labels
DOCUMENTS = [
    (
        "portierato",
        "Il portierato di quartiere a Torino",
        2021,
        Format.REPORT,
        "Fondazione Uno",
        [
            (
                "Il portierato sociale apre ogni mattina e aiuta gli anziani con le pratiche.",
                [("kind", "practice"), ("target", "older-people"), ("territory", "Piemonte/TO")],
            ),
            (
                "Non ha funzionato l'orario del pomeriggio: i volontari erano troppo pochi.",
                [("kind", "lesson"), ("actor", "volunteering")],
            ),
            (
                "Nell'innovazione sociale contano la qualità e l'attività delle persone.",
                [("theme", "community-welfare")],
            ),
        ],
    ),
    (
        "trasporto",
        "Trasporto sociale nelle valli",
        2019,
        Format.SLIDES,
        "Cooperativa Due",
        [
            (
                "I volontari accompagnano gli anziani alle visite con un pulmino.",
                [("kind", "practice"), ("target", "older-people"), ("actor", "volunteering")],
            ),
            (
                "Il punto unico di accesso ai servizi è aperto nel distretto.",
                [("kind", "practice"), ("territory", "Lombardia/BS/Brescia")],
            ),
        ],
    ),
    (
        "empori",
        "Empori solidali",
        2023,
        Format.ARTICLE,
        "Fondazione Uno",
        [
            (
                "L'emporio solidale distribuisce alimenti alle famiglie in povertà.",
                [
                    ("kind", "practice"),
                    ("target", "poverty"),
                    ("target", "families-children"),
                    ("territory", "Lombardia"),
                ],
            ),
            ("Bibliografia: Rossi, Verdi, Bianchi.", []),
        ],
    ),
    (
        "english",
        "Home care lessons",
        2022,
        Format.REPORT,
        None,
        [
            (
                "Home care services for older people were connected with the hospitals.",
                [("kind", "lesson"), ("target", "older-people")],
            ),
        ],
    ),
]


def fill(catalogue, documents=DOCUMENTS):
    for name, title, year, fmt, publisher, passages in documents:
        record = make_record(name, title=title, year=year, publisher=publisher, fmt=fmt)
        put(
            catalogue,
            record,
            [text for text, _ in passages],
            annotations={
                i: tuple(label(*p) for p in found) for i, (_, found) in enumerate(passages)
            },
            language="en" if name == "english" else "it",
        )


@contextmanager
def opened(data):
    """Open both indexes as their owner does, and close them."""
    indexes = open_indexes(data, EMBEDDER.fingerprint, EMBEDDER.dimension, VOCABULARY)
    try:
        yield indexes
    finally:
        indexes.dense.close()


def embedded(text):
    return EMBEDDER.embed_queries([text])[0]


def reading_engine(catalogue, data, unrelated=None, encode=embedded, *, still=False):
    fingerprint, dimension = EMBEDDER.fingerprint, EMBEDDER.dimension
    return SearchEngine(
        catalogue,
        LexicalIndex(lexical_folder(data), VOCABULARY),
        open_exact(catalogue, fingerprint, dimension),
        open_background(catalogue, fingerprint, dimension, unrelated),
        encode,
        fingerprint,
        dimension,
        still=still,
    )
