"""Reading dated terms from SKOS, and writing the whole vocabulary out; imports rdflib."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from corpus.terms import Term
from corpus.vocabulary import VOCABULARY_FILE, load_vocabulary

TERM = Namespace("https://prassi.example/term/")
FACET = Namespace("https://prassi.example/vocab/")
PRASSI = Namespace("https://prassi.example/schema/")
_PREFIXES = {"term": TERM, "facet": FACET, "prassi": PRASSI, "skos": SKOS, "dcterms": DCTERMS}
_MATCHES = (SKOS.broadMatch, SKOS.exactMatch, SKOS.closeMatch)


def read_terms(texts: Iterable[str]) -> tuple[Term, ...]:
    """Return the terms of Turtle texts, by code.

    What they say of one concept is taken together. A concept of a facet that they give labels to
    is a term too. Raises ValueError if a text is not Turtle.
    """
    graph = parsed(texts)
    facets = {
        FACET[f"{concept.facet}-{concept.code}"]: (concept.facet, concept.code)
        for concept in load_vocabulary().concepts()
    }
    concepts = {s for s in graph.subjects(RDF.type, SKOS.Concept) if isinstance(s, URIRef)}
    labelled = {s for s in facets if (s, SKOS.altLabel, None) in graph}
    labelled |= {s for s in facets if (s, SKOS.hiddenLabel, None) in graph}
    terms = [_term(graph, subject, facets) for subject in sorted(concepts | labelled)]
    return tuple(sorted(terms, key=lambda term: term.code))


def parsed(texts: Iterable[str]) -> Graph:
    """Return Turtle texts as one graph. Raises ValueError if one is not Turtle."""
    graph = Graph(bind_namespaces="none")
    for text in texts:
        graph += _read(text)
    return graph


# The built-in texts are wanted again and again; reading one takes a quarter of a second.
@lru_cache(maxsize=4)
def _read(text: str) -> Graph:
    graph = Graph(bind_namespaces="none")
    try:
        graph.parse(data=text, format="turtle")
    except (BadSyntax, RecursionError) as error:
        raise ValueError(f"not Turtle: {error}") from error
    return graph


def whole_vocabulary(terms: Iterable[str], *, facets: bool = True) -> Graph:
    """Return facets and terms as one SKOS graph, with what can be derived written out.

    Derived are ``isReplacedBy``, ``narrower`` and ``hasTopConcept``, for readers that look them
    up that way round.
    """
    texts = [VOCABULARY_FILE.read_text(encoding="utf-8")] if facets else []
    graph = parsed([*texts, *terms])
    derived = (
        (DCTERMS.replaces, DCTERMS.isReplacedBy),
        (SKOS.broader, SKOS.narrower),
        (SKOS.topConceptOf, SKOS.hasTopConcept),
    )
    for forward, back in derived:
        for subject, other in list(graph.subject_objects(forward)):
            graph.add((other, back, subject))
    for prefix, namespace in _PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def written(graph: Graph, format_: str) -> str:
    """Return a graph as ``turtle`` or ``jsonld``."""
    if format_ == "turtle":
        return graph.serialize(format="turtle")
    context = {prefix: str(namespace) for prefix, namespace in _PREFIXES.items()}
    return graph.serialize(format="json-ld", context=context, auto_compact=False)


def _term(graph: Graph, subject: URIRef, facets: Mapping[URIRef, tuple[str, str]]) -> Term:
    def codes(predicate: Node) -> tuple[str, ...]:
        return tuple(sorted(code_of(graph, o) for o in graph.objects(subject, predicate)))

    matched = (o for match in _MATCHES for o in graph.objects(subject, match))
    own = facets.get(subject)
    pref = {language: held[0] for language, held in _labels(graph, subject, SKOS.prefLabel).items()}
    if own is not None:
        pref = dict(load_vocabulary().concept(*own).pref_label)
    return Term(
        code=code_of(graph, subject),
        pref_label=pref,
        alt_labels=_labels(graph, subject, SKOS.altLabel),
        hidden_labels=_labels(graph, subject, SKOS.hiddenLabel),
        scope_note={k: v[0] for k, v in _labels(graph, subject, SKOS.scopeNote).items()},
        ambiguous=_plain(graph, subject, PRASSI.ambiguousLabel),
        as_written=_plain(graph, subject, PRASSI.asWritten),
        cues=_plain(graph, subject, PRASSI.cue),
        since=_year(graph, subject, PRASSI.since),
        until=_year(graph, subject, PRASSI.until),
        broader=codes(SKOS.broader),
        related=codes(SKOS.related),
        replaces=codes(DCTERMS.replaces),
        facets=tuple(sorted({facets[o] for o in matched if isinstance(o, URIRef) and o in facets})),
        same_as=own,
    )


def code_of(graph: Graph, subject: Node) -> str:
    """Return the code of a concept: its notation, else the last part of its address."""
    address = str(subject)
    if address.startswith(str(FACET)):  # a notation is unique only within its facet
        return address[len(str(FACET)) :]
    notation = graph.value(subject, SKOS.notation)
    return str(notation) if notation is not None else address.rstrip("/#").rsplit("/", 1)[-1]


def _labels(graph: Graph, subject: Node, predicate: Node) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for label in graph.objects(subject, predicate):
        if isinstance(label, Literal):
            found.setdefault(label.language or "", []).append(str(label))
    return {language: tuple(sorted(labels)) for language, labels in sorted(found.items())}


def _plain(graph: Graph, subject: Node, predicate: Node) -> tuple[str, ...]:
    return tuple(sorted({str(value) for value in graph.objects(subject, predicate)}))


def _year(graph: Graph, subject: Node, predicate: Node) -> int | None:
    value = graph.value(subject, predicate)
    text = str(value) if value is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None
