"""The draft of a dossier that answers a call: what the library holds for each requirement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from api.dossier.call import Requirement
from api.dossier.items import MOST_NOTE_CHARS, Item, ItemKind
from api.service import Service
from index.answers import Hit, SearchAnswer, SearchRequest

_HITS = 3
# A search gives the best there is, a draft must also say that nothing fits. The larger of the
# cosines of passage and best sentence tells most (the score is relative to the query): of 25 things
# no such library speaks of (traffic signs, fisheries) 4 and 2 pass in the real and in the sample
# library, of the libraries' own 135 topics 116. With 0.53 9 and 8 pass, and 129; with 0.58 2, none
# and 85.
_LEAST_COSINE = 0.55


@dataclass(frozen=True, slots=True)
class Answered:
    """A requirement with what fits it best; without hits nothing in the library fits."""

    requirement: Requirement
    hits: tuple[Hit, ...]


def answered(service: Service, asked: Iterable[Requirement]) -> tuple[Answered, ...]:
    """Return what the library holds for each requirement, all from one state of it.

    What is only nearest is no answer. Raises NotReady.
    """
    needs = tuple(asked)
    still = service.still_for(need.query for need in needs)
    return tuple(Answered(need, _fitting(still.engine.search(_request(need)))) for need in needs)


def draft(found: Iterable[Answered]) -> Iterator[Item]:
    """Yield the pieces of a dossier: each requirement, and after it what fits."""
    for one in found:
        yield Item(ItemKind.NEED, one.requirement.text[:MOST_NOTE_CHARS])
        for hit in one.hits:
            yield Item(ItemKind.PASSAGE, str(hit.passage.id))


def _fitting(answer: SearchAnswer) -> tuple[Hit, ...]:
    return () if answer.nearest_only else tuple(hit for hit in answer.hits if _fits(hit))


def _fits(hit: Hit) -> bool:
    cosines = [hit.scores[part] for part in ("dense", "sentence") if part in hit.scores]
    # A passage without a vector yet was found by its words.
    return not cosines or max(cosines) >= _LEAST_COSINE


def _request(need: Requirement) -> SearchRequest:
    return SearchRequest(query=need.query, limit=_HITS, facets=False, fold=True)
