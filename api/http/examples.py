"""Examples in Italian for the description of the API, made of what each name stands for.

A schema is walked, and each field given the value that its name has in one small invented
library, so that routes added later have examples too; a name that is not here gets a value of its
type.
"""

from __future__ import annotations

import re
from typing import Any

Json = dict[str, Any]

_TEXT = "La portineria di quartiere aiuta gli anziani soli con piccoli servizi."
_SEARCH_CURSOR = "czIuMTAuOTBmMWM4N2QyYTM0YjU2YS4xZTJkM2M0YjVhNjk3ODg3"
_RECORDS_CURSOR = "cjEuM2Y5YTJiMWM0ZDVlNmY3MA"
_CORRECTIONS_CURSOR = "c1-812"

#: Values by the name of a field.
NAMED: Json = {
    "added_at": "2026-03-14T09:30:00Z",
    "boxes": [[56.7, 120.4, 538.6, 176.0]],
    "code": "practice",
    "confidence": 0.9,
    "corrected_by": [],
    "count": 5,
    "creators": ["Anna Bruni", "Carlo Doria"],
    "described_by": {"title": "first page", "year": "first page"},
    "detail": "Non c’è niente a questo indirizzo.",
    "did_you_mean": None,
    "end": 69,
    "end_page": 12,
    "evidence": {"likeness": 0.93},
    "facet": "kind",
    "facets": {"kind": ["practice"], "territory": ["Lombardia"]},
    "fields": "total,hits.passage_id,hits.text",
    "file": "rapporto.pdf",
    "filter": ["kind:practice", "territory:Lombardia"],
    "forgiven": [],
    "format": "report",
    "group": "passage",
    "height": 841.9,
    "highlights": [[3, 28]],
    "id": "3f9a2b1c4d5e6f70",
    "kind": "concept",
    "label": "Buona pratica",
    "language": "it",
    "locator": {"page": 12, "label": "p. 10", "end_page": 12},
    "media_type": "application/pdf",
    "nearest_only": False,
    "next_cursor": None,
    "ocr": None,
    "outcome": "ok",
    "page": 12,
    "pages": 32,
    "pages_ocr": {},
    "pages_unreadable": [],
    "passage_id": "90f1c87d2a34b56a",
    "passages": 210,
    "problem": None,
    "publisher": "Fondazione Esempio",
    "q": "anziani soli in montagna",
    "query": "anziani soli in montagna",
    "rank": 1,
    "reason": None,
    "receipt_id": None,
    "record_id": "3f9a2b1c4d5e6f70",
    "relation": "edition",
    "role": "body",
    "rule": "label",
    "score": 1.83,
    "scores": {"dense": 0.871, "lexical": 11.2},
    "section": ["5.2", "La rete dei servizi"],
    "selected": False,
    "seq": 812,
    "series": None,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "source_url": None,
    "start": 0,
    "status": "ready",
    "text": _TEXT,
    "title": "Servizi di prossimità nei piccoli comuni",
    "to_embed": 0,
    "took_ms": 7.9,
    "total": 12,
    "type": "urn:prassi:problem:record-not-found",
    "unreadable": None,
    "warnings": [],
    "width": 595.3,
    "words": "portineria",
    "work": "3f9a2b1c4d5e6f70",
    "year": 2021,
}

#: What is sent to set something right: of a passage, or of a practice.
CORRECTION_EXAMPLES: Json = {
    "labels": {
        "summary": "Labels of a passage",
        "value": {
            "passage_id": "90f1c87d2a34b56a",
            "labels": [
                {"verdict": "add", "facet": "theme", "code": "housing", "words": "portineria"},
                {"verdict": "remove", "facet": "actor", "code": "companies"},
            ],
            "why": "letto con gli operatori",
        },
    },
    "practice": {
        "summary": "Fields and links of a practice",
        "value": {
            "practice_id": "5b1e09c2d7f3a486",
            "fields": [
                {
                    "verdict": "add",
                    "field": "results",
                    "sentence": "Le famiglie seguite erano ottanta.",
                    "passage_id": "90f1c87d2a34b56a",
                },
            ],
            "join": ["0c7d21aa93e5b6f4"],
            "by": "Ada Rossi",
            "why": "è lo stesso progetto, con il nome di prima",
        },
    },
}

_PARAMETERS: Json = {
    "facets": True,
    "fold": False,
    "format": "csv",
    "identifier": "3f9a2b1c4d5e6f70",
    "lang": "it",
    "limit": 10,
    "number": 12,
    "passage": "90f1c87d2a34b56a",
    "scale": 1.5,
    "sort": "relevance",
}


def _problem(name: str, title: str, status: int, detail: str) -> Json:
    kind = f"urn:prassi:problem:{name}"
    return {"type": kind, "title": title, "status": status, "detail": detail}


