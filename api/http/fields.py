"""Only some fields of an answer: ``fields=hits.passage_id,hits.text,total``."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from fastapi import Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.http.problems import UnknownField

_MOST_NEAREST = 5
_Tree = dict[str, "_Tree"]
_Answer = TypeVar("_Answer", bound=BaseModel)

Fields = Annotated[
    str,
    Query(
        max_length=2_000,
        description="Fields of the answer to give, by commas, those within others after a dot; "
        "without it, all",
        examples=["total,hits.passage_id,hits.text"],
    ),
]


def chosen_fields(model: type[BaseModel], fields: str) -> Mapping[str, Any] | None:
    """Return which fields of a model to give, as pydantic takes it; None for all.

    Raises UnknownField.
    """
    names = [name.strip() for name in fields.split(",") if name.strip()]
    if not names:
        return None
    known = paths_of(model)
    tree: _Tree = {}
    for name in names:
        if name not in known:
            raise UnknownField(name, _nearest(name, known))
        _grow(tree, name.split("."))
    return _included(model, tree)


def given(answer: _Answer, chosen: Mapping[str, Any] | None) -> _Answer | JSONResponse:
    """Return an answer, or the chosen part of it."""
    if chosen is None:
        return answer
    return JSONResponse(answer.model_dump(mode="json", include=dict(chosen)))


def _grow(tree: _Tree, path: list[str]) -> None:
    for place, name in enumerate(path):
        last = place == len(path) - 1
        if name in tree and not tree[name]:
            return  # all of it is given already
        tree = tree.setdefault(name, {})
        if last:
            tree.clear()


def _included(model: type[BaseModel], tree: _Tree) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, below in tree.items():
        inner, many = _inner(model.model_fields[name].annotation)
        if not below or inner is None:
            found[name] = True
        else:
            part = _included(inner, below)
            found[name] = {"__all__": part} if many else part
    return found


@cache
def paths_of(model: type[BaseModel]) -> tuple[str, ...]:
    """Return every field that may be chosen, in the order of the model."""
    return tuple(_walk(model, ""))


def _walk(model: type[BaseModel], above: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield above + name
        inner, _ = _inner(field.annotation)
        if inner is not None:
            yield from _walk(inner, f"{above}{name}.")


def _inner(annotation: Any) -> tuple[type[BaseModel] | None, bool]:  # noqa: ANN401 - a type
    """Return the model in a field, if any, and whether the field is a list of them."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        found = [_inner(one) for one in arguments]
        return next((one for one in found if one[0] is not None), (None, False))
    if origin is list:
        return _inner(arguments[0])[0], True
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return (annotation, False) if is_model else (None, False)


def _nearest(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    # A field may have been named without what it lies in.
    ends = [path for path in known if path.endswith("." + name)]
    near = difflib.get_close_matches(name, known, _MOST_NEAREST, 0.5)
    return tuple(dict.fromkeys([*ends, *near]))[:_MOST_NEAREST]
