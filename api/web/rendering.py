"""Templates: every value is escaped, and a missing one is an error."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.texts import Texts
from api.web.address import path_with, read_language
from corpus.identifiers import digest

_API = Path(__file__).parents[1]
TEMPLATES = _API / "templates"
STATIC = _API / "static"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Browsers keep style and script for a day; new ones have a new address.
    environment.globals["style_version"] = digest((STATIC / "prassi.css").read_text())
    environment.globals["script_version"] = digest((STATIC / "prassi.js").read_text())
    return environment


def page(
    template: str, language: str, other_language_url: str, status: int = 200, **values: object
) -> HTMLResponse:
    """Return a page made of a template; ``other_language_url`` is the same page in the other."""
    about: list[tuple[str, str]] = [] if language == "it" else [("lang", language)]
    body = text(
        template,
        language,
        other_language="en" if language == "it" else "it",
        other_language_url=other_language_url,
        home_url=path_with("/", about),
        about_url=path_with("/about", about),
        map_url=path_with("/map", about),
        dossier_url=path_with("/dossier", about),
        **values,
    )
    return HTMLResponse(body, status)


def text(template: str, language: str, **values: object) -> str:
    """Return what a template makes of values."""
    return (
        _environment().get_template(template).render(t=Texts(language), language=language, **values)
    )


def in_other_language(request: Request) -> str:
    """Return the address of the same page in the other language."""
    params = request.query_params
    kept = [pair for pair in params.multi_items() if pair[0] != "lang"]
    other = [] if read_language(params) == "en" else [("lang", "en")]
    # Leading slashes are cut to one: two would name another host.
    path = "/" + request.url.path.lstrip("/")
    return path_with(path, kept + other) if kept + other else path
