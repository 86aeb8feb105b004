"""Checking SKOS files: what is wrong, with the line and the concept."""

import pytest

from corpus.errors import VocabularyError
from corpus.skos_check import check_skos, read_skos

PREFIXES = """\
@prefix : <https://example.org/v/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prassi: <https://prassi.example/schema/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
SCHEME = ':s a skos:ConceptScheme ; skos:prefLabel "Schema"@it, "Scheme"@en .\n'


def concept(name, more="", *, it=None, en=None):
    labels = f'"{it or name + " it"}"@it, "{en or name + " en"}"@en'
    notes = 'skos:scopeNote "nota"@it, "note"@en'
    end = f" ; {more}" if more else ""
    return f":{name} a skos:Concept ; skos:inScheme :s ; skos:prefLabel {labels} ; {notes}{end} .\n"


def checked(tmp_path, text, name="file.ttl"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return [(i.rule.value, i.concept, i.line) for i in check_skos(*read_skos(path))]


@pytest.mark.parametrize(
    ("concepts", "expected"),
    [
        ([concept("a"), concept("b", "skos:broader :a")], []),
        ([concept("a"), concept("b", it="A it")], ["duplicate-label a 6", "duplicate-label b 7"]),
        ([concept("a", 'skos:notation "x"'), concept("b", 'skos:notation "x"')],
         ["duplicate-code x 7"]),
        ([concept("a", "skos:broader :gone")], ["orphan a 6"]),
        ([concept("a", "skos:topConceptOf :s"), concept("b")], ["orphan b 7"]),
        ([concept("a", "skos:broader :b"), concept("b", "skos:broader :a")],
         ["cycle a 6", "cycle b 7"]),
        ([concept("a", "dcterms:replaces :a")], ["cycle a 6"]),
        ([concept("a", 'prassi:since "2020" ; prassi:until "2010"')], ["bad-years a 6"]),
        ([concept("a", 'prassi:since "ieri"')], ["bad-years a 6"]),
        ([concept("a", 'prassi:since "2020"'),
          concept("b", 'prassi:since "2010" ; dcterms:replaces :a')], ["bad-years b 7"]),
        ([':a a skos:Concept ; skos:inScheme :s ; skos:prefLabel "uno"@it ; '
          'skos:scopeNote "nota"@it .\n'], ["missing-label a 6", "missing-note a 6"]),
        ([concept("a", 'prassi:ambiguousLabel "X" ; skos:altLabel "X"@it')], ["missing-cue a 6"]),
    ],
)  # fmt: skip
def test_a_broken_rule_is_told_with_concept_and_line(tmp_path, concepts, expected):
    text = PREFIXES + SCHEME + "".join(concepts)
    assert [f"{r} {c} {line}" for r, c, line in checked(tmp_path, text)] == expected


def test_a_label_that_both_declare_ambiguous_may_be_shared(tmp_path):
    more = 'skos:altLabel "ABC"@it ; prassi:ambiguousLabel "ABC" ; prassi:cue "parola"@it'
    text = PREFIXES + SCHEME + concept("a", more) + concept("b", more)
    assert checked(tmp_path, text) == []


def test_jsonld_is_checked_like_turtle(tmp_path):
    text = """{"@context": {"skos": "http://www.w3.org/2004/02/skos/core#"},
 "@graph": [
  {"@id": "https://example.org/v/a", "@type": "skos:Concept",
   "skos:prefLabel": {"@language": "it", "@value": "uno"}}]}"""
    rules = checked(tmp_path, text, "file.jsonld")
    assert ("missing-label", "a", 3) in rules
    assert ("orphan", "a", 3) in rules


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.ttl", "this is not turtle", "cannot be read"),
        ("a.ttl", PREFIXES + ":a :b " + "[ :c " * 100_000, "cannot be read"),
        ("a.ttl", PREFIXES, "no SKOS concept"),
        ("a.csv", "a,b", "not one of"),
        ("a.jsonld", '{"@context": "https://example.org/context.jsonld"}', "never? fetched|ever"),
        ("a.jsonld", "[" * 100_000, "cannot be read"),
        ("a.rdf", '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r>&x;</r>', "never"),
    ],
)
def test_what_cannot_be_read_or_would_fetch_is_an_error(tmp_path, name, text, reason):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(VocabularyError, match=reason):
        read_skos(path)
