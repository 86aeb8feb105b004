from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import VocabularyError
from corpus.vocabulary import (
    VOCABULARY_FILE,
    IssueKind,
    Vocabulary,
    check,
    load_vocabulary,
    read_vocabulary,
)
from corpus.vocabulary_kept import KEPT_FILE, kept_vocabulary, to_json

CODES = {
    "kind": "practice lesson recommendation evidence need",
    "polarity": "worked did-not-work condition",
    "actor": "social-cooperatives associations volunteering philanthropy public-administration "
    "health-service companies social-partners citizens schools",
    "target": "older-people disability families-children young-people workers migrants poverty "
    "women caregivers mental-health patients community",
    "theme": "company-welfare community-welfare digital-platforms volunteering co-design "
    "multi-actor-networks social-finance-impact housing long-term-care poverty-inclusion work-life "
    "health-care job-inclusion regeneration emergency-covid digital-innovation education "
    "independent-living faith-community culture-leisure",
    "logic": "social-regeneration enabling outcome-based plural-sustainable-territorial",
    "format": "slides report article guideline law web-page other",
}
NAMES = {
    "kind": "Ruolo",
    "polarity": "Esito",
    "actor": "Attore",
    "target": "Destinatari",
    "theme": "Tema",
    "logic": "Logica",
    "territory": "Territorio",
    "year": "Anno",
    "language": "Lingua",
    "format": "Formato",
    "source": "Fonte",
    "series": "Collana",
}


def with_theme(**changes: object) -> Vocabulary:
    """Return the vocabulary with its second theme changed."""
    vocabulary = load_vocabulary()
    facet = vocabulary.facet("theme")
    changed = replace(facet.concepts[1], **changes)  # type: ignore[arg-type]
    theme = replace(facet, concepts=(facet.concepts[0], changed, *facet.concepts[2:]))
    return Vocabulary((theme,), "x")


def kinds_of(vocabulary: Vocabulary) -> set[IssueKind]:
    return {issue.kind for issue in check(vocabulary)}


def test_vocabulary_breaks_none_of_its_rules() -> None:
    assert check(load_vocabulary()) == ()


@pytest.mark.parametrize("facet", CODES)
def test_codes_are_never_renamed_nor_reordered(facet: str) -> None:
    assert load_vocabulary().facet(facet).codes() == tuple(CODES[facet].split())


def test_facets_have_their_italian_names_in_order() -> None:
    names = {facet.code: facet.pref_label["it"] for facet in load_vocabulary().facets}
    assert names == NAMES
    assert list(names) == list(NAMES)


def test_every_concept_has_words_of_texts_in_both_languages() -> None:
    for concept in load_vocabulary().concepts():
        for language in ("it", "en"):
            assert len(concept.labels(language)) >= 2, (concept.code, language)


def test_version_is_the_digest_of_the_content(tmp_path: Path) -> None:
    from corpus.vocabulary import VOCABULARY_FILE

    same, other = tmp_path / "same.ttl", tmp_path / "other.ttl"
    text = VOCABULARY_FILE.read_text(encoding="utf-8")
    same.write_text(text, encoding="utf-8")
    other.write_text(text.replace("Buona pratica", "Buona prassi"), encoding="utf-8")
    assert read_vocabulary(same).version == load_vocabulary().version
    assert read_vocabulary(other).version != load_vocabulary().version


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"pref_label": {"it": "Solo italiano"}}, IssueKind.MISSING_LABEL),
        ({"scope_note": {"it": "Solo italiano"}}, IssueKind.MISSING_NOTE),
        ({"broader": "nowhere"}, IssueKind.ORPHAN),
        ({"broader": "community-welfare"}, IssueKind.CYCLE),
        ({"code": "Community Welfare"}, IssueKind.BAD_CODE),
        ({"code": "company-welfare"}, IssueKind.DUPLICATE_CODE),
        ({"alt_labels": {"it": ("Welfare Aziendale",)}}, IssueKind.DUPLICATE_LABEL),
        ({"hidden_labels": {"it": ("welfare aziendale",)}}, IssueKind.DUPLICATE_LABEL),
    ],
)
def test_every_broken_rule_is_an_issue(changes: dict[str, object], kind: IssueKind) -> None:
    assert kind in kinds_of(with_theme(**changes))


def test_hidden_label_may_belong_to_two_concepts() -> None:
    facet = load_vocabulary().facet("theme")
    hidden = {"it": ("parola di prova",)}
    pair = tuple(replace(concept, hidden_labels=hidden) for concept in facet.concepts[:2])
    assert check(Vocabulary((replace(facet, concepts=pair),), "x")) == ()


def test_missing_and_damaged_files_are_named_errors(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.ttl"
    damaged.write_text("this is : not [ turtle", encoding="utf-8")
    empty = tmp_path / "empty.ttl"
    empty.write_text("", encoding="utf-8")
    for path in (damaged, empty, tmp_path / "missing.ttl"):
        with pytest.raises(VocabularyError):
            read_vocabulary(path)


def test_unknown_facet_and_concept_are_named_errors() -> None:
    with pytest.raises(VocabularyError, match="known: kind"):
        load_vocabulary().facet("colour")
    with pytest.raises(VocabularyError):
        load_vocabulary().concept("kind", "rumour")


def test_importing_the_vocabulary_loads_nothing_heavy() -> None:
    program = (
        "import sys, corpus.vocabulary, corpus.territory, ingest.annotate\n"
        "print([m for m in ('rdflib', 'spacy', 'pandas', 'comuniitaliani') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_what_is_kept_as_json_is_what_the_turtle_says():
    read = read_vocabulary(VOCABULARY_FILE)
    assert kept_vocabulary(read.version) == read, "make vocabulary"
    assert KEPT_FILE.read_text(encoding="utf-8") == to_json(read)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": "1"}', '{"version": "1", "facets": [1]}']
)
def test_what_is_kept_of_another_text_or_damaged_is_not_used(tmp_path, text):
    assert kept_vocabulary("another") is None
    damaged = tmp_path / "vocabulary.json"
    damaged.write_text(text)
    assert kept_vocabulary("1", damaged) is None
    assert kept_vocabulary("1", tmp_path / "missing") is None
