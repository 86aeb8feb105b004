"""What the initiatives of a record are called, and which sections are about one of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.practices.naming import is_distinctive, mentions_pattern, name_key
from corpus.practices.sentences import section_of
from corpus.records import Passage

#: What stands before a heading's own words.
NUMBERED = re.compile(r"^[\W\d_]*(?:capitolo|chapter|box|scheda|caso|case|slide)?[\W\d_]*", re.I)


@dataclass(frozen=True, slots=True)
class Names:
    """Names of a record's initiatives: how each key is written, and which writings alone tell."""

    written: dict[str, str]
    marked: dict[str, str]
    headings: dict[tuple[str, ...], str]
    listed: frozenset[str]


def names_of(passages: Sequence[Passage], listed: Mapping[tuple[str, ...], str]) -> Names:
    """Return the names that passages give, and that the headings of a list give."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for passage in passages:
        for one in passage.annotations:
            if one.facet == "project" and name_key(one.code):
                forms[name_key(one.code)][one.code] += 1
    same = _aliases(passages, forms)
    written: dict[str, str] = {}
    marked: dict[str, str] = {}
    for key, counted in sorted(forms.items()):
        best = min(counted, key=lambda form: (-counted[form], form))
        written.setdefault(same.get(key, key), best)
        for form in counted:
            if is_distinctive(form):
                marked[form] = same.get(key, key)
    headings = _headings(passages, written, marked, listed)
    return Names(written, marked, headings, frozenset(map(name_key, listed.values())))


def _headings(
    passages: Sequence[Passage],
    written: dict[str, str],
    marked: dict[str, str],
    listed: Mapping[tuple[str, ...], str],
) -> dict[tuple[str, ...], str]:
    """Return what each section is about, by its key; ``written`` learns the names of a list."""
    headings: dict[tuple[str, ...], str] = {}
    for path in {section_of(p) for p in passages}:
        found = _heading_names(path, written, marked)
        if len(found) == 1:
            headings[path] = found.pop()
        name = next((listed[path[:n]] for n in range(len(path) + 1) if path[:n] in listed), None)
        if name is not None:
            headings[path] = name_key(name)
            written.setdefault(name_key(name), name)
    return headings


def _aliases(passages: Sequence[Passage], forms: Iterable[str]) -> dict[str, str]:
    """Return the key of the acronym for the key of the name it stands for."""
    known = set(forms)
    found: dict[str, str] = {}
    for passage in passages:
        for one in passage.annotations:
            if one.facet == "acronym":
                long = name_key(passage.text[one.start : one.end])
                short = name_key(one.code)
                if long in known or short in known:
                    found[long] = short
    return {long: short for long, short in found.items() if long in known}


def _heading_names(
    path: tuple[str, ...], written: dict[str, str], marked: dict[str, str]
) -> set[str]:
    """Return the names in the nearest heading that has any."""
    pattern = mentions_pattern(marked)
    for heading in reversed(path):
        bare = name_key(NUMBERED.sub("", heading))
        found = {key for key in written if bare == key}
        if pattern is not None:
            found |= {marked[" ".join(m.split())] for m in pattern.findall(heading)}
        if found:
            return found
    return set()
