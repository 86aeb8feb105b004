"""Checking any SKOS file: what it breaks, where, and about which concept; imports rdflib."""

from __future__ import annotations

import enum
import json
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax import SAXException

from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from corpus.errors import VocabularyError
from corpus.skos_terms import PRASSI

#: Languages that every concept must be named in.
LANGUAGES = ("it", "en")
#: A vocabulary of 20,000 concepts takes about 10 MB.
MAX_BYTES = 20_000_000
_FORMATS = {
    ".ttl": "turtle",
    ".nt": "turtle",
    ".jsonld": "json-ld",
    ".json": "json-ld",
    ".rdf": "xml",
    ".xml": "xml",
}
_SHOWN = (SKOS.prefLabel, SKOS.altLabel)


class SkosRule(enum.StrEnum):
    """What can be wrong with a SKOS file."""

    BAD_YEARS = "bad-years"
    CYCLE = "cycle"
    DUPLICATE_CODE = "duplicate-code"
    DUPLICATE_LABEL = "duplicate-label"
    MISSING_CUE = "missing-cue"
    MISSING_LABEL = "missing-label"
    MISSING_NOTE = "missing-note"
    ORPHAN = "orphan"


@dataclass(frozen=True, slots=True)
class SkosIssue:
    """One rule broken by one concept; ``line`` counts from 1, None where it cannot be told."""

    rule: SkosRule
    concept: str
    line: int | None
    message: str


def read_skos(path: Path) -> tuple[Graph, str]:
    """Return the graph of a SKOS file and its text.

    Turtle, N-Triples, JSON-LD and RDF/XML are told by the ending. Nothing is fetched: a JSON-LD
    context must be in the file.

    Raises VocabularyError if it cannot be read, is too large or holds no concept.
    """
    format_ = _FORMATS.get(path.suffix.lower())
    if format_ is None:
        raise VocabularyError(f"{path}: not one of {', '.join(_FORMATS)}.")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise VocabularyError(f"{path} is larger than {MAX_BYTES // 1_000_000} MB.")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{path} cannot be read as a vocabulary: {error}") from error
    graph = Graph(bind_namespaces="none")
    try:
        _refuse_fetching(text, format_)
        with warnings.catch_warnings():
            # Its reader of JSON-LD uses a class that rdflib itself calls deprecated.
            warnings.simplefilter("ignore", DeprecationWarning)
            graph.parse(data=text, format=format_)
    # rdflib's parsers let AttributeError and the like through for what they do not expect.
    except (
        *(BadSyntax, ParserError, SAXException, RecursionError),
        *(ValueError, AttributeError, TypeError, KeyError, AssertionError, IndexError),
    ) as error:
        reason = " ".join(str(error).split())[:300]
        raise VocabularyError(f"{path} cannot be read as a vocabulary: {reason}") from error
    if (None, RDF.type, SKOS.Concept) not in graph and (None, SKOS.altLabel, None) not in graph:
        raise VocabularyError(f"{path} holds no SKOS concept.")
    return graph, text


def check_skos(graph: Graph, text: str, known: Graph | None = None) -> tuple[SkosIssue, ...]:
    """Return every rule a SKOS graph breaks, in the order of its text.

    ``known`` is what it is added to: it may point there and must not repeat its labels.
    """
    whole = graph if known is None else graph + known
    checker = _Checker(graph, whole)
    where = _line_finder(graph, text)
    rows = [(where(subject), rule, subject, message) for rule, subject, message in checker.issues()]
    rows.sort(key=lambda row: (row[0] or 0, row[1], str(row[2]), row[3]))
    return tuple(
        SkosIssue(rule, _short(graph, subject), line, message)
        for line, rule, subject, message in rows
    )


_Found = tuple[SkosRule, Node, str]