#: An example of the problems of each status. What they say is in English, as they say it.
PROBLEMS: dict[int, Json] = {
    400: _problem(
        "unknown-filter", "Unknown filter", 400, "Unknown facet 'colore'; known: kind, actor."
    ),
    401: _problem(
        "key-needed",
        "Key needed",
        401,
        "This needs a key of the library, as `Authorization: Bearer KEY`.",
    ),
    403: _problem("scope-needed", "Scope needed", 403, "This needs a key with the scope 'write'."),
    404: _problem(
        "record-not-found",
        "Record not found",
        404,
        "There is no record with id '3f9a2b1c4d5e6f70'.",
    ),
    409: _problem(
        "cursor-mismatch", "Cursor of another search", 409, "The cursor belongs to another search."
    ),
    410: _problem(
        "library-changed",
        "Library changed",
        410,
        "The library has changed since this search began: search again from the first page.",
    ),
    413: _problem("too-large", "Too large", 413, "What was sent is larger than 4 MB."),
    415: _problem(
        "unsupported-media-type", "Unsupported Media Type", 415, "Send application/json."
    ),
    422: _problem(
        "unknown-field",
        "Unknown field",
        422,
        "The answer has no field 'titolo'; did you mean hits.record.title?",
    ),
    429: _problem(
        "too-many-requests",
        "Too many requests",
        429,
        "More than 3000 requests a minute; go on in 2 seconds.",
    ),
    503: _problem(
        "not-ready", "Not ready yet", 503, "The library is being opened: try again in 2 seconds."
    ),
}


def parameter_example(parameter: Json, components: Json) -> Any:  # noqa: ANN401 - any JSON
    """Return an example of a parameter."""
    name, schema = parameter["name"], parameter["schema"]
    if name == "cursor":
        known = (_SEARCH_CURSOR, _RECORDS_CURSOR, _CORRECTIONS_CURSOR)
        return next((one for one in known if fits(one, schema, components)), "")
    if name == "fields":
        return _first_fields(schema.get("pattern", ""))
    value = {**NAMED, **_PARAMETERS}.get(name, ...)
    return value if fits(value, schema, components) else example_of(schema, components)


def _first_fields(pattern: str) -> str:
    names = pattern.removeprefix("^(?:(?:").partition(")")[0].replace("\\", "").split("|")
    return ",".join(names[:2])


def example_of(schema: Json, components: Json, name: str = "") -> Any:  # noqa: ANN401 - any JSON
    """Return an example that a schema takes; ``name`` is that of the field it describes."""
    if name in NAMED and fits(NAMED[name], schema, components):
        return NAMED[name]
    if "anyOf" in schema:
        return example_of(schema["anyOf"][0], components, name)
    if "$ref" in schema:
        return example_of(components[schema["$ref"].rpartition("/")[2]], components, name)
    if "properties" in schema:
        return {
            key: example_of(inner, components, key) for key, inner in schema["properties"].items()
        }
    return _of_type(schema, components, name)


def _of_type(schema: Json, components: Json, name: str) -> Any:  # noqa: ANN401 - any JSON
    if "const" in schema or "enum" in schema:
        return schema.get("const", (schema.get("enum") or [None])[0])
    if "default" in schema:
        return schema["default"]
    kind = schema.get("type")
    if kind == "array":
        return _array(schema, components, name)
    if kind == "object":
        inner = schema.get("additionalProperties")
        return {"voce": example_of(inner, components)} if isinstance(inner, dict) else {}
    lowest = schema.get("minimum", 1)
    simple = {"integer": int(lowest), "number": float(lowest), "boolean": True, "null": None}
    return simple.get(str(kind), "esempio")


def _array(schema: Json, components: Json, name: str) -> list[Any]:
    if "prefixItems" in schema:
        return [example_of(one, components) for one in schema["prefixItems"]]
    singular = name.removesuffix("s")
    return [example_of(schema.get("items", {}), components, singular)]


def fits(value: object, schema: Json, components: Json) -> bool:
    """Say whether a value is of a kind that a schema takes, as far as types tell."""
    if value is ...:
        return False
    if "$ref" in schema:
        return fits(value, components[schema["$ref"].rpartition("/")[2]], components)
    if "anyOf" in schema:
        return any(fits(value, one, components) for one in schema["anyOf"])
    if "const" in schema or "enum" in schema:
        return value in schema.get("enum", [schema.get("const")])
    if isinstance(value, dict) and "properties" in schema:
        return set(value) == set(schema["properties"])
    if isinstance(value, list) and value and "items" in schema:
        return all(fits(one, schema["items"], components) for one in value)
    kinds = {
        str: "string",
        bool: "boolean",
        int: "integer",
        float: "number",
        list: "array",
        dict: "object",
        type(None): "null",
    }
    kind = schema.get("type")
    if isinstance(value, str) and not _matches(value, schema):
        return False
    return kind is None or kinds[type(value)] == kind


def _matches(value: str, schema: Json) -> bool:
    short = len(value) <= schema.get("maxLength", len(value))
    return short and re.search(schema.get("pattern", ""), value) is not None
