"""How good the labels of the shipped rules and weights are, as measured before they were shipped.

``annotation_figures.json`` is written by ``python tests/annotation_figures_made.py``, which joins
the annotator with the collection: neither knows the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from eval.annotation import FacetScore

FILE = "annotation_figures.json"

_Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Figures(BaseModel):
    """Micro-averages of a facet, ``f1_interval`` its 95 % interval over documents."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    precision: _Share
    recall: _Share
    f1: _Share
    f1_interval: tuple[_Share, _Share]

    @classmethod
    def of(cls, score: FacetScore) -> Figures:
        """Return the figures of a facet, to three digits."""
        micro = score.micro
        return cls(
            precision=round(micro.precision, 3),
            recall=round(micro.recall, 3),
            f1=round(micro.f1, 3),
            f1_interval=(round(micro.f1_interval.low, 3), round(micro.f1_interval.high, 3)),
        )


class PartFigures(BaseModel):
    """The figures on a part of the collection, by facet."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    documents: int
    passages: int
    facets: dict[str, Figures]


class AnnotationFigures(BaseModel):
    """What was measured: with which rules and model (a fingerprint), on which parts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rules: str
    model: str
    made_at: str
    parts: dict[str, PartFigures]


@cache
def annotation_figures() -> AnnotationFigures:
    """Return the figures that are shipped."""
    return AnnotationFigures.model_validate_json((files("eval") / FILE).read_bytes())


def part_figures(documents: int, passages: int, scores: Mapping[str, FacetScore]) -> PartFigures:
    """Return the figures of a part."""
    facets = {facet: Figures.of(score) for facet, score in scores.items()}
    return PartFigures(documents=documents, passages=passages, facets=facets)