class _Checker:
    """The rules, over the concepts of ``graph`` within ``whole``."""

    def __init__(self, graph: Graph, whole: Graph) -> None:
        self._graph = graph
        self._whole = whole
        self._concepts = sorted(graph.subjects(RDF.type, SKOS.Concept), key=str)
        self._all = set(whole.subjects(RDF.type, SKOS.Concept))

    def issues(self) -> Iterator[_Found]:
        rules: tuple[Callable[[], Iterable[_Found]], ...] = (
            self._missing,
            self._duplicates,
            self._codes,
            self._orphans,
            self._cycles,
            self._years,
        )
        for rule in rules:
            yield from rule()

    def _missing(self) -> Iterator[_Found]:
        for concept in self._concepts:
            if self._is_whole(concept):
                yield from self._missing_of(concept)

    def _is_whole(self, concept: Node) -> bool:
        # A concept that is only pointed at or given more labels has its own elsewhere.
        return (concept, SKOS.prefLabel, None) in self._graph or concept not in (
            self._all - set(self._concepts)
        )

    def _missing_of(self, concept: Node) -> Iterator[_Found]:
        for language in LANGUAGES:
            count = len(self._labels(concept, SKOS.prefLabel, language))
            if count == 0:
                message = f"no preferred label in {language!r}"
                yield SkosRule.MISSING_LABEL, concept, message
            elif count > 1:
                message = f"{count} preferred labels in {language!r}"
                yield SkosRule.DUPLICATE_LABEL, concept, message
            if not self._labels(concept, SKOS.scopeNote, language):
                yield SkosRule.MISSING_NOTE, concept, f"no scope note in {language!r}"
        ambiguous = set(self._whole.objects(concept, PRASSI.ambiguousLabel))
        if ambiguous and not set(self._whole.objects(concept, PRASSI.cue)):
            label = min(map(str, ambiguous))
            yield SkosRule.MISSING_CUE, concept, f"nothing tells which {label!r} is meant"

    def _labels(self, concept: Node, predicate: Node, language: str) -> set[str]:
        return {
            str(o)
            for o in self._whole.objects(concept, predicate)
            if isinstance(o, Literal) and o.language == language
        }

    def _duplicates(self) -> Iterator[_Found]:
        """Yield labels that two concepts of a scheme share, unless both declare it."""
        held: dict[tuple[Node | None, str | None, str], dict[Node, bool]] = {}
        for predicate in (*_SHOWN, SKOS.hiddenLabel):
            for concept, label in self._whole.subject_objects(predicate):
                if isinstance(label, Literal) and concept in self._all:
                    key = (self._scheme(concept), label.language, _label_key(str(label)))
                    shown = held.setdefault(key, {})
                    shown[concept] = shown.get(concept, False) or predicate != SKOS.hiddenLabel
        own = set(self._concepts) | set(self._graph.subjects(SKOS.altLabel))
        for (_, language, shared), sharers in held.items():
            if len(sharers) > 1 and any(sharers.values()):
                yield from self._shared(shared, language, sorted(sharers, key=str), own)

    def _shared(
        self, label: str, language: str | None, sharers: list[Node], own: set[Node]
    ) -> Iterator[_Found]:
        undeclared = [concept for concept in sharers if not self._declares(concept, label)]
        for concept in undeclared:
            if concept in own:
                other = next(c for c in sharers if c != concept)
                message = (
                    f"{label!r} ({language}) is also a label of {_short(self._whole, other)}; "
                    "if both are meant, declare it with prassi:ambiguousLabel on each"
                )
                yield SkosRule.DUPLICATE_LABEL, concept, message

    def _declares(self, concept: Node, label: str) -> bool:
        declared = self._whole.objects(concept, PRASSI.ambiguousLabel)
        return any(_label_key(str(found)) == label for found in declared)

    def _scheme(self, concept: Node) -> Node | None:
        return self._whole.value(concept, SKOS.inScheme)

    def _codes(self) -> Iterator[_Found]:
        seen: dict[tuple[Node | None, str], Node] = {}
        for concept in sorted(self._all, key=str):
            for code in self._whole.objects(concept, SKOS.notation):
                first = seen.setdefault((self._scheme(concept), str(code)), concept)
                if first != concept and concept in self._concepts:
                    message = f"{str(code)!r} is also the code of {_short(self._whole, first)}"
                    yield SkosRule.DUPLICATE_CODE, concept, message

    def _orphans(self) -> Iterator[_Found]:
        for predicate in (SKOS.broader, SKOS.related, DCTERMS.replaces, SKOS.broadMatch):
            for concept, other in self._graph.subject_objects(predicate):
                if other not in self._all:
                    name = _short(self._whole, other)
                    message = f"points at {name}, which is not there"
                    # A match may lead into a vocabulary that is not at hand.
                    if predicate != SKOS.broadMatch or self._near(other):
                        yield SkosRule.ORPHAN, concept, message
        tops = set(self._whole.subjects(SKOS.topConceptOf))
        tops |= set(self._whole.objects(None, SKOS.hasTopConcept))
        ranked = {self._scheme(top) for top in tops}
        for concept in self._concepts:
            if self._scheme(concept) is None and concept not in tops:
                yield SkosRule.ORPHAN, concept, "is in no concept scheme"
            elif (
                self._scheme(concept) in ranked
                and concept not in tops
                and (concept, SKOS.broader, None) not in self._whole
            ):
                message = "has no broader concept and is not a top concept"
                yield SkosRule.ORPHAN, concept, message

    def _near(self, other: Node) -> bool:
        spaces = {str(c).rsplit("/", 1)[0] for c in self._all}
        return str(other).rsplit("/", 1)[0] in spaces

    def _cycles(self) -> Iterator[_Found]:
        for predicate, what in ((SKOS.broader, "above"), (DCTERMS.replaces, "older than")):
            for concept in self._concepts:
                above = (o for o in self._whole.objects(concept, predicate))
                if any(self._reaches(other, concept, predicate) for other in above):
                    yield SkosRule.CYCLE, concept, f"is {what} itself"

    def _reaches(self, start: Node, goal: Node, predicate: URIRef) -> bool:
        seen: set[Node] = set()
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if node == goal:
                return True
            if node not in seen:
                seen.add(node)
                waiting.extend(self._whole.objects(node, predicate))
        return False

    def _years(self) -> Iterator[_Found]:
        for concept in self._concepts:
            found: dict[URIRef, int] = {}
            for predicate in (PRASSI.since, PRASSI.until):
                for value in self._whole.objects(concept, predicate):
                    if not re.fullmatch(r"[12]\d{3}", str(value)):
                        yield SkosRule.BAD_YEARS, concept, f"{str(value)!r} is no year"
                    elif found.setdefault(predicate, int(str(value))) != int(str(value)):
                        yield SkosRule.BAD_YEARS, concept, "two years where one is meant"
            since, until = found.get(PRASSI.since), found.get(PRASSI.until)
            if since is not None and until is not None and since > until:
                yield SkosRule.BAD_YEARS, concept, f"ends in {until}, before it begins ({since})"
            yield from self._order(concept, since)

    def _order(self, concept: Node, since: int | None) -> Iterator[_Found]:
        for older in self._whole.objects(concept, DCTERMS.replaces):
            began = self._whole.value(older, PRASSI.since)
            year = int(str(began)) if str(began).isdigit() else None
            if since is not None and year is not None and year > since:
                name = _short(self._whole, older)
                message = f"replaces {name}, which began later ({year}, not {since})"
                yield SkosRule.BAD_YEARS, concept, message


