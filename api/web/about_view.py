"""What the page about the library shows: its sizes, dates, and what was measured of it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from api.http.state import State
from api.labels import Labels
from api.program import program_version
from api.texts import Texts
from api.web.address import Address
from api.web.view import FacetView, facet_views
from corpus import schema
from corpus.catalogue import Counts
from corpus.vocabulary import vocabulary_version
from eval.annotation_figures import Figures, annotation_figures
from eval.summary import BadSummary, Summary, read_summary
from index.answers import Group, SearchRequest
from ingest.annotate.version import rules_version

# As the page lists them; what they are and where they come from is of the record, not the text.
_FACETS = ("format", "language", "year", "source")
_MAIN, _SEEN, _DEEP = "nDCG@10", "R@20", "R@100"


@dataclass(frozen=True, slots=True)
class MeasuredView:
    """The last evaluation: figures as the language writes them, and whether it still holds."""

    summary: Summary
    date: str
    main: str
    low: str
    high: str
    seen: str
    deep: str
    moved: bool
    other_model: bool


@dataclass(frozen=True, slots=True)
class LabelRow:
    """How good the labels of a facet are: invented texts, then published ones."""

    label: str
    invented: tuple[str, str, str]
    published: tuple[str, str, str] | None


@dataclass(frozen=True, slots=True)
class LabelsView:
    """How good labels are; ``other_rules``: measured with rules that are not those in use."""

    rows: tuple[LabelRow, ...]
    invented: int
    published: int
    date: str
    other_rules: bool


@dataclass(frozen=True, slots=True)
class AboutView:
    """All that is told. ``broken``: there is a summary of an evaluation, and it is none."""

    counts: Counts
    practices: int
    to_embed: int
    facets: tuple[FacetView, ...]
    began: str | None
    last_read: str | None
    model: str
    fingerprint: str
    program: str
    vocabulary: str
    rules: str
    measured: MeasuredView | None
    broken: bool
    labels: LabelsView


def about_view(state: State, language: str, labels: Labels) -> AboutView:
    """Return what the page shows.

    Raises NotReady before the indexes have been brought up to date for the first time.
    """
    engine, service, t = state.service.engine, state.service, Texts(language)
    every = engine.search(SearchRequest(limit=1, group=Group.RECORD))
    practices = engine.search(SearchRequest(limit=1, group=Group.PRACTICE, facets=False))
    shown = [facet for facet in every.facets if facet.facet in _FACETS]
    measured, broken = _measured(state, t)
    began, last_read = _dates(state)
    address = Address(language=language, group=Group.RECORD)
    return AboutView(
        counts=state.catalogue.counts(),
        practices=0 if practices.nearest_only else practices.total,
        to_embed=service.to_embed(),
        facets=tuple(facet_views(shown, address, labels)),
        began=began,
        last_read=last_read,
        model=state.settings.model,
        fingerprint=service.embedder.fingerprint,
        program=program_version(),
        vocabulary=vocabulary_version(),
        rules=rules_version(),
        measured=measured,
        broken=broken,
        labels=_labels(t, labels),
    )


def decimal(t: Texts, value: float) -> str:
    """Return a share with two digits, as the language writes it."""
    return f"{value:.2f}".replace(".", "," if t.language == "it" else ".")


def _measured(state: State, t: Texts) -> tuple[MeasuredView | None, bool]:
    service = state.service
    try:
        found = read_summary(service.library.data)
    except BadSummary:
        return None, True
    if found is None or not {_MAIN, _SEEN, _DEEP} <= found.metrics.keys():
        return None, found is not None
    low, high = found.interval
    return MeasuredView(
        summary=found,
        date=found.made_at[:10],
        main=decimal(t, found.metrics[_MAIN]),
        low=decimal(t, low),
        high=decimal(t, high),
        seen=decimal(t, found.metrics[_SEEN]),
        deep=decimal(t, found.metrics[_DEEP]),
        moved=found.seq != state.catalogue.last_seq(),
        other_model=found.model != service.embedder.fingerprint,
    ), False


def _labels(t: Texts, labels: Labels) -> LabelsView:
    found = annotation_figures()
    invented, published = found.parts["test"], found.parts.get("reports")
    return LabelsView(
        rows=tuple(
            LabelRow(
                labels.facet("territory" if facet == "region" else facet),
                _row(t, figures),
                _row(t, published.facets[facet])
                if published and facet in published.facets
                else None,
            )
            for facet, figures in invented.facets.items()
        ),
        invented=invented.passages,
        published=published.passages if published else 0,
        date=found.made_at[:10],
        other_rules=found.rules != rules_version(),
    )


def _row(t: Texts, figures: Figures) -> tuple[str, str, str]:
    return decimal(t, figures.precision), decimal(t, figures.recall), decimal(t, figures.f1)


def _dates(state: State) -> tuple[str | None, str | None]:
    """Return the days on which the first record was added and a file was last read."""
    query = sa.select(
        sa.select(sa.func.min(schema.records.c.added_at)).scalar_subquery(),
        sa.select(sa.func.max(schema.sources.c.seen_at)).scalar_subquery(),
    )
    with state.catalogue.engine.connect() as connection:
        first, last = connection.execute(query).one()
    return first and str(first)[:10], last and str(last)[:10]
