"""What people say of a work in place of what was found in its file."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from corpus.records import Description, Format

Value: TypeAlias = str | int | tuple[str, ...] | None

#: Fields of a description that people can correct.
FIELDS = (
    "title",
    "creators",
    "year",
    "publisher",
    "series",
    "language",
    "format",
    "source_url",
)


@dataclass(frozen=True, slots=True)
class Correction:
    """What one place (a sidecar, a manifest) says: ``values`` by field of the description.

    ``source`` names the kind of place, for the description's own ``sources``.
    """

    source: str
    path: str
    values: Mapping[str, Value]
    #: (kind of link, file name or record id), see corpus.works
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Corrections:
    """The description as it was found, and every correction, the weakest first."""

    found: Description
    made: tuple[Correction, ...]

    def described(self) -> Description:
        """Return the description with the corrections applied."""
        return corrected(self.found, self.made)


def corrected(found: Description, made: Sequence[Correction]) -> Description:
    """Return a description with corrections applied, the last one having the last word."""
    values: dict[str, Value] = {}
    sources = dict(found.sources)
    for correction in made:
        values.update(correction.values)
        sources.update(dict.fromkeys(correction.values, correction.source))
    if "format" in values:
        values["format"] = Format(str(values["format"]))
    return dataclasses.replace(found, **values, sources=sources)  # type: ignore[arg-type]


def to_json(corrections: Corrections | None) -> dict[str, object] | None:
    """Return corrections as the catalogue keeps them."""
    if corrections is None:
        return None
    found = dataclasses.asdict(corrections.found)
    return {
        "found": {**found, "sources": dict(corrections.found.sources)},
        "made": [dataclasses.asdict(one) for one in corrections.made],
    }


def from_json(data: dict[str, Any] | None) -> Corrections | None:
    """Inverse of :func:`to_json`."""
    if data is None:
        return None
    found, made = data["found"], data["made"]
    return Corrections(
        Description(
            **{**found, "format": Format(found["format"]), "creators": tuple(found["creators"])}
        ),
        tuple(
            Correction(
                one["source"],
                one["path"],
                {name: _value(value) for name, value in one["values"].items()},
                tuple((kind, target) for kind, target in one["links"]),
            )
            for one in made
        ),
    )


def _value(value: object) -> Value:
    if isinstance(value, list):
        return tuple(str(part) for part in value)
    return value if isinstance(value, str | int) else None
