"""Taking a library's own vocabulary in: checked against what is there, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from rdflib import RDF, SKOS

from corpus.errors import VocabularyError
from corpus.own_terms import check_name, own_texts, put_own
from corpus.skos_check import SkosIssue, check_skos, read_skos
from corpus.skos_terms import parsed
from corpus.terms import made_terms, terms_text
from corpus.vocabulary import VOCABULARY_FILE


class VocabularyRefused(VocabularyError):
    """A vocabulary that breaks rules; ``issues`` says which."""

    def __init__(self, path: Path, issues: tuple[SkosIssue, ...]) -> None:
        first = issues[0]
        where = f"line {first.line}, " if first.line is not None else ""
        super().__init__(
            f"{path} breaks {len(issues)} rules and is not taken in; first: "
            f"{where}{first.concept}: {first.message}."
        )
        self.path = path
        self.issues = issues


def import_terms(data: Path, path: Path, name: str) -> int:
    """Take a SKOS file in as a library's own; return how many concepts it tells of.

    Searches know its names at once. One taken in before under this name is replaced.

    Raises VocabularyRefused if it breaks rules, alone or beside the rest, VocabularyError if it
    cannot be read, OSError if the folder cannot be written.
    """
    check_name(name)
    graph, text = read_skos(path)
    others = {key: held for key, held in own_texts(data).items() if key != name}
    facets = VOCABULARY_FILE.read_text(encoding="utf-8")
    issues = check_skos(graph, text, parsed([facets, terms_text(), *others.values()]))
    if issues:
        raise VocabularyRefused(path, issues)
    turtle = graph.serialize(format="turtle")
    made_terms([terms_text(), *others.values(), turtle])  # what cannot be read is told now
    put_own(data, name, turtle)
    named = (set(graph.subjects(label)) for label in (SKOS.prefLabel, SKOS.altLabel))
    return len(set().union(*named) - set(graph.subjects(RDF.type, SKOS.ConceptScheme)))
