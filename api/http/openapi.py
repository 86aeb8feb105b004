"""The description of the API: what the routes declare, and what holds for all of them.

Routes say what they take and give; here are added the problems that any of them may answer, the
answers with chosen fields, exact patterns of filters, fields and cursors, and an example in
Italian for each parameter and answer. It depends on the program alone, so that it can be kept as a
file (``docs/openapi.json``) and compared.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api.http.examples import PROBLEMS, example_of, fits, parameter_example
from api.http.patterns import (
    CORRECTIONS_CURSOR,
    RECORDS_CURSOR,
    SEARCH_CURSOR,
    filter_pattern,
    listed_pattern,
)

Json = dict[str, Any]

_PROBLEM = "application/problem+json"
_PROBLEM_REF = {"$ref": "#/components/schemas/ProblemModel"}
_CHOSEN = "Chosen"
_METHODS = ("get", "post", "put", "patch", "delete")
_TAGS = {
    "search": "Ricerche, filtri, suggerimenti, pratiche, esportazioni",
    "records": "I documenti: schede, pagine, immagini, file",
    "passages": "I singoli brani",
    "health": "Per chi tiene d’occhio il server",
}
#: Problems that whatever route may answer, besides its own.
_ANYWHERE = {400: "Bad Request", 401: "Unauthorized", 429: "Too Many Requests"}
_WITH_BODY = {413: "Content Too Large", 415: "Unsupported Media Type"}
_LIMITED = {
    "Retry-After": {
        "description": "Seconds to wait",
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    }
}
_TAGGED = {
    "ETag": {"description": "For If-None-Match", "schema": {"type": "string"}},
}


_CURSORS = {
    "/v1/records": RECORDS_CURSOR,
    "/v1/search": SEARCH_CURSOR,
    "/v1/practices": SEARCH_CURSOR,
    "/v1/facets": SEARCH_CURSOR,
    "/v1/corrections": CORRECTIONS_CURSOR,
}
_HIT = "$response.body#/hits/0/"
_RECORD = "$response.body#/records/0/id"
#: Where the parts of an answer lead: operation, its parameters.
_LINKS: dict[str, list[tuple[str, Json]]] = {
    "search": [
        ("passage", {"identifier": _HIT + "passage_id"}),
        ("similar", {"identifier": _HIT + "passage_id"}),
        ("record", {"identifier": _HIT + "record/id"}),
        ("page", {"identifier": _HIT + "record/id", "number": _HIT + "locator/page"}),
        ("picture", {"identifier": _HIT + "record/id", "number": _HIT + "locator/page"}),
    ],
    "practices": [("practice", {"identifier": _HIT + "passage_id"})],
    "records": [("record", {"identifier": _RECORD}), ("file", {"identifier": _RECORD})],
}


def stable_id(route: APIRoute) -> str:
    """Return the operation id of a route: the name of its function."""
    return route.name


def install(app: FastAPI) -> None:
    """Let an app describe itself so."""

    def described() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(_declared(app))
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def as_text(schema: Json) -> str:
    """Return a description as it is kept in a file."""
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _declared(app: FastAPI) -> Json:
    return get_openapi(
        title=app.title,
        version="1.0.0",  # of the API, which the addresses name too; not of the program
        openapi_version="3.1.0",
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        tags=[{"name": name, "description": text} for name, text in _TAGS.items()],
        license_info={"name": "MIT", "identifier": "MIT"},
    )


def _completed(schema: Json) -> Json:
    schema = copy.deepcopy(schema)
    components: Json = schema.setdefault("components", {}).setdefault("schemas", {})
    components.setdefault("ProblemModel", _problem_schema())
    _body_patterns(components.get("BatchModel", {}).get("properties", {}), components)
    for path, operation in _operations(schema):
        _patterns(path, operation, components)
        _problems(path, operation)
        if any(p["name"] == "fields" for p in operation.get("parameters", ())):
            _chosen(operation, components)
    _chosen_in_batches(components)
    for _, operation in _operations(schema):
        _examples(operation, components)
        _link(operation)
    return schema


def _operations(schema: Json) -> Iterator[tuple[str, Json]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            if method in _METHODS:
                yield path, operation


def _problem_schema() -> Json:
    from api.schema_batch import ProblemModel

    return ProblemModel.model_json_schema(mode="serialization")


def _patterns(path: str, operation: Json, components: Json) -> None:
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        if parameter["name"] == "filter":
            schema["items"]["pattern"] = filter_pattern()
        elif parameter["name"] == "cursor" and path in _CURSORS:
            schema["pattern"] = _CURSORS[path]
        elif parameter["name"] == "fields":
            answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
            schema["pattern"] = listed_pattern(_fields(answer, components))


def _body_patterns(properties: Json, components: Json) -> None:
    # A filter that does not exist spoils one search of many, and is told there.
    if "fields" in properties:
        names = _fields(_ref("SearchAnswerModel"), components)
        properties["fields"]["pattern"] = listed_pattern(names)


def _fields(schema: Json, components: Json, above: str = "") -> Iterator[str]:
    """Yield the fields that may be chosen of what a schema describes."""
    within = [schema["items"]] if isinstance(schema.get("items"), dict) else []
    for inner in (*schema.get("anyOf", ()), *within):
        yield from _fields(inner, components, above)
    if "$ref" in schema:
        yield from _fields(components[schema["$ref"].rpartition("/")[2]], components, above)
    for name, inner in schema.get("properties", {}).items():
        yield above + name
        yield from _fields(inner, components, f"{above}{name}.")


def _problems(path: str, operation: Json) -> None:
    responses: Json = operation["responses"]
    anywhere = {} if path.startswith("/health/") else _ANYWHERE
    for status, title in anywhere.items():
        responses.setdefault(str(status), {"description": title, "content": {_PROBLEM: {}}})
    if "requestBody" in operation:
        for status, title in _WITH_BODY.items():
            responses.setdefault(str(status), {"description": title, "content": {_PROBLEM: {}}})
    for code, response in responses.items():
        if _PROBLEM in response.get("content", {}):
            example = PROBLEMS.get(int(code))
            response["content"][_PROBLEM] = {"schema": _PROBLEM_REF}
            if example is not None:
                response["content"][_PROBLEM]["example"] = {**example, "instance": path}
    if "304" in responses:
        responses["200"].setdefault("headers", {}).update(_TAGGED)
        responses["304"]["headers"] = dict(_TAGGED)
    if "429" in responses:
        responses["429"]["headers"] = dict(_LIMITED)
    operation["responses"] = dict(sorted(responses.items()))


def _chosen(operation: Json, components: Json) -> None:
    """Say that an answer may hold some of the fields only."""
    content = operation["responses"]["200"]["content"]["application/json"]
    name = content["schema"]["$ref"].rpartition("/")[2]
    content["schema"] = {"anyOf": [_ref(name), _ref(_without_required(name, components))]}


def _chosen_in_batches(components: Json) -> None:
    if "BatchItemModel" in components:
        answer = components["BatchItemModel"]["properties"]["answer"]
        part = _without_required("SearchAnswerModel", components)
        answer["anyOf"] = [_ref("SearchAnswerModel"), _ref(part), {"type": "null"}]


def _without_required(name: str, components: Json) -> str:
    """Describe a model, and those in it, without required fields; return the new name."""
    chosen = name + _CHOSEN
    if chosen not in components:
        components[chosen] = {}
        whole = copy.deepcopy(components[name])
        if "properties" in whole:
            whole.pop("required", None)
            whole["title"] = chosen
        components[chosen].update(_redirected(whole, components))
    return chosen


def _redirected(schema: Any, components: Json) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(schema, list):
        return [_redirected(one, components) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _redirected(value, components) for key, value in schema.items()}
    if isinstance(found.get("$ref"), str):
        name = found["$ref"].rpartition("/")[2]
        if "properties" in components[name]:
            found["$ref"] = _ref(_without_required(name, components))["$ref"]
    return found


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _examples(operation: Json, components: Json) -> None:
    for parameter in operation.get("parameters", ()):
        own = parameter["schema"].pop("examples", None)
        if own and fits(own[0], parameter["schema"], components):
            parameter["example"] = own[0]
        elif "example" not in parameter:
            parameter["example"] = parameter_example(parameter, components)
    contents = [operation.get("requestBody", {}).get("content", {})]
    contents += [response.get("content", {}) for response in operation["responses"].values()]
    for content in contents:
        for kind, described in content.items():
            if _is_json(kind) and described.get("schema") and "example" not in described:
                described["example"] = example_of(described["schema"], components)


def _link(operation: Json) -> None:
    leads = _LINKS.get(operation["operationId"], ())
    links = {
        target: {"operationId": target, "parameters": parameters} for target, parameters in leads
    }
    if links:
        operation["responses"]["200"]["links"] = links


def _is_json(kind: str) -> bool:
    return bool(re.fullmatch(r"application/(?:[\w.-]+\+)?json", kind))
