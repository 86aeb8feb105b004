"""What titles and headings say of initiatives: lists of them, and the one a title names.

An annual report has "I progetti sostenuti" with a heading for each, a deck "Tre esperienze" with a
slide for each. What the headings are is what the initiatives are called.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from corpus.practices.cues import ADVICE
from corpus.practices.naming import is_distinctive, mentions_pattern
from corpus.practices.sentences import section_of
from corpus.records import Passage
from corpus.titles import plain_words

_Path = tuple[str, ...]
_THINGS = (
    r"(?:progetti|iniziative|esperienze|sperimentazioni|buone pratiche|buone prassi|storie"
    r"|casi(?: di studio)?|studi di caso|projects|initiatives|experiences|pilots|good practices"
    r"|case studies|stories)"
)
_COUNT = (
    r"(?:due|tre|quattro|cinque|sei|sette|otto|nove|dieci|dodici|\d{1,2}"
    r"|two|three|four|five|six|seven|eight|nine|ten|twelve)"
)
#: "I progetti sostenuti", not "Come nascono i progetti": a heading that begins with the things.
_LISTS = re.compile(
    rf"[\W\d_]*(?:(?:i|gli|le|the|our|i nostri|le nostre)\s+)?(?:{_COUNT}\s+)?{_THINGS}\b", re.I
)
#: What a whole document is called says less: it has to count them.
_COUNTS = re.compile(rf"\b{_COUNT}\s+(?:\w+\s+)?(?:{_THINGS}|servizi|interventi|services)\b", re.I)
_PROJECT = re.compile(r"[\W\d_]*(?i:progetto|programma|project|programme)\s+[«\"“]?[A-ZÀ-Ý]")
#: Headings of parts that every document has.
_PARTS = re.compile(
    r"[\W\d_]*(?:(?:il|la|lo|le|i|gli|the)\s+|l['’])?"
    r"(?:introdu|premess|conclusion|metod|method|context|contest|sommari|summary|indice|contents|background|discussion|ringrazia|thank|note\b|fonti"
    r"|sources|bibliogra|references|allegat|annex|appendi|quadro|sintesi|prospettive|nota\b)",
    re.I,
)
#: Two of a kind are a list; one is a section.
_LEAST_LISTED = 2
_MOST_WORDS = 9
_MOST_NAMED = 5
_HEAD = re.compile(r"[:.;(|–—]| - ")
_TELLING = frozenset({"practice", "evidence"})


def listed_sections(passages: Iterable[Passage], title: str) -> dict[_Path, str]:
    """Return the sections that tell of one initiative each, with what it is called.

    At least two of a list are told as practices; the others are taken for initiatives where they
    tell what was done or came of it.
    """
    children: dict[_Path, dict[_Path, list[Passage]]] = defaultdict(lambda: defaultdict(list))
    for passage in passages:
        path = section_of(passage)
        for depth in range(1, len(path) + 1):
            children[path[: depth - 1]][path[:depth]].append(passage)
    found: dict[_Path, str] = {}
    for parent, sections in sorted(children.items()):
        if any(parent[: len(path)] == path for path in found):
            continue  # a part of what is in a list already
        named = {path: held for path, held in sections.items() if _is_name(path[-1], title)}
        found |= _listed(parent, named, title)
    return found


def _listed(parent: _Path, sections: dict[_Path, list[Passage]], title: str) -> dict[_Path, str]:
    told = [path for path, held in sections.items() if _kinds(held) & {"practice"}]
    if len(told) < _LEAST_LISTED:
        return {}
    projects = [path for path in sections if _PROJECT.match(path[-1])]
    whole = not parent or plain_words(parent[-1]) == plain_words(title)
    called = parent[-1] if parent else title
    is_list = bool((_COUNTS.search if whole else _LISTS.match)(called)) and (
        whole or 2 * len(told) >= len(sections)
    )
    if is_list:
        meant: Sequence[_Path] = [p for p, held in sections.items() if _tells(held)]
    else:
        meant = [path for path in projects if _tells(sections[path])]
    return {p: _name(p[-1]) for p in meant} if len(meant) >= _LEAST_LISTED else {}


def _is_name(heading: str, title: str) -> bool:
    words = plain_words(heading)
    if not 1 <= len(words) <= _MOST_WORDS or words == plain_words(title):
        return False
    return not (heading.rstrip().endswith("?") or _PARTS.match(heading) or ADVICE.match(heading))


def _kinds(passages: Iterable[Passage]) -> set[str]:
    return {a.code for p in passages for a in p.annotations if a.facet == "kind"}


def _tells(passages: Sequence[Passage]) -> bool:
    named = any(a.facet == "project" for p in passages for a in p.annotations)
    return named or bool(_kinds(passages) & _TELLING)


def _name(heading: str) -> str:
    """Return a heading without its number and the word for what it names."""
    bare = re.sub(r"^(?:[\d.)\-–—\s]|[A-Z][.)]\s)+", "", heading).strip() or heading
    if _PROJECT.match(bare):
        bare = bare.split(None, 1)[1].strip(' «»"“”:')
    return " ".join(bare.split())


def name_in_title(title: str, told: Sequence[Passage]) -> tuple[str, Passage] | None:
    """Return the name a title begins with and the first of ``told`` that calls it so, if any.

    "Doorstep Circles: an evaluation" tells of Doorstep Circles if the text does; organisations that
    a title begins with are who writes.
    """
    head = _HEAD.split(title.strip(' «»"“”'), maxsplit=1)[0].strip(' «»"“”')
    if not 2 <= len(plain_words(head)) <= _MOST_NAMED or not is_distinctive(head):
        return None
    pattern = mentions_pattern([head])
    words = set(plain_words(head))
    for passage in told:
        match = pattern.search(passage.text) if pattern else None
        if match is None:
            continue
        if any(
            a.facet in ("organisation", "territory") and words & set(plain_words(a.code))
            for a in passage.annotations
            if a.start < match.end() and match.start() < a.end
        ):
            return None
        return head, passage
    return None
