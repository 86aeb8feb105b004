"""Reading facets and concepts from a SKOS file in Turtle; imports rdflib."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import RDF, SKOS, Graph, Literal, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from corpus.vocabulary import Concept, Facet

_SCHEMA = "https://prassi.example/schema/"


def read_facets(turtle: str) -> tuple[Facet, ...]:
    """Return the concept schemes of a Turtle text with their concepts, in their given order.

    Raises ValueError if the text is not Turtle.
    """
    graph = Graph(bind_namespaces="none")
    try:
        graph.parse(data=turtle, format="turtle")
    except BadSyntax as error:
        raise ValueError(f"not Turtle: {error}") from error
    return _Reader(graph).facets()


class _Reader:
    """Turns the triples of a SKOS file into facets."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._order = URIRef(_SCHEMA + "order")
        self._not_label = URIRef(_SCHEMA + "notLabel")
        self._contrast_label = URIRef(_SCHEMA + "contrastLabel")

    def facets(self) -> tuple[Facet, ...]:
        members: dict[Node, list[Node]] = {}
        for concept, scheme in self._graph.subject_objects(SKOS.inScheme):
            members.setdefault(scheme, []).append(concept)
        schemes = self._sorted(self._graph.subjects(RDF.type, SKOS.ConceptScheme))
        return tuple(self._facet(scheme, members.get(scheme, [])) for scheme in schemes)

    def _sorted(self, subjects: Iterable[Node]) -> list[Node]:
        return sorted(subjects, key=lambda s: (self._position(s), str(s)))

    def _position(self, subject: Node) -> int:
        value = self._graph.value(subject, self._order)
        return int(str(value)) if str(value).isdigit() else 0

    def _facet(self, scheme: Node, members: list[Node]) -> Facet:
        code = self._code(scheme)
        concepts = tuple(self._concept(code, member) for member in self._sorted(members))
        return Facet(code, self._one_each(scheme, SKOS.prefLabel), concepts)

    def _concept(self, facet: str, concept: Node) -> Concept:
        broader = self._graph.value(concept, SKOS.broader)
        return Concept(
            code=self._code(concept),
            facet=facet,
            pref_label=self._one_each(concept, SKOS.prefLabel),
            alt_labels=self._labels(concept, SKOS.altLabel),
            hidden_labels=self._labels(concept, SKOS.hiddenLabel),
            not_labels=self._labels(concept, self._not_label),
            contrast_labels=self._labels(concept, self._contrast_label),
            scope_note=self._one_each(concept, SKOS.scopeNote),
            broader=None if broader is None else self._code(broader),
        )

    def _code(self, subject: Node) -> str:
        notation = self._graph.value(subject, SKOS.notation)
        return str(notation) if notation is not None else ""

    def _labels(self, subject: Node, predicate: Node) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for label in self._graph.objects(subject, predicate):
            if isinstance(label, Literal):
                found.setdefault(label.language or "", []).append(str(label))
        return {language: tuple(sorted(labels)) for language, labels in sorted(found.items())}

    def _one_each(self, subject: Node, predicate: Node) -> dict[str, str]:
        return {lang: labels[0] for lang, labels in self._labels(subject, predicate).items()}
