"""Templates: every value is escaped, and a missing one is an error."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from api.texts import Texts
from api.web.address import path_with
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
    # Browsers keep the style for a day; a new one has a new address.
    environment.globals["style_version"] = digest((STATIC / "prassi.css").read_text())
    return environment


def page(
    template: str, language: str, other_language_url: str, status: int = 200, **values: object
) -> HTMLResponse:
    """Return a page made of a template; ``other_language_url`` is the same page in the other."""
    about: list[tuple[str, str]] = [] if language == "it" else [("lang", language)]
    text = _environment().get_template(template)
    body = text.render(
        t=Texts(language),
        language=language,
        other_language="en" if language == "it" else "it",
        other_language_url=other_language_url,
        home_url=path_with("/", about),
        about_url=path_with("/about", about),
        **values,
    )
    return HTMLResponse(body, status)
