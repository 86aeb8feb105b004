"""``prassi practices``: practice records, listed or one whole."""

from __future__ import annotations

from api.commands.output import chosen, say, write_json
from api.commands.search import answered, run
from api.filters import resolve_filters
from api.labels import load_labels
from api.library import open_library
from api.practices import PracticeModel, practice_answer, practice_models
from api.schema import search_answer
from api.settings import Settings
from corpus.practices import practice, practices_by_id
from index.answers import Group, SearchAnswer, SearchRequest

_LANGUAGE = "it"


def run_list(
    settings: Settings, query: str, number: int, filters: tuple[str, ...], format_: str
) -> None:
    """Write the practices that a search finds, or all of them."""
    chosen("format", format_, ("table", "json", "trec"))
    if format_ == "trec":
        run(settings, query, number, filters, Group.PRACTICE.value, "hybrid", format_)
        return
    labels = load_labels(_LANGUAGE)
    request = SearchRequest(
        query=query,
        filters=resolve_filters(filters),
        group=Group.PRACTICE,
        limit=number,
        facets=format_ == "json",
    )
    answer = answered(settings, request)
    with open_library(settings) as library:
        if format_ == "json":
            model = practice_answer(library.catalogue, search_answer(answer, labels, None), labels)
            write_json(model.model_dump(mode="json"))
            return
        ids = [hit.practice for hit in answer.hits if hit.practice is not None]
        found = practices_by_id(library.catalogue, ids)
        models = practice_models(library.catalogue, found, labels)
        _write_list(answer, [models[one] for one in ids if one in models])


def run_show(settings: Settings, identifier: str, format_: str) -> None:
    """Write one practice with every field, quoted, or said not to be stated."""
    chosen("format", format_, ("table", "json"))
    with open_library(settings) as library:
        found = practice(library.catalogue, identifier)
        labels = load_labels(_LANGUAGE)
        model = practice_models(library.catalogue, {found.id: found}, labels)[found.id]
    if format_ == "json":
        write_json(model.model_dump(mode="json"))
    else:
        _write_card(model)


def _write_list(answer: SearchAnswer, models: list[PracticeModel]) -> None:
    from rich.text import Text

    from api.commands.output import out

    if not answer.total:
        say("Nothing found.")
        return
    if answer.nearest_only:
        say("Nothing matches; these are the nearest practices.")
    for rank, model in enumerate(models, answer.request.offset + 1):
        stated = ", ".join(field.label.lower() for field in model.fields if field.stated)
        out().print(Text(f"{rank:>3}. {model.name}", style="bold"))
        out().print(Text(f"     {_about(model)}  [{model.practice_id}]", style="cyan"))
        out().print(Text(f"     {stated or model.not_stated}", style="dim"))
    say(f"{len(models)} of {answer.total} ({answer.took_ms:.0f} ms)")


def _write_card(model: PracticeModel) -> None:
    from rich.text import Text

    from api.commands.output import out

    out().print(Text(model.name, style="bold"))
    out().print(Text(f"{_about(model)}  [{model.practice_id}]", style="cyan"))
    for field in model.fields:
        out().print(Text(field.label, style="bold"))
        if not field.stated:
            out().print(Text(f"  {model.not_stated}", style="dim"))
        for quote in field.quotes:
            where = f"{quote.record.file}, {quote.locator.label}, passage {quote.passage_id}"
            out().print(Text(f"  «{' '.join(quote.text.split())}»"))
            out().print(Text(f"    {where} [{quote.start}:{quote.end}]", style="dim"))


def _about(model: PracticeModel) -> str:
    years = sorted({model.years[0], model.years[-1]}) if model.years else []
    parts = (
        f"named by {model.named_by.value}" if model.named_by.value != "name" else "",
        model.lead or "",
        ", ".join(place.label for place in model.places),
        "-".join(map(str, years)),
        f"{len(model.records)} documents"
        if len(model.records) > 1
        else model.records[0].file
        if model.records
        else "",
    )
    return "; ".join(part for part in parts if part)