def _label_key(label: str) -> str:
    # Acronyms are told apart from words by their capitals.
    return label if label.isupper() else label.casefold()


def _short(graph: Graph, node: Node) -> str:
    notation = graph.value(node, SKOS.notation)
    return str(notation) if notation is not None else str(node).rstrip("/#").rsplit("/", 1)[-1]


def _refuse_fetching(text: str, format_: str) -> None:
    """Raise ValueError for a file whose reading would fetch or open something else."""
    if format_ == "xml" and re.search(
        r"<!ENTITY[^>]*\b(SYSTEM|PUBLIC)\b|<!DOCTYPE[^\[>]*\bhttp", text
    ):
        raise ValueError("it refers to files elsewhere, which are never fetched")
    if format_ == "json-ld":
        _refuse_contexts(json.loads(text))


def _refuse_contexts(value: object) -> None:
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            contexts = found.get("@context")
            for context in contexts if isinstance(contexts, list) else [contexts]:
                if isinstance(context, str) or (isinstance(context, dict) and "@import" in context):
                    raise ValueError("its context lies elsewhere, and nothing is ever fetched")
            waiting.extend(found.values())
        elif isinstance(found, list):
            waiting.extend(found)


def _line_finder(graph: Graph, text: str) -> Callable[[Node], int | None]:
    """Return what tells the line on which a concept is first spoken of as a subject."""
    first: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = re.findall(
            r'^\s*(<[^>]*>|[\w.-]*:[\w.%-]+)(?=\s|$)|"(?:@id)"\s*:\s*"([^"]+)"'
            r'|rdf:(?:about|ID)="([^"]+)"',
            line,
        )
        for groups in words:
            first.setdefault(next(g for g in groups if g).strip("<>"), number)
    prefixes = {str(space): prefix for prefix, space in graph.namespaces()}

    def line_of(node: Node) -> int | None:
        address = str(node)
        for space, prefix in prefixes.items():
            if address.startswith(space):
                found = first.get(f"{prefix}:{address[len(space) :]}")
                if found is not None:
                    return found
        return first.get(address) or first.get(address.rsplit("/", 1)[-1])

    return line_of
