"""Labels as W3C Web Annotations, read back by a foreign reader."""

import json

import jsonschema
import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF

from api.exports.webannotation import stretches
from corpus.records import Passage, Span, joined

OA = Namespace("http://www.w3.org/ns/oa#")
AS = Namespace("https://www.w3.org/ns/activitystreams#")
# The terms of http://www.w3.org/ns/anno.jsonld that are used: nothing is fetched.
CONTEXT = {
    "oa": str(OA), "as": str(AS), "dcterms": "http://purl.org/dc/terms/",
    "rdf": str(RDF), "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "id": {"@id": "@id", "@type": "@id"}, "type": {"@id": "@type", "@type": "@vocab"},
    "Annotation": "oa:Annotation", "SpecificResource": "oa:SpecificResource",
    "TextualBody": "oa:TextualBody", "AnnotationPage": "as:OrderedCollectionPage",
    "TextPositionSelector": "oa:TextPositionSelector",
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "Person": "foaf:Person", "Software": "as:Application",
    "classifying": "oa:classifying", "tagging": "oa:tagging",
    "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
    "body": {"@type": "@id", "@id": "oa:hasBody"},
    "target": {"@type": "@id", "@id": "oa:hasTarget"},
    "source": {"@type": "@id", "@id": "oa:hasSource"},
    "selector": {"@type": "@id", "@id": "oa:hasSelector"},
    "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
    "start": "oa:start", "end": "oa:end", "exact": "oa:exact", "prefix": "oa:prefix",
    "suffix": "oa:suffix", "creator": {"@type": "@id", "@id": "dcterms:creator"},
    "value": "rdf:value", "language": "dc:language", "label": "rdfs:label", "name": "foaf:name",
}  # fmt: skip


def read(text):
    page = json.loads(text)
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    page["@context"][0] = CONTEXT
    return Graph().parse(data=json.dumps(page), format="json-ld")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_each_label_is_an_annotation_and_selects_the_words_of_its_page(client, world):
    catalogue = world.library.catalogue
    answer = client.get("/v1/export", params={"format": "webannotation", "filter": "kind:practice"})
    assert answer.headers["content-type"].startswith("application/ld+json")
    graph = read(answer.text)
    found = client.get("/v1/search", params={"filter": "kind:practice", "limit": 100}).json()
    passages = catalogue.passages_by_id(hit["passage_id"] for hit in found["hits"])
    expected = sum(len(p.annotations) for p in passages.values())
    annotations = set(graph.subjects(RDF.type, OA.Annotation))
    assert len(annotations) == expected > len(passages) > 0
    concepts = set(graph.objects(None, OA.hasSource))
    assert URIRef("https://prassi.example/vocab/kind-practice") in concepts
    for annotation in annotations:
        [target] = graph.objects(annotation, OA.hasTarget)
        _, _, _, record, _, number = str(graph.value(target, OA.hasSource)).split(":")
        page = catalogue.page(record, int(number)).text
        at, quote = None, None
        for selector in graph.objects(target, OA.hasSelector):
            if (selector, RDF.type, OA.TextPositionSelector) in graph:
                at = [int(graph.value(selector, OA[name])) for name in ("start", "end")]
            else:
                quote = {n: str(graph.value(selector, OA[n], default=Literal("")))
                         for n in ("prefix", "exact", "suffix")}  # fmt: skip
        assert page[at[0] : at[1]] == quote["exact"] != ""
        assert "".join(quote.values()) in page
        assert graph.value(annotation, URIRef("urn:prassi:terms:confidence")) is not None


def test_words_across_a_page_break_select_a_stretch_of_each_page():
    pages = {1: "Prima riga\nla coope\u00ad", 2: "rativa apre\nun altro luogo"}
    spans = (Span(1, 11, 20), Span(2, 0, 11), Span(2, 12, 26))
    text = joined(pages, spans)
    passage = Passage("a" * 16, "b" * 16, 0, text, spans)
    for words in ("cooperativa", "apre\nun", "la", "luogo"):
        start = text.index(words)
        parts = list(stretches(passage, start, start + len(words), pages))
        assert all(pages[p.page][p.start : p.end] == p.exact for p in parts)
        assert "".join(p.exact for p in parts) == words.replace("\n", "")


# What the Web Annotation Data Model (W3C, 2017) asks of an annotation and of selectors of text:
# sections 3.1 (one context, an id, the type, targets), 3.2 (bodies), 4.2.4 and 4.2.5 (selectors).
_SELECTOR = {
    "oneOf": [
        {
            "properties": {
                "type": {"const": "TextPositionSelector"},
                "start": {"type": "integer", "minimum": 0},
                "end": {"type": "integer", "minimum": 0},
            },
            "required": ["type", "start", "end"],
        },
        {
            "properties": {
                "type": {"const": "TextQuoteSelector"},
                "exact": {"type": "string", "minLength": 1},
                "prefix": {"type": "string"},
                "suffix": {"type": "string"},
            },
            "required": ["type", "exact"],
        },
    ]
}
_TARGET = {
    "type": "object",
    "properties": {
        "type": {"const": "SpecificResource"},
        "source": {"type": "string", "format": "uri", "minLength": 1},
        "selector": {
            "anyOf": [_SELECTOR, {"type": "array", "items": _SELECTOR, "minItems": 1}],
        },
    },
    "required": ["source", "selector"],
}
_BODY = {
    "type": "object",
    "anyOf": [
        {"properties": {"type": {"const": "TextualBody"}}, "required": ["type", "value"]},
        {"properties": {"type": {"const": "SpecificResource"}}, "required": ["type", "source"]},
    ],
}


def _one_or_many(schema):
    return {"anyOf": [schema, {"type": "array", "items": schema, "minItems": 1}]}


_ANNOTATION = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "pattern": "^(urn:|https?://)"},
        "type": {"const": "Annotation"},
        "motivation": _one_or_many({"enum": ["classifying", "tagging", "identifying"]}),
        "body": _one_or_many(_BODY),
        "target": _one_or_many(_TARGET),
    },
    "required": ["id", "type", "body", "target"],
}
_PAGE = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "@context": {"type": "array", "contains": {"const": "http://www.w3.org/ns/anno.jsonld"}},
        "type": {"const": "AnnotationPage"},
        "items": {"type": "array", "items": _ANNOTATION},
    },
    "required": ["@context", "type", "items"],
}


def test_every_annotation_is_as_the_data_model_asks(client):
    page = client.get("/v1/export", params={"format": "webannotation"}).json()
    checks = jsonschema.Draft202012Validator(_PAGE)
    assert [error.json_path for error in checks.iter_errors(page)] == []
    identifiers = [item["id"] for item in page["items"]]
    assert len(identifiers) == len(set(identifiers)) > 5
    for damaged in ({"type": "Note"}, {"target": {}}, {"body": []}, {"id": 3}):
        wrong = {**page, "items": [{**page["items"][0], **damaged}]}
        assert not checks.is_valid(wrong), damaged
