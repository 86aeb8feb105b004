"""Two facets crossed, as they go over the wire."""

from __future__ import annotations

from pydantic import Field

from api.labels import Labels
from api.schema import WireModel
from index.crossing import Axis, Crossing


class AxisValueModel(WireModel):
    """A value of an axis."""

    code: str
    label: str


class AxisModel(WireModel):
    """A facet with the values that make the rows or the columns, in their order."""

    facet: str
    label: str
    values: list[AxisValueModel]


class CrossingModel(WireModel):
    """Counts of what has both values: tables of a list for each row, a number for each column.

    A cell is the ``total`` of the same search with both values as filters too, and ``group`` as
    the table is called.
    """

    query: str
    total: int = Field(description="Documents that the search finds")
    practices_total: int = Field(description="Practices that it finds")
    library_total: int = Field(description="Documents in the library")
    nearest_only: bool = Field(description="Nothing passed; the nearest are counted")
    rows: AxisModel
    columns: AxisModel
    documents: list[list[int]]
    practices: list[list[int]]
    passages: list[list[int]]


def crossing_model(found: Crossing, query: str, labels: Labels) -> CrossingModel:
    """Return a crossing."""
    return CrossingModel(
        query=query,
        total=found.found,
        practices_total=found.found_practices,
        library_total=found.held,
        nearest_only=found.nearest_only,
        rows=_axis(found.rows, labels),
        columns=_axis(found.columns, labels),
        documents=found.documents.tolist(),
        practices=found.practices.tolist(),
        passages=found.passages.tolist(),
    )


def _axis(axis: Axis, labels: Labels) -> AxisModel:
    values = [AxisValueModel(code=c, label=labels.value(axis.facet, c)) for c in axis.codes]
    return AxisModel(facet=axis.facet, label=labels.facet(axis.facet), values=values)
