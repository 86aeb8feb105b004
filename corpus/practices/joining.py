"""Which initiatives of several records are one practice, and the id it has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from corpus.identifiers import digest
from corpus.practices.cards import NamedBy
from corpus.practices.naming import is_distinctive, name_key

#: Part of the smaller sketch that two tellings without a name have to share. Copies of one work
#: share nearly all, other sections under the same heading hardly anything.
_SAME_WORDS = 0.5
#: Names that are common words stay apart if their years are further from each other.
_YEARS_APART = 10


@dataclass(frozen=True, slots=True)
class Told:
    """As much of an initiative as joining looks at; ``work`` is that of its record."""

    id: str
    key: str
    name: str
    named_by: NamedBy
    lead: str | None
    places: tuple[str, ...]
    years: tuple[int, ...]
    sketch: tuple[int, ...]
    work: str

    @property
    def regions(self) -> frozenset[str]:
        """Regions it is placed in."""
        return frozenset(place.partition("/")[0] for place in self.places)


def joined_practices(told: Sequence[Told]) -> dict[str, str]:
    """Return the practice of each initiative, by ids; all have the same key.

    The same whatever the order. A name without a rival gives the id by itself, so that it stays
    when records come and go; rivals (the same name in other regions, led by others) have ids with
    their scope.
    """
    if not told:
        return {}
    ordered = sorted(told, key=lambda one: one.id)
    if ordered[0].named_by is not NamedBy.NAME:
        groups = _components(ordered, _same_telling)
        return {
            one.id: digest("practice", one.key, min(_scopes_of_words(group)))
            for group in groups
            for one in group
        }
    groups = _by_name(ordered)
    if len(groups) == 1:
        return {one.id: digest("practice", one.key) for one in groups[0]}
    return {
        one.id: digest("practice", one.key, *_scope(group)) for group in groups for one in group
    }


def _scopes_of_words(group: Iterable[Told]) -> list[str]:
    return [str(min(one.sketch, default=0)) for one in group]


def _by_name(ordered: Sequence[Told]) -> list[list[Told]]:
    placed = [one for one in ordered if one.places or one.lead]
    groups = _components(placed, _agree)
    for one in ordered:
        if one in placed:
            continue
        # Said without a place, a name is joined where it cannot mean another.
        if is_distinctive(one.name) and len(groups) <= 1:
            groups = [[*groups[0], one]] if groups else [[one]]
            continue
        same_work = [group for group in groups if any(other.work == one.work for other in group)]
        if len(same_work) == 1:
            same_work[0].append(one)
        else:
            groups.append([one])
    return groups


def _agree(one: Told, other: Told) -> bool:
    if one.work == other.work:
        return True
    same_lead = bool(one.lead and other.lead) and name_key(one.lead or "") == name_key(
        other.lead or ""
    )
    if one.regions and other.regions:
        if one.regions.isdisjoint(other.regions) and not same_lead:
            return False
        return is_distinctive(one.name) or _near_in_time(one.years, other.years)
    return same_lead or is_distinctive(one.name)


def _near_in_time(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    if not one or not other:
        return True
    return max(one[0], other[0]) - min(one[-1], other[-1]) <= _YEARS_APART


def _same_telling(one: Told, other: Told) -> bool:
    shared = len(set(one.sketch) & set(other.sketch))
    return shared >= _SAME_WORDS * max(1, min(len(one.sketch), len(other.sketch)))


def _components(told: Sequence[Told], alike: Callable[[Told, Told], bool]) -> list[list[Told]]:
    root = list(range(len(told)))

    def find(at: int) -> int:
        while root[at] != at:
            at = root[at]
        return at

    for i, one in enumerate(told):
        for j in range(i):
            if find(i) != find(j) and alike(one, told[j]):
                low, high = sorted((find(i), find(j)))
                root[high] = low
    groups: dict[int, list[Told]] = defaultdict(list)
    for i, one in enumerate(told):
        groups[find(i)].append(one)
    return list(groups.values())


def _scope(group: Sequence[Told]) -> tuple[str, ...]:
    regions = sorted({region for one in group for region in one.regions})
    leads = sorted({name_key(one.lead) for one in group if one.lead})
    return (regions[0],) if regions else (leads[0],) if leads else (min(o.id for o in group),)
